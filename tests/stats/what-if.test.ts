import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sensitivities, whatIf, type FunnelFacts, type Levers } from '$lib/stats/what-if';

// 16 won of 100, 160 000 in all over a cycle of 60 days; days in stage add up to 40.
const funnel: FunnelFacts = {
	stages: [
		{ stage: 'Lead', reached: 100, conversion_ratio: 0.5, median_days: 10 },
		{ stage: 'Demo', reached: 40, conversion_ratio: 0.8, median_days: 20 },
		{ stage: 'Offer', reached: 25, conversion_ratio: 0.64, median_days: 10 },
	],
	volume: 100,
	deal_amount: 10_000,
	won_deals: 16,
	won_amount: 160_000,
	cycle_days: 60,
	velocity: 3000,
};

describe('what if', () => {
	test('nothing moved is the funnel, also with its own values as levers', () => {
		const asItIs = {
			stages: [
				{ stage: 'Lead', reached: 100 },
				{ stage: 'Demo', reached: 40 },
				{ stage: 'Offer', reached: 25 },
			],
			won_deals: 16,
			won_amount: 160_000,
			cycle_days: 60,
			velocity: 3000,
		};
		expect(whatIf(funnel, {})).toEqual(asItIs);
		expect(
			whatIf(funnel, {
				volume: 100,
				deal_amount: 10_000,
				conversion_ratio: { Lead: 0.5, Demo: 0.8, Offer: 0.64 },
				days: { Lead: 10, Demo: 20, Offer: 10 },
			}),
		).toEqual(asItIs);
	});

	// By hand: Demo .8 → .9 is × 1.125, on the deals after it and on what is won.
	test('a better conversion brings more deals to the stages after it', () => {
		const result = whatIf(funnel, { conversion_ratio: { Demo: 0.9 } });
		expect(result.stages.map(({ reached }) => reached)).toEqual([100, 40, expect.closeTo(28.125, 10)]);
		expect(result.won_deals).toBeCloseTo(18, 10);
		expect(result.won_amount).toBeCloseTo(180_000, 6);
		expect(result.velocity).toBeCloseTo(3375, 8);
		expect(result.cycle_days).toBe(60);
	});

	// By hand: Demo 20 → 12 days makes 32 of 40 days, so a cycle of 48 and 3000 · 60 / 48 a day.
	test('fewer days in a stage shorten the cycle and raise velocity, not value', () => {
		const result = whatIf(funnel, { days: { Demo: 12 } });
		expect(result).toMatchObject({ won_deals: 16, won_amount: 160_000 });
		expect(result.cycle_days).toBeCloseTo(48, 10);
		expect(result.velocity).toBeCloseTo(3750, 8);
	});

	// By hand: 1.5 · (.4 / .5) · (.96 / .64) = 1.8 in deals, · 1.2 = 2.16 in value, ÷ (20 / 40) = 4.32 in velocity.
	test('all levers together multiply', () => {
		const result = whatIf(funnel, {
			volume: 150,
			deal_amount: 12_000,
			conversion_ratio: { Lead: 0.4, Offer: 0.96 },
			days: { Lead: 0, Demo: 5, Offer: 15 },
		});
		expect(result.stages.map(({ reached }) => reached)).toEqual([
			150,
			expect.closeTo(48, 10),
			expect.closeTo(30, 10),
		]);
		expect(result.won_deals).toBeCloseTo(28.8, 10);
		expect(result.won_amount).toBeCloseTo(345_600, 6);
		expect(result.cycle_days).toBeCloseTo(30, 10);
		expect(result.velocity).toBeCloseTo(12_960, 6);
	});

	test('nothing can be said from a conversion that nobody has shown, and all from one that stays', () => {
		const young: FunnelFacts = {
			...funnel,
			stages: [funnel.stages[0]!, { stage: 'Demo', reached: 4, conversion_ratio: null, median_days: null }],
			won_deals: 0,
			won_amount: 0,
			deal_amount: null,
			cycle_days: null,
			velocity: null,
		};
		expect(whatIf(young, { volume: 200 })).toEqual({
			stages: [
				{ stage: 'Lead', reached: 200 },
				{ stage: 'Demo', reached: 8 },
			],
			won_deals: 0,
			won_amount: 0,
			cycle_days: null,
			velocity: null,
		});
		expect(whatIf(young, { conversion_ratio: { Demo: 0.5 } })).toMatchObject({
			won_deals: null,
			won_amount: null,
		});
		expect(whatIf(young, { deal_amount: 5 })).toMatchObject({ won_deals: 0, won_amount: null });
	});

	test('a cycle of no days has no velocity', () => {
		const result = whatIf(funnel, { days: { Lead: 0, Demo: 0, Offer: 0 } });
		expect(result).toMatchObject({ cycle_days: 0, velocity: null });
	});

	test('a stage called constructor is a stage like others', () => {
		const stages = [{ stage: 'constructor', reached: 100, conversion_ratio: 0.16, median_days: 40 }];
		expect(whatIf({ ...funnel, stages }, { conversion_ratio: {}, days: {} })).toMatchObject({
			won_deals: 16,
			cycle_days: 60,
		});
	});

	test('impossible levers are refused', () => {
		for (const levers of [
			{ volume: -1 },
			{ deal_amount: NaN },
			{ conversion_ratio: { Demo: 1.01 } },
			{ conversion_ratio: { Demo: -0.1 } },
			{ days: { Demo: -1 } },
		] satisfies Levers[]) {
			expect(() => whatIf(funnel, levers)).toThrow(RangeError);
		}
		expect(() => whatIf(funnel, { days: { Nowhere: 1 } })).toThrow('there is no stage Nowhere in the funnel');
	});
});

