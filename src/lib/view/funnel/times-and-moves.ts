import type { Format } from '../../chart/format';
import type { BoardFormats } from '../../chart/layout/stage-board';
import type { MatrixCell } from '../../chart/layout/matrix';
import type { Quantiles } from '../../chart/layout/quantile-strip';
import type { TableTwin } from '../../chart/layout/table';
import type { RowOf } from '../../model/contract';
import { stageMoves } from '../../model/marts/stage-moves';
import { timeInStage } from '../../model/marts/time-in-stage';
import type { ViewState } from '../../share/state';
import { approximate, APPROXIMATE_NOTE } from '../approximate';
import { counted, named } from '../words';

export type StageTimeRow = RowOf<typeof timeInStage>;
export type MoveRow = RowOf<typeof stageMoves>;
type Measure = ViewState['measure'];

const { columns, statistics } = timeInStage;

export const TIME_NAMES = { median: 'median', p75: '75th', p90: '90th', estimate: 'with open' };
export const TIME_DEFINITIONS = {
	median: columns.median_dwell_days.definition,
	p75: columns.p75_dwell_days.definition,
	p90: columns.p90_dwell_days.definition,
	estimate: statistics.estimated_median_dwell_days.definition,
};

/** The time in each stage as quantiles of those that left, and the median that counts those still there, too. */
export const timeQuantiles = (rows: readonly StageTimeRow[], format: Format): Quantiles[] =>
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
		...(row.deals_running > 0
			? { leadsTo: `a click lists the ${counted(row.deals_running, 'deal', format)} there now` }
			: {}),
	}));

/** The definitions, with what ≈ means while it is there. */
export const timeDefinitions = (isApproximate: boolean): typeof TIME_DEFINITIONS => {
	const noted = (definition: string) => (isApproximate ? `${definition} ${APPROXIMATE_NOTE}` : definition);
	const { median, p75, p90, estimate } = TIME_DEFINITIONS;
	return { median: noted(median), p75: noted(p75), p90: noted(p90), estimate: noted(estimate) };
};

/** The stage where most open deals have stayed longer than nine tenths of those that left. Null where none has. */
export function stalledSentence(
	rows: readonly StageTimeRow[],
	format: Format,
	isApproximate = false,
): string | null {
	const most = rows.reduce<StageTimeRow | null>(
		(found, row) => (row.deals_stalled > (found?.deals_stalled ?? 0) ? row : found),
		null,
	);
	if (!most) return null;
	const about = (write: (value: number | null) => string) => approximate(isApproximate, write);
	const deals = `${about(format.full)(most.deals_stalled)} of the ${format.full(most.deals_running)} open deals`;
	const have = most.deals_stalled === 1 ? 'has' : 'have';
	return `Most are stalled in ${named(most.stage)}: ${deals} ${have} been there longer than ${about(format.days)(most.stalled_after_days)}.`;
}

/** The times as a table. */
export function timeTable(
	rows: readonly StageTimeRow[],
	caption: string,
	format: Format,
	isApproximate = false,
): TableTwin {
	const definitions = timeDefinitions(isApproximate);
	const days = (key: keyof StageTimeRow & string, label: string, definition: string) => ({
		key,
		label,
		align: 'end' as const,
		format: approximate(isApproximate, format.daysShort),
		definition,
	});
	const count = (key: keyof typeof columns, label: string, isCounted = true) => ({
		key,
		label,
		align: 'end' as const,
		format: approximate(isApproximate && !isCounted, format.full),
		definition: columns[key].definition,
	});
	return {
		caption,
		columns: [
			{ key: 'stage', label: 'Stage', align: 'start' },
			count('deals_completed', 'n left'),
			days('median_dwell_days', 'Median', definitions.median),
			days('p75_dwell_days', '75th', definitions.p75),
			days('p90_dwell_days', '90th', definitions.p90),
			days('estimated_median_dwell_days', 'Median with open', definitions.estimate),
			days('estimated_median_low_days', '95 % low', statistics.estimated_median_low_days.definition),
			days('estimated_median_high_days', '95 % high', statistics.estimated_median_high_days.definition),
			count('deals_running', 'There now'),
			count('deals_stalled', 'Stalled', false),
		],
		rows: rows.map((row) => ({ ...row })),
	};
}

