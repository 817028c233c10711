-- What the hygiene audit suspects: metrics §12.
-- Grain: one check and one row that it suspects: a deal, a stage change, or a row set aside. Params: the thresholds of
-- hygiene-checks.ts, lost_reason, an expression of stg_deals as s. Reads now, deals, stage_changes, stage_times and
-- deal_expected_closes.
-- deal_key is null where no deal has the row's id, which logged_id then is. logged_label, logged_at, source_order and
-- evidence_code are those of the stage change that is suspected, source_file and source_line where a row set aside is;
-- else the suspected row is the deal's own.
create or replace table suspects as
with suspect_events as (
	select
		e.deal_key,
		e.deal_id as logged_id,
		e.to_label as logged_label,
		e.changed_at as logged_at,
		e.source_order,
		e.evidence_code,
		e.deal_key is null as is_unknown_deal,
		labels.label is null as is_unknown_label,
		day_of(e.changed_at) < date '$earliest_on' or coalesce(e.deal_key is not null and e.changed_at > now.now_at, false)
			as is_suspected_date,
		coalesce(
			case
				when settings.events_have_time and settings.created_has_time
					then e.changed_at < d.created_at - interval $tolerance_minutes minute
				else day_of(e.changed_at) < day_of(d.created_at)
			end,
			false
		) as is_before_created,
		coalesce(
			labels.kind <> 'after_sale'
			and case
				when settings.events_have_time and settings.closed_has_time
					then e.changed_at > d.closed_at + interval $tolerance_minutes minute
				else day_of(e.changed_at) > day_of(d.closed_at)
			end,
			false
		) as is_after_close
	from stg_stage_events as e
	cross join now
	cross join stg_settings as settings
	left join deals as d on d.deal_key = e.deal_key
	left join stg_labels as labels
		on labels.label = e.to_label and in_window(day_of(e.changed_at), labels.from_on, labels.before_on)
	where (now.cut_at is null or e.changed_at < now.cut_at) and (e.deal_key is null or d.deal_key is not null)
),
found_events as (
	select *
	from suspect_events
	where is_unknown_deal or is_unknown_label or is_suspected_date or is_before_created or is_after_close
)
select
	'repeated-id' as check_code,
	r.deal_key,
	cast(null as varchar) as logged_id,
	cast(null as varchar) as logged_label,
	cast(null as timestamp) as logged_at,
	cast(null as bigint) as source_order,
	cast(null as integer) as evidence_code,
	r.source_file,
	r.source_line
from stg_repeated_rows as r
inner join deals as d on d.deal_key = r.deal_key
union all
select
	c.check_code,
	e.deal_key,
	e.logged_id,
	e.logged_label,
	e.logged_at,
	e.source_order,
	e.evidence_code,
	null,
	null
from found_events as e
inner join (
	values ('event-before-created'), ('event-after-close'), ('unknown-label'), ('unknown-deal'), ('suspected-date')
) as c (check_code)
	on case c.check_code
		when 'event-before-created' then e.is_before_created
		when 'event-after-close' then e.is_after_close
		when 'unknown-label' then e.is_unknown_label
		when 'unknown-deal' then e.is_unknown_deal
		else e.is_suspected_date
	end;

-- Checks of changes that follow one another.
insert into suspects (check_code, deal_key)
with entries as (
	select
		c.deal_key,
		c.happened_at,
		lead(c.happened_at, $typed_in_changes - 1) over (
			partition by c.deal_key
			order by c.happened_at, c.place
		) as later_at
	from stage_changes as c
	cross join stg_settings as settings
	-- The stage in which a log begins was entered when the deal was created, if that tells the time.
	where settings.events_have_time and (c.place > 0 or settings.created_has_time)
)
select distinct 'stages-within-a-minute', deal_key
from entries
where duration_us(happened_at, later_at, false) < $typed_in_seconds * 1000000;

-- Checks of closes beside those of other deals.
insert into suspects (check_code, deal_key)
with last_endings as (
	select deal_key, max(happened_at) as happened_at
	from stage_changes
	where state <= 0
	group by deal_key
),
closings as (
	select
		d.deal_key,
		case when settings.events_have_time and c.happened_at is not null then c.happened_at else d.closed_at end as closed_at
	from deals as d
	cross join stg_settings as settings
	left join last_endings as c on c.deal_key = d.deal_key
	where d.outcome <> 'open' and (settings.closed_has_time or (settings.events_have_time and c.happened_at is not null))
),
closings_in_order as (
	select
		deal_key,
		duration_us(timestamp '1970-01-01', closed_at, false) as closed_us,
		count(*) over (partition by day_of(closed_at)) as deals_of_day
	from closings
	where closed_at is not null
),
closings_after as (
	select
		*,
		count(*) over (
			order by closed_us
			range between current row and $bulk_minutes * 60000000 following
		) as deals_within
	from closings_in_order
),
bulks as (
	select
		deal_key,
		deals_of_day,
		max(deals_within) over (
			order by closed_us
			range between $bulk_minutes * 60000000 preceding and current row
		) as deals_of_bulk
	from closings_after
),
quarters as (
	select
		deal_key,
		day_of(closed_at) as closed_on,
		period_start('quarter', day_of(closed_at)) as quarter_on,
		period_end('quarter', period_start('quarter', day_of(closed_at))) as next_quarter_on,
		min(day_of(closed_at)) over () as first_on
	from deals
	where outcome <> 'open' and closed_at is not null
),
deals_of_quarters as (
	select
		quarter_on,
		count(*) as deals_of_quarter,
		count(*) filter (closed_on >= next_quarter_on - $period_end_days) as deals_at_end
	from quarters
	group by quarter_on
),
quarter_ends as (
	select
		q.deal_key,
		q.closed_on >= q.next_quarter_on - $period_end_days as is_at_end,
		q.next_quarter_on,
		days_between(greatest(q.quarter_on, q.first_on), q.next_quarter_on) as days_covered,
		n.deals_of_quarter,
		n.deals_at_end
	from quarters as q
	inner join deals_of_quarters as n on n.quarter_on = q.quarter_on
)
select 'bulk-closing', deal_key from bulks
where deals_of_bulk >= $bulk_deals and deals_of_bulk >= $bulk_day_share * deals_of_day
union all
select 'closed-at-period-end', q.deal_key
from quarter_ends as q
cross join now
where q.is_at_end
	and q.next_quarter_on <= now.now_on + 1
	and q.deals_at_end >= $period_end_deals
	and q.deals_at_end * q.days_covered > $period_end_times * $period_end_days * q.deals_of_quarter;

