-- Nothing is known of accounts after the sale.
-- Grain: one window and measure. Params: none.
select window_key, cast(null as varchar) as measure, cast(null as bigint) as counted, cast(null as bigint) as hits, cast(null as double) as measured
from windows
where false
