import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { conversionMatured } from '$lib/model/marts/conversion-matured';
import { conversionMaturedBySegment } from '$lib/model/marts/conversion-matured-by-segment';
import { funnel } from '$lib/model/marts/funnel';
import { funnelBySegment } from '$lib/model/marts/funnel-by-segment';
import { expectAgreement } from '../support/agree';
import { deal, tell } from '../support/journeys';
import { oracleStageOf } from '../support/oracle-funnels';
import { worldOf } from '../support/oracle-stage-times';
import { asBuilders, RANDOM_STAGES, randomJourneys, randomScopes, scopeOf } from '../support/random-journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Qualified'];
const byOwner = { segment: 'owner' };

describe('the funnel of each value of a segment', () => {
	const journeys = () => [
		deal('A')
			.in('Lead', '2024-01-01')
			.in('Qualified', '2024-01-05')
			.won('2024-01-20')
			.owner('Ann')
			.amount(10),
		deal('B').in('Lead', '2024-01-02').lost('2024-01-15').owner('Ann').amount(20),
		deal('C').in('Qualified', '2024-01-03').owner('Ann').amount(null),
		deal('D').in('Lead', '2024-01-04').owner('Bob').amount(40),
		deal('E').created('2024-01-04').lost('2024-01-09').amount(80),
	];

	test('has its own counts, amounts and conversions, the blank value included', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(funnelBySegment, {}, byOwner);
		expect(
			rows.map((row) => [
				row.value,
				row.stage,
				row.deals_reached,
				row.deals_moved_on,
				row.deals_dropped,
				row.deals_open,
				row.deals_unknown,
				row.reached_amount,
				row.so_far_ratio,
				row.resolved_ratio,
				row.cumulative_ratio,
			]),
		).toEqual([
			['Ann', 'Lead', 3, 2, 1, 0, 0, 30, 2 / 3, 2 / 3, 1],
			['Ann', 'Qualified', 2, 1, 0, 1, 0, 10, 1 / 2, 1, 2 / 3],
			['Bob', 'Lead', 1, 0, 0, 1, 0, 40, 0, null, 1],
			['Bob', 'Qualified', 0, 0, 0, 0, 0, 0, null, null, 0],
			[null, 'Lead', 1, 0, 0, 0, 1, 80, 0, null, 1],
			[null, 'Qualified', 0, 0, 0, 0, 0, 0, null, null, 0],
		]);
		expect(rows[0]).toMatchObject({
			deals_entered: 2,
			deals_skipped: 1,
			deals_unrecorded: 0,
			deals_without_amount: 1,
			visits_entered: 2,
			visits_moved_on: 1,
			visits_lost: 1,
			resolved_floor_ratio: 2 / 3,
		});
		expect(rows[4]).toMatchObject({ deals_unrecorded: 1, resolved_floor_ratio: 0, so_far_low_ratio: 0 });
	});

	test('without a segment it is the funnel', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(funnelBySegment, {}, { segment: null });
		const whole = await told.ask(funnel);
		expect(rows).toHaveLength(STAGES.length);
		rows.forEach(({ value, ...row }, index) => {
			expect(value).toBeNull();
			expect(whole[index]).toMatchObject(row);
		});
	});

	test('an empty scope has no value, and without a segment all stages with zero deals', async () => {
		const told = await tell(engine, STAGES, journeys());
		const nobody = { from: '2030-01-01' as Day };
		expect(await told.ask(funnelBySegment, nobody, byOwner)).toEqual([]);
		expect(await told.ask(funnelBySegment, {}, { segment: 'no such segment' })).toEqual([]);
		const rows = await told.ask(funnelBySegment, nobody, { segment: null });
		expect(rows.map(({ deals_reached }) => deals_reached)).toEqual([0, 0]);
	});

	test('amounts of another currency are counted as deals and never added', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').amount(10, 'EUR').owner('Ann'),
			deal('B').in('Lead', '2024-01-01').amount(20, 'EUR').owner('Ann'),
			deal('C').in('Lead', '2024-01-01').amount(1000, 'USD').owner('Ann'),
		]);
		const [lead] = await told.ask(funnelBySegment, {}, byOwner);
		expect(lead).toMatchObject({ deals_reached: 3, reached_amount: 30, deals_without_amount: 0 });
	});
});

