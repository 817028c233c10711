import { flag, segmentParam, segmentValueColumn } from '../columns';
import { defineMart, noStatistics } from '../contract';
import stretches from '../parts/pipeline_stretches.sql?raw';
import {
	currencyColumn,
	dayColumn,
	isBeforeHistory,
	openColumns,
	pastDueColumns,
	periodParam,
	stageThenColumns,
} from '../pipeline-columns';
import { trendRelations } from '../trend-relations';
import sql from './pipeline_trend.sql?raw';

/** Metrics §8: the open pipeline at the end of every period. */
export const pipelineTrend = defineMart({
	name: 'pipeline_trend',
	question: 'How did the open pipeline grow or shrink?',
	grain:
		'one calendar period of the window that has begun; with by_stage or a segment, one such period and stage or value that was in the pipeline at the end of any of them',
	population: 'activity',
	params: {
		period: periodParam,
		by_stage: {
			type: 'boolean',
			nullable: true,
			definition: 'true gives a row for each stage; null and false take all stages together.',
		},
		segment: segmentParam,
	},
	columns: {
		period_on: dayColumn('First day of the calendar period.'),
		as_of_on: dayColumn(
			'The day at whose end the pipeline is looked at: the last of the period, of the window, or now.',
		),
		is_partial: flag('The period is not over, or the window cuts it.'),
		is_before_history: isBeforeHistory,
		value: segmentValueColumn,
		...stageThenColumns,
		...openColumns,
		...pastDueColumns,
		currency: currencyColumn,
	},
	...noStatistics,
	checks: [
		{
			sentence: 'no fewer than no deals are open, and past-due deals are part of them',
			holds: (row) => row.deals_past_due >= 0 && row.deals_past_due <= row.deals_open,
		},
		{ sentence: 'no open deals, no amount', holds: (row) => row.deals_open > 0 || row.open_amount === 0 },
	],
	adds: [{ over: 'value' }],
	shareable: true,
	sql,
	relations: ({ filters }) => ({
		...trendRelations,
		// Of a filter few are left, which are found once; all are sooner read again than held.
		stretches: filters.length > 0 ? { materialized: stretches } : { inline: stretches },
	}),
});
