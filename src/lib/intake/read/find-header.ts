import { ProblemError } from '../../base/problem';
import { filled, isBlank, isValue } from './cell-kind';
import { linesOfHeader, namesColumns, proofOfNames } from './header';
import { layouts, looksLikeHeader } from './layout';
import { cellTexts, parseRecord, type Format } from './record';
import type { SampleRecord } from './sample';

export interface Header {
	/** Its first line among the records, or -1. */
	at: number;
	/** How many records it takes. */
	lines: number;
	/** Its cells, if they are parted by another delimiter than the rows. */
	cells?: string[];
	/** The first record that is a row. */
	firstRow: number;
	evidence: string[];
}

/** The names in the line above rows without a header, if another delimiter parts it into as many names. */
function namesOtherwise(
	bytes: Uint8Array,
	above: SampleRecord,
	format: Format,
	width: number,
): string[] | null {
	for (const delimiter of [',', ';', '\t', '|', ' ']) {
		const byte = delimiter.charCodeAt(0);
		if (byte === format.delimiter || width < 3) continue;
		const other = { ...format, delimiter: byte };
		const { bodyEnd } = above.record;
		for (const closing of ['strict', 'cellwise'] as const) {
			const record = parseRecord(bytes, above.start, bodyEnd, true, other, closing);
			if (record.open || record.end < bodyEnd || record.cells.length !== width * 3) continue;
			const cells = cellTexts(bytes, record, other);
			if (looksLikeHeader(cells)) return cells;
		}
	}
	return null;
}

/**
 * The header below a line that names nothing by itself: groups over some of its columns, which are a line of it, or a title.
 * It is complete, and stands above columns of values.
 */
function belowGroups(
	records: readonly (readonly string[])[],
	at: number,
): Pick<Header, 'at' | 'lines' | 'firstRow'> | null {
	const [groups, names] = [records[at]!, records[at + 1] ?? []];
	if (names.length !== groups.length || groups.length < 3 || groups.some(isValue)) return null;
	if (filled(groups) > groups.length / 2 || filled(names) < names.length || !looksLikeHeader(names))
		return null;
	// A line of units may stand in between.
	const isProven = [at + 2, at + 3].some((from) => {
		const { names: named, values } = proofOfNames(names, records.slice(from));
		return named > 0 && values === 0;
	});
	if (!isProven) return null;
	const own = linesOfHeader(records, at + 1);
	const lines = filled(groups) > 1 ? own + 1 : own;
	const from = filled(groups) > 1 ? at : at + 1;
	return { at: from, lines, firstRow: from + lines };
}

/** Where the header stands: chosen by a person, or told from the records. */
export function findHeader(
	bytes: Uint8Array,
	records: readonly SampleRecord[],
	file: string,
	format: Format,
	width: number,
	chosen: number | undefined,
): Header {
	const cells = records.map((record) => record.cells);
	if (chosen === 0) {
		const evidence = ['The file has no header, as chosen: columns are called by their number.'];
		return { at: -1, lines: 0, firstRow: 0, evidence };
	}
	if (chosen !== undefined) {
		const at = records.findIndex(({ line }) => line === chosen);
		if (at < 0) {
			throw new ProblemError({
				code: 'no-such-line',
				message: `No record of ${file} begins on line ${chosen}.`,
				wayOut: 'Name the line on which the header begins, or 0 if there is none.',
				file,
				line: chosen,
			});
		}
		return { at, lines: 1, firstRow: at + 1, evidence: [] };
	}
	const layout = layouts(cells).find((candidate) => candidate.width === width);
	const at = layout?.header ?? cells.findIndex((record) => !isBlank(record));
	if (namesColumns(cells[at]!, cells.slice(at + 1))) {
		const lines = linesOfHeader(cells, at);
		return { at, lines, firstRow: at + lines, evidence: [] };
	}
	const grouped = belowGroups(cells, at);
	if (grouped) return { ...grouped, evidence: [] };
	const above = at === 1 ? namesOtherwise(bytes, records[0]!, format, width) : null;
	if (above) {
		const evidence = ['The header is parted by another delimiter than the rows.'];
		return { at: 0, lines: 1, cells: above, firstRow: 1, evidence };
	}
	const example = cells[at]!.find((cell) => cell.trim() !== '')?.trim() ?? '';
	return {
		at: -1,
		lines: 0,
		firstRow: at,
		evidence: [
			`The file has no header: its first row holds values of the same kind as those below (“${example.slice(0, 60)}”). Columns are called by their number.`,
		],
	};
}
