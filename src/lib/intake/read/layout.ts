import { filled, isBlank, isValue } from './cell-kind';
import { footerLikeness } from './footer';

/** Lines of titles and filters that may stand above a header; more are rows. */
const MOST_ABOVE = 20;

/** Whether a record could be names of columns: several different ones and no values. */
export function looksLikeHeader(cells: readonly string[]): boolean {
	const texts = cells.map((cell) => cell.trim()).filter((text) => text !== '');
	return (
		texts.length > 0 &&
		texts.length * 2 >= cells.length &&
		!texts.some((text) => isValue(text) || text.length > 300)
	);
}

/** A table that records might make. */
export interface Layout {
	/** Index of the header, or of the first row, among the records. */
	header: number;
	/** Cells of most records from the header on. */
	width: number;
	/** Share of records from the header on, above a footer, that have this width. */
	agreement: number;
	/** The same share, with what stands above the header. */
	coverage: number;
}

/** Records, which are not blank, above the lines that a report prints below its rows. */
function withoutFooter(records: readonly (readonly string[])[], width: number): (readonly string[])[] {
	const sure = records.findIndex((cells, index) => index > 0 && footerLikeness(cells, width) === 'sure');
	const rows = sure > 0 ? records.slice(0, sure) : [...records];
	let end = rows.length;
	while (end > 1 && footerLikeness(rows[end - 1]!, width) === 'narrow') end--;
	// More lines than the table has are no footer.
	return rows.length - end <= end ? rows.slice(0, end) : rows;
}

/**
 * A title that fills one cell of a row of full width is no header if a fuller row of names follows below a blank line,
 * or is the first to stand above values.
 */
function belowTitle(records: readonly (readonly string[])[], first: number, width: number): number {
	if (filled(records[first]!) > 1 || width < 2) return first;
	let gap = false;
	for (let at = first + 1; at < Math.min(records.length, first + MOST_ABOVE); at++) {
		const cells = records[at]!;
		if (isBlank(cells)) {
			gap = true;
			continue;
		}
		if (cells.length !== width || filled(cells) < 2) continue;
		if (!looksLikeHeader(cells)) return first;
		const below = records.slice(at + 1).find((record) => !isBlank(record));
		const overValues =
			below !== undefined && cells.some((cell, column) => cell !== '' && isValue(below[column] ?? ''));
		return gap || overValues ? at : first;
	}
	return first;
}

/** Whether all records of this width end with a delimiter. */
const isTrailed = (records: readonly (readonly string[])[], width: number): boolean =>
	width > 2 && records.every((cells) => cells.length !== width || cells[width - 1]!.trim() === '');

/** The widths that a table in these records might have, each with its header. */
export function layouts(records: readonly (readonly string[])[]): Layout[] {
	const found: Layout[] = [];
	const widths = new Set(records.filter((cells) => !isBlank(cells)).map((cells) => cells.length));
	for (const width of widths) {
		const fits = (cells: readonly string[]): boolean =>
			cells.length === width && filled(cells) * 2 >= Math.min(width, 4) && !isBlank(cells);
		const at = records.findIndex(fits);
		if (at < 0) continue;
		const first = belowTitle(records, at, width);
		let header = first;
		// The name of a single column may have a delimiter behind it.
		const before = records[first - 1];
		if (width === 1 && before?.length === 2 && before[1] === '' && looksLikeHeader(before))
			header = first - 1;
		// A header may be wider or narrower than its rows; then the first record of full width is one of values.
		if (width > 1 && !looksLikeHeader(records[first]!)) {
			for (let before = first - 1; before >= 0; before--) {
				const cells = records[before]!;
				// Below filters, which are pairs, a report leaves a line blank.
				if (isBlank(cells) && cells.length < 2) break;
				if (isBlank(cells)) continue;
				if (filled(cells) >= 2 && cells.length * 2 >= width && looksLikeHeader(cells)) header = before;
				break;
			}
		} else if (first > 0 && isTrailed(records.slice(first), width)) {
			const names = records[first - 1]!;
			if (names.length === width - 1 && filled(names) === width - 1 && looksLikeHeader(names))
				header = first - 1;
		}
		const rows = withoutFooter(
			records.slice(first).filter((cells) => !isBlank(cells)),
			width,
		);
		const above = records.slice(0, header).filter((cells) => !isBlank(cells)).length;
		if (above > MOST_ABOVE) continue;
		const fitting = rows.filter((cells) => cells.length === width).length;
		found.push({
			header,
			width,
			agreement: fitting / rows.length,
			coverage: fitting / (rows.length + above),
		});
	}
	if (found.length > 0) return found;
	const header = records.findIndex((cells) => !isBlank(cells));
	return header < 0 ? [] : [{ header, width: records[header]!.length, agreement: 1, coverage: 1 }];
}
