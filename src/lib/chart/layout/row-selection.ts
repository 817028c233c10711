/** Rows picked of a long list: half-open spans of row numbers from 0, ascending and apart from each other. */
export type RowSelection = readonly (readonly [from: number, before: number])[];

export const NO_ROWS: RowSelection = [];

/** How many rows are picked. */
export const pickedCount = (picked: RowSelection): number =>
	picked.reduce((sum, [from, before]) => sum + before - from, 0);

/** Whether row `index` is picked. */
export const isPicked = (picked: RowSelection, index: number): boolean =>
	picked.some(([from, before]) => from <= index && index < before);

/** The selection with the rows of `a` to `b`, both included and in either order, picked or not. */
export function pickRows(picked: RowSelection, a: number, b: number, isOn: boolean): RowSelection {
	const from = Math.min(a, b);
	const before = Math.max(a, b) + 1;
	const spans: [number, number][] = [];
	for (const [start, end] of picked) {
		if (start < from) spans.push([start, Math.min(end, from)]);
		if (end > before) spans.push([Math.max(start, before), end]);
	}
	if (isOn) spans.push([from, before]);
	spans.sort(([one], [other]) => one - other);
	const joined: [number, number][] = [];
	for (const [start, end] of spans) {
		const last = joined.at(-1);
		if (last && last[1] >= start) last[1] = Math.max(last[1], end);
		else joined.push([start, end]);
	}
	return joined;
}
