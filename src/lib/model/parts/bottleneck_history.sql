-- Stays in a stage of all deals, whatever the window, by quarter and length.
-- Grain: one quarter, stage and length. Params: none. Reads quarter_dwells. The quarter is that of the start on the cohort
-- basis; on the activity basis that in which the stay ended, or began if it still runs.
select quarter_on, stage_rank, days_of_us(dwell_us) as days, events, censored
from quarter_dwells
where quarter_on is not null
order by stage_rank, dwell_us, quarter_on
