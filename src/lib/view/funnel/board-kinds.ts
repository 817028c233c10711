import type { Format } from '../../chart/format';
import type { BoardEnd, BoardRate, BoardStep } from '../../chart/layout/stage-board';
import { isUndecidable } from '../../chart/layout/stage-board-sheet';
import type { RowOf } from '../../model/contract';
import { conversionMatured } from '../../model/marts/conversion-matured';
import { funnelByPolicy } from '../../model/marts/funnel-by-policy';
import type { ViewState } from '../../share/state';
import { counted, named } from '../words';
import type { Conversion } from './funnel-board';
import type { FunnelRow } from './funnel-sentence';

export type PolicyRow = RowOf<typeof funnelByPolicy>;
export type MaturedRow = RowOf<typeof conversionMatured>;
export type Kind = ViewState['conversion'];
export type Skips = ViewState['skips'];
type Measure = ViewState['measure'];

export const KINDS: readonly { value: Kind; label: string; hint: string }[] = [
	{
		value: 'resolved',
		label: 'Resolved',
		hint: 'Moved on ÷ (moved on + dropped): open deals have not failed yet',
	},
	{ value: 'so_far', label: 'So far', hint: 'Moved on ÷ reached: open deals count as not yet' },
	{
		value: 'matured',
		label: 'Matured',
		hint: 'Only deals that have had the horizon: moved on within it ÷ all of these',
	},
	{
		value: 'eventual',
		label: 'Eventual',
		hint: conversionMatured.statistics.eventual_ratio.definition,
	},
];

export const SKIPS: readonly { value: Skips; label: string; hint: string }[] = [
	{ value: 'imputed', label: 'Imputed', hint: 'Reaching a later stage counts in all before it' },
	{ value: 'observed', label: 'Observed', hint: 'A deal counts only in the stages it is recorded in' },
	{ value: 'in_order', label: 'In order', hint: 'A skip takes the deal out of all later stages' },
];

/** Which of the rates that rows of counts hold is drawn; the kinds that need times fall back to the resolved one. */
export const countedKind = (kind: Kind): Conversion => (kind === 'so_far' ? 'so_far' : 'resolved');

/** The words over the rates of a kind that needs times: of recorded entries. */
export function timedLabel(
	kind: 'matured' | 'eventual',
	rows: readonly MaturedRow[],
	format: Format,
	measure: Measure = 'count',
): string {
	const horizon = rows[0]?.horizon_days;
	const what = measure === 'value' ? 'by value' : 'in deals';
	return kind === 'eventual'
		? `moved on (eventual), ${what}`
		: `moved on within ${format.days(horizon)} (matured), ${what}`;
}

/** What a timed rate needs of its row: of all deals, or of those of one value. */
type TimedRow = Pick<
	MaturedRow,
	| 'matured_ratio'
	| 'matured_amount_ratio'
	| 'matured_low_ratio'
	| 'matured_high_ratio'
	| 'deals_matured'
	| 'eventual_ratio'
	| 'eventual_amount_ratio'
	| 'eventual_low_ratio'
	| 'eventual_high_ratio'
	| 'deals_entered'
>;

/** Matured or eventual conversion of a row, with its n and, in deals, its interval. */
export function timedRate(row: TimedRow, kind: 'matured' | 'eventual', measure: Measure): BoardRate {
	return measure === 'value' ? timedAmountRate(row, kind) : timedDealsRate(row, kind);
}

function timedDealsRate(row: TimedRow, kind: 'matured' | 'eventual'): BoardRate {
	const { columns, statistics } = conversionMatured;
	return kind === 'matured'
		? {
				value: row.matured_ratio,
				low: row.matured_low_ratio,
				high: row.matured_high_ratio,
				n: row.deals_matured,
				definition: `${columns.matured_ratio.definition} ${columns.deals_matured.definition}`,
			}
		: {
				value: row.eventual_ratio,
				low: row.eventual_low_ratio,
				high: row.eventual_high_ratio,
				n: row.deals_entered,
				definition: statistics.eventual_ratio.definition,
			};
}

/** Amounts have no interval. */
function timedAmountRate(row: TimedRow, kind: 'matured' | 'eventual'): BoardRate {
	const { columns, statistics } = conversionMatured;
	return kind === 'matured'
		? {
				value: row.matured_amount_ratio,
				low: null,
				high: null,
				n: row.deals_matured,
				definition: `${columns.matured_amount_ratio.definition} ${columns.deals_matured.definition}`,
			}
		: {
				value: row.eventual_amount_ratio,
				low: null,
				high: null,
				n: row.deals_entered,
				definition: statistics.eventual_amount_ratio.definition,
			};
}

