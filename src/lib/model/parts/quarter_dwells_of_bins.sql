-- Stays in a stage of all deals, whatever the window, by quarter and length to the bin.
-- Grain: one quarter, stage, length and kind. Params: segment, basis. Nothing where a segment is asked by.
with starts as (
	select deal_key, period_start('quarter', started_on) as start_quarter
	from history
),
counted as (
	select quarter_on, stay_cell, count(*) as deals
	from (
		select
			t.stay_cell,
			case
				when $basis = 'cohort' then h.start_quarter
				else period_start('quarter', case when t.is_running then t.entered_on else t.left_on end)
			end as quarter_on
		from stage_times as t
		inner join starts as h on h.deal_key = t.deal_key
		where $segment is null
	) as stays
	group by quarter_on, stay_cell
)
select
	quarter_on,
	stage_of_cell(stay_cell) as stage_rank,
	length_of_bin(bin_of_cell(stay_cell)) as dwell_us,
	case when has_bits(kind_of_cell(stay_cell), 1) then 0 else deals end as events,
	case when has_bits(kind_of_cell(stay_cell), 1) then deals else 0 end as censored
from counted
where bin_of_cell(stay_cell) is not null
