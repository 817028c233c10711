import type { RowSelection } from '../../chart/layout/row-selection';
import { csvLines } from '../../intake/read/write-csv';
import type { Catalog } from '../../model/catalog';
import { dealList } from '../../model/marts/deal-list';
import { listedSegments, segmentValue, type DealRow } from './deal-columns';

/** Rows read at once: a list of a million deals is never in memory as objects. */
const AT_ONCE = 5_000;

const NAMES = Object.keys(dealList.columns).filter(
	(name) => !['deals_total', 'amount_total', 'segment_codes'].includes(name),
) as (keyof DealRow)[];

/**
 * The picked rows of a list as CSV with all columns of `deal_list` and one of each segment, values as they are: days as YYYY-MM-DD, numbers
 * with all digits, what is missing as nothing. `read` gives rows of the list from an index, from 0; rejects as it does.
 */
export async function dealsCsv(
	read: (from: number, count: number) => Promise<readonly DealRow[]>,
	picked: RowSelection,
	catalog: Pick<Catalog, 'segments'>,
): Promise<Blob> {
	const segments = listedSegments(catalog);
	const cellsOf = (row: DealRow): string[] => [
		...NAMES.map((name) => (row[name] === null ? '' : String(row[name]))),
		...segments.map(({ index }) => segmentValue(row, index, catalog) ?? ''),
	];
	const parts = [csvLines([[...NAMES, ...segments.map(({ key }) => key)]])];
	for (const [from, before] of picked) {
		for (let start = from; start < before; start += AT_ONCE) {
			const rows = await read(start, Math.min(AT_ONCE, before - start));
			parts.push(csvLines(rows.map(cellsOf)));
		}
	}
	return new Blob(parts, { type: 'text/csv;charset=utf-8' });
}
