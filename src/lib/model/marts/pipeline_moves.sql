-- Which deals moved the pipeline? The deals behind each bucket of the waterfall, a page at a time.
-- Grain: one deal. Params: start_on, end_on, due_from, due_to, bucket, row_limit, row_offset.
with edits as (
	select
		e.deal_key,
		count(*) filter (
			e.to_due_on > e.from_due_on
			and e.edited_on > coalesce(days.start_on, date '0001-01-01')
			and e.edited_on <= days.end_on
		) as pushes_between,
		count(*) filter (e.to_due_on > e.from_due_on and e.edited_on <= days.end_on) as pushes
	from due_edits as e
	cross join pipeline_days as days
	group by e.deal_key
),
listed as (
	select c.*, coalesce(e.pushes_between, 0) as pushes_between, coalesce(e.pushes, 0) as pushes, days.end_on as as_of_on
	from pipeline_changes as c
	cross join pipeline_days as days
	left join edits as e on e.deal_key = c.deal_key
),
chosen as (
	select *
	from listed
	where case
		when $bucket is null then true
		when $bucket = 'start' then is_in_start
		when $bucket = 'end' then is_in_end
		when $bucket = 'past_due' then is_in_end and coalesce(end_due_on < as_of_on, false)
		when $bucket = 'pushed' then pushes_between > 0
		else bucket = $bucket
	end
)
select
	d.external_id as deal_id,
	d.deal_name,
	d.account_name,
	d.owner_name,
	c.bucket,
	c.is_in_start,
	c.is_in_end,
	start_stages.stage as start_stage,
	end_stages.stage as end_stage,
	c.start_amount,
	c.end_amount,
	c.end_amount - c.start_amount as change_amount,
	c.own_amount,
	c.start_due_on,
	c.end_due_on,
	c.pushes_between,
	c.pushes,
	c.ended_on,
	cast($currency as varchar) as currency,
	count(*) over () as deals_total
from chosen as c
inner join stg_deals as d on d.deal_key = c.deal_key
left join stg_stages as start_stages on start_stages.stage_rank = c.start_stage_rank
left join stg_stages as end_stages on end_stages.stage_rank = c.end_stage_rank
order by greatest(c.start_amount, c.end_amount, c.own_amount) desc, c.deal_key
limit $row_limit offset $row_offset
