-- Edits of the expected close of a deal that was open: from one day to another.
-- Grain: one edit. An edit on the day of a close is part of closing, not a change of mind: only days count at whose end
-- the deal was open.
create or replace table due_edits as
with beside_the_one_before as (
	select
		e.deal_key,
		day_of(e.from_at) as edited_on,
		e.expected_close_on as to_due_on,
		lag(e.expected_close_on) over (partition by e.deal_key order by e.stretch_number) as from_due_on
	from deal_expected_closes as e
)
select b.deal_key, b.edited_on, b.from_due_on, b.to_due_on
from beside_the_one_before as b
where b.edited_on is not null
	and b.from_due_on <> b.to_due_on
	and exists (
		select 1
		from pipeline_spells as s
		where s.deal_key = b.deal_key and s.from_on <= b.edited_on and s.before_on > b.edited_on
	)
order by b.deal_key, b.edited_on;
