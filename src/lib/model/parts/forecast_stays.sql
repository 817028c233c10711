-- The stays of the deals in scope.
-- Grain: one stay. Params: none.
select
	s.deal_key,
	s.stage_rank,
	s.entered_on,
	s.left_on,
	s.is_first,
	s.exit_rank,
	s.amount_band,
	scope.amount,
	scope.is_other_currency
from stays as s
inner join scope on scope.deal_key = s.deal_key
