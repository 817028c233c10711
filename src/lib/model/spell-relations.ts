import type { RelationSql } from './contract';
import dueAtStart from './parts/due_at_start.sql?raw';
import endsInScope from './parts/ends_in_scope.sql?raw';
import periodYields from './parts/period_yields.sql?raw';
import pipelineChanges from './parts/pipeline_changes.sql?raw';
import pipelineDays from './parts/pipeline_days.sql?raw';
import pipelineTwoDays from './parts/pipeline_two_days.sql?raw';
import spellsInScope from './parts/spells_in_scope.sql?raw';
import type { Scope } from './scope';

/** What became of the deals that were due: of a filter the few stretches of its deals are found once, and looked up. */
export const dueRelations = ({ filters }: Scope): Record<string, RelationSql> => ({
	spells: filters.length > 0 ? { materialized: spellsInScope } : { inline: 'select * from pipeline_spells' },
	due_at_start: dueAtStart,
	period_yields: periodYields,
});

/** How the pipeline differs between two days: of a filter only its deals are told where they stood, and when they ended. */
export const twoDaysRelations = ({ filters }: Scope): Record<string, RelationSql> => ({
	pipeline_days: pipelineDays,
	spells: { inline: filters.length > 0 ? spellsInScope : 'select * from pipeline_spells' },
	spell_ends: { inline: filters.length > 0 ? endsInScope : 'select * from pipeline_ends' },
	pipeline_two_days: pipelineTwoDays,
	pipeline_changes: pipelineChanges,
});
