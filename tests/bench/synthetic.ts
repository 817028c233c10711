import type { Engine } from '../../src/lib/engine/engine';
import { prepareStaging } from '../../src/lib/model/build';

/** Segments of the made-up deals, by the number of their values. */
const SEGMENTS = [
	{ key: 'owner', values: 40 },
	{ key: 'region', values: 5 },
	{ key: 'source', values: 8 },
	{ key: 'size', values: 3 },
	{ key: 'product', values: 12 },
	{ key: 'lost_reason', values: 9 },
];
const STAGES = ['Prospecting', 'Qualifying', 'Needs assessment', 'Presenting', 'Objections', 'Closing'];

/**
 * Fills the staging tables with `deals` made-up deals over three years and about five stage events each, in SQL: no
 * intake, so that only the model is measured. A quarter is won, most others lost; every number comes of a hash of the
 * deal's key, so that each run has the same data. Forecast and retention find accounts, changes and closes too.
 */
export async function fillSynthetic(engine: Engine, deals: number): Promise<void> {
	await prepareStaging(engine, SEGMENTS.length, null);
	// An even number below `n` of the deal, another for each `salt`.
	const draw = (salt: number, n: number, key = 'k') =>
		`cast(hash(${key} * 1000003 + ${salt}) % ${n} as bigint)`;
	await engine.execute(`
		create or replace temp table made as
		select
			k,
			timestamp '2023-10-01' + to_minutes(cast(k * (1090.0 * 1440 / ${deals}) as bigint)) as created_at,
			case when ${draw(1, 100)} < 25 then 7 else cast(1 + least(5, floor(ln(1 + ${draw(2, 1000)}) / 1.4)) as integer) end as reach,
			${draw(3, 100)} < 7 as is_open,
			2 + ${draw(4, 20)} as pace
		from (select unnest(range(1, ${deals} + 1)) as k) as keys`);
	await engine.execute(`
		insert into stg_stage_events (deal_key, deal_id, changed_at, to_label, from_label, place_in_instant, source_order, evidence_code)
		select
			k, 'D' || k, created_at + to_minutes((rank - 1) * pace * 1440 + ${draw(5, 1440, '(k * 7 + rank)')}),
			stage, case when rank > 1 then lag(stage) over (partition by k order by rank) end, 0, k * 10 + rank, 1
		from made
		inner join (values ${STAGES.map((stage, index) => `(${index + 1}, '${stage}')`).join(', ')}) as s (rank, stage)
			on rank <= least(reach, 6) and (rank = 1 or ${draw(6, 100, '(k * 11 + rank)')} < 92)`);
	await engine.execute(`
		insert into stg_deals (
			deal_key, deal_id, external_id, source_file, source_line, deal_name, account_name, owner_name, source_name,
			stage_label, outcome, amount, currency, original_amount, original_currency, created_at, closed_at,
			expected_close_on, ${SEGMENTS.map((_, index) => `segment_${index + 1}`).join(', ')}
		)
		select
			k, 'D' || k, 'D' || k, 'made', k, 'Deal ' || k, 'Account ' || ${draw(7, Math.max(10, Math.floor(deals / 4)))},
			'owner ' || ${draw(10, 40)}, 'source ' || ${draw(12, 8)},
			case when reach = 7 and not is_open then 'Won' when is_open then last_stage else 'Lost' end,
			case when is_open then 'open' when reach = 7 then 'won' else 'lost' end,
			amount, 'EUR', amount, 'EUR', created_at,
			case when not is_open then created_at + to_minutes(least(reach, 6) * pace * 1440) end,
			cast(created_at + to_days(30 + ${draw(8, 150, 'keys.k')}) as date),
			${SEGMENTS.map(({ key, values }, index) => `'${key} ' || ${draw(10 + index, values)}`).join(', ')}
		from (
			select *, round(exp(6 + ${draw(9, 500)} / 100.0), 2) as amount,
				(array[${STAGES.map((stage) => `'${stage}'`).join(', ')}])[least(reach, 6)] as last_stage
			from made
		) as keys`);
	await engine.execute(`
		insert into stg_amount_changes
		select k, 'D' || k, created_at, round(exp(6 + ${draw(9, 500)} / 100.0), 2), k, 1 from made;
		insert into stg_expected_close_changes
		select k, 'D' || k, created_at, cast(created_at + to_days(20 + ${draw(8, 150)}) as date), k, 1 from made;
		insert into stg_stages values ${STAGES.map((stage, index) => `(${index + 1}, '${stage}')`).join(', ')};
		insert into stg_labels (label, stage_rank, kind)
		values ${STAGES.map((stage, index) => `('${stage}', ${index + 1}, 'open')`).join(', ')}, ('Won', null, 'won'), ('Lost', null, 'lost');
		insert into stg_currencies values (0, 'EUR');
		insert into stg_segments
		values ${SEGMENTS.map(({ key }, index) => `('${key}', '${key}', 'segment_${index + 1}')`).join(', ')};
		insert into stg_settings values (true, true, true, 'UTC');
		insert into stg_targets (starts_on, ends_before, measure, target, currency)
		select cast(starts_at as date), cast(starts_at + interval 3 month as date), 'won_amount', ${deals * 100.0}, 'EUR'
		from (select unnest(generate_series(timestamp '2023-10-01', timestamp '2026-12-31', interval 3 month)) as starts_at) as quarters`);
	await engine.execute('drop table made');
}
