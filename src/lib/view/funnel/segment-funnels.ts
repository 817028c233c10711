import type { SmallStep } from '../../chart/mark/SmallFunnel.svelte';
import type { TableTwin } from '../../chart/layout/table';
import type { Format } from '../../chart/format';
import type { RowOf } from '../../model/contract';
import type { conversionMaturedBySegment } from '../../model/marts/conversion-matured-by-segment';
import { funnelBySegment } from '../../model/marts/funnel-by-segment';
import type { Scope, SegmentFilter } from '../../model/scope';
import type { ViewState } from '../../share/state';
import { BLANK, capital } from '../words';
import { timedRate, type Kind, type MaturedRow } from './board-kinds';
import type { FunnelRow } from './funnel-sentence';

type Measure = ViewState['measure'];

export type SegmentRow = RowOf<typeof funnelBySegment>;
export type SegmentMaturedRow = RowOf<typeof conversionMaturedBySegment>;

/** A stage of a small funnel, and how many deals reached it. */
export interface SegmentStep extends SmallStep {
	rank: number;
	deals: number;
	/** What the rate rests on that it is held against, in the window that is compared with. */
	comparedN: number;
}

export interface SegmentFunnel {
	value: string | null;
	name: string;
	/** Deals at the first stage, and what is counted of them. */
	deals: number;
	total: number;
	steps: SegmentStep[];
}

const { columns, statistics } = funnelBySegment;

/** The rows that small funnels are drawn from: of each value, and of all deals in scope. */
export interface SegmentAnswers {
	rows: readonly SegmentRow[];
	all: readonly FunnelRow[];
	/** Of matured and eventual conversion; empty where another kind is drawn. */
	matured: readonly SegmentMaturedRow[];
	allMatured: readonly MaturedRow[];
}

/** The same values in another window, which the rates are held against. */
export interface ComparedAnswers extends Pick<SegmentAnswers, 'rows' | 'matured'> {
	/** What the window is called. */
	name: string;
}

const NOBODY = { value: null, n: 0 };

/** How rates are called that are held against, or told beside, those of all deals in scope. */
export const ALL_DEALS = 'all deals';

function countedRate(
	row: SegmentRow,
	all: FunnelRow | undefined,
	conversion: 'so_far' | 'resolved',
	measure: Measure,
): SmallStep['rate'] {
	const n = conversion === 'resolved' ? row.deals_moved_on + row.deals_dropped : row.deals_reached;
	// Amounts have no interval: they are no sample of independent deals.
	if (measure === 'value')
		return {
			value: row[`${conversion}_amount_ratio`],
			low: null,
			high: null,
			n,
			benchmark: all?.[`${conversion}_amount_ratio`] ?? null,
			definition: columns[`${conversion}_amount_ratio`].definition,
		};
	return {
		value: row[`${conversion}_ratio`],
		low: row[`${conversion}_low_ratio`],
		high: row[`${conversion}_high_ratio`],
		n,
		benchmark: all?.[`${conversion}_ratio`] ?? null,
		definition: `${columns[`${conversion}_ratio`].definition} ${statistics[`${conversion}_low_ratio`].definition}`,
	};
}

/** The rate of the same value and stage in another window, and its n; none where nobody was there. */
function comparedRate(
	row: SegmentRow,
	{ rows, matured }: ComparedAnswers,
	kind: Kind,
	measure: Measure,
): Pick<SmallStep['rate'], 'value' | 'n'> {
	const isSame = (one: Pick<SegmentRow, 'stage_rank' | 'value'>) =>
		one.stage_rank === row.stage_rank && one.value === row.value;
	if (kind === 'resolved' || kind === 'so_far') {
		const other = rows.find(isSame);
		return other ? countedRate(other, undefined, kind, measure) : NOBODY;
	}
	const other = matured.find(isSame);
	return other ? timedRate(other, kind, measure) : NOBODY;
}

