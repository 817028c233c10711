import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, type Day } from '$lib/base/day';
import { spanBefore } from '$lib/base/window';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { rateSplit } from '$lib/model/marts/rate-split';
import { expectAgreement } from '../support/agree';
import { tell } from '../support/journeys';
import { asBuilders, randomJourneys, RANDOM_OWNERS, RANDOM_STAGES } from '../support/random-journeys';
import {
	closedDeals,
	divide,
	inWindow,
	know,
	valueOf,
	type Known,
	type Window,
} from '../support/results-oracle';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const day = (text: string) => text as Day;
const FEBRUARY = { from: day('2024-02-01'), to: day('2024-03-01') };
const JANUARY = { compare_from: '2024-01-01', compare_to: '2024-02-01' };

describe('the split of the win rate', () => {
	test('gives each value its share, rate, mix and performance, which add up to the change', async () => {
		// Ann 4 of 8, then 3 of 4; Bob 1 of 8, then 2 of 12: 5/16 becomes 5/16.
		const told = await tell(
			engine,
			['Lead'],
			[
				...closedDeals('Ann', '2024-01-10', 4, 4),
				...closedDeals('Bob', '2024-01-10', 1, 7),
				...closedDeals('Ann', '2024-02-10', 3, 1),
				...closedDeals('Bob', '2024-02-10', 2, 10),
			],
		);
		const rows = await told.ask(rateSplit, FEBRUARY, { ...JANUARY, segment: 'owner', rate: null });
		expect(rows.map(({ value }) => value)).toEqual(['Bob', 'Ann']);
		const [bob, ann] = rows;
		expect(ann).toMatchObject({
			share_ratio: 4 / 16,
			compared_share_ratio: 8 / 16,
			rate_ratio: 3 / 4,
			compared_rate_ratio: 1 / 2,
			total_rate_ratio: 5 / 16,
			total_compared_rate_ratio: 5 / 16,
			total_change: 0,
			is_reversed: false,
		});
		expect(ann?.mix_change).toBeCloseTo((-1 / 4) * (5 / 8), 12);
		expect(ann?.performance_change).toBeCloseTo((1 / 4) * (3 / 8), 12);
		expect(bob?.mix_change).toBeCloseTo((1 / 4) * (7 / 48), 12);
		expect(bob?.performance_change).toBeCloseTo((1 / 24) * (5 / 8), 12);
	});

	test('warns where every value moves one way and the total the other', async () => {
		// Ann 8 of 10 → 2 of 2; Bob 0 of 2 → 1 of 10: both better, the whole 8/12 → 3/12.
		const told = await tell(
			engine,
			['Lead'],
			[
				...closedDeals('Ann', '2024-01-10', 8, 2),
				...closedDeals('Bob', '2024-01-10', 0, 2),
				...closedDeals('Ann', '2024-02-10', 2, 0),
				...closedDeals('Bob', '2024-02-10', 1, 9),
			],
		);
		const rows = await told.ask(rateSplit, FEBRUARY, { ...JANUARY, segment: 'owner', rate: null });
		expect(rows.map(({ is_reversed }) => is_reversed)).toEqual([true, true]);
		expect(rows[0]?.total_change).toBeCloseTo(-5 / 12, 12);
		expect(rows[0]?.total_performance_change).toBeGreaterThan(0);
		const straight = await tell(
			engine,
			['Lead'],
			[...closedDeals('Ann', '2024-01-10', 1, 1), ...closedDeals('Ann', '2024-02-10', 2, 0)],
		);
		const [row] = await straight.ask(rateSplit, FEBRUARY, { ...JANUARY, segment: 'owner', rate: null });
		expect(row?.is_reversed).toBe(false);
	});

	test('counts a value that closed deals in one window only as mix, and blank as a value', async () => {
		const told = await tell(
			engine,
			['Lead'],
			[
				...closedDeals('Ann', '2024-01-10', 1, 1),
				...closedDeals('Ann', '2024-02-10', 1, 1),
				...closedDeals(null, '2024-02-10', 0, 2),
			],
		);
		const rows = await told.ask(rateSplit, FEBRUARY, { ...JANUARY, segment: 'owner', rate: null });
		expect(rows.find(({ value }) => value === null)).toMatchObject({
			rate_ratio: 0,
			compared_rate_ratio: null,
			compared_share_ratio: 0,
			mix_change: 0,
			performance_change: 0,
		});
		expect(rows.find(({ value }) => value === 'Ann')?.mix_change).toBeCloseTo(-0.25, 12);
	});

	test('goes by value where asked to, and gives nothing of an unknown rate', async () => {
		const told = await tell(
			engine,
			['Lead'],
			[
				...closedDeals('Ann', '2024-01-10', 1, 1, 100),
				...closedDeals('Bob', '2024-01-10', 1, 0, 300),
				...closedDeals('Ann', '2024-02-10', 1, 0, 500),
				...closedDeals('Bob', '2024-02-10', 0, 1, 500),
			],
		);
		const ask = (rate: string) => told.ask(rateSplit, FEBRUARY, { ...JANUARY, segment: 'owner', rate });
		const ann = (await ask('win_amount_rate')).find(({ value }) => value === 'Ann');
		expect(ann).toMatchObject({
			compared_share_ratio: 200 / 500,
			share_ratio: 0.5,
			compared_rate_ratio: 0.5,
			rate_ratio: 1,
			total_compared_rate_ratio: 400 / 500,
			total_rate_ratio: 0.5,
		});
		expect(await ask('churn')).toEqual([]);
	});

	test('tells the shares and rates of a window though nothing closed in the other', async () => {
		// Nothing before: Ann 3 of 4 and Bob none of 4 make 3 of 8.
		const told = await tell(
			engine,
			['Lead'],
			[...closedDeals('Ann', '2024-02-10', 3, 1), ...closedDeals('Bob', '2024-02-10', 0, 4)],
		);
		const rows = await told.ask(rateSplit, FEBRUARY, { ...JANUARY, segment: 'owner', rate: null });
		expect(rows.find(({ value }) => value === 'Ann')).toMatchObject({
			share_ratio: 1 / 2,
			rate_ratio: 3 / 4,
			compared_share_ratio: null,
			compared_rate_ratio: null,
			total_rate_ratio: 3 / 8,
			total_compared_rate_ratio: null,
			mix_change: null,
			performance_change: null,
			total_change: null,
			is_reversed: false,
		});
		// Asked the other way round, January is the window and February the one compared with.
		const before = await told.ask(
			rateSplit,
			{ from: day('2024-01-01'), to: day('2024-02-01') },
			{ compare_from: FEBRUARY.from, compare_to: FEBRUARY.to, segment: 'owner', rate: null },
		);
		expect(before.find(({ value }) => value === 'Bob')).toMatchObject({
			share_ratio: null,
			rate_ratio: null,
			compared_share_ratio: 1 / 2,
			compared_rate_ratio: 0,
			total_compared_rate_ratio: 3 / 8,
			total_change: null,
		});
	});

	test('without a segment splits by each of few values, without a window to compare by none', async () => {
		const told = await tell(
			engine,
			['Lead'],
			[
				...closedDeals('Ann', '2024-01-10', 1, 1).map((one, index) => one.region(index === 0 ? 'N' : 'S')),
				...closedDeals('Bob', '2024-02-10', 1, 1).map((one, index) => one.region(index === 0 ? 'N' : 'S')),
			],
		);
		const all = { segment: null, rate: null };
		const rows = await told.ask(rateSplit, FEBRUARY, { ...JANUARY, ...all });
		expect([...new Set(rows.map(({ segment }) => segment))]).toEqual(['owner', 'region']);
		const unbounded = await told.ask(rateSplit, {}, { compare_from: null, compare_to: null, ...all });
		expect(
			unbounded.map(({ is_compared, mix_change, total_change }) => [is_compared, mix_change, total_change]),
		).toEqual(unbounded.map(() => [false, null, null]));
		expect(unbounded.length).toBeGreaterThan(0);
		const nobody = [{ segment: 'owner', values: ['Nobody'], exclude: false }];
		expect(await told.ask(rateSplit, { ...FEBRUARY, filters: nobody }, { ...JANUARY, ...all })).toEqual([]);
	});

	test('is undefined by value where a credit note makes an amount negative', async () => {
		const told = await tell(
			engine,
			['Lead'],
			[...closedDeals('Ann', '2024-01-10', 1, 1, -50), ...closedDeals('Ann', '2024-02-10', 1, 0, 100)],
		);
		const rows = await told.ask(rateSplit, FEBRUARY, {
			...JANUARY,
			segment: 'owner',
			rate: 'win_amount_rate',
		});
		expect(rows).toMatchObject([{ mix_change: null, total_change: null, is_reversed: false }]);
	});
});

