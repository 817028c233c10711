import { effectWords } from '$lib/view/intake/zone-words';
import { describe, expect, it } from 'vitest';
import type { Day } from '$lib/base/day';
import { createFormat } from '$lib/chart/format';
import type { Catalog } from '$lib/model/catalog';
import { WHOLE_SCOPE } from '$lib/model/scope';
import { BUCKETS, START_STATE, WHOLE_LIST } from '$lib/share/state';
import {
	amountGapWords,
	named,
	counted,
	filterWords,
	followedWords,
	listed,
	listWords,
	pickWords,
	scopeWords,
} from '$lib/view/words';

const format = createFormat('en-GB');
const catalog: Catalog = {
	asOf: null,
	asOfDay: null,
	newestAt: null,
	suspectAt: null,
	firstDay: null,
	lastDay: null,
	stages: [
		{ rank: 1, label: 'Lead' },
		{ rank: 2, label: 'Proposal' },
	],
	segments: [{ key: 'owner', label: 'Opportunity Owner', values: [] }],
	currencies: [],
	evidence: [],
	deals: 0,
	dealsWithoutStart: 0,
};

it('names what a list of deals holds: a part of a stage, a way, both, or all', () => {
	const words = (narrowed: Partial<Parameters<typeof listWords>[0]>) =>
		listWords({ ...WHOLE_LIST, skips: 'imputed', ...narrowed }, catalog, format);
	expect(words({})).toBe('Opportunities');
	expect(words({ pick: { rank: 1, bucket: 'dropped' } })).toBe('Dropped at Lead');
	expect(words({ path: [1, 2, 1] })).toBe('Went Lead → Proposal → Lead');
	expect(words({ path: [] })).toBe('Without a recorded visit');
	expect(words({ pick: { rank: 1, bucket: 'open' }, path: [1, 9] })).toBe(
		'Still in Lead, Went Lead → stage 9',
	);
});

it('names the time that the deals of a list took to convert', () => {
	const took = { from: 14, before: 28 };
	expect(listWords({ ...START_STATE, took }, catalog, format)).toBe('Won after 14 to 28 days');
	expect(
		listWords(
			{ ...START_STATE, pick: { rank: 1, bucket: 'moved_on' }, took: { from: 1_400, before: null } },
			catalog,
			format,
		),
	).toBe('Got past Lead after 1,400 days and more');
});

it('keeps a name of the other direction apart in a sentence, so that a number after it stays where it is', () => {
	expect(named('Proposal')).toBe('Proposal');
	expect(named('הצעת מחיר')).toBe('\u2068הצעת מחיר\u2069');
	expect(filterWords({ segment: 'owner', values: ['ליאת'], exclude: false }, catalog)).toBe(
		'Opportunity Owner is \u2068ליאת\u2069',
	);
});

it('says what amounts leave out of closed deals, and nothing where all count', () => {
	expect(amountGapWords({ deals_without_amount: 0, deals_in_other_currencies: 0 }, format)).toEqual([]);
	expect(amountGapWords({ deals_without_amount: 1, deals_in_other_currencies: 69 }, format)).toEqual([
		'1 closed deal without amount counts as 0 in value',
		'69 closed deals in other currencies are in no amount',
	]);
});

it('counts one thing in the singular and all else in the plural', () => {
	expect([0, 1, 1200].map((n) => counted(n, 'deal', format))).toEqual(['0 deals', '1 deal', '1,200 deals']);
});

it('lists up to three words and counts the rest', () => {
	expect(listed([], 'or')).toBe('');
	expect(listed(['Ann'], 'or')).toBe('Ann');
	expect(listed(['Ann', 'Bob'], 'or')).toBe('Ann or Bob');
	expect(listed(['Ann', 'Bob', 'Cy'], 'or')).toBe('Ann, Bob or Cy');
	expect(listed(['Ann', 'Bob', 'Cy', 'Di', 'Ed'], 'or')).toBe('Ann, Bob or 3 others');
});

describe('a filter in words', () => {
	it('names its column as the export heads it, and blank values', () => {
		expect(filterWords({ segment: 'owner', values: ['Ann', null], exclude: false }, catalog)).toBe(
			'Opportunity Owner is Ann or (blank)',
		);
	});

	it('says what is left out', () => {
		expect(filterWords({ segment: 'owner', values: ['Ann'], exclude: true }, catalog)).toBe(
			'Opportunity Owner is not Ann',
		);
	});

	it('keeps the key of a column that the data do not have', () => {
		expect(filterWords({ segment: 'region', values: ['EMEA'], exclude: false }, catalog)).toBe(
			'region is EMEA',
		);
	});
});

