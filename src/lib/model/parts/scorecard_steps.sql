-- The steps that the scorecard judges, each with its measure and the one beside it.
-- Grain: one step: open stages and those after the sale, and ends of which the team expects something. Params: none.
with measured as (
	select
		*,
		coalesce(
			measure,
			usual_measure,
			case kind when 'open' then 'moved_on_ratio' when 'after_sale' then 'retention_ratio' when 'won' then 'win_ratio' end
		) as own_measure
	from stg_process_steps
	where kind in ('open', 'after_sale')
		or coalesce(measure, purpose, entry_criteria, owner_name) is not null
		or target is not null
)
select
	step_number,
	step,
	kind,
	stage_rank,
	purpose,
	entry_criteria,
	owner_name,
	own_measure as measure,
	measure is null as is_measure_usual,
	case own_measure
		when 'new_deals' then 'qualified_ratio'
		when 'moved_on_ratio' then 'median_dwell_days'
		when 'drop_off_ratio' then 'median_dwell_days'
		when 'win_ratio' then 'average_won_amount'
		when 'retention_ratio' then 'upsell_ratio'
	end as beside_measure,
	target
from measured
