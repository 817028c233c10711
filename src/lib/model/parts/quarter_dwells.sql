-- Stays in a stage of all deals, whatever the window, by quarter and length.
-- Grain: one quarter, stage and length. Params: segment, basis. Nothing where a segment is asked by. In data of more than
-- 200,000 stays lengths are to the hour.
with size as (
	select count(*) > 200000 as is_large from stage_times
),
starts as (
	select deal_key, period_start('quarter', started_on) as start_quarter
	from history
),
stays as (
	select
		t.stage_rank,
		case when size.is_large then to_whole_hours(t.dwell_us) else t.dwell_us end as dwell_us,
		t.is_running,
		case
			when $basis = 'cohort' then h.start_quarter
			else period_start('quarter', case when t.is_running then t.entered_on else t.left_on end)
		end as quarter_on
	from stage_times as t
	inner join starts as h on h.deal_key = t.deal_key
	cross join size
	where t.dwell_us is not null and $segment is null
)
select
	quarter_on,
	stage_rank,
	dwell_us,
	count(*) filter (not is_running) as events,
	count(*) filter (is_running) as censored
from stays
group by quarter_on, stage_rank, dwell_us
