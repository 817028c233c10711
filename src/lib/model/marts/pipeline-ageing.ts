import { deals, ratio, segmentParam, segmentValueColumn } from '../columns';
import { defineMart, noStatistics } from '../contract';
import pipelineDay from '../parts/pipeline_day.sql?raw';
import pipelineStanding from '../parts/pipeline_standing.sql?raw';
import { asOfParam, currencyColumn, maybeDayColumn, openColumns, pastDueColumns } from '../pipeline-columns';
import sql from './pipeline_ageing.sql?raw';

const bound = (unit: 'key' | 'days', definition: string) =>
	({ type: 'integer', unit, nullable: true, definition }) as const;

/** Metrics §8: the open pipeline of a day by age since creation. */
export const pipelineAgeing = defineMart({
	name: 'pipeline_ageing',
	question: 'How old is the open pipeline?',
	grain:
		'one band of age: to 30, 60, 90, 180 and 365 days, and beyond; one more row for deals without a start where there are any; with a segment, the same for each value that open deals have',
	population: 'all',
	params: { as_of: asOfParam, segment: segmentParam },
	columns: {
		as_of_on: maybeDayColumn(
			'The day at whose end the pipeline is looked at; null if the data have no dates.',
		),
		value: segmentValueColumn,
		band: bound('key', 'Place of the band, youngest first; null for deals without a start.'),
		from_days: bound('days', 'Least age in the band, in whole days since creation.'),
		to_days: bound('days', 'First age beyond the band; null of the last band.'),
		...openColumns,
		share_ratio: ratio('Deals of the band ÷ all open deals, of the same value.'),
		deals_without_amount: deals('Of these, deals without an amount.'),
		...pastDueColumns,
		currency: currencyColumn,
	},
	...noStatistics,
	checks: [
		{
			sentence: 'past-due deals are part of the open ones',
			holds: (row) => row.deals_past_due <= row.deals_open,
		},
		{
			sentence: 'the shares of all bands add up to the whole',
			holds: (row, rows) =>
				row.share_ratio === null ||
				Math.abs(
					rows
						.filter(({ value }) => value === row.value)
						.reduce((sum, { share_ratio }) => sum + (share_ratio ?? 0), 0) - 1,
				) < 1e-9,
		},
	],
	adds: [{ over: 'value' }],
	shareable: true,
	sql,
	relations: () => ({ pipeline_day: pipelineDay, pipeline_standing: pipelineStanding }),
});
