import exitCounts from './parts/exit_counts.sql?raw';
import maturedTotals from './parts/matured_totals.sql?raw';
import maturityHorizon from './parts/maturity_horizon.sql?raw';
import stageEntries from './parts/stage_entries.sql?raw';

/** What matured and eventual conversion rest on, of all deals and of each value of a segment. */
export const maturedRelations = {
	stage_entries: stageEntries,
	maturity_horizon: maturityHorizon,
	matured_totals: maturedTotals,
	exit_counts: exitCounts,
};
