import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AGE_BANDS, EXIT_LOST, EXIT_WON, hazardsOf, type Hazards, type StayCount } from '$lib/stats/hazards';
import { winChances } from '$lib/stats/win-chances';

const stay = (
	stage: number,
	band: number,
	exit: number | null,
	stays: number,
	bandDays = stays,
): StayCount => ({
	group: 0,
	stage,
	band,
	exit,
	stays,
	bandDays,
});

/** Hazards told cell by cell. */
const told = (stages: number, chance: (stage: number, age: number, exit: number) => number): Hazards => ({
	stages,
	exits: 0,
	wins: 0,
	groups: [],
	chance: (_group, stage, age, exit) => chance(stage, age, exit),
});

describe('hazards by stage and age', () => {
	test('of plenty are events over days at risk', () => {
		// 100,000 stays: 20,000 lost and 30,000 won on the day of entry; the others run on for a day more.
		const hazards = hazardsOf(
			[stay(1, 0, EXIT_LOST, 20_000), stay(1, 0, EXIT_WON, 30_000), stay(1, 1, null, 50_000)],
			1,
		);
		expect(hazards.chance(0, 1, 0, EXIT_LOST)).toBeCloseTo(0.2, 4);
		expect(hazards.chance(0, 1, 0, EXIT_WON)).toBeCloseTo(0.3, 4);
		expect(hazards.chance(0, 1, 1, EXIT_WON)).toBeLessThan(0.001);
		expect(hazards).toMatchObject({ exits: 50_000, wins: 30_000, groups: [0] });
	});

	test('of days at risk count every day of the bands before', () => {
		// 1,000 stays lost on their day 5, the second day of the band of 4 and 5 days, after five days without.
		const hazards = hazardsOf([stay(1, 4, EXIT_LOST, 100_000, 200_000)], 1);
		expect(hazards.chance(0, 1, 4, EXIT_LOST)).toBeCloseTo(0.5, 3);
		expect(hazards.chance(0, 1, 5, EXIT_LOST)).toBeCloseTo(0.5, 3);
		expect(hazards.chance(0, 1, 3, EXIT_LOST)).toBeLessThan(0.001);
	});

	test('of a band that has seen nothing lean on the stays that got as old', () => {
		const hazards = hazardsOf([stay(1, 0, EXIT_LOST, 90), stay(1, 271, EXIT_LOST, 10, 1_000)], 1);
		const oldest = 10 / 1_000;
		// Nobody was lost at 181 days; of those that got to 121 days, 10 were lost in 10 · 150 + 1,000 days.
		expect(hazards.chance(0, 1, 200, EXIT_LOST)).toBeLessThan(oldest);
		expect(hazards.chance(0, 1, 200, EXIT_LOST)).toBeGreaterThan(0);
		// Pulled a little towards the younger ones, whose rate is lower.
		expect(hazards.chance(0, 1, 271, EXIT_LOST)).toBeLessThan(oldest);
		expect(hazards.chance(0, 1, 271, EXIT_LOST)).toBeGreaterThan(0.9 * oldest);
	});

	test('of a stage without stays lean on all stages: on to the next, or lost', () => {
		const hazards = hazardsOf([stay(1, 0, 2, 300), stay(1, 0, EXIT_LOST, 100)], 2);
		const on = hazards.chance(0, 2, 0, EXIT_WON);
		const lost = hazards.chance(0, 2, 0, EXIT_LOST);
		expect(on / (on + lost)).toBeCloseTo(0.75, 10);
		expect(hazards.chance(0, 2, 0, 1)).toBe(0);
	});

	test('of a group with few stays lie between its own and those of all', () => {
		const all = Array.from({ length: 200 }, () => stay(1, 0, EXIT_LOST, 1));
		const own = { ...stay(1, 0, EXIT_WON, 10), group: 7 };
		const chance = hazardsOf([...all, own], 1).chance(7, 1, 0, EXIT_WON);
		// 10 own wins, and ten exits of which 10 in 210 would be won.
		expect(chance).toBeGreaterThan(0.4);
		expect(chance).toBeLessThan(0.6);
		expect(hazardsOf([...all, own], 1).chance(8, 1, 0, EXIT_WON)).toBeCloseTo(10 / 210, 2);
	});

	test('are chances: each within 0 and 1, and together at most 1', () => {
		const count = fc
			.record({
				group: fc.integer({ min: -1, max: 2 }),
				stage: fc.integer({ min: 0, max: 3 }),
				band: fc.constantFrom(...AGE_BANDS),
				exit: fc.option(fc.integer({ min: -1, max: 3 })),
				stays: fc.integer({ min: 1, max: 40 }),
				more: fc.integer({ min: 0, max: 200 }),
			})
			.map(({ stays, more, ...rest }): StayCount => ({ ...rest, stays, bandDays: stays + more }));
		fc.assert(
			fc.property(fc.array(count, { maxLength: 30 }), (counts) => {
				const hazards = hazardsOf(counts, 3);
				for (const group of [-1, 0, 1, 2, 9]) {
					for (let stage = 0; stage <= 3; stage += 1) {
						for (const age of AGE_BANDS) {
							const all = [-1, 0, 1, 2, 3].map((exit) => hazards.chance(group, stage, age, exit));
							expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
							expect(all.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1 + 1e-12);
						}
					}
				}
			}),
		);
	});

	test('of nothing are nothing', () => {
		expect(hazardsOf([], 3).chance(0, 1, 0, EXIT_WON)).toBe(0);
	});

	test('refuse what cannot be', () => {
		expect(() => hazardsOf([stay(1, 5, null, 1)], 1)).toThrow(RangeError);
		expect(() => hazardsOf([stay(2, 0, null, 1)], 1)).toThrow(RangeError);
		expect(() => hazardsOf([stay(1, 0, 2, 1)], 1)).toThrow(RangeError);
		expect(() => hazardsOf([stay(1, 0, null, 2, 1)], 1)).toThrow(RangeError);
	});

	test('have the bands that the SQL macros have', () => {
		const macros = readFileSync('src/lib/model/macros/duckdb.sql', 'utf8');
		const macro = (name: string) => macros.split(`macro ${name}`)[1]?.split(';')[0] ?? '';
		const numbered = [...macro('age_band_number').matchAll(/age >= (\d+) then (\d+)/g)].map(
			([, least, number]) => [Number(number), Number(least)],
		);
		expect([...numbered, [0, 0]].reverse()).toEqual(AGE_BANDS.map((first, number) => [number, first]));
		const starts = /\[([\d, ]+)\]/.exec(macro('band_start'))?.[1]?.split(', ').map(Number);
		expect(starts).toEqual(AGE_BANDS);
	});
});

