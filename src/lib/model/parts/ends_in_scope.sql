-- When deals in scope were closed, each time.
-- Grain: one close of a deal. Params: none.
select e.deal_key, e.ended_on, e.outcome_code
from pipeline_ends as e
inner join scope on scope.deal_key = e.deal_key
