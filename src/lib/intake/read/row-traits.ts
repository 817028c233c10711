import { isBlank, isRule } from './cell-kind';
import { columnsChangeAt } from './changed-columns';
import { areTrailing, columnFacts, isWrittenShort } from './column-kinds';
import { isComment, isOfTotals, isTotals } from './footer';
import { namesKey } from './header-again';
import { quotedColumns } from './quoted-columns';
import { usualShape } from './record-shape';
import type { SampleRecord } from './sample';
import type { ScanPlan } from './scan-plan';

/** Share of rows that must end with a delimiter for those without one to be doubted. */
const MOST_TRAILED = 0.7;

/** The rows of a sample, and what is known of them already. */
interface Sampled {
	/** The records below the header, blank ones too. */
	records: readonly SampleRecord[];
	/** Lines of records whose quotes stand in wrong places. */
	malformed: ReadonlySet<number>;
	/** The lines of the header. */
	headed: readonly SampleRecord[];
	names: readonly string[];
	width: number;
	/** Whether the sample is the whole text. */
	isWhole: boolean;
	/** Rows from other places of the text. */
	elsewhere: readonly string[][];
}

/** How rows are usually written and what their columns hold, by which the scan judges each of them. */
export function rowTraits({
	records,
	malformed,
	headed,
	names,
	width,
	isWhole,
	elsewhere,
}: Sampled): Pick<
	ScanPlan,
	| 'facts'
	| 'isTrailed'
	| 'isWrittenShort'
	| 'isTrailing'
	| 'areQuoted'
	| 'changeStart'
	| 'hasComments'
	| 'shape'
> {
	const filledRecords = records.filter((record) => !isBlank(record.cells));
	const rows = filledRecords.map((record) => record.cells);
	// What a header again holds tells nothing of the columns, nor what quotes in wrong places make of a row.
	const sound = filledRecords.filter(({ line }) => !malformed.has(line)).map((record) => record.cells);
	// A record with too few cells may be one in any number.
	const full = rows.filter((row) => row.length >= width);
	const commented = full.filter(([first = '']) => isComment(first)).length;
	const hasComments = commented * 3 < full.length && !isComment(headed[0]?.cells[0] ?? '');
	const isTelling = (row: readonly string[]): boolean =>
		!isRule(row) &&
		!isTotals(row) &&
		!isOfTotals(row) &&
		!(hasComments && isComment(row[0] ?? '')) &&
		!headed.some((record) => namesKey(record.cells) === namesKey(row.slice(0, record.cells.length)));
	const regular = (sound.length * 2 > rows.length ? sound : rows).filter(isTelling);
	const complete = regular.filter((row) => row.length === width);
	const changed = isWhole ? complete[columnsChangeAt(complete)] : undefined;
	const change = records.find((record) => record.cells === changed);
	const telling = changed ? regular.slice(0, regular.indexOf(changed)) : regular;
	const trailed = telling.filter((row) => row.length === width + 1 && row[width]!.trim() === '');
	const isTrailed = trailed.length > 0 && trailed.length >= telling.length * MOST_TRAILED;
	const others = elsewhere.filter(isTelling);
	return {
		facts: columnFacts(
			isTrailed ? trailed.map((row) => row.slice(0, width)) : [...telling, ...others],
			width,
			(position) => Boolean(names[position]),
		),
		isTrailed,
		isWrittenShort: isTrailed || isWrittenShort(telling, width),
		isTrailing: isTrailed || areTrailing(telling, width),
		areQuoted: quotedColumns(records, width),
		changeStart: change?.start ?? Infinity,
		hasComments,
		shape: usualShape([...telling.filter((row) => row.length >= width), ...others]),
	};
}