-- Checks of deals.
insert into suspects (check_code, deal_key)
with usual_dwells as (
	-- To the microsecond, as the threshold of stalled deals.
	select stage_rank, round(quantile_of(dwell_us, 0.9)) as dwell_us
	from stage_times
	where not is_running and dwell_us is not null
	group by stage_rank
	having count(*) >= $long_dwell_least
),
named as (
	select
		count(s.owner_name) > 0 as has_owners,
		count(s.source_name) > 0 as has_sources,
		count(s.stage_label) > 0 as has_stages,
		count(s.amount) > 0 as has_amounts,
		count($lost_reason) > 0 as has_reasons
	from stg_deals as s
),
suspect_deals as (
	select
		d.deal_key,
		d.created_at is null as is_without_start,
		coalesce(
			case
				when settings.created_has_time and settings.closed_has_time then d.closed_at < d.created_at
				else day_of(d.closed_at) < day_of(d.created_at)
			end,
			false
		) as is_closed_before_created,
		named.has_amounts and d.outcome = 'won' and coalesce(d.amount <= 0, true) as is_won_without_amount,
		d.outcome = 'open' and coalesce(x.expected_close_on < now.now_on, false) as is_past_due,
		s.stage_label is not null and labels.label is null as is_of_unknown_label,
		named.has_stages and d.outcome = 'open' and s.stage_label is null as is_without_stage,
		named.has_owners and s.owner_name is null as is_without_owner,
		named.has_sources and s.source_name is null as is_without_source,
		named.has_reasons and d.outcome = 'lost' and $lost_reason is null as is_without_reason,
		d.amount is not null and currencies.currency_code <> 0 as is_in_other_currency,
		coalesce(least(d.created_at, d.closed_at, x.expected_close_on) < date '$earliest_on', false)
		or coalesce(x.expected_close_on > now.now_on + interval $furthest_years year, false)
		or coalesce(greatest(d.created_at, d.closed_at) > now.now_at, false) as is_of_suspected_date
	from deals as d
	inner join stg_deals as s on s.deal_key = d.deal_key
	inner join deal_expected_closes as x on x.deal_key = d.deal_key and x.to_at is null
	cross join now
	cross join stg_settings as settings
	cross join named
	left join stg_currencies as currencies on currencies.currency is not distinct from d.currency
	left join stg_labels as labels
		on labels.label = s.stage_label and in_window(s.meant_on, labels.from_on, labels.before_on)
)
select 'no-created', deal_key from suspect_deals where is_without_start
union all
select 'closed-before-created', deal_key from suspect_deals where is_closed_before_created
union all
select 'won-without-amount', deal_key from suspect_deals where is_won_without_amount
union all
select 'past-due', deal_key from suspect_deals where is_past_due
union all
select 'open-too-long', t.deal_key
from stage_times as t
inner join usual_dwells as u on u.stage_rank = t.stage_rank
where t.is_running and t.dwell_us > $long_dwell_times * u.dwell_us
union all
select 'unknown-label', deal_key from suspect_deals where is_of_unknown_label
union all
select 'no-stage', deal_key from suspect_deals where is_without_stage
union all
select 'no-owner', deal_key from suspect_deals where is_without_owner
union all
select 'no-source', deal_key from suspect_deals where is_without_source
union all
select 'no-lost-reason', deal_key from suspect_deals where is_without_reason
union all
select 'other-currency', deal_key from suspect_deals where is_in_other_currency
union all
-- Of each list of deals, those that its newest export no longer has.
select 'vanished', v.deal_key
from (
	select s.series_number, s.deal_key, max(s.snapshot_at) as seen_at
	from stg_snapshot_deals as s
	inner join deals as d on d.deal_key = s.deal_key
	cross join now
	where now.cut_at is null or s.snapshot_at < now.cut_at
	group by s.series_number, s.deal_key
) as v
inner join (
	select e.series_number, max(e.snapshot_at) as newest_at
	from stg_snapshots as e
	cross join now
	where now.cut_at is null or e.snapshot_at < now.cut_at
	group by e.series_number
) as n on n.series_number = v.series_number and v.seen_at < n.newest_at
union all
select 'suspected-date', deal_key from suspect_deals where is_of_suspected_date;