describe('matured and eventual conversion of each value', () => {
	test('have one horizon, and values that entered nothing have no rate', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-11').owner('Ann'),
			deal('B').in('Lead', '2024-01-01').lost('2024-01-03').owner('Ann'),
			deal('C').in('Lead', '2024-01-01').in('Qualified', '2024-01-02').owner('Bob'),
			deal('D').in('Lead', '2024-01-30').owner('Bob'),
			deal('E').created('2024-01-04').lost('2024-01-09'),
		]);
		// Of all deals nine tenths move on within 9.1 days: the horizon is 10 for Bob, too, whose only one took a day.
		const rows = await told.ask(conversionMaturedBySegment, {}, { segment: 'owner', horizon_days: null });
		expect(
			rows
				.filter(({ stage_rank }) => stage_rank === 1)
				.map((row) => [
					row.value,
					row.horizon_days,
					row.deals_entered,
					row.deals_matured,
					row.deals_matured_moved_on,
					row.matured_ratio,
					row.eventual_ratio,
				]),
		).toEqual([
			['Ann', 10, 2, 2, 1, 1 / 2, 1 / 2],
			// D is last seen on its first day, before C moved on.
			['Bob', 10, 2, 1, 1, 1, 1],
			[null, 10, 0, 0, 0, null, null],
		]);
	});
});

test('the values add up to the funnel and agree with plain loops', { timeout: 120_000 }, async () => {
	await fc.assert(
		fc.asyncProperty(
			randomJourneys({ currencies: true }),
			fc.array(randomScopes, { minLength: 2, maxLength: 3 }),
			async (list, scopes) => {
				const told = await tell(engine, RANDOM_STAGES, asBuilders(list));
				const world = worldOf(list, RANDOM_STAGES);
				for (const random of scopes) {
					const scope = { ...scopeOf(random), currency: 'USD' };
					const rows = await told.ask(funnelBySegment, scope, byOwner);
					for (const row of rows) {
						const expected = oracleStageOf(world, random, row.stage_rank, row.value, 'USD');
						expectAgreement(row, expected, `${JSON.stringify(random)} ${row.value} ${row.stage}`);
					}
					for (const stage of await told.ask(funnel, scope)) {
						const own = rows.filter(({ stage_rank }) => stage_rank === stage.stage_rank);
						for (const [name, value] of Object.entries(stage)) {
							if (!/^(deals|visits)_|_amount$/.test(name)) continue;
							if (!(name in (own[0] ?? {}))) continue;
							const sum = own.reduce((total, row) => total + Number(row[name as keyof typeof row]), 0);
							expect(sum, `${stage.stage} ${name}`).toBeCloseTo(Number(value), 6);
						}
					}
				}
			},
		),
		{ numRuns: 12, seed: 20240407 },
	);
});

test('given time, a value is what its deals are by themselves', { timeout: 120_000 }, async () => {
	await fc.assert(
		fc.asyncProperty(randomJourneys({ currencies: true }), randomScopes, async (list, random) => {
			const told = await tell(engine, RANDOM_STAGES, asBuilders(list));
			const scope = { ...scopeOf(random), currency: 'USD' };
			const given = { horizon_days: 12 };
			const rows = await told.ask(conversionMaturedBySegment, scope, { ...byOwner, ...given });
			for (const value of new Set(rows.map((row) => row.value))) {
				const filters = [...(scope.filters ?? []), { segment: 'owner', values: [value], exclude: false }];
				const alone = await told.ask(conversionMatured, { ...scope, filters }, given);
				const own = rows.filter((row) => row.value === value);
				own.forEach(({ value: _, ...row }, index) =>
					expectAgreement(alone[index], row, `${JSON.stringify(random)} ${value} ${row.stage}`),
				);
			}
		}),
		{ numRuns: 8, seed: 20261126 },
	);
});
