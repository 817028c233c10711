import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import type { RowOf } from '$lib/model/contract';
import { funnel } from '$lib/model/marts/funnel';
import { stageMoves } from '$lib/model/marts/stage-moves';
import { expectAgreement } from '../support/agree';
import { deal, tell } from '../support/journeys';
import { oracleMoves } from '../support/oracle-moves';
import { worldOf } from '../support/oracle-stage-times';
import { asBuilders, RANDOM_STAGES, randomJourneys, randomScopes, scopeOf } from '../support/random-journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Qualified', 'Proposal'];

const brief = (rows: RowOf<typeof stageMoves>[]) =>
	rows.map((row) => [
		row.stage,
		row.move,
		row.to_stage,
		row.visits_moved,
		row.deals_moved,
		row.median_stayed_days,
	]);

describe('the moves between stages', () => {
	const journeys = () => [
		deal('A')
			.in('Lead', '2024-01-01')
			.in('Qualified', '2024-01-04')
			.in('Lead', '2024-01-05')
			.in('Qualified', '2024-01-12')
			.won('2024-01-22'),
		deal('B').in('Lead', '2024-01-01').in('Proposal', '2024-01-03').lost('2024-01-13'),
		deal('C').in('Lead', '2024-01-02'),
		deal('D').created('2024-01-02').won('2024-01-08'),
	];

	test('lead to a stage, to won, to lost, or nowhere yet, each with the stay before', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(stageMoves);
		expect(brief(rows)).toEqual([
			['Lead', 'forward', 'Qualified', 2, 1, 5],
			['Lead', 'skip', 'Proposal', 1, 1, 2],
			['Lead', 'open', null, 1, 1, 20],
			['Qualified', 'back', 'Lead', 1, 1, 1],
			['Qualified', 'won', null, 1, 1, 10],
			['Proposal', 'lost', null, 1, 1, 10],
		]);
		expect(rows[0]).toMatchObject({ to_rank: 2, visits_in_stage: 4, share_ratio: 1 / 2 });
	});

	test('a stay that ended on an unknown day is a move without a length', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').lost(null),
			deal('B').in('Lead', '2024-01-01').lost('2024-01-05'),
			deal('C').in('Qualified', '2024-01-01').lost(null),
		]);
		expect(await told.ask(stageMoves)).toMatchObject([
			{ stage: 'Lead', visits_moved: 2, visits_dated: 1, median_stayed_days: 4 },
			{ stage: 'Qualified', visits_moved: 1, visits_dated: 0, median_stayed_days: null },
		]);
	});

	test('a deal lost and taken up again has both moves', async () => {
		const told = await tell(engine, STAGES, [
			deal('A')
				.in('Lead', '2024-01-01')
				.in('Lost', '2024-01-05')
				.in('Lead', '2024-01-20')
				.in('Qualified', '2024-01-21'),
		]);
		expect(brief(await told.ask(stageMoves))).toEqual([
			['Lead', 'forward', 'Qualified', 1, 1, 1],
			['Lead', 'lost', null, 1, 1, 4],
			['Qualified', 'open', null, 1, 1, 0],
		]);
	});

	test('activity: the visits that ended in the window', async () => {
		const told = await tell(engine, STAGES, journeys());
		const rows = await told.ask(stageMoves, {
			basis: 'activity',
			from: '2024-01-05' as Day,
			to: '2024-01-22' as Day,
		});
		expect(brief(rows)).toEqual([
			['Lead', 'forward', 'Qualified', 1, 1, 7],
			['Qualified', 'back', 'Lead', 1, 1, 1],
			['Proposal', 'lost', null, 1, 1, 10],
		]);
	});

	test('an empty scope, and one without a log, have no moves', async () => {
		const told = await tell(engine, STAGES, journeys());
		expect(await told.ask(stageMoves, { from: '2030-01-01' as Day })).toEqual([]);
		const unlogged = await tell(engine, STAGES, [deal('A').created('2024-01-02').won('2024-01-08')]);
		expect(await unlogged.ask(stageMoves)).toEqual([]);
	});
});

test(
	'random journeys agree with plain loops, and with the funnel’s accounting',
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
						const rows = await told.ask(stageMoves, { ...scopeOf(scope), currency: 'EUR' });
						const expected = oracleMoves(world, scope, 'EUR');
						expect(rows).toHaveLength(expected.size);
						for (const row of rows) {
							const facts = expected.get(JSON.stringify([row.stage_rank, row.move, row.to_rank]));
							const where = `${JSON.stringify(scope)} ${row.stage} ${row.move}`;
							expect(facts, where).toBeDefined();
							expectAgreement(row, facts ?? {}, where);
						}
						for (const stage of await told.ask(funnel, scopeOf(scope))) {
							const sum = (...moves: string[]) =>
								rows
									.filter((row) => row.stage_rank === stage.stage_rank && moves.includes(row.move))
									.reduce((total, row) => total + row.visits_moved, 0);
							expect(sum('forward', 'skip', 'won')).toBe(stage.visits_moved_on);
							expect(sum('lost')).toBe(stage.visits_lost);
							expect(sum('back')).toBe(stage.visits_moved_back);
							expect(sum('open')).toBe(stage.visits_open);
						}
					}
				},
			),
			{ numRuns: 12, seed: 20240406 },
		);
	},
);
