-- The quantiles that time in stage tells. Grain: one measure of stay_lengths and quantile. Params: none.
select measure, quantile
from (
	values
		('completed', 0.5), ('completed', 0.75), ('completed', 0.9),
		('running', 0.5),
		('visit', 0.5), ('visit', 0.75), ('visit', 0.9),
		('completed of all', 0.9)
) as q (measure, quantile)
