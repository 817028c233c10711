-- In what stage, at what amount and due when each deal stood at the end of each day on which it was open.
-- Grain: one deal and stretch of days [from_on, before_on) on which none of these changed; 9999-12-31 is no end.
-- Params: none (reads now). A deal stands in the pipeline from the day it was created on, or, without a start, from the
-- first day that its log knows, else from now on; it leaves with its close, or with one that the log tells before it was
-- taken up again. stage_rank is null where nothing tells the stage: before the first entry of a log, or of a deal
-- without one before now, when the export itself names it. Deals closed on an unknown day are in no pipeline.
create or replace table pipeline_spells as
with lives as (
	select
		d.deal_key,
		day_of(d.created_at) as created_on,
		-- A close on a day that is suspected and not taken for now: closed by now, as the export says.
		case
			when d.closed_at is null then date '9999-12-31'
			else least(day_of(d.closed_at), coalesce(now.now_on, day_of(d.closed_at)))
		end as closed_on,
		d.outcome,
		d.current_rank,
		coalesce(now.now_on, date '0001-01-01') as now_on
	from deals as d
	cross join now
	where d.outcome = 'open' or d.closed_at is not null
),
logged as (
	select deal_key, day_of(min(happened_at)) as first_on
	from stage_changes
	group by deal_key
),
last_visits as (
	select deal_key, max(visit_number) as visit_number, count(*) filter (move = 'open') > 0 as is_standing
	from visits
	group by deal_key
),
stays as (
	select
		l.deal_key,
		greatest(day_of(v.entered_at), coalesce(l.created_on, day_of(v.entered_at))) as from_on,
		least(
			-- The close that the log tells last is the one that the deal's own row dates, be it later.
			case
				when v.visit_number = z.visit_number and v.move = l.outcome then l.closed_on
				else coalesce(day_of(v.left_at), date '9999-12-31')
			end,
			l.closed_on
		) as before_on,
		v.stage_rank
	from visits as v
	inner join lives as l on l.deal_key = v.deal_key
	inner join last_visits as z on z.deal_key = v.deal_key
	union all
	-- Before anything tells the stage.
	select
		l.deal_key,
		l.created_on as from_on,
		least(l.closed_on, coalesce(g.first_on, case when l.outcome = 'open' then l.now_on else l.closed_on end)) as before_on,
		null as stage_rank
	from lives as l
	left join logged as g on g.deal_key = l.deal_key
	where l.created_on is not null
	union all
	-- Open, as the export says, where no stay of a log goes on.
	select l.deal_key, l.now_on as from_on, date '9999-12-31' as before_on, l.current_rank as stage_rank
	from lives as l
	left join last_visits as z on z.deal_key = l.deal_key
	where l.outcome = 'open' and not coalesce(z.is_standing, false)
),
amounts as (
	select
		a.deal_key,
		case when day_of(a.from_at) > now.now_on then now.now_on else day_of(a.from_at) end as from_on,
		case when day_of(a.to_at) > now.now_on then now.now_on else day_of(a.to_at) end as before_on,
		a.amount
	from deal_amounts as a
	cross join now
),
expected as (
	select
		e.deal_key,
		case when day_of(e.from_at) > now.now_on then now.now_on else day_of(e.from_at) end as from_on,
		case when day_of(e.to_at) > now.now_on then now.now_on else day_of(e.to_at) end as before_on,
		e.expected_close_on as due_on
	from deal_expected_closes as e
	cross join now
),
valued as (
	select
		s.deal_key,
		s.stage_rank,
		greatest(s.from_on, coalesce(a.from_on, s.from_on)) as from_on,
		least(s.before_on, coalesce(a.before_on, s.before_on)) as before_on,
		a.amount
	from stays as s
	inner join amounts as a on a.deal_key = s.deal_key
	where s.from_on < s.before_on
		and (a.from_on is null or a.from_on < s.before_on)
		and (a.before_on is null or a.before_on > s.from_on)
),
due as (
	select
		v.deal_key,
		v.stage_rank,
		greatest(v.from_on, coalesce(e.from_on, v.from_on)) as from_on,
		least(v.before_on, coalesce(e.before_on, v.before_on)) as before_on,
		v.amount,
		e.due_on
	from valued as v
	inner join expected as e on e.deal_key = v.deal_key
	where v.from_on < v.before_on
		and (e.from_on is null or e.from_on < v.before_on)
		and (e.before_on is null or e.before_on > v.from_on)
)
select
	cast(deal_key as uinteger) as deal_key,
	from_on,
	before_on,
	cast(stage_rank as smallint) as stage_rank,
	amount,
	due_on
from due
where from_on < before_on
order by deal_key, from_on;
