import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, type Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { openNodeEngine } from '$lib/engine/node';
import { headline } from '$lib/model/marts/headline';
import { velocityTrend } from '$lib/model/marts/velocity-trend';
import { deal, tell } from '../support/journeys';
import { asBuilders, randomJourneys, randomScopes, RANDOM_STAGES } from '../support/random-journeys';
import { divide, inWindow, instant, know, mean, valueOf, type Known } from '../support/results-oracle';
import { oracleHeadline } from '../support/oracle';
import { expectAgreement } from '../support/agree';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Proposal'];
const month = { period: 'month' };

/** Two whole months and the beginning of a third. */
const journeys = () => [
	deal('A').in('Lead', '2024-01-01').won('2024-01-11').amount(100),
	deal('B').in('Lead', '2024-01-01').lost('2024-01-31').amount(50),
	deal('C').in('Lead', '2024-01-11').won('2024-02-10').amount(400),
	deal('D').in('Lead', '2024-02-01').won('2024-02-11').amount(200),
	deal('E').in('Lead', '2024-02-20').lost('2024-02-21').amount(10),
	deal('F').in('Lead', '2024-02-20').lost('2024-03-05').amount(10),
];

describe('the velocity trend', () => {
	test('gives the four factors of each month, its velocity and its won value per day', async () => {
		const rows = await (await tell(engine, STAGES, journeys())).ask(velocityTrend, {}, month);
		expect(rows.map(({ period_on, to_on, is_partial }) => [period_on, to_on, is_partial])).toEqual([
			['2024-01-01', '2024-02-01', false],
			['2024-02-01', '2024-03-01', false],
			['2024-03-01', '2024-03-06', true],
		]);
		expect(rows[0]).toMatchObject({
			deals_created: 3,
			deals_in_play: 3,
			deals_won: 1,
			deals_lost: 1,
			win_ratio: 1 / 2,
			average_won_amount: 100,
			average_won_cycle_days: 10,
			velocity_amount_per_day: (3 * 0.5 * 100) / 10,
			won_amount_per_day: 100 / 31,
			window_days: 31,
			velocity_log: null,
		});
		// C since January, D, E, F: four in play; cycles of 30 and 10 days.
		expect(rows[1]).toMatchObject({
			deals_in_play: 4,
			win_ratio: 2 / 3,
			average_won_amount: 300,
			average_won_cycle_days: 20,
		});
		expect(rows[1]?.velocity_amount_per_day).toBeCloseTo((4 * (2 / 3) * 300) / 20, 9);
	});

	test('averages open deals over time, and the flow convention takes the residence of all exits', async () => {
		const [january, february] = await (await tell(engine, STAGES, journeys())).ask(velocityTrend, {}, month);
		// A 10 days, B 30, C from the 11th to the end of the month 21.
		expect(january?.deals_open_average).toBeCloseTo((10 + 30 + 21) / 31, 12);
		expect(january?.average_closed_cycle_days).toBe(20);
		expect(january?.flow_velocity_amount_per_day).toBeCloseTo(((61 / 31) * 0.5 * 100) / 20, 12);
		// C 9 days, D 10, E 1, F 10 to the end of February 29.
		expect(february?.deals_open_average).toBeCloseTo((9 + 10 + 1 + 10) / 29, 12);
		expect(february?.average_closed_cycle_days).toBeCloseTo((30 + 10 + 1) / 3, 12);
	});

	test('splits the change between whole periods into four logarithms, and a partial one into none', async () => {
		const rows = await (await tell(engine, STAGES, journeys())).ask(velocityTrend, {}, month);
		const february = rows[1];
		const whole = Math.log(40 / 15);
		expect(february?.velocity_log).toBeCloseTo(whole, 12);
		expect(february?.deals_in_play_log).toBeCloseTo(Math.log(4 / 3), 12);
		expect(february?.win_log).toBeCloseTo(Math.log(4 / 3), 12);
		expect(february?.won_amount_log).toBeCloseTo(Math.log(3), 12);
		expect(february?.won_cycle_log).toBeCloseTo(-Math.log(2), 12);
		expect(february?.won_cycle_share).toBeCloseTo(-Math.log(2) / whole, 12);
		expect(rows[2]).toMatchObject({ is_partial: true, velocity_log: null, before_win_ratio: null });
	});

	test('weeks start on Sunday or Saturday where asked to', async () => {
		// 2024-01-06 is a Saturday, 2024-01-07 a Sunday.
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-06').won('2024-01-07').amount(10),
			deal('B').in('Lead', '2024-01-06').won('2024-01-13').amount(20),
			deal('C').in('Lead', '2024-01-06').lost('2024-01-14'),
		]);
		const weeks = async (period: string) =>
			(await told.ask(velocityTrend, {}, { period })).map((row) => [
				row.period_on,
				row.to_on,
				row.deals_won,
				row.is_partial,
			]);
		expect(await weeks('week')).toEqual([
			['2024-01-01', '2024-01-08', 1, false],
			['2024-01-08', '2024-01-15', 1, false],
		]);
		expect(await weeks('week_sunday')).toEqual([
			['2023-12-31', '2024-01-07', 0, false],
			['2024-01-07', '2024-01-14', 2, false],
			['2024-01-14', '2024-01-15', 0, true],
		]);
		expect(await weeks('week_saturday')).toEqual([
			['2024-01-06', '2024-01-13', 1, false],
			['2024-01-13', '2024-01-15', 1, true],
		]);
	});

	test('weeks start on Monday, quarters are the default, an unknown period gives nothing', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-03').won('2024-01-09'),
			deal('B').in('Lead', '2024-01-03').won('2024-04-01'),
			deal('C').in('Lead', '2024-01-03').won('2024-04-01'),
		]);
		const periods = async (period: string | null) =>
			(await told.ask(velocityTrend, {}, { period })).map(({ period_on }) => period_on);
		expect((await periods('week')).slice(0, 3)).toEqual(['2024-01-01', '2024-01-08', '2024-01-15']);
		expect(await periods(null)).toEqual(['2024-01-01', '2024-04-01']);
		expect(await periods('year')).toEqual(['2024-01-01']);
		expect(await periods('decade')).toEqual([]);
	});

	test('clips periods to the window and calls those that it cuts partial', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(
			velocityTrend,
			{ from: '2024-01-11' as Day, to: '2024-03-01' as Day, basis: 'activity' },
			month,
		);
		expect(rows.map(({ period_on, from_on, is_partial }) => [period_on, from_on, is_partial])).toEqual([
			['2024-01-01', '2024-01-11', true],
			['2024-02-01', '2024-02-01', false],
		]);
		// A closed on the first day of the window: it was in play on no instant before, but it closed in it.
		expect(rows[0]).toMatchObject({ deals_created: 1, deals_in_play: 3, deals_won: 1, window_days: 21 });
		expect(rows[1]?.velocity_log).toBeNull();
	});

	test('a month whose last day is that of the newest fact is whole', async () => {
		const told = await tell(engine, STAGES, [deal('A').in('Lead', '2024-01-03').won('2024-01-31')]);
		expect(await told.ask(velocityTrend, {}, month)).toMatchObject([
			{ is_partial: false, to_on: '2024-02-01' },
		]);
	});

	test('is undefined where nothing was won, and empty of an empty scope', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-03').lost('2024-01-20'),
			deal('B').in('Lead', '2024-01-03').owner('Ann'),
		]);
		expect(await told.ask(velocityTrend, {}, month)).toMatchObject([
			{ win_ratio: 0, average_won_amount: null, velocity_amount_per_day: null, won_amount_per_day: 0 },
		]);
		const ann = [{ segment: 'owner', values: ['Ann'], exclude: false }];
		expect(await told.ask(velocityTrend, { filters: ann }, month)).toMatchObject([
			{ win_ratio: null, win_low_ratio: null, deals_in_play: 1, average_closed_cycle_days: null },
		]);
		const nobody = [{ segment: 'owner', values: ['Nobody'], exclude: false }];
		expect(await told.ask(velocityTrend, { filters: nobody, from: '2024-01-01' as Day }, month)).toEqual([]);
	});

	test('leaves deals without a start or a close out of the open average, and keeps periods without facts', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').won('2024-01-11').amount(null),
			deal('B').created(null).won('2024-03-31').amount(70),
			deal('C').created('2024-01-01').lost(null),
			deal('D').created(null).lost('2024-03-31'),
		]);
		const rows = await told.ask(velocityTrend, {}, month);
		expect(rows.map(({ deals_open_average }) => deals_open_average)).toEqual([10 / 31, 0, 0]);
		expect(rows[0]).toMatchObject({ deals_won: 1, average_won_amount: null, deals_without_amount: 1 });
		expect(rows[1]).toMatchObject({ win_ratio: null, deals_in_play: 0 });
		expect(rows[2]).toMatchObject({ won_amount: 70, average_won_cycle_days: null });
	});

	test('adds no amounts of other currencies', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').won('2024-01-11').amount(100, 'EUR'),
			deal('B').in('Lead', '2024-01-01').won('2024-01-31').amount(900, 'USD'),
			deal('C').in('Lead', '2024-01-01').lost('2024-01-31').amount(1, 'EUR'),
		]);
		const [row] = await told.ask(velocityTrend, {}, month);
		expect(row).toMatchObject({
			won_amount: 100,
			average_won_amount: 100,
			deals_won: 2,
			deals_in_other_currencies: 1,
			currency: 'EUR',
		});
	});

	test('counts time of day in the open average where the data have it', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01 12:00').won('2024-01-02 00:00'),
			deal('B').in('Lead', '2024-01-31 18:00').won('2024-02-01 06:00'),
		]);
		const rows = await told.ask(velocityTrend, {}, month);
		expect(rows[0]?.deals_open_average).toBeCloseTo(0.75 / 31, 12);
		expect(rows[1]?.deals_open_average).toBeCloseTo(0.25, 12);
	});
});

