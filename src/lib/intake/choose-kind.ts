import { bareLabel, foldHeader, withoutZone } from './fold';
import { lengthOfWords, namesPeriod } from './kinds/periods';
import type { ColumnMapping, ColumnRole, TargetMeasure } from './mapping';
import { isOneCurrency } from './presets/currencies';
import { codeOfCurrency } from './presets/currency-names';
import { currencyOfHeader, splitUnit } from './presets/header-units';
import { inEnglish } from './presets/localised-kinds';
import { KIND_LAYOUTS } from './presets/kind-layouts';
import {
	DICTIONARY_HEADERS,
	KIND_SIGNS,
	OF_DEALS_WORDS,
	type KindLayout,
	type OtherKind,
} from './presets/kind-signs';
import { STATUS_OUTCOMES } from './presets/vocabulary';
import type { ColumnProfile, FileProfile } from './profile';
import { DATE_ROLES, FLAG_ROLES, NUMBER_ROLES } from './roles';

type Found = Pick<ColumnMapping, 'role' | 'period' | 'per' | 'spans' | 'measure' | 'currency' | 'to'>;

export interface KindAssignment {
	layout: KindLayout;
	roles: Map<number, Found>;
	/** How many headers the layout itself names, before plain words complete it. */
	named: number;
	score: number;
}

/** A header as it is compared: folded, words apart, and in English where it is known in another language. */
const fold = (text: string): string =>
	inEnglish(foldHeader(withoutZone(text)).replace(/[_]+/g, ' ').replace(/ +/g, ' ').trim());

const PROOFS_OF_DEALS: readonly ColumnRole[] = [
	'stage',
	'from_stage',
	'entered_stage',
	'is_won',
	'is_lost',
	'won_at',
	'lost_at',
	'probability',
	'lost_reason',
	'expected_close',
];

/** Share of a column's different values that must be what its header says: some dirt is no reason to doubt it. */
const MOSTLY = 0.5;

const mostly = (column: ColumnProfile, fits: (text: string) => boolean): boolean =>
	column.samples.filter(fits).length >= MOSTLY * column.samples.length;

const isCurrency = (text: string): boolean => codeOfCurrency(text) !== null;

/** A header without the currency that it names: `Spend (EUR)` is a spend. */
const withoutCurrency = (header: string): string => splitUnit(header)?.bare ?? header;

/** Whether a column's values can be what the role says. An empty column can be anything. */
function fitsRole(column: ColumnProfile, role: ColumnRole): boolean {
	if (column.values === 0) return true;
	if (DATE_ROLES.includes(role)) return column.dates >= MOSTLY;
	if (FLAG_ROLES.includes(role)) return column.flags > 0.9;
	if (NUMBER_ROLES.includes(role)) return column.numbers >= MOSTLY;
	switch (role) {
		case 'currency':
		case 'to_currency':
			return mostly(column, (text) => isCurrency(text) || /^\p{Sc}$/u.test(text));
		case 'year':
			return mostly(column, (text) => /^(19|20)\d{2}$/.test(text));
		case 'period':
			return mostly(column, (text) => namesPeriod(text) || /^\d{1,2}$/.test(text)) || column.dates > 0.5;
		case 'period_type':
		case 'billing_period':
			return mostly(column, (text) => lengthOfWords(text) !== null);
		case 'account':
		case 'owner':
		case 'product':
		case 'source':
		case 'team':
		case 'manager':
		case 'job':
			return column.dates < 0.5;
		default:
			return true;
	}
}

function claim(file: FileProfile, layout: KindLayout, roles: Map<number, Found>): number {
	const folded = file.columns.map(({ header }) => fold(header));
	const unnamed = file.columns.map(({ header }) => fold(withoutCurrency(header)));
	// Of no CRM in particular: as people write them, `LeadName`, `lead-name`.
	const compared = (text: string) => (layout.id.startsWith('generic.') ? bareLabel(text) : text);
	const taken = new Set([...roles.values()].map(({ role }) => role));
	let named = 0;
	for (const { role, names } of layout.headers) {
		if (taken.has(role)) continue;
		for (const name of names) {
			const own = compared(fold(name));
			// `RM name` is that of a relationship manager, and no name in ringgit.
			const headers = NUMBER_ROLES.includes(role) ? unnamed : folded;
			const position = headers.findIndex(
				(header, index) =>
					compared(header) === own &&
					!roles.has(index) &&
					fitsRole(file.columns[index] as ColumnProfile, role),
			);
			const column = file.columns[position];
			if (!column) continue;
			roles.set(position, { role });
			taken.add(role);
			named += column.header.trim() === name ? 1 : 0.8;
			break;
		}
	}
	return named;
}

