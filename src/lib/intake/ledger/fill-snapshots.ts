import type { Engine, RunOptions } from '../../engine/engine';

/** What an export of a field is compared for, and where its changes are told. */
const FIELDS = [
	{ table: 'stg_amount_changes', column: 'amount', type: 'decimal(18, 4)', where: 'true' },
	// The date of a closed deal is its actual close.
	{
		table: 'stg_expected_close_changes',
		column: 'expected_close_on',
		type: 'date',
		where: "s.outcome = 'open'",
	},
	{ table: 'stg_owner_changes', column: 'owner_name', type: 'varchar', where: 'true' },
] as const;

/** The newest fact that any log tells: until then logs cover the deals that they have. */
const LOGGED_UNTIL = `select day_of(max(changed_at)) as until_on from event_rows where evidence_code = 1`;

/**
 * Stage events from snapshots. A move is dated to the day of the export that first shows it, or, where it is an end
 * that the export itself dates within the interval, to that date; a deal that is first seen in the first stage has been
 * there since it was created. What a log covers is not told again: it is finer.
 */
const STAGE_EVENTS = `
	insert into stg_stage_events
	with logged as (
		select deal_key, day_of(min(changed_at)) as from_on
		from stg_stage_events
		where evidence_code = 1 and deal_key is not null
		group by deal_key
	),
	sightings as (
		select
			s.deal_key, s.snapshot_at, s.stage_label,
			case
				when labels.kind in ('won', 'lost', 'after_sale') and day_of(s.closed_at) <= day_of(s.snapshot_at)
					and (s.previous_at is null or s.closed_at >= e.previous_at)
					then s.closed_at
				when labels.stage_rank = 1 and s.previous_at is null and day_of(s.created_at) <= day_of(s.snapshot_at)
					then s.created_at
				when day_of(s.created_at) <= day_of(s.snapshot_at) then greatest(s.created_at, s.snapshot_at)
				else s.snapshot_at
			end as seen_at
		from stg_snapshot_deals as s
		inner join stg_snapshots as e on e.series_number = s.series_number and e.snapshot_at = s.snapshot_at
		inner join stg_labels as labels
			on labels.label = s.stage_label and in_window(day_of(s.snapshot_at), labels.from_on, labels.before_on)
		left join logged as l on l.deal_key = s.deal_key
		cross join (${LOGGED_UNTIL}) as logs
		where l.deal_key is null or day_of(s.snapshot_at) < l.from_on or day_of(s.snapshot_at) > logs.until_on
	),
	known as (
		select deal_key, changed_at, 0 as is_sighting, place_in_instant, source_order, cast(null as timestamp) as snapshot_at, to_label
		from stg_stage_events
		where deal_key in (select deal_key from sightings)
		union all
		select deal_key, seen_at, 1, 0, 0, snapshot_at, stage_label
		from sightings
	),
	beside as (
		select
			*,
			lag(to_label) over (
				partition by deal_key order by changed_at, is_sighting, place_in_instant, source_order, snapshot_at
			) as label_before
		from known
	)
	select
		b.deal_key, d.deal_id, b.changed_at, b.stage_label, b.label_before,
		-- After what a log or an entry date tells of the same instant, and in the order of the exports.
		1000000 + date_diff('day', date '1970-01-01', day_of(b.snapshot_at)) as place_in_instant,
		b.deal_key as source_order,
		3 as evidence_code
	from (select *, to_label as stage_label from beside) as b
	inner join stg_deals as d on d.deal_key = b.deal_key
	where b.is_sighting = 1 and b.to_label is distinct from b.label_before`;

/** Values of a field that snapshots show and that differ from the one known before; where a log covers, it stands. */
const changesOf = ({ table, column, where }: (typeof FIELDS)[number]): string => `
	insert into ${table}
	with logged as (
		select deal_key, day_of(min(changed_at)) as from_on
		from ${table}
		where evidence_code = 1 and deal_key is not null
		group by deal_key
	),
	sightings as (
		select s.deal_key, s.snapshot_at, s.${column}
		from stg_snapshot_deals as s
		left join logged as l on l.deal_key = s.deal_key
		cross join (${LOGGED_UNTIL}) as logs
		where ${where} and (l.deal_key is null or day_of(s.snapshot_at) < l.from_on or day_of(s.snapshot_at) > logs.until_on)
	),
	known as (
		select deal_key, changed_at, source_order, 0 as is_sighting, ${column} from ${table}
		where deal_key in (select deal_key from sightings)
		union all
		select deal_key, snapshot_at, 0, 1, ${column} from sightings
	),
	beside as (
		select
			*,
			lag(${column}) over (partition by deal_key order by changed_at, is_sighting, source_order) as told_before,
			row_number() over (partition by deal_key order by changed_at, is_sighting, source_order) as number
		from known
	)
	select b.deal_key, d.deal_id, b.changed_at, b.${column}, 1000000000 as source_order, 3 as evidence_code
	from beside as b
	inner join stg_deals as d on d.deal_key = b.deal_key
	where b.is_sighting = 1 and (b.number = 1 or b.${column} is distinct from b.told_before)
	order by b.deal_key, b.changed_at`;

/**
 * Fills the ledger from deal_rows: the snapshots, the deals in them, and what they tell of stages, amounts, expected
 * closes and owners that no log does. `standing` is SQL of the rows that count, with their outcome. Takes stg_deals and
 * the tables of changes as the logs filled them. The answer does not depend on the order of rows or files.
 */
export async function fillSnapshots(engine: Engine, standing: string, options?: RunOptions): Promise<void> {
	await engine.execute(
		`insert into stg_snapshot_deals
		with standing as (${standing}),
		runs as (
			select
				d.deal_key, d.created_at as begun_at, s.*, start_of_day(s.snapshot_on) as snapshot_at,
				max(case when s.outcome = 'open' then s.snapshot_on end) over (
					partition by s.deal_id order by s.snapshot_on rows between unbounded preceding and current row
				) as open_until
			from standing as s
			inner join stg_deals as d on d.deal_id = s.deal_id
			where s.snapshot_on is not null
		)
		select
			series_number, snapshot_at,
			lag(snapshot_at) over (partition by deal_id order by snapshot_at) as previous_at,
			deal_key, stage_label, meant_on, outcome, amount, expected_close_on, owner_name,
			coalesce(created_at, begun_at) as created_at,
			-- A close that no row dates happened by the day of the first export that shows it, if one before shows it open.
			case
				when outcome = 'open' then null
				when ended_at is not null or open_until is null then ended_at
				else min(case when outcome <> 'open' then snapshot_at end) over (partition by deal_id, open_until)
			end as closed_at
		from runs
		order by deal_key, snapshot_at`,
		options,
	);
	await engine.execute(
		`insert into stg_snapshots
		select
			series_number, snapshot_at,
			lag(snapshot_at) over (partition by series_number order by snapshot_at) as previous_at,
			count(*) as deals
		from stg_snapshot_deals
		group by series_number, snapshot_at
		order by series_number, snapshot_at`,
		options,
	);
	await engine.execute(
		`update stg_deals set closed_at = last.closed_at
		from (
			select deal_key, closed_at from stg_snapshot_deals
			qualify row_number() over (partition by deal_key order by snapshot_at desc) = 1
		) as last
		where stg_deals.deal_key = last.deal_key and stg_deals.outcome <> 'open' and stg_deals.closed_at is null`,
		options,
	);
	await engine.execute(STAGE_EVENTS, options);
	for (const field of FIELDS) await engine.execute(changesOf(field), options);
}
