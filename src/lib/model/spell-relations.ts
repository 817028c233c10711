import type { RelationSql } from './contract';
import dueAtStart from './parts/due_at_start.sql?raw';
import periodYields from './parts/period_yields.sql?raw';
import spellsInScope from './parts/spells_in_scope.sql?raw';
import type { Scope } from './scope';

/** What became of the deals that were due: of a filter the few stretches of its deals are found once, and looked up. */
export const dueRelations = ({ filters }: Scope): Record<string, RelationSql> => ({
	spells: filters.length > 0 ? { materialized: spellsInScope } : { inline: 'select * from pipeline_spells' },
	due_at_start: dueAtStart,
	period_yields: periodYields,
});
