-- The deals that were open at the end of each day from which a forecast looks ahead, as they stood then.
-- Grain: one origin and deal. Params: none (reads now, forecast_origins, stays, deal_amounts, deal_expected_closes).
-- amount is the one known then, in the deal's own currency; amount_band is that of the day on which it entered its
-- stage. expected_close_on is what is known to have been expected then: null where nothing was logged by that day, as a
-- closed deal's export tells only what it was set to in the end. Found once, at import: a filter of a million deals
-- then reads rows that are there, and compares no days. standing_cell is what they are counted by in one narrow number
-- (`standing_cell_of`); those of an origin lie together, so that now is told by few rows.
create or replace table forecast_standings as
with spans as (
	select
		s.deal_key,
		s.stage_rank,
		s.entered_on,
		s.amount_band,
		-- A stay covers the ends of the months from that of its first day to the one before that of its last.
		case when s.left_on is null or s.left_on > now.now_on then 0 else greatest(1, date_diff('month', s.left_on, now.now_on) + 1) end as newest,
		least(37, date_diff('month', s.entered_on, now.now_on)) as oldest
	from stays as s
	cross join now
	where s.entered_on <= now.now_on
),
covered as (
	select deal_key, stage_rank, entered_on, amount_band, unnest(range(newest, oldest + 1)) as months_back
	from spans
	where newest <= oldest
),
first_known as (
	select deal_key, min(changed_at) as known_at
	from stg_expected_close_changes
	where deal_key is not null
	group by deal_key
)
select
	o.months_back,
	c.deal_key,
	c.stage_rank,
	cast(least(65535, days_between(c.entered_on, o.origin_on)) as usmallint) as age_days,
	c.amount_band,
	standing_cell_of(
		o.months_back,
		c.stage_rank,
		least(271, days_between(c.entered_on, o.origin_on)),
		c.amount_band
	) as standing_cell,
	a.amount,
	case
		when day_of(k.known_at) <= o.origin_on or (o.months_back = 0 and now.cut_at is null) then e.expected_close_on
	end as expected_close_on
from covered as c
inner join forecast_origins as o on o.months_back = c.months_back
inner join deal_amounts as a
	on a.deal_key = c.deal_key
	and coalesce(day_of(a.from_at) <= o.origin_on, true)
	and coalesce(day_of(a.to_at) > o.origin_on, true)
inner join deal_expected_closes as e
	on e.deal_key = c.deal_key
	and coalesce(day_of(e.from_at) <= o.origin_on, true)
	and coalesce(day_of(e.to_at) > o.origin_on, true)
left join first_known as k on k.deal_key = c.deal_key
cross join now
order by o.months_back, c.deal_key;
