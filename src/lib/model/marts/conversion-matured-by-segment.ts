import { wilsonInterval } from '../../stats/interval';
import {
	deals,
	horizonColumn,
	horizonParam,
	isClose,
	segmentParam,
	segmentValueColumn,
	stageColumns,
} from '../columns';
import { defineMart } from '../contract';
import { eventualConversion } from '../eventual-conversion';
import { maturedRelations } from '../matured-relations';
import exitTimes from '../parts/exit_times_by_segment.sql?raw';
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
		entered_amount: whole.entered_amount,
		deals_moved_on: whole.deals_moved_on,
		moved_on_amount: whole.moved_on_amount,
		deals_dropped: whole.deals_dropped,
		dropped_amount: whole.dropped_amount,
		deals_open: whole.deals_open,
		open_amount: whole.open_amount,
		deals_undated: whole.deals_undated,
		undated_amount: whole.undated_amount,
		deals_matured: whole.deals_matured,
		matured_amount: whole.matured_amount,
		deals_matured_moved_on: deals('Of the deals matured, moved on within the horizon.'),
		matured_moved_on_amount: whole.matured_moved_on_amount,
		deals_without_amount: whole.deals_without_amount,
		matured_ratio: whole.matured_ratio,
		matured_amount_ratio: whole.matured_amount_ratio,
	},
	statistics: {
		matured_low_ratio: wholeStatistics.matured_low_ratio,
		matured_high_ratio: wholeStatistics.matured_high_ratio,
		eventual_ratio: wholeStatistics.eventual_ratio,
		eventual_amount_ratio: wholeStatistics.eventual_amount_ratio,
		eventual_low_ratio: wholeStatistics.eventual_low_ratio,
		eventual_high_ratio: wholeStatistics.eventual_high_ratio,
		unresolved_ratio: wholeStatistics.unresolved_ratio,
	},
	derive: (row, support) => {
		const matured = wilsonInterval(row.deals_matured_moved_on, row.deals_matured);
		return {
			matured_low_ratio: matured?.low ?? null,
			matured_high_ratio: matured?.high ?? null,
			...eventualConversion(rowsOfStage(support, 'exit_times', row.stage_rank, row.value)),
		};
	},
	support: { exit_times: exitTimes },
	checks: [
		{
			sentence: 'entered = moved on + dropped + still open',
			holds: (row) => row.deals_entered === row.deals_moved_on + row.deals_dropped + row.deals_open,
		},
		{
			sentence: 'entered = moved on + dropped + still open, in value',
			holds: (row) => isClose(row.entered_amount, row.moved_on_amount + row.dropped_amount + row.open_amount),
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
	adds: [{ over: 'value' }],
	shareable: true,
	sql,
	relations: () => maturedRelations,
});
