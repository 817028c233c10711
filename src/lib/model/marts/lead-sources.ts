import { wilsonInterval } from '../../stats/interval';
import { flag, multiple, ratio } from '../columns';
import { defineMart } from '../contract';
import { filterRelations } from '../filter-relations';
import sourceLeads from '../parts/source_leads.sql?raw';
import sourceSpend from '../parts/source_spend.sql?raw';
import valueResults from '../parts/value_results.sql?raw';
import { resultColumns, resultIntervalColumns, resultIntervals } from '../results-columns';
import type { Scope } from '../scope';
import sql from './lead_sources.sql?raw';

const maybeAmount = (definition: string) =>
	({ type: 'number', unit: 'amount', nullable: true, definition }) as const;

/** Leads and spend know their source and nothing else: under a filter of another segment neither can be told. */
const spendApplies = ({ filters }: Scope): string =>
	`select ${filters.every(({ segment }) => segment === 'source')} as is_told`;

/** Metrics §10: what each lead source brings, and what it costs. */
export const leadSources = defineMart({
	name: 'lead_sources',
	question: 'Which lead sources bring deals that are won, and at what cost?',
	grain: 'one lead source that deals in scope, leads or spend have; blank is its own row',
	population: 'basis',
	params: {},
	columns: {
		lead_source: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Lead source; null is blank, or all deals where the data name no source.',
		},
		is_of_leads_file: flag(
			'Leads are those of a file of leads. Without one, or under a filter of another segment than the source, a deal counts as a lead.',
		),
		leads: {
			type: 'integer',
			unit: 'leads',
			definition: 'Leads created in the window; without a file of leads, deals started in it.',
		},
		leads_converted: {
			type: 'integer',
			unit: 'leads',
			nullable: true,
			definition: 'Of these, leads that became a deal; null without a file of leads.',
		},
		converted_ratio: ratio('Converted ÷ leads; null without a file of leads.'),
		...resultColumns,
		won_per_lead_amount: maybeAmount('Value per lead: won amount ÷ leads.'),
		spend_amount: maybeAmount(
			'What the source cost in the window, up to now. Null where no file of spend tells, or under a filter of another segment than the source.',
		),
		is_spend_prorated: flag('The window, or now, cuts a period of spend: that period counts by its days.'),
		cost_per_lead_amount: maybeAmount('Spend ÷ leads.'),
		cost_per_won_amount: maybeAmount('Cost per won deal: spend ÷ deals won.'),
		return_ratio: multiple('Return: won amount ÷ spend.'),
	},
	statistics: {
		converted_low_ratio: ratio('Lower end of the 95 % Wilson interval of converted ÷ leads, n = leads.'),
		converted_high_ratio: ratio('Upper end of the 95 % Wilson interval of converted ÷ leads.'),
		...resultIntervalColumns,
	},
	derive: (row) => {
		const converted = row.leads_converted === null ? null : wilsonInterval(row.leads_converted, row.leads);
		return {
			converted_low_ratio: converted?.low ?? null,
			converted_high_ratio: converted?.high ?? null,
			...resultIntervals(row),
		};
	},
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
			sentence: 'without a file of leads the deals are the leads',
			holds: (row) =>
				row.is_of_leads_file ? (row.leads_converted ?? Infinity) <= row.leads : row.leads === row.deals_leads,
		},
		{
			sentence: 'cost and return are told of what cost something alone',
			holds: (row) =>
				row.spend_amount !== null || (row.cost_per_won_amount === null && row.return_ratio === null),
		},
		{
			sentence: 'each source is one row',
			holds: (row, rows) => rows.filter(({ lead_source }) => lead_source === row.lead_source).length === 1,
		},
	],
	shareable: true,
	sql,
	relations: (scope) => ({
		...filterRelations(scope),
		asked_segment: "select 'source' as segment_key",
		value_results: valueResults,
		spend_applies: spendApplies(scope),
		source_leads: sourceLeads,
		source_spend: sourceSpend,
	}),
});
