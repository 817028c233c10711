import { foldHeader } from './fold';
import type { ColumnMapping } from './mapping';

/** Headers as a layout is known by them: folded; the second of a name is another one. */
export function headerKeys(columns: readonly Pick<ColumnMapping, 'header'>[]): string[] {
	const seen = new Map<string, number>();
	return columns.map(({ header }) => {
		const folded = foldHeader(header);
		const nth = (seen.get(folded) ?? 0) + 1;
		seen.set(folded, nth);
		return nth === 1 ? folded : `${folded}\u0000${nth}`;
	});
}

/** Shared headers over all headers of both (Jaccard), 0..1; the order of columns does not count. */
export function layoutSimilarity(
	a: readonly Pick<ColumnMapping, 'header'>[],
	b: readonly Pick<ColumnMapping, 'header'>[],
): number {
	const [keysA, keysB] = [new Set(headerKeys(a)), new Set(headerKeys(b))];
	const shared = [...keysA].filter((key) => keysB.has(key)).length;
	const all = keysA.size + keysB.size - shared;
	return all === 0 ? 0 : shared / all;
}

/** Whether two files have the same columns, in whatever order. */
export const sameLayout = (
	a: readonly Pick<ColumnMapping, 'header'>[],
	b: readonly Pick<ColumnMapping, 'header'>[],
): boolean => a.length === b.length && layoutSimilarity(a, b) === 1;
