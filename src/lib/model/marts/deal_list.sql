-- Which deals are they? The deals behind any part of the funnel, a page at a time.
-- Grain: one deal. Reads listing and page (parts/deal_listing.sql, paging.ts).
with totals as (
	select count(*) as deals_total, coalesce(sum(amount), 0) as amount_total
	from listing
),
facts as (
	select
		deal_key,
		outcome_code,
		created_on,
		closed_on,
		furthest_rank,
		evidence_code,
		cycle_us,
		$segment_codes as segment_codes
	from deal_facts
)
select
	d.external_id as deal_id,
	d.deal_name,
	d.account_name,
	d.owner_name,
	d.source_name,
	d.stage_label as stage,
	case f.outcome_code when 1 then 'won' when 2 then 'lost' else 'open' end as outcome,
	s.stage as furthest_stage,
	t.stage_rank,
	days_of_us(t.dwell_us) as stage_days,
	stood.amount,
	d.currency,
	f.created_on,
	f.closed_on,
	case when f.outcome_code = 0 then due.expected_close_on else d.expected_close_on end as expected_close_on,
	days_of_us(f.cycle_us) as cycle_days,
	case f.evidence_code
		when 1 then 'history'
		when 2 then 'entry_dates'
		when 3 then 'snapshots'
		else 'current_stage'
	end as evidence,
	f.segment_codes,
	d.source_file,
	d.source_line,
	totals.deals_total,
	totals.amount_total
from page as p
cross join totals
inner join facts as f on f.deal_key = p.deal_key
inner join stg_deals as d on d.deal_key = p.deal_key
inner join deals as stood on stood.deal_key = p.deal_key
inner join deal_expected_closes as due on due.deal_key = p.deal_key and due.to_at is null
left join stg_stages as s on s.stage_rank = f.furthest_rank
left join stage_times as t on t.deal_key = p.deal_key and t.is_running
order by p.place
