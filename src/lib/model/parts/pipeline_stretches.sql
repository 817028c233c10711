-- The stretches of days on which deals in scope stood unchanged in the pipeline.
-- Grain: one stretch. Params: none. amount is null for deals of another currency than the scope's.
select
	s.stage_rank,
	scope.segment_code,
	s.from_on,
	s.before_on,
	s.due_on,
	case when scope.is_of_currency then s.amount end as amount
from pipeline_spells as s
inner join scope on scope.deal_key = s.deal_key
