-- What the measures of accounts come to in each window: metrics §9 and §11.
-- Grain: one window and measure. Params: none. Reads retention_results.
select window_key, 'retention_ratio' as measure, accounts_start as counted, accounts_retained as hits, logo_retention_ratio as measured
from retention_results
where accounts_start > 0
union all
select window_key, 'upsell_ratio', accounts_start, accounts_upsold, upsell_ratio
from retention_results
where accounts_start > 0
