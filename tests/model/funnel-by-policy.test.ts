import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import type { RowOf } from '$lib/model/contract';
import { funnel } from '$lib/model/marts/funnel';
import { funnelByPolicy } from '$lib/model/marts/funnel-by-policy';
import { expectAgreement } from '../support/agree';
import { deal, importFiles, tell } from '../support/journeys';
import { oraclePolicy, POLICIES } from '../support/oracle-funnels';
import { worldOf } from '../support/oracle-stage-times';
import { asBuilders, RANDOM_STAGES, randomJourneys, randomScopes, scopeOf } from '../support/random-journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Qualified', 'Proposal'];

type PolicyRow = RowOf<typeof funnelByPolicy>;
const counts = (rows: PolicyRow[], name: keyof PolicyRow) =>
	Object.fromEntries(
		POLICIES.map((policy) => [policy, rows.filter((row) => row.policy === policy).map((row) => row[name])]),
	);

describe('the policies for skips', () => {
	test('an optional stage may be passed over: the deal counts in it and goes on in order', async () => {
		// A passes over Qualified, B over Qualified and Proposal, C over Lead, D over nothing.
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Proposal', '2024-01-10').won('2024-01-20'),
			deal('B').in('Lead', '2024-01-01').won('2024-01-09'),
			deal('C').in('Proposal', '2024-01-02').lost('2024-01-03'),
			deal('D').in('Lead', '2024-01-01').in('Qualified', '2024-01-02').lost('2024-01-05'),
		]);
		const inOrder = async (optional_stages: string | null) => {
			const rows = await told.ask(funnelByPolicy, {}, { optional_stages });
			const inOrderRows = rows.filter(({ policy }) => policy === 'in_order');
			return inOrderRows.map((row) => [
				row.deals_reached,
				row.deals_moved_on,
				row.deals_dropped,
				row.deals_removed,
			]);
		};
		// In order without any: A and B leave after Lead, C counts nowhere, D drops from Qualified.
		expect(await inOrder(null)).toEqual([
			[3, 1, 0, 2],
			[1, 0, 1, 0],
			[0, 0, 0, 0],
		]);
		// Qualified optional: A is in order to the end; B still passes over Proposal.
		expect(await inOrder('2')).toEqual([
			[3, 2, 0, 1],
			[2, 1, 1, 0],
			[1, 1, 0, 0],
		]);
		// Qualified and Proposal optional: B is won in order, too.
		expect(await inOrder('2,3')).toEqual([
			[3, 3, 0, 0],
			[3, 2, 1, 0],
			[2, 2, 0, 0],
		]);
		// All optional: C counts from Lead on and drops from Proposal.
		expect(await inOrder('1,2,3')).toEqual([
			[4, 4, 0, 0],
			[4, 3, 1, 0],
			[3, 2, 1, 0],
		]);
	});

	test('a skip counts in the stage between, or not, or ends the deal’s count', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Proposal', '2024-01-10').won('2024-01-20'),
			deal('B')
				.in('Lead', '2024-01-01')
				.in('Qualified', '2024-01-02')
				.in('Proposal', '2024-01-03')
				.won('2024-01-09'),
			deal('C').in('Lead', '2024-01-01').in('Qualified', '2024-01-02').lost('2024-01-03'),
			deal('D').in('Lead', '2024-01-01'),
		]);
		const rows = await told.ask(funnelByPolicy);
		expect(counts(rows, 'deals_reached')).toEqual({
			imputed: [4, 3, 2],
			observed: [4, 2, 2],
			in_order: [4, 2, 1],
		});
		expect(counts(rows, 'deals_moved_on')).toEqual({
			imputed: [3, 2, 2],
			observed: [3, 1, 2],
			in_order: [2, 1, 1],
		});
		expect(counts(rows, 'deals_removed')).toEqual({
			imputed: [0, 0, 0],
			observed: [0, 0, 0],
			in_order: [1, 0, 0],
		});
		expect(counts(rows, 'deals_left_out')).toEqual({
			imputed: [0, 0, 0],
			observed: [0, 1, 0],
			in_order: [0, 1, 1],
		});
		expect(counts(rows, 'resolved_ratio')).toEqual({
			imputed: [1, 2 / 3, 1],
			observed: [1, 1 / 2, 1],
			in_order: [1, 1 / 2, 1],
		});
		expect(counts(rows, 'resolved_effect_ratio')).toEqual({
			imputed: [0, 0, 0],
			observed: [0, 1 / 2 - 2 / 3, 0],
			in_order: [0, 1 / 2 - 2 / 3, 0],
		});
	});

	test('a deal that begins past the first stage has skipped it', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Qualified', '2024-01-01').in('Proposal', '2024-01-02').won('2024-01-03'),
			deal('B').in('Lead', '2024-01-01').in('Qualified', '2024-01-02'),
		]);
		const rows = await told.ask(funnelByPolicy);
		expect(counts(rows, 'deals_reached')).toEqual({
			imputed: [2, 2, 1],
			observed: [1, 2, 1],
			in_order: [1, 1, 0],
		});
		expect(counts(rows, 'cumulative_ratio')).toMatchObject({ observed: [1, 2, 1], in_order: [1, 1, 0] });
	});

	test('going back to the skipped stage later is a visit, but not in order', async () => {
		const told = await tell(engine, STAGES, [
			deal('A')
				.in('Lead', '2024-01-01')
				.in('Proposal', '2024-01-05')
				.in('Qualified', '2024-01-08')
				.in('Proposal', '2024-01-12')
				.lost('2024-01-20'),
		]);
		const rows = await told.ask(funnelByPolicy);
		expect(counts(rows, 'deals_reached')).toEqual({
			imputed: [1, 1, 1],
			observed: [1, 1, 1],
			in_order: [1, 0, 0],
		});
		expect(counts(rows, 'deals_removed').in_order).toEqual([1, 0, 0]);
		expect(counts(rows, 'deals_dropped')).toEqual({
			imputed: [0, 0, 1],
			observed: [0, 0, 1],
			in_order: [0, 0, 0],
		});
	});

	test('going back and forth without passing over a stage stays in order', async () => {
		const told = await tell(engine, STAGES, [
			deal('A')
				.in('Lead', '2024-01-01')
				.in('Qualified', '2024-01-05')
				.in('Lead', '2024-01-08')
				.in('Qualified', '2024-01-09')
				.in('Proposal', '2024-01-12'),
		]);
		const rows = await told.ask(funnelByPolicy);
		expect(counts(rows, 'deals_reached').in_order).toEqual([1, 1, 1]);
		expect(counts(rows, 'deals_open').in_order).toEqual([0, 0, 1]);
	});

	test('a deal won before the last stage has skipped what is between', async () => {
		const told = await tell(engine, STAGES, [deal('A').in('Lead', '2024-01-01').won('2024-01-05')]);
		const rows = await told.ask(funnelByPolicy);
		expect(counts(rows, 'deals_reached')).toEqual({
			imputed: [1, 1, 1],
			observed: [1, 0, 0],
			in_order: [1, 0, 0],
		});
		expect(counts(rows, 'deals_moved_on')).toMatchObject({ observed: [1, 0, 0], in_order: [0, 0, 0] });
		expect(counts(rows, 'deals_removed').in_order).toEqual([1, 0, 0]);
	});

	test('deals without a log count by imputed alone, and are told apart from skips', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').created('2024-01-01').won('2024-01-20'),
			deal('B').created('2024-01-01').lost('2024-01-20'),
			deal('C').created('2024-01-01').standsIn('Qualified'),
		]);
		const rows = await told.ask(funnelByPolicy);
		expect(counts(rows, 'deals_reached')).toEqual({
			imputed: [3, 2, 1],
			observed: [0, 0, 0],
			in_order: [0, 0, 0],
		});
		expect(counts(rows, 'deals_unknown').imputed).toEqual([1, 0, 0]);
		expect(counts(rows, 'deals_left_out_unrecorded').observed).toEqual([3, 2, 1]);
		expect(counts(rows, 'so_far_ratio').observed).toEqual([null, null, null]);
	});

	test('on the activity basis each counts what passed or dropped in the window', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').in('Proposal', '2024-02-10').won('2024-03-10'),
			deal('B').in('Lead', '2024-02-02').lost('2024-02-15'),
		]);
		const rows = await told.ask(funnelByPolicy, {
			basis: 'activity',
			from: '2024-02-01' as Day,
			to: '2024-03-01' as Day,
		});
		expect(counts(rows, 'deals_reached')).toEqual({
			imputed: [2, 1, 0],
			observed: [2, 0, 0],
			in_order: [2, 0, 0],
		});
		expect(counts(rows, 'deals_removed').in_order).toEqual([1, 0, 0]);
	});

	test('of several pipelines, a deal passes over no stage that only others have', async () => {
		const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });
		const files = [
			file(
				'deals.csv',
				`Deal Id,Deal Name,Pipeline,Stage,Created,Closed
N1,a,New,Won,2024-01-01,2024-03-01
N2,b,New,Lost,2024-01-02,2024-03-02
R1,c,Renewal,Won,2024-01-03,2024-03-03
R2,d,Renewal,Lost,2024-01-04,2024-03-04
`,
			),
			file(
				'history.csv',
				`Deal Id,Stage,Changed At
N1,Lead,2024-01-01
N1,Qualified,2024-01-11
N1,Proposal,2024-01-21
N1,Won,2024-03-01
N2,Lead,2024-01-02
N2,Proposal,2024-01-22
N2,Lost,2024-03-02
R1,Lead,2024-01-03
R1,Notice,2024-01-13
R1,Proposal,2024-01-23
R1,Won,2024-03-03
R2,Lead,2024-01-04
R2,Notice,2024-01-14
R2,Lost,2024-03-04
`,
			),
		];
		const { mapping } = await recognise(engine, await readFiles(engine, files));
		const ORDER = ['Lead', 'Qualified', 'Notice', 'Proposal', 'Won', 'Lost'];
		const stages = [...mapping.process.stages].sort(
			(a, b) => ORDER.indexOf(a.label) - ORDER.indexOf(b.label),
		);
		const process = { ...mapping.process, stages };
		const asked = await importFiles(engine, files, { mapping: { ...mapping, process } });
		expect(asked.catalog.segments.map(({ key }) => key)).toContain('pipeline');
		const rows = await asked.ask(funnelByPolicy, {}, { optional_stages: null });
		// N1 is past Notice and R1 and R2 past Qualified, which are not of their pipelines; N2 has skipped Qualified.
		expect(counts(rows, 'deals_reached')).toEqual({
			imputed: [4, 4, 4, 3],
			observed: [4, 1, 2, 3],
			in_order: [4, 3, 3, 2],
		});
		expect(counts(rows, 'deals_removed')['in_order']).toEqual([1, 0, 0, 0]);
		expect(counts(rows, 'deals_moved_on')['in_order']).toEqual([3, 3, 2, 2]);
	});

	test('an empty scope has every stage of every policy with no deal', async () => {
		const told = await tell(engine, STAGES, [deal('A').in('Lead', '2024-01-01')]);
		const rows = await told.ask(funnelByPolicy, { from: '2030-01-01' as Day });
		expect(rows).toHaveLength(9);
		expect(rows.every((row) => row.deals_reached === 0 && row.so_far_ratio === null)).toBe(true);
	});
});

