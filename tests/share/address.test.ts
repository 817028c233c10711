import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, type Day } from '$lib/base/day';
import type { Catalog } from '$lib/model/catalog';
import { HYGIENE_CHECKS } from '$lib/model/hygiene-checks';
import { WHOLE_SCOPE, type Scope } from '$lib/model/scope';
import { decodeAddress, encodeAddress } from '$lib/share/address';
import {
	BUCKETS,
	CONVERSIONS,
	MEASURES,
	PERIODS,
	PLACES,
	SKIP_POLICIES,
	START_STATE,
	WEEK_STARTS,
	type Compare,
	type ViewState,
} from '$lib/share/state';

const day = (text: string) => text as Day;
const state = (change: Partial<ViewState>, scope: Partial<Scope> = {}): ViewState => ({
	...START_STATE,
	...change,
	scope: { ...WHOLE_SCOPE, ...scope },
});
const where = (segment: string, values: (string | null)[], exclude = false): Partial<Scope> => ({
	filters: [{ segment, values, exclude }],
});

const TABLE: [what: string, address: string, state: ViewState][] = [
	['the start', '', START_STATE],
	[
		'a window',
		'#from=2025-01-01&to=2026-01-01',
		state({}, { from: day('2025-01-01'), to: day('2026-01-01') }),
	],
	['an open window', '#from=2025-01-01', state({}, { from: day('2025-01-01') })],
	['the first entry into a stage', '#starts-in=2', state({}, { startRank: 2 })],
	['what happened', '#basis=activity', state({}, { basis: 'activity' })],
	['one value', '#where=owner:Ann%20Lee', state({}, where('owner', ['Ann Lee']))],
	['values left out', '#where=region!:North,South', state({}, where('region', ['North', 'South'], true))],
	['a comma in a value', '#where=owner:Lee%2C%20Ann', state({}, where('owner', ['Lee, Ann']))],
	['a colon in a value', '#where=owner:a%3Ab', state({}, where('owner', ['a:b']))],
	['an exclamation mark in a value', '#where=owner:Yahoo%21', state({}, where('owner', ['Yahoo!']))],
	['an exclamation mark in a segment', '#where=a%21:b', state({}, where('a!', ['b']))],
	['a percent sign', '#where=owner:100%25', state({}, where('owner', ['100%']))],
	['a plus sign', '#where=owner:R%2BD', state({}, where('owner', ['R+D']))],
	['an ampersand', '#where=owner:R%26D', state({}, where('owner', ['R&D']))],
	['an equals sign and a hash', '#where=owner:a%3D%23b', state({}, where('owner', ['a=#b']))],
	['another script', '#where=owner:%E6%9D%8E', state({}, where('owner', ['李']))],
	['blank', '#where=owner:(blank)', state({}, where('owner', [null]))],
	['the empty text, which is not blank', '#where=owner:', state({}, where('owner', ['']))],
	['blank and the empty text', '#where=owner:(blank),', state({}, where('owner', [null, '']))],
	['a value that reads like blank', '#where=owner:%28blank%29', state({}, where('owner', ['(blank)']))],
	['a filter of no values', '#where=owner', state({}, where('owner', []))],
	['leaving out no values', '#where=owner!', state({}, where('owner', [], true))],
	[
		'two filters of one segment',
		'#where=owner:A,B&where=owner!:B',
		state(
			{},
			{
				filters: [
					{ segment: 'owner', values: ['A', 'B'], exclude: false },
					{ segment: 'owner', values: ['B'], exclude: true },
				],
			},
		),
	],
	['an earlier day', '#as-of=2025-06-30', state({}, { asOf: day('2025-06-30') })],
	['a currency', '#currency=EUR', state({}, { currency: 'EUR' })],
	['by value', '#by=value', state({ measure: 'value' })],
	['compared with nothing', '#vs=none', state({ compare: { kind: 'none' } })],
	['compared with the year before', '#vs=year', state({ compare: { kind: 'year' } })],
	[
		'compared with a window',
		'#vs=2024-01-01..2024-04-01',
		state({ compare: { kind: 'window', from: day('2024-01-01'), to: day('2024-04-01') } }),
	],
	[
		'compared with a value',
		'#vs=owner:Ann%20Lee',
		state({ compare: { kind: 'segment', segment: 'owner', value: 'Ann Lee' } }),
	],
	[
		'compared with blank',
		'#vs=owner:(blank)',
		state({ compare: { kind: 'segment', segment: 'owner', value: null } }),
	],
	[
		'compared with a value that reads like a word of the address',
		'#vs=year:year',
		state({ compare: { kind: 'segment', segment: 'year', value: 'year' } }),
	],
	['matured conversion', '#conversion=matured', state({ conversion: 'matured' })],
	['eventual conversion', '#conversion=eventual', state({ conversion: 'eventual' })],
	['a horizon', '#horizon=45', state({ horizon: 45 })],
	['skips as observed', '#skips=observed', state({ skips: 'observed' })],
	['stages in order', '#skips=in_order', state({ skips: 'in_order' })],
	['optional stages', '#optional=2,5', state({ optional: [2, 5] })],
	['side by side', '#split=region', state({ split: 'region' })],
	['by quarter', '#period=quarter', state({ period: 'quarter' })],
	['weeks from Sunday', '#week=sunday', state({ weekStart: 'sunday' })],
	['a way through the stages', '#path=1.2.1.4', state({ path: [1, 2, 1, 4] })],
	['no recorded visit', '#path=none', state({ path: [] })],
	['a time to convert', '#took=14..28', state({ took: { from: 14, before: 28 } })],
	['a time without an end', '#took=0..', state({ took: { from: 0, before: null } })],
	['an opened deal', '#deal=006%2F1%20a', state({ deal: '006/1 a' })],
	['a question in SQL', '#sql=select%201%20%3D%201', state({ sql: 'select 1 = 1' })],
	['conversion so far', '#conversion=so_far', state({ conversion: 'so_far' })],
	['a picked part', '#pick=4.dropped', state({ pick: { rank: 4, bucket: 'dropped' } })],
	['a move back', '#pick=4.moved_back.2', state({ pick: { rank: 4, bucket: 'moved_back', to: 2 } })],
	['a search', '#find=acme%20%26%20co', state({ search: 'acme & co' })],
	['an order', '#sort=amount', state({ sort: [{ column: 'amount', descending: false }] })],
	['a reversed order', '#sort=amount!', state({ sort: [{ column: 'amount', descending: true }] })],
	[
		'an order by several columns',
		'#sort=segment.region,amount!',
		state({
			sort: [
				{ column: 'segment.region', descending: false },
				{ column: 'amount', descending: true },
			],
		}),
	],
	['the sample', '#data=sample', state({ data: 'sample' })],
	[
		'everything, in its order',
		'#from=2025-01-01&to=2026-01-01&basis=activity&starts-in=2&where=owner:Ann%20Lee&as-of=2025-12-31&currency=USD&vs=year&by=value&conversion=so_far&horizon=30&skips=observed&optional=2&split=owner&period=week&week=saturday&pick=4.dropped&path=1.4&took=14..28&deal=O7&find=x&sort=amount!&sql=select%201&data=sample',
		state(
			{
				compare: { kind: 'year' },
				measure: 'value',
				conversion: 'so_far',
				horizon: 30,
				skips: 'observed',
				optional: [2],
				split: 'owner',
				period: 'week',
				weekStart: 'saturday',
				pick: { rank: 4, bucket: 'dropped' },
				path: [1, 4],
				took: { from: 14, before: 28 },
				deal: 'O7',
				search: 'x',
				sort: [{ column: 'amount', descending: true }],
				sql: 'select 1',
				data: 'sample',
			},
			{
				from: day('2025-01-01'),
				to: day('2026-01-01'),
				basis: 'activity',
				startRank: 2,
				asOf: day('2025-12-31'),
				currency: 'USD',
				...where('owner', ['Ann Lee']),
			},
		),
	],
];

