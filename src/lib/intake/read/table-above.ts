import { headsAnotherTable, type TableSpan } from './another-table';
import { filled, isBlank } from './cell-kind';
import type { Header } from './find-header';
import type { Format } from './record';
import type { SampleRecord } from './sample';

/**
 * The header of a table above the one that was found, if that is no larger: of several tables in a text the last one agrees
 * best with what follows, and the first of the largest is meant. -1 if there is none.
 */
export function largerAbove(
	bytes: Uint8Array,
	records: readonly SampleRecord[],
	format: Format,
	header: Header,
	width: number,
): number {
	if (header.at <= 0 || header.cells) return -1;
	const cells = records.map((record) => record.cells);
	const above = tableAbove(bytes, records.slice(0, header.at), format, cells[header.at]!, width);
	if (!above) return -1;
	const at = records.findIndex(({ line }) => line === above.headerLine);
	const own = cells[at]!.length;
	const size = (from: number, to: number, of: number): number =>
		cells.slice(from, to).filter((record) => record.length === of && !isBlank(record)).length * of;
	return size(at, header.at, own) >= size(header.at, records.length, width) ? at : -1;
}

/**
 * Another table among the records above the header of this one. Two columns are none there: titles and filters of reports
 * come as pairs.
 */
export function tableAbove(
	bytes: Uint8Array,
	above: readonly SampleRecord[],
	format: Format,
	names: readonly string[],
	width: number,
): TableSpan | null {
	const last = above.findLast(({ cells }) => filled(cells) > 1);
	for (const [index, { start, cells }] of above.entries()) {
		if (!last || cells.length < 3 || filled(cells) < 3) continue;
		if (headsAnotherTable(bytes, start, last.record.end, true, format, names, width, true) !== true) continue;
		const titles = above.slice(0, index);
		const first = above[titles.findLastIndex((record) => filled(record.cells) !== 1) + 1]!;
		return {
			start: first.start,
			end: last.record.end,
			line: first.line,
			headerLine: above[index]!.line,
			lastLine: last.line + last.record.innerLines,
		};
	}
	return null;
}
