import { kindOf, type CellKind } from './cell-kind';

/** Rows of a sample from which it is told what columns hold. */
const ENOUGH_ROWS = 5;
const MANY_ROWS = 20;
/** The same, of columns of numbers or dates. */
const MANY_VALUES = 8;
/** Share of a column's values that must be of one kind. */
const NEARLY_ALL = 0.95;
/** Share of rows that says nothing of the others. */
const FEW = 0.1;

export interface ColumnFact {
	/** The kind of nearly all its values; `text` where they are mixed or too few. */
	kind: CellKind;
	/** Whether no row leaves it blank. */
	isAlwaysFilled: boolean;
}

/** What each column holds in the rows of the sample that have all cells. */
export function columnFacts(rows: readonly (readonly string[])[], width: number): ColumnFact[] {
	const whole = rows.filter((cells) => cells.length === width);
	// Where rows come without their last cells, those are blank; a few may be damaged, and one cell alone is no row.
	const lengths = rows.map((cells) => cells.length).filter((length) => length > 1);
	const short = Math.min(lengths.sort((a, b) => a - b)[Math.floor(lengths.length * FEW)] ?? width, width);
	return Array.from({ length: width }, (_, position) => {
		const counts = new Map<CellKind, number>();
		let values = 0;
		let blanks = 0;
		for (const cells of whole) {
			const kind = kindOf(cells[position]!);
			if (kind === 'blank') blanks++;
			if (kind === 'blank' || kind === 'placeholder') continue;
			values++;
			counts.set(kind, (counts.get(kind) ?? 0) + 1);
		}
		const [kind, most] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? (['text', 0] as const);
		const isOne = values >= ENOUGH_ROWS && most >= values * NEARLY_ALL;
		const isValue = isOne && (kind === 'number' || kind === 'date');
		return {
			kind: isOne ? kind : 'text',
			isAlwaysFilled: whole.length >= (isValue ? MANY_VALUES : MANY_ROWS) && blanks === 0 && position < short,
		};
	});
}

/** Whether some of the cells, which begin at the first column, hold what their columns never do. */
export function contradicts(cells: readonly string[], facts: readonly ColumnFact[]): boolean {
	return cells.some((cell, position) => {
		const fact = facts[position];
		if (!fact || fact.kind === 'text') return false;
		const kind = kindOf(cell);
		if (kind === 'blank') return fact.isAlwaysFilled;
		return kind !== fact.kind && kind !== 'placeholder';
	});
}
