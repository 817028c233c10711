-- How many deals, and of what amount, got past a stage, were lost there or are still open, after how long: what
-- cumulative incidences are made of.
-- Grain: one value of the segment asked by (code 0 without one), open stage, and time since entry. Params: none. Reads
-- stage_entries. In data of more than 200,000 stays times are to the hour, as in dwell_times.
with size as (
	select count(*) > 200000 as is_large from stage_times
),
timed as (
	select
		e.segment_code,
		e.stage_rank,
		e.exit_code,
		e.amount,
		case when size.is_large then to_whole_hours(e.exit_us) else e.exit_us end as exit_us
	from stage_entries as e
	cross join size
	where e.exit_us is not null
),
-- Few kinds of deals: what follows is told apart of these, and no longer deal by deal.
kinds as (
	select
		segment_code,
		stage_rank,
		exit_us,
		exit_code,
		count(*) as deals,
		sum(amount) as amount,
		min(amount) as least_amount
	from timed
	group by segment_code, stage_rank, exit_us, exit_code
)
select
	segment_code,
	stage_rank,
	exit_us,
	cast(coalesce(sum(deals) filter (exit_code = 1), 0) as bigint) as moved_on,
	cast(coalesce(sum(deals) filter (exit_code = 2), 0) as bigint) as dropped,
	cast(coalesce(sum(deals) filter (exit_code = 0), 0) as bigint) as still_open,
	coalesce(sum(amount) filter (exit_code = 1), 0) as moved_on_amount,
	coalesce(sum(amount) filter (exit_code = 2), 0) as dropped_amount,
	coalesce(sum(amount) filter (exit_code = 0), 0) as still_open_amount,
	coalesce(min(least_amount), 0) as least_amount
from kinds
group by segment_code, stage_rank, exit_us