describe('the sensitivity', () => {
	test('of each lever is what one percent more of it changes', () => {
		const result = sensitivities(funnel, {});
		expect(result.map(({ lever, stage }) => [lever, stage])).toEqual([
			['volume', null],
			['deal_amount', null],
			['conversion_ratio', 'Lead'],
			['days', 'Lead'],
			['conversion_ratio', 'Demo'],
			['days', 'Demo'],
			['conversion_ratio', 'Offer'],
			['days', 'Offer'],
		]);
		for (const { lever, stage, won_amount_change, velocity_change } of result) {
			if (lever === 'days') {
				// Demo is half of the 40 days, the others a quarter.
				const cycle = 60 * (stage === 'Demo' ? 1.005 : 1.0025);
				expect(won_amount_change).toBe(0);
				expect(velocity_change).toBeCloseTo((3000 * 60) / cycle - 3000, 8);
			} else {
				expect(won_amount_change).toBeCloseTo(1600, 6);
				expect(velocity_change).toBeCloseTo(30, 8);
			}
		}
	});

	test('counts from where the levers stand, and a conversion stops at 1', () => {
		const result = sensitivities(funnel, { volume: 200, conversion_ratio: { Demo: 1, Lead: 0.996 } });
		const of = (lever: keyof Levers, stage: string | null) =>
			result.find((row) => row.lever === lever && row.stage === stage)?.won_amount_change;
		const value = 160_000 * 2 * (1 / 0.8) * (0.996 / 0.5);
		expect(of('volume', null)).toBeCloseTo(value / 100, 6);
		expect(of('conversion_ratio', 'Demo')).toBe(0);
		expect(of('conversion_ratio', 'Lead')).toBeCloseTo((value * 4) / 996, 6);
	});

	test('is undefined for a lever without a value', () => {
		const stages = [
			...funnel.stages,
			{ stage: 'Legal', reached: 0, conversion_ratio: null, median_days: null },
		];
		const result = sensitivities({ ...funnel, stages, deal_amount: null }, {});
		const undefinedOnes = result.filter((row) => row.won_amount_change === null);
		expect(undefinedOnes.map(({ lever, stage }) => [lever, stage])).toEqual([
			['deal_amount', null],
			['conversion_ratio', 'Legal'],
			['days', 'Legal'],
		]);
	});
});

test('property: levers set one after the other do what they do together, and more is never less', () => {
	const ratio = fc.double({ min: 0.01, max: 1, noNaN: true });
	const positive = fc.double({ min: 0.1, max: 1000, noNaN: true });
	fc.assert(
		fc.property(ratio, ratio, positive, positive, (lead, offer, volume, days) => {
			const both = whatIf(funnel, {
				volume,
				conversion_ratio: { Lead: lead, Offer: offer },
				days: { Lead: days },
			});
			const won =
				16 *
				(whatIf(funnel, { volume }).won_deals! / 16) *
				(whatIf(funnel, { conversion_ratio: { Lead: lead } }).won_deals! / 16) *
				(whatIf(funnel, { conversion_ratio: { Offer: offer } }).won_deals! / 16);
			expect(both.won_deals).toBeCloseTo(won, 8);
			const better = whatIf(funnel, {
				volume,
				conversion_ratio: { Lead: Math.min(1, lead * 1.1), Offer: offer },
				days: { Lead: days / 2 },
			});
			expect(better.won_deals).toBeGreaterThanOrEqual(both.won_deals!);
			expect(better.velocity).toBeGreaterThan(both.velocity!);
		}),
	);
});