describe('an address and the view it says', () => {
	test.each(TABLE)('%s is written as %s', (_, address, expected) => {
		expect(encodeAddress(expected)).toBe(address);
	});

	test.each(TABLE)('%s is read from %s', (_, address, expected) => {
		expect(decodeAddress(address)).toEqual({ state: expected, problems: [] });
	});

	test('the hash mark may be missing, and parts may stand in any order', () => {
		expect(decodeAddress('by=value&from=2025-01-01').state).toEqual(
			decodeAddress('#from=2025-01-01&by=value').state,
		);
	});

	test('what the start says may be said aloud', () => {
		const aloud =
			'#basis=cohort&vs=previous&by=count&conversion=resolved&skips=imputed&period=month&week=monday&find=&sql=';
		expect(decodeAddress(aloud)).toEqual({
			state: START_STATE,
			problems: [],
		});
	});

	test('stages that a deal may pass over are each taken once, in their order', () => {
		expect(decodeAddress('#optional=5,2,5').state.optional).toEqual([2, 5]);
	});

	test('a column is ordered by once, as it is said first', () => {
		expect(decodeAddress('#sort=amount!,stage,amount').state.sort).toEqual([
			{ column: 'amount', descending: true },
			{ column: 'stage', descending: false },
		]);
	});

	test('an address of before there was an Overview still opens the funnel that it was of', () => {
		const old = '#from=2025-01-01&to=2026-01-01&where=owner:Ann&by=value&conversion=so_far&pick=4.dropped';
		const read = decodeAddress(old, null, 'funnel');
		expect(read.problems).toEqual([]);
		expect(read.state).toEqual(
			state(
				{ place: 'funnel', measure: 'value', conversion: 'so_far', pick: { rank: 4, bucket: 'dropped' } },
				{ from: day('2025-01-01'), to: day('2026-01-01'), ...where('owner', ['Ann']) },
			),
		);
	});

	test('the place is that of the path', () => {
		expect(decodeAddress('#by=value', null, 'deals').state.place).toBe('deals');
	});
});

