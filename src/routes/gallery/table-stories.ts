import type { VirtualColumn } from '$lib/chart/column-table.svelte';

export type VirtualStoryRow = Record<'name' | 'amount' | 'owner' | 'note', string | number | null>;

export const TABLE_COLUMNS: readonly VirtualColumn[] = [
	{
		key: 'name',
		label: 'Name',
		align: 'start',
		isName: true,
		isSortable: true,
		width: 'minmax(12rem, 2fr)',
		least: 6,
	},
	{
		key: 'amount',
		label: 'Amount',
		align: 'end',
		isSortable: true,
		descendingFirst: true,
		definition: 'What it is worth.',
	},
	{ key: 'owner', label: 'Owner', align: 'start', isSortable: true },
	{ key: 'note', label: 'Note with a long head that is cut', align: 'start' },
];

const rowOf = (index: number): VirtualStoryRow => ({
	name: index % 7 === 3 ? 'A name much longer than the column that it stands in' : `Row ${index + 1}`,
	amount: index % 5 === 4 ? null : (index - 3) * 1_250_000_000,
	owner: ['Ann', 'Bob', 'Zoë'][index % 3] ?? null,
	note: index % 4 === 0 ? 'ملاحظة' : null,
});

export const tableRows = (from: number, count: number): Promise<readonly VirtualStoryRow[]> =>
	Promise.resolve(Array.from({ length: count }, (_, place) => rowOf(from + place)));

export const noRowsYet = (): Promise<readonly VirtualStoryRow[]> => new Promise(() => undefined);