test('in a steady pipeline the flow convention is won value per day, by Little’s law', async () => {
	// Each day one deal starts and stays 10 days; every other one is won.
	const steady = Array.from({ length: 240 }, (_, index) => {
		const start = addDays('2024-01-01' as Day, index);
		const one = deal(`D${index}`).in('Lead', start).amount(100);
		return index % 2 === 0 ? one.won(addDays(start, 10)) : one.lost(addDays(start, 10));
	});
	const rows = await (await tell(engine, STAGES, steady)).ask(velocityTrend, {}, month);
	for (const row of rows.slice(1, -2)) {
		expect(row.deals_open_average).toBeCloseTo(10, 9);
		expect(row.flow_velocity_amount_per_day).toBeCloseTo(row.won_amount_per_day ?? NaN, 9);
	}
});

test('the engine of the browser gives the same trend', async () => {
	const wasm = await openNodeEngine();
	try {
		for (const period of ['week', 'month', null]) {
			const there = await (await tell(wasm, STAGES, journeys())).ask(velocityTrend, {}, { period });
			const here = await (await tell(engine, STAGES, journeys())).ask(velocityTrend, {}, { period });
			expect(there).toEqual(here);
			expect(there.length).toBeGreaterThan(0);
		}
	} finally {
		await wasm.close();
	}
});

