-- The value that each deal in scope has of each segment.
-- Grain: one deal in scope and segment. Params: segment_members, a select of each segment's column of codes.
-- The codes are those that the scope carries: to look them up in deal_segments finds the deals once a segment.
$segment_members
