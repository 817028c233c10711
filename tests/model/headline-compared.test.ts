import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, type Day } from '$lib/base/day';
import { spanBefore } from '$lib/base/window';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { headline } from '$lib/model/marts/headline';
import { headlineCompared } from '$lib/model/marts/headline-compared';
import { deal, tell } from '../support/journeys';
import { oracleHeadline } from '../support/oracle';
import { asBuilders, randomJourneys, randomScopes, RANDOM_STAGES } from '../support/random-journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Proposal'];
const day = (text: string) => text as Day;
const JUST_BEFORE = { compare_from: null, compare_to: null };

const journeys = () => [
	deal('A').in('Lead', '2024-01-01').won('2024-01-11').amount(100),
	deal('B').in('Lead', '2024-01-01').lost('2024-01-31').amount(50),
	deal('C').in('Lead', '2024-01-11').won('2024-02-10').amount(400),
	deal('D').in('Lead', '2024-02-01').won('2024-02-11').amount(200),
	deal('E').in('Lead', '2024-02-20').lost('2024-03-05').amount(10),
];

describe('the compared headline', () => {
	test('holds a window against the one asked for: both numbers and their differences', async () => {
		const told = await tell(engine, STAGES, journeys());
		const [row] = await told.ask(
			headlineCompared,
			{ from: day('2024-02-01'), to: day('2024-03-01') },
			{ compare_from: '2024-01-01', compare_to: '2024-02-01' },
		);
		expect(row).toMatchObject({
			compared_from_on: '2024-01-01',
			compared_to_on: '2024-02-01',
			is_partial: false,
			is_comparable: true,
			deals_won: 2,
			compared_deals_won: 1,
			change_deals_won: 1,
			compared_deals_lost: 1,
			change_deals_lost: -1,
			won_amount: 600,
			change_won_amount: 500,
			win_ratio: 1,
			compared_win_ratio: 0.5,
			change_win_ratio: 0.5,
			change_average_won_amount: 200,
			average_won_cycle_days: 20,
			change_average_won_cycle_days: 10,
			deals_in_play: 3,
			compared_deals_in_play: 3,
			change_velocity_amount_per_day: (3 * 1 * 300) / 20 - (3 * 0.5 * 100) / 10,
		});
		// z of 2/2 against 1/2: 0.5 ÷ √(3/4 · 1/4 · (1/2 + 1/2)) = 1.1547.
		expect(row?.change_win_p).toBeCloseTo(0.2482131, 6);
	});

	test('without one asked for takes the equally long window just before', async () => {
		const told = await tell(engine, STAGES, journeys());
		const [row] = await told.ask(
			headlineCompared,
			{ from: day('2024-02-01'), to: day('2024-03-01') },
			JUST_BEFORE,
		);
		// As many whole months where the window lasts whole months, else as many days.
		expect(row).toMatchObject({ compared_from_on: '2024-01-01', compared_to_on: '2024-02-01' });
		const before = async (from: string, to: string) =>
			(await told.ask(headlineCompared, { from: day(from), to: day(to) }, JUST_BEFORE))[0]?.compared_from_on;
		expect(await before('2024-04-01', '2024-07-01')).toBe('2024-01-01');
		expect(await before('2023-05-12', '2023-08-12')).toBe('2023-02-12');
		expect(await before('2024-03-30', '2024-04-30')).toBe('2024-02-29');
		expect(await before('2024-02-03', '2024-03-01')).toBe('2024-01-07');
		expect(await before('2024-03-01', '2024-03-02')).toBe('2024-02-29');
	});

	test('of an unbounded window is compared with nothing unless asked to', async () => {
		const told = await tell(engine, STAGES, journeys());
		for (const scope of [{}, { from: day('2024-02-01') }, { to: day('2024-02-01') }]) {
			const [row] = await told.ask(headlineCompared, scope, JUST_BEFORE);
			expect(row).toMatchObject({
				is_compared: false,
				compared_deals_won: null,
				compared_win_ratio: null,
				change_win_ratio: null,
				change_deals_won: null,
				change_win_p: null,
			});
		}
		const [asked] = await told.ask(headlineCompared, {}, { compare_from: null, compare_to: '2024-02-01' });
		expect(asked).toMatchObject({ is_compared: true, compared_deals_won: 1, change_deals_won: 2 });
	});

	test('of a window that is not over compares rates and averages, never counts and sums', async () => {
		const told = await tell(engine, STAGES, journeys());
		const [row] = await told.ask(
			headlineCompared,
			{ from: day('2024-02-10'), to: day('2024-03-10') },
			JUST_BEFORE,
		);
		expect(row).toMatchObject({
			is_partial: true,
			is_comparable: false,
			compared_deals_won: 1,
			compared_deals_lost: 1,
			change_deals_won: null,
			change_won_amount: null,
			change_velocity_amount_per_day: null,
			change_deals_in_play: null,
		});
		expect(row?.change_win_ratio).toBeCloseTo(2 / 3 - 1 / 2, 12);
		const [over] = await told.ask(
			headlineCompared,
			{ from: day('2024-02-10'), to: day('2024-03-06') },
			JUST_BEFORE,
		);
		expect(over?.is_partial).toBe(false);
	});

	test('has no p where nothing closed before, and is one row of an empty scope', async () => {
		const told = await tell(engine, STAGES, journeys());
		const scope = { from: day('2024-01-01'), to: day('2024-02-01') };
		expect(await told.ask(headlineCompared, scope, JUST_BEFORE)).toMatchObject([
			{ compared_deals_won: 0, compared_win_ratio: null, change_win_ratio: null, change_win_p: null },
		]);
		const nobody = [{ segment: 'owner', values: ['Nobody'], exclude: false }];
		expect(await told.ask(headlineCompared, { ...scope, filters: nobody }, JUST_BEFORE)).toMatchObject([
			{ deals_won: 0, win_ratio: null, change_deals_won: 0 },
		]);
	});
});

