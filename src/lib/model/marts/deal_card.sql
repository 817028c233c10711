-- What is this deal? All that is known of one deal, whatever the scope holds.
-- Grain: one deal; no row where no deal has this id. Params: deal_id.
select
	d.external_id as deal_id,
	d.deal_name,
	d.account_name,
	d.owner_name,
	d.source_name,
	d.stage_label as stage,
	case f.outcome_code when 1 then 'won' when 2 then 'lost' else 'open' end as outcome,
	s.stage as furthest_stage,
	case f.evidence_code
		when 1 then 'history'
		when 2 then 'entry_dates'
		when 3 then 'snapshots'
		else 'current_stage'
	end as evidence,
	f.amount,
	d.currency,
	d.original_amount,
	d.original_currency,
	f.created_on,
	f.closed_on,
	case when f.outcome_code = 0 then x.expected_close_on else d.expected_close_on end as expected_close_on,
	days_of_us(f.cycle_us) as cycle_days,
	days_of_us(t.dwell_us) as stage_days,
	now.now_at
from stg_deals as d
inner join deal_facts as f on f.deal_key = d.deal_key
cross join now
left join stg_stages as s on s.stage_rank = f.furthest_rank
left join deal_expected_closes as x on x.deal_key = d.deal_key and x.to_at is null
left join stage_times as t on t.deal_key = d.deal_key and t.is_running
where d.external_id = $deal_id
order by d.deal_key
