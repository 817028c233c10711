import { quoteName, quoteText, type Engine, type RunOptions } from '../engine/engine';

/** The schema of the relations that are made to be asked by hand. */
export const EXPLORE_SCHEMA = 'crm';

/** A relation that a person may ask, with what its columns mean. */
export interface ExploreRelation {
	name: string;
	/** What one row is. */
	grain: string;
	columns: Record<string, string>;
	/** The table whose further columns, as files have them, stand in it too: under `$others`, of its alias `t`. */
	of?: string;
	/** The select behind it; `$segments` stands for the columns of the segments. */
	sql: string;
}

/** Who asks by SQL groups by days as the marts do: instants stand there as the clock showed them. */
const BY_CLOCK = ', by the clock of the workspace’s time zone';
const STAGE_NAME = 'left join stg_stages as s on s.stage_rank = ';

/**
 * The documented relations. They read the tables that every number is computed from, as of the day that is shown. A
 * view that bears the name of its table must name the table's schema, or it reads itself.
 */
export const EXPLORE_RELATIONS: readonly ExploreRelation[] = [
	{
		name: 'deals',
		grain: 'one deal',
		columns: {
			deal_id: 'Id as the export writes it.',
			deal_name: 'Name of the deal.',
			account_name: 'Customer.',
			owner_name: 'Owner.',
			source_name: 'Lead source.',
			outcome: 'open, won or lost, as of the day shown.',
			stage:
				'The furthest stage that the deal is known to have reached; null where a lost deal’s is not known.',
			stage_rank: 'Its place in the process, from 1.',
			amount: 'Amount, null if there is none.',
			currency: 'Currency of the amount.',
			created_on: 'Day of the start.',
			closed_on: 'Day of the close; null while open.',
			expected_close_on: 'Expected close as the export says.',
			cycle_days: 'Closed − created in days; null while open.',
			evidence: 'What the reach rests on: history, entry dates, snapshots or current stage.',
			source_file: 'File of its row.',
			source_line: 'Line of its row in that file.',
		},
		sql: `select
	d.external_id as deal_id, d.deal_name, d.account_name, d.owner_name, d.source_name,
	case f.outcome_code when 1 then 'won' when 2 then 'lost' else 'open' end as outcome,
	s.stage, f.furthest_rank as stage_rank, f.amount, d.currency,
	f.created_on, f.closed_on, d.expected_close_on, days_of_us(f.cycle_us) as cycle_days,
	case f.evidence_code when 1 then 'history' when 2 then 'entry dates' when 3 then 'snapshots' else 'current stage' end as evidence,
	d.source_file, d.source_line$segments
from deal_facts as f
inner join stg_deals as d on d.deal_key = f.deal_key
${STAGE_NAME}f.furthest_rank`,
	},
	{
		name: 'visits',
		grain: 'one stay of a deal in an open stage',
		columns: {
			deal_id: 'Id of the deal.',
			visit_number: 'Place among the visits of the deal, from 1.',
			stage: 'Stage.',
			stage_rank: 'Its place in the process, from 1.',
			entered_at: `When the deal came${BY_CLOCK}.`,
			left_at: `When it left${BY_CLOCK}; null while it is there.`,
			move: 'How it left: forward, skip, back, won or lost; open while it is there.',
			visit_days: 'Days in the stage; null while it is there.',
		},
		sql: `select
	d.external_id as deal_id, v.visit_number, s.stage, v.stage_rank, local_at(v.entered_at) as entered_at,
	local_at(v.left_at) as left_at, v.move,
	days_of_us(v.duration_us) as visit_days
from main.visits as v
inner join stg_deals as d on d.deal_key = v.deal_key
${STAGE_NAME}v.stage_rank`,
	},
	{
		name: 'stage_events',
		grain: 'one row of the stage log, or one dated stage entry, as the files tell it',
		columns: {
			deal_id: 'Id of the deal.',
			changed_at: `When${BY_CLOCK}.`,
			from_label: 'Stage before, as the export names it.',
			to_label: 'Stage entered, as the export names it.',
		},
		sql: `select coalesce(d.external_id, e.deal_id) as deal_id, local_at(e.changed_at) as changed_at, e.from_label, e.to_label
from stg_stage_events as e
left join stg_deals as d on d.deal_key = e.deal_key`,
	},
	{
		name: 'stages',
		grain: 'one open stage of the process',
		columns: { stage_rank: 'Place in the process, from 1.', stage: 'Name.' },
		sql: 'select stage_rank, stage from stg_stages',
	},
	{
		name: 'amounts',
		grain: 'one stretch of time of a deal with one amount',
		columns: {
			deal_id: 'Id of the deal.',
			from_at: `Since when${BY_CLOCK}; null is from the beginning.`,
			to_at: `Until when${BY_CLOCK}; null is until now.`,
			amount: 'Amount.',
		},
		sql: `select d.external_id as deal_id, local_at(a.from_at) as from_at, local_at(a.to_at) as to_at, a.amount
from deal_amounts as a
inner join stg_deals as d on d.deal_key = a.deal_key`,
	},
	{
		name: 'expected_closes',
		grain: 'one stretch of time of a deal with one expected close',
		columns: {
			deal_id: 'Id of the deal.',
			from_at: `Since when it was expected so${BY_CLOCK}; null is from the beginning.`,
			to_at: `Until when${BY_CLOCK}; null is until now.`,
			expected_close_on: 'The day then expected.',
		},
		sql: `select d.external_id as deal_id, local_at(e.from_at) as from_at, local_at(e.to_at) as to_at, e.expected_close_on
from deal_expected_closes as e
inner join stg_deals as d on d.deal_key = e.deal_key`,
	},
	{
		name: 'accounts',
		grain: 'one customer of an accounts file',
		columns: {
			account_name: 'Customer.',
			account_id: 'Id in the file; null if it has none.',
			source_file: 'File of its row.',
			source_line: 'Line of its row.',
		},
		of: 'stg_accounts',
		sql: 'select t.account_name, t.account_id, t.source_file, t.source_line$others from stg_accounts as t',
	},
	{
		name: 'products',
		grain: 'one product of a products file',
		columns: {
			product_name: 'Product.',
			product_id: 'Id in the file; null if it has none.',
			source_file: 'File of its row.',
			source_line: 'Line of its row.',
		},
		of: 'stg_products',
		sql: 'select t.product_name, t.product_id, t.source_file, t.source_line$others from stg_products as t',
	},
	{
		name: 'orders',
		grain: 'one line of an order, of an orders file',
		columns: {
			order_id: 'Id of the order.',
			account_name: 'Customer.',
			product_name: 'Product.',
			ordered_on: 'Day of the order.',
			amount: 'Amount, converted where there are rates.',
			currency: 'Currency of the amount.',
			original_amount: 'Amount as the file has it.',
			original_currency: 'Currency as the file has it.',
			source_file: 'File of its row.',
			source_line: 'Line of its row.',
		},
		of: 'stg_orders',
		sql: `select t.order_id, t.account_name, t.product_name, t.ordered_on, t.amount, t.currency,
	t.original_amount, t.original_currency, t.source_file, t.source_line$others
from stg_orders as t`,
	},
	{
		name: 'rates',
		grain: 'one exchange rate from a day on',
		columns: {
			currency: 'Currency of which 1 unit is converted.',
			to_currency: 'Currency that it is converted to.',
			rate: 'Units of to_currency for 1 of currency.',
			starts_on: 'Since when it is in force; null is always.',
		},
		sql: 'select currency, to_currency, rate, starts_on from stg_rates',
	},
	{
		name: 'subscriptions',
		grain: 'one subscription',
		columns: {
			account_name: 'Customer.',
			product_name: 'Product.',
			starts_on: 'First day.',
			ends_before: 'First day after it; null while it runs on.',
			monthly_amount: 'Amount a month, converted where there are rates.',
			currency: 'Currency of the amount.',
			original_monthly_amount: 'Amount a month in the currency of the file.',
			original_currency: 'Currency as the file has it.',
			source_file: 'File of its row.',
			source_line: 'Line of its row.',
		},
		of: 'stg_subscriptions',
		sql: `select t.account_name, t.product_name, t.starts_on, t.ends_before, t.monthly_amount, t.currency,
	t.original_monthly_amount, t.original_currency, t.source_file, t.source_line$others
from stg_subscriptions as t`,
	},
	{
		name: 'targets',
		grain: 'one target of a period',
		columns: {
			starts_on: 'First day of the period.',
			ends_before: 'First day after it.',
			segment_key: 'Segment that it is for; null is the whole company.',
			segment_value: 'Value of that segment.',
			measure: 'won_amount, won_deals or created_deals.',
			target: 'What is to be reached.',
		},
		sql: 'select starts_on, ends_before, segment_key, segment_value, measure, target from stg_targets',
	},
	{
		name: 'spend',
		grain: 'what one lead source cost in a period',
		columns: {
			source_name: 'Lead source.',
			starts_on: 'First day of the period.',
			ends_before: 'First day after it.',
			spend_amount: 'Cost.',
		},
		sql: 'select source_name, starts_on, ends_before, spend_amount from stg_spend',
	},
	{
		name: 'people',
		grain: 'one owner in one team for a time',
		columns: {
			owner_name: 'Owner.',
			owner_id: 'Id in the file; null if it has none.',
			team_name: 'Team.',
			role_name: 'Role.',
			manager_name: 'Manager.',
			starts_on: 'Since when; null is always.',
			ends_before: 'Until when; null is until now.',
		},
		of: 'stg_people',
		sql: `select t.owner_name, t.owner_id, t.team_name, t.role_name, t.manager_name, t.starts_on, t.ends_before$others
from stg_people as t`,
	},
	{
		name: 'leads',
		grain: 'one lead',
		columns: {
			lead_id: 'Id of the lead.',
			deal_id: 'Deal that it became; null if none is known.',
			source_name: 'Lead source.',
			owner_name: 'Owner.',
			account_name: 'Customer or company.',
			created_at: `When it came${BY_CLOCK}.`,
			converted_at: `When it became a deal${BY_CLOCK}.`,
			is_converted: 'Whether it became one, as the file says or as a deal shows.',
			source_file: 'File of its row.',
			source_line: 'Line of its row.',
		},
		of: 'stg_leads',
		sql: `select t.lead_id, d.external_id as deal_id, t.source_name, t.owner_name, t.account_name, local_at(t.created_at) as created_at,
	local_at(t.converted_at) as converted_at, t.is_converted, t.source_file, t.source_line$others
from stg_leads as t
left join stg_deals as d on d.deal_key = t.deal_key`,
	},
];

