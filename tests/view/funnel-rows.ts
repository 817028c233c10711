import { funnel } from '$lib/model/marts/funnel';
import type { FunnelRow } from '$lib/view/funnel/funnel-sentence';

/** A row of the funnel: what is given, and the statistics that follow; all else is none. */
export function funnelRow(given: Partial<FunnelRow>): FunnelRow {
	const row: Record<string, unknown> = {};
	for (const [name, column] of Object.entries(funnel.columns)) {
		row[name] = column.type === 'text' ? '' : 'nullable' in column && column.nullable ? null : 0;
	}
	const whole = { ...row, ...given } as FunnelRow;
	return { ...whole, ...funnel.derive(whole, {}) };
}

/** Ten deals: two stages, four dropped at Lead, one open in Proposal, two lost there, three won. */
export const TWO_STAGES: readonly FunnelRow[] = [
	funnelRow({
		stage_rank: 1,
		stage: 'Lead',
		deals_reached: 10,
		reached_amount: 1000,
		deals_moved_on: 6,
		moved_on_amount: 700,
		deals_dropped: 4,
		dropped_amount: 300,
		resolved_ratio: 0.6,
		resolved_amount_ratio: 0.7,
		resolved_floor_ratio: 0.6,
		so_far_ratio: 0.6,
		so_far_amount_ratio: 0.7,
		moved_on_of_all_ratio: 0.6,
		moved_on_of_all_amount_ratio: 0.7,
	}),
	funnelRow({
		stage_rank: 2,
		stage: 'Proposal',
		deals_reached: 6,
		reached_amount: 700,
		deals_moved_on: 3,
		moved_on_amount: 100,
		deals_dropped: 2,
		dropped_amount: 500,
		deals_open: 1,
		open_amount: 100,
		resolved_ratio: 0.6,
		resolved_amount_ratio: 1 / 6,
		resolved_floor_ratio: 0.6,
		so_far_ratio: 0.5,
		so_far_amount_ratio: 1 / 7,
		moved_on_of_all_ratio: 0.3,
		moved_on_of_all_amount_ratio: 0.1,
	}),
];
