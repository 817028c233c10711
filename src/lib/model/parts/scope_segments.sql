-- The value that each deal in scope has of each segment.
-- Grain: one deal in scope and segment. Params: segment_members, a select of each segment's column of codes.
-- The deals are found once and not once a segment, as they would be in deal_segments.
with codes as materialized (
	select f.*
	from deal_facts as f
	inner join scope on scope.deal_key = f.deal_key
)
$segment_members
