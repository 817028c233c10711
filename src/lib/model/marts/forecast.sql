-- What will come, by the end of this period and the next ones?
-- Grain: one calendar period, from the one that holds the day after now. Params: period (null is quarter), periods
-- (null is 2). Reads scope, now, forecast_standings, deal_expected_closes.
with begun as (
	select coalesce($period, 'quarter') as period, cast(now_on + interval 1 day as date) as tomorrow_on, now_on
	from now
	where now_on is not null
),
starts as (
	select period, tomorrow_on, now_on, period_starts(period, tomorrow_on, cast(tomorrow_on + interval 10 year as date)) as period_on
	from begun
),
periods as materialized (
	select
		period_on,
		greatest(period_on, tomorrow_on) as from_on,
		period_end(period, period_on) as to_on,
		now_on
	from starts
	qualify row_number() over (order by period_on) <= coalesce($periods, 2)
),
won as (
	select p.period_on, count(s.deal_key) as deals_won, coalesce(sum(s.amount), 0) as won_amount
	from periods as p
	left join scope as s
		on s.outcome_code = 1 and s.closed_on >= p.period_on and s.closed_on < p.to_on and s.closed_on <= p.now_on
	group by p.period_on
),
open_deals as materialized (
	select s.deal_key, s.amount, s.is_other_currency, e.expected_close_on, r.deal_key is not null as is_forecast
	from scope as s
	inner join deal_expected_closes as e on e.deal_key = s.deal_key and e.to_at is null
	left join (select deal_key from forecast_standings where months_back = 0) as r on r.deal_key = s.deal_key
	where s.outcome_code = 0
),
open_totals as (
	select
		count(*) as deals_open,
		coalesce(sum(amount), 0) as open_amount,
		count(*) filter (amount is null and not is_other_currency) as deals_open_without_amount,
		count(*) filter (not is_forecast) as deals_not_forecast
	from open_deals
),
due as (
	select p.period_on, count(o.deal_key) as deals_due, coalesce(sum(o.amount), 0) as due_amount
	from periods as p
	left join open_deals as o on o.expected_close_on >= p.period_on and o.expected_close_on < p.to_on
	group by p.period_on
)
select
	p.period_on,
	p.from_on,
	p.to_on,
	p.now_on,
	p.period_on <= p.now_on as is_partial,
	w.deals_won,
	w.won_amount,
	t.deals_open,
	t.open_amount,
	t.deals_open_without_amount,
	t.deals_not_forecast,
	d.deals_due,
	d.due_amount
from periods as p
inner join won as w on w.period_on = p.period_on
inner join due as d on d.period_on = p.period_on
cross join open_totals as t
order by p.period_on