it('says a scope in one clause', () => {
	expect(scopeWords(WHOLE_SCOPE, catalog, format)).toBe('opportunities created at any time, in all segments');
	expect(
		scopeWords(
			{
				...WHOLE_SCOPE,
				basis: 'activity',
				filters: [
					{ segment: 'owner', values: ['Ann'], exclude: false },
					{ segment: 'region', values: ['EMEA'], exclude: true },
				],
			},
			catalog,
			format,
		),
	).toBe(
		'opportunities that moved or closed at any time, where Opportunity Owner is Ann and region is not EMEA',
	);
});

it('says by what the deals of a cohort begin', () => {
	const scope = { ...WHOLE_SCOPE, from: '2026-01-01' as Day, to: '2027-01-01' as Day, startRank: 2 };
	expect(scopeWords(scope, catalog, format)).toBe(
		'opportunities that first entered Proposal in 2026, in all segments',
	);
	expect(scopeWords({ ...scope, startRank: 7 }, catalog, format)).toContain('first entered stage 7 in 2026');
	// What happened in a window does not ask when its deals began.
	expect(scopeWords({ ...scope, basis: 'activity' }, catalog, format)).toContain('moved or closed in 2026');
	expect(followedWords(scope, catalog, format)).toMatch(/^that first entered Proposal in 2026, followed to/);
});

describe('a pick in words', () => {
	it('names the part and its stage', () => {
		expect(pickWords({ rank: 1, bucket: 'dropped' }, catalog)).toBe('Dropped at Lead');
		expect(pickWords({ rank: 1, bucket: 'moved_on' }, catalog)).toBe('Moved on from Lead');
	});

	it('calls what moved on from the last stage won', () => {
		expect(pickWords({ rank: 2, bucket: 'moved_on' }, catalog)).toBe('Won from Proposal');
	});

	it('has different words for every part', () => {
		const words = BUCKETS.map((bucket) => pickWords({ rank: 1, bucket }, catalog));
		expect(new Set(words).size).toBe(BUCKETS.length);
	});

	it('tells a stage that deals are in now from one that is the furthest they came to, and where they moved back to', () => {
		expect(pickWords({ rank: 2, bucket: 'running' }, catalog)).toBe('In Proposal now');
		expect(pickWords({ rank: 2, bucket: 'moved_back', to: 1 }, catalog)).toBe(
			'Moved back from Proposal to Lead',
		);
		expect(pickWords({ rank: 1, bucket: 'all_open' }, catalog)).toBe('Open');
	});

	it('says how skips count where they are not imputed, of the parts that they decide alone', () => {
		expect(pickWords({ rank: 1, bucket: 'dropped' }, catalog, 'observed')).toBe(
			'Dropped at Lead, recorded there',
		);
		expect(pickWords({ rank: 1, bucket: 'reached' }, catalog, 'in_order')).toBe(
			'Reached Lead, without a skip',
		);
		expect(pickWords({ rank: 1, bucket: 'running' }, catalog, 'observed')).toBe('In Lead now');
	});
});

describe('what another time zone would change', () => {
	const effect = {
		file: 'deals.csv',
		header: 'Created',
		role: 'created' as const,
		dates: 9500,
		instants: 9500,
		moved: 1204,
	};

	it('is told column by column, the greatest share first', () => {
		const other = { ...effect, header: 'Closed', dates: 100, instants: 100, moved: 50 };
		expect(effectWords([effect, other], format)).toEqual([
			'50 of 100 dates of “Closed” fall on another day',
			`${format.full(1204)} of ${format.full(9500)} dates of “Created” fall on another day`,
		]);
		expect(effectWords([effect, { ...other, file: 'log.csv' }], format)[0]).toContain('“Closed” in log.csv');
	});

	it('is told where it is nothing, and why', () => {
		expect(effectWords([{ ...effect, moved: 0 }], format)).toEqual(['no date falls on another day']);
		expect(effectWords([{ ...effect, instants: 0, moved: 0 }], format)[0]).toContain('keep their days');
	});
});
