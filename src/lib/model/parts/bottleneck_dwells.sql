-- Stays in a stage by length, with the values that their deals have in each asked segment.
-- Grain: one stage, length, and combination of values. Params: none. Reads value_dwells. value_codes are those of the
-- asked segments, by key, with - for blank. Deals as they are (is_of_all) tell of all deals and of each value.
select stage_rank, days_of_us(dwell_us) as days, value_codes, is_of_all, events, censored
from value_dwells
order by stage_rank, dwell_us
