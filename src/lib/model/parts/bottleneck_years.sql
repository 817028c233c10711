-- The spans of four whole quarters that a stage is compared with.
-- Grain: one span. Params: basis. is_running_from_before tells that stays which still run count in every span that
-- ends after they began, as on the activity basis.
select from_on, to_on, $basis <> 'cohort' as is_running_from_before
from trailing_years
order by from_on
