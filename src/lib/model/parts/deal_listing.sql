-- The deals of a list in no order, with what they are ordered by: only keys, as what is shown of a deal is looked up
-- for the deals of one page.
-- Grain: one deal. Params: basis, from, to, stage_rank, bucket, to_rank, path, took_from_days, took_before_days, search;
-- skips, optional_stages and the columns of sort are compiled in. Reads conversion_times, in_order_reach.
-- Where a part of a stage is held to a policy for skips, it is as funnel_by_policy counts it.
with ways as (
	select path_key, string_agg(cast(stage_rank as varchar), '.' order by visit_number) as path
	from path_visits
	where $path is not null
	group by path_key
),
timed as (
	select deal_key
	from conversion_times
	where $took_from_days is not null
		and days_of_us(convert_us) >= $took_from_days
		and ($took_before_days is null or days_of_us(convert_us) < $took_before_days)
),
listed as (
	select
		scope.deal_key,
		scope.outcome_code,
		scope.created_on,
		scope.closed_on,
		scope.furthest_rank,
		scope.evidence_code,
		scope.cycle_us,
		scope.amount
	from scope
	left join path_stages as p on p.path_key = scope.path_key and p.stage_rank = $stage_rank
	left join passes as passed
		on passed.deal_key = scope.deal_key
		and passed.stage_rank = $stage_rank
		and in_window(passed.happened_on, $from, $to)
	left join running_stays as stands
		on stands.deal_key = scope.deal_key
		and stands.stage_rank = $stage_rank
		and ($basis = 'cohort' or $to is null or stands.entered_on < $to)
	$policy_join
	left join ways as w on w.path_key = scope.path_key
	left join timed on timed.deal_key = scope.deal_key
	where
		($path is null or coalesce(w.path, '') = $path)
		and $policy_counts
		and case
			when $took_from_days is not null then timed.deal_key is not null
			when $bucket = 'all_open' and $stage_rank is not null
				then scope.outcome_code = 0 and scope.furthest_rank >= $stage_rank
			when $bucket = 'running' and $stage_rank is not null then stands.deal_key is not null
			when $bucket = 'moved_back' and $to_rank is not null
				then scope.deal_key in (
					select deal_key
					from visits
					where $bucket = 'moved_back'
						and stage_rank = $stage_rank
						and move = 'back'
						and to_rank = $to_rank
						and ($basis = 'cohort' or in_window(day_of(left_at), $from, $to))
				)
			when $basis = 'cohort' and $stage_rank is null then true
			when $basis = 'cohort' then
				case coalesce($bucket, 'reached')
					when 'reached' then coalesce(scope.furthest_rank, 1) >= $stage_rank
					when 'entered' then p.visits_entered > 0
					when 'skipped' then coalesce(scope.furthest_rank, 1) >= $stage_rank
						and p.visits_entered is null
					when 'moved_on' then scope.furthest_rank > $stage_rank or scope.outcome_code = 1
					when 'removed' then scope.furthest_rank > $stage_rank or scope.outcome_code = 1
					when 'dropped' then scope.outcome_code = 2 and scope.furthest_rank = $stage_rank
					when 'open' then scope.outcome_code = 0 and scope.furthest_rank = $stage_rank
					when 'unknown' then scope.outcome_code = 2 and scope.furthest_rank is null and $stage_rank = 1
					when 'moved_back' then p.visits_moved_back > 0
				end
			when $stage_rank is null then in_window(scope.closed_on, $from, $to) and scope.outcome_code <> 0
			else
				case coalesce($bucket, 'reached')
					when 'reached' then passed.deal_key is not null
						or ($stage_rank = 1 and scope.outcome_code = 2 and scope.furthest_rank is null
							and in_window(scope.closed_on, $from, $to))
					when 'entered' then passed.deal_key is not null and p.visits_entered > 0
					when 'skipped' then p.visits_entered is null
						and (passed.deal_key is not null
							or ($stage_rank = 1 and scope.outcome_code = 2 and scope.furthest_rank is null
								and in_window(scope.closed_on, $from, $to)))
					when 'moved_on' then passed.deal_key is not null and not passed.is_drop
					when 'removed' then passed.deal_key is not null and not passed.is_drop
					when 'dropped' then passed.is_drop
					when 'open' then false
					when 'unknown' then $stage_rank = 1 and scope.outcome_code = 2 and scope.furthest_rank is null
						and in_window(scope.closed_on, $from, $to)
					when 'moved_back' then scope.deal_key in (
						select deal_key
						from visits
						where stage_rank = $stage_rank and move = 'back' and in_window(day_of(left_at), $from, $to)
					)
				end
		end
)
select
	l.deal_key,
	l.amount,
	$order_values
from listed as l
left join stg_deals as d on d.deal_key = l.deal_key and ($search is not null or $ordered_by_texts)
left join deals as stood on stood.deal_key = l.deal_key and $ordered_by_amount
left join deal_expected_closes as due
	on due.deal_key = l.deal_key and due.to_at is null and $ordered_by_due
left join stage_times as t on t.deal_key = l.deal_key and t.is_running and $ordered_by_time
where $search is null
	or holds_text(concat_ws(' ', d.external_id, d.deal_name, d.account_name, d.owner_name), $search)
