import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { buildModel, prepareStaging } from '$lib/model/build';
import { MARTS } from '$lib/model/marts';
import { brokenChecks, readMart } from '$lib/model/read';
import { WHOLE_SCOPE, type Scope } from '$lib/model/scope';
import { bounded, firstUnsound, usualParams } from '../support/every-mart';
import { deal, tell, type Asked, type JourneyBuilder } from '../support/journeys';
import { accountsSql, subscriptionsSql, targetsSql, tellStaged } from '../support/staged';

/*
 * What every mart must bear: data at the edge. It answers without an error, every number is a finite one, every
 * promise of its contract holds, and what does not exist is null or no row.
 */

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Demo', 'Offer'];
const WINDOW = { from: '2024-01-01', to: '2024-04-01' };

/** Enough deals that a forecast has something to learn from, for the edges that need not be small. */
const many = (end: (told: JourneyBuilder, day: string, n: number) => JourneyBuilder): JourneyBuilder[] =>
	Array.from({ length: 150 }, (_, n) => {
		const day = (from: number) => new Date(Date.UTC(2024, 0, 1 + from)).toISOString().slice(0, 10);
		const told = deal(`M${n}`)
			.in('Lead', day(n))
			.in('Demo', day(n + 2))
			.owner(n % 2 ? 'Ann' : 'Bob');
		return end(told, day(n + 9), n);
	});

const EDGES: Record<string, readonly JourneyBuilder[]> = {
	'one open deal': [deal('A').in('Lead', '2024-01-10').owner('Ann')],
	'one won deal': [
		deal('A').in('Lead', '2024-01-10').in('Offer', '2024-01-12').won('2024-01-20').owner('Ann'),
	],
	'one lost deal': [deal('A').in('Lead', '2024-01-10').lost('2024-01-20').owner('Ann')],
	'one deal of which nothing is known': [deal('A').amount(null)],
	'deals all open': many((told) => told),
	'deals all lost': many((told, day) => told.lost(day)),
	'deals all won': many((told, day) => told.won(day)),
	'deals won and lost on the day they began': many((told, _, n) =>
		n % 2 ? told.won(told.journey.created) : told.lost(told.journey.created),
	),
	'amounts of nothing': many((told, day, n) => (n % 2 ? told.won(day) : told.lost(day)).amount(0)),
	'no amounts': many((told, day, n) => (n % 2 ? told.won(day) : told.lost(day)).amount(null)),
	'negative amounts': many((told, day, n) => (n % 2 ? told.won(day) : told).amount(n % 3 ? 50 : -50)),
	'three currencies': many((told, day, n) =>
		(n % 2 ? told.won(day) : told).amount(100 + n, (['EUR', 'USD', null] as const)[n % 3] ?? null),
	),
	'won without history': [
		deal('A').created('2024-01-02').won('2024-02-01').owner('Ann'),
		deal('B').created('2024-01-05').won('2024-01-05').owner('Bob'),
	],
	'lost without history': [
		deal('A').created('2024-01-02').lost('2024-02-01').owner('Ann'),
		deal('B').created('2024-01-05').lost('2024-03-05').owner('Bob'),
	],
	'closed on unknown days': [
		deal('A').in('Lead', '2024-01-02').won(null).owner('Ann'),
		deal('B').in('Lead', '2024-01-02').in('Demo', '2024-01-09').lost(null).owner('Bob'),
		deal('C').in('Lead', '2024-01-03').owner('Bob'),
	],
	'no dates at all': [deal('A').standsIn('Demo'), deal('B').won(null), deal('C').lost(null)],
	'closed before they began': [
		deal('A').created('2024-02-02').in('Lead', '2024-02-02').won('2024-01-05').owner('Ann'),
		deal('B').created('2024-02-02').in('Demo', '2024-03-01').lost('2024-02-20').owner('Bob'),
	],
	'every change in one instant': [
		deal('A')
			.in('Lead', '2024-01-02')
			.in('Demo', '2024-01-02')
			.in('Offer', '2024-01-02')
			.won('2024-01-02')
			.owner('Ann'),
		deal('B')
			.in('Offer', '2024-01-02')
			.in('Lead', '2024-01-02')
			.in('Offer', '2024-01-02')
			.lost('2024-01-02')
			.owner('Bob'),
	],
};

