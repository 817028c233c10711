import { ProblemError } from '../../base/problem';
import type { RawFile } from './raw-file';

/** What a file of typed columns has of each. */
export interface TypedColumn {
	name: string;
	isNumber: boolean;
	/** Times that name no zone. */
	isOnTheWall?: boolean;
}

/** The problem with a column of lists, structures or maps. */
export function nestedColumn(file: string, column: string): ProblemError {
	return new ProblemError({
		code: 'nested-column',
		message: `Column “${column}” of ${file} holds lists or structures, not one value a row.`,
		wayOut: 'Leave the column out or spread it over columns of its own, and write the file again.',
		file,
		column,
	});
}

/** The problem with a column of a type that has no text; `type` completes “holds …”. */
export function unreadableColumn(file: string, column: string, type: string): ProblemError {
	return new ProblemError({
		code: 'unreadable-column',
		message: `Column “${column}” of ${file} holds ${type}, which is neither text, number, flag nor date.`,
		wayOut: 'Leave the column out or write it as text, and give the file again.',
		file,
		column,
	});
}

/** Throws ProblemError `no-columns` if there are none. */
export function checkColumns(file: string, columns: readonly TypedColumn[]): void {
	if (columns.length > 0) return;
	throw new ProblemError({
		code: 'no-columns',
		message: `${file} has no columns.`,
		wayOut: 'Export it again with its columns.',
		file,
	});
}

/** Every row of a typed file is kept. */

async function* noRows(): AsyncGenerator<never, void, undefined> {}

/** The RawFile of a file of typed columns, all of whose rows were kept; its lines are its rows. */
export function typedFile({
	name,
	blob,
	table,
	format,
	columns,
	rows,
}: {
	name: string;
	blob: Blob;
	table: string;
	format: string;
	columns: readonly TypedColumn[];
	rows: number;
}): RawFile {
	return {
		file: name,
		table,
		bytes: blob.size,
		lastModified: 'lastModified' in blob && typeof blob.lastModified === 'number' ? blob.lastModified : null,
		encoding: format,
		delimiter: '',
		quote: '',
		headerLine: 0,
		evidence: [`${format}: names and types of the columns are told by the file.`],
		notices: [],
		columns: columns.map(({ name: header, isNumber, isOnTheWall }, position) => ({
			header: header.trim() === '' ? `Column ${position + 1}` : header.trim(),
			position,
			name: `c${position}`,
			...(isNumber ? { isNumber } : {}),
			...(isOnTheWall ? { isOnTheWall } : {}),
		})),
		rowsRead: rows,
		rowsKept: rows,
		rowsSetAside: 0,
		reasons: [],
		setAside: [],
		allSetAside: noRows,
		padded: 0,
		blankLines: 0,
		lineBreaks: rows > 0 ? [{ row: 1, line: 1 }] : [],
		lineOf(rowNo) {
			if (Number.isInteger(rowNo) && rowNo >= 1 && rowNo <= rows) return rowNo;
			throw new RangeError(`There is no row ${rowNo}: ${rows} were kept.`);
		},
	};
}
