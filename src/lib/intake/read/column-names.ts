import { count } from './delimiter-evidence';
import { withoutGlue } from './glued-name';
import { joinedHeader } from './header';

/** Share of rows that must have more cells than the header for the header to be taken for incomplete. */
const MOST_ROWS = 0.9;
/** Rows from which it is known that the header is what is incomplete. */
const FEW_ROWS = 3;

/** The most common value of `values`, the larger of two equally common ones. */
function mode(values: readonly number[]): number {
	const counts = new Map<number, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	let best = 0;
	for (const [value, times] of counts) {
		const most = counts.get(best) ?? 0;
		if (times > most || (times === most && value > best)) best = value;
	}
	return best;
}

const headerText = (cell: string | undefined): string => (cell ?? '').replace(/^\uFEFF/, '').trim();

/** What the columns of a table are called. */
export interface ColumnNames {
	/** One a column; blank or missing where the file has none. */
	names: string[];
	/** By position, names as the file has them, where white space surrounds them. */
	written: Map<number, string>;
	/** How many columns there are. */
	width: number;
	/** Why, and what must be known before the table is believed: sentences. */
	evidence: string[];
	notices: string[];
}

/** Names of columns by the lines of the header, none where there is none, and the rows below, which may have more or fewer cells. */
export function columnNames(
	file: string,
	lines: readonly (readonly string[])[],
	rows: readonly (readonly string[])[],
	divided: number,
): ColumnNames {
	const usual = mode(rows.map((record) => record.length)) || divided;
	let names = joinedHeader(lines.map((cells) => cells.map(headerText)));
	const evidence: string[] = [];
	const nameless = names.filter((name) => name === '').length;
	const narrower = rows.filter((record) => record.length === names.length - 1).length;
	if (nameless === 1 && rows.length > 0 && narrower >= rows.length * MOST_ROWS) {
		names = names.filter((name) => name !== '');
		evidence.push(
			`The header has one cell more than nearly all rows, and no name in it: that cell is left out.`,
		);
	}
	let width = lines.length === 0 ? usual : names.length;
	const wider = rows.filter((record) => record.length === usual);
	const beyond = wider.filter((record) => record.slice(width).some((cell) => cell.trim() !== ''));
	const notices: string[] = [];
	const glued = lines.length === 1 && usual === width + 1 && wider.length >= rows.length * MOST_ROWS;
	const parted = glued ? withoutGlue(names, wider, beyond.length === 0) : null;
	if (parted) {
		const { glued: ran, at } = parted;
		names = parted.names;
		width = usual;
		if (ran.length === 1) evidence.push(`The header lacks a delimiter: “${ran[0]}” is read as two names.`);
		else {
			notices.push(
				`${file}: two names of the header ran together somewhere from “${ran[0]}” to “${ran.at(-1)}”, as what stands below the others shows. Columns ${at + 1} to ${at + 1 + ran.length} are called by their number: look at what they hold.`,
			);
		}
	}
	const areWider = rows.length >= FEW_ROWS && wider.length >= rows.length * MOST_ROWS && beyond.length > 0;
	if (lines.length > 0 && usual > width && areWider) {
		evidence.push(
			`The header names ${count(width, 'column')}, but nearly all rows have ${usual}: the last are called Column ${width + 1} and so on.`,
		);
		notices.push(
			`${file}: the header names ${count(width, 'column')}, but nearly all rows have ${usual}. If a name is missing before the last, names stand above wrong columns: check them.`,
		);
		width = usual;
	}
	const asWritten = lines.length === 1 ? lines[0]! : [];
	const written = new Map(
		asWritten.flatMap((text, position): [number, string][] =>
			text !== names[position] && headerText(text) === names[position] ? [[position, text]] : [],
		),
	);
	return { names, written, width, evidence, notices };
}
