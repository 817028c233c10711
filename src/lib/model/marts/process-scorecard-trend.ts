import { flag } from '../columns';
import { defineMart, PERIODS } from '../contract';
import {
	meetsTarget,
	stepChecks,
	stepColumns,
	stepInterval,
	stepIntervalColumns,
} from '../scorecard-columns';
import { scorecardRelations } from '../scorecard-relations';
import { trendRelations } from '../trend-relations';
import sql from './process_scorecard_trend.sql?raw';

const day = (definition: string) => ({ type: 'date', unit: 'day', definition }) as const;

/** Metrics §11: the trend of every step’s own measure. */
export const processScorecardTrend = defineMart({
	name: 'process_scorecard_trend',
	question: 'Is each step of our process getting better?',
	grain: 'one step of the process and calendar period of the window that has begun',
	population: 'activity',
	params: {
		period: {
			type: 'text',
			nullable: true,
			choices: PERIODS,
			definition:
				'Calendar period: day, week (from Monday), week_sunday, week_saturday, month, quarter or year; null is quarter.',
		},
	},
	columns: {
		...stepColumns,
		period_on: day('First day of the calendar period.'),
		from_on: day('First day counted: the period clipped to the window.'),
		to_on: day('First day not counted: the end of the period, of the window, or the day after now.'),
		is_partial: flag('The period is not over, or the window cuts it: not to be compared with whole ones.'),
		currency: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Currency of every amount in this row; null where the data name none.',
		},
	},
	statistics: {
		...stepIntervalColumns,
		is_target_met: {
			type: 'boolean',
			unit: 'flag',
			nullable: true,
			definition: 'The measure comes to its target, by whichever way is better; null without one of them.',
		},
	},
	derive: (row) => ({
		...stepInterval(row),
		is_target_met: meetsTarget(row.measure, row.measured, row.target),
	}),
	checks: [
		...stepChecks,
		{ sentence: 'a period holds at least one day', holds: (row) => row.from_on < row.to_on },
	],
	shareable: true,
	sql,
	relations: (scope) => scorecardRelations(scope, trendRelations),
});
