import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import { addDays } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { evidence } from '$lib/model/marts/evidence';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { segmentValues } from '$lib/model/marts/segment-values';
import { deal, JourneyBuilder, tell, type Journey } from '../support/journeys';
import { oracleFunnel, oracleHeadline, type OracleScope } from '../support/oracle';
import { cutAt } from '../support/random-journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['S1', 'S2', 'S3', 'S4'];
const START = '2024-01-01' as Day;

/** Random journeys: skips, moves back, stays, deals without a log or a start, all outcomes. Dates near each other. */
const journeys = fc
	.array(
		fc.record({
			created: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 8 }),
			steps: fc.array(
				fc.record({ stage: fc.constantFrom(...STAGES), after: fc.integer({ min: 1, max: 9 }) }),
				{
					maxLength: 6,
				},
			),
			outcome: fc.constantFrom('open', 'won', 'lost'),
			closeAfter: fc.integer({ min: 1, max: 20 }),
			amount: fc.option(
				fc.integer({ min: 0, max: 100_000 }).map((cents) => cents / 100),
				{ freq: 6 },
			),
			owner: fc.option(fc.constantFrom('Ann', 'Bob', 'Çelik “Ö”'), { freq: 8 }),
			named: fc.option(fc.constantFrom(...STAGES), { freq: 2 }),
		}),
		{ minLength: 1, maxLength: 25 },
	)
	.map((specs) =>
		specs.map((spec, index): Journey => {
			let at = spec.created ?? 30;
			const events = spec.steps.map(({ stage, after }) => ({ stage, at: addDays(START, (at += after)) }));
			return {
				id: `D${index}`,
				created: spec.created === null ? null : addDays(START, spec.created),
				amount: spec.amount,
				currency: null,
				owner: spec.owner,
				region: null,
				events,
				outcome: spec.outcome as Journey['outcome'],
				closed: spec.outcome === 'open' ? null : addDays(START, at + spec.closeAfter),
				stage: spec.outcome === 'open' ? (events.at(-1)?.stage ?? spec.named) : null,
			};
		}),
	);

const scopes = fc.record({
	from: fc.option(fc.integer({ min: 0, max: 60 }).map((day): string => addDays(START, day))),
	to: fc.option(fc.integer({ min: 61, max: 120 }).map((day): string => addDays(START, day))),
	owner: fc.option(fc.constantFrom('Ann', 'Bob', 'Çelik “Ö”')),
});

const builders = (list: readonly Journey[]) =>
	list.map((journey) => Object.assign(new JourneyBuilder(journey.id), { journey }));

const asScope = ({ from, to, owner }: OracleScope) => ({
	from: from as Day | null,
	to: to as Day | null,
	filters: owner === null ? [] : [{ segment: 'owner', values: [owner], exclude: false }],
});

const RUNS = 24;

test('the marts agree with plain loops over random journeys, under random windows and filters', async () => {
	await fc.assert(
		fc.asyncProperty(journeys, fc.array(scopes, { minLength: 1, maxLength: 3 }), async (list, some) => {
			const told = await tell(engine, STAGES, builders(list));
			for (const scope of some) {
				const rows = await told.ask(funnel, asScope(scope));
				const expected = oracleFunnel(list, STAGES, scope);
				rows.forEach((row, index) => {
					for (const [name, value] of Object.entries(expected[index] ?? {})) {
						expect.soft(row[name as keyof typeof row], `${row.stage} ${name}`).toBeCloseTo(value, 6);
					}
				});
				const [head] = await told.ask(headline, asScope(scope));
				for (const [name, value] of Object.entries(oracleHeadline(list, scope))) {
					const actual = head?.[name as keyof typeof head];
					if (value === null) expect(actual, name).toBeNull();
					else expect(actual as number, name).toBeCloseTo(value, 6);
				}
				// The identity across stages, which no single row can show.
				rows.slice(1).forEach((row, index) => expect(row.deals_reached).toBe(rows[index]?.deals_moved_on));
			}
		}),
		{ numRuns: RUNS, seed: 20240101 },
	);
});

test('the order of rows decides nothing, and the parts of a segment add up to the whole', async () => {
	await fc.assert(
		fc.asyncProperty(journeys, fc.nat(), async (list, seed) => {
			const asked = async (some: readonly Journey[]) => {
				const told = await tell(engine, STAGES, builders(some));
				return {
					funnel: await told.ask(funnel),
					headline: await told.ask(headline),
					evidence: await told.ask(evidence),
					owners: await told.ask(segmentValues, {}, { segment: 'owner' }),
				};
			};
			const shuffled = [...list].sort(
				(a, b) => ((seed * 31 + a.id.length * 7919) % 101) - ((seed + Number(b.id.slice(1)) * 7919) % 101),
			);
			const straight = await asked(list);
			expect(await asked(shuffled.reverse())).toEqual(straight);
			expect(straight.owners.reduce((sum, { deals }) => sum + deals, 0)).toBe(list.length);
		}),
		{ numRuns: RUNS / 2, seed: 20240102 },
	);
});

test('as of a day, all data give what the data cut at that day give', async () => {
	await fc.assert(
		fc.asyncProperty(journeys, fc.integer({ min: 5, max: 110 }), async (list, offset) => {
			const day = addDays(START, offset);
			// Deals with a log and a start: only they tell where a deal stood on an earlier day.
			const logged = list.filter(({ events, created }) => events.length > 0 && created !== null);
			const cut = cutAt(logged, day);
			if (cut.length === 0) return;
			const whole = await tell(engine, STAGES, builders(logged), day);
			const wholeRows = await whole.ask(funnel);
			const [wholeHead] = await whole.ask(headline);
			const part = await tell(engine, STAGES, builders(cut), day);
			expect(wholeRows).toEqual(await part.ask(funnel));
			expect(wholeHead).toEqual((await part.ask(headline))[0]);
		}),
		{ numRuns: RUNS / 2, seed: 20240103 },
	);
});

test('as of a day, a deal whose end only a log dates, later, has not ended yet', async () => {
	const list = [
		deal('A').in('S1', '2024-01-10').in('Won', '2024-03-20').won(null),
		deal('B').in('S1', '2024-01-10').in('Lost', '2024-03-20').lost(null),
		deal('C')
			.in('S1', '2024-01-10')
			.in('Lost', '2024-01-20')
			.in('S2', '2024-03-01')
			.in('Won', '2024-03-20')
			.won(null),
		deal('D').in('S1', '2024-01-10').won(null),
		deal('E').in('S1', '2024-05-01'),
	];
	const stood = async (day: string | null) => {
		await tell(engine, STAGES, list, day as Day | null);
		const { rows } = await engine.query(
			'select deal_id, outcome, day_of(closed_at) as closed_on from deals order by deal_id',
		);
		return rows.map((row) => [
			row['deal_id'],
			row['outcome'],
			row['closed_on'] === null ? null : String(row['closed_on']),
		]);
	};
	expect(await stood('2024-02-01')).toEqual([
		['A', 'open', null],
		['B', 'open', null],
		['C', 'lost', '2024-01-20'],
		['D', 'won', null],
	]);
	expect(await stood('2024-04-01')).toEqual([
		['A', 'won', '2024-03-20'],
		['B', 'lost', '2024-03-20'],
		['C', 'won', '2024-03-20'],
		['D', 'won', null],
	]);
});
