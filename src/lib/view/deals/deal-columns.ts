import type { Format } from '../../chart/format';
import type { RowOf } from '../../model/contract';
import type { VirtualColumn } from '../../chart/mark/VirtualTable.svelte';
import type { Evidence } from '../../model/catalog';
import { dealList } from '../../model/marts/deal-list';
import { EVIDENCE_WORDS } from '../words';

export type DealRow = RowOf<typeof dealList>;
type ColumnName = keyof DealRow & keyof typeof dealList.columns;

export interface DealColumn {
	/** Column of the mart, by which the list is ordered. */
	key: ColumnName;
	label: string;
	definition: string;
	align: 'start' | 'end';
	/** How much room it takes: of text the rest is shared. */
	width: 'wide' | 'text' | 'money' | 'day' | 'short' | 'bar';
	/** Shown from this width of the table on, in px; 0 is always, null only where the reader chose it. */
	from: 0 | 640 | 960 | 1180 | null;
	/** Whether the first order asked for is the largest or latest first. */
	descendingFirst: boolean;
	write: (row: DealRow, format: Format) => string;
}

const column = (
	key: ColumnName,
	label: string,
	write: DealColumn['write'],
	options: Partial<Pick<DealColumn, 'align' | 'from' | 'descendingFirst' | 'width'>> = {},
): DealColumn => ({
	key,
	label,
	definition: dealList.columns[key].definition,
	align: 'start',
	width: 'text',
	from: 0,
	descendingFirst: false,
	write,
	...options,
});

const NONE = '–';

/** The list's columns in order; the narrow ones first to stay. */
export const DEAL_COLUMNS: readonly DealColumn[] = [
	column('deal_name', 'Opportunity', (row) => row.deal_name ?? row.deal_id, { width: 'wide' }),
	column('account_name', 'Account', (row) => row.account_name ?? NONE, { from: 640 }),
	column('owner_name', 'Owner', (row) => row.owner_name ?? NONE, { from: 640 }),
	column('source_name', 'Source', (row) => row.source_name ?? NONE, { from: 1180 }),
	column('stage', 'Stage', (row) => row.stage ?? NONE),
	column('stage_days', 'In stage', (row, format) => format.daysShort(row.stage_days), {
		width: 'bar',
		from: 640,
		descendingFirst: true,
	}),
	column('furthest_stage', 'Reached', (row) => row.furthest_stage ?? 'unknown', { from: 1180 }),
	column(
		'amount',
		'Amount',
		// Rows are compared digit by digit, so all digits are written.
		(row, format) => format.moneyFull(row.amount, row.currency),
		{ align: 'end', width: 'money', descendingFirst: true },
	),
	column('created_on', 'Created', (row, format) => format.day(row.created_on), {
		align: 'end',
		width: 'day',
		from: 640,
		descendingFirst: true,
	}),
	column('closed_on', 'Closed', (row, format) => format.day(row.closed_on), {
		align: 'end',
		width: 'day',
		from: 640,
		descendingFirst: true,
	}),
	column('expected_close_on', 'Expected', (row, format) => format.day(row.expected_close_on), {
		align: 'end',
		width: 'day',
		from: 1180,
		descendingFirst: true,
	}),
	column('cycle_days', 'Cycle', (row, format) => format.daysShort(row.cycle_days), {
		align: 'end',
		width: 'short',
		from: 960,
		descendingFirst: true,
	}),
	column('source_line', 'File and line', (row) => `${row.source_file}:${row.source_line}`, { from: 960 }),
	column('deal_id', 'Id', (row) => row.deal_id, { from: null }),
	column('evidence', 'Known from', (row) => EVIDENCE_WORDS[row.evidence as Evidence].short, { from: null }),
];

const WIDTHS: Record<DealColumn['width'], string> = {
	wide: 'minmax(12rem, 2.2fr)',
	text: 'minmax(7rem, 1.2fr)',
	money: '8.2em',
	day: '8.6em',
	short: '5.4em',
	bar: '9.5em',
};

/** Columns as the table takes them. On a narrow table (`isNarrow`) three share its width. */
export const tableColumns = (columns: readonly DealColumn[], isNarrow: boolean): VirtualColumn[] =>
	columns.map((shown) => ({
		key: shown.key,
		label: shown.label,
		align: shown.align,
		definition: shown.definition,
		width: isNarrow && columns.length <= 3 ? NARROW[shown.width] : WIDTHS[shown.width],
		isSortable: true,
		isName: shown.key === 'deal_name',
	}));

const NARROW: Record<DealColumn['width'], string> = {
	...WIDTHS,
	wide: 'minmax(0, 1.5fr)',
	text: 'minmax(0, 1fr)',
	money: 'minmax(0, 6.2em)',
};

/** The columns that stand: those chosen, else those that a table of `width` px has room for. */
export const shownColumns = (chosen: readonly string[] | null, width: number): DealColumn[] =>
	DEAL_COLUMNS.filter(({ key, from }) => (chosen ? chosen.includes(key) : from !== null && from <= width));

/** The order after a click on the head of `key`: first way, other way, order of creation. */
export function nextSort(
	current: { column: string; descending: boolean } | null,
	next: Pick<DealColumn, 'key' | 'descendingFirst'>,
): { column: string; descending: boolean } | null {
	if (current?.column !== next.key) return { column: next.key, descending: next.descendingFirst };
	return current.descending === next.descendingFirst
		? { column: next.key, descending: !next.descendingFirst }
		: null;
}
