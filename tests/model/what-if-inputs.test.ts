import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { whatIfFacts, whatIfInputs } from '$lib/model/marts/what-if-inputs';
import { whatIf } from '$lib/stats/what-if';
import { deal, tell } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Proposal'];
const journeys = () => [
	deal('A').in('Lead', '2024-01-01').in('Proposal', '2024-01-05').won('2024-01-11').amount(100),
	deal('B').in('Lead', '2024-01-01').in('Proposal', '2024-01-03').won('2024-01-31').amount(300),
	deal('C').in('Lead', '2024-01-01').in('Proposal', '2024-01-21').lost('2024-01-25').amount(50),
	deal('D').in('Lead', '2024-01-02').lost('2024-01-08').amount(50),
	deal('E').in('Lead', '2024-01-30').amount(50),
];

test('the inputs of a what-if are the funnel, the times and the results of its deals', async () => {
	const rows = await (await tell(engine, STAGES, journeys())).ask(whatIfInputs);
	// Lead: three of four moved on, after 4, 2, 20 days, and one was lost after 6. Proposal: 6, 28 and 4 days.
	expect(
		rows.map((row) => [row.stage, row.reached, row.conversion_ratio, row.median_days, row.deals_completed]),
	).toEqual([
		['Lead', 5, 3 / 4, 5, 4],
		['Proposal', 3, 2 / 3, 6, 3],
	]);
	expect(rows[0]).toMatchObject({
		volume: 5,
		deals_won: 2,
		won_amount: 400,
		deal_amount: 200,
		cycle_days: 20,
	});
	// 5 opportunities · 2 of 4 · 200 ÷ 20 days.
	expect(rows[0]?.velocity_amount_per_day).toBeCloseTo(25, 12);
	const facts = whatIfFacts(rows);
	if (!facts) throw new Error('There are no facts.');
	expect(whatIf(facts, {})).toMatchObject({ won_deals: 2, won_amount: 400, cycle_days: 20, velocity: 25 });
	// All proposals won in place of two of three: half as many again.
	expect(whatIf(facts, { conversion_ratio: { Proposal: 1 } })).toMatchObject({
		won_deals: 3,
		won_amount: 600,
	});
	expect(whatIfFacts([])).toBeNull();
});

test('they agree with the marts of the funnel, the times and the headline on either basis', async () => {
	const told = await tell(engine, STAGES, journeys());
	for (const basis of ['cohort', 'activity'] as const) {
		const scope = { basis, from: '2024-01-01' as Day, to: '2024-01-26' as Day };
		const rows = await told.ask(whatIfInputs, scope);
		const stages = await told.ask(funnel, scope);
		const times = await told.ask(timeInStage, scope, { segment: null });
		rows.forEach((row, index) => {
			expect([row.reached, row.conversion_ratio]).toEqual([
				stages[index]?.deals_reached,
				stages[index]?.resolved_ratio,
			]);
			expect([row.median_days, row.deals_completed]).toEqual([
				times[index]?.median_dwell_days,
				times[index]?.deals_completed,
			]);
		});
		if (basis === 'activity') {
			const [head] = await told.ask(headline, scope);
			expect(rows[0]).toMatchObject({
				deals_won: head?.deals_won,
				won_amount: head?.won_amount,
				deals_in_play: head?.deals_in_play,
				velocity_amount_per_day: head?.velocity_amount_per_day,
			});
		}
	}
});