const nobody = { filters: [{ segment: 'owner', values: ['Nobody'], exclude: false }] };
const SCOPES: Record<string, Scope> = {
	'all time by start': WHOLE_SCOPE,
	'all time by what happened': { ...WHOLE_SCOPE, basis: 'activity' },
	'a window by start': bounded(WINDOW.from, WINDOW.to),
	'a window by what happened': bounded(WINDOW.from, WINDOW.to, { basis: 'activity' }),
	'a window before all': bounded('2010-01-01', '2010-02-01'),
	'a window after all': bounded('2040-01-01', '2040-02-01', { basis: 'activity' }),
	'a window of no day': bounded('2024-01-10', '2024-01-10'),
	nobody: { ...WHOLE_SCOPE, ...nobody },
	'nobody in a window': bounded(WINDOW.from, WINDOW.to, { ...nobody, basis: 'activity' }),
	'a currency that no deal has': { ...WHOLE_SCOPE, currency: 'XTS' },
};

/** Of every edge; the other scopes of all edges together. */
const FEW_SCOPES: Record<string, Scope> = {
	'all time by start': WHOLE_SCOPE,
	'a window by what happened': bounded(WINDOW.from, WINDOW.to, { basis: 'activity' }),
};

/** By segment, and about one deal: for marts that have such parameters, beside asking without. */
const MORE = { segment: 'owner', deal_id: 'A', period: 'day', by_stage: true };

async function expectSound(asked: Pick<Asked, 'catalog'>, scopes = FEW_SCOPES): Promise<void> {
	const failures: string[] = [];
	for (const [name, scope] of Object.entries(scopes)) {
		for (const mart of MARTS) {
			const hasMore = Object.keys(MORE).some((param) => param in mart.params);
			for (const more of hasMore && scope === WHOLE_SCOPE ? [{}, MORE] : [{}]) {
				const where = `${mart.name} of ${name} with ${JSON.stringify(more)}`;
				try {
					const rows = await readMart(engine, asked.catalog, mart, scope, usualParams(mart, more) as never);
					const unsound = firstUnsound(rows);
					if (unsound) failures.push(`${where}: ${unsound}`);
					failures.push(...brokenChecks(mart, rows as never).map((broken) => `${where}: ${broken}`));
				} catch (cause) {
					failures.push(`${where}: ${cause instanceof Error ? cause.message.slice(0, 400) : String(cause)}`);
				}
			}
		}
	}
	expect(failures.slice(0, 20)).toEqual([]);
}

describe('every mart answers soundly', () => {
	test.each(Object.keys(EDGES))('of %s', { timeout: 120_000 }, async (edge) => {
		await expectSound(await tell(engine, STAGES, EDGES[edge] ?? []));
	});

	test('of all edges together, in every scope', { timeout: 120_000 }, async () => {
		const all = Object.values(EDGES).flatMap((builders, edge) =>
			builders.slice(0, 3).map(({ journey }) =>
				Object.assign(deal(`${edge} ${journey.id}`), {
					journey: { ...journey, id: `${edge} ${journey.id}` },
				}),
			),
		);
		await expectSound(await tell(engine, STAGES, all), SCOPES);
	});

	test('of no deal at all', { timeout: 120_000 }, async () => {
		await prepareStaging(engine, 0, null);
		await engine.execute(`insert into stg_stages values (1, 'Lead'), (2, 'Demo');
			insert into stg_settings values (true, true, true, 'UTC')`);
		await expectSound({ catalog: await buildModel(engine, null) });
	});

	test('of a process of one stage', { timeout: 120_000 }, async () => {
		await expectSound(
			await tell(
				engine,
				['Lead'],
				[deal('A').in('Lead', '2024-01-10').won('2024-01-20'), deal('B').in('Lead', '2024-01-11')],
			),
		);
	});

	test(
		'as of a day before the first deal, and as of a day after the last',
		{ timeout: 120_000 },
		async () => {
			for (const day of ['2001-01-01', '2041-01-01']) {
				const asked = await tell(engine, STAGES, EDGES['deals all won'] ?? [], day as Day);
				await expectSound(asked, { 'all time': { ...WHOLE_SCOPE, asOf: day as Day } });
			}
		},
	);

	test('of subscriptions, targets and accounts that come to nothing', { timeout: 120_000 }, async () => {
		const day = '2024-01-10';
		await expectSound(
			await tellStaged(engine, STAGES, EDGES['one won deal'] ?? [], [
				...accountsSql({ A: 'Acme' }),
				...subscriptionsSql([
					{ account: 'Acme', starts: day, ends: day, monthly: 0 },
					{ account: 'Acme', starts: day, ends: null, monthly: null },
					{ account: 'Bolt', starts: '2025-01-01', ends: '2024-01-01', monthly: -5 },
				]),
				...targetsSql([
					{ starts: '2024-01-01', ends: '2024-04-01', target: 0, segment: null, value: null },
					{ starts: '2024-04-01', ends: '2024-04-01', target: 10, segment: null, value: null },
				]),
			]),
		);
	});
});