test(
	'random journeys agree with plain loops, and imputed with the funnel',
	{ timeout: 120_000 },
	async () => {
		await fc.assert(
			fc.asyncProperty(
				randomJourneys({ currencies: true }),
				fc.array(randomScopes, { minLength: 2, maxLength: 3 }),
				fc.subarray(RANDOM_STAGES.map((_, index) => index + 1)),
				async (list, scopes, optional) => {
					const told = await tell(engine, RANDOM_STAGES, asBuilders(list));
					const world = worldOf(list, RANDOM_STAGES);
					for (const scope of scopes) {
						const optional_stages = optional.length === 0 ? null : optional.join(',');
						const rows = await told.ask(
							funnelByPolicy,
							{ ...scopeOf(scope), currency: 'EUR' },
							{ optional_stages },
						);
						for (const row of rows) {
							const expected = oraclePolicy(world, scope, row.policy, row.stage_rank, optional, 'EUR');
							expectAgreement(row, expected, `${JSON.stringify(scope)} ${row.policy} ${row.stage}`);
						}
						const whole = await told.ask(funnel, scopeOf(scope));
						expect(counts(rows, 'deals_reached').imputed).toEqual(whole.map((row) => row.deals_reached));
						expect(counts(rows, 'deals_reached').observed).toEqual(whole.map((row) => row.deals_entered));
						if (scope.basis === 'activity') continue;
						for (const policy of ['imputed', 'in_order']) {
							const own = rows.filter((row) => row.policy === policy);
							own
								.slice(1)
								.forEach((row, index) => expect(row.deals_reached).toBe(own[index]?.deals_moved_on));
						}
					}
				},
			),
			{ numRuns: 12, seed: 20240402 },
		);
	},
);
