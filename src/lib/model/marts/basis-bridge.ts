import { wilsonInterval } from '../../stats/interval';
import { amount, deals, isClose, ratio } from '../columns';
import { defineMart } from '../contract';
import sql from './basis_bridge.sql?raw';

/** Metrics §3: the same rate on both bases, and the deals between them. Says the same whichever basis the scope has. */
export const basisBridge = defineMart({
	name: 'basis_bridge',
	question: 'Why does a rate differ between the deals that started in the window and what happened in it?',
	grain: 'one open stage of the process (resolved conversion), and one row for the win rate',
	population: 'activity',
	params: {},
	columns: {
		measure: {
			type: 'text',
			unit: 'label',
			definition:
				'stage: resolved conversion of a stage. win: the win rate, for which moved on means won and dropped means lost, from any stage.',
		},
		stage_rank: {
			type: 'integer',
			unit: 'key',
			nullable: true,
			definition: 'Place of the stage in the process, from 1; null for the win rate.',
		},
		stage: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Name of the stage in the process; null for the win rate.',
		},
		deals_in_cohort: deals(
			'Cohort: deals started in the window that reached the stage; for win, all of them.',
		),
		in_cohort_amount: amount('Amount of the cohort; deals without amount count as 0.'),
		deals_cohort_moved_on: deals('Of these, moved on by now, whenever they did.'),
		cohort_moved_on_amount: amount('Amount of the cohort’s deals moved on.'),
		deals_cohort_dropped: deals('Of these, dropped from the stage by now, whenever they did.'),
		cohort_dropped_amount: amount('Amount of the cohort’s deals dropped.'),
		deals_cohort_open: deals('Of these, still open: in the cohort, and in neither rate yet.'),
		cohort_open_amount: amount('Amount of the cohort’s deals still open.'),
		deals_cohort_unknown: deals(
			'Of these, lost with an unknown furthest stage: in the first stage and in no stage’s rate.',
		),
		cohort_unknown_amount: amount('Amount of the cohort’s deals lost with an unknown furthest stage.'),
		cohort_ratio: ratio('Rate of the cohort: moved on ÷ (moved on + dropped).'),
		cohort_amount_ratio: ratio('Rate of the cohort by value.'),
		deals_outside_moved_on: deals(
			'Deals of the cohort that moved on outside the window, after it or on an unknown day: in the cohort rate only.',
		),
		outside_moved_on_amount: amount('Amount of the cohort’s deals that moved on outside the window.'),
		deals_outside_dropped: deals(
			'Deals of the cohort that dropped outside the window: in the cohort rate only.',
		),
		outside_dropped_amount: amount('Amount of the cohort’s deals that dropped outside the window.'),
		deals_carried_in_moved_on: deals(
			'Deals that moved on in the window and did not start in it, but before or on an unknown day: in the activity rate only.',
		),
		carried_in_moved_on_amount: amount(
			'Amount of the deals moved on in the window that did not start in it.',
		),
		deals_carried_in_dropped: deals(
			'Deals that dropped in the window and did not start in it: in the activity rate only.',
		),
		carried_in_dropped_amount: amount('Amount of the deals dropped in the window that did not start in it.'),
		deals_activity_moved_on: deals('Activity: deals that moved on in the window, whenever they started.'),
		activity_moved_on_amount: amount('Amount of the deals that moved on in the window.'),
		deals_activity_dropped: deals(
			'Activity: deals that dropped from the stage in the window, whenever they started.',
		),
		activity_dropped_amount: amount('Amount of the deals that dropped in the window.'),
		deals_activity_unknown: deals('Deals lost in the window with an unknown furthest stage: in no rate.'),
		activity_unknown_amount: amount('Amount of the deals lost in the window with an unknown furthest stage.'),
		deals_without_amount: deals('Deals of either side that have no amount: they count as 0 in value.'),
		activity_ratio: ratio('Rate of what happened in the window: moved on ÷ (moved on + dropped).'),
		activity_amount_ratio: ratio('Rate of what happened in the window, by value.'),
		difference_ratio: {
			type: 'number',
			unit: 'ratio_change',
			nullable: true,
			definition: 'Activity rate − cohort rate.',
		},
		difference_amount_ratio: {
			type: 'number',
			unit: 'ratio_change',
			nullable: true,
			definition: 'Activity rate by value − cohort rate by value.',
		},
	},
	statistics: {
		cohort_low_ratio: ratio(
			'Lower end of the 95 % Wilson interval of the cohort rate, n = moved on + dropped.',
		),
		cohort_high_ratio: ratio('Upper end of the 95 % Wilson interval of the cohort rate.'),
		activity_low_ratio: ratio(
			'Lower end of the 95 % Wilson interval of the activity rate, n = moved on + dropped.',
		),
		activity_high_ratio: ratio('Upper end of the 95 % Wilson interval of the activity rate.'),
	},
	derive: (row) => {
		const cohort = wilsonInterval(
			row.deals_cohort_moved_on,
			row.deals_cohort_moved_on + row.deals_cohort_dropped,
		);
		const activity = wilsonInterval(
			row.deals_activity_moved_on,
			row.deals_activity_moved_on + row.deals_activity_dropped,
		);
		return {
			cohort_low_ratio: cohort?.low ?? null,
			cohort_high_ratio: cohort?.high ?? null,
			activity_low_ratio: activity?.low ?? null,
			activity_high_ratio: activity?.high ?? null,
		};
	},
	checks: [
		{
			sentence: 'in the cohort = moved on + dropped + still open + unknown',
			holds: (row) =>
				row.deals_in_cohort ===
				row.deals_cohort_moved_on +
					row.deals_cohort_dropped +
					row.deals_cohort_open +
					row.deals_cohort_unknown,
		},
		{
			sentence: 'activity = cohort − outside the window + carried in, for moved on and for dropped',
			holds: (row) =>
				row.deals_activity_moved_on ===
					row.deals_cohort_moved_on - row.deals_outside_moved_on + row.deals_carried_in_moved_on &&
				row.deals_activity_dropped ===
					row.deals_cohort_dropped - row.deals_outside_dropped + row.deals_carried_in_dropped,
		},
		{
			sentence: 'both hold in value',
			holds: (row) =>
				isClose(
					row.in_cohort_amount,
					row.cohort_moved_on_amount +
						row.cohort_dropped_amount +
						row.cohort_open_amount +
						row.cohort_unknown_amount,
				) &&
				isClose(
					row.activity_moved_on_amount,
					row.cohort_moved_on_amount - row.outside_moved_on_amount + row.carried_in_moved_on_amount,
				) &&
				isClose(
					row.activity_dropped_amount,
					row.cohort_dropped_amount - row.outside_dropped_amount + row.carried_in_dropped_amount,
				),
		},
	],
	shareable: true,
	sql,
});
