import type { Format } from '../../chart/format';
import type { MatrixCell } from '../../chart/layout/matrix';
import type { Quantiles } from '../../chart/layout/quantile-strip';
import type { TableTwin } from '../../chart/layout/table';
import type { RowOf } from '../../model/contract';
import { stageMoves } from '../../model/marts/stage-moves';
import { timeInStage } from '../../model/marts/time-in-stage';

export type StageTimeRow = RowOf<typeof timeInStage>;
export type MoveRow = RowOf<typeof stageMoves>;

const { columns, statistics } = timeInStage;

export const TIME_NAMES = { median: 'median', p75: '75th', p90: '90th', estimate: 'with open' };
export const TIME_DEFINITIONS = {
	median: columns.median_dwell_days.definition,
	p75: columns.p75_dwell_days.definition,
	p90: columns.p90_dwell_days.definition,
	estimate: statistics.estimated_median_dwell_days.definition,
};

/** The time in each stage as quantiles of those that left, and the median that counts those still there, too. */
export const timeQuantiles = (rows: readonly StageTimeRow[]): Quantiles[] =>
	rows.map((row) => ({
		key: String(row.stage_rank),
		title: row.stage,
		n: row.deals_completed,
		median: row.median_dwell_days,
		p75: row.p75_dwell_days,
		p90: row.p90_dwell_days,
		estimate: row.estimated_median_dwell_days,
		low: row.estimated_median_low_days,
		high: row.estimated_median_high_days,
	}));

/** The stage where most open deals have stayed longer than nine tenths of those that left. Null where none has. */
export function stalledSentence(rows: readonly StageTimeRow[], format: Format): string | null {
	const most = rows.reduce<StageTimeRow | null>(
		(found, row) => (row.deals_stalled > (found?.deals_stalled ?? 0) ? row : found),
		null,
	);
	if (!most) return null;
	const deals = `${format.full(most.deals_stalled)} of the ${format.full(most.deals_running)} open deals`;
	return `Most are stalled in ${most.stage}: ${deals} have been there longer than ${format.days(most.stalled_after_days)}.`;
}

/** The times as a table. */
export function timeTable(rows: readonly StageTimeRow[], caption: string, format: Format): TableTwin {
	const days = (key: keyof StageTimeRow & string, label: string, definition: string) => ({
		key,
		label,
		align: 'end' as const,
		format: format.daysShort,
		definition,
	});
	const count = (key: keyof typeof columns, label: string) => ({
		key,
		label,
		align: 'end' as const,
		format: format.full,
		definition: columns[key].definition,
	});
	return {
		caption,
		columns: [
			{ key: 'stage', label: 'Stage', align: 'start' },
			count('deals_completed', 'n left'),
			days('median_dwell_days', 'Median', TIME_DEFINITIONS.median),
			days('p75_dwell_days', '75th', TIME_DEFINITIONS.p75),
			days('p90_dwell_days', '90th', TIME_DEFINITIONS.p90),
			days('estimated_median_dwell_days', 'Median with open', TIME_DEFINITIONS.estimate),
			days('estimated_median_low_days', '95 % low', statistics.estimated_median_low_days.definition),
			days('estimated_median_high_days', '95 % high', statistics.estimated_median_high_days.definition),
			count('deals_running', 'There now'),
			count('deals_stalled', 'Stalled'),
		],
		rows: rows.map((row) => ({ ...row })),
	};
}

export interface MovesBack {
	rows: { key: string; title: string }[];
	columns: { key: string; title: string }[];
	cells: MatrixCell[];
}

/** The moves back as a matrix from and to; the shade is the share of all visits to the stage left. */
export function movesBack(rows: readonly MoveRow[], format: Format): MovesBack {
	const back = rows.filter((row) => row.move === 'back');
	const axis = (pairs: readonly (readonly [number, string])[]) =>
		[...new Map(pairs).entries()]
			.sort(([one], [other]) => one - other)
			.map(([rank, title]) => ({ key: String(rank), title }));
	return {
		rows: axis(back.map((row) => [row.stage_rank, row.stage] as const)),
		columns: axis(back.map((row) => [row.to_rank ?? 0, row.to_stage ?? ''] as const)),
		cells: back.map((row) => ({
			row: String(row.stage_rank),
			column: String(row.to_rank),
			weight: row.share_ratio ?? 0,
			text: format.count(row.visits_moved),
			words: `${row.stage} back to ${row.to_stage}: ${format.full(row.visits_moved)} moves of ${format.full(row.deals_moved)} deals, ${format.percent(row.share_ratio)} of ${format.full(row.visits_in_stage)} visits (${format.interval(row.share_low_ratio, row.share_high_ratio)}), after ${format.days(row.median_stayed_days)}`,
		})),
	};
}

/** All moves as a table: forward, skipping, back, and how visits ended. */
export function movesTable(rows: readonly MoveRow[], caption: string, format: Format): TableTwin {
	const of = stageMoves.columns;
	return {
		caption,
		columns: [
			{ key: 'stage', label: 'From', align: 'start' },
			{ key: 'to', label: 'To', align: 'start', definition: of.move.definition },
			{
				key: 'visits_moved',
				label: 'Moves',
				align: 'end',
				format: format.full,
				definition: of.visits_moved.definition,
			},
			{
				key: 'deals_moved',
				label: 'Deals',
				align: 'end',
				format: format.full,
				definition: of.deals_moved.definition,
			},
			{
				key: 'share_ratio',
				label: 'Share',
				align: 'end',
				format: (value) => format.percent(value),
				definition: of.share_ratio.definition,
			},
			{
				key: 'median_stayed_days',
				label: 'Median stay',
				align: 'end',
				format: format.daysShort,
				definition: of.median_stayed_days.definition,
			},
		],
		rows: rows.map((row) => ({
			...row,
			to: row.to_stage ?? (row.move === 'open' ? 'still there' : row.move),
		})),
	};
}
