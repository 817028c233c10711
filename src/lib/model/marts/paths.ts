import { wilsonInterval } from '../../stats/interval';
import { amount, days, deals, isClose, ratio } from '../columns';
import { defineMart } from '../contract';
import sql from './paths.sql?raw';

const isFalling = (values: readonly number[]) =>
	values.every((value, index) => value <= (values[index - 1] ?? Infinity));

/** Variants: the distinct sequences of stages that deals visited, most deals or most value first. */
export const paths = defineMart({
	name: 'paths',
	question: 'Which ways do deals take?',
	grain: 'one sequence of stages visited that deals in scope have; with by_outcome, one sequence and outcome',
	population: 'basis',
	params: {
		by_outcome: {
			type: 'boolean',
			definition: 'Tell won, lost and open deals of the same sequence apart, each with its own row.',
		},
		by_value: {
			type: 'boolean',
			definition: 'Put the sequences of the largest amount first, not those of most deals.',
		},
		row_limit: {
			type: 'integer',
			nullable: true,
			definition: 'Most rows to return, the first ones; null is all.',
		},
	},
	columns: {
		place: {
			type: 'integer',
			unit: 'key',
			definition: 'Place by number of deals, or by amount with by_value, from 1.',
		},
		path: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition:
				'Stages visited, in order, re-entries included, with arrows between; null holds the deals without any recorded visit.',
		},
		visits_in_path: {
			type: 'integer',
			unit: 'visits',
			definition: 'Visits in the sequence; 0 without a recorded visit.',
		},
		outcome: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'open, won or lost, at the as-of instant; null unless by_outcome is asked for.',
		},
		deals: deals(
			'Deals that took exactly this path so far. Cohort basis: deals started in the window. Activity basis: deals closed in it.',
		),
		deals_won: deals('Of these, won.'),
		deals_lost: deals('Of these, lost.'),
		deals_open: deals('Of these, still open: their path may go on.'),
		win_ratio: ratio('Win rate of the path: won ÷ (won + lost).'),
		win_amount_ratio: ratio('Win rate of the path by value.'),
		deals_with_cycle: deals('Closed deals with both a start and a close: the n of the median.'),
		median_cycle_days: days('Median of closed − created over the closed deals, in days (type 7).'),
		total_amount: amount('Amount of the deals; deals without amount count as 0.'),
		won_amount: amount('Amount of the deals won.'),
		lost_amount: amount('Amount of the deals lost.'),
		open_amount: amount('Amount of the deals still open.'),
		deals_without_amount: deals('Deals that have no amount: they count as 0 in value.'),
		share_ratio: ratio('Deals of the path ÷ deals of all paths, also those beyond row_limit.'),
		share_amount_ratio: ratio('Amount of the path ÷ amount of all paths, also those beyond row_limit.'),
	},
	statistics: {
		win_low_ratio: ratio('Lower end of the 95 % Wilson interval of the win rate, n = won + lost.'),
		win_high_ratio: ratio('Upper end of the 95 % Wilson interval of the win rate.'),
	},
	derive: (row) => {
		const interval = wilsonInterval(row.deals_won, row.deals_won + row.deals_lost);
		return { win_low_ratio: interval?.low ?? null, win_high_ratio: interval?.high ?? null };
	},
	checks: [
		{
			sentence: 'deals = won + lost + open, and no path is without a deal',
			holds: (row) => row.deals > 0 && row.deals === row.deals_won + row.deals_lost + row.deals_open,
		},
		{
			sentence: 'amount = won + lost + open',
			holds: (row) => isClose(row.total_amount, row.won_amount + row.lost_amount + row.open_amount),
		},
		{
			sentence: 'most deals first, or the largest amount first',
			// Told once: there may be a hundred thousand paths.
			holds: (row, rows) =>
				row.place > 1 ||
				isFalling(rows.map(({ deals }) => deals)) ||
				isFalling(rows.map((one) => one.total_amount)),
		},
		{
			sentence: 'the shares are at most the whole',
			holds: (row, rows) =>
				row.place > 1 || rows.reduce((sum, { share_ratio }) => sum + (share_ratio ?? 0), 0) <= 1 + 1e-9,
		},
	],
	shareable: true,
	sql,
});
