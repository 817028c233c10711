import { quoteName, type Engine, type RunOptions } from '../engine/engine';

/** The schema of the relations that are made to be asked by hand. */
export const EXPLORE_SCHEMA = 'crm';

/** A relation that a person may ask, with what its columns mean. */
export interface ExploreRelation {
	name: string;
	/** What one row is. */
	grain: string;
	columns: Record<string, string>;
	/** The select behind it; `$segments` stands for the columns of the segments. */
	sql: string;
}

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
			entered_at: 'When the deal came.',
			left_at: 'When it left; null while it is there.',
			move: 'How it left: forward, skip, back, won or lost; open while it is there.',
			visit_days: 'Days in the stage; null while it is there.',
		},
		sql: `select
	d.external_id as deal_id, v.visit_number, s.stage, v.stage_rank, v.entered_at, v.left_at, v.move,
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
			changed_at: 'When.',
			from_label: 'Stage before, as the export names it.',
			to_label: 'Stage entered, as the export names it.',
		},
		sql: `select coalesce(d.external_id, e.deal_id) as deal_id, e.changed_at, e.from_label, e.to_label
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
			from_at: 'Since when; null is from the beginning.',
			to_at: 'Until when; null is until now.',
			amount: 'Amount.',
		},
		sql: `select d.external_id as deal_id, a.from_at, a.to_at, a.amount
from deal_amounts as a
inner join stg_deals as d on d.deal_key = a.deal_key`,
	},
	{
		name: 'expected_closes',
		grain: 'one stretch of time of a deal with one expected close',
		columns: {
			deal_id: 'Id of the deal.',
			from_at: 'Since when it was expected so; null is from the beginning.',
			to_at: 'Until when; null is until now.',
			expected_close_on: 'The day then expected.',
		},
		sql: `select d.external_id as deal_id, e.from_at, e.to_at, e.expected_close_on
from deal_expected_closes as e
inner join stg_deals as d on d.deal_key = e.deal_key`,
	},
	{
		name: 'accounts',
		grain: 'one customer of an accounts file',
		columns: { account_name: 'Customer.', source_file: 'File of its row.', source_line: 'Line of its row.' },
		sql: 'select account_name, source_file, source_line from stg_accounts',
	},
	{
		name: 'subscriptions',
		grain: 'one subscription',
		columns: {
			account_name: 'Customer.',
			product_name: 'Product.',
			starts_on: 'First day.',
			ends_before: 'First day after it; null while it runs on.',
			monthly_amount: 'Amount a month.',
			currency: 'Currency.',
		},
		sql: `select account_name, product_name, starts_on, ends_before, monthly_amount, currency
from stg_subscriptions`,
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
			team_name: 'Team.',
			role_name: 'Role.',
			manager_name: 'Manager.',
			starts_on: 'Since when; null is always.',
			ends_before: 'Until when; null is until now.',
		},
		sql: 'select owner_name, team_name, role_name, manager_name, starts_on, ends_before from stg_people',
	},
	{
		name: 'leads',
		grain: 'one lead',
		columns: {
			lead_id: 'Id of the lead.',
			deal_id: 'Deal that it became; null if none is known.',
			source_name: 'Lead source.',
			owner_name: 'Owner.',
			created_at: 'When it came.',
			converted_at: 'When it became a deal.',
		},
		sql: `select l.lead_id, d.external_id as deal_id, l.source_name, l.owner_name, l.created_at, l.converted_at
from stg_leads as l
left join stg_deals as d on d.deal_key = l.deal_key`,
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
	for (const { name, sql } of EXPLORE_RELATIONS) {
		await engine.execute(
			`create or replace view ${EXPLORE_SCHEMA}.${quoteName(name)} as ${sql.replace('$segments', () => columns)}`,
			options,
		);
	}
}
