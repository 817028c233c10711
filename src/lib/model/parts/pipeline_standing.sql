-- The deals in scope that were open at the end of the asked day, as they stood then.
-- Grain: one deal. Params: as_of, now_on. amount is null for deals of another currency than the scope's.
select
	scope.deal_key,
	scope.segment_code,
	scope.created_on,
	s.stage_rank,
	case when scope.is_of_currency then s.amount end as amount,
	s.amount is not null and not scope.is_of_currency as is_other_currency,
	s.due_on,
	coalesce(s.due_on < least(coalesce($as_of, $now_on), $now_on), false) as is_past_due
from pipeline_spells as s
inner join scope on scope.deal_key = s.deal_key
where s.from_on <= coalesce(least(coalesce($as_of, $now_on), $now_on), date '9999-12-30')
	and s.before_on > coalesce(least(coalesce($as_of, $now_on), $now_on), date '9999-12-30')
