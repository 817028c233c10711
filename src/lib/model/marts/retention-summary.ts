import { flag } from '../columns';
import { defineMart } from '../contract';
import retentionWindow from '../parts/retention_window.sql?raw';
import { currencyColumn, dayColumn } from '../pipeline-columns';
import {
	basisColumn,
	retentionChecks,
	retentionColumns,
	retentionIntervalColumns,
	retentionIntervals,
} from '../retention-columns';
import { retentionRelations } from '../retention-scope';
import sql from './retention_summary.sql?raw';

/** Metrics §9: GRR, NRR, logo retention and upsell over the window, without one over the year up to now. */
export const retentionSummary = defineMart({
	name: 'retention_summary',
	question: 'Do customers stay, and do they grow?',
	grain: 'one row; none if the window begins after now',
	population: 'all',
	params: {},
	columns: {
		basis: basisColumn,
		from_on: dayColumn('First day of the window; without one, a year before its end.'),
		to_on: dayColumn('First day after the window, at the latest the day after now.'),
		is_partial: flag('The window is not over.'),
		...retentionColumns,
		currency: currencyColumn,
	},
	statistics: retentionIntervalColumns,
	derive: retentionIntervals,
	checks: [...retentionChecks],
	shareable: true,
	sql,
	relations: (scope) => retentionRelations(scope, { windows: retentionWindow }),
});
