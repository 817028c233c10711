import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { writeCell } from '$lib/chart/layout/table';
import { stageMoves } from '$lib/model/marts/stage-moves';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import {
	movesBack,
	movesTable,
	stalledSentence,
	timeDefinitions,
	timeQuantiles,
	timeTable,
	type MoveRow,
	type StageTimeRow,
} from '$lib/view/funnel/times-and-moves';
import { approximate, approximateInWords } from '$lib/view/approximate';
import { boardFormats } from '$lib/view/funnel/funnel-board';
import { dwellRow } from '$lib/view/overview/overview-board';
import { blankRow } from '../../src/routes/gallery/blank-row';

const format = createFormat('en-GB');
const plain = (text: string | null | undefined) => text?.replaceAll(/[\u202f\u00a0]/g, ' ') ?? null;
const time = (given: Partial<StageTimeRow>): StageTimeRow => blankRow(timeInStage, given);
const move = (given: Partial<MoveRow>): MoveRow => blankRow(stageMoves, given);

describe('the time in each stage', () => {
	it('has the median of those that left beside the one that counts those still there', () => {
		const [first] = timeQuantiles(
			[
				time({
					stage_rank: 1,
					stage: 'Lead',
					deals_completed: 9,
					median_dwell_days: 4,
					estimated_median_dwell_days: 7,
					deals_running: 3,
				}),
			],
			format,
		);
		expect(first).toMatchObject({ key: '1', n: 9, median: 4, estimate: 7, high: null });
		expect(first?.leadsTo).toBe('a click lists the 3 deals there now');
	});

	it('says where most are stalled, and nothing where none is', () => {
		const rows = [
			time({ stage: 'Lead', deals_stalled: 2, deals_running: 5, stalled_after_days: 12 }),
			time({ stage: 'Demo', deals_stalled: 3, deals_running: 4, stalled_after_days: 30 }),
		];
		expect(plain(stalledSentence(rows, format))).toBe(
			'Most are stalled in Demo: 3 of the 4 open deals have been there longer than 30 days.',
		);
		expect(stalledSentence([time({ stage: 'Lead' })], format)).toBeNull();
	});
});

describe('what is told by bins at first', () => {
	const rows = [
		time({
			stage: 'Demo',
			deals_stalled: 3,
			deals_running: 4,
			stalled_after_days: 30,
			median_dwell_days: 12,
		}),
	];

	it('is marked as approximate wherever it is written, and only then', () => {
		expect(plain(stalledSentence(rows, format, true))).toBe(
			'Most are stalled in Demo: ≈ 3 of the 4 open deals have been there longer than ≈ 30 days.',
		);
		const written = (isApproximate: boolean) => {
			const { columns, rows: cells } = timeTable(rows, '', format, isApproximate);
			return columns.map((column) => plain(writeCell(cells[0]?.[column.key], column)));
		};
		expect(written(true)).toEqual(['Demo', '0', '≈ 12 d', '–', '–', '–', '–', '–', '4', '≈ 3']);
		expect(written(false)).toEqual(['Demo', '0', '12 d', '–', '–', '–', '–', '–', '4', '3']);
		expect(timeDefinitions(true).median).toMatch(/nearest hour.*the exact number follows/);
		expect(timeDefinitions(false).median).not.toMatch(/≈/);
	});

	it('is marked once in the row under the board of Overview, and told with every stage of it', () => {
		const row = dwellRow(rows, format, true);
		expect(plain(row?.label)).toBe('≈ days in stage: median, 90th percentile');
		const told = (isApproximate: boolean) =>
			Object.values(dwellRow(rows, format, isApproximate)?.cells ?? {}).map((cell) =>
				'definition' in cell ? cell.definition.includes('the exact number follows') : null,
			);
		expect(told(true)).toEqual([true]);
		expect(told(false)).toEqual([false]);
		expect(dwellRow(rows, format)?.label).toBe('days in stage: median, 90th percentile');
	});

	it('is read aloud as “about”, and nothing is about nothing', () => {
		expect(plain(approximateInWords(true, format.daysShort)(12))).toBe('about 12 d');
		expect(approximate(true, format.daysShort)(null)).toBe('–');
	});
});

describe('the moves back', () => {
	const counts = boardFormats('count', 'EUR', format);
	const ROWS = [
		move({ stage_rank: 1, stage: 'Lead', move: 'forward', to_rank: 2, to_stage: 'Demo', visits_moved: 90 }),
		move({
			stage_rank: 3,
			stage: 'Offer',
			move: 'back',
			to_rank: 1,
			to_stage: 'Lead',
			visits_moved: 2,
			deals_moved: 2,
			visits_in_stage: 40,
			moved_amount: 1_500,
			in_stage_amount: 6_000,
			share_amount_ratio: 0.25,
			share_ratio: 0.05,
			share_low_ratio: 0.014,
			share_high_ratio: 0.165,
			median_stayed_days: 20,
		}),
		move({ stage_rank: 2, stage: 'Demo', move: 'back', to_rank: 1, to_stage: 'Lead', visits_moved: 4 }),
		move({ stage_rank: 3, stage: 'Offer', move: 'open', visits_moved: 7 }),
	];

	it('are a matrix of the stages that have any, in the order of the process', () => {
		const { rows, columns, cells } = movesBack(ROWS, 'count', counts, format);
		expect(rows.map(({ title }) => title)).toEqual(['Demo', 'Offer']);
		expect(columns.map(({ title }) => title)).toEqual(['Lead']);
		expect(cells.map(({ row, column, text }) => [row, column, text])).toEqual([
			['3', '1', '2'],
			['2', '1', '4'],
		]);
	});

	it('say in words what share of the visits they are', () => {
		expect(plain(movesBack(ROWS, 'count', counts, format).cells[0]?.words)).toBe(
			'Offer back to Lead: 2 moves of 2 deals, 5.0 % of 40 visits (1.4–16.5 %), after 20 days',
		);
	});

	it('by value are what was moved back, shaded by its share of the value of all visits', () => {
		const money = boardFormats('value', 'EUR', format);
		const [cell] = movesBack(ROWS, 'value', money, format).cells;
		expect(cell).toMatchObject({ text: '€1,500', weight: 0.25 });
		expect(plain(cell?.words)).toBe(
			'Offer back to Lead: €1,500 in 2 moves of 2 deals, 25.0 % of the €6,000 of all visits, after 20 days',
		);
		const { columns } = movesTable(ROWS, 'value', 'Moves', money, format);
		expect(columns.map(({ key }) => key)).toEqual([
			'stage',
			'to',
			'moved_amount',
			'deals_moved',
			'share_amount_ratio',
			'median_stayed_days',
		]);
	});

	it('stand in a table with all other moves', () => {
		expect(
			movesTable(ROWS, 'count', 'Moves', counts, format).rows.map(({ stage, to }) => [stage, to]),
		).toEqual([
			['Lead', 'Demo'],
			['Offer', 'Lead'],
			['Demo', 'Lead'],
			['Offer', 'still there'],
		]);
	});
});
