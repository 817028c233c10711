import { defineMart } from '../contract';
import valueResults from '../parts/value_results.sql?raw';
import { resultColumns, resultIntervalColumns, resultIntervals } from '../results-columns';
import sql from './lead_sources.sql?raw';

/** Metrics §10: what each lead source brings. */
export const leadSources = defineMart({
	name: 'lead_sources',
	question: 'Which lead sources bring deals that are won?',
	grain: 'one lead source that deals in scope have; blank is its own row',
	population: 'basis',
	params: {},
	columns: {
		lead_source: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Lead source; null is blank, or all deals where the data name no source.',
		},
		...resultColumns,
	},
	statistics: resultIntervalColumns,
	derive: resultIntervals,
	checks: [
		{
			sentence: 'win rate is null exactly when nothing closed',
			holds: (row) => (row.win_ratio === null) === (row.deals_won + row.deals_lost === 0),
		},
		{
			sentence: 'qualified deals are part of the leads where their share is told',
			holds: (row) => row.qualified_ratio === null || row.deals_qualified <= row.deals_leads,
		},
		{
			sentence: 'each source is one row',
			holds: (row, rows) => rows.filter(({ lead_source }) => lead_source === row.lead_source).length === 1,
		},
	],
	shareable: true,
	sql,
	relations: () => ({ asked_segment: "select 'source' as segment_key", value_results: valueResults }),
});
