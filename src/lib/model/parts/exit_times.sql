-- How many deals got past a stage, were lost there or are still open, after how long: what cumulative incidences are
-- made of. Grain: one open stage and time since entry. Params: none (reads stage_entries).
with exits as (
	select
		stage_rank,
		exit_us,
		count(*) filter (exit_code = 1) as moved_on,
		count(*) filter (exit_code = 2) as dropped,
		count(*) filter (exit_code = 0) as still_open
	from stage_entries
	where exit_us is not null
	group by stage_rank, exit_us
)
select stage_rank, days_of_us(exit_us) as days, moved_on, dropped, still_open
from exits
order by stage_rank, exit_us
