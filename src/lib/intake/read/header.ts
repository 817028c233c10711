import { filled, isBlank, kindOf, type CellKind } from './cell-kind';
import { nameKey, namesKey } from './header-again';
import { looksLikeHeader } from './layout';
import { usualShape } from './record-shape';

/** Rows below a header that tell what its columns hold. */
const LOOKED_AT = 200;
/** Share of a column's cells that must be of one kind for the column to be of it. */
const MOSTLY = 0.8;
/** Values that a column below a header of several lines must have. */
const ENOUGH_VALUES = 4;
/** Lines that a header may take. */
const MOST_LINES = 4;

/** What stands for a unit below a name: in brackets, a currency, a sign of one, or a form of dates. */
const UNIT =
	/^(?:\(.{1,20}\)|\[.{1,20}\]|%|[A-Z]{3}|[km]?\p{Sc}|[kmt](?:EUR|USD|GBP|CHF)|days?|weeks?|months?|hours?|dates?|(?:yyyy|dd|mm)[-/. ].*)$/iu;

/** What rows hold below one name. */
export interface Column {
	kind: CellKind;
	values: number;
	/** Whether no row leaves it blank. */
	isFilled: boolean;
	texts: Set<string>;
}

/** What the columns hold below the header: their kind, and `text` where they are mixed. */
export function columnsOf(rows: readonly (readonly string[])[], width: number): Column[] {
	return Array.from({ length: width }, (_, position) => {
		const counts = new Map<CellKind, number>();
		const texts = new Set<string>();
		let total = 0;
		let blanks = 0;
		for (const row of rows) {
			const text = (row[position] ?? '').trim();
			const kind = kindOf(text);
			if (kind === 'blank') blanks++;
			if (kind === 'blank' || kind === 'placeholder') continue;
			total++;
			counts.set(kind, (counts.get(kind) ?? 0) + 1);
			texts.add(text);
		}
		const [kind, most] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? (['blank', 0] as const);
		return {
			kind: total === 0 ? 'blank' : most >= total * MOSTLY ? kind : 'text',
			values: total,
			isFilled: blanks === 0,
			texts,
		};
	});
}

/** Whether all numbers among the cells may be years. */
const areYears = (cells: readonly string[]): boolean =>
	cells.every((cell) => kindOf(cell) !== 'number' || /^\s*(?:19|20)\d\d\s*$/.test(cell));

/** Whether numbers in a row count columns or name years, as names of columns do: 1, 2, 3 or 2023, 2024. */
function isSeries(cells: readonly string[], ofYears = false): boolean {
	const numbers = cells.filter((cell) => kindOf(cell) === 'number').map((cell) => Number(cell.trim()));
	if (ofYears && !areYears(cells)) return false;
	if (numbers.length < 2 || numbers.some((number) => !Number.isInteger(number))) return false;
	return numbers.every((number, index) => index === 0 || number === numbers[index - 1]! + 1);
}

/**
 * What speaks for a record of names above these rows, and for one that is a row itself: names stand above values of
 * another kind, and do not come again as values of their column. Texts above texts prove nothing.
 */
export function proofOfNames(
	cells: readonly string[],
	rows: readonly (readonly string[])[],
): { names: number; values: number } {
	// A row that differs in nothing is the same line again, be it a header or not.
	const different = rows
		.filter((row) => !isBlank(row))
		.slice(0, LOOKED_AT)
		.filter((row) => row.some((cell, position) => nameKey(cell) !== nameKey(cells[position])));
	// A few rows that repeat most of it are a header again, with other notes.
	const again = (row: readonly string[]): boolean => {
		const same = row.filter((cell, position) => cell !== '' && cell === cells[position]).length;
		return same >= 2 && same * 2 >= filled(row);
	};
	const repeats = different.filter(again).length;
	const others = repeats * 10 <= different.length ? different.filter((row) => !again(row)) : different;
	const columns = columnsOf(others, cells.length);
	const series = isSeries(cells) && !others.slice(0, 3).some((row) => isSeries(row, areYears(cells)));
	let names = 0;
	let values = 0;
	for (const [position, cell] of cells.entries()) {
		const kind = kindOf(cell);
		const column = columns[position]!;
		if (kind === 'blank' || kind === 'placeholder' || column.kind === 'blank') continue;
		if (kind === 'text') {
			if (column.kind !== 'text') names += 2;
			else if (column.texts.has(cell.trim())) values++;
		} else if (kind === column.kind) {
			if (!(series && kind === 'number')) values++;
		} else if (column.kind !== 'text') names++;
		else if (kind === 'mark') values++;
	}
	return { names, values };
}

