-- Stays in a stage of all deals, whatever the window, by each four quarters in a row.
-- Grain: one span of four quarters, stage and length. Params: segment, basis. Nothing where a segment is asked by.
select
	y.from_on,
	t.stage_rank,
	days_of_us(t.dwell_us) as days,
	count(*) filter (not t.is_running) as events,
	count(*) filter (t.is_running) as censored
from stage_times as t
inner join history as h on h.deal_key = t.deal_key
inner join trailing_years as y
	on case
		when $basis = 'cohort' then h.created_on >= y.from_on and h.created_on < y.to_on
		when t.is_running then t.entered_on < y.to_on
		else t.left_on >= y.from_on and t.left_on < y.to_on
	end
where t.dwell_us is not null and $segment is null
group by y.from_on, t.stage_rank, t.dwell_us
order by y.from_on, t.stage_rank, t.dwell_us