/** A segment as `buildModel` knows it: `column` is its column of stg_deals. */
export interface ExploreSegment {
	key: string;
	label: string;
	column: string;
}

/** The segments that `deals` has columns of beside its own: one a key, under the key. */
export const segmentColumnsOf = (segments: readonly ExploreSegment[]): ExploreSegment[] =>
	segments.filter(({ key }) => {
		const own = EXPLORE_RELATIONS[0]?.columns ?? {};
		return !Object.hasOwn(own, key) && !Object.hasOwn(own, `${key}_name`);
	});

/** Columns of staging tables that are keys within the model and say nothing to a reader. */
const INNER: readonly string[] = ['deal_key'];

/** The columns that files added to a staging table, as further columns of a select from it. */
async function othersOf(
	engine: Engine,
	{ of, columns }: ExploreRelation,
	options?: RunOptions,
): Promise<string> {
	if (of === undefined) return '';
	const { rows } = await engine.query(
		`select column_name from information_schema.columns
		where table_schema = 'main' and table_name = ${quoteText(of)} order by ordinal_position`,
		options,
	);
	return rows
		.map((row) => String(row['column_name']))
		.filter((name) => !Object.hasOwn(columns, name) && !INNER.includes(name))
		.map((name) => `, t.${quoteName(name)}`)
		.join('');
}

/** Makes the documented relations anew, as views. Rejects with EngineError. */
export async function buildExplore(
	engine: Engine,
	segments: readonly ExploreSegment[],
	options?: RunOptions,
): Promise<void> {
	await engine.execute(`create schema if not exists ${EXPLORE_SCHEMA}`, options);
	const columns = segmentColumnsOf(segments)
		.map(({ key, column }) => `, d.${quoteName(column)} as ${quoteName(key)}`)
		.join('');
	for (const relation of EXPLORE_RELATIONS) {
		const others = await othersOf(engine, relation, options);
		const sql = relation.sql.replace('$segments', () => columns).replace('$others', () => others);
		await engine.execute(
			`create or replace view ${EXPLORE_SCHEMA}.${quoteName(relation.name)} as ${sql}`,
			options,
		);
	}
}