const someDay = fc.integer({ min: 0, max: 30_000 }).map((days) => addDays(day('1970-01-01'), days));
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const nasty = fc.oneof(
	text,
	fc.string({ unit: fc.constantFrom(...'%,:!&=#+()~ blank/?\\"\''), maxLength: 8 }),
	fc.constantFrom('', '(blank)', '%28blank%29', 'null', '😀', 'a\nb', '\u0000'),
);
const window = fc
	.tuple(fc.option(someDay), fc.option(fc.integer({ min: 1, max: 4_000 })), fc.option(someDay))
	.map(([from, length, to]) => ({
		from,
		to: from === null ? to : length === null ? null : addDays(from, length),
	}));
const someCompare: fc.Arbitrary<Compare> = fc.oneof(
	fc.constantFrom({ kind: 'none' } as const, { kind: 'previous' } as const, { kind: 'year' } as const),
	fc
		.tuple(someDay, fc.integer({ min: 1, max: 4_000 }))
		.map(([from, length]) => ({ kind: 'window' as const, from, to: addDays(from, length) })),
	fc.record({
		kind: fc.constant('segment' as const),
		segment: nasty.filter((name) => name !== ''),
		value: fc.option(nasty),
	}),
);
const anyState: fc.Arbitrary<ViewState> = fc
	.record({
		place: fc.constantFrom(...PLACES),
		compare: someCompare,
		measure: fc.constantFrom(...MEASURES),
		conversion: fc.constantFrom(...CONVERSIONS),
		horizon: fc.option(fc.integer({ min: 1, max: 999_999_999 })),
		skips: fc.constantFrom(...SKIP_POLICIES),
		optional: fc
			.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 4 })
			.map((ranks) => ranks.sort((a, b) => a - b)),
		split: fc.option(nasty),
		period: fc.constantFrom(...PERIODS),
		weekStart: fc.constantFrom(...WEEK_STARTS),
		path: fc.option(fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 6 })),
		took: fc.option(
			fc.record({
				from: fc.integer({ min: 0, max: 9_999 }),
				before: fc.option(fc.integer({ min: 10_000, max: 999_999 })),
			}),
		),
		deal: fc.option(nasty),
		sql: nasty,
		pick: fc.option(
			fc.oneof(
				fc.record({ rank: fc.integer({ min: 1, max: 999 }), bucket: fc.constantFrom(...BUCKETS) }),
				fc.record({
					rank: fc.integer({ min: 1, max: 999 }),
					bucket: fc.constant('moved_back' as const),
					to: fc.integer({ min: 1, max: 999 }),
				}),
			),
		),
		search: nasty,
		sort: fc.uniqueArray(
			fc.record({ column: nasty.filter((name) => name !== ''), descending: fc.boolean() }),
			{ maxLength: 4, selector: ({ column }) => column },
		),
		data: fc.constantFrom(null, 'sample' as const),
		window,
		basis: fc.constantFrom('cohort' as const, 'activity' as const),
		startRank: fc.option(fc.integer({ min: 1, max: 999 })),
		asOf: fc.option(someDay),
		currency: fc.option(nasty),
		leaveOut: fc.uniqueArray(fc.constantFrom(...HYGIENE_CHECKS.map(({ code }) => code))),
		filters: fc.array(
			fc.record({
				segment: nasty.filter((name) => name !== ''),
				values: fc.array(fc.option(nasty), { maxLength: 4 }),
				exclude: fc.boolean(),
			}),
			{ maxLength: 4 },
		),
	})
	.map(({ window, basis, startRank, asOf, currency, leaveOut, filters, ...rest }) => ({
		...rest,
		scope: {
			...window,
			basis,
			...(startRank === null ? {} : { startRank }),
			asOf,
			currency,
			leaveOut,
			filters,
		},
	}));

