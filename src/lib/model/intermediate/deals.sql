-- Every deal that exists at the as-of instant, with its outcome as it stood then.
-- Grain: one deal. Params: none (reads now).
-- outcome is open, won or lost; closed_at is null while open. current_rank is the open stage that the export itself
-- names; null if it names none, or if no export is known to have shown it by the as-of instant. amount is the one that was
-- known then. A log that goes on after the day of the export tells how the deal stands since.
create or replace table deals as
with last_change as (
	select deal_key, happened_at, state
	from stage_changes
	qualify row_number() over (partition by deal_key order by happened_at desc, place desc) = 1
),
-- Of these a log tells after a picked day: without a close date of their own they had not ended for good by then.
later as (
	select distinct e.deal_key
	from stg_stage_events as e
	cross join now
	where e.changed_at >= now.cut_at and e.changed_at <= now.newest_at
),
ended as (
	select
		d.deal_key,
		d.deal_id,
		d.created_at,
		d.outcome,
		a.amount,
		d.currency,
		d.is_shown,
		case when d.is_shown then labels.stage_rank end as shown_rank,
		case
			when d.outcome = 'open' then null
			when d.closed_at is not null then d.closed_at
			when c.state <= 0 then c.happened_at
		end as ended_at,
		c.state as last_state,
		c.happened_at as last_at,
		d.closed_at is null and not d.is_shown and later.deal_key is not null as is_ended_later,
		-- A suspected date, which lies after the newest fact, tells nothing.
		coalesce(day_of(c.happened_at) > d.labelled_on and c.happened_at <= now.newest_at, false) as is_told_since,
		now.cut_at
	from standing as d
	cross join now
	left join stg_labels as labels
		on labels.label = d.stage_label and in_window(d.meant_on, labels.from_on, labels.before_on)
	inner join deal_amounts as a on a.deal_key = d.deal_key and a.to_at is null
	left join last_change as c on c.deal_key = d.deal_key
	left join later on later.deal_key = d.deal_key
),
then_standing as (
	select
		*,
		-- A deal that is open today may have been closed on an earlier day, and taken up again since.
		not is_told_since
		and (
			cut_at is null
			or case
				when outcome = 'open' then is_shown
				else not is_ended_later and (ended_at is null or ended_at < cut_at)
			end
		) as is_final
	from ended
)
select
	deal_key,
	deal_id,
	created_at,
	case
		when is_final then outcome
		when last_state = 0 then 'won'
		when last_state = -1 then 'lost'
		else 'open'
	end as outcome,
	case when is_final then ended_at when last_state <= 0 then last_at end as closed_at,
	shown_rank as current_rank,
	amount,
	currency
from then_standing
order by deal_key;
