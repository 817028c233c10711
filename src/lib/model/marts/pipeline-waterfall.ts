import { amount, deals, isClose, segmentParam, segmentValueColumn } from '../columns';
import { defineMart, noStatistics } from '../contract';
import { currencyColumn, isBeforeHistory, maybeDayColumn, twoDaysParams } from '../pipeline-columns';
import { twoDaysRelations } from '../spell-relations';
import sql from './pipeline_waterfall.sql?raw';

/** Metrics §8: from the open pipeline of one day to that of another, every deal in exactly one bucket. */
export const pipelineWaterfall = defineMart({
	name: 'pipeline_waterfall',
	question: 'What moved the open pipeline from one day to another?',
	grain: 'one row; with a segment, one value that deals in the pipeline, or come and gone, have',
	population: 'all',
	params: { ...twoDaysParams, segment: segmentParam },
	columns: {
		start_on: maybeDayColumn('The pipeline at the end of this day is the start; null: before all deals.'),
		end_on: maybeDayColumn('The pipeline at the end of this day is the end; null if the data have no dates.'),
		is_before_history: isBeforeHistory,
		value: segmentValueColumn,
		deals_start: deals('Deals open at the start; with a due period, of these the ones then due in it.'),
		start_amount: amount('Their amount at the start.'),
		deals_created: deals('Created since the start and open at the end.'),
		created_amount: amount('Their amount at the end.'),
		deals_undated: deals('Open at the end and not at the start, created on an unknown day.'),
		undated_amount: amount('Their amount at the end.'),
		deals_reopened: deals('Closed at the start, taken up again since, and open at the end.'),
		reopened_amount: amount('Their amount at the end.'),
		deals_pulled_in: deals(
			'With a due period: open on both days, due in the period at the end but not at the start.',
		),
		pulled_in_amount: amount('Their amount at the end.'),
		deals_increased: deals('Open on both days, with a greater amount at the end.'),
		increased_amount: amount('What their amounts grew by; where no history or snapshots tell, none do.'),
		deals_decreased: deals('Open on both days, with a smaller amount at the end.'),
		decreased_amount: amount('What their amounts shrank by.'),
		deals_unchanged: deals('Open on both days at the same amount.'),
		deals_pushed_out: deals(
			'With a due period: open on both days, due in the period at the start but not at the end.',
		),
		pushed_out_amount: amount('Their amount at the start.'),
		deals_won: deals('Open at the start and won since.'),
		won_amount: amount('Their amount at the start, which is what left the pipeline, not what was won.'),
		deals_lost: deals('Open at the start and lost since.'),
		lost_amount: amount('Their amount at the start.'),
		deals_end: deals('Deals open at the end; with a due period, of these the ones then due in it.'),
		end_amount: amount('Their amount at the end.'),
		deals_won_within: deals(
			'Came and went: won between the two days, and open on neither. In no sum; none with a due period.',
		),
		won_within_amount: amount('Their amount as the export has it.'),
		deals_lost_within: deals('Came and went: lost between the two days, and open on neither.'),
		lost_within_amount: amount('Their amount as the export has it.'),
		currency: currencyColumn,
	},
	...noStatistics,
	checks: [
		{
			sentence: 'start + created + undated + reopened + pulled in − pushed out − won − lost = end, in deals',
			holds: (row) =>
				row.deals_start +
					row.deals_created +
					row.deals_undated +
					row.deals_reopened +
					row.deals_pulled_in -
					row.deals_pushed_out -
					row.deals_won -
					row.deals_lost ===
				row.deals_end,
		},
		{
			sentence:
				'start + created + undated + reopened + pulled in + increased − decreased − pushed out − won − lost = end, in value',
			holds: (row) =>
				isClose(
					row.start_amount +
						row.created_amount +
						row.undated_amount +
						row.reopened_amount +
						row.pulled_in_amount +
						row.increased_amount -
						row.decreased_amount -
						row.pushed_out_amount -
						row.won_amount -
						row.lost_amount,
					row.end_amount,
				),
		},
		{
			sentence: 'every deal of the start is in one bucket: it stayed, was pushed out, won or lost',
			holds: (row) =>
				row.deals_start ===
				row.deals_increased +
					row.deals_decreased +
					row.deals_unchanged +
					row.deals_pushed_out +
					row.deals_won +
					row.deals_lost,
		},
	],
	adds: [{ over: 'value' }],
	shareable: true,
	sql,
	relations: twoDaysRelations,
});
