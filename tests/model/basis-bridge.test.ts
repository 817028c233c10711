import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { basisBridge } from '$lib/model/marts/basis-bridge';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { expectAgreement } from '../support/agree';
import { deal, tell } from '../support/journeys';
import { oracleBridge } from '../support/oracle-funnels';
import { worldOf } from '../support/oracle-stage-times';
import { asBuilders, RANDOM_STAGES, randomJourneys, randomScopes, scopeOf } from '../support/random-journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Qualified'];
const february = { from: '2024-02-01' as Day, to: '2024-03-01' as Day };

describe('the bridge between the cohort rate and the activity rate', () => {
	const journeys = () => [
		deal('A').in('Lead', '2024-01-10').in('Qualified', '2024-02-05').won('2024-02-20'),
		deal('B').in('Lead', '2024-01-11').lost('2024-02-10'),
		deal('C').in('Lead', '2024-02-02').in('Qualified', '2024-02-04').won('2024-02-25'),
		deal('D').in('Lead', '2024-02-03').in('Qualified', '2024-03-02').lost('2024-03-10'),
		deal('E').in('Lead', '2024-02-04'),
		deal('F').created(null).lost('2024-02-15'),
		deal('G').created('2024-02-06').lost('2024-02-16'),
	];

	test('is made of deals that began before the window and of those that ended after it', async () => {
		const told = await tell(engine, STAGES, journeys());
		const [lead, qualified, win] = await told.ask(basisBridge, february);
		expect(lead).toMatchObject({
			measure: 'stage',
			stage: 'Lead',
			deals_in_cohort: 4,
			deals_cohort_moved_on: 2,
			deals_cohort_dropped: 0,
			deals_cohort_open: 1,
			deals_cohort_unknown: 1,
			cohort_ratio: 1,
			deals_outside_moved_on: 1,
			deals_carried_in_moved_on: 1,
			deals_carried_in_dropped: 1,
			deals_activity_moved_on: 2,
			deals_activity_dropped: 1,
			deals_activity_unknown: 2,
			activity_ratio: 2 / 3,
		});
		expect(lead?.difference_ratio).toBeCloseTo(-1 / 3, 12);
		expect(qualified).toMatchObject({
			deals_in_cohort: 2,
			deals_cohort_moved_on: 1,
			deals_cohort_dropped: 1,
			deals_outside_dropped: 1,
			deals_carried_in_moved_on: 1,
			cohort_ratio: 1 / 2,
			activity_ratio: 1,
		});
		expect(win).toMatchObject({
			measure: 'win',
			stage: null,
			stage_rank: null,
			deals_in_cohort: 4,
			deals_cohort_moved_on: 1,
			deals_cohort_dropped: 2,
			deals_cohort_open: 1,
			deals_outside_dropped: 1,
			deals_carried_in_moved_on: 1,
			deals_carried_in_dropped: 2,
			deals_activity_moved_on: 2,
			deals_activity_dropped: 3,
			cohort_ratio: 1 / 3,
			activity_ratio: 2 / 5,
		});
	});

	test('says the same on both bases', async () => {
		const told = await tell(engine, STAGES, journeys());
		expect(await told.ask(basisBridge, { ...february, basis: 'activity' })).toEqual(
			await told.ask(basisBridge, { ...february, basis: 'cohort' }),
		);
	});

	test('over all time there is nothing between the two', async () => {
		const told = await tell(engine, STAGES, journeys());
		for (const row of await told.ask(basisBridge)) {
			expect(row.difference_ratio).toBe(0);
			expect(row.deals_outside_moved_on + row.deals_outside_dropped).toBe(0);
			expect(row.deals_carried_in_moved_on + row.deals_carried_in_dropped).toBe(0);
		}
	});

	test('a window without a deal has all rows and no rate', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(basisBridge, { from: '2030-01-01' as Day });
		expect(
			rows.map((row) => [row.measure, row.deals_in_cohort, row.cohort_ratio, row.difference_ratio]),
		).toEqual([
			['stage', 0, null, null],
			['stage', 0, null, null],
			['win', 0, null, null],
		]);
	});
});

test(
	'random journeys agree with plain loops, the funnel on both bases and the headline',
	{ timeout: 120_000 },
	async () => {
		await fc.assert(
			fc.asyncProperty(
				randomJourneys({ currencies: true }),
				fc.array(randomScopes, { minLength: 2, maxLength: 3 }),
				async (list, scopes) => {
					const told = await tell(engine, RANDOM_STAGES, asBuilders(list));
					const world = worldOf(list, RANDOM_STAGES);
					for (const scope of scopes) {
						const rows = await told.ask(basisBridge, { ...scopeOf(scope), currency: 'EUR' });
						for (const row of rows) {
							const expected = oracleBridge(world, scope, row.stage_rank, 'EUR');
							expectAgreement(row, expected, `${JSON.stringify(scope)} ${row.measure} ${row.stage}`);
						}
						const cohort = await told.ask(funnel, { ...scopeOf(scope), basis: 'cohort' });
						const activity = await told.ask(funnel, { ...scopeOf(scope), basis: 'activity' });
						cohort.forEach((row, index) => {
							expect(rows[index]?.cohort_ratio).toBe(row.resolved_ratio);
							expect(rows[index]?.deals_in_cohort).toBe(row.deals_reached);
							expect(rows[index]?.activity_ratio).toBe(activity[index]?.resolved_ratio);
						});
						const [head] = await told.ask(headline, scopeOf(scope));
						expect(rows.at(-1)?.activity_ratio).toBe(head?.win_ratio);
					}
				},
			),
			{ numRuns: 12, seed: 20240408 },
		);
	},
);
