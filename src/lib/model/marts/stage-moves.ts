import { wilsonInterval } from '../../stats/interval';
import { amount, days, deals, isClose, ratio, stageColumns, visits } from '../columns';
import { defineMart } from '../contract';
import sql from './stage_moves.sql?raw';

const FORWARD = ['forward', 'skip'];

/** Metrics §3, closed accounting: every visit to a stage by where it led. */
export const stageMoves = defineMart({
	name: 'stage_moves',
	question: 'Where do deals go from each stage?',
	grain: 'one stage left and where to (another stage, won, lost or still there), of those that occur',
	population: 'basis',
	params: {},
	columns: {
		...stageColumns,
		move: {
			type: 'text',
			unit: 'label',
			definition:
				'forward: to the next stage. skip: forward by more than one. back: to an earlier stage. won, lost: how the visit ended. open: still there.',
		},
		to_rank: {
			type: 'integer',
			unit: 'key',
			nullable: true,
			definition: 'Place of the stage moved to; null for won, lost and still there.',
		},
		to_stage: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Name of the stage moved to; null for won, lost and still there.',
		},
		visits_moved: visits(
			'Moves: visits to the stage that ended so. Cohort basis: all visits of deals started in the window. Activity basis: visits that ended in it, so none is still there.',
		),
		moved_amount: amount(
			'Amount of the deal at each such move: a deal that moved so twice counts twice, one without amount as 0.',
		),
		deals_moved: deals('Deals with at least one such move.'),
		deals_without_amount: deals('Of these, those that have no amount: they count as 0 in value.'),
		visits_dated: visits('Of the visits, those with both ends dated: the n of the median.'),
		median_stayed_days: days(
			'Median stay before the move, in days; of visits still there, up to now (type 7).',
		),
		visits_in_stage: visits('All visits to the stage, wherever they led.'),
		in_stage_amount: amount('Amount of the deal at each visit to the stage, wherever it led.'),
		share_ratio: ratio('Moves ÷ all visits to the stage.'),
		share_amount_ratio: ratio('Share by value: moved amount ÷ amount of all visits to the stage.'),
	},
	statistics: {
		share_low_ratio: ratio('Lower end of the 95 % Wilson interval of the share, n = visits to the stage.'),
		share_high_ratio: ratio('Upper end of the 95 % Wilson interval of the share.'),
	},
	derive: (row) => {
		const share = wilsonInterval(row.visits_moved, row.visits_in_stage);
		return { share_low_ratio: share?.low ?? null, share_high_ratio: share?.high ?? null };
	},
	checks: [
		{
			sentence: 'the moves from a stage add up to its visits',
			holds: (row, rows) =>
				rows
					.filter(({ stage_rank }) => stage_rank === row.stage_rank)
					.reduce((sum, { visits_moved }) => sum + visits_moved, 0) === row.visits_in_stage,
		},
		{
			sentence: 'and so do their amounts',
			holds: (row, rows) =>
				isClose(
					rows
						.filter(({ stage_rank }) => stage_rank === row.stage_rank)
						.reduce((sum, { moved_amount }) => sum + moved_amount, 0),
					row.in_stage_amount,
				),
		},
		{
			sentence:
				'forward is by one stage, a skip by more, back to an earlier one; nothing else has a stage to go to',
			holds: ({ move, stage_rank, to_rank }) => {
				if (to_rank === null) return move === 'won' || move === 'lost' || move === 'open';
				return to_rank < stage_rank
					? move === 'back'
					: to_rank > stage_rank && move === FORWARD[Math.min(to_rank - stage_rank, 2) - 1];
			},
		},
		{
			sentence: 'a move that occurs has a deal, and no more deals than visits',
			holds: (row) => row.deals_moved > 0 && row.deals_moved <= row.visits_moved,
		},
	],
	shareable: true,
	sql,
});
