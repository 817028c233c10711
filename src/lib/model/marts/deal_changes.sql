-- How did the deal's amount and its expected close change?
-- Grain: one change of one of the two, in order of time. Params: deal_id.
with amounts as (
	select
		a.from_at,
		a.stretch_number,
		lag(a.amount) over (order by a.stretch_number) as amount_before,
		a.amount
	from deal_amounts as a
	inner join stg_deals as d on d.deal_key = a.deal_key
	where d.external_id = $deal_id
),
expected as (
	select
		x.from_at,
		x.stretch_number,
		lag(x.expected_close_on) over (order by x.stretch_number) as expected_before_on,
		x.expected_close_on
	from deal_expected_closes as x
	inner join stg_deals as d on d.deal_key = x.deal_key
	where d.external_id = $deal_id
),
changes as (
	select
		'amount' as field,
		from_at as changed_at,
		stretch_number,
		amount_before,
		amount as amount_after,
		cast(null as date) as expected_before_on,
		cast(null as date) as expected_after_on
	from amounts
	where from_at is not null and amount is distinct from amount_before
	union all
	select
		'expected_close' as field,
		from_at as changed_at,
		stretch_number,
		null as amount_before,
		null as amount_after,
		expected_before_on,
		expected_close_on as expected_after_on
	from expected
	where from_at is not null and expected_close_on is distinct from expected_before_on
)
select
	$deal_id as deal_id,
	field,
	changed_at,
	amount_before,
	amount_after,
	expected_before_on,
	expected_after_on
from changes
order by changed_at, field, stretch_number
