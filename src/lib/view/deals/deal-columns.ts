import type { Format } from '../../chart/format';
import type { RowOf } from '../../model/contract';
import type { VirtualColumn } from '../../chart/column-table.svelte';
import type { Catalog, Evidence } from '../../model/catalog';
import { SEGMENT_PREFIX, type OrderKey } from '../../model/deal-order';
import { dealList } from '../../model/marts/deal-list';
import { EVIDENCE_WORDS } from '../words';

export type DealRow = RowOf<typeof dealList>;
type ColumnName = keyof DealRow & keyof typeof dealList.columns;

export interface DealColumn {
	/** Column of the mart, or `segment.` and the key of a segment: by it the list is ordered. */
	key: string;
	label: string;
	definition: string;
	align: 'start' | 'end';
	/** How much room it takes: of text the rest is shared. */
	width: 'wide' | 'text' | 'label' | 'money' | 'day' | 'short' | 'bar';
	/** Shown from this width of the table on, in px; 0 is always, null only where the reader chose it. */
	from: number | null;
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

/** The column that names a row: it always stands, and first. */
export const NAME_COLUMN = 'deal_name';

/** Below this width of the table, in px, a row has two lines: under the name stands the stage, under the amount the day. */
export const NARROW_BELOW = 640;

/** Whether the name of a deal tells its account, in whole words: `Acme - Plant Suite` does, `Alpha` does not tell `A`. */
export const tellsAccount = (name: string, account: string): boolean =>
	name.split(account).some((before, index, parts) => {
		const behind = parts[index + 1];
		return behind !== undefined && !/[\p{L}\p{N}]$/u.test(before) && !/^[\p{L}\p{N}]/u.test(behind);
	});

type Write = DealColumn['write'];

/** What only an open deal has, or only a closed one: of others the cell stays empty, as nothing is missing there. */
const openOnly =
	(write: Write): Write =>
	(row, format) =>
		row.outcome === 'open' ? write(row, format) : '';
const closedOnly =
	(write: Write): Write =>
	(row, format) =>
		row.outcome === 'open' ? '' : write(row, format);

/** The columns that every list of deals has, in order. */
export const DEAL_COLUMNS: readonly DealColumn[] = [
	column('deal_name', 'Opportunity', (row) => row.deal_name ?? row.deal_id, { width: 'wide' }),
	column('account_name', 'Account', (row) => row.account_name ?? NONE, { from: 1050 }),
	column('owner_name', 'Owner', (row) => row.owner_name ?? NONE, { from: 830 }),
	column('source_name', 'Source', (row) => row.source_name ?? NONE, { from: null }),
	column('stage', 'Stage', (row) => row.stage ?? NONE, { width: 'label', from: NARROW_BELOW }),
	column(
		'stage_days',
		'In stage',
		openOnly((row, format) => format.daysShort(row.stage_days)),
		{
			width: 'bar',
			from: 725,
			descendingFirst: true,
		},
	),
	column('furthest_stage', 'Reached', (row) => row.furthest_stage ?? 'unknown', { from: null }),
	column(
		'amount',
		'Amount',
		// All digits: the cell writes as many as it has room for.
		(row, format) => format.moneyFull(row.amount, row.currency),
		{ align: 'end', width: 'money', descendingFirst: true },
	),
	column('created_on', 'Created', (row, format) => format.day(row.created_on), {
		align: 'end',
		width: 'day',
		from: NARROW_BELOW,
		descendingFirst: true,
	}),
	column(
		'closed_on',
		'Closed',
		closedOnly((row, format) => format.day(row.closed_on)),
		{
			align: 'end',
			width: 'day',
			from: 950,
			descendingFirst: true,
		},
	),
	column(
		'expected_close_on',
		'Expected',
		openOnly((row, format) => format.day(row.expected_close_on)),
		{
			align: 'end',
			width: 'day',
			from: 1170,
			descendingFirst: true,
		},
	),
	column(
		'cycle_days',
		'Cycle',
		closedOnly((row, format) => format.daysShort(row.cycle_days)),
		{
			align: 'end',
			width: 'short',
			from: 1240,
			descendingFirst: true,
		},
	),
	column('source_line', 'File and line', (row) => `${row.source_file}:${row.source_line}`, { from: 1345 }),
	column('deal_id', 'Id', (row) => row.deal_id, { from: null }),
	column('evidence', 'Known from', (row) => EVIDENCE_WORDS[row.evidence as Evidence].short, { from: null }),
];

/** Segments that a column of every list tells already. */
const TOLD: readonly string[] = ['account', 'owner', 'source', 'currency'];

/** The segments of these data that are columns of their own, with the place that their code has in a row. */
export const listedSegments = (catalog: Pick<Catalog, 'segments'>) =>
	catalog.segments.flatMap((segment, index) => (TOLD.includes(segment.key) ? [] : [{ ...segment, index }]));

/** A deal's value of the segment number `index` of the catalog; null is blank. */
export function segmentValue(row: DealRow, index: number, catalog: Pick<Catalog, 'segments'>): string | null {
	const code = row.segment_codes.split(',')[index];
	return catalog.segments[index]?.values[Number(code)]?.value ?? null;
}

/** The columns after the segments: where a row comes from. */
const ORIGIN = DEAL_COLUMNS.findIndex(({ key }) => key === 'source_line');

/** All columns of a list of these data, in order: those of every list, and among them one for each segment. */
export const dealColumns = (catalog: Pick<Catalog, 'segments'>): readonly DealColumn[] => [
	...DEAL_COLUMNS.slice(0, ORIGIN),
	...listedSegments(catalog).map(({ key, label, index }): DealColumn => ({
		key: SEGMENT_PREFIX + key,
		label,
		definition: `${label} of the deal, as one filters by it.`,
		align: 'start',
		width: 'text',
		from: null,
		descendingFirst: false,
		write: (row) => segmentValue(row, index, catalog) ?? NONE,
	})),
	...DEAL_COLUMNS.slice(ORIGIN),
];

const WIDTHS: Record<DealColumn['width'], string> = {
	wide: 'minmax(10rem, 2.2fr)',
	text: 'minmax(5.5rem, 1.2fr)',
	// A stage is told from another by the end of its name as often as by its beginning.
	label: 'minmax(10.5rem, 1.7fr)',
	money: '9.8em',
	// As wide as `19. Nov. 2025`.
	day: '9.4em',
	short: '5.4em',
	bar: '8.6em',
};

/** What a reader can narrow them to, in em: an amount in short, a day and a number of days stay whole. */
const LEAST: Record<DealColumn['width'], number> = {
	wide: 8,
	text: 5,
	label: 6,
	money: 6.8,
	day: 9.4,
	short: 5.4,
	bar: 7,
};

/** As many characters of an amount fit their column, in its own width and on a narrow table. */
const MOST_OF_AMOUNT = 14;
const LEAST_OF_AMOUNT = 8;
/** Of one character, and of what is blank beside the text of a cell, in em. */
const DIGIT = 0.58;
const BLANK = 1.6;

/** As many characters of an amount fit a column of `width` em; undefined is its own width. */
export const amountRoom = (width: number | undefined, isNarrow: boolean): number => {
	if (isNarrow) return LEAST_OF_AMOUNT;
	if (width === undefined) return MOST_OF_AMOUNT;
	return Math.max(LEAST_OF_AMOUNT, Math.floor((width - BLANK) / DIGIT));
};

/** From here on an amount in a list is written without its cents: figures stand below each other by their size. */
const WHOLE_FROM = 1_000;

/**
 * An amount as its cell has room for `most` characters of it, all digits before the decimal mark, else in short. Never cut
 * off: what is left of it is another number.
 */
export function amountInCell(amount: number, currency: string | null, most: number, format: Format): string {
	const isWhole = most < MOST_OF_AMOUNT || Math.abs(amount) >= WHOLE_FROM;
	const full = format.moneyFull(isWhole ? Math.round(amount) : amount, currency);
	return full.length <= most ? full : format.money(amount, currency);
}

/** Columns as the table takes them. On a narrow table (`isNarrow`) the `standing` ones share its width if they are three. */
export const tableColumns = (
	columns: readonly DealColumn[],
	isNarrow: boolean,
	standing: number,
): VirtualColumn[] =>
	columns.map(({ key, label, align, definition, width, descendingFirst }) => ({
		key,
		label,
		align,
		definition,
		width: isNarrow && standing <= 3 ? NARROW[width] : WIDTHS[width],
		least: LEAST[width],
		isSortable: true,
		descendingFirst,
		isName: key === NAME_COLUMN,
	}));

const NARROW: Record<DealColumn['width'], string> = {
	...WIDTHS,
	wide: 'minmax(0, 2fr)',
	text: 'minmax(0, 1fr)',
	label: 'minmax(0, 1.1fr)',
	money: '8.6em',
};

/** The columns that stand: the name and those chosen, else those that a table of `width` px has room for. */
export const shownColumns = (
	columns: readonly DealColumn[],
	chosen: readonly string[] | null,
	width: number,
): DealColumn[] =>
	columns.filter(({ key, from }) =>
		chosen ? key === NAME_COLUMN || chosen.includes(key) : from !== null && from <= width,
	);

/** The order in words: `Amount ↓, then Owner ↑`; empty where none is asked for. */
export function orderWords(order: readonly OrderKey[], columns: readonly DealColumn[]): string {
	return order
		.flatMap(({ column, descending }) => {
			const known = columns.find(({ key }) => key === column);
			if (!known) return [];
			return [`${known.label}\u00a0${descending ? '↓' : '↑'}`];
		})
		.join(', then ');
}