describe('any view', () => {
	test('comes back from its address unchanged, with nothing to complain of', () => {
		fc.assert(
			fc.property(anyState, (view) => {
				expect(decodeAddress(encodeAddress(view), null, view.place)).toEqual({ state: view, problems: [] });
			}),
			{ numRuns: 1_000 },
		);
	});

	test('survives a browser reading its address', () => {
		fc.assert(
			fc.property(anyState, (view) => {
				const { hash } = new URL(encodeAddress(view), 'https://example.test/sub/funnel/');
				expect(decodeAddress(hash, null, view.place).state).toEqual(view);
			}),
			{ numRuns: 500 },
		);
	});

	test('has one address only: reading and writing again changes nothing', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (fragment) => {
				const once = encodeAddress(decodeAddress(fragment).state);
				expect(encodeAddress(decodeAddress(once).state)).toBe(once);
			}),
		);
	});
});

const CATALOG: Catalog = {
	asOf: '2025-12-31T00:00:00Z',
	asOfDay: day('2025-12-31'),
	newestAt: '2025-12-31T00:00:00Z',
	suspectAt: null,
	firstDay: day('2024-01-01'),
	lastDay: day('2025-12-31'),
	stages: [
		{ rank: 1, label: 'Lead' },
		{ rank: 2, label: 'Offer' },
	],
	segments: [{ key: 'owner', label: 'Owner', values: [{ value: 'Ann', deals: 3 }] }],
	currencies: [{ currency: 'EUR', deals: 3 }],
	evidence: [],
	deals: 3,
	dealsWithoutStart: 0,
};

const WRONG: [fragment: string, code: string, state: ViewState][] = [
	['#colour=red', 'unknown-key', START_STATE],
	['#from', 'unknown-key', START_STATE],
	['#__proto__=1', 'unknown-key', START_STATE],
	['#constructor=1', 'unknown-key', START_STATE],
	['#from=2025-02-30', 'bad-day', START_STATE],
	['#from=last%20week', 'bad-day', START_STATE],
	['#to=', 'bad-day', START_STATE],
	['#as-of=20250101', 'bad-day', START_STATE],
	['#from=2026-01-01&to=2025-01-01', 'bad-window', START_STATE],
	['#from=2026-01-01&to=2026-01-01', 'bad-window', START_STATE],
	['#basis=both', 'bad-basis', START_STATE],
	['#by=weight', 'bad-by', START_STATE],
	['#conversion=', 'bad-conversion', START_STATE],
	['#vs=', 'bad-vs', START_STATE],
	['#vs=last', 'bad-vs', START_STATE],
	['#vs=2024-04-01..2024-01-01', 'bad-vs', START_STATE],
	['#vs=2024-02-30..2024-04-01', 'bad-vs', START_STATE],
	['#vs=owner:Ann,Ben', 'bad-vs', START_STATE],
	['#vs=owner!:Ann', 'bad-vs', START_STATE],
	['#vs=owner', 'bad-vs', START_STATE],
	['#horizon=0', 'bad-horizon', START_STATE],
	['#horizon=1.5', 'bad-horizon', START_STATE],
	['#skips=all', 'bad-skips', START_STATE],
	['#optional=2,x', 'bad-optional', START_STATE],
	['#optional=', 'bad-optional', START_STATE],
	['#period=fortnight', 'bad-period', START_STATE],
	['#week=tuesday', 'bad-week', START_STATE],
	['#starts-in=0', 'bad-starts-in', START_STATE],
	['#starts-in=Lead', 'bad-starts-in', START_STATE],
	['#deal=%', 'bad-deal', START_STATE],
	['#path=', 'bad-path', START_STATE],
	['#took=28..14', 'bad-took', START_STATE],
	['#took=14..14', 'bad-took', START_STATE],
	['#took=..14', 'bad-took', START_STATE],
	['#took=-1..4', 'bad-took', START_STATE],
	['#path=1..2', 'bad-path', START_STATE],
	['#path=1.won', 'bad-path', START_STATE],
	['#sql=%E0%A4%A', 'bad-sql', START_STATE],
	['#split=%', 'bad-split', START_STATE],
	['#pick=0.dropped', 'bad-pick', START_STATE],
	['#pick=4', 'bad-pick', START_STATE],
	['#pick=4.eaten', 'bad-pick', START_STATE],
	['#pick=4.dropped.2', 'bad-pick', START_STATE],
	['#pick=1e9.open', 'bad-pick', START_STATE],
	['#where=', 'bad-where', START_STATE],
	['#where=:Ann', 'bad-where', START_STATE],
	['#where=owner:%E0%A4%A', 'bad-where', START_STATE],
	['#where=%ZZ:Ann', 'bad-where', START_STATE],
	['#where=owner!!:Ann', 'bad-where', START_STATE],
	['#find=%', 'bad-find', START_STATE],
	['#sort=', 'bad-sort', START_STATE],
	['#sort=!', 'bad-sort', START_STATE],
	['#sort=amount,,stage', 'bad-sort', START_STATE],
	['#currency=%', 'bad-currency', START_STATE],
	['#data=yours', 'bad-data', START_STATE],
	['#by=value&by=count', 'said-twice', state({ measure: 'value' })],
];

