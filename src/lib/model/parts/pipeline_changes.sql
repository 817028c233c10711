-- What became of each deal between the ends of two days: one bucket a deal.
-- Grain: one deal that was in the pipeline at either end, or came and went between. Params: due_from, due_to.
-- Reads pipeline_two_days. With a due period only deals due in it are in the pipeline, and a deal that stays open may
-- leave it (pushed_out) or come into it (pulled_in). Deals that came and went are in neither end.
with placed as (
	select
		*,
		is_open_at_start and ($due_from is null and $due_to is null or in_window(start_due_on, $due_from, $due_to))
			as is_in_start,
		is_open_at_end and ($due_from is null and $due_to is null or in_window(end_due_on, $due_from, $due_to)) as is_in_end
	from pipeline_two_days
)
select
	deal_key,
	segment_code,
	is_in_start,
	is_in_end,
	case
		when is_in_start and is_in_end and end_amount > start_amount then 'increased'
		when is_in_start and is_in_end and end_amount < start_amount then 'decreased'
		when is_in_start and is_in_end then 'unchanged'
		when is_in_start and is_open_at_end then 'pushed_out'
		when is_in_start and ended_code = 1 then 'won'
		when is_in_start then 'lost'
		when is_in_end and is_open_at_start then 'pulled_in'
		when is_in_end and is_begun_at_start then 'reopened'
		when is_in_end and created_on is null then 'undated'
		when is_in_end then 'created'
		when ended_code = 1 then 'won_within'
		else 'lost_within'
	end as bucket,
	case when is_in_start then start_amount else 0 end as start_amount,
	case when is_in_end then end_amount else 0 end as end_amount,
	own_amount,
	start_stage_rank,
	end_stage_rank,
	start_due_on,
	end_due_on,
	ended_on
from placed
where is_in_start
	or is_in_end
	or (
		$due_from is null
		and $due_to is null
		and not is_open_at_start
		and not is_open_at_end
	)
