import type { Precision, RelationSql } from './contract';
import dwellCounts from './parts/dwell_counts.sql?raw';
import dwellCountsOfBins from './parts/dwell_counts_of_bins.sql?raw';
import heldStayLengths from './parts/held_stay_lengths.sql?raw';
import lengthPlaces from './parts/length_places.sql?raw';
import quantilesOfBins from './parts/quantiles_of_bins.sql?raw';
import quantilesOfLengths from './parts/quantiles_of_lengths.sql?raw';
import revisitLengths from './parts/revisit_lengths.sql?raw';
import stayCells from './parts/stay_cells.sql?raw';
import stayCellsActivity from './parts/stay_cells_activity.sql?raw';
import stayCellsCohort from './parts/stay_cells_cohort.sql?raw';
import stayLengths from './parts/stay_lengths.sql?raw';
import stayQuantilesAsked from './parts/stay_quantiles_asked.sql?raw';
import type { Scope } from './scope';

/** What quantiles and curves of time in stage rest on: one count of stays by bin, and where asked for a look into few bins. */
export const stayRelations = (
	{ basis }: Pick<Scope, 'basis'>,
	precision: Precision,
): Record<string, RelationSql> => ({
	counted_cells: basis === 'cohort' ? stayCellsCohort : stayCellsActivity,
	stay_cells: { materialized: stayCells },
	revisit_lengths: revisitLengths,
	lengths: stayLengths,
	quantiles_asked: stayQuantilesAsked,
	length_places: precision === 'binned' ? lengthPlaces : { materialized: lengthPlaces },
	held_lengths: heldStayLengths,
	length_quantiles: precision === 'binned' ? quantilesOfBins : quantilesOfLengths,
	dwell_counts: precision === 'binned' ? dwellCountsOfBins : dwellCounts,
});
