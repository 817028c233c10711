import { layoutSimilarity } from '../layout-likeness';
import type { MappedFile } from '../project-sql';
import { stemOf } from './export-day';

/** Least likeness of two layouts at which their files can be exports of one list. */
const SAME_LIST = 0.5;

export interface Series {
	files: MappedFile[];
	/** Deals that a file shares with others of the series. */
	shared: Map<MappedFile, number>;
}

/** Deals files that are of one list: of like layouts, and they share deals or are named alike but for the date. */
export function seriesOf(
	files: readonly MappedFile[],
	shared: readonly { first: number; other: number; shared: number }[],
	isDated: (file: MappedFile) => boolean,
): Series[] {
	const root = new Map(files.map((file) => [file, file]));
	const find = (file: MappedFile): MappedFile => {
		const up = root.get(file) ?? file;
		return up === file ? file : find(up);
	};
	const canBeOne = (a: MappedFile, b: MappedFile) =>
		layoutSimilarity(a.mapping.columns, b.mapping.columns) >= SAME_LIST;
	const counts = new Map<MappedFile, number>();
	for (const { first, other, shared: n } of shared) {
		const [a, b] = [files.find(({ index }) => index === first), files.find(({ index }) => index === other)];
		if (!a || !b || !canBeOne(a, b)) continue;
		root.set(find(a), find(b));
		for (const file of [a, b]) counts.set(file, Math.max(counts.get(file) ?? 0, n));
	}
	for (const [at, a] of files.entries()) {
		for (const b of files.slice(at + 1)) {
			if (isDated(a) && isDated(b) && stemOf(a.raw.file) === stemOf(b.raw.file) && canBeOne(a, b))
				root.set(find(a), find(b));
		}
	}
	const series = new Map<MappedFile, Series>();
	for (const file of files) {
		const own = series.get(find(file)) ?? { files: [], shared: counts };
		own.files.push(file);
		series.set(find(file), own);
	}
	return [...series.values()];
}