test('the split agrees with plain loops over random journeys', async () => {
	await fc.assert(
		fc.asyncProperty(
			randomJourneys({ currencies: true, maxLength: 40 }),
			fc.integer({ min: 10, max: 70 }),
			fc.constantFrom(null, 'win_amount_rate'),
			async (list, split, rate) => {
				const told = await tell(engine, RANDOM_STAGES, asBuilders(list));
				const scope = { from: addDays(day('2024-01-01'), split), to: day('2024-06-01'), currency: 'EUR' };
				const before = spanBefore(scope);
				const rows = await told.ask(rateSplit, scope, {
					segment: 'owner',
					compare_from: null,
					compare_to: null,
					rate,
				});
				const known = list.map((journey) => know(journey, RANDOM_STAGES));
				const weigh = (some: readonly Known[]) => (rate === null ? some.length : valueOf(some, 'EUR'));
				const measure = (owner: string | null | undefined, window: Window) => {
					const own = known.filter(
						(one) =>
							one.journey.outcome !== 'open' &&
							inWindow(one.closed, window) &&
							(owner === undefined || one.journey.owner === owner),
					);
					return { whole: weigh(own), part: weigh(own.filter(({ journey }) => journey.outcome === 'won')) };
				};
				const [all1, all2] = [measure(undefined, before), measure(undefined, scope)];
				for (const row of rows) {
					const [one, two] = [measure(row.value, before), measure(row.value, scope)];
					if (all1.whole === 0 || all2.whole === 0) {
						expectAgreement(row, { total_change: null, mix_change: null }, 'nothing to compare');
						continue;
					}
					const [m1, m2] = [one.whole / all1.whole, two.whole / all2.whole];
					const [r1, r2] = [divide(one.part, one.whole), divide(two.part, two.whole)];
					const [before1, after2] = [r1 ?? r2 ?? 0, r2 ?? r1 ?? 0];
					expectAgreement(
						row,
						{
							share_ratio: m2,
							compared_share_ratio: m1,
							rate_ratio: r2,
							compared_rate_ratio: r1,
							mix_change: ((m2 - m1) * (before1 + after2)) / 2,
							performance_change: ((after2 - before1) * (m1 + m2)) / 2,
							total_change: all2.part / all2.whole - all1.part / all1.whole,
						},
						String(row.value),
					);
				}
				const withDeals = [...RANDOM_OWNERS, null].filter((owner) =>
					known.some(
						(one) =>
							one.journey.outcome !== 'open' &&
							one.journey.owner === owner &&
							(inWindow(one.closed, before) || inWindow(one.closed, scope)),
					),
				);
				expect(rows).toHaveLength(withDeals.length);
			},
		),
		{ numRuns: 12, seed: 20240205 },
	);
});
