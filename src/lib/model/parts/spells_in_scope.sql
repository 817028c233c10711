-- The stretches of days on which deals in scope stood unchanged in the pipeline.
-- Grain: one stretch. Params: none.
select s.deal_key, s.from_on, s.before_on, s.stage_rank, s.amount, s.due_on
from pipeline_spells as s
inner join scope on scope.deal_key = s.deal_key
