import { kindOf, type CellKind } from './cell-kind';

/** Values from which it is told what a column holds. */
const ENOUGH_VALUES = 5;
/** Rows from which it is told that a column is never blank. */
const MANY_ROWS = 8;
/** Share of a column's values that must be of one kind. */
const NEARLY_ALL = 0.95;
/** Share of rows that says nothing of the others. */
const FEW = 0.1;

export interface ColumnFact {
	/** The kind of nearly all its values; `text` where they are mixed or too few, `blank` of one without name and values. */
	kind: CellKind;
	/** Whether no row leaves it blank. */
	isAlwaysFilled: boolean;
}

/** The kind of nearly all values at `position`, `text` where they are mixed or too few, and how many cells are blank. */
function kindAt(rows: readonly (readonly string[])[], position: number): { kind: CellKind; blanks: number } {
	const counts = new Map<CellKind, number>();
	let values = 0;
	let blanks = 0;
	for (const cells of rows) {
		const kind = kindOf(cells[position]!);
		if (kind === 'blank') blanks++;
		if (kind === 'blank' || kind === 'placeholder') continue;
		values++;
		counts.set(kind, (counts.get(kind) ?? 0) + 1);
	}
	const [kind, most] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? (['text', 0] as const);
	const isBlank = values <= 1 || values <= rows.length * (1 - NEARLY_ALL);
	if (isBlank && rows.length >= MANY_ROWS) return { kind: 'blank', blanks };
	// Of few values one may stand in a row that is wrong.
	const areAlike = most >= values * NEARLY_ALL || (most >= ENOUGH_VALUES && most >= values - 1);
	return { kind: values >= ENOUGH_VALUES && areAlike ? kind : 'text', blanks };
}

/** What each column holds in the rows of the sample that have all cells. */
export function columnFacts(
	rows: readonly (readonly string[])[],
	width: number,
	isNamed: (position: number) => boolean,
): ColumnFact[] {
	const whole = rows.filter((cells) => cells.length === width);
	const columns = Array.from({ length: width }, (_, position) => {
		const found = kindAt(whole, position);
		// A column with a name is there for a value, be it a rare one.
		return found.kind === 'blank' && isNamed(position) ? { ...found, kind: 'text' as const } : found;
	});
	// Where rows come without their last cells, those are blank; but not where rows are short by damage, as values in wrong
	// columns show. A few may be damaged, and one cell alone is no row.
	const kinds = columns.map(({ kind }) => ({ kind, isAlwaysFilled: false }));
	const isDamaged = rows.some(
		(cells) => cells.length > 1 && cells.length < width && contradicts(cells, kinds),
	);
	const lengths = rows.map((cells) => cells.length).filter((length) => length > 1);
	const usual = Math.min(lengths.sort((a, b) => a - b)[Math.floor(lengths.length * FEW)] ?? width, width);
	const short = isDamaged ? width : usual;
	return columns.map(({ kind, blanks }, position) => ({
		kind,
		isAlwaysFilled: whole.length >= MANY_ROWS && blanks === 0 && position < short,
	}));
}

/** Whether some of the cells, which begin at the first column, hold what their columns never do. */
export function contradicts(cells: readonly string[], facts: readonly ColumnFact[]): boolean {
	return cells.some((cell, position) => {
		const fact = facts[position];
		if (!fact) return false;
		if (cell.trim() === '') return fact.isAlwaysFilled;
		if (fact.kind === 'text') return false;
		const kind = kindOf(cell);
		return kind !== fact.kind && kind !== 'placeholder';
	});
}
