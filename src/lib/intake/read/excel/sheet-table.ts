import { written } from '../../../base/written';
import type { Engine } from '../../../engine/engine';
import type { SetAsideRow } from '../../mapping';
import { footerLikeness, type FooterLikeness } from '../footer';
import { lineOfRow, type LineBreak, type RawColumn, type RawFile } from '../raw-file';
import { HEADER_AGAIN, REPORT_FOOTER } from '../reasons';
import { TableWriter } from '../table-writer';
import type { SheetRow } from './sheet-rows';

/** Rows from which header and left edge are told. */
const LOOKED_AT = 200;
const MOST_FOOTER_ROWS = 64;
const LISTED = 1_000;
const TEXT_LENGTH = 500;
const LEFT_OF_TABLE = 'cells to the left of the table';

interface Held {
	row: SheetRow;
	likeness: FooterLikeness;
}

const isFilled = (cell: string | null | undefined): cell is string =>
	cell !== null && cell !== undefined && cell.trim() !== '';
const filled = ({ cells }: SheetRow): number => cells.filter(isFilled).length;

const PAGE = 10_000;

async function* pagesOf(rows: readonly SetAsideRow[]): AsyncGenerator<SetAsideRow[], void, undefined> {
	for (let from = 0; from < rows.length; from += PAGE) yield rows.slice(from, from + PAGE);
}

/** What a RawFile says of the table itself. */
export type TableFacts = Pick<
	RawFile,
	| 'headerLine'
	| 'evidence'
	| 'columns'
	| 'rowsRead'
	| 'rowsKept'
	| 'rowsSetAside'
	| 'reasons'
	| 'setAside'
	| 'allSetAside'
	| 'blankLines'
	| 'lineBreaks'
	| 'lineOf'
>;

/**
 * Finds the table in the rows of a sheet and writes it: the header is the first row that fills more than half as many
 * cells as the fullest of the first 200 rows; what stands above is a title; lines of totals and of the report below are set
 * aside, and so is the header where it comes again.
 */
export class SheetTable {
	readonly #file: string;
	readonly #writer: TableWriter;
	/** The first rows, until the header is found among them. */
	#first: SheetRow[] | null = [];
	#header: SheetRow = { row: 0, cells: [], numbers: [] };
	#headerText: string[] = [];
	#titles: SheetRow[] = [];
	#left = 0;
	#held: Held[] = [];
	#isNarrowUsual = false;
	#rowsRead = 0;
	#lastRow = 0;
	#blankRows = 0;
	readonly #breaks: LineBreak[] = [];
	readonly #reasons = new Map<string, number>();
	readonly #setAside: SetAsideRow[] = [];
	/** By column: filled cells, and how many of them are numbers. */
	readonly #values: number[] = [];
	readonly #numbers: number[] = [];
	/** By column: whether a cell is a date of the sheet's own, which is of no time zone. */
	readonly #dates: boolean[] = [];

	constructor(engine: Engine, file: string, table: string, signal: AbortSignal | undefined) {
		this.#file = file;
		this.#writer = new TableWriter(engine, file, table, signal);
	}

	/** Cells of the table: what it has to tell. */
	get size(): number {
		return this.#headerText.length * this.#writer.rows;
	}

	/** Whether there is more than a heading or a list of notes. */
	get isTable(): boolean {
		return this.#headerText.length > 1 && this.#writer.rows > 0;
	}

	get isBlank(): boolean {
		return this.#header.row === 0;
	}

