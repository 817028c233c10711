-- The numbers of metrics §5 for each of several windows: what closed in it, what was open in it, and for how long.
-- Grain: one window. Params: none. Reads windows (window_key, from_on, to_on), half-open; a null bound is no bound.
-- open_days is the time that all deals together were open within the window; null of an unbounded window.
-- Bounds and days without nulls, so that engines can join by range. An unbounded window alone holds undated facts,
-- which stand on the last day but one that a date can name.
with bounds as (
	select
		window_key,
		from_on,
		to_on,
		-- Where deals have days only, their spans are told in days, whatever the clock did on them.
		case
			when settings.created_has_time and settings.closed_has_time then start_of_day(from_on)
			else cast(from_on as timestamp)
		end as from_at,
		case
			when settings.created_has_time and settings.closed_has_time then start_of_day(to_on)
			else cast(to_on as timestamp)
		end as to_at,
		coalesce(from_on, date '0001-01-01') as least_on,
		case
			when to_on is not null then to_on
			when from_on is null then date '9999-12-31'
			else date '9999-12-30'
		end as before_on
	from windows
	cross join stg_settings as settings
),
spans as (
	select
		deal_key,
		outcome_code,
		amount,
		is_other_currency,
		cycle_us,
		created_at,
		closed_at,
		coalesce(created_on, date '9999-12-30') as began_on,
		coalesce(closed_on, date '9999-12-30') as ended_on,
		case when outcome_code = 0 then date '9999-12-31' else coalesce(closed_on, date '0001-01-01') end as last_open_on
	from scope
),
closed as (
	select w.window_key, s.outcome_code, s.amount, s.is_other_currency, s.cycle_us
	from bounds as w
	inner join spans as s on s.ended_on >= w.least_on and s.ended_on < w.before_on
	where s.outcome_code <> 0
),
results as (
	select
		window_key,
		count(*) filter (outcome_code = 1) as deals_won,
		count(*) filter (outcome_code = 2) as deals_lost,
		coalesce(sum(amount) filter (outcome_code = 1), 0) as won_amount,
		coalesce(sum(amount) filter (outcome_code = 2), 0) as lost_amount,
		count(amount) filter (outcome_code = 1) as deals_won_with_amount,
		quantile_of(case when outcome_code = 1 then amount end, 0.5) as median_won_amount,
		count(cycle_us) filter (outcome_code = 1) as deals_won_with_cycle,
		avg(cycle_us) filter (outcome_code = 1) as average_won_cycle_us,
		quantile_of(case when outcome_code = 1 then cycle_us end, 0.5) as median_won_cycle_us,
		count(cycle_us) as deals_closed_with_cycle,
		avg(cycle_us) as average_closed_cycle_us,
		count(*) filter (amount is null and not is_other_currency) as deals_without_amount,
		count(*) filter (is_other_currency) as deals_in_other_currencies
	from closed
	group by window_key
),
created as (
	select w.window_key, count(*) as deals_created
	from bounds as w
	inner join spans as s on s.began_on >= w.least_on and s.began_on < w.before_on
	group by w.window_key
),
open_spans as (
	select
		s.outcome_code,
		s.began_on,
		s.last_open_on,
		case
			when settings.created_has_time and settings.closed_has_time then s.created_at
			else cast(day_of(s.created_at) as timestamp)
		end as began_at,
		case
			when settings.created_has_time and settings.closed_has_time then s.closed_at
			else cast(day_of(s.closed_at) as timestamp)
		end as ended_at
	from spans as s
	cross join stg_settings as settings
),
in_play as (
	select
		w.window_key,
		count(*) as deals_in_play,
		sum(
			case
				when w.from_on is null or w.to_on is null or s.began_at is null then null
				when s.outcome_code <> 0 and s.ended_at is null then null
				else greatest(
					duration_us(
						greatest(s.began_at, w.from_at),
						least(coalesce(s.ended_at, w.to_at), w.to_at),
						false
					),
					0
				)
			end
		) as open_us
	from bounds as w
	inner join open_spans as s on s.last_open_on >= w.least_on and s.began_on < w.before_on
	group by w.window_key
),
totals as (
	select
		w.window_key,
		w.from_on,
		w.to_on,
		coalesce(c.deals_created, 0) as deals_created,
		coalesce(r.deals_won, 0) as deals_won,
		coalesce(r.deals_lost, 0) as deals_lost,
		coalesce(r.won_amount, 0) as won_amount,
		coalesce(r.lost_amount, 0) as lost_amount,
		coalesce(r.deals_won_with_amount, 0) as deals_won_with_amount,
		r.median_won_amount,
		coalesce(r.deals_won_with_cycle, 0) as deals_won_with_cycle,
		days_of_us(r.average_won_cycle_us) as average_won_cycle_days,
		days_of_us(r.median_won_cycle_us) as median_won_cycle_days,
		coalesce(r.deals_closed_with_cycle, 0) as deals_closed_with_cycle,
		days_of_us(r.average_closed_cycle_us) as average_closed_cycle_days,
		coalesce(r.deals_without_amount, 0) as deals_without_amount,
		coalesce(r.deals_in_other_currencies, 0) as deals_in_other_currencies,
		coalesce(p.deals_in_play, 0) as deals_in_play,
		case
			when w.from_on is not null and w.to_on is not null then days_of_us(coalesce(p.open_us, 0))
		end as open_days
	from windows as w
	left join results as r on r.window_key = w.window_key
	left join created as c on c.window_key = w.window_key
	left join in_play as p on p.window_key = w.window_key
),
averages as (
	select
		window_key,
		ratio_of(deals_won, deals_won + deals_lost) as win_ratio,
		ratio_of(won_amount, won_amount + lost_amount) as win_amount_ratio,
		ratio_of(won_amount, deals_won_with_amount) as average_won_amount
	from totals
)
select
	t.window_key,
	t.from_on,
	t.to_on,
	t.deals_created,
	t.deals_won,
	t.deals_lost,
	t.won_amount,
	t.lost_amount,
	a.win_ratio,
	a.win_amount_ratio,
	t.deals_won_with_amount,
	a.average_won_amount,
	t.median_won_amount,
	t.deals_won_with_cycle,
	t.average_won_cycle_days,
	t.median_won_cycle_days,
	t.deals_closed_with_cycle,
	t.average_closed_cycle_days,
	t.deals_in_play,
	t.deals_in_play * a.win_ratio * a.average_won_amount / nullif(t.average_won_cycle_days, 0) as velocity_amount_per_day,
	t.open_days,
	t.deals_without_amount,
	t.deals_in_other_currencies
from totals as t
inner join averages as a on a.window_key = t.window_key
