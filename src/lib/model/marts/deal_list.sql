-- Which deals are they? The deals behind any part of the funnel, a page at a time.
-- Grain: one deal. Params: basis, from, to, stage_rank, bucket, search, sort (its columns are compiled in), row_limit,
-- row_offset.
with listed as (
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
	cross join (select max(stage_rank) as stage_rank from stg_stages) as last_stage
	where
		case
			when $basis = 'cohort' and $stage_rank is null then true
			when $basis = 'cohort' then
				case coalesce($bucket, 'reached')
					when 'reached' then coalesce(scope.furthest_rank, 1) >= $stage_rank
					when 'entered' then p.visits_entered > 0
					when 'skipped' then coalesce(scope.furthest_rank, 1) >= $stage_rank
						and scope.path_key is not null and p.visits_entered is null
					when 'moved_on' then scope.furthest_rank > $stage_rank or scope.outcome_code = 1
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
					when 'skipped' then passed.deal_key is not null and scope.path_key is not null and p.visits_entered is null
					when 'moved_on' then passed.deal_key is not null and not passed.is_drop
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
),
-- Ordered are only keys: what is shown of a deal is looked up for the deals of one page.
matched as (
	select
		l.deal_key,
		l.outcome_code,
		l.created_on,
		l.closed_on,
		l.furthest_rank,
		l.evidence_code,
		l.cycle_us,
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
),
totals as (
	select count(*) as deals_total, coalesce(sum(amount), 0) as amount_total
	from matched
),
page as (
	select *
	from matched
	order by $order
	limit $row_limit
	offset $row_offset
),
placed as (
	select *, row_number() over (order by $order) as place
	from page
)
select
	d.external_id as deal_id,
	d.deal_name,
	d.account_name,
	d.owner_name,
	d.source_name,
	d.stage_label as stage,
	case p.outcome_code when 1 then 'won' when 2 then 'lost' else 'open' end as outcome,
	s.stage as furthest_stage,
	t.stage_rank,
	days_of_us(t.dwell_us) as stage_days,
	stood.amount,
	d.currency,
	p.created_on,
	p.closed_on,
	case when p.outcome_code = 0 then due.expected_close_on else d.expected_close_on end as expected_close_on,
	days_of_us(p.cycle_us) as cycle_days,
	case p.evidence_code
		when 1 then 'history'
		when 2 then 'entry_dates'
		when 3 then 'snapshots'
		else 'current_stage'
	end as evidence,
	facts.segment_codes,
	d.source_file,
	d.source_line,
	totals.deals_total,
	totals.amount_total
from placed as p
cross join totals
inner join stg_deals as d on d.deal_key = p.deal_key
inner join deals as stood on stood.deal_key = p.deal_key
inner join deal_expected_closes as due on due.deal_key = p.deal_key and due.to_at is null
inner join (select deal_key, $segment_codes as segment_codes from deal_facts) as facts on facts.deal_key = p.deal_key
left join stg_stages as s on s.stage_rank = p.furthest_rank
left join stage_times as t on t.deal_key = p.deal_key and t.is_running
order by p.place
