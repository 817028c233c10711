import type { ColumnRole } from '../mapping';
import formats from './crm-formats.json';
import { BESIDE_FIELDS, HEADER_PREFIX, OF_CRM, OUTCOME_CODES } from './crm-columns';
import { ENTERED_STAGE_LOCALISED, localisedHeaders } from './localised';
import { localisedLogHeaders } from './localised-logs';
import { easternHeaders } from './localised-eastern';
import { moreLocalisedHeaders } from './localised-more';
import { PLAIN_DEALS, PLAIN_HISTORY, SNAPSHOT_DAYS } from './plain-words';

/** One kind of export of one CRM: which headers mean what. */
export interface Layout {
	/** `salesforce.opportunity_report`; `generic.deals` and `generic.stage_history` are of no CRM. */
	id: string;
	name: string;
	kind: 'deals' | 'stage_history';
	/** How well the headers are known: 1 vendor's own, 0.9 read by public code, 0.6 unconfirmed. */
	weight: number;
	/** Headers of each role as exports write them, preferred first. */
	headers: { role: ColumnRole; names: string[] }[];
	/** Codes in place of outcome words, folded. */
	outcomes?: Readonly<Record<string, 'open' | 'won' | 'lost'>>;
	/** What may stand before every header. */
	prefix?: RegExp;
	/** Headers that date the entry into a stage; the first group is the stage, a second one the pipeline. */
	enteredStage: RegExp[];
}

const GRADES: Record<string, number> = { V: 1, R: 0.9, K: 0.6 };

/** Fields of the format tables that mean something to the model. All others can be segments. */
const ROLE_OF_FIELD: Record<string, ColumnRole> = {
	id: 'id',
	name: 'name',
	account: 'account',
	owner: 'owner',
	source: 'source',
	pipeline: 'pipeline',
	amount: 'amount',
	currency: 'currency',
	stage: 'stage',
	status: 'status',
	created: 'created',
	closed: 'closed',
	won_at: 'won_at',
	lost_at: 'lost_at',
	expected_close: 'expected_close',
	lost_reason: 'lost_reason',
	probability: 'probability',
	deleted: 'deleted',
	updated: 'modified',
	row_modified: 'modified',
	stage_since: 'stage_since',
	last_stage_change: 'stage_since',
	current_stage_since: 'stage_since',
};

const ROLE_OF_HISTORY_FIELD: Record<string, ColumnRole> = {
	id: 'id',
	to_stage: 'stage',
	to_status: 'stage',
	from_stage: 'from_stage',
	from_status: 'from_stage',
	changed_at: 'changed_at',
	field: 'changed_field',
	deleted: 'deleted',
	// As they stood after the change. The owner beside a change is today's in the reports that show one.
	amount: 'amount',
	closed: 'closed',
	probability: 'probability',
};

const NOT_A_STATUS = [
	'Forecast Category',
	'ForecastCategory',
	'ForecastCategoryName',
	'Type',
	'type',
	'Active',
	'active',
];
const NOT_AN_AMOUNT = [
	'Weighted amount',
	'Deal - Weighted value',
	'expected_value',
	'annualized_expected_value',
	'annualized_value',
	'Expected Revenue',
	'ExpectedRevenue',
	'Prorated Revenue',
];

/** The date-entered columns of HubSpot, by label and by internal name. */
const ENTERED_STAGE = [
	/^date entered "(.+?)(?: \(([^()]*)\))?"$/i,
	/^date entered (?!current stage)(.+?)(?: \(([^()]*)\))?$/i,
	/^hs_(?:v2_)?date_entered_(?!current_stage)(.+)$/i,
	...ENTERED_STAGE_LOCALISED,
];

/** What the table of a deal may write before its columns: `deal_created_date`, `OpportunityAmount`. */
const OF_THE_DEAL =
	/^(?:deal|opportunity|opp|Deal|Opportunity|Opp|DEAL|OPPORTUNITY|OPP)(?:[\s_.-]+|(?=\p{Lu}\p{Ll}))/u;

