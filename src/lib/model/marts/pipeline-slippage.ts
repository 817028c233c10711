import { wilsonInterval } from '../../stats/interval';
import { amount, days, deals, flag, isClose, ratio, segmentParam, segmentValueColumn } from '../columns';
import { defineMart } from '../contract';
import { currencyColumn, dayColumn, periodParam } from '../pipeline-columns';
import { trendRelations } from '../trend-relations';
import { dueRelations } from '../spell-relations';
import sql from './pipeline_slippage.sql?raw';

/** Metrics §8: what became of the deals that were due in a period at its start, and pushes of close dates. */
export const pipelineSlippage = defineMart({
	name: 'pipeline_slippage',
	question: 'What became of the deals that were due, and how often are close dates pushed?',
	grain:
		'one calendar period of the window that has begun; with a segment, one period and value that deals due or pushed in it have',
	population: 'activity',
	params: { period: periodParam, segment: segmentParam },
	columns: {
		period_on: dayColumn('First day of the calendar period.'),
		from_on: dayColumn('First day counted: the period clipped to the window.'),
		to_on: dayColumn('First day not counted: the end of the period, of the window, or the day after now.'),
		is_partial: flag('The period is not over, or the window cuts it: what is left may still slip.'),
		is_due_assumed: flag(
			'Nothing tells the expected closes before the period: those known later stand for them, and deals closed since mostly have none. Not to be compared.',
		),
		value: segmentValueColumn,
		deals_due: deals(
			'Deals that were open on the eve of the period and then due in it, up to its own end also where the window ends before; where nothing tells the due day of that time, by the earliest known one.',
		),
		due_amount: amount('Their amount on that eve; here and below deals without amount count as 0.'),
		deals_won: deals('Of the deals due, those won by the end of the period.'),
		won_amount: amount('Their amount on the eve.'),
		deals_lost: deals('Of the deals due, those lost by the end of the period.'),
		lost_amount: amount('Their amount on the eve.'),
		deals_slipped: deals('Slipped: of the deals due, those open at the end of the period and due after it.'),
		slipped_amount: amount('Their amount on the eve.'),
		median_slip_days: days('Median of the days by which the slipped deals are due later (type 7).'),
		deals_left: deals(
			'Of the deals due, those open at the end of the period and still due in it, or before: past due once it is over.',
		),
		left_amount: amount('Their amount on the eve.'),
		deals_undated: deals(
			'Of the deals due, those open at the end of the period and no longer due on any day.',
		),
		undated_amount: amount('Their amount on the eve.'),
		slipped_ratio: ratio('Slipped ÷ due.'),
		slipped_amount_ratio: ratio('Slipped amount ÷ due amount.'),
		pushes: {
			type: 'integer',
			unit: 'rows',
			definition:
				'Push count: edits in the period of the expected close of any open deal to a later day. An edit on the day of a close is part of closing.',
		},
		deals_pushed: deals('Deals with at least one such edit.'),
		median_push_days: days('Median of the days by which an edit pushed the expected close (type 7).'),
		currency: currencyColumn,
	},
	statistics: {
		slipped_low_ratio: ratio('Lower end of the 95 % Wilson interval of slipped ÷ due, n = deals due.'),
		slipped_high_ratio: ratio('Upper end of the 95 % Wilson interval of slipped ÷ due.'),
	},
	derive: (row) => {
		const slipped = wilsonInterval(row.deals_slipped, row.deals_due);
		return { slipped_low_ratio: slipped?.low ?? null, slipped_high_ratio: slipped?.high ?? null };
	},
	checks: [
		{
			sentence: 'due = won + lost + slipped + left + undated, in deals and value',
			holds: (row) =>
				row.deals_due ===
					row.deals_won + row.deals_lost + row.deals_slipped + row.deals_left + row.deals_undated &&
				isClose(
					row.due_amount,
					row.won_amount + row.lost_amount + row.slipped_amount + row.left_amount + row.undated_amount,
				),
		},
		{
			sentence: 'a deal is pushed by at least one edit',
			holds: (row) => row.deals_pushed <= row.pushes && row.deals_pushed > 0 === row.pushes > 0,
		},
	],
	adds: [{ over: 'value' }, { over: 'period_on', columns: ['pushes'] }],
	shareable: true,
	sql,
	relations: (scope) => ({ ...trendRelations, ...dueRelations(scope) }),
});
