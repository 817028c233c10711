import { describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import { ProblemError } from '$lib/base/problem';
import { MARTS } from '$lib/model/marts';
import { dealList } from '$lib/model/marts/deal-list';
import { conversionMatured } from '$lib/model/marts/conversion-matured';
import { evidence } from '$lib/model/marts/evidence';
import { funnelByPolicy } from '$lib/model/marts/funnel-by-policy';
import { headlineCompared } from '$lib/model/marts/headline-compared';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { segmentValues } from '$lib/model/marts/segment-values';
import { SnapshotSource, takeSnapshot } from '$lib/share/snapshot';
import type { ViewState } from '$lib/share/state';
import { anOverview, aSnapshot, asksOf, CATALOG, MadeUpSource, STATE } from './a-report';

const codeOf = (cause: unknown) => (cause instanceof ProblemError ? cause.problem.code : cause);
const codeFrom = (work: Promise<unknown>) => work.then(() => 'no problem', codeOf);

describe('a snapshot', () => {
	test('answers what was shared exactly as the source did, statistics included', async () => {
		const live = new MadeUpSource();
		const source = new SnapshotSource(await aSnapshot());
		for (const mart of [funnel, headline]) {
			const answer = await source.read(mart, STATE.scope, {});
			const original = await live.read(mart, STATE.scope, {});
			expect(answer).toEqual(original.map(({ smuggled: _, ...row }: Record<string, unknown>) => row));
		}
		const [first] = await source.read(funnel, STATE.scope, {});
		expect(first?.resolved_low_ratio).toBeGreaterThan(0);
	});

	test('holds columns of the contract and nothing else', async () => {
		const { results } = await aSnapshot();
		expect(Object.keys(results)).toEqual(['funnel', 'headline']);
		expect(Object.keys(results['funnel']?.[0] ?? {})).toEqual(Object.keys(funnel.columns));
		expect(JSON.stringify(results)).not.toContain('Secret Sam');
	});

	test('names only the segment values that its filters name, and no search', async () => {
		const snapshot = await aSnapshot();
		expect(snapshot.catalog.segments).toEqual([
			{
				key: 'owner',
				label: 'Opportunity Owner',
				values: [
					{ value: 'Ann Lee', deals: 1_204 },
					{ value: null, deals: 3 },
				],
			},
		]);
		const text = JSON.stringify(snapshot);
		for (const secret of ['Secret Sam', 'Hidden Valley', 'a customer searched for'])
			expect(text).not.toContain(secret);
	});

	test('holds neither an opened deal nor a question in SQL, and only conversions that its rows have', async () => {
		const state: ViewState = { ...STATE, deal: 'O7', sql: "where id = 'O7'", conversion: 'matured' };
		const snapshot = await takeSnapshot(new MadeUpSource(), state, asksOf([funnel]));
		expect(snapshot.state).toMatchObject({ deal: null, sql: '', conversion: 'resolved' });
	});

	test('keeps the view and what the data are', async () => {
		const snapshot = await aSnapshot();
		expect(snapshot.state).toEqual({ ...STATE, place: 'funnel', compare: { kind: 'none' }, search: '' });
		expect(snapshot.catalog).toEqual({ ...CATALOG, segments: snapshot.catalog.segments });
	});

	test.each(MARTS.filter(({ shareable }) => !shareable).map((mart) => [mart.name, mart] as const))(
		'of %s is refused before anything is asked',
		async (_, mart) => {
			const source = new MadeUpSource();
			expect(await codeFrom(takeSnapshot(source, STATE, asksOf([funnel, mart])))).toBe('not-shareable');
			expect(source.asked).toEqual([]);
		},
	);

	test('has at least the lists of deals and of segment values to refuse', () => {
		expect(dealList.shareable || segmentValues.shareable).toBe(false);
	});

	test('of Overview keeps the place, what it is held against and only the rows that may leave', async () => {
		const snapshot = await anOverview();
		expect(snapshot.state).toMatchObject({ place: 'overview', compare: { kind: 'year' } });
		expect(Object.keys(snapshot.results)).toEqual(['funnel', 'headline', 'time_in_stage']);
		expect(snapshot.results['time_in_stage']).toHaveLength(2);
		expect(snapshot.answers.map(({ mart, params, rows }) => [mart, params, rows.length])).toEqual([
			['headline_compared', { compare_from: '2024-01-01', compare_to: '2025-01-01' }, 1],
			['funnel', {}, 6],
		]);
		expect(JSON.stringify(snapshot)).not.toContain('Secret Sam');
	});

	test('names the value that its view is held against, and no other of its column', async () => {
		const snapshot = await anOverview({
			compare: { kind: 'segment', segment: 'region', value: 'Hidden Valley' },
		});
		expect(snapshot.catalog.segments.map(({ key, values }) => [key, values.length])).toEqual([
			['owner', 2],
			['region', 1],
		]);
	});

	test('says how skips and conversion are counted only where it holds the numbers of it', async () => {
		const state: ViewState = { ...STATE, skips: 'observed', conversion: 'eventual', horizon: 30 };
		const plain = await takeSnapshot(new MadeUpSource(), state, asksOf([funnel]));
		expect(plain.state).toMatchObject({ skips: 'imputed', conversion: 'resolved', horizon: null });
		const held = await takeSnapshot(new MadeUpSource(), state, [
			...asksOf([funnel, funnelByPolicy]),
			{ mart: conversionMatured, scope: STATE.scope, params: { horizon_days: 30 } },
		]);
		expect(held.state).toMatchObject({ skips: 'observed', conversion: 'eventual', horizon: 30 });
	});
});

describe('a shared report, asked', () => {
	test('answers each question with its own window and parameters, whatever their order', async () => {
		const source = new SnapshotSource(await anOverview());
		const before = { ...STATE.scope, from: '2024-01-01' as Day, to: '2025-01-01' as Day };
		const [own] = await source.read(funnel, STATE.scope, {});
		const [other] = await source.read(funnel, before, {});
		expect(other?.deals_reached).toBe(77);
		expect(own?.deals_reached).not.toBe(77);
		const params = { compare_to: '2025-01-01', compare_from: '2024-01-01' };
		expect(await source.read(headlineCompared, STATE.scope, params)).toHaveLength(1);
		expect(await source.read(timeInStage, STATE.scope, { segment: null })).toHaveLength(2);
		expect(
			await codeFrom(source.read(headlineCompared, STATE.scope, { ...params, compare_to: '2025-02-01' })),
		).toBe('not-in-the-report');
		expect(await codeFrom(source.read(timeInStage, STATE.scope, { segment: 'owner' }))).toBe(
			'not-in-the-report',
		);
	});

	test('for a mart that it does not hold says so', async () => {
		const source = new SnapshotSource(await aSnapshot());
		expect(await codeFrom(source.read(evidence, STATE.scope, {}))).toBe('not-in-the-report');
	});

	test('for single deals refuses, even if its maker put them in', async () => {
		const snapshot = await aSnapshot();
		const source = new SnapshotSource({ ...snapshot, results: { ...snapshot.results, deal_list: [] } });
		const params = {
			stage_rank: null,
			bucket: null,
			to_rank: null,
			skips: null,
			optional_stages: null,
			path: null,
			took_from_days: null,
			took_before_days: null,
			search: null,
			sort: null,
			row_limit: 1,
			row_offset: 0,
		};
		expect(await codeFrom(source.read(dealList, STATE.scope, params))).toBe('not-shareable');
	});

	test.each([
		['another window', { from: '2024-01-01' as Day }],
		['the other basis', { basis: 'activity' as const }],
		['no filters', { filters: [] }],
		['another value', { filters: [{ segment: 'owner', values: ['Secret Sam'], exclude: false }] }],
		['the opposite', { filters: [{ segment: 'owner', values: ['Ann Lee', null], exclude: true }] }],
		[
			'blank read as a text',
			{ filters: [{ segment: 'owner', values: ['Ann Lee', 'null'], exclude: false }] },
		],
		['another day', { asOf: '2025-06-30' as Day }],
		['another currency', { currency: 'EUR' }],
	])('of %s says that it holds one scope', async (_, change) => {
		const source = new SnapshotSource(await aSnapshot());
		expect(await codeFrom(source.read(funnel, { ...STATE.scope, ...change }, {}))).toBe('other-scope');
	});

	test.each([
		[
			'values in another order',
			{ filters: [{ segment: 'owner', values: [null, 'Ann Lee'], exclude: false }] },
		],
		['the main currency by name', { currency: 'USD' }],
	])('the same with %s answers', async (_, change) => {
		const source = new SnapshotSource(await aSnapshot());
		expect(await source.read(funnel, { ...STATE.scope, ...change }, {})).toHaveLength(6);
	});

	test('stops when it is told to', async () => {
		const source = new SnapshotSource(await aSnapshot());
		const signal = AbortSignal.abort();
		await expect(source.read(funnel, STATE.scope, {}, { signal })).rejects.toThrow('abort');
	});

	test('made before a column existed gives null where null is an answer', async () => {
		const snapshot = await aSnapshot();
		const rows = (snapshot.results['funnel'] ?? []).map(({ so_far_ratio: _, ...row }) => row);
		const source = new SnapshotSource({ ...snapshot, results: { funnel: rows } });
		const answer = await source.read(funnel, STATE.scope, {});
		expect(answer.map((row) => row.so_far_ratio)).toEqual([null, null, null, null, null, null]);
	});

	test.each([
		['lacks a column', { deals_reached: undefined }],
		['has a text for a number', { deals_reached: '12' }],
		['has half a deal', { deals_reached: 0.5 }],
	])('that %s is a problem, never a wrong number', async (_, change) => {
		const snapshot = await aSnapshot();
		const rows = (snapshot.results['funnel'] ?? []).map((row) => {
			const { deals_reached: _old, ...rest } = row;
			return change.deals_reached === undefined ? rest : { ...rest, deals_reached: change.deals_reached };
		});
		const source = new SnapshotSource({ ...snapshot, results: { funnel: rows } });
		expect(await codeFrom(source.read(funnel, STATE.scope, {}))).toBe('report-not-readable');
	});

	test('why shows the question in SQL', async () => {
		const source = new SnapshotSource(await aSnapshot());
		expect(source.explain(funnel, STATE.scope, {})).toContain('Where do deals go, stage by stage?');
	});
});
