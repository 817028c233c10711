-- The deals that were open at the end of each origin's day, as they stood then.
-- Grain: one origin and deal. Params: none (reads origins, forecast_stays, deal_amounts). amount is null for deals of
-- another currency than the scope's.
select
	o.origin_on,
	s.deal_key,
	s.stage_rank,
	days_between(s.entered_on, o.origin_on) as age_days,
	s.amount_band,
	case when not s.is_other_currency then a.amount end as amount
from origins as o
inner join forecast_stays as s on s.entered_on <= o.origin_on and coalesce(s.left_on > o.origin_on, true)
inner join deal_amounts as a
	on a.deal_key = s.deal_key
	and coalesce(day_of(a.from_at) <= o.origin_on, true)
	and coalesce(day_of(a.to_at) > o.origin_on, true)
