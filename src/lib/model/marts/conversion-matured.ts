import { wilsonInterval } from '../../stats/interval';
import { amount, days, deals, horizonColumn, horizonParam, isClose, ratio, stageColumns } from '../columns';
import { defineMart } from '../contract';
import { eventualConversion } from '../eventual-conversion';
import { maturedRelations } from '../matured-relations';
import exitTimes from '../parts/exit_times.sql?raw';
import { rowsOfStage } from '../support-rows';
import sql from './conversion_matured.sql?raw';

/** Metrics §3: matured conversion at a horizon, and eventual conversion by Aalen–Johansen. */
export const conversionMatured = defineMart({
	name: 'conversion_matured',
	question: 'What share moves on from each stage, given time?',
	grain: 'one open stage of the process',
	population: 'basis',
	params: { horizon_days: horizonParam },
	columns: {
		...stageColumns,
		horizon_days: horizonColumn,
		deals_entered: deals(
			'Deals with a recorded visit to the stage; a skipped stage has no entry to count from. Activity basis: those whose first entry lies in the window.',
		),
		entered_amount: amount('Amount of the deals entered; deals without amount count as 0.'),
		deals_moved_on: deals(
			'Deals entered that are known to have reached a later stage since, or before, or to be won.',
		),
		moved_on_amount: amount('Amount of the deals moved on.'),
		deals_dropped: deals('Deals entered that were lost with this as their furthest stage.'),
		dropped_amount: amount('Amount of the deals dropped.'),
		deals_open: deals('Deals entered that are open with this as their furthest stage.'),
		open_amount: amount('Amount of the deals still open here.'),
		deals_undated: deals('Deals moved on that left on an unknown day: they are in no matured conversion.'),
		undated_amount: amount('Amount of the deals moved on on an unknown day.'),
		deals_matured: deals(
			'Deals that first entered the stage at least the horizon before now: the n of matured conversion.',
		),
		matured_amount: amount('Amount of the deals matured.'),
		deals_matured_moved_on: deals(
			'Of these, moved on within the horizon: first entry into a later stage, or the win, at most that long after the first entry here.',
		),
		matured_moved_on_amount: amount('Amount of the deals moved on within the horizon.'),
		deals_without_amount: deals('Deals entered that have no amount: they count as 0 in value.'),
		matured_ratio: ratio('Matured conversion: moved on within the horizon ÷ deals that had that long.'),
		matured_amount_ratio: ratio('Matured conversion by value.'),
		median_move_on_days: days(
			'Median time from first entry to moving on, of deals that did (type 7); 0 for a deal that had been further before.',
		),
		p90_move_on_days: days('Nine tenths of the deals that moved on did so within this time (type 7).'),
	},
	statistics: {
		matured_low_ratio: ratio(
			'Lower end of the 95 % Wilson interval of matured conversion, n = deals matured.',
		),
		matured_high_ratio: ratio('Upper end of the 95 % Wilson interval of matured conversion.'),
		eventual_ratio: ratio(
			'Eventual conversion: Aalen–Johansen cumulative incidence of moving past the stage since the first entry, with being lost as the competing event and open deals censored at their present age. Deals that moved on or were lost on an unknown day are left out. Times are to the hour in data of more than 200,000 stays.',
		),
		eventual_amount_ratio: ratio(
			'Eventual conversion by value: the same with each deal’s amount in place of 1; null where an amount is below 0.',
		),
		eventual_low_ratio: ratio('Lower end of the 95 % interval of eventual conversion (log-log).'),
		eventual_high_ratio: ratio('Upper end of the 95 % interval of eventual conversion.'),
		unresolved_ratio: ratio(
			'Share that the data never see leave: in the end, conversion lies between eventual conversion and this much more.',
		),
	},
	derive: (row, support) => {
		const matured = wilsonInterval(row.deals_matured_moved_on, row.deals_matured);
		return {
			matured_low_ratio: matured?.low ?? null,
			matured_high_ratio: matured?.high ?? null,
			...eventualConversion(rowsOfStage(support, 'exit_times', row.stage_rank, null)),
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
			sentence: 'one horizon holds for all stages',
			holds: (row, rows) => row.horizon_days === rows[0]?.horizon_days,
		},
		{
			sentence: 'eventual conversion and what is unresolved are together at most everything',
			holds: (row) =>
				row.eventual_ratio === null || row.eventual_ratio + (row.unresolved_ratio ?? NaN) <= 1 + 1e-9,
		},
	],
	shareable: true,
	sql,
	relations: () => maturedRelations,
});