/** Whether the record names columns rather than being the first row, by itself and what stands below it. */
export function namesColumns(cells: readonly string[], rows: readonly (readonly string[])[]): boolean {
	const { names, values } = proofOfNames(cells, rows);
	return names + values === 0 ? looksLikeHeader(cells) || isSeries(cells) : names >= values;
}

/** Whether a cell may be of a header: a value is none, be it between quotes that are not those of its file. */
const isName = (cell: string): boolean =>
	['text', 'blank'].includes(kindOf(cell)) &&
	['text', 'blank'].includes(kindOf(cell.trim().replace(/^(["'])(.*)\1$/su, '$2')));

/**
 * How many records from `header` on are lines of the header, at least 1: lines of units or groups, which stand above
 * columns of values and hold none.
 */
export function linesOfHeader(records: readonly (readonly string[])[], header: number): number {
	const head = records[header]!;
	const width = head.length;
	for (let lines = Math.min(MOST_LINES, records.length - header - 1); lines > 1; lines--) {
		const heads = records.slice(header, header + lines);
		const last = heads.at(-1)!;
		if (
			heads.some((cells) => cells.length !== width || isBlank(cells)) ||
			heads
				.slice(1)
				.some((cells) => cells.every((cell, position) => nameKey(cell) === nameKey(head[position])))
		) {
			continue;
		}
		// The header again, amid rows, tells nothing of them.
		const own = new Set(heads.map(namesKey));
		const below = records
			.slice(header + lines)
			.filter((cells) => !isBlank(cells) && !own.has(namesKey(cells)));
		const columns = columnsOf(below.slice(0, LOOKED_AT), width);
		const valued = columns.map(
			({ kind, values }) => values >= ENOUGH_VALUES && (kind === 'number' || kind === 'date'),
		);
		const over = (cells: readonly string[]): number[] =>
			cells.flatMap((cell, position) => (valued[position] && cell.trim() !== '' ? [position] : []));
		const few = columns.map(({ kind }) => kind === 'number' || kind === 'date');
		const key = usualShape(below.slice(0, LOOKED_AT));
		const isFirstSparse = heads[0]!.filter(
			(cell, position) => cell.trim() === '' && columns[position]!.kind !== 'blank',
		);
		// Each line but the first must prove itself: it holds no value, and stands above columns of values – two of them, or one
		// where it cannot be a row or holds units – or it names what the groups above leave without a name.
		const proves = heads.slice(1).every((cells, index) => {
			if (
				!cells.every((cell) => isName(cell) || UNIT.test(cell.trim())) ||
				cells.some((cell, position) => columns[position]!.texts.has(cell.trim()))
			)
				return false;
			const positions = over(cells);
			if (positions.length >= Math.max(2, valued.filter(Boolean).length / 2)) return true;
			if (key !== '' && usualShape([cells]) === key) return false;
			const texts = cells.map((cell) => cell.trim()).filter((text) => text !== '');
			const isNoRow = cells.some((cell, position) => cell.trim() === '' && columns[position]!.isFilled);
			if (positions.length > 0 && isNoRow) return true;
			const areUnits = texts.length > 0 && texts.every((text) => UNIT.test(text));
			if (areUnits && isNoRow && cells.some((cell, position) => few[position] && cell.trim() !== ''))
				return true;
			const isComplete = texts.length === width && new Set(texts).size === width;
			const share = positions.length > 0 ? 1 / 3 : 1 / 2;
			return index === 0 && isComplete && isFirstSparse.length >= width * share;
		});
		if (proves && filled(last) > 0) return lines;
	}
	return 1;
}

/**
 * The names in a header of several lines, one below the other, parted by spaces; a group named in one cell is of the
 * blank cells to its right as well, as merged cells are exported.
 */
export function joinedHeader(lines: readonly (readonly string[])[]): string[] {
	const width = Math.max(...lines.map((cells) => cells.length));
	const parts = Array.from({ length: width }, (): string[] => []);
	lines.forEach((cells, index) => {
		let group = '';
		for (let position = 0; position < width; position++) {
			const text = (cells[position] ?? '').trim();
			if (text !== '') group = text;
			// Only above a name of its own does a blank cell belong to the group on its left.
			const named = lines.slice(index + 1).some((below) => (below[position] ?? '').trim() !== '');
			const ownColumn = lines.slice(0, index).every((above) => (above[position] ?? '').trim() === '');
			const name = text !== '' ? text : index < lines.length - 1 && named && ownColumn ? group : '';
			if (name !== '' && parts[position]!.at(-1) !== name) parts[position]!.push(name);
		}
	});
	return parts.map((names) => names.join(' '));
}