/** Days that the deal was open within the window; null where its start or end is not known. */
function openDays({ journey }: Known, from: string, to: string): number {
	if (!journey.created || (journey.outcome !== 'open' && !journey.closed)) return 0;
	const end = journey.closed && journey.outcome !== 'open' ? instant(journey.closed) : Infinity;
	return Math.max(0, Math.min(end, instant(to)) - Math.max(instant(journey.created), instant(from)));
}

test('the velocity trend agrees with plain loops over random journeys, and each period with the headline', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.boolean().chain((timed) => randomJourneys({ timed })),
			randomScopes,
			fc.constantFrom('week', 'month', 'quarter'),
			async (list, { from, to }, period) => {
				const told = await tell(engine, RANDOM_STAGES, asBuilders(list));
				const rows = await told.ask(velocityTrend, { from, to }, { period });
				const known = list.map((journey) => know(journey, RANDOM_STAGES));
				for (const row of rows) {
					const window = { from: row.from_on as Day, to: row.to_on as Day };
					const closed = known.filter(
						(one) => one.journey.outcome !== 'open' && inWindow(one.closed, window),
					);
					const won = closed.filter(({ journey }) => journey.outcome === 'won');
					const length = instant(row.to_on) - instant(row.from_on);
					const average = known.reduce((sum, one) => sum + openDays(one, row.from_on, row.to_on), 0) / length;
					const residence = mean(closed.flatMap(({ cycle }) => (cycle === null ? [] : [cycle])));
					const size = divide(
						valueOf(won, null),
						won.filter(({ journey }) => journey.amount !== null).length,
					);
					expectAgreement(
						row,
						{
							window_days: length,
							deals_open_average: average,
							average_closed_cycle_days: residence,
							won_amount_per_day: valueOf(won, null) / length,
							flow_velocity_amount_per_day:
								residence === null || residence === 0 || size === null
									? null
									: (average * (won.length / closed.length) * size) / residence,
						},
						`${period} ${row.period_on}`,
					);
					const [head] = await told.ask(headline, window);
					for (const name of [
						'deals_in_play',
						'deals_created',
						'win_ratio',
						'velocity_amount_per_day',
					] as const)
						expect(row[name], name).toEqual(head?.[name]);
				}
				// Every close within the window and not after now stands in exactly one period.
				const now = told.catalog.asOfDay;
				const counted = oracleHeadline(
					list.filter((one) => one.closed !== null && now !== null && one.closed.slice(0, 10) <= now),
					{ from, to, owner: null },
				);
				expect(rows.reduce((sum, row) => sum + row.deals_won, 0)).toBe(counted.deals_won);
			},
		),
		{ numRuns: 12, seed: 20240203 },
	);
});