/** The steps with the rates of matured or eventual conversion in place of their own. */
export function timedSteps(
	steps: readonly BoardStep[],
	rows: readonly MaturedRow[],
	kind: 'matured' | 'eventual',
	measure: Measure,
): BoardStep[] {
	return steps.map((step) => {
		const row = rows.find(({ stage_rank }) => String(stage_rank) === step.key);
		return { ...step, rate: row ? timedRate(row, kind, measure) : null };
	});
}

/** The rate of a stage by another way to count skipped stages; by value without an interval. */
function policyRate(row: PolicyRow, conversion: Conversion, measure: Measure): BoardRate {
	const { columns, statistics } = funnelByPolicy;
	const n = conversion === 'resolved' ? row.deals_moved_on + row.deals_dropped : row.deals_reached;
	return measure === 'value'
		? {
				value: row[`${conversion}_amount_ratio`],
				low: null,
				high: null,
				n,
				definition: columns[`${conversion}_amount_ratio`].definition,
			}
		: {
				value: row[`${conversion}_ratio`],
				low: row[`${conversion}_low_ratio`],
				high: row[`${conversion}_high_ratio`],
				n,
				definition: `${columns[`${conversion}_ratio`].definition} ${statistics[`${conversion}_low_ratio`].definition}`,
			};
}

/** The funnel by another way to count skipped stages. */
export function policySteps(
	rows: readonly PolicyRow[],
	policy: Exclude<Skips, 'imputed'>,
	conversion: Conversion,
	measure: Measure,
): BoardStep[] {
	const { columns } = funnelByPolicy;
	const inValue = measure === 'value';
	const own = rows.filter((row) => row.policy === policy);
	return own.map((row, index) => {
		const parts: BoardStep['parts'] = [
			{
				key: 'moved_on',
				role: 'moved',
				value: inValue ? row.moved_on_amount : row.deals_moved_on,
				label: index === own.length - 1 ? 'won' : 'moved on',
				definition: columns.deals_moved_on.definition,
			},
			{
				key: 'open',
				role: 'open',
				value: inValue ? row.open_amount : row.deals_open,
				label: 'still there',
				definition: columns.deals_open.definition,
			},
			{
				key: 'dropped',
				role: 'dropped',
				value: inValue ? row.dropped_amount : row.deals_dropped,
				label: 'dropped',
				definition: columns.deals_dropped.definition,
			},
		];
		if (row.deals_removed > 0)
			parts.push({
				key: 'removed',
				role: 'unknown',
				value: inValue ? row.removed_amount : row.deals_removed,
				label: 'went on by a skip',
				definition: columns.deals_removed.definition,
			});
		return {
			key: String(row.stage_rank),
			title: row.stage,
			total: inValue ? row.reached_amount : row.deals_reached,
			definition: inValue ? columns.reached_amount.definition : columns.deals_reached.definition,
			parts,
			rate: policyRate(row, conversion, measure),
			notes: [
				{
					key: 'left_out',
					label: 'fewer than imputed',
					value: inValue ? row.left_out_amount : row.deals_left_out,
					definition: inValue ? columns.left_out_amount.definition : columns.deals_left_out.definition,
				},
			],
		};
	});
}

/** What came out of the last stage by another way to count skipped stages, beside all that was won. */
export function policyEnd(
	rows: readonly PolicyRow[],
	policy: Exclude<Skips, 'imputed'>,
	imputed: BoardEnd | null,
	measure: Measure,
	write: (value: number) => string,
): BoardEnd | null {
	const last = rows.findLast((row) => row.policy === policy);
	if (!last || !imputed) return imputed;
	return {
		title: imputed.title,
		value: measure === 'value' ? last.moved_on_amount : last.deals_moved_on,
		definition: funnelByPolicy.columns.deals_moved_on.definition,
		notes: [
			{
				key: 'imputed',
				label: 'won in all',
				value: imputed.value,
				definition: imputed.definition ?? '',
				format: write,
			},
		],
	};
}

