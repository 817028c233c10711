import { filled, kindOf, type CellKind } from './cell-kind';

/** Cells of a column above and below a row from which it is known that it holds something else from there on. */
const ENOUGH = 3;

/** The kind of a cell; blank where it tells nothing of its column. */
function kindIn(cell: string): CellKind {
	const kind = kindOf(cell);
	return kind === 'placeholder' ? 'blank' : kind;
}

interface Change {
	/** Rows between which it comes: after `from`, up to `to`. */
	from: number;
	to: number;
	before: CellKind;
	behind: CellKind;
}

/** Where a column that holds one kind of cells begins to hold another one, and no more the first. */
function changeOf(kinds: readonly CellKind[]): Change | null {
	const told = kinds.flatMap((one, row) => (one === 'blank' ? [] : [{ one, row }]));
	const at = told.findIndex(({ one }) => one !== told[0]!.one);
	if (at < ENOUGH || told.length - at < ENOUGH) return null;
	const behind = told[at]!.one;
	if (told.slice(at).some(({ one }) => one !== behind)) return null;
	return { from: told[at - 1]!.row, to: told[at]!.row, before: told[0]!.one, behind };
}

/**
 * The first of the rows, which all have the same number of cells, from which on they stand in another order of columns, -1 if
 * none is: at one place a column of one kind of cells becomes one of another kind, and the other way round.
 */
export function columnsChangeAt(rows: readonly (readonly string[])[]): number {
	const width = rows[0]?.length ?? 0;
	if (width < 2 || rows.length < 2 * ENOUGH) return -1;
	const all = rows.map((cells) =>
		filled(cells) > 1 ? cells.map(kindIn) : cells.map((): CellKind => 'blank'),
	);
	const changes = Array.from({ length: width }, (_, column) => changeOf(all.map((cells) => cells[column]!)));
	for (const one of changes) {
		const other = changes.find(
			(two) =>
				one &&
				two &&
				two.before === one.behind &&
				two.behind === one.before &&
				two.from < one.to &&
				one.from < two.to,
		);
		if (one && other) return Math.max(one.from, other.from) + 1;
	}
	return -1;
}
