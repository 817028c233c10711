import { describe, expect, it } from 'vitest';
import { ColumnTable, type SortKey, type VirtualColumn } from '$lib/chart/column-table.svelte';

const COLUMNS: readonly VirtualColumn[] = [
	{ key: 'name', label: 'Name', align: 'start', isName: true, isSortable: true },
	{ key: 'owner', label: 'Owner', align: 'start', isSortable: true },
	{ key: 'amount', label: 'Amount', align: 'end', isSortable: true, descendingFirst: true },
	{ key: 'note', label: 'Note', align: 'start' },
];
const owner = { column: 'owner', descending: false };
const amount = { column: 'amount', descending: true };

/** The order that a click on a head asks for. */
function after(sort: readonly SortKey[], key: string, isAdded: boolean): readonly SortKey[] {
	let asked = sort;
	const table = new ColumnTable(() => ({ columns: COLUMNS, sort, onsort: (next) => (asked = next) }));
	table.order(key, isAdded);
	return asked;
}

describe('the order of rows', () => {
	it('by a click goes one way, the other, and back to the order that is asked for nowhere', () => {
		const first = after([], 'amount', false);
		const second = after(first, 'amount', false);
		expect([first, second, after(second, 'amount', false)]).toEqual([
			[amount],
			[{ ...amount, descending: false }],
			[],
		]);
	});

	it('by a click on another column starts anew', () => {
		expect(after([amount], 'owner', false)).toEqual([owner]);
	});

	it('by a click on one of several columns is of that one alone, the first way', () => {
		expect(after([owner, amount], 'amount', false)).toEqual([amount]);
		expect(after([owner, { ...amount, descending: false }], 'amount', false)).toEqual([amount]);
	});

	it('with shift comes after what there is, turns, and leaves again', () => {
		const added = after([owner], 'amount', true);
		const turned = after(added, 'amount', true);
		expect(added).toEqual([owner, amount]);
		expect(turned).toEqual([owner, { ...amount, descending: false }]);
		expect(after(turned, 'amount', true)).toEqual([owner]);
	});

	it('is asked for by no head of a column, or of a table, that has none', () => {
		const table = new ColumnTable(() => ({ columns: COLUMNS, onsort: () => undefined }));
		expect(COLUMNS.map(({ key }) => table.canOrder(key))).toEqual([true, true, true, false]);
		const still = new ColumnTable(() => ({ columns: COLUMNS }));
		expect(still.canOrder('name')).toBe(false);
	});
});

describe('the columns', () => {
	it('that stand are those chosen, and always the name', () => {
		let keys: readonly string[] = [];
		const table = new ColumnTable(() => ({
			columns: COLUMNS,
			shown: ['note'],
			onshow: (next) => (keys = next),
		}));
		expect(table.columns.map(({ key }) => key)).toEqual(['name', 'note']);
		expect(table.all.map(({ key }) => key)).toEqual(['name', 'owner', 'amount', 'note']);
		table.toggle('amount');
		expect(keys).toEqual(['name', 'amount', 'note']);
		table.toggle('note');
		expect(keys).toEqual(['name']);
		expect([table.canHide('name'), table.canHide('note')]).toEqual([false, true]);
	});
});
