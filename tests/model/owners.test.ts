import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { owners } from '$lib/model/marts/owners';
import { twoProportionTest } from '$lib/stats/two-proportion';
import { expectAgreement } from '../support/agree';
import { deal, tell } from '../support/journeys';
import {
	asBuilders,
	randomJourneys,
	randomScopes,
	RANDOM_OWNERS,
	RANDOM_STAGES,
} from '../support/random-journeys';
import { closedDeals, know, oracleResults } from '../support/results-oracle';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const OWNERS = { segment: null };

describe('owners', () => {
	test('stand beside the rest of the team, which leaves deals of nobody out', async () => {
		const told = await tell(
			engine,
			['Lead', 'Proposal'],
			[
				deal('A')
					.in('Lead', '2024-01-01')
					.in('Proposal', '2024-01-05')
					.won('2024-01-11')
					.amount(100)
					.owner('Ann'),
				deal('B').in('Lead', '2024-01-01').lost('2024-01-09').amount(40).owner('Ann'),
				deal('C').in('Lead', '2024-01-01').won('2024-01-31').amount(300).owner('Bob'),
				deal('D').in('Lead', '2024-01-01').owner('Bob'),
				deal('E').in('Lead', '2024-01-01').won('2024-01-02').amount(7),
			],
		);
		const rows = await told.ask(owners, {}, OWNERS);
		expect(rows.map(({ segment, value }) => [segment, value])).toEqual([
			['owner', 'Ann'],
			['owner', 'Bob'],
			['owner', null],
		]);
		expect(rows[0]).toMatchObject({
			deals_leads: 2,
			deals_qualified: 1,
			win_ratio: 0.5,
			won_per_lead_amount: 50,
			rest_deals_leads: 2,
			rest_deals_qualified: 1,
			rest_deals_won: 1,
			rest_deals_lost: 0,
			rest_win_ratio: 1,
			rest_won_amount: 300,
			rest_won_per_lead_amount: 150,
			rest_average_won_cycle_days: 30,
			win_difference_ratio: -0.5,
			is_ranked: false,
			win_rank: null,
			win_p: null,
			is_win_different: false,
		});
		// The rest of nobody is everybody.
		expect(rows[2]).toMatchObject({ deals_won: 1, rest_deals_won: 2, rest_deals_lost: 1, is_ranked: false });
	});

	test('are ranked and tested only where 20 deals closed, with the correction over those', async () => {
		const told = await tell(
			engine,
			['Lead'],
			[
				...closedDeals('Ann', '2024-01-10', 18, 2),
				...closedDeals('Bob', '2024-01-10', 10, 20),
				...closedDeals('Cem', '2024-01-10', 19, 0),
				...closedDeals('Dee', '2024-01-10', 10, 20),
				...closedDeals(null, '2024-01-10', 0, 40),
			],
		);
		const rows = await told.ask(owners, {}, OWNERS);
		const of = (value: string | null) => rows.find((row) => row.value === value);
		expect(of('Ann')).toMatchObject({
			is_ranked: true,
			win_rank: 1,
			rest_deals_won: 39,
			rest_deals_lost: 40,
		});
		expect(of('Bob')).toMatchObject({ is_ranked: true, win_rank: 2 });
		expect(of('Dee')).toMatchObject({ is_ranked: true, win_rank: 2 });
		expect(of('Cem')).toMatchObject({ is_ranked: false, win_rank: null, win_p: null, win_adjusted_p: null });
		expect(of(null)).toMatchObject({ is_ranked: false, win_p: null });
		const [ann, bob] = [twoProportionTest(18, 20, 39, 79)?.p, twoProportionTest(10, 30, 47, 69)?.p];
		expect(of('Ann')?.win_p).toBeCloseTo(ann ?? NaN, 12);
		expect(of('Bob')?.win_p).toBeCloseTo(bob ?? NaN, 12);
		// Bob and Dee have the same and the greatest p, which is that of rank 3 of 3: no adjusted p exceeds it.
		expect(ann).toBeLessThan(bob ?? NaN);
		for (const value of ['Ann', 'Bob', 'Dee']) expect(of(value)?.win_adjusted_p).toBeCloseTo(bob ?? NaN, 12);
		expect(rows.map(({ is_win_different }) => is_win_different).filter(Boolean)).toHaveLength(3);
	});

	test('of another segment are its values, and of an empty scope none', async () => {
		const told = await tell(
			engine,
			['Lead'],
			[
				deal('A').in('Lead', '2024-01-01').won('2024-01-02').region('North'),
				deal('B').in('Lead', '2024-01-01').lost('2024-01-02').region('South'),
			],
		);
		expect(await told.ask(owners, {}, { segment: 'region' })).toMatchObject([
			{ segment: 'region', value: 'North', win_ratio: 1, rest_win_ratio: 0 },
			{ segment: 'region', value: 'South', win_ratio: 0, rest_win_ratio: 1 },
		]);
		expect(await told.ask(owners, { from: '2030-01-01' as Day }, OWNERS)).toEqual([]);
	});

	test('alone have no rest to differ from', async () => {
		const told = await tell(engine, ['Lead'], closedDeals('Ann', '2024-01-10', 20, 10));
		expect(await told.ask(owners, {}, OWNERS)).toMatchObject([
			{ rest_deals_leads: 0, rest_win_ratio: null, win_difference_ratio: null, win_p: null, win_rank: 1 },
		]);
	});
});

test('owners and the rest agree with plain loops over random journeys', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.boolean().chain((timed) => randomJourneys({ timed, currencies: true })),
			fc.array(randomScopes, { minLength: 1, maxLength: 3 }),
			async (list, scopes) => {
				const told = await tell(engine, RANDOM_STAGES, asBuilders(list));
				const known = list.map((journey) => know(journey, RANDOM_STAGES));
				for (const { from, to, basis } of scopes) {
					const scope = { from, to, basis, currency: 'EUR' };
					const rows = await told.ask(owners, scope, OWNERS);
					for (const row of rows) {
						const own = known.filter(({ journey }) => journey.owner === row.value);
						const rest = known.filter(({ journey }) => journey.owner !== null && journey.owner !== row.value);
						expectAgreement(row, oracleResults(own, RANDOM_STAGES, scope), `${row.value}`);
						const others = oracleResults(rest, RANDOM_STAGES, scope);
						expectAgreement(
							row,
							{
								rest_deals_leads: others.deals_leads,
								rest_deals_qualified: others.deals_qualified,
								rest_qualified_ratio: others.qualified_ratio,
								rest_deals_won: others.deals_won,
								rest_deals_lost: others.deals_lost,
								rest_win_ratio: others.win_ratio,
								rest_won_amount: others.won_amount,
								rest_win_amount_ratio: others.win_amount_ratio,
								rest_won_per_lead_amount: others.won_per_lead_amount,
								rest_average_won_amount: others.average_won_amount,
								rest_average_won_cycle_days: others.average_won_cycle_days,
							},
							`not ${row.value}`,
						);
					}
					const all = oracleResults(known, RANDOM_STAGES, scope);
					expect(rows.reduce((sum, row) => sum + row.deals_won, 0)).toBe(all.deals_won);
					expect(rows.length).toBeLessThanOrEqual(RANDOM_OWNERS.length + 1);
				}
			},
		),
		{ numRuns: 12, seed: 20240206 },
	);
});
