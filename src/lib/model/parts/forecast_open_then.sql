-- The deals of the scope that were open at the end of each origin's day, as they stood then.
-- Grain: one origin and deal. Params: none (reads scope). amount is null for deals of another currency than the scope's.
select
	t.months_back,
	t.deal_key,
	t.stage_rank,
	t.age_days,
	t.amount_band,
	t.standing_cell,
	case when scope.is_of_currency then t.amount end as amount,
	t.expected_close_on
from forecast_standings as t
inner join scope on scope.deal_key = t.deal_key