/** The steps held against those of another scope: a tick at its rate, and how far apart the two are. */
export function comparedSteps(
	steps: readonly BoardStep[],
	others: readonly BoardStep[],
	name: string,
	format: Format,
): BoardStep[] {
	const compared = steps.map((step) => {
		const other = others.find(({ key }) => key === step.key)?.rate;
		if (!step.rate || !other || other.value === null) return { step, other: null, apart: null };
		// Of two that may be anything from their least on there is no difference to tell.
		const isUnknown = step.rate.value === null || isUndecidable(step.rate) || isUndecidable(other);
		return { step, other, apart: isUnknown ? null : (step.rate.value ?? 0) - other.value };
	});
	// Where no difference can be told, a row of them says nothing.
	const isTold = compared.some(({ apart }) => apart !== null);
	return compared.map(({ step, other, apart }) => {
		if (!step.rate || !other) return step;
		const note = {
			key: 'apart',
			label: `against ${name}`,
			value: apart,
			definition: `The rate here less that of ${name}, which is ${format.percent(other.value)} of ${format.full(other.n)}.`,
			format: (value: number) => format.points(value),
		};
		return {
			...step,
			rate: { ...step.rate, benchmark: other.value, benchmarkLabel: name },
			notes: isTold ? [...step.notes, note] : step.notes,
		};
	});
}

/** What a way of counting skips does, in deals of the stage where it does most. */
export function skipsEffect(
	policy: Skips,
	rows: readonly FunnelRow[],
	policyRows: readonly PolicyRow[],
	/** Whether what is not recorded lies between exports of different days. */
	hasExports: boolean,
	format: Format,
): string | null {
	const partly = (deals: number) =>
		deals > 0
			? `, ${format.full(deals)} of them ${hasExports ? 'unseen between two exports' : 'without any recorded stay'}`
			: '';
	if (policy === 'imputed') {
		const most = rows.reduce<FunnelRow | null>(
			(found, row) => (row.deals_skipped > (found?.deals_skipped ?? 0) ? row : found),
			null,
		);
		if (!most)
			return rows.length > 0 ? 'No deal skipped a stage: every way to count them is the same.' : null;
		const deals = `${counted(most.deals_skipped, 'deal', format)} ${most.deals_skipped === 1 ? 'counts' : 'count'}`;
		if (most.deals_unrecorded < most.deals_skipped)
			return `${deals} in ${named(most.stage)} without a record of it${partly(most.deals_unrecorded)}: the stage with most.`;
		return hasExports
			? `${deals} in ${named(most.stage)} that no export saw there: for them it lies between two exports. No other stage has more.`
			: `${deals} in ${named(most.stage)} without any recorded stay: no other stage has more.`;
	}
	const own = policyRows.filter((row) => row.policy === policy);
	const most = own.reduce<PolicyRow | null>(
		(found, row) => (row.deals_left_out > (found?.deals_left_out ?? 0) ? row : found),
		null,
	);
	if (!most) return own.length > 0 ? 'No deal skipped a stage: every way to count them is the same.' : null;
	return `${counted(most.deals_left_out, 'deal', format)} fewer in ${named(most.stage)} than imputed${partly(most.deals_left_out_unrecorded)}: the stage with most.`;
}

/** What a kind of conversion leaves out or waits for, in deals. */
export function kindEffect(
	kind: Kind,
	rows: readonly FunnelRow[],
	matured: readonly MaturedRow[],
	format: Format,
	basis: 'cohort' | 'activity' = 'cohort',
): string | null {
	const first = matured[0];
	if (kind === 'matured' || kind === 'eventual') {
		if (!first) return null;
		if (kind === 'matured')
			return first.horizon_days === null
				? 'Nothing has moved on yet, so there is no horizon.'
				: `${format.full(first.deals_matured)} of the ${format.full(first.deals_entered)} deals recorded in ${named(first.stage)} have had ${format.days(first.horizon_days)}; younger ones are in no rate.`;
		const least = matured.reduce((found, row) =>
			(row.unresolved_ratio ?? 0) > (found.unresolved_ratio ?? 0) ? row : found,
		);
		return `Open deals count with the age they have. Most undecided is ${named(least.stage)}: ${format.percent(least.unresolved_ratio)} are never seen to leave it.`;
	}
	const most = rows.reduce<FunnelRow | null>(
		(found, row) => (row.deals_open > (found?.deals_open ?? 0) ? row : found),
		null,
	);
	if (!most) {
		if (rows.length === 0) return null;
		return basis === 'cohort'
			? 'No deal is open: resolved and so far are the same.'
			: 'Only deals that left a stage then count in it: resolved and so far are the same.';
	}
	const open = `Open deals, most in ${named(most.stage)} (${format.full(most.deals_open)}),`;
	return kind === 'resolved'
		? `${open} are in no rate: they have not failed yet.`
		: `${open} count as not moved on.`;
}
