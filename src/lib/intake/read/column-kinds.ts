import { filled, kindOf, type CellKind } from './cell-kind';
import { formOf, seenIn, type Seen } from './novelty';
import { shapeOf } from './record-shape';

/** Values from which it is told what a column holds. */
const ENOUGH_VALUES = 5;
/** Values from which it is supposed. */
const FEW_VALUES = 2;
/** Rows from which it is told that a column is never blank. */
const MANY_ROWS = 8;
/** Share of a column's values that must be of one kind. */
const NEARLY_ALL = 0.95;
/** Share of rows that says nothing of the others. */
const FEW = 0.1;

/** Short rows, of those that end with blank cells, that are damaged rather than written so. */
const FEW_SHORT = 0.3;
/** Rows with a value in their last cell for each short one, where none leaves it blank. */
const MOST_WHOLE = 4;
/** Columns of which two short rows have all by chance. */
const FEW_COLUMNS = 4;
/** Rows that end with a delimiter from which on that is a habit. */
const FEW_TRAILING = 2;

export interface ColumnFact {
	/** The kind of nearly all its values; `text` where they are mixed or too few, `blank` of one without name and values. */
	kind: CellKind;
	/** Whether no row leaves it blank. */
	isAlwaysFilled: boolean;
	/** The kind of all its values, be they only two: enough to doubt a row that is odd already. */
	likely: CellKind;
	/** Rows that were looked at, and how many of them leave it blank. */
	rows: number;
	blanks: number;
	/** How many of them have a digit in it. */
	withDigits: number;
	/** The kinds, forms and texts of its filled cells. */
	kinds: Seen;
	forms: Seen;
	texts: Seen;
}

/** The kind of nearly all values at `position`, `text` where they are mixed or too few, and how many cells are blank. */
function kindAt(
	rows: readonly (readonly string[])[],
	position: number,
): Pick<ColumnFact, 'kind' | 'likely' | 'blanks' | 'withDigits'> {
	const counts = new Map<CellKind, number>();
	let values = 0;
	let blanks = 0;
	let withDigits = 0;
	for (const cells of rows) {
		const kind = kindOf(cells[position]!);
		if (kind === 'blank') blanks++;
		else if (/\d/.test(cells[position]!)) withDigits++;
		if (kind === 'blank' || kind === 'placeholder') continue;
		values++;
		counts.set(kind, (counts.get(kind) ?? 0) + 1);
	}
	const [kind, most] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? (['text', 0] as const);
	const isBlank = values <= 1 || values <= rows.length * (1 - NEARLY_ALL);
	const likely = values >= FEW_VALUES && most === values ? kind : 'text';
	if (isBlank && rows.length >= MANY_ROWS) return { kind: 'blank', likely, blanks, withDigits };
	// Of few values one may stand in a row that is wrong.
	const areAlike = most >= values * NEARLY_ALL || (most >= ENOUGH_VALUES && most >= values - 1);
	return { kind: values >= ENOUGH_VALUES && areAlike ? kind : 'text', likely, blanks, withDigits };
}

/** Different texts that lines of one cell hold from which on they may be rows. */
const FEW_TEXTS = 3;
/** Share of the lines of one cell that follow another one, from which on they are rows. */
const TOGETHER = 0.1;

/**
 * Whether lines of one cell alone are rows of which little is known, a name and no more, and neither headings nor notes. A
 * table in groups begins with a heading, and each has rows below it; notes are few.
 */
function areAloneRows(rows: readonly (readonly string[])[], width: number): boolean {
	const alone = rows.map((cells) => {
		if (cells.length !== width || filled(cells) !== 1) return null;
		const position = cells.findIndex((cell) => cell.trim() !== '');
		const text = cells[position]!.trim();
		return HEADING_MARK.test(text) ? null : { position, text };
	});
	const texts = new Set(alone.flatMap((line) => line?.text ?? []));
	if (texts.size < FEW_TEXTS) return false;
	const count = alone.filter((line) => line !== null).length;
	const together = alone.filter(
		(line, index) => line && index > 0 && alone[index - 1]?.position === line.position,
	).length;
	return !alone[0] || together >= count * TOGETHER;
}

/** What each column holds in the rows of the sample that have all cells. */
export function columnFacts(
	rows: readonly (readonly string[])[],
	width: number,
	isNamed: (position: number) => boolean,
): ColumnFact[] {
	const areRows = width < 3 || areAloneRows(rows, width);
	const whole = rows.filter((cells) => cells.length === width && (areRows || filled(cells) > 1));
	const columns = Array.from({ length: width }, (_, position) => {
		const found = kindAt(whole, position);
		// A column with a name is there for a value, be it a rare one.
		return found.kind === 'blank' && isNamed(position) ? { ...found, kind: 'text' as const } : found;
	});
	// Where rows come without their last cells, those are blank; but not where rows are short by damage, as values in wrong
	// columns show. A few may be damaged, and one cell alone is no row.
	const kinds = columns.map((column, position) => {
		const texts = whole.map((cells) => cells[position]!.trim()).filter((text) => text !== '');
		return {
			...column,
			isAlwaysFilled: false,
			rows: whole.length,
			kinds: seenIn(texts.map(kindOf)),
			forms: seenIn(texts.map(formOf)),
			texts: seenIn(texts),
		};
	});
	const isDamaged = rows.some(
		(cells) => cells.length > 1 && cells.length < width && contradicts(cells, kinds),
	);
	const lengths = rows.map((cells) => cells.length).filter((length) => length > 1);
	const usual = Math.min(lengths.sort((a, b) => a - b)[Math.floor(lengths.length * FEW)] ?? width, width);
	const short = isDamaged ? width : usual;
	return kinds.map((column, position) => ({
		...column,
		isAlwaysFilled: whole.length >= MANY_ROWS && column.blanks === 0 && position < short,
	}));
}