	/** Takes the next rows, in the order of the sheet. */
	async add(rows: readonly SheetRow[]): Promise<void> {
		for (const row of rows) {
			if (filled(row) === 0) continue;
			if (this.#first) {
				this.#first.push(row);
				if (this.#first.length === LOOKED_AT) await this.#begin();
			} else this.#take(row);
			if (this.#writer.full) await this.#writer.flush();
		}
	}

	/** Writes what is left. A blank sheet has no table; any other has, be it empty. */
	async finish(): Promise<TableFacts | null> {
		await this.#begin();
		if (this.isBlank) return null;
		this.#settle();
		await this.#writer.finish(this.#headerText.length);
		const rowsKept = this.#writer.rows;
		const breaks = this.#breaks;
		const all = this.#setAside.sort((a, b) => a.line - b.line);
		return {
			headerLine: this.#header.row,
			evidence: this.#evidence(),
			columns: this.#columns(),
			rowsRead: this.#rowsRead,
			rowsKept,
			rowsSetAside: this.#rowsRead - rowsKept,
			reasons: [...this.#reasons]
				.map(([reason, rows]) => ({ reason, rows }))
				.sort((a, b) => b.rows - a.rows || (a.reason < b.reason ? -1 : 1)),
			setAside: all
				.slice(0, LISTED)
				.map((row) => ({ ...row, text: [...row.text].slice(0, TEXT_LENGTH).join('') })),
			allSetAside: () => pagesOf(all),
			blankLines: this.#blankRows,
			lineBreaks: breaks,
			lineOf: (rowNo) => lineOfRow(breaks, rowsKept, rowNo),
		};
	}

	async discard(): Promise<void> {
		await this.#writer.discard();
	}

	#columns(): RawColumn[] {
		return Array.from({ length: this.#writer.width }, (_, position) => {
			const values = this.#values[position] ?? 0;
			const isNumber = values > 0 && this.#numbers[position] === values;
			return {
				header: this.#headerText[position] ?? `Column ${position + 1}`,
				position,
				name: `c${position}`,
				...(isNumber ? { isNumber } : {}),
				...(this.#dates[position] ? { isOnTheWall: true } : {}),
			};
		});
	}

	#evidence(): string[] {
		const above = this.#titles.length;
		const sentences = [`The header is row ${this.#header.row}.`];
		if (above > 0) {
			const text = this.#titles[0]?.cells.find(isFilled) ?? '';
			sentences.push(
				`${above} ${above === 1 ? 'row' : 'rows'} above it, beginning with “${text.slice(0, 60)}”: no rows of the table.`,
			);
		}
		if (this.#blankRows > 0) {
			sentences.push(
				`${written(this.#blankRows)} blank ${this.#blankRows === 1 ? 'row' : 'rows'}: no rows of the table.`,
			);
		}
		return sentences;
	}

	async #begin(): Promise<void> {
		const first = this.#first;
		if (!first) return;
		this.#first = null;
		const fullest = Math.max(0, ...first.map(filled));
		const at = first.findIndex((row) => filled(row) * 2 > fullest);
		const header = first[at];
		if (!header) return;
		this.#header = header;
		this.#titles = first.slice(0, at);
		this.#left = Math.min(...first.slice(at).map(({ cells }) => cells.findIndex(isFilled)));
		const right = header.cells.findLastIndex(isFilled) + 1;
		this.#headerText = Array.from({ length: right - this.#left }, (_, position) => {
			const cell = header.cells[this.#left + position];
			return isFilled(cell) ? cell.trim() : `Column ${position + 1}`;
		});
		this.#lastRow = header.row;
		this.#writer.widen(this.#headerText.length);
		for (const row of first.slice(at + 1)) {
			this.#take(row);
			if (this.#writer.full) await this.#writer.flush();
		}
	}

	#take(row: SheetRow): void {
		this.#rowsRead++;
		this.#blankRows += row.row - this.#lastRow - 1;
		this.#lastRow = row.row;
		if (row.cells.findIndex(isFilled) < this.#left) {
			this.#putAside(row, LEFT_OF_TABLE);
			return;
		}
		const cells = row.cells.slice(this.#left, row.cells.findLastIndex(isFilled) + 1);
		if (this.#isHeader(cells)) {
			this.#putAside(row, HEADER_AGAIN);
			return;
		}
		const likeness = footerLikeness(
			Array.from(cells, (cell) => cell ?? ''),
			this.#headerText.length,
		);
		if (likeness === 'no') {
			this.#keepHeld();
			this.#keep(row);
			return;
		}
		this.#held.push({ row, likeness });
		if (this.#held.length > MOST_FOOTER_ROWS) this.#keepHeld(1);
	}

	#isHeader(cells: SheetRow['cells']): boolean {
		const header = this.#header.cells;
		return (
			cells.length === this.#headerText.length &&
			this.#headerText.every(
				(_, position) => (cells[position] ?? '') === (header[this.#left + position] ?? ''),
			)
		);
	}

	#keep({ row, cells, numbers }: SheetRow): void {
		const own = this.#left === 0 ? cells : cells.slice(this.#left);
		for (let position = 0; position < own.length; position++) {
			if (!isFilled(own[position])) continue;
			this.#values[position] = (this.#values[position] ?? 0) + 1;
			const isNumber = numbers[position + this.#left];
			if (isNumber) this.#numbers[position] = (this.#numbers[position] ?? 0) + 1;
			else if (isNumber === false) this.#dates[position] = true;
		}
		// A sheet has no end on the right: cells that hold nothing are no columns.
		if (own.length > this.#writer.width) own.length = Math.max(own.findLastIndex(isFilled) + 1, 0);
		this.#writer.add(own);
		const last = this.#breaks.at(-1);
		const isNext = last !== undefined && last.line + (this.#writer.rows - last.row) === row;
		if (!isNext) this.#breaks.push({ row: this.#writer.rows, line: row });
	}

	/** Keeps the oldest `count` rows that were held back: they stand among the data. */
	#keepHeld(count = this.#held.length): void {
		for (const { row, likeness } of this.#held.splice(0, count)) {
			this.#keep(row);
			if (likeness === 'narrow') this.#isNarrowUsual = true;
		}
	}

	/** At the end of the sheet: from the first line of a footer on, what was held back is set aside. */
	#settle(): void {
		const isData = this.#writer.rows > 0;
		const at = this.#held.findIndex(
			({ likeness }) => likeness === 'sure' || (likeness === 'narrow' && isData && !this.#isNarrowUsual),
		);
		const footer = at < 0 ? [] : this.#held.splice(at);
		this.#keepHeld();
		for (const { row } of footer) this.#putAside(row, REPORT_FOOTER);
	}

	#putAside({ row, cells }: SheetRow, reason: string): void {
		this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
		const text = Array.from(cells, (cell) => cell ?? '').join(',');
		this.#setAside.push({ file: this.#file, line: row, reason, text });
	}
}
