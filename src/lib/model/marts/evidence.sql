-- How is the reach of these deals known?
-- Grain: one kind of evidence that deals in scope rest on. Params: none.
select
	case evidence_code
		when 1 then 'history'
		when 2 then 'entry_dates'
		when 3 then 'snapshots'
		else 'current_stage'
	end as evidence,
	count(*) as deals,
	count(*) filter (outcome_code = 2 and furthest_rank is null) as deals_unknown
from scope
group by evidence_code
order by evidence_code