const measureOf = (header: string): TargetMeasure =>
	/creat|\bnew\b|opened/.test(header)
		? 'created_deals'
		: /amount|revenue|value|bookings|quota|\bsales\b/.test(header)
			? 'won_amount'
			: /deals|count|number|\bwins\b|units|logos/.test(header)
				? 'won_deals'
				: 'won_amount';

/** What a header of a plan names beside what is planned: `Q1 2025` of `Q1 2025 Quota`. */
const withoutMeasure = (header: string): string =>
	header.replace(/[\s_]*\b(?:targets?|quotas?|goals?|budget|plan)\b[\s_]*/i, ' ').trim();

/** Columns that stand for one period each, as spreadsheets lay a plan out, and further targets of the same rows. */
function claimWide(file: FileProfile, kind: OtherKind, roles: Map<number, Found>): void {
	const has = (role: ColumnRole) => [...roles.values()].some((found) => found.role === role);
	file.columns.forEach((column, index) => {
		if (roles.has(index) || column.values === 0 || column.numbers < MOSTLY) return;
		const header = fold(column.header);
		const ofHeader = codeOfCurrency(column.header);
		const period = kind === 'targets' ? withoutMeasure(column.header) : column.header.trim();
		if ((kind === 'targets' || kind === 'spend') && namesPeriod(period)) {
			const role = kind === 'targets' ? 'target' : 'amount';
			const isLong = [...roles.values()].some((found) => found.role === role && found.period === undefined);
			if (!isLong && !has('period') && !has('starts')) roles.set(index, { role, period });
		} else if (kind === 'targets' && /target|quota|goal/.test(header)) {
			roles.set(index, { role: 'target' });
		} else if (kind === 'rates' && ofHeader !== null) {
			roles.set(index, { role: 'rate', currency: ofHeader });
		} else if (kind === 'rates' && !has('rate') && /rate|per [a-z]{3}$/.test(header)) {
			roles.set(index, { role: 'rate' });
		}
	});
}

const MONTHLY = /\bmrr\b|month/;
const YEARLY = /\barr\b|\bacv\b|annual|year/;

/** What a header tells beside its role: the time an amount is for, the currency, the measure. */
function completed(file: FileProfile, kind: OtherKind, roles: Map<number, Found>): Map<number, Found> {
	const whole = new Map<number, Found>();
	const hasPeriods = [...roles.values()].some(({ role }) => ['ends', 'ends_before'].includes(role));
	for (const [position, found] of roles) {
		const column = file.columns[position];
		const written = column?.header ?? '';
		const header = fold(written);
		const own: Found = { ...found };
		const named = NUMBER_ROLES.includes(found.role) ? currencyOfHeader(written) : null;
		// Of a sign that several countries have it is not told which: amounts without a currency go with those of deals.
		const currency = named !== null && isOneCurrency(named) ? named : null;
		if (currency && kind === 'rates' && found.currency === undefined) {
			// `USD rate` does not say which way.
			if (!/^\s*\p{Lu}{3}[\s_]/u.test(written)) own.to = currency;
			if (/\bper\b/.test(header)) own.role = 'inverse_rate';
		} else if (currency && kind !== 'rates') {
			own.currency = currency;
		}
		if (found.role === 'target') own.measure = measureOf(header);
		if (kind === 'subscriptions' && found.role === 'amount') {
			const per = MONTHLY.test(header) ? 'month' : YEARLY.test(header) ? 'year' : lengthOfWords(header);
			if (per) own.per = per;
		}
		if (kind === 'targets' || kind === 'spend') {
			const spans = lengthOfWords(header);
			if (found.role === 'period' && column && column.dates > 0.5 && !mostly(column, namesPeriod))
				own.role = 'starts';
			if (['starts', 'period'].includes(own.role) && !hasPeriods && spans) own.spans = spans;
		}
		whole.set(position, own);
	}
	return whole;
}

/** A name column that repeats is that of a fact, not of the thing named. */
const isList = (
	file: FileProfile,
	roles: Map<number, Found>,
	role: ColumnRole,
	isNamed: boolean,
): boolean => {
	const position = [...roles].find(([, found]) => found.role === role)?.[0];
	const column = position === undefined ? undefined : file.columns[position];
	return column !== undefined && column.distinct >= (isNamed ? 0.5 : 0.9) * column.values;
};