export interface MovesBack {
	rows: { key: string; title: string }[];
	columns: { key: string; title: string }[];
	cells: MatrixCell[];
}

/** What is told of a move, by the measure. */
const MOVED = {
	count: { moved: 'visits_moved', share: 'share_ratio', label: 'Moves' },
	value: { moved: 'moved_amount', share: 'share_amount_ratio', label: 'Value moved' },
} as const;

type Formats = Pick<BoardFormats, 'value' | 'full'>;

/** What the number of a move and its share mean. */
export const moveDefinition = (measure: Measure): string =>
	`${stageMoves.columns[MOVED[measure].moved].definition} ${stageMoves.columns[MOVED[measure].share].definition}`;

/** A move back in words: how many or how much, of what, and after how long. */
function moveWords(row: MoveRow, measure: Measure, formats: Formats, format: Format): string {
	const deals = `${counted(row.visits_moved, 'move', format)} of ${counted(row.deals_moved, 'deal', format)}`;
	const what = `${named(row.stage)} back to ${named(row.to_stage ?? '')}:`;
	const stayed = `after ${format.days(row.median_stayed_days)}`;
	return measure === 'value'
		? `${what} ${formats.full(row.moved_amount)} in ${deals}, ${format.percent(row.share_amount_ratio)} of the ${formats.full(row.in_stage_amount)} of all visits, ${stayed}`
		: `${what} ${deals}, ${format.percent(row.share_ratio)} of ${counted(row.visits_in_stage, 'visit', format)} (${format.interval(row.share_low_ratio, row.share_high_ratio)}), ${stayed}`;
}

/** The moves back as a matrix from and to; the shade is the share of all visits to the stage left. */
export function movesBack(
	rows: readonly MoveRow[],
	measure: Measure,
	formats: Formats,
	format: Format,
): MovesBack {
	const back = rows.filter((row) => row.move === 'back');
	const axis = (pairs: readonly (readonly [number, string])[]) =>
		[...new Map(pairs).entries()]
			.sort(([one], [other]) => one - other)
			.map(([rank, title]) => ({ key: String(rank), title }));
	const { moved, share } = MOVED[measure];
	return {
		rows: axis(back.map((row) => [row.stage_rank, row.stage] as const)),
		columns: axis(back.map((row) => [row.to_rank ?? 0, row.to_stage ?? ''] as const)),
		cells: back.map((row) => ({
			row: String(row.stage_rank),
			column: String(row.to_rank),
			weight: row[share] ?? 0,
			text: formats.value(row[moved]),
			words: moveWords(row, measure, formats, format),
		})),
	};
}

/** All moves as a table: forward, skipping, back, and how visits ended. */
export function movesTable(
	rows: readonly MoveRow[],
	measure: Measure,
	caption: string,
	formats: Formats,
	format: Format,
): TableTwin {
	const of = stageMoves.columns;
	const { moved, share, label } = MOVED[measure];
	const column = (key: keyof typeof of, name: string, write: (value: number) => string) => ({
		key,
		label: name,
		align: 'end' as const,
		format: write,
		definition: of[key].definition,
	});
	return {
		caption,
		columns: [
			{ key: 'stage', label: 'From', align: 'start' },
			{ key: 'to', label: 'To', align: 'start', definition: of.move.definition },
			column(moved, label, formats.full),
			column('deals_moved', 'Deals', format.full),
			column(share, 'Share', (value) => format.percent(value)),
			column('median_stayed_days', 'Median stay', format.daysShort),
		],
		rows: rows.map((row) => ({
			...row,
			to: row.to_stage ?? (row.move === 'open' ? 'still there' : row.move),
		})),
	};
}
