import { addDays, addMonths, type Day } from '../../base/day';
import type { Window } from '../../base/window';
import type { Format } from '../../chart/format';
import type { RatePoint } from '../../chart/layout/rate-trend';
import type { TableTwin } from '../../chart/layout/table';
import type { RowOf } from '../../model/contract';
import { conversionTrend } from '../../model/marts/conversion-trend';
import type { ViewState } from '../../share/state';
import { windowWords } from '../window';

/** What the marts call a calendar unit: weeks by the day on which they start. */
export const periodName = (period: ViewState['period'], weekStart: ViewState['weekStart']) =>
	period === 'week' && weekStart !== 'monday' ? (`week_${weekStart}` as const) : period;

export type TrendRow = RowOf<typeof conversionTrend>;
type Measure = ViewState['measure'];
export type TrendKind = 'so_far' | 'resolved' | 'matured';

/** Eventual conversion is of all that ever entered: by period the matured one stands in for it. */
export const trendKind = (kind: ViewState['conversion']): TrendKind =>
	kind === 'eventual' ? 'matured' : kind;

const { columns } = conversionTrend;

const TREND_DEFINITIONS: Record<TrendKind, string> = {
	so_far: columns.so_far_ratio.definition,
	resolved: columns.resolved_ratio.definition,
	matured: columns.matured_ratio.definition,
};

const AMOUNT_DEFINITIONS: Record<TrendKind, string> = {
	so_far: columns.so_far_amount_ratio.definition,
	resolved: columns.resolved_amount_ratio.definition,
	matured: columns.matured_amount_ratio.definition,
};

/** What a drawn rate means, in deals or by value. */
export const trendDefinition = (kind: TrendKind, measure: Measure): string =>
	(measure === 'value' ? AMOUNT_DEFINITIONS : TREND_DEFINITIONS)[kind];

/** From a window alone nothing can be told of its trend: so many months before its end it begins. */
const MONTHS_BACK: Record<ViewState['period'], number> = {
	day: 1,
	week: 4,
	month: 15,
	quarter: 36,
	year: 84,
};

/**
 * The window whose periods are drawn: the one looked at, what was before it and all since. Of the deals of one window alone
 * only the slow ones enter a stage after it, and their rates would pass for a trend.
 */
export function trendWindow(window: Window, period: ViewState['period'], asOf: Day | null): Window {
	const end = window.to ?? (asOf === null ? null : addDays(asOf, 1));
	if (window.from === null || end === null) return { from: null, to: null };
	const from = addMonths(end, -MONTHS_BACK[period]);
	return { from: from < window.from ? from : window.from, to: null };
}

/** Of amounts that are partly below 0 a share may leave 0 to 100 %: it is no rate. */
const BESIDE_CREDITS = 'not told beside credits';

/** By value without an interval: deals are not alike. */
const rateOf = (row: TrendRow, kind: TrendKind, measure: Measure) => ({
	...(measure === 'value'
		? {
				value: row.deals_with_credit > 0 ? null : row[`${kind}_amount_ratio`],
				untold: row.deals_with_credit > 0 ? BESIDE_CREDITS : undefined,
				low: null,
				high: null,
			}
		: {
				value: row[`${kind}_ratio`],
				low: row[`${kind}_low_ratio`],
				high: row[`${kind}_high_ratio`],
			}),
	n:
		kind === 'so_far'
			? row.deals_entered
			: kind === 'resolved'
				? row.deals_moved_on + row.deals_dropped
				: row.deals_matured,
});

export interface TrendPanels {
	periods: { from: Day; to: Day; name: string }[];
	panels: { key: string; title: string; points: RatePoint[] }[];
}

/** Whether a period lies wholly in a window; all lie in all time, and none is marked then. */
const isInside = (row: TrendRow, { from, to }: Window) =>
	(from !== null || to !== null) &&
	(from === null || row.period_on >= from) &&
	(to === null || row.period_ends_on <= to);

/** The rows of the trend as one panel a stage, periods ascending; those of `window` are marked. */
export function trendPanels(
	rows: readonly TrendRow[],
	kind: TrendKind,
	window: Window,
	format: Format,
	measure: Measure = 'count',
): TrendPanels {
	const byStage = new Map<number, TrendRow[]>();
	for (const row of rows) byStage.set(row.stage_rank, [...(byStage.get(row.stage_rank) ?? []), row]);
	const [first = []] = byStage.values();
	return {
		periods: first.map((row) => {
			const span = { from: row.period_on as Day, to: row.period_ends_on as Day };
			return { ...span, name: windowWords(span, format) };
		}),
		panels: [...byStage.entries()].map(([rank, own]) => ({
			key: String(rank),
			title: own[0]?.stage ?? '',
			points: own.map((row) => ({
				key: row.period_on,
				...rateOf(row, kind, measure),
				partial: row.is_partial,
				immature: row.is_immature,
				marked: isInside(row, window),
			})),
		})),
	};
}

/** The trend as a table: a row a period and stage. */
export function trendTable(
	{ periods, panels }: TrendPanels,
	kind: TrendKind,
	caption: string,
	format: Format,
	measure: Measure = 'count',
): TableTwin {
	const ratio = (value: number) => format.percent(value);
	return {
		caption,
		columns: [
			{ key: 'period', label: 'Entered in', align: 'start' },
			{ key: 'stage', label: 'Stage', align: 'start' },
			{
				key: 'value',
				label: 'Moved on',
				align: 'end',
				format: ratio,
				definition: trendDefinition(kind, measure),
			},
			{ key: 'low', label: '95 % low', align: 'end', format: ratio },
			{ key: 'high', label: '95 % high', align: 'end', format: ratio },
			{ key: 'n', label: 'n', align: 'end', format: format.full },
			{ key: 'state', label: 'Final?', align: 'start', definition: columns.is_immature.definition },
		],
		rows: periods.flatMap(({ name }, index) =>
			panels.flatMap(({ title, points }) => {
				const point = points[index];
				if (!point) return [];
				return [
					{
						period: name,
						stage: title,
						value: point.value ?? point.untold ?? null,
						low: point.low,
						high: point.high,
						n: point.n,
						state: point.partial ? 'not over' : point.immature ? 'not yet mature' : 'final',
					},
				];
			}),
		),
	};
}
