import type { Format } from '../../chart/format';
import type { Day } from '../../base/day';
import type { RowOf } from '../../model/contract';
import { coverage } from '../../model/marts/coverage';
import { retentionSummary } from '../../model/marts/retention-summary';
import { windowWords } from '../window';
import { counted } from '../words';
import type { TileFacts } from './tiles';

export type CoverageRow = RowOf<typeof coverage>;
export type RetentionRow = RowOf<typeof retentionSummary>;

const NONE = '–';

/** The target of the very period that is forecast, in money; null where none is given for the whole of it. */
export const targetOf = (
	rows: readonly CoverageRow[],
	coming: { period_on: string; to_on: string } | undefined,
): number | null => {
	const row = rows.find(({ period_on, to_on }) => period_on === coming?.period_on && to_on === coming.to_on);
	return row && !row.is_target_partial ? row.target_amount : null;
};

/**
 * Coverage of the period that is under way or next, metrics §7. Without targets, or without one for what is filtered,
 * the tile says so: there is then nothing to cover.
 */
export function coverageTile(
	rows: readonly CoverageRow[],
	{ hasTargets, isFiltered }: { hasTargets: boolean; isFiltered: boolean },
	currency: string | null,
	format: Format,
): TileFacts {
	const { columns } = coverage;
	const row = rows.find(({ is_current }) => is_current) ?? rows[0];
	const money = (value: number | null) => format.money(value, currency);
	const tile: TileFacts = {
		key: 'coverage',
		label: 'Coverage',
		value: NONE,
		full: NONE,
		notes: [],
		definition: columns.coverage_ratio.definition,
		uncertain: false,
	};
	if (!hasTargets)
		return {
			...tile,
			comparison: 'no targets given',
			notes: ['Open a file of targets beside these data to see it.'],
		};
	if (!row) return tile;
	const period = windowWords({ from: row.period_on as Day, to: row.to_on as Day }, format);
	const due = `${money(row.due_amount)} open and due in ${period}, ${counted(row.deals_due, 'deal', format)}`;
	const named = {
		...tile,
		label: `Coverage, ${period}`,
		notes: [due, 'As it stands now, whatever the window.'],
	};
	if (row.target_amount === null)
		return {
			...named,
			comparison: isFiltered ? 'no target for what is filtered' : `no target for ${period}`,
		};
	const target = `Target ${money(row.target_amount)}, ${money(row.won_amount)} of it won${row.is_target_partial ? '; parts of the period have none' : ''}`;
	if (row.is_target_met)
		return { ...named, value: 'met', full: 'The target is met', notes: [target, ...named.notes] };
	const { coverage_ratio: covered, needed_ratio: needed } = row;
	const isEnough = covered !== null && needed !== null && covered >= needed;
	return {
		...named,
		value: format.times(covered),
		full: format.times(covered),
		...(needed === null
			? { comparison: 'what is needed, no past period tells' }
			: {
					change: { text: `needs ${format.times(needed)}`, judgement: isEnough ? 'good' : 'bad' },
				}),
		notes: [
			target,
			...named.notes,
			...(needed === null
				? []
				: [
						`${columns.needed_ratio.definition} Here over ${counted(row.periods_counted, 'period', format)}: ${format.times(row.needed_low_ratio)} to ${format.times(row.needed_high_ratio)}.`,
					]),
		],
		uncertain: false,
	};
}

/** Under so many accounts a rate is shown as uncertain, not hidden. */
const CERTAIN_FROM = 20;

/** What retention rests on, as a note. */
const BASES: Record<string, string> = {
	subscriptions: 'Of what subscriptions come to a month.',
	orders: 'Of what accounts order, for want of subscriptions.',
	deals: 'Of what accounts buy in won deals, for want of subscriptions.',
};

/** Net revenue retention over the window, metrics §9, with that of the compared one where it rests on the same. */
export function retentionTile(
	row: RetentionRow | undefined,
	before: RetentionRow | undefined,
	format: Format,
): TileFacts {
	const { columns } = retentionSummary;
	const tile: TileFacts = {
		key: 'retention',
		label: 'Net retention',
		value: NONE,
		full: NONE,
		notes: [],
		definition: `${columns.net_retention_ratio.definition} ${columns.logo_retention_ratio.definition}`,
		uncertain: false,
	};
	if (!row) return tile;
	if (row.accounts_start === 0 || row.net_retention_ratio === null)
		return {
			...tile,
			comparison: 'no account before it',
			notes: ['No account was active when the window began.', BASES[row.basis] ?? ''].filter(Boolean),
		};
	const was = before?.basis === row.basis ? before.net_retention_ratio : null;
	const apart = was === null ? null : row.net_retention_ratio - was;
	return {
		...tile,
		value: format.percent(row.net_retention_ratio),
		full: format.percent(row.net_retention_ratio, 2),
		...(apart === null || was === null
			? { comparison: `gross ${format.percent(row.gross_retention_ratio)}` }
			: {
					// Of sums no test says whether a difference is chance: it is not judged.
					change: { text: format.points(apart), judgement: 'none' as const },
					comparison: `was ${format.percent(was)}`,
				}),
		notes: [
			`Gross ${format.percent(row.gross_retention_ratio)}`,
			`${format.full(row.accounts_retained)} of ${counted(row.accounts_start, 'account', format)} stayed, ${format.percent(row.logo_retention_ratio)} (${format.interval(row.logo_low_ratio, row.logo_high_ratio)})`,
			...(row.is_partial ? ['The window is not over.'] : []),
			BASES[row.basis] ?? '',
		].filter(Boolean),
		uncertain: row.accounts_start < CERTAIN_FROM,
	};
}
