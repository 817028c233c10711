import { cumulativeIncidence, eventualIncidence } from '../../stats/competing-risks';
import { wilsonInterval } from '../../stats/interval';
import {
	deals,
	horizonColumn,
	horizonParam,
	segmentParam,
	segmentValueColumn,
	stageColumns,
} from '../columns';
import { defineMart } from '../contract';
import exitTimes from '../parts/exit_times_by_segment.sql?raw';
import maturityHorizon from '../parts/maturity_horizon.sql?raw';
import stageEntries from '../parts/stage_entries.sql?raw';
import { rowsOfStage } from '../support-rows';
import { conversionMatured } from './conversion-matured';
import sql from './conversion_matured_by_segment.sql?raw';

const { columns: whole, statistics: wholeStatistics } = conversionMatured;

/** Metrics §3: matured and eventual conversion of each value of a segment, at one horizon for all. */
export const conversionMaturedBySegment = defineMart({
	name: 'conversion_matured_by_segment',
	question: 'What share of each kind moves on from each stage, given time?',
	grain: 'one value of the segment that deals in scope have, and open stage of the process',
	population: 'basis',
	params: { segment: segmentParam, horizon_days: horizonParam },
	columns: {
		value: segmentValueColumn,
		...stageColumns,
		horizon_days: horizonColumn,
		deals_entered: whole.deals_entered,
		deals_moved_on: whole.deals_moved_on,
		deals_dropped: whole.deals_dropped,
		deals_open: whole.deals_open,
		deals_undated: whole.deals_undated,
		deals_matured: whole.deals_matured,
		deals_matured_moved_on: deals('Of the deals matured, moved on within the horizon.'),
		matured_ratio: whole.matured_ratio,
	},
	statistics: {
		matured_low_ratio: wholeStatistics.matured_low_ratio,
		matured_high_ratio: wholeStatistics.matured_high_ratio,
		eventual_ratio: wholeStatistics.eventual_ratio,
		eventual_low_ratio: wholeStatistics.eventual_low_ratio,
		eventual_high_ratio: wholeStatistics.eventual_high_ratio,
		unresolved_ratio: wholeStatistics.unresolved_ratio,
	},
	derive: (row, support) => {
		const matured = wilsonInterval(row.deals_matured_moved_on, row.deals_matured);
		const curve = cumulativeIncidence(
			rowsOfStage(support, 'exit_times', row.stage_rank, row.value).map((time) => ({
				days: Number(time['days']),
				events: { moved_on: Number(time['moved_on']), dropped: Number(time['dropped']) },
				censored: Number(time['still_open']),
			})),
			['moved_on', 'dropped'],
		);
		const eventual = eventualIncidence(curve, 'moved_on');
		return {
			matured_low_ratio: matured?.low ?? null,
			matured_high_ratio: matured?.high ?? null,
			eventual_ratio: eventual?.incidence ?? null,
			eventual_low_ratio: eventual?.low ?? null,
			eventual_high_ratio: eventual?.high ?? null,
			unresolved_ratio: eventual?.unresolved ?? null,
		};
	},
	support: { exit_times: exitTimes },
	checks: [
		{
			sentence: 'entered = moved on + dropped + still open',
			holds: (row) => row.deals_entered === row.deals_moved_on + row.deals_dropped + row.deals_open,
		},
		{
			sentence: 'moved on in time is part of matured and of moved on, and matured is part of entered',
			holds: (row) =>
				row.deals_matured_moved_on <= Math.min(row.deals_matured, row.deals_moved_on) &&
				row.deals_matured + row.deals_undated <= row.deals_entered,
		},
		{
			sentence: 'one horizon holds for all stages and values',
			holds: (row, rows) => row.horizon_days === rows[0]?.horizon_days,
		},
	],
	shareable: true,
	sql,
	relations: () => ({ stage_entries: stageEntries, maturity_horizon: maturityHorizon }),
});
