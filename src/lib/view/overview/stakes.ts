import type { RowOf } from '../../model/contract';
import type { bottlenecks } from '../../model/marts/bottlenecks';
import type { SegmentFilter } from '../../model/scope';
import type { ViewState } from '../../share/state';

export type BottleneckRow = RowOf<typeof bottlenecks>;

/** A bottleneck that is more than chance, and what it costs. */
export interface Stake {
	row: BottleneckRow;
	/** What was found: too few move on, or deals stay too long. Both may be true; money goes first. */
	by: 'conversion' | 'time';
	/** The deals to look at, and the filter that leads to them. */
	pick: NonNullable<ViewState['pick']>;
	filter: SegmentFilter | null;
}

/**
 * A pipeline is a process of its own and no part of one: that renewals pass more easily than new business is no
 * bottleneck of new business. Which pipeline is looked at is for the scope to say.
 */
const NOT_COMPARED = 'pipeline';

/** Deals that two columns name alike (`Mid-market`, `200 to 999` employees) make one bottleneck and not two. */
function withoutTwins(rows: readonly BottleneckRow[]): BottleneckRow[] {
	const seen = new Set<string>();
	const isPlain = ({ value }: BottleneckRow) => value === null || !/\d/.test(value);
	// Of twins the one that has a name and not a range of numbers.
	return [...rows]
		.sort((a, b) => Number(isPlain(b)) - Number(isPlain(a)))
		.filter((row) => {
			if (row.segment === null) return true;
			const { stage_rank, deals_moved_on, deals_dropped, deals_completed, deals_running, won_amount } = row;
			const key = [
				stage_rank,
				deals_moved_on,
				deals_dropped,
				deals_completed,
				deals_running,
				won_amount,
			].join();
			if (seen.has(key)) return false;
			seen.add(key);
			return true;
		});
}

/** The costliest bottlenecks, by won value at stake and then by days; never one that may be chance. */
export function costliest(rows: readonly BottleneckRow[], most = 3): Stake[] {
	const looked = withoutTwins(rows.filter(({ segment }) => segment !== NOT_COMPARED));
	const byMoney = looked
		.filter((row) => row.is_conversion_flagged)
		.sort((a, b) => (b.won_at_stake_amount ?? 0) - (a.won_at_stake_amount ?? 0));
	const byTime = looked
		.filter((row) => row.is_dwell_flagged && !row.is_conversion_flagged)
		.sort((a, b) => (b.days_at_stake ?? 0) - (a.days_at_stake ?? 0));
	const stakeOf = (row: BottleneckRow, by: Stake['by']): Stake => ({
		row,
		by,
		pick: { rank: row.stage_rank, bucket: by === 'conversion' ? 'dropped' : 'running' },
		filter: row.segment === null ? null : { segment: row.segment, values: [row.value], exclude: false },
	});
	return [
		...byMoney.map((row) => stakeOf(row, 'conversion')),
		...byTime.map((row) => stakeOf(row, 'time')),
	].slice(0, most);
}

/** Whether any stage or value could be held against its benchmark: else that none does worse says nothing. */
export const isAnyTested = (rows: readonly BottleneckRow[]): boolean =>
	rows.some(({ conversion_p, dwell_p }) => conversion_p !== null || dwell_p !== null);

/** The scope's filters with that of a stake, which takes the place of another on its segment. */
export const filtersWith = (
	filters: readonly SegmentFilter[],
	filter: SegmentFilter | null,
): readonly SegmentFilter[] =>
	filter === null ? filters : [...filters.filter(({ segment }) => segment !== filter.segment), filter];
