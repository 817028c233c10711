-- How long conversions took: of deals won from their creation, or of deals that got past the stage asked by from their
-- first entry. Grain: one conversion. Params: stage_rank, basis, from, to (reads stage_entries).
select scope.deal_key, greatest(scope.cycle_us, 0) as convert_us
from scope
where $stage_rank is null
	and scope.outcome_code = 1
	and scope.cycle_us is not null
	and ($basis = 'cohort' or in_window(scope.closed_on, $from, $to))
union all
select e.deal_key, e.exit_us as convert_us
from stage_entries as e
where e.stage_rank = $stage_rank and e.exit_code = 1 and e.exit_us is not null
