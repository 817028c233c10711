import { amount, deals, flag, multiple, segmentParam, segmentValueColumn } from '../columns';
import { defineMart, noStatistics } from '../contract';
import { currencyColumn, dayColumn, periodParam } from '../pipeline-columns';
import { trendRelations } from '../trend-relations';
import { dueRelations } from '../spell-relations';
import sql from './pipeline_yield.sql?raw';

/** Metrics §7: yield, the other side of needed coverage, period by period. */
export const pipelineYield = defineMart({
	name: 'pipeline_yield',
	question: 'How much of the pipeline that was due at a period’s start was won in it?',
	grain:
		'one calendar period of the window that has begun; with a segment, one period and value that had deals due or won in it',
	population: 'activity',
	params: { period: periodParam, segment: segmentParam },
	columns: {
		period_on: dayColumn('First day of the calendar period.'),
		from_on: dayColumn('First day counted: the period clipped to the window.'),
		to_on: dayColumn('First day not counted: the end of the period, of the window, or the day after now.'),
		is_partial: flag('The period is not over, or the window cuts it: it has no yield.'),
		is_due_assumed: flag('Nothing tells the expected closes before the period: it has no yield.'),
		value: segmentValueColumn,
		deals_due: deals('Deals open on the eve of the period and then due in it.'),
		due_amount: amount('Their amount on that eve; deals without amount count as 0.'),
		deals_won: deals('Deals won in the period, whenever they were due or created.'),
		won_amount: amount('Their amount.'),
		yield_ratio: multiple(
			'Won in the period ÷ open pipeline due in it at its start. Above 1 where more was won that came or was pulled in later.',
		),
		needed_ratio: multiple('Needed coverage by this period alone: 1 ÷ yield; null where nothing was won.'),
		currency: currencyColumn,
	},
	...noStatistics,
	checks: [
		{
			sentence: 'a yield is told of whole periods with something due, whose expected closes are on record',
			holds: (row) =>
				row.yield_ratio === null || (!row.is_partial && !row.is_due_assumed && row.due_amount > 0),
		},
	],
	adds: [{ over: 'value' }, { over: 'period_on', columns: ['deals_won', 'won_amount'] }],
	shareable: true,
	sql,
	relations: (scope) => ({ ...trendRelations, ...dueRelations(scope) }),
});
