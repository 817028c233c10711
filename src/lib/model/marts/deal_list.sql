-- Which deals are they? The deals behind any part of the funnel, a page at a time.
-- Grain: one deal. Params: basis, from, to, stage_rank, bucket, search, sort_column, descending, row_limit, row_offset.
with listed as (
	select
		scope.deal_key,
		scope.outcome_code,
		scope.created_on,
		scope.closed_on,
		scope.furthest_rank,
		scope.evidence_code,
		scope.cycle_us
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
				case $bucket
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
				case $bucket
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
described as (
	select
		l.deal_key,
		d.external_id as deal_id,
		d.deal_name,
		d.account_name,
		d.owner_name,
		d.source_name,
		d.stage_label as stage,
		case l.outcome_code when 1 then 'won' when 2 then 'lost' else 'open' end as outcome,
		s.stage as furthest_stage,
		l.furthest_rank,
		stood.amount,
		d.currency,
		l.created_on,
		l.closed_on,
		case when l.outcome_code = 0 then due.expected_close_on else d.expected_close_on end as expected_close_on,
		days_of_us(l.cycle_us) as cycle_days,
		case l.evidence_code
			when 1 then 'history'
			when 2 then 'entry_dates'
			when 3 then 'snapshots'
			else 'current_stage'
		end as evidence,
		d.source_file,
		d.source_line
	from listed as l
	inner join stg_deals as d on d.deal_key = l.deal_key
	inner join deals as stood on stood.deal_key = l.deal_key
	inner join deal_expected_closes as due on due.deal_key = l.deal_key and due.to_at is null
	left join stg_stages as s on s.stage_rank = l.furthest_rank
	where $search is null
		or holds_text(concat_ws(' ', d.external_id, d.deal_name, d.account_name, d.owner_name), $search)
),
ordered as (
	select
		*,
		count(*) over () as deals_total,
		case $sort_column
			when 'deal_name' then deal_name
			when 'account_name' then account_name
			when 'owner_name' then owner_name
			when 'source_name' then source_name
			when 'stage' then stage
			when 'outcome' then outcome
			when 'deal_id' then deal_id
			when 'currency' then currency
			when 'evidence' then evidence
			when 'source_file' then source_file
		end as sort_text,
		case $sort_column
			when 'amount' then cast(amount as double)
			when 'furthest_stage' then cast(furthest_rank as double)
			when 'created_on' then cast(date_diff('day', date '1970-01-01', created_on) as double)
			when 'closed_on' then cast(date_diff('day', date '1970-01-01', closed_on) as double)
			when 'expected_close_on' then cast(date_diff('day', date '1970-01-01', expected_close_on) as double)
			when 'cycle_days' then cycle_days
			when 'source_line' then cast(source_line as double)
		end as sort_number
	from described
)
select
	deal_id,
	deal_name,
	account_name,
	owner_name,
	source_name,
	stage,
	outcome,
	furthest_stage,
	amount,
	currency,
	created_on,
	closed_on,
	expected_close_on,
	cycle_days,
	evidence,
	source_file,
	source_line,
	deals_total
from ordered
order by
	case when $descending then sort_number end desc nulls last,
	case when not $descending then sort_number end asc nulls last,
	case when $descending then sort_text end desc nulls last,
	case when not $descending then sort_text end asc nulls last,
	deal_key
limit $row_limit
offset $row_offset