/** The rate of a step by the kind of conversion, held against that of all deals. */
function rateOf(row: SegmentRow, answers: SegmentAnswers, kind: Kind, measure: Measure): SmallStep['rate'] {
	const isStage = ({ stage_rank }: { stage_rank: number }) => stage_rank === row.stage_rank;
	if (kind === 'resolved' || kind === 'so_far')
		return countedRate(row, answers.all.find(isStage), kind, measure);
	const own = answers.matured.find((one) => isStage(one) && one.value === row.value);
	const all = answers.allMatured.find(isStage);
	if (!own) return { value: null, low: null, high: null, n: 0, benchmark: null, definition: '' };
	const { value, low, high, n, definition = '' } = timedRate(own, kind, measure);
	return { value, low, high, n, definition, benchmark: all ? timedRate(all, kind, measure).value : null };
}

/**
 * A funnel for each value of the segment, most deals first, its rates held against those of the same value in the window
 * that is compared with; where none is, against those of all deals in scope.
 */
export function segmentFunnels(
	answers: SegmentAnswers,
	kind: Kind,
	measure: Measure,
	compared: ComparedAnswers | null = null,
): SegmentFunnel[] {
	const heldAgainst = (row: SegmentRow): Pick<SegmentStep, 'rate' | 'comparedN'> => {
		const rate = rateOf(row, answers, kind, measure);
		if (!compared) return { rate, comparedN: 0 };
		const beside = { label: ALL_DEALS, value: rate.benchmark };
		const { value, n } = comparedRate(row, compared, kind, measure);
		return { rate: { ...rate, benchmark: value, beside }, comparedN: n };
	};
	const byValue = new Map<string | null, SegmentRow[]>();
	for (const row of answers.rows) byValue.set(row.value, [...(byValue.get(row.value) ?? []), row]);
	const totalOf = (row: SegmentRow) => (measure === 'value' ? row.reached_amount : row.deals_reached);
	const funnels = [...byValue.entries()].map(([value, own]) => ({
		value,
		name: value ?? BLANK,
		deals: own[0]?.deals_reached ?? 0,
		total: own[0] ? totalOf(own[0]) : 0,
		steps: own.map((row) => ({
			key: String(row.stage_rank),
			rank: row.stage_rank,
			title: row.stage,
			deals: row.deals_reached,
			total: totalOf(row),
			definition: columns[measure === 'value' ? 'reached_amount' : 'deals_reached'].definition,
			...heldAgainst(row),
		})),
	}));
	return funnels.sort((a, b) => b.deals - a.deals || (a.name < b.name ? -1 : 1));
}

/** The filters with this value alone of its segment. */
export const onlyValue = (
	filters: Scope['filters'],
	segment: string,
	value: string | null,
): SegmentFilter[] => [
	...filters.filter((filter) => filter.segment !== segment),
	{ segment, values: [value], exclude: false },
];

/** The small funnels as a table: a row a value and stage. */
export function segmentTable(
	funnels: readonly SegmentFunnel[],
	label: string,
	caption: string,
	format: Format,
	{
		measure,
		formatFull,
		compared = null,
	}: {
		measure: Measure;
		formatFull: (value: number) => string;
		/** What the window is called that rates are held against. */
		compared?: string | null;
	},
): TableTwin {
	const ratio = (value: number) => format.percent(value);
	return {
		caption,
		columns: [
			{ key: 'name', label, align: 'start' },
			{ key: 'stage', label: 'Stage', align: 'start' },
			{
				key: 'total',
				label: 'Reached',
				align: 'end',
				format: formatFull,
				definition: columns[measure === 'value' ? 'reached_amount' : 'deals_reached'].definition,
			},
			{ key: 'value', label: 'Moved on', align: 'end', format: ratio },
			{ key: 'low', label: '95 % low', align: 'end', format: ratio },
			{ key: 'high', label: '95 % high', align: 'end', format: ratio },
			{ key: 'n', label: 'n', align: 'end', format: format.full },
			...(compared === null
				? []
				: [{ key: 'benchmark', label: capital(compared), align: 'end' as const, format: ratio }]),
			{ key: 'all', label: capital(ALL_DEALS), align: 'end', format: ratio },
		],
		rows: funnels.flatMap(({ name, steps }) =>
			steps.map(({ title, total, rate }) => ({
				name,
				stage: title,
				total,
				value: rate.value,
				low: rate.low,
				high: rate.high,
				n: rate.n,
				benchmark: rate.benchmark,
				all: rate.beside ? rate.beside.value : rate.benchmark,
			})),
		),
	};
}
