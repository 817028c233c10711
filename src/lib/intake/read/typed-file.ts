import { ProblemError } from '../../base/problem';
import type { RawFile } from './raw-file';

/** What a file of typed columns has of each. */
export interface TypedColumn {
	name: string;
	isNumber: boolean;
	/** Times that name no zone. */
	isOnTheWall?: boolean;
}

/** A column that cannot stand in a table; `holds` completes “holds …”. */
export interface LeftOut {
	name: string;
	holds: string;
}

export const NESTED = 'lists or structures, not one value a row';
export const NO_TEXT = 'bytes that are no text';

/** What a column holds whose type has no text. */
export const ofType = (type: string): string => `${type}, which is neither text, number, flag nor date`;

/** The field at `position` holds bytes that are no text, as was found while its values were read. */
export class NotText extends Error {
	constructor(readonly position: number) {
		super('The bytes are no text.');
	}
}

/** Reads a file, and again without the fields in which bytes were found that are no text. */
export async function withoutBytes<T>(read: (bytes: ReadonlySet<number>) => Promise<T>): Promise<T> {
	const found = new Set<number>();
	for (;;) {
		try {
			return await read(found);
		} catch (error) {
			if (!(error instanceof NotText) || found.has(error.position)) throw error;
			found.add(error.position);
		}
	}
}

/** Throws ProblemError `no-columns` if there are none that can be read. */
export function checkColumns(
	file: string,
	columns: readonly TypedColumn[],
	leftOut: readonly LeftOut[],
): void {
	if (columns.length > 0) return;
	const [first] = leftOut;
	throw new ProblemError({
		code: 'no-columns',
		message: first
			? `${file} has no column that can be read: “${first.name}” holds ${first.holds}.`
			: `${file} has no columns.`,
		wayOut: first
			? 'Write its values as texts, numbers, flags or dates, and give the file again.'
			: 'Export it again with its columns.',
		file,
		...(first ? { column: first.name } : {}),
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
	leftOut,
	rows,
}: {
	name: string;
	blob: Blob;
	table: string;
	format: string;
	columns: readonly TypedColumn[];
	leftOut: readonly LeftOut[];
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
		notices: leftOut.map(
			({ name: column, holds }) =>
				`${name}: column “${column}” is left out, as it holds ${holds}. If it is needed, spread it over columns of its own or write it as text.`,
		),
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