describe('chances of being won in time', () => {
	test('of one stage with one chance a day are those of coin tosses', () => {
		const chances = winChances(
			told(1, (_stage, _age, exit) => (exit === EXIT_WON ? 0.1 : exit === EXIT_LOST ? 0.2 : 0)),
			0,
		);
		expect(chances.open(1, 5, 1)).toBeCloseTo(0.1, 12);
		// 0.1 + 0.7 · 0.1 + 0.49 · 0.1
		expect(chances.open(1, 0, 3)).toBeCloseTo(0.219, 12);
		expect(chances.entering(1, 2)).toBeCloseTo(0.17, 12);
	});

	test('reach through later stages within one day, and wait a day after a move back', () => {
		// Stage 1 always moves on at once; stage 2 is won half the time, else goes back to stage 1.
		const chances = winChances(
			told(2, (stage, _age, exit) =>
				stage === 1 && exit === 2 ? 1 : stage === 2 && (exit === EXIT_WON || exit === 1) ? 0.5 : 0,
			),
			0,
		);
		expect(chances.open(1, 0, 1)).toBeCloseTo(0.5, 12);
		expect(chances.open(1, 0, 2)).toBeCloseTo(0.75, 12);
	});

	test('look at the next day’s age: today is over', () => {
		const chances = winChances(
			told(1, (_stage, age, exit) => (exit === EXIT_WON && age === 1 ? 1 : 0)),
			0,
		);
		expect(chances.open(1, 0, 1)).toBe(1);
		expect(chances.open(1, 1, 1)).toBe(0);
	});

	test('agree with walking day by day through every way that a deal can go', () => {
		const chance = (stage: number, age: number, exit: number): number =>
			exit === stage ? 0 : (((stage * 7 + Math.min(age, 4) * 3 + (exit + 1) * 5) % 11) + 1) / 80;
		const walk = (stage: number, age: number, left: number): number => {
			if (left === 0) return 0;
			let won = 0;
			let stays = 1;
			for (let exit = -1; exit <= 3; exit += 1) {
				const here = chance(stage, age, exit);
				stays -= here;
				if (exit === EXIT_WON) won += here;
				else if (exit > stage) won += here * walk(exit, 0, left);
				else if (exit > 0) won += here * walk(exit, 1, left - 1);
			}
			return won + stays * walk(stage, age + 1, left - 1);
		};
		// Single days up to 4, so that bands do not blur what the walk sees.
		const chances = winChances(told(3, chance), 0);
		for (const stage of [1, 2, 3]) expect(chances.open(stage, -1, 4)).toBeCloseTo(walk(stage, 0, 4), 12);
		for (const stage of [0, 1, 2, 3]) expect(chances.entering(stage, 4)).toBeCloseTo(walk(stage, 0, 4), 12);
	});

	const usual = hazardsOf(
		[stay(1, 0, 2, 50), stay(1, 4, 1, 5), stay(2, 3, EXIT_WON, 20), stay(2, 8, EXIT_LOST, 30)],
		2,
	);

	test('grow with time', () => {
		const chances = winChances(usual, 0);
		expect(chances.open(1, 2, 30)).toBeGreaterThan(chances.open(1, 2, 10));
		expect(chances.open(1, 2, 0)).toBe(0);
	});

	test('are the same whatever horizons were asked before, also of deals older than any band', () => {
		const asked = winChances(usual, 0);
		for (const horizon of [3, 200, 31, 32, 700]) {
			const fresh = winChances(usual, 0);
			for (const age of [0, 7, 100, 270, 271, 5_000])
				expect(asked.open(2, age, horizon)).toBe(fresh.open(2, age, horizon));
			expect(asked.entering(1, horizon)).toBe(fresh.entering(1, horizon));
			expect(asked.open(2, 271, horizon)).toBe(asked.open(2, 9_999, horizon));
		}
	});

	test('of a deal that enters are those of one that is about to be a day old', () => {
		const chances = winChances(usual, 0);
		for (const horizon of [1, 40, 300])
			expect(chances.entering(2, horizon)).toBe(chances.open(2, -1, horizon));
	});
});
