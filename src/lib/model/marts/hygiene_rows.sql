-- Which rows does a check suspect? A page at a time, each with the file and line where it stands.
-- Grain: one suspected row: of a deal, of a stage log, or set aside. Params: check_code, row_limit, row_offset.
with asked as (
	select
		s.*,
		count(*) over () as rows_total
	from suspects as s
	left join scope on scope.deal_key = s.deal_key
	where s.check_code = $check_code and (s.deal_key is null or scope.deal_key is not null)
	order by s.deal_key nulls last, s.logged_at, s.source_order, s.source_file, s.source_line, s.logged_id, s.logged_label
	limit $row_limit
	offset $row_offset
),
numbered as (
	select
		*,
		case when evidence_code = 1 then file_of_source(source_order) end as file_index,
		case when evidence_code = 1 then row_of_source(source_order) end as row_no
	from asked
),
placed as (
	select
		n.*,
		b.source_file as log_file,
		b.first_line + n.row_no - b.first_row as log_line,
		row_number() over (
			partition by n.deal_key, n.logged_id, n.logged_at, n.source_order, n.source_file, n.source_line, n.logged_label
			order by b.first_row desc
		) as nearness
	from numbered as n
	left join stg_line_breaks as b on b.file_index = n.file_index and b.first_row <= n.row_no
)
select
	$check_code as check_code,
	coalesce(d.external_id, p.logged_id) as deal_id,
	d.deal_name,
	d.owner_name,
	d.stage_label as stage,
	case f.outcome_code when 1 then 'won' when 2 then 'lost' when 0 then 'open' end as outcome,
	f.created_on,
	f.closed_on,
	x.expected_close_on,
	f.amount,
	d.currency,
	p.logged_label,
	p.logged_at,
	days_of_us(t.dwell_us) as dwell_days,
	coalesce(p.log_file, p.source_file, d.source_file) as source_file,
	coalesce(p.log_line, p.source_line, d.source_line) as source_line,
	p.rows_total
from placed as p
left join stg_deals as d on d.deal_key = p.deal_key
left join deal_expected_closes as x on x.deal_key = p.deal_key and x.to_at is null
left join deal_facts as f on f.deal_key = p.deal_key
left join stage_times as t on t.deal_key = p.deal_key and t.is_running
where p.nearness = 1
order by
	p.deal_key nulls last, p.logged_at, p.source_order, p.source_file, p.source_line, p.logged_id, p.logged_label
