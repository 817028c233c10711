-- Who entered each stage, and how long it took to get past it or be lost there.
-- Grain: one deal and stage entered. Params: basis, from, to.
select
	t.deal_key,
	scope.segment_code,
	t.stage_rank,
	t.entered_on,
	t.exit_code,
	t.exit_us,
	t.age_us,
	scope.amount,
	scope.is_other_currency
from stage_times as t
inner join scope on scope.deal_key = t.deal_key
where $basis = 'cohort' or in_window(t.entered_on, $from, $to)
