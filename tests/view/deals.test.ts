import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import type { Catalog } from '$lib/model/catalog';
import { isOrderColumn, orderSql, orderText } from '$lib/model/deal-order';
import { dealList } from '$lib/model/marts/deal-list';
import {
	amountInCell,
	amountRoom,
	DEAL_COLUMNS,
	dealColumns,
	orderWords,
	shownColumns,
	type DealRow,
	NARROW_BELOW,
	tableColumns,
	tellsAccount,
} from '$lib/view/deals/deal-columns';
import { dealsCsv } from '$lib/view/deals/deals-csv';
import { blankRow } from '../../src/routes/gallery/blank-row';

const format = createFormat('en-GB');

const CATALOG: Pick<Catalog, 'segments'> = {
	segments: [
		{ key: 'owner', label: 'Owner', values: [{ value: 'Ann', deals: 2 }] },
		{
			key: 'region',
			label: 'Region',
			values: [
				{ value: 'North, upper', deals: 2 },
				{ value: null, deals: 1 },
			],
		},
	],
};
const deal = (id: string, codes: string): DealRow =>
	blankRow(dealList, { deal_id: id, segment_codes: codes });

describe('an amount in its cell', () => {
	const seen = (value: number, currency: string | null, isNarrow: boolean) =>
		amountInCell(value, currency, amountRoom(undefined, isNarrow), format).replaceAll('\u00a0', ' ');

	it('has all digits but its cents where there is room, else is in short, and never cut off', () => {
		expect(seen(999.5, 'EUR', false)).toBe('€999.50');
		expect(seen(1_234_567.89, 'EUR', false)).toBe('€1,234,568');
		expect(seen(12_345_678.9, 'EUR', false)).toBe('€12,345,679');
		expect(seen(1_234_567_890.12, 'EUR', false)).toBe('€1,234,567,890');
		expect(seen(12_345_678_901.2, 'EUR', false)).toBe('€12.3 bn');
		expect(seen(123_456.78, 'EUR', true)).toBe('€123,457');
		expect(seen(1_234_567.89, 'EUR', true)).toBe('€1.23 M');
		expect(seen(1_234_567.89, null, true)).toBe('1.23 M');
		expect(seen(-1_234_567.89, 'EUR', true)).toBe('−€1.23 M');
	});

	it('has as many as the width has room for that a reader gave its column', () => {
		const seen = (value: number, width: number) =>
			amountInCell(value, 'EUR', amountRoom(width, false), format);
		expect(seen(1_234_567.89, 9.8)).toBe('€1,234,568');
		expect(seen(1_234_567.89, 6.8).replaceAll('\u00a0', ' ')).toBe('€1.23 M');
		expect(seen(999.5, 6.8)).toBe('€1,000');
		expect(seen(12_345_678_901.2, 12)).toBe('€12,345,678,901');
	});
});

it('the name of a deal tells its account only in whole words', () => {
	expect(tellsAccount('Acme, Inc. - Plant Suite', 'Acme, Inc.')).toBe(true);
	expect(tellsAccount('Renewal for Zoë & Co', 'Zoë & Co')).toBe(true);
	expect(tellsAccount('Alpha', 'A')).toBe(false);
	expect(tellsAccount('Übersee', 'see')).toBe(false);
	expect(tellsAccount('Beta A', 'A')).toBe(true);
	expect(tellsAccount('', 'Acme')).toBe(false);
});

