-- Stays in a stage of all deals, whatever the window, by quarter and length.
-- Grain: one quarter, stage and length. Params: segment, basis. Nothing where a segment is asked by. The quarter is
-- that of the start on the cohort basis; on the activity basis that in which the stay ended, or began if it still runs.
-- In data of more than 200,000 stays lengths are to the hour, as in bottleneck_dwells.
with size as (
	select count(*) > 200000 as is_large from stage_times
),
stays as (
	select
		t.stage_rank,
		case when size.is_large then to_whole_hours(t.dwell_us) else t.dwell_us end as dwell_us,
		t.is_running,
		period_start(
			'quarter',
			case when $basis = 'cohort' then h.started_on when t.is_running then t.entered_on else t.left_on end
		) as quarter_on
	from stage_times as t
	inner join history as h on h.deal_key = t.deal_key
	cross join size
	where t.dwell_us is not null and $segment is null
)
select
	quarter_on,
	stage_rank,
	days_of_us(dwell_us) as days,
	count(*) filter (not is_running) as events,
	count(*) filter (is_running) as censored
from stays
where quarter_on is not null
group by quarter_on, stage_rank, dwell_us
order by stage_rank, dwell_us, quarter_on
