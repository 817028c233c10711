import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { dealList } from '$lib/model/marts/deal-list';
import { paths } from '$lib/model/marts/paths';
import { deal, tell } from '../support/journeys';
import { oraclePaths } from '../support/oracle-moves';
import { worldOf } from '../support/oracle-stage-times';
import { asBuilders, RANDOM_STAGES, randomJourneys, randomScopes, scopeOf } from '../support/random-journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Qualified', 'Proposal'];
const all = { by_outcome: false, by_value: false, row_limit: null };

describe('the paths of deals', () => {
	const journeys = () => [
		deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-05').won('2024-01-11').amount(10),
		deal('B').in('Lead', '2024-01-01').in('Qualified', '2024-01-06').lost('2024-01-21').amount(20),
		deal('C').in('Lead', '2024-01-01').in('Qualified', '2024-01-07').amount(null),
		deal('D').in('Lead', '2024-01-01').lost('2024-01-03'),
		deal('E').in('Lead', '2024-01-02').in('Proposal', '2024-01-03').in('Lead', '2024-01-04'),
		deal('F').created('2024-01-02').won('2024-01-05'),
	];

	test('are each the list of the deals that took just this way, and so are those of no recorded visit', async () => {
		const told = await tell(engine, STAGES, journeys());
		const list = async (path: string | null, change: Parameters<typeof told.ask>[1] = {}) =>
			(
				await told.ask(dealList, change, {
					stage_rank: null,
					bucket: null,
					to_rank: null,
					skips: null,
					optional_stages: null,
					path,
					took_from_days: null,
					took_before_days: null,
					search: null,
					sort: 'deal_id',
					row_limit: 100,
					row_offset: 0,
				})
			)
				.map(({ deal_id }) => deal_id)
				.join('');
		expect(await list('1.2')).toBe('ABC');
		expect(await list('1')).toBe('D');
		expect(await list('1.3.1')).toBe('E');
		expect(await list('1.3')).toBe('');
		expect(await list('')).toBe('F');
		expect(await list(null)).toBe('ABCDEF');
		// By what happened, only closed deals have gone their way: C is still on it.
		expect(await list('1.2', { basis: 'activity' })).toBe('AB');
	});

	test('are sequences of stages, re-entries included, most deals first', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(paths, {}, all);
		expect(rows.map(({ path, visits_in_path, deals }) => [path, visits_in_path, deals])).toEqual([
			['Lead → Qualified', 2, 3],
			['Lead', 1, 1],
			['Lead → Proposal → Lead', 3, 1],
			[null, 0, 1],
		]);
		expect(rows[0]).toMatchObject({
			place: 1,
			outcome: null,
			deals_won: 1,
			deals_lost: 1,
			deals_open: 1,
			win_ratio: 1 / 2,
			deals_with_cycle: 2,
			median_cycle_days: 15,
			total_amount: 30,
			won_amount: 10,
			deals_without_amount: 1,
			share_ratio: 1 / 2,
		});
		expect(rows[2]).toMatchObject({ win_ratio: null, win_low_ratio: null, median_cycle_days: null });
	});

	test('by outcome tell won, lost and open of one sequence apart', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(paths, {}, { by_outcome: true, by_value: false, row_limit: null });
		expect(rows.map(({ path, outcome, deals }) => [path, outcome, deals])).toEqual([
			['Lead', 'lost', 1],
			['Lead → Qualified', 'open', 1],
			['Lead → Qualified', 'won', 1],
			['Lead → Qualified', 'lost', 1],
			['Lead → Proposal → Lead', 'open', 1],
			[null, 'won', 1],
		]);
	});

	test('a limit keeps the most frequent ones, and shares stay those of the whole', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(paths, {}, { by_outcome: false, by_value: false, row_limit: 1 });
		expect(rows.map(({ path, share_ratio }) => [path, share_ratio])).toEqual([['Lead → Qualified', 1 / 2]]);
	});

	test('by value the largest amount is first, and a limit keeps that', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Qualified', '2024-01-05').amount(10),
			deal('B').in('Lead', '2024-01-01').in('Qualified', '2024-01-06').amount(20),
			deal('C').in('Lead', '2024-01-01').amount(70),
			deal('D').in('Lead', '2024-01-01').in('Proposal', '2024-01-03').amount(null),
		]);
		const rows = await told.ask(paths, {}, { by_outcome: false, by_value: true, row_limit: 2 });
		expect(rows.map(({ place, path, total_amount }) => [place, path, total_amount])).toEqual([
			[1, 'Lead', 70],
			[2, 'Lead → Qualified', 30],
		]);
		expect(rows[0]?.share_amount_ratio).toBe(0.7);
	});

	test('a reopened deal has the stages after it in its path', async () => {
		const told = await tell(engine, STAGES, [
			deal('A')
				.in('Lead', '2024-01-01')
				.in('Lost', '2024-01-05')
				.in('Lead', '2024-01-20')
				.in('Proposal', '2024-01-21')
				.won('2024-02-01'),
		]);
		expect((await told.ask(paths, {}, all)).map(({ path }) => path)).toEqual(['Lead → Lead → Proposal']);
	});

	test('activity: the deals closed in the window, whenever they began', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(paths, { basis: 'activity', from: '2024-01-10' as Day }, all);
		expect(rows.map(({ path, deals, share_ratio }) => [path, deals, share_ratio])).toEqual([
			['Lead → Qualified', 2, 1],
		]);
		const always = await told.ask(paths, { basis: 'activity' }, all);
		expect(always.reduce((sum, { deals }) => sum + deals, 0)).toBe(4);
	});

	test('amounts of another currency are counted as deals and never added', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').amount(10, 'EUR'),
			deal('B').in('Lead', '2024-01-01').amount(20, 'EUR'),
			deal('C').in('Lead', '2024-01-01').amount(1000, 'USD'),
		]);
		expect(await told.ask(paths, {}, all)).toMatchObject([
			{ deals: 3, total_amount: 30, deals_without_amount: 0 },
		]);
	});

	test('an empty scope has no path', async () => {
		const told = await tell(engine, STAGES, journeys());
		expect(await told.ask(paths, { from: '2030-01-01' as Day }, all)).toEqual([]);
	});
});

test('random journeys agree with plain loops', { timeout: 120_000 }, async () => {
	await fc.assert(
		fc.asyncProperty(
			randomJourneys({ currencies: true }),
			fc.array(randomScopes, { minLength: 2, maxLength: 3 }),
			fc.boolean(),
			async (list, scopes, byOutcome) => {
				const told = await tell(engine, RANDOM_STAGES, asBuilders(list));
				const world = worldOf(list, RANDOM_STAGES);
				for (const scope of scopes) {
					const rows = await told.ask(
						paths,
						{ ...scopeOf(scope), currency: 'EUR' },
						{ by_outcome: byOutcome, by_value: false, row_limit: null },
					);
					const expected = oraclePaths(world, scope, byOutcome, 'EUR');
					expect(rows).toHaveLength(expected.size);
					for (const row of rows) {
						const facts = expected.get(JSON.stringify([row.path, row.outcome]));
						expect(facts, `${JSON.stringify(scope)} ${row.path}`).toBeDefined();
						for (const [name, value] of Object.entries(facts ?? {})) {
							const actual = row[name as keyof typeof row];
							if (value === null) expect(actual, `${row.path} ${name}`).toBeNull();
							else expect(actual as number, `${row.path} ${name}`).toBeCloseTo(value, 6);
						}
					}
				}
			},
		),
		{ numRuns: 12, seed: 20240405 },
	);
});
