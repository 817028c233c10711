/**
 * The measure of the Pollock benchmark (Vitagliano et al., PVLDB 16, 2023): how much of a table a reader got right, of 10.
 */

/** What the best reader without settings scores in it. */
export const BEST_KNOWN = 9.08;

/** A table as texts. */
export interface Table {
	header: string[];
	rows: string[][];
}

/** Precision, recall and F1 of what was loaded, each thing as often as it is there. */
function measures(source: readonly string[], loaded: readonly string[]): number[] {
	if (source.length === 0) return [1, 1, 1];
	const left = new Map<string, number>();
	for (const text of source) left.set(text, (left.get(text) ?? 0) + 1);
	let common = 0;
	for (const text of loaded) {
		const times = left.get(text) ?? 0;
		if (times === 0) continue;
		left.set(text, times - 1);
		common++;
	}
	if (common === 0) return [0, 0, 0];
	const [recall, precision] = [common / source.length, common / loaded.length];
	return [precision, recall, (2 * precision * recall) / (precision + recall)];
}

/** 10 for a table that was read as it is: success, and three measures each of its header, its records and its cells. */
export function scoreOf(clean: Table, loaded: Table | null): number {
	if (!loaded) return 0;
	const records = ({ rows }: Table): string[] => rows.map((cells) => cells.join(''));
	const cells = ({ header, rows }: Table): string[] => [header, ...rows].flat();
	return [
		1,
		...measures(clean.header, loaded.header),
		...measures(records(clean), records(loaded)),
		...measures(cells(clean), cells(loaded)),
	].reduce((sum, part) => sum + part, 0);
}
