import { amount, deals, isClose, ratio, stageColumns } from '../columns';
import { defineMart } from '../contract';
import { wilsonInterval } from '../../stats/interval';
import activityOutcomes from '../parts/stage_outcomes_activity.sql?raw';
import cohortOutcomes from '../parts/stage_outcomes_cohort.sql?raw';
import inOrderReach from '../parts/in_order_reach.sql?raw';
import sql from './funnel_by_policy.sql?raw';

/**
 * Metrics §3, skips: the funnel by each policy, beside its effect. What became of a deal in a stage is the same fact
 * under every policy; a policy decides only whether the deal counts there, and `in_order` takes away those that went on
 * by a skip.
 */
export const funnelByPolicy = defineMart({
	name: 'funnel_by_policy',
	question: 'How much does it matter how skipped stages are counted?',
	grain: 'one skip policy and open stage of the process',
	population: 'basis',
	params: {
		optional_stages: {
			type: 'text',
			nullable: true,
			definition:
				'Ranks of the stages that a deal may pass over, with commas between, e.g. 2,4: passing over one is no skip in_order. Null is none.',
		},
	},
	columns: {
		policy: {
			type: 'text',
			unit: 'label',
			definition:
				'imputed: reaching a later stage counts in all before it. observed: a deal counts only in stages it visited. in_order: a deal counts in the stages it entered one after the other from the first on; a skip (entering a stage, or winning, past one not yet visited) removes it from all later stages, unless all that it passed over are optional, or only of other pipelines than its own: then it counts in them, too. Between exports of different days nothing tells of a skip: a deal that only these tell of counts in all that it passed, unless none shows it in an open stage.',
		},
		...stageColumns,
		deals_reached: deals(
			'Deals that count in the stage by this policy. imputed: furthest known stage is this one or a later one. observed: a recorded visit to this stage. in_order: this stage and all before it visited without a skip, or passed over as optional.',
		),
		reached_amount: amount('Amount of the deals reached; deals without amount count as 0.'),
		deals_moved_on: deals(
			'Of these, imputed and observed: known to have reached a later stage, or won. in_order: counted in the next stage, too; at the last stage, won.',
		),
		moved_on_amount: amount('Amount of the deals moved on.'),
		deals_dropped: deals('Of these, lost with this as their furthest known stage.'),
		dropped_amount: amount('Amount of the deals dropped.'),
		deals_open: deals('Of these, open with this as their furthest known stage. None on the activity basis.'),
		open_amount: amount('Amount of the deals still open here.'),
		deals_unknown: deals(
			'Lost deals whose furthest stage the data do not prove: in the first stage of imputed only, since no visit of theirs is recorded.',
		),
		unknown_amount: amount('Amount of the lost deals with unknown furthest stage.'),
		deals_removed: deals(
			'in_order only: deals that went on from here by a skip and count in no later stage.',
		),
		removed_amount: amount('Amount of the deals removed by a skip.'),
		deals_left_out: deals('Effect of the policy: deals reached by imputed and not by this policy.'),
		left_out_amount: amount('Effect of the policy by value: amount of the deals left out.'),
		deals_left_out_unrecorded: deals(
			'Of the deals left out, those of which no record tells whether they skipped: without any recorded visit, or seen only in exports of different days, before the stage and after it.',
		),
		deals_without_amount: deals('Deals reached that have no amount: they count as 0 in value.'),
		so_far_ratio: ratio('Conversion so far: moved on ÷ reached.'),
		so_far_amount_ratio: ratio('Conversion so far by value: moved-on amount ÷ reached amount.'),
		resolved_ratio: ratio('Resolved conversion: moved on ÷ (moved on + dropped).'),
		resolved_amount_ratio: ratio('Resolved conversion by value.'),
		drop_off_ratio: ratio('Drop-off: 1 − resolved conversion.'),
		drop_off_amount_ratio: ratio('Drop-off by value.'),
		cumulative_ratio: ratio(
			'Reached ÷ reached at the first stage, by the same policy; above 1 where observed deals skipped the first stage.',
		),
		cumulative_amount_ratio: ratio('Reached amount ÷ reached amount at the first stage, by the same policy.'),
		resolved_effect_ratio: {
			type: 'number',
			unit: 'ratio_change',
			nullable: true,
			definition: 'Resolved conversion − that of imputed: what the policy adds to the rate.',
		},
		resolved_effect_amount_ratio: {
			type: 'number',
			unit: 'ratio_change',
			nullable: true,
			definition: 'Resolved conversion by value − that of imputed.',
		},
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
			sentence:
				'imputed: reached = moved on + dropped + still there + unknown, where moved on is what reached the next stage',
			holds: (row) =>
				row.policy !== 'imputed' ||
				(row.deals_removed === 0 &&
					row.deals_reached === row.deals_moved_on + row.deals_dropped + row.deals_open + row.deals_unknown),
		},
		{
			sentence:
				'observed: visited = moved on + dropped + still there, where moved on is any later stage or a win: the next stage’s visited may be more or fewer',
			holds: (row) =>
				row.policy !== 'observed' ||
				(row.deals_removed === 0 &&
					row.deals_unknown === 0 &&
					row.deals_reached === row.deals_moved_on + row.deals_dropped + row.deals_open),
		},
		{
			sentence:
				'in order: reached = moved on + dropped + still there + removed by a skip, where moved on is what reached the next stage in order',
			holds: (row) =>
				row.policy !== 'in_order' ||
				(row.deals_unknown === 0 &&
					row.deals_reached === row.deals_moved_on + row.deals_dropped + row.deals_open + row.deals_removed),
		},
		{
			sentence:
				'in value, under every policy: reached = moved on + dropped + still there + unknown + removed by a skip',
			holds: (row) =>
				isClose(
					row.reached_amount,
					row.moved_on_amount +
						row.dropped_amount +
						row.open_amount +
						row.unknown_amount +
						row.removed_amount,
				),
		},
		{
			sentence: 'no policy counts more deals in a stage than imputed',
			holds: (row) => row.deals_left_out >= 0,
		},
		{
			sentence: 'left out = reached by imputed − reached, and no less than those without a recorded visit',
			holds: (row, rows) => {
				const imputed = rows.find(
					({ policy, stage_rank }) => policy === 'imputed' && stage_rank === row.stage_rank,
				);
				return (
					row.deals_left_out === (imputed?.deals_reached ?? NaN) - row.deals_reached &&
					row.deals_left_out >= row.deals_left_out_unrecorded
				);
			},
		},
	],
	shareable: true,
	sql,
	relations: (scope) => ({
		stage_outcomes: scope.basis === 'cohort' ? cohortOutcomes : activityOutcomes,
		in_order_reach: inOrderReach,
	}),
});