/** Whether a header is another role than the field under which the format tables list it. */
const isBeside = (name: string, field: ColumnRole) =>
	BESIDE_FIELDS.some(({ role, names }) => role !== field && names.includes(name));
const copied = (headers: readonly { role: ColumnRole; names: readonly string[] }[]) =>
	headers.map(({ role, names }) => ({ role, names: [...names] }));

function crmLayouts(): Layout[] {
	return Object.entries(formats.crms).flatMap(([crm, { name, exports }]) =>
		Object.entries(exports as Record<string, { grade: string; fields: Record<string, string[]> }>).map(
			([id, layout]): Layout => {
				const kind = 'changed_at' in layout.fields ? 'stage_history' : 'deals';
				const roles = kind === 'deals' ? ROLE_OF_FIELD : ROLE_OF_HISTORY_FIELD;
				const headers = Object.entries(layout.fields).flatMap(([field, names]) => {
					const role = roles[field];
					if (!role) return [];
					const own = names.filter(
						(header) =>
							!(kind === 'deals' && isBeside(header, role)) &&
							!(role === 'status' && NOT_A_STATUS.includes(header)) &&
							!(role === 'amount' && NOT_AN_AMOUNT.includes(header)),
					);
					return own.length ? [{ role, names: own }] : [];
				});
				const own = `${crm}.${id}`;
				return {
					id: own,
					name,
					kind,
					weight: GRADES[layout.grade] ?? 0.6,
					headers:
						kind === 'deals'
							? [
									...copied(OF_CRM[crm] ?? []),
									...headers,
									...copied(BESIDE_FIELDS),
									{ role: 'snapshot_day', names: [...SNAPSHOT_DAYS] },
									...localisedHeaders(own),
									...moreLocalisedHeaders(own),
								]
							: [...headers, ...localisedLogHeaders(own)],
					...(OUTCOME_CODES[crm] ? { outcomes: OUTCOME_CODES[crm] } : {}),
					...(HEADER_PREFIX[crm] ? { prefix: HEADER_PREFIX[crm] } : {}),
					enteredStage: crm === 'hubspot' && kind === 'deals' ? ENTERED_STAGE : [],
				};
			},
		),
	);
}

export const LAYOUTS: readonly Layout[] = [
	...crmLayouts(),
	{
		id: 'generic.deals',
		name: 'No CRM in particular',
		kind: 'deals',
		weight: 0.55,
		headers: [
			...PLAIN_DEALS,
			...localisedHeaders('generic.deals'),
			...moreLocalisedHeaders('generic.deals'),
			...easternHeaders(),
		],
		prefix: OF_THE_DEAL,
		enteredStage: [
			...ENTERED_STAGE,
			// `Date_Entered_Proposal__c`, `Entered Proposal`, `proposal_entered_at`.
			/^(?:date_)?entered[ _](?!current_stage)(.+?)(?:__c)?$/i,
			/^(.+?)[ _](?:entered|entry)(?:[ _](?:at|on|date))?(?:__c)?$/i,
		],
	},
	{
		id: 'generic.stage_history',
		name: 'Plain stage log',
		kind: 'stage_history',
		weight: 0.5,
		headers: [...PLAIN_HISTORY, ...localisedLogHeaders('generic.stage_history')],
		enteredStage: [],
	},
];

/** Default stages of the CRMs, each in its order: `label|internal name` split into both. */
export const DEFAULT_PROCESSES: readonly string[][] = Object.values(formats.crms)
	.map((crm) => crm.stages as string[])
	.filter((stages) => stages.length > 0)
	.flatMap((stages) => [
		stages.map((stage) => stage.split('|')[0] ?? stage),
		stages.map((stage) => stage.split('|')[1] ?? stage),
	]);
