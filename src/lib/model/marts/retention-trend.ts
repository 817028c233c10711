import { flag } from '../columns';
import { defineMart } from '../contract';
import { currencyColumn, dayColumn, periodParam } from '../pipeline-columns';
import {
	basisColumn,
	retentionChecks,
	retentionColumns,
	retentionIntervalColumns,
	retentionIntervals,
} from '../retention-columns';
import { retentionRelations } from '../retention-scope';
import { accountTrendRelations } from '../trend-relations';
import sql from './retention_trend.sql?raw';

/** Metrics §9 for every period: each starts from its own eve. */
export const retentionTrend = defineMart({
	name: 'retention_trend',
	question: 'Do more customers stay than before?',
	grain: 'one calendar period of the window that has begun',
	population: 'activity',
	params: { period: periodParam },
	columns: {
		basis: basisColumn,
		period_on: dayColumn('First day of the calendar period.'),
		from_on: dayColumn('First day counted: the period clipped to the window.'),
		to_on: dayColumn('First day not counted: the end of the period, of the window, or the day after now.'),
		is_partial: flag('The period is not over, or the window cuts it.'),
		...retentionColumns,
		currency: currencyColumn,
	},
	statistics: retentionIntervalColumns,
	derive: retentionIntervals,
	checks: [...retentionChecks],
	shareable: true,
	sql,
	relations: (scope) => retentionRelations(scope, accountTrendRelations),
});
