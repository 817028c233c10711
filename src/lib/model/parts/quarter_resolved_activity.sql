-- How many of all deals, whatever the window, passed each stage and were lost there, by the quarter in which they did.
-- Grain: one stage and quarter. Params: segment. Reads history. Nothing where a segment is asked by.
select
	p.stage_rank,
	period_start('quarter', p.happened_on) as quarter_on,
	count(*) filter (not p.is_drop) as deals_moved_on,
	count(*) filter (p.is_drop) as deals_dropped
from passes as p
inner join history as h on h.deal_key = p.deal_key
where $segment is null
group by p.stage_rank, quarter_on
