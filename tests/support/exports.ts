import { addDays, type Day } from '$lib/base/day';
import { toCsvRecord } from '$lib/intake/read/write-csv';

/** A deal as one plain export shows it. */
export interface ExportedDeal {
	id: string;
	stage: string;
	amount?: number | null;
	/** Expected while open, actual once closed. */
	close?: string | null;
	owner?: string | null;
	created?: string | null;
}

const HEADERS = ['Deal ID', 'Owner', 'Amount', 'Stage', 'Created', 'Close Date'];

const csv = (rows: readonly (readonly (string | number | null | undefined)[])[]): string =>
	rows
		.map((row) => toCsvRecord(row.map((cell) => (cell === null || cell === undefined ? '' : String(cell)))))
		.join('\n') + '\n';

const cellsOf = ({ id, owner, amount, stage, created, close }: ExportedDeal) => [
	id,
	owner,
	amount,
	stage,
	created,
	close,
];

/** A plain export of these deals, as a CRM writes one a day. */
export const exportFile = (name: string, deals: readonly ExportedDeal[]): { name: string; blob: Blob } => ({
	name,
	blob: new Blob([csv([HEADERS, ...deals.map(cellsOf)])]),
});

/** The export of one day, which its name tells. */
export const exportOf = (day: string, deals: readonly ExportedDeal[]): { name: string; blob: Blob } =>
	exportFile(`deals-${day}.csv`, deals);

/** One file of several exports, with a column of their days. */
export const exportsInOne = (
	name: string,
	exports: readonly { day: string; deals: readonly ExportedDeal[] }[],
): { name: string; blob: Blob } => ({
	name,
	blob: new Blob([
		csv([
			['Snapshot Date', ...HEADERS],
			...exports.flatMap(({ day, deals }) => deals.map((deal) => [day, ...cellsOf(deal)])),
		]),
	]),
});

/** `count` days, a week apart. */
export const weeksFrom = (first: Day, count: number): Day[] =>
	Array.from({ length: count }, (_, week) => addDays(first, week * 7));