describe('a nasty address', () => {
	test.each(WRONG)('%s is told as %s', (fragment, code, expected) => {
		const { state: read, problems } = decodeAddress(fragment);
		expect(problems.map((problem) => problem.code)).toEqual([code]);
		expect(read).toEqual(expected);
		expect(problems[0]?.message).not.toBe('');
		expect(problems[0]?.wayOut).not.toBe('');
	});

	test('keeps what is right in it', () => {
		const { state: read, problems } = decodeAddress('#from=soon&by=value&nonsense&where=owner:Ann');
		expect(read).toEqual(state({ measure: 'value' }, where('owner', ['Ann'])));
		expect(problems.map(({ code }) => code)).toEqual(['bad-day', 'unknown-key']);
	});

	test('never throws, whatever it is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (fragment) => {
				decodeAddress(`#${fragment}`, CATALOG);
			}),
		);
		fc.assert(
			fc.property(fc.string({ unit: 'binary-ascii', maxLength: 40 }), (value) => {
				decodeAddress(`#where=${value}&pick=${value}&sort=${value}&find=${value}`, CATALOG);
			}),
		);
	});

	test('half a surrogate pair is written without a crash', () => {
		expect(encodeAddress(state({ search: 'a\uD800b' }))).toBe('#find=a%EF%BF%BDb');
		expect(encodeAddress(state({ search: '😀' }))).toBe('#find=%F0%9F%98%80');
	});
});

describe('an address held against the data', () => {
	test('that asks only for what is there has no problem', () => {
		expect(
			decodeAddress('#where=owner:Ann&pick=2.open&currency=EUR&sort=amount!,segment.owner', CATALOG).problems,
		).toEqual([]);
	});

	test.each([
		['#where=region:North', 'unknown-segment'],
		['#where=owner:Bob', 'unknown-value'],
		['#where=owner:(blank)', 'unknown-value'],
		['#pick=3.open', 'unknown-stage'],
		['#pick=2.moved_back.3', 'unknown-stage'],
		['#currency=USD', 'unknown-currency'],
		['#vs=region:North', 'unknown-segment'],
		['#vs=owner:Bob', 'unknown-value'],
		['#split=region', 'unknown-segment'],
		['#optional=3', 'unknown-stage'],
		['#starts-in=3', 'unknown-stage'],
		['#path=1.3', 'unknown-stage'],
		['#sort=amount,height', 'unknown-column'],
		['#sort=segment.region', 'unknown-column'],
	])('%s is told as %s and still asked, so that the scope never widens silently', (fragment, code) => {
		const { state: read, problems } = decodeAddress(fragment, CATALOG);
		expect(problems.map((problem) => problem.code)).toEqual([code]);
		expect(encodeAddress(read)).toBe(fragment);
	});
});
