import { wilsonInterval } from '../../stats/interval';
import {
	amount,
	deals,
	isClose,
	ratio,
	segmentParam,
	segmentValueColumn,
	stageColumns,
	visits,
} from '../columns';
import { defineMart } from '../contract';
import activityOutcomes from '../parts/stage_outcomes_activity.sql?raw';
import cohortOutcomes from '../parts/stage_outcomes_cohort.sql?raw';
import activityVisits from '../parts/stage_visits_activity.sql?raw';
import cohortVisits from '../parts/stage_visits_cohort.sql?raw';
import sql from './funnel_by_segment.sql?raw';

/** Metrics §3: the funnel of each value of a segment. Its counts add up to those of the funnel. */
export const funnelBySegment = defineMart({
	name: 'funnel_by_segment',
	question: 'Where do deals of each kind go, stage by stage?',
	grain: 'one value of the segment that deals in scope have, and open stage of the process',
	population: 'basis',
	params: { segment: segmentParam },
	columns: {
		value: segmentValueColumn,
		...stageColumns,
		deals_reached: deals(
			'Deals whose furthest known stage is this one or a later one; won deals have reached all. Cohort basis: deals started in the window. Activity basis: deals that passed or dropped from this stage in the window.',
		),
		reached_amount: amount('Amount of the deals reached; deals without amount count as 0.'),
		deals_entered: deals('Deals reached that have a recorded visit to this stage.'),
		entered_amount: amount('Amount of the deals entered.'),
		deals_skipped: deals('Reached − entered. Holds the deals without any recorded visit, too.'),
		skipped_amount: amount('Amount of the deals skipped.'),
		deals_unrecorded: deals(
			'Of the deals skipped, those of which no record tells whether they skipped: without any recorded visit, or seen only in exports of different days, before the stage and after it.',
		),
		deals_moved_on: deals('Deals that reached the next stage; at the last stage, deals won.'),
		moved_on_amount: amount('Amount of the deals moved on.'),
		deals_dropped: deals('Lost deals whose furthest known stage is this one.'),
		dropped_amount: amount('Amount of the deals dropped.'),
		deals_open: deals('Open deals whose furthest known stage is this one.'),
		open_amount: amount('Amount of the deals still open here.'),
		deals_unknown: deals('Lost deals whose furthest stage the data do not prove; in the first stage only.'),
		unknown_amount: amount('Amount of the lost deals with unknown furthest stage.'),
		deals_moved_back: deals('Deals with at least one move from this stage to an earlier one.'),
		moved_back_amount: amount('Amount of the deals moved back.'),
		visits_entered: visits('Visits, re-entries included: moved on + lost + moved back + still there.'),
		visits_moved_on: visits('Visits that ended by moving to a later stage or being won.'),
		visits_lost: visits('Visits that ended by being lost.'),
		visits_moved_back: visits('Visits that ended by moving to an earlier stage.'),
		visits_open: visits('Visits that have not ended.'),
		deals_without_amount: deals('Deals reached that have no amount: they count as 0 in value.'),
		so_far_ratio: ratio('Conversion so far: moved on ÷ reached.'),
		so_far_amount_ratio: ratio('Conversion so far by value: moved-on amount ÷ reached amount.'),
		resolved_ratio: ratio('Resolved conversion: moved on ÷ (moved on + dropped).'),
		resolved_amount_ratio: ratio('Resolved conversion by value.'),
		resolved_floor_ratio: ratio(
			'Resolved conversion if every lost deal of this value whose furthest stage is unknown had dropped here: the least it can be.',
		),
		resolved_floor_amount_ratio: ratio('The least that resolved conversion by value can be.'),
		drop_off_ratio: ratio('Drop-off: 1 − resolved conversion.'),
		drop_off_amount_ratio: ratio('Drop-off by value.'),
		cumulative_ratio: ratio('Reached ÷ reached at the first stage, of the same value of the segment.'),
		cumulative_amount_ratio: ratio(
			'Reached amount ÷ reached amount at the first stage, of the same value of the segment.',
		),
	},
	statistics: {
		so_far_low_ratio: ratio('Lower end of the 95 % Wilson interval of conversion so far, n = reached.'),
		so_far_high_ratio: ratio('Upper end of the 95 % Wilson interval of conversion so far.'),
		resolved_low_ratio: ratio(
			'Lower end of the 95 % Wilson interval of resolved conversion, n = moved on + dropped.',
		),
		resolved_high_ratio: ratio('Upper end of the 95 % Wilson interval of resolved conversion.'),
	},
	derive: (row) => {
		const soFar = wilsonInterval(row.deals_moved_on, row.deals_reached);
		const resolved = wilsonInterval(row.deals_moved_on, row.deals_moved_on + row.deals_dropped);
		return {
			so_far_low_ratio: soFar?.low ?? null,
			so_far_high_ratio: soFar?.high ?? null,
			resolved_low_ratio: resolved?.low ?? null,
			resolved_high_ratio: resolved?.high ?? null,
		};
	},
	checks: [
		{
			sentence: 'reached = moved on + dropped + still there + unknown, in deals',
			holds: (row) =>
				row.deals_reached === row.deals_moved_on + row.deals_dropped + row.deals_open + row.deals_unknown,
		},
		{
			sentence: 'reached = moved on + dropped + still there + unknown, in value',
			holds: (row) =>
				isClose(
					row.reached_amount,
					row.moved_on_amount + row.dropped_amount + row.open_amount + row.unknown_amount,
				),
		},
		{
			sentence: 'skipped = reached − entered, and no less than unrecorded',
			holds: (row) =>
				row.deals_skipped === row.deals_reached - row.deals_entered &&
				row.deals_skipped >= row.deals_unrecorded,
		},
		{
			sentence: 'visits = moved on + lost + moved back + still there',
			holds: (row) =>
				row.visits_entered ===
				row.visits_moved_on + row.visits_lost + row.visits_moved_back + row.visits_open,
		},
		{
			sentence: 'unknown drop-offs stand in the first stage only',
			holds: (row) => row.stage_rank === 1 || row.deals_unknown === 0,
		},
	],
	adds: [{ over: 'value' }],
	shareable: true,
	sql,
	relations: (scope) =>
		scope.basis === 'cohort'
			? { stage_outcomes: cohortOutcomes, stage_visits: cohortVisits }
			: { stage_outcomes: activityOutcomes, stage_visits: activityVisits },
});
