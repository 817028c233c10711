import { damaged } from '../damage';
import { unpack } from '../zip';
import { serialText, type Shown } from './number-format';
import { unescaped, type Sheet, type Workbook } from './workbook';
import { attribute, scanXml, XmlError } from './xml';

/** A row that has cells. */
export interface SheetRow {
	/** As the sheet counts, from 1. */
	row: number;
	/** By column; a blank cell is null or missing. */
	cells: (string | null | undefined)[];
	/** By column: whether the cell holds a number that is shown as one. */
	numbers: (boolean | undefined)[];
}

/** Cells of a sheet that hold no value of their own. */
export interface Valueless {
	/** Error cells by what they say, `#N/A`. */
	errors: Map<string, number>;
	/** Formulas whose value was never computed. */
	uncalculated: number;
}

const MOST_COLUMNS = 16_384;

/** The column of a reference such as `AB12`, 0-based. */
function columnOf(reference: string): number {
	let column = 0;
	for (let at = 0; at < reference.length; at++) {
		const letter = (reference.charCodeAt(at) | 32) - 96;
		if (letter < 1 || letter > 26) break;
		column = column * 26 + letter;
	}
	return column - 1;
}

/** Whole numbers as they are written, however long; others as the double that they are. */
function numberText(written: string, shown: Shown, is1904: boolean): string {
	if (shown === 'number' && /^-?\d+$/.test(written)) return written === '-0' ? '0' : written;
	const value = Number(written);
	return written.trim() === '' || !Number.isFinite(value) ? written : serialText(value, shown, is1904);
}

/** A date that is written out, as few programs do: with its time only if that is not midnight or is shown. */
function writtenDateText(written: string, shown: Shown): string {
	const parts = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d(?:\.\d+)?)?Z?)?$/.exec(written.trim());
	if (!parts) return written;
	const [, day = '', minutes, seconds = ':00'] = parts;
	if (minutes === undefined) return day;
	const time = `${minutes}${seconds.replace(/\.0*$/, '')}`;
	return time === '00:00:00' && shown !== 'instant' ? day : `${day}T${time}Z`;
}

/**
 * The rows of a sheet that have cells, in order and in batches. Throws ProblemError `file-damaged`. What has no value is
 * counted in `valueless`.
 */
export async function* sheetRows(
	book: Workbook,
	sheet: Sheet,
	valueless: Valueless,
	onProgress?: (done: number) => void,
	signal?: AbortSignal,
): AsyncGenerator<SheetRow[], void, undefined> {
	const { texts, styles, is1904 } = book;
	let rows: SheetRow[] = [];
	let row: SheetRow = { row: 0, cells: [], numbers: [] };
	let column = -1;
	let type = 'n';
	let shown: Shown = 'number';
	let value: string | null = null;
	let inside: 'value' | 'text' | 'hint' | null = null;
	let hasFormula = false;
	let isData = false;

	const endCell = (): void => {
		if (value === null || value === '') {
			if (hasFormula && value === null) valueless.uncalculated++;
			return;
		}
		switch (type) {
			case 's': {
				const text = texts[Number(value)];
				if (text === undefined) {
					throw damaged(book.file, `row ${row.row} of “${sheet.name}” names a text that is not there.`);
				}
				row.cells[column] = text;
				return;
			}
			case 'inlineStr':
			case 'str':
				row.cells[column] = unescaped(value);
				return;
			case 'b':
				row.cells[column] = value.trim() === '1' || value.trim() === 'true' ? 'true' : 'false';
				return;
			case 'e':
				valueless.errors.set(value, (valueless.errors.get(value) ?? 0) + 1);
				return;
			case 'd':
				row.cells[column] = writtenDateText(value, shown);
				row.numbers[column] = false;
				return;
			default:
				row.cells[column] = numberText(value, shown, is1904);
				row.numbers[column] = shown === 'number';
		}
	};

	const handler = {
		open(name: string, tag: string): void {
			if (name === 'sheetData') isData = true;
			if (!isData) return;
			switch (name) {
				case 'row': {
					const told = attribute(tag, 'r');
					row = { row: told === undefined ? row.row + 1 : Number(told), cells: [], numbers: [] };
					column = -1;
					return;
				}
				case 'c': {
					const reference = attribute(tag, 'r');
					column = reference === undefined ? column + 1 : columnOf(reference);
					if (!(column >= 0 && column < MOST_COLUMNS)) {
						throw damaged(book.file, `a cell in row ${row.row} of “${sheet.name}” stands in no column.`);
					}
					type = attribute(tag, 't') ?? 'n';
					shown = styles[Number(attribute(tag, 's') ?? 0)] ?? 'number';
					value = null;
					hasFormula = false;
					return;
				}
				case 'v':
					inside = 'value';
					value ??= '';
					return;
				case 'f':
					hasFormula = true;
					return;
				case 't':
					if (inside !== 'hint') {
						inside = 'text';
						value ??= '';
					}
					return;
				case 'rPh':
					inside = 'hint';
			}
		},
		close(name: string): void {
			switch (name) {
				case 'sheetData':
					isData = false;
					return;
				case 'row':
					if (row.cells.length > 0) rows.push(row);
					return;
				case 'c':
					if (isData) endCell();
					return;
				case 'v':
				case 'rPh':
					inside = null;
					return;
				case 't':
					if (inside === 'text') inside = null;
			}
		},
		text(text: string): void {
			if (inside === 'value' || inside === 'text') value = (value ?? '') + text;
		},
	};

	let read = 0;
	async function* counted() {
		for await (const chunk of unpack(book.blob, book.file, sheet.member, signal)) {
			read += chunk.length;
			yield chunk;
		}
	}
	try {
		for await (const scanned of scanXml(counted(), handler)) {
			void scanned;
			onProgress?.(read / Math.max(sheet.member.size, 1));
			if (rows.length === 0) continue;
			yield rows;
			rows = [];
		}
	} catch (error) {
		if (!(error instanceof XmlError)) throw error;
		throw damaged(book.file, `its sheet “${sheet.name}” is not the XML that it should be.`, error);
	}
}