/** How many rows with all these cells blank, at random, one would have to expect among those that were looked at. */
export const expectedBlank = (facts: readonly ColumnFact[], isBlank: (position: number) => boolean): number =>
	facts.reduce(
		(expected, { blanks, rows }, position) =>
			isBlank(position) ? (expected * (blanks + 0.5)) / (rows + 1) : expected,
		facts[0]?.rows ?? 0,
	);

/** Rows with one cell that are to be expected at most for another one to be no row, and for one that begins as no row does. */
const BY_CHANCE = 0.05;
const BY_CHANCE_FOREIGN = 0.5;
/** How the words begin or end that stand as headings and notes: “Region: North”, “-- North --”, “(continued)”, “...”. */
const HEADING_MARK = /^\p{L}[\p{L} ]*: \S|^[-=*_.~#(]|[-=*_)]$/u;

/** Whether a first cell begins as all others that were looked at, by what tells them from words. */
export function beginsAsRows(first: string, { rows, withDigits }: ColumnFact, shape: string): boolean {
	const bytes = new TextEncoder().encode(first.trim());
	if (shape !== '' && shapeOf(bytes, 0, bytes.length, { delimiter: -1, quote: 0x22 }) === shape) return true;
	return shape === '' && rows > 1 && withDigits === rows && /\d/.test(first);
}

/**
 * Whether cells are a heading or a note amid rows, and no row: all but one are blank, so many as are not in any row by chance,
 * and it does not begin as rows do. `shape` is that of their first cells, empty where it tells nothing.
 */
export function isHeading(cells: readonly string[], facts: readonly ColumnFact[], shape: string): boolean {
	const rows = facts[0]?.rows ?? 0;
	if (facts.length < 3 || rows === 0 || filled(cells) !== 1) return false;
	const position = cells.findIndex((cell) => cell.trim() !== '');
	const text = cells[position]!.trim();
	const { likely, withDigits, kinds } = facts[position]!;
	const kind = kindOf(text);
	const hasShape = position === 0 && shape !== '';
	if (!hasShape && likely !== 'text' && kind === likely) return false;
	const haveDigits = rows > 1 && withDigits === rows;
	if (position === 0 && beginsAsRows(text, facts[0]!, shape)) return false;
	const isNew = kind !== 'text' && (kinds.counts.get(kind) ?? 0) < 2;
	const isForeign = shape !== '' || haveDigits || likely !== 'text' || isNew || HEADING_MARK.test(text);
	const expected = expectedBlank(facts, (column) => (cells[column] ?? '').trim() === '');
	return expected < (isForeign ? BY_CHANCE_FOREIGN : BY_CHANCE);
}

/**
 * Whether rows are written without the blank cells that they end with: several are short, and those of all cells do not end with
 * blank ones instead, or hardly. Where all from one row on are short, a column was lost; two that follow each other and have all
 * cells together may be one row that a line end divides, and count for neither.
 */
export function isWrittenShort(rows: readonly (readonly string[])[], width: number): boolean {
	const all = rows.filter((cells) => cells.length > 1 && cells.length <= width);
	// Two that begin alike are rows of their own where they begin with a key, or where columns are few.
	const arePart = (one: readonly string[] = [], two: readonly string[] = []): boolean => {
		const together = one.length + two.length;
		if (one.length === width || two.length === width || (together !== width && together !== width + 1))
			return false;
		const form = formOf(two[0]!);
		return form !== formOf(one[0]!) || (!form.includes('0') && width > FEW_COLUMNS);
	};
	const lengths = all
		.filter((cells, at) => !arePart(cells, all[at + 1]) && !arePart(all[at - 1], cells))
		.map((cells) => cells.length);
	const short = lengths.filter((length) => length < width).length;
	const blank = rows.filter((cells) => cells.length === width && cells[width - 1]!.trim() === '').length;
	const filledLast = lengths.length - short - blank;
	const first = lengths.findIndex((length) => length < width);
	const isFromThere =
		lengths.length - first === short && new Set(lengths.slice(first)).size === 1 && filledLast > 0;
	if (short < 2 || isFromThere) return false;
	return blank > 1 ? short >= blank * FEW_SHORT : blank > 0 || short * MOST_WHOLE > filledLast;
}

/**
 * Whether some rows end with a delimiter too many, as is the habit of programs and not by damage: several do, and no others
 * have a cell too many.
 */
export function areTrailing(rows: readonly (readonly string[])[], width: number): boolean {
	const longer = rows.filter((cells) => cells.length === width + 1);
	const blank = longer.filter((cells) => cells[width]!.trim() === '').length;
	return blank >= FEW_TRAILING && blank === longer.length;
}

/** Whether some of the cells, which begin at the first column, hold what their columns never do. */
export function contradicts(
	cells: readonly string[],
	facts: readonly ColumnFact[],
	by: 'kind' | 'likely' = 'kind',
): boolean {
	return cells.some((cell, position) => {
		const fact = facts[position];
		if (!fact) return false;
		if (cell.trim() === '') return fact.isAlwaysFilled;
		if (fact[by] === 'text') return false;
		const kind = kindOf(cell);
		return kind !== fact[by] && kind !== 'placeholder';
	});
}
