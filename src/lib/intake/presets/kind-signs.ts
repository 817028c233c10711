import type { ColumnRole, FileKind } from '../mapping';

/** Kinds of file beside opportunities and their stage history. */
export type OtherKind = Exclude<FileKind, 'deals' | 'stage_history' | 'ignored'>;

/** What a file of one kind looks like: of a CRM, or of none in particular. */
export interface KindLayout {
	/** `salesforce.account_object`, `generic.accounts`, … */
	id: string;
	name: string;
	kind: OtherKind;
	/** Headers of each role, preferred first, compared after folding. */
	headers: { role: ColumnRole; names: string[] }[];
}

/** What tells a kind: the roles that it must have, one of each group, and headers or a file name that speak for it. */
export interface KindSigns {
	needs: ColumnRole[][];
	/** Matched against folded headers; one must match unless the file's name speaks. */
	headers: RegExp;
	/** Matched against the folded name of the file, for headers that could be of several kinds. */
	fileName: RegExp;
	/**
	 * A role without which its rows are set aside, but the file is known for what it is by these words of headers; not
	 * where a header or the name of the file is of deals (`OF_DEALS_WORDS`).
	 */
	lacking?: { role: ColumnRole; headers: RegExp };
	/** Headers that speak against it. */
	not?: RegExp;
	/** Columns that nothing else claims are segments. */
	keepsOthers: boolean;
}

/** Words of lists of deals, in folded headers and names of files: such a list may tell of contracts and orders too. */
export const OF_DEALS_WORDS = /\bdeals?\b|\bopportunit(y|ies)\b|\bpipeline\b|\bclosed? (date|on)\b|^closed$/;

export const KIND_SIGNS: Record<OtherKind, KindSigns> = {
	accounts: {
		needs: [['account', 'id']],
		headers:
			/industry|sector|employee|segment|region|country|billing (city|country|state)|billing(city|country|state)|website|annual ?revenue|\btier\b|\bsize\b|account type|company type|domain|territory|office|vertical|parent/,
		fileName: /account|compan|customer|organi[sz]ation|client/,
		not: /\b(deal|opportunity|product|price|mrr|quota|target|amount)\b|^stage|deal ?stage|first name|last name|contact owner/,
		keepsOthers: true,
	},
	products: {
		needs: [['product']],
		headers: /price|family|series|category|\bline\b|sku|product code|productcode|unit|type|group/,
		fileName: /product|catalog|price ?list|sku/,
		not: /account|customer|compan|\b(deal|opportunity|stage|owner|start|end)\b/,
		keepsOthers: true,
	},
	people: {
		needs: [['owner'], ['team', 'manager', 'job', 'starts', 'segment']],
		headers:
			/team|manager|\brole\b|office|region|title|department|territory|hire|username|profile|supervisor|group/,
		fileName: /team|owner|people|rep|user|seller|agent|staff|sales ?force/,
		not: /target|quota|goal|account|customer|compan|amount|stage|product|spend|cost|\b(deal|opportunity|lead)\b/,
		keepsOthers: true,
	},
	subscriptions: {
		needs: [['account'], ['starts'], ['amount']],
		headers:
			/mrr|arr\b|per month|per year|monthly|annual|subscription|renewal|billing|plan\b|contract|recurring|end|until|cancel|churn/,
		fileName: /subscription|contract|recurring|mrr|licen[cs]e|abo(s|nnement)|vertr(a|ae)g/,
		lacking: { role: 'amount', headers: /subscription|contract|renewal|billing|licen[cs]e|churn/ },
		not: /stage|probability|order (date|id|number)|invoice/,
		keepsOthers: true,
	},
	orders: {
		needs: [['account'], ['ordered_at'], ['amount']],
		headers: /\border|invoice|purchase|billed|quantity|\bqty\b/,
		fileName: /order|invoice|purchase|sales ?data|transaction/,
		lacking: { role: 'amount', headers: /order (date|id|number)|invoice|purchase date/ },
		not: /stage|probability|mrr|per month/,
		keepsOthers: true,
	},
	leads: {
		needs: [
			['id', 'name', 'account'],
			['created', 'source', 'is_converted', 'converted_at'],
		],
		headers:
			/\blead (id|number|name|owner|status|stage|score|date|created|type|title)\b|\bleads\b|^leadid$|^lead -|\bmql|isconverted|\bconverted|prospect id|lifecycle stage/,
		fileName: /lead|mql|prospect|contact/,
		not: /\bopportunity name|deal name|deal stage|probability|close date|spend|\bcost|deal value|amount/,
		keepsOthers: true,
	},
	targets: {
		needs: [['target']],
		headers: /target|quota|goal|budget|\bplan\b|objective/,
		fileName: /target|quota|goal|budget|plan/,
		not: /spend|\bcost|account|customer|stage/,
		keepsOthers: true,
	},
	spend: {
		needs: [['source'], ['amount']],
		headers: /spend|\bcosts?\b|budget|investment|expense|spent/,
		fileName: /spend|cost|budget|marketing/,
		not: /\b(deal|opportunity|account|customer|lead id|owner)\b|stage/,
		keepsOthers: false,
	},
	rates: {
		needs: [['rate', 'inverse_rate']],
		headers: /rate|\bfx\b|exchange|conversion|currency|currencies/,
		fileName: /rate|fx|currenc|exchange/,
		not: /\b(deal|opportunity|account|customer|owner|product|source)\b|stage|amount/,
		keepsOthers: false,
	},
};

/** Columns that say that a file describes the columns of others. */
export const DICTIONARY_HEADERS = {
	field: /^(field|column|variable|attribute|feature)( name)?s?$/,
	meaning: /^(description|meaning|definition|explanation|notes?|comment)s?$/,
};
