import type { Row } from '../../engine/engine';
import type { Snapshot } from '../snapshot';

/**
 * Columns of the value basis that a contract promises now and did not when links were already out: a report of then has
 * no value of them, which is null, and drew these marts in deals whatever was asked for.
 */
const LATER_AMOUNTS: Record<string, readonly string[]> = {
	funnel_by_policy: [
		'reached_amount',
		'moved_on_amount',
		'dropped_amount',
		'open_amount',
		'unknown_amount',
		'removed_amount',
		'left_out_amount',
		'deals_without_amount',
	],
	conversion_matured: [
		'entered_amount',
		'moved_on_amount',
		'dropped_amount',
		'open_amount',
		'undated_amount',
		'matured_amount',
		'matured_moved_on_amount',
		'deals_without_amount',
	],
};

/** Further such columns, without which a report is drawn as it is asked for. */
const LATER_COLUMNS: Record<string, readonly string[]> = {
	headline: ['deals_open_with_amount'],
};

const namesIn = (columns: Record<string, readonly string[]>, mart: string): readonly string[] =>
	Object.hasOwn(columns, mart) ? (columns[mart] ?? []) : [];

const lacks = (mart: string, rows: readonly Row[]): boolean =>
	rows.some((row) => namesIn(LATER_AMOUNTS, mart).some((name) => !Object.hasOwn(row, name)));

/** The report as it was drawn when it was shared: in deals, where it holds no amounts of what it shows. */
export function asItWasDrawn(snapshot: Snapshot): Snapshot {
	const held: [string, readonly Row[]][] = [
		...Object.entries(snapshot.results),
		...snapshot.answers.map(({ mart, rows }): [string, readonly Row[]] => [mart, rows]),
	];
	return held.some(([mart, rows]) => lacks(mart, rows))
		? { ...snapshot, state: { ...snapshot.state, measure: 'count' } }
		: snapshot;
}

/** Whether an older report may be without this column of a mart. */
export const isLaterColumn = (mart: string, name: string): boolean =>
	[LATER_AMOUNTS, LATER_COLUMNS].some((columns) => namesIn(columns, mart).includes(name));