test('both windows agree with the headline and with plain loops over random journeys', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.boolean().chain((timed) => randomJourneys({ timed })),
			randomScopes,
			fc.option(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 60 }))),
			async (list, { from, to }, asked) => {
				const told = await tell(engine, RANDOM_STAGES, asBuilders(list));
				const compare_from = asked ? addDays(day('2024-01-01'), asked[0]) : null;
				const compare_to = asked && compare_from ? addDays(compare_from, asked[1]) : null;
				const [row] = await told.ask(headlineCompared, { from, to }, { compare_from, compare_to });
				const [present] = await told.ask(headline, { from, to });
				const window = asked
					? { from: compare_from, to: compare_to }
					: from && to
						? spanBefore({ from, to })
						: null;
				expect(row?.is_compared).toBe(window !== null);
				const [before] = window ? await told.ask(headline, window) : [null];
				const names = [
					'deals_created',
					'deals_won',
					'deals_lost',
					'won_amount',
					'lost_amount',
					'win_ratio',
					'win_amount_ratio',
					'average_won_amount',
					'median_won_amount',
					'average_won_cycle_days',
					'median_won_cycle_days',
					'deals_in_play',
					'velocity_amount_per_day',
				] as const;
				for (const name of names) {
					expect(row?.[name], name).toEqual(present?.[name]);
					expect(row?.[`compared_${name}`], name).toEqual(before?.[name] ?? null);
				}
				if (window && before) {
					const day10 = list.map((one) => ({
						...one,
						created: one.created?.slice(0, 10) ?? null,
						closed: one.closed?.slice(0, 10) ?? null,
					}));
					const counted = oracleHeadline(day10, { ...window, owner: null });
					expect(row?.compared_deals_won).toBe(counted.deals_won);
					expect(row?.compared_deals_in_play).toBe(counted.deals_in_play);
					if (counted.win_ratio !== null && typeof present?.win_ratio === 'number')
						expect(row?.change_win_ratio).toBeCloseTo(present.win_ratio - counted.win_ratio, 12);
				}
			},
		),
		{ numRuns: 12, seed: 20240204 },
	);
});
