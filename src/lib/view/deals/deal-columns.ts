import type { Format } from '../../chart/format';
import type { RowOf } from '../../model/contract';
import { dealList } from '../../model/marts/deal-list';

export type DealRow = RowOf<typeof dealList>;
type ColumnName = keyof DealRow & keyof typeof dealList.columns;

export interface DealColumn {
	/** Column of the mart, by which the list is ordered. */
	key: ColumnName;
	label: string;
	definition: string;
	align: 'start' | 'end';
	/** How much room it takes: of text the rest is shared. */
	width: 'wide' | 'text' | 'money' | 'day' | 'short';
	/** Shown from this width of the table on, in px; 0 is always. */
	from: 0 | 640 | 960 | 1180;
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
	column('furthest_stage', 'Reached', (row) => row.furthest_stage ?? 'unknown', { from: 960 }),
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
];

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
