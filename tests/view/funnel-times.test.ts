import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { stageMoves } from '$lib/model/marts/stage-moves';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import {
	movesBack,
	movesTable,
	stalledSentence,
	timeQuantiles,
	type MoveRow,
	type StageTimeRow,
} from '$lib/view/funnel/times-and-moves';
import { blankRow } from './blank-row';

const format = createFormat('en-GB');
const plain = (text: string | null | undefined) => text?.replaceAll(/[\u202f\u00a0]/g, ' ') ?? null;
const time = (given: Partial<StageTimeRow>): StageTimeRow => blankRow(timeInStage, given);
const move = (given: Partial<MoveRow>): MoveRow => blankRow(stageMoves, given);

describe('the time in each stage', () => {
	it('has the median of those that left beside the one that counts those still there', () => {
		const [first] = timeQuantiles([
			time({
				stage_rank: 1,
				stage: 'Lead',
				deals_completed: 9,
				median_dwell_days: 4,
				estimated_median_dwell_days: 7,
			}),
		]);
		expect(first).toMatchObject({ key: '1', n: 9, median: 4, estimate: 7, high: null });
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

describe('the moves back', () => {
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
			share_ratio: 0.05,
			share_low_ratio: 0.014,
			share_high_ratio: 0.165,
			median_stayed_days: 20,
		}),
		move({ stage_rank: 2, stage: 'Demo', move: 'back', to_rank: 1, to_stage: 'Lead', visits_moved: 4 }),
		move({ stage_rank: 3, stage: 'Offer', move: 'open', visits_moved: 7 }),
	];

	it('are a matrix of the stages that have any, in the order of the process', () => {
		const { rows, columns, cells } = movesBack(ROWS, format);
		expect(rows.map(({ title }) => title)).toEqual(['Demo', 'Offer']);
		expect(columns.map(({ title }) => title)).toEqual(['Lead']);
		expect(cells.map(({ row, column, text }) => [row, column, text])).toEqual([
			['3', '1', '2'],
			['2', '1', '4'],
		]);
	});

	it('say in words what share of the visits they are', () => {
		expect(plain(movesBack(ROWS, format).cells[0]?.words)).toBe(
			'Offer back to Lead: 2 moves of 2 deals, 5.0 % of 40 visits (1.4–16.5 %), after 20 days',
		);
	});

	it('stand in a table with all other moves', () => {
		expect(movesTable(ROWS, 'Moves', format).rows.map(({ stage, to }) => [stage, to])).toEqual([
			['Lead', 'Demo'],
			['Offer', 'Lead'],
			['Demo', 'Lead'],
			['Offer', 'still there'],
		]);
	});
});
