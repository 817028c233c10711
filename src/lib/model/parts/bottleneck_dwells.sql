-- Stays in a stage by length: of all deals and of each value of the asked segments.
-- Grain: one stage, length, and value or all deals; or with value_codes, one stage, length, and combination of values.
-- Params: none. Reads value_dwells. place is that of the value's segment among the asked ones, -1 of all deals.
-- value_codes are those of all asked segments in their places, with - for blank: such a row tells of all deals and of each
-- of these values.
select stage_rank, days_of_us(dwell_us) as days, value_codes, place, value_code, events, censored
from value_dwells
order by stage_rank, dwell_us