describe('the order of deals', () => {
	it('is told in words', () => {
		const order = [
			{ column: 'segment.region', descending: false },
			{ column: 'amount', descending: true },
		];
		expect(orderWords(order, dealColumns(CATALOG))).toBe('Region\u00a0↑, then Amount\u00a0↓');
		expect(orderWords([], dealColumns(CATALOG))).toBe('');
	});

	it('is offered by no column that the list cannot be ordered by', () => {
		const keys = dealColumns(CATALOG).map(({ key }) => key);
		expect(keys.filter((key) => !isOrderColumn(key, CATALOG))).toEqual([]);
		expect(DEAL_COLUMNS.map(({ key }) => key).filter((key) => !(key in dealList.columns))).toEqual([]);
	});

	it('reads no relation that its columns do not ask for', () => {
		const text = orderText([
			{ column: 'amount', descending: true },
			{ column: 'closed_on', descending: false },
		]);
		expect(text).toBe('amount!,closed_on');
		expect(orderSql(text, CATALOG)).toMatchObject({
			order: 'order_1 desc nulls last, order_2 asc nulls last, deal_key',
			ordered_by_texts: 'false',
			ordered_by_amount: 'true',
			ordered_by_due: 'false',
			ordered_by_time: 'false',
		});
		expect(orderSql('expected_close_on', CATALOG)).toMatchObject({
			ordered_by_texts: 'true',
			ordered_by_amount: 'false',
			ordered_by_due: 'true',
			ordered_by_time: 'false',
		});
	});

	it('by a column that there is not is refused with those that there are', () => {
		expect(() => orderSql('segment.height', CATALOG)).toThrow(/no column “segment\.height”/);
	});
});

describe('the columns of the list', () => {
	it('are of these data: a column for each segment that no other column tells', () => {
		const known = DEAL_COLUMNS.map(({ key }) => key);
		const [region, ...others] = dealColumns(CATALOG).filter(({ key }) => !known.includes(key));
		expect(others).toEqual([]);
		expect(region?.label).toBe('Region');
		expect(region?.write(deal('A', '0,0'), format)).toBe('North, upper');
		expect(region?.write(deal('B', '0,1'), format)).toBe('–');
	});

	it('are those chosen and the name, in their own order; else those that the width has room for', () => {
		const keys = (chosen: string[] | null, width: number) =>
			shownColumns(dealColumns(CATALOG), chosen, width).map(({ key }) => key);
		expect(keys(['segment.region', 'amount', 'gone'], 300)).toEqual([
			'deal_name',
			'amount',
			'segment.region',
		]);
		// Where a row has two lines, the stage stands under the name.
		expect(keys(null, 300)).toEqual(['deal_name', 'amount']);
		expect(keys(null, 640)).toEqual(['deal_name', 'stage', 'amount', 'created_on']);
	});

	it('have the room that they need wherever they are shown', () => {
		// In px, at the browser's usual size of type: 14 a rem, and 12.5 an em in a table.
		const px = (length: string) => Number.parseFloat(length) * (length.endsWith('rem') ? 14 : 12.5);
		const needed = (width: number) => {
			const standing = shownColumns(DEAL_COLUMNS, null, width);
			const shown = tableColumns(standing, width < NARROW_BELOW, standing.length);
			const tracks = shown.map((column) => {
				const [, least, part] = /^minmax\((.+), (.+)fr\)$/.exec(column.width ?? '') ?? [];
				return { least: px(least ?? column.width ?? ''), part: Number(part ?? 0) };
			});
			// A row as wide as its columns ask: the parts stand to each other as they say, none below its least.
			const one = Math.max(...tracks.map(({ least, part }) => (part > 0 ? least / part : 0)));
			const TICK = 40;
			return tracks.reduce((sum, { least, part }) => sum + (part > 0 ? one * part : least), TICK);
		};
		for (let width = 300; width <= 1600; width += 5)
			expect([width, needed(width)], `at ${width} px`).toEqual([width, Math.min(width, needed(width))]);
	});
});

it('writes picked deals with every column and every segment, so that a reader of CSV gets them back', async () => {
	const rows = [deal('A', '0,0'), deal('B,b', '0,1'), deal('C', '0,0')];
	const blob = await dealsCsv(
		(from, count) => Promise.resolve(rows.slice(from, from + count)),
		[
			[0, 1],
			[1, 2],
		],
		CATALOG,
	);
	const read = Papa.parse<Record<string, string>>(await blob.text(), { header: true, skipEmptyLines: true });
	expect(read.data.map(({ deal_id, region }) => [deal_id, region])).toEqual([
		['A', 'North, upper'],
		['B,b', ''],
	]);
	expect(read.meta.fields).not.toContain('segment_codes');
});
