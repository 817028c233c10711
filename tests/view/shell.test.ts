import { describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import { createFormat } from '$lib/chart/format';
import type { Catalog } from '$lib/model/catalog';
import { PLACES, START_STATE } from '$lib/share/state';
import { fits, paletteOf } from '$lib/view/shell/palette';
import { entryOf, PLACE_ENTRIES } from '$lib/view/shell/places';
import { ShortcutReader } from '$lib/view/shell/shortcuts';

const press = (key: string, timeStamp = 0, held: Partial<KeyboardEventInit> = {}) => ({
	key,
	timeStamp,
	ctrlKey: held.ctrlKey ?? false,
	metaKey: held.metaKey ?? false,
	altKey: held.altKey ?? false,
});

describe('the places', () => {
	test('are all in the rail, each once, with a key of its own', () => {
		expect(PLACE_ENTRIES.map(({ place }) => place).sort()).toEqual([...PLACES].sort());
		expect(new Set(PLACE_ENTRIES.map(({ key }) => key)).size).toBe(PLACE_ENTRIES.length);
		expect(entryOf(null)).toBeUndefined();
	});
});

describe('keys', () => {
	test('g and a letter lead to a place', () => {
		const reader = new ShortcutReader();
		expect(reader.read(press('g', 0), false)).toBeNull();
		expect(reader.read(press('f', 300), false)).toEqual({ kind: 'go', place: 'funnel' });
	});

	test('a letter alone, or long after g, does nothing', () => {
		const reader = new ShortcutReader();
		expect(reader.read(press('f', 0), false)).toBeNull();
		reader.read(press('g', 1_000), false);
		expect(reader.read(press('f', 9_000), false)).toBeNull();
	});

	test('Ctrl-K and Cmd-K open the palette, also while one types', () => {
		const reader = new ShortcutReader();
		expect(reader.read(press('k', 0, { ctrlKey: true }), true)).toEqual({ kind: 'palette' });
		expect(reader.read(press('K', 0, { metaKey: true }), false)).toEqual({ kind: 'palette' });
	});

	test('what is typed into a text is text', () => {
		const reader = new ShortcutReader();
		expect(reader.read(press('?'), true)).toBeNull();
		reader.read(press('g', 0), true);
		expect(reader.read(press('o', 10), true)).toBeNull();
		expect(reader.read(press('?'), false)).toEqual({ kind: 'help' });
	});

	test('a browser’s own shortcuts are left to it', () => {
		const reader = new ShortcutReader();
		reader.read(press('g', 0), false);
		expect(reader.read(press('f', 10, { ctrlKey: true }), false)).toBeNull();
	});
});

const CATALOG: Catalog = {
	asOf: '2026-09-30T00:00:00Z',
	asOfDay: '2026-09-30' as Day,
	newestAt: null,
	suspectAt: null,
	firstDay: null,
	lastDay: null,
	stages: [],
	segments: [
		{
			key: 'region',
			label: 'Region',
			values: [
				{ value: 'North', deals: 5 },
				{ value: null, deals: 1 },
			],
		},
	],
	currencies: [],
	evidence: [],
	deals: 6,
	dealsWithoutStart: 0,
};
const palette = (typed: string, catalog: Catalog | null = CATALOG) =>
	paletteOf(typed, { state: START_STATE, catalog, format: createFormat('en-GB') });
const labels = (typed: string) => palette(typed).flatMap(({ items }) => items.map(({ label }) => label));

describe('the palette', () => {
	test('without data offers places alone', () => {
		expect(palette('', null).map(({ title }) => title)).toEqual(['Places']);
	});

	test('finds by every word, in any order and case', () => {
		expect(fits('Region is North', 'NORTH reg')).toBe(true);
		expect(fits('Region is North', 'north south')).toBe(false);
		expect(labels('quarter last')).toEqual(['Last quarter']);
	});

	test('narrows the scope to a value that is picked, in place of another filter on its column', () => {
		const state = {
			...START_STATE,
			scope: { ...START_STATE.scope, filters: [{ segment: 'region', values: ['South'], exclude: true }] },
		};
		const [group] = paletteOf('north', { state, catalog: CATALOG, format: createFormat('en-GB') });
		expect(group?.items[0]?.change.scope?.filters).toEqual([
			{ segment: 'region', values: ['North'], exclude: false },
		]);
	});

	test('finds blank values by their name', () => {
		expect(labels('region blank')).toEqual(['Region is (blank)']);
	});

	test('says nothing where nothing fits', () => {
		expect(palette('zzz')).toEqual([]);
	});
});
