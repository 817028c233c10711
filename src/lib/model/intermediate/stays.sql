-- Every stay of a deal in whole days, with the time before its first recorded stage: what a forecast learns from.
-- Grain: one visit, or the days of a deal before its first visit (stage_rank 0: the stage is not known). Params: none.
-- amount_band is the band of the amount that was known at the end of its first day, in the deal's own currency.
-- is_first marks the stay with which the deal began. exit_rank is the stage entered next, 0 won, -1 lost, null still
-- running. Stays that ended without a date, and open deals without a start, are not here.
-- ended_cell is all that a forecast counts the stays that ended by in one narrow number (`ended_cell_of`), null of those
-- that run at the end of now; days_in_band are the days in the last band of ages, its last day included.
create or replace table stays as
with in_order as (
	select
		deal_key,
		stage_rank,
		day_of(entered_at) as entered_on,
		day_of(left_at) as left_on,
		move,
		visit_number,
		to_rank
	from visits
),
first_visit as (
	select v.deal_key, v.stage_rank, day_of(v.entered_at) as entered_on
	from visits as v
	where v.visit_number = 1
),
before_the_first as (
	select
		d.deal_key,
		day_of(d.created_at) as entered_on,
		case when f.deal_key is null then day_of(d.closed_at) else f.entered_on end as left_on,
		case
			when f.deal_key is not null then f.stage_rank
			when d.outcome = 'won' then 0
			when d.outcome = 'lost' then -1
		end as exit_rank
	from deals as d
	left join first_visit as f on f.deal_key = d.deal_key
	where d.created_at is not null and (f.deal_key is null or f.entered_on > day_of(d.created_at))
),
all_stays as (
	select
		i.deal_key,
		i.stage_rank,
		i.entered_on,
		i.left_on,
		i.visit_number = 1 and b.deal_key is null as is_first,
		case
			when i.move = 'won' then 0
			when i.move = 'lost' then -1
			when i.move <> 'open' then i.to_rank
		end as exit_rank
	from in_order as i
	left join before_the_first as b on b.deal_key = i.deal_key
	where i.move = 'open' or i.left_on is not null
	union all
	select deal_key, 0, entered_on, left_on, true, exit_rank
	from before_the_first
	where exit_rank is null or left_on is not null
),
with_amounts as (
	select
		s.deal_key,
		s.stage_rank,
		s.entered_on,
		case when s.exit_rank is not null then greatest(s.left_on, s.entered_on) end as left_on,
		s.is_first,
		s.exit_rank,
		cast(amount_band(a.amount) as tinyint) as amount_band
	from all_stays as s
	inner join deal_amounts as a
		on a.deal_key = s.deal_key
		and coalesce(day_of(a.from_at) <= s.entered_on, true)
		and coalesce(day_of(a.to_at) > s.entered_on, true)
),
aged as (
	select
		w.*,
		now.now_on,
		case when w.left_on <= now.now_on then days_between(w.entered_on, w.left_on) end as ended_age,
		age_band_number(days_between(w.entered_on, w.left_on)) as band_number
	from with_amounts as w
	cross join now
)
select
	cast(deal_key as uinteger) as deal_key,
	cast(stage_rank as utinyint) as stage_rank,
	entered_on,
	left_on,
	is_first,
	cast(exit_rank as tinyint) as exit_rank,
	amount_band,
	case
		when ended_age is not null
			then ended_cell_of(least(37, date_diff('month', left_on, now_on)), amount_band, stage_rank, band_number, exit_rank)
	end as ended_cell,
	cast(ended_age - band_start(band_number) + 1 as uinteger) as days_in_band
from aged
order by deal_key, entered_on;
