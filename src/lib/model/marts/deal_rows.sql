-- Where in the files does it say so? The rows that tell of one deal.
-- Grain: one row of a file: the deal's own, one set aside because that one stands, or one of a stage log.
-- Params: deal_id. Changes after a picked as-of day are not told, as they have not happened.
with own as (
	select deal_key, source_file, source_line
	from stg_deals
	where external_id = $deal_id
),
logged as (
	select
		e.changed_at,
		e.to_label,
		e.source_order,
		file_of_source(e.source_order) as file_index,
		row_of_source(e.source_order) as row_no
	from stg_stage_events as e
	inner join own on own.deal_key = e.deal_key
	cross join now
	where e.evidence_code = 1 and (now.cut_at is null or e.changed_at < now.cut_at)
),
placed as (
	select
		l.changed_at,
		l.to_label,
		l.source_order,
		b.source_file,
		b.first_line + l.row_no - b.first_row as source_line,
		row_number() over (partition by l.source_order, l.changed_at, l.to_label order by b.first_row desc) as nearness
	from logged as l
	inner join stg_line_breaks as b on b.file_index = l.file_index and b.first_row <= l.row_no
),
told as (
	select 'deal' as kind, cast(null as timestamp) as told_at, cast(null as varchar) as stage, source_file, source_line
	from own
	union all
	select 'set_aside', null, null, r.source_file, r.source_line
	from stg_repeated_rows as r
	inner join own on own.deal_key = r.deal_key
	union all
	select 'stage_change', changed_at, to_label, source_file, source_line
	from placed
	where nearness = 1
)
select
	$deal_id as deal_id,
	kind,
	told_at,
	stage,
	source_file,
	source_line
from told
order by
	case kind when 'deal' then 0 when 'set_aside' then 1 else 2 end,
	told_at,
	source_file,
	source_line,
	kind