function assign(file: FileProfile, layout: KindLayout): KindAssignment | null {
	const { kind } = layout;
	const signs = KIND_SIGNS[kind];
	const roles = new Map<number, Found>();
	const named = claim(file, layout, roles);
	if (named < 2 && !layout.id.startsWith('generic.')) return null;
	const plain = KIND_LAYOUTS.find(({ id }) => id === `generic.${kind}`);
	if (plain && plain !== layout) claim(file, plain, roles);
	claimWide(file, kind, roles);
	const found = new Set([...roles.values()].map(({ role }) => role));
	const others = file.columns.filter((_, index) => !roles.has(index));
	if (others.length > 0) found.add('segment');
	const headers = file.columns.map(({ header }) => fold(header));
	const isNamed = signs.fileName.test(fold(file.raw.file));
	const { lacking } = signs;
	const lacks = lacking !== undefined && !found.has(lacking.role);
	if (lacks && !isNamed && !headers.some((header) => lacking.headers.test(header))) return null;
	if (lacks && [fold(file.raw.file), ...headers].some((words) => OF_DEALS_WORDS.test(words))) return null;
	const isMet = (any: readonly ColumnRole[]) =>
		any.some((role) => found.has(role) || (lacks && role === lacking.role));
	if (!signs.needs.every(isMet)) return null;
	const isSigned = headers.some((header) => signs.headers.test(header));
	if (!isSigned && !isNamed) return null;
	if (signs.not && headers.some((header) => signs.not?.test(header))) return null;
	if (kind === 'accounts') {
		const isOwnId = headers.some((header) => /^(account|customer|company|organi[sz]ation) ?id$/.test(header));
		if (!found.has('account') && !isOwnId) return null;
		if (!isList(file, roles, found.has('account') ? 'account' : 'id', isNamed)) return null;
		if (others.length === 0 && !found.has('id')) return null;
	}
	if (kind === 'targets' || kind === 'spend') {
		const isWide = [...roles.values()].some(({ period }) => period !== undefined);
		if (!isWide && !(['period', 'starts', 'year'] as const).some((role) => found.has(role))) return null;
	}
	if (kind === 'products' && !isList(file, roles, 'product', isNamed)) return null;
	const score = roles.size + (isSigned ? 1 : 0) + (isNamed ? 1.5 : 0) + named / 100 - (lacks ? 2 : 0);
	return { layout, roles: completed(file, kind, roles), named, score };
}

/** What else a file is, if it is no list of opportunities or stage log: the kind that names most of its headers. */
export function chooseKind(file: FileProfile): KindAssignment | null {
	const candidates = KIND_LAYOUTS.flatMap((layout) => assign(file, layout) ?? []);
	return candidates.sort((a, b) => b.score - a.score || (a.layout.id < b.layout.id ? -1 : 1))[0] ?? null;
}

/**
 * Whether a list that could be of opportunities is one: it has stages, ends, probabilities, or wins. One that merely has
 * ids and a status may as well be of leads or subscriptions.
 */
export function isSurelyDeals(file: FileProfile, roles: ReadonlyMap<number, { role: ColumnRole }>): boolean {
	const found = new Set([...roles.values()].map(({ role }) => role));
	if (PROOFS_OF_DEALS.some((role) => found.has(role))) return true;
	const status = [...roles].find(([, { role }]) => role === 'status')?.[0];
	const samples = (status === undefined ? undefined : file.columns[status]?.samples) ?? [];
	return samples.some(
		(text) => STATUS_OUTCOMES[foldHeader(text)] === 'won' && foldHeader(text) !== 'converted',
	);
}

/** What a column that no role claims is kept as. */
export function leftoverOfKind(kind: OtherKind, column: ColumnProfile): ColumnRole {
	if (!KIND_SIGNS[kind].keepsOthers || column.values === 0 || column.dates > 0.5) return 'ignored';
	// A text for each row, as notes and addresses are, is nothing to group by.
	if (column.values >= 200 && column.samples.every((text) => text.length > 40)) return 'ignored';
	if (kind === 'targets' && column.numbers > 0.5) return 'ignored';
	return 'segment';
}

/** Whether a file describes the columns of other files. */
export function isDictionary(file: FileProfile): boolean {
	const headers = file.columns.map(({ header }) => fold(header));
	return (
		headers.length <= 6 &&
		headers.some((header) => DICTIONARY_HEADERS.field.test(header)) &&
		headers.some((header) => DICTIONARY_HEADERS.meaning.test(header))
	);
}
