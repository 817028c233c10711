import { days, deals, ratio, segmentParam, segmentValueColumn } from '../columns';
import { defineMart, noStatistics } from '../contract';
import pipelineDay from '../parts/pipeline_day.sql?raw';
import pipelineStanding from '../parts/pipeline_standing.sql?raw';
import {
	asOfParam,
	currencyColumn,
	isBeforeHistory,
	maybeDayColumn,
	openColumns,
	pastDueColumns,
	stageThenColumns,
} from '../pipeline-columns';
import sql from './pipeline_as_of.sql?raw';

/** Metrics §8: the open pipeline as of any day. Now it is the open pipeline of the headline. */
export const pipelineAsOf = defineMart({
	name: 'pipeline_as_of',
	question: 'What was in the pipeline at the end of a day, stage by stage?',
	grain:
		'one open stage of the process, and one row for deals of unknown stage where there are any; with a segment, the same for each value that open deals have',
	population: 'all',
	params: { as_of: asOfParam, segment: segmentParam },
	columns: {
		as_of_on: maybeDayColumn(
			'The day at whose end the pipeline is looked at; null if the data have no dates.',
		),
		is_before_history: isBeforeHistory,
		value: segmentValueColumn,
		...stageThenColumns,
		...openColumns,
		deals_without_amount: deals('Of these, deals without an amount.'),
		deals_in_other_currencies: deals('Of these, deals whose amount is of another currency: in no amount.'),
		deals_with_age: deals('Of these, deals with a start: the n of median age.'),
		median_age_days: days('Median of the whole days from creation to the day, of open deals (type 7).'),
		...pastDueColumns,
		past_due_ratio: ratio('Past due ÷ open.'),
		deals_without_due: deals('Open deals without an expected close: they are never past due.'),
		deals_amount_assumed: deals(
			'Open deals whose amount of that day is on no record: the earliest known one, or the export’s own, stands for it. None now.',
		),
		deals_due_assumed: deals('The same of the expected close.'),
		currency: currencyColumn,
	},
	...noStatistics,
	checks: [
		{
			sentence: 'past-due, undated and unpriced deals are part of the open ones',
			holds: (row) =>
				row.deals_past_due + row.deals_without_due <= row.deals_open &&
				row.deals_without_amount + row.deals_in_other_currencies <= row.deals_open,
		},
		{
			sentence: 'no open deals, no amount',
			holds: (row) => row.deals_open > 0 || row.open_amount === 0,
		},
		{
			sentence: 'the row of unknown stage is there only where there are such deals',
			holds: (row) => row.stage_rank !== null || row.deals_open > 0,
		},
	],
	adds: [{ over: 'value' }],
	shareable: true,
	sql,
	relations: () => ({ pipeline_day: pipelineDay, pipeline_standing: pipelineStanding }),
});
