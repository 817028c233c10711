import { openAsBlob } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { openNodeEngine } from '$lib/engine/node';
import { bottlenecks } from '$lib/model/marts/bottlenecks';
import { headline } from '$lib/model/marts/headline';
import { headlineCompared } from '$lib/model/marts/headline-compared';
import { leadSources } from '$lib/model/marts/lead-sources';
import { owners } from '$lib/model/marts/owners';
import { rateSplit } from '$lib/model/marts/rate-split';
import { velocityTrend } from '$lib/model/marts/velocity-trend';
import { winLoss } from '$lib/model/marts/win-loss';
import { twoProportionTest } from '$lib/stats/two-proportion';
import truths from '../../sample-data/truths.json';
import { importFiles, type Asked } from '../support/journeys';

const LAYOUTS = [
	{ layout: 'salesforce', files: ['salesforce-opportunities.csv', 'salesforce-opportunity-history.csv'] },
	{ layout: 'hubspot', files: ['hubspot-deals.csv'] },
] as const;

interface Share {
	part: number;
	whole: number;
	ratio: number;
}

interface Truth {
	stage: string;
	segment: { columns: Record<string, string>; value: string };
	window: { from: string | null; to: string | null };
	realised: { in_scope: Share; compared: Share; z: number };
	by_year: (Share & { window: { from: string; to: string } })[];
}

function truth(id: string): Truth {
	const found = truths.truths.find((candidate) => candidate.id === id);
	if (!found) throw new Error(`truths.json has no truth ${id}`);
	return found as unknown as Truth;
}

describe.each(LAYOUTS)('the results of the sample company in the $layout layout', ({ layout, files }) => {
	let engine: Engine;
	let sample: Asked;
	beforeAll(async () => {
		engine = await openNativeEngine();
		sample = await importFiles(
			engine,
			await Promise.all(
				files.map(async (name) => ({ name, blob: await openAsBlob(`sample-data/files/${name}`) })),
			),
		);
	});
	afterAll(() => engine.close());

	const keyOf = (told: Truth) => {
		const label = told.segment.columns[layout];
		return sample.catalog.segments.find((segment) => segment.label === label)?.key ?? `no segment ${label}`;
	};
	const all = truths.facts[layout].all;

	test('the costliest bottleneck of the lead sources is the trade fair in Qualifying', async () => {
		const planted = truth('trade-fair-qualifying');
		const rows = await sample.ask(bottlenecks, {}, { segment: keyOf(planted) });
		const worst = rows.find(({ stake_rank }) => stake_rank === 1);
		expect(worst).toMatchObject({ value: planted.segment.value, stage: planted.stage, is_flagged: true });
		expect(rows[0]).toBe(worst);
		const { in_scope, compared } = planted.realised;
		expect(worst).toMatchObject({
			deals_moved_on: in_scope.part,
			deals_dropped: in_scope.whole - in_scope.part,
			resolved_ratio: in_scope.ratio,
			benchmark_deals_moved_on: compared.part,
			benchmark_ratio: compared.ratio,
		});
	});

	test('since October 2025 the costliest of the segments is the mid-market in Presenting', async () => {
		const planted = truth('mid-market-presenting');
		const rows = await sample.ask(
			bottlenecks,
			{ from: planted.window.from as Day },
			{ segment: keyOf(planted) },
		);
		const worst = rows.find(({ stake_rank }) => stake_rank === 1);
		expect(worst).toMatchObject({ value: planted.segment.value, stage: planted.stage });
		expect(rows[0]).toBe(worst);
		expect([worst?.deals_moved_on, worst?.resolved_ratio]).toEqual([
			planted.realised.in_scope.part,
			planted.realised.in_scope.ratio,
		]);
	});

	test('by days the costliest of the teams is South in Objections', async () => {
		const planted = truth('south-objections');
		const rows = await sample.ask(bottlenecks, {}, { segment: keyOf(planted) });
		const slowest = rows.find(({ days_rank }) => days_rank === 1);
		expect(slowest).toMatchObject({ value: planted.segment.value, stage: planted.stage });
		expect((slowest?.median_dwell_days ?? 0) / (slowest?.benchmark_median_dwell_days ?? 1)).toBeGreaterThan(
			2,
		);
	});

	test('among all segments and stages the three are flagged, and stand before all others of their segments', async () => {
		const early = await sample.ask(bottlenecks, {}, { segment: null });
		const late = await sample.ask(
			bottlenecks,
			{ from: truth('mid-market-presenting').window.from as Day },
			{ segment: null },
		);
		const first = (rows: typeof early, id: string, rank: 'stake_rank' | 'days_rank') => {
			const planted = truth(id);
			const [top] = rows
				.filter((row) => row.segment === keyOf(planted) && row[rank] !== null)
				.sort((a, b) => (a[rank] ?? 0) - (b[rank] ?? 0));
			return { found: [top?.value, top?.stage], planted: [planted.segment.value, planted.stage] };
		};
		for (const { found, planted } of [
			first(early, 'trade-fair-qualifying', 'stake_rank'),
			first(late, 'mid-market-presenting', 'stake_rank'),
			first(early, 'south-objections', 'days_rank'),
		])
			expect(found).toEqual(planted);
		expect(early.filter(({ segment }) => segment === null)).toHaveLength(truths.data.stages.length);
	});

	test('referrals win most among the sources, and no chance explains it', async () => {
		const planted = truth('referral-wins');
		const rows = await sample.ask(owners, {}, { segment: keyOf(planted) });
		const best = rows.find(({ win_rank }) => win_rank === 1);
		const { in_scope, compared, z } = planted.realised;
		expect(best).toMatchObject({
			value: planted.segment.value,
			deals_won: in_scope.part,
			win_ratio: in_scope.ratio,
			rest_deals_won: compared.part,
			rest_win_ratio: compared.ratio,
			is_win_different: true,
		});
		const test = twoProportionTest(in_scope.part, in_scope.whole, compared.part, compared.whole);
		expect(test?.z).toBeCloseTo(z, 9);
		expect(best?.win_p).toBe(test?.p);
		const sources = await sample.ask(leadSources);
		expect(sources.find(({ lead_source }) => lead_source === planted.segment.value)?.win_ratio).toBe(
			in_scope.ratio,
		);
		expect(sources.reduce((sum, row) => sum + row.deals_leads, 0)).toBe(all.created.deals);
	});

	test('outcomes and periods add up to all that closed', async () => {
		const outcomes = await sample.ask(winLoss);
		const count = (outcome: string) =>
			outcomes.filter((row) => row.outcome === outcome).reduce((sum, row) => sum + row.deals_closed, 0);
		expect([count('won'), count('lost')]).toEqual([all.closed.won, all.closed.lost]);
		expect(outcomes.find((row) => row.outcome === 'lost' && row.lost_reason === null)?.deals_closed).toBe(
			truths.faults.empty_lost_reason.count,
		);
		for (const period of ['week', 'month', null]) {
			const rows = await sample.ask(velocityTrend, {}, { period });
			expect(rows.reduce((sum, row) => sum + row.deals_won, 0)).toBe(all.closed.won);
			expect(rows.reduce((sum, row) => sum + row.won_amount, 0)).toBeCloseTo(all.closed.won_amount, 2);
		}
		const quarters = await sample.ask(velocityTrend, {}, { period: null });
		// The data end on the last day of a quarter: it is whole.
		expect(quarters.filter(({ is_partial }) => is_partial)).toEqual([]);
		expect(quarters).toHaveLength(12);
		expect(quarters.slice(1).every(({ velocity_log }) => velocity_log !== null)).toBe(true);
	});

	test('Enterprise wins more each year: compared year by year, and in the split of the change', async () => {
		const planted = truth('enterprise-rises');
		const [first, second] = planted.by_year;
		if (!first || !second) throw new Error('truths.json has fewer than two years of Enterprise');
		const filters = [{ segment: keyOf(planted), values: [planted.segment.value], exclude: false }];
		const scope = { from: second.window.from as Day, to: second.window.to as Day };
		const compare = { compare_from: first.window.from, compare_to: first.window.to };
		const [row] = await sample.ask(headlineCompared, { ...scope, filters }, compare);
		expect(row).toMatchObject({
			win_ratio: second.ratio,
			compared_win_ratio: first.ratio,
			is_comparable: true,
		});
		expect(row?.change_win_p).toBeLessThan(0.01);
		const split = await sample.ask(rateSplit, scope, { ...compare, segment: keyOf(planted), rate: null });
		const enterprise = split.find(({ value }) => value === planted.segment.value);
		expect(enterprise).toMatchObject({ rate_ratio: second.ratio, compared_rate_ratio: first.ratio });
		expect(enterprise?.performance_change).toBeGreaterThan(0);
		const [now] = await sample.ask(headline, scope);
		expect(enterprise?.total_rate_ratio).toBeCloseTo(now?.win_ratio ?? NaN, 12);
	});
});

test('the engine of the browser gives the same results', async () => {
	const file = { name: 'hubspot-deals.csv', blob: await openAsBlob('sample-data/files/hubspot-deals.csv') };
	const answers = [];
	for (const open of [openNativeEngine, openNodeEngine]) {
		const engine = await open();
		try {
			const sample = await importFiles(engine, [file]);
			const year = { from: '2025-01-01' as Day, to: '2026-01-01' as Day };
			const just = { compare_from: null, compare_to: null };
			answers.push({
				winLoss: await sample.ask(winLoss, year),
				leadSources: await sample.ask(leadSources, { ...year, basis: 'activity' }),
				owners: await sample.ask(owners, year, { segment: null }),
				compared: await sample.ask(headlineCompared, year, just),
				split: await sample.ask(rateSplit, year, { ...just, segment: null, rate: 'win_amount_rate' }),
				trend: await sample.ask(velocityTrend, year, { period: 'month' }),
				bottlenecks: await sample.ask(bottlenecks, { ...year, basis: 'activity' }, { segment: null }),
			});
		} finally {
			await engine.close();
		}
	}
	const [native, wasm] = answers;
	for (const rows of Object.values(native ?? {})) expect(rows.length).toBeGreaterThan(0);
	// The engines turn decimals into doubles by different divisions: the last bit of an amount may differ.
	const rounded = (answer: unknown) =>
		JSON.stringify(answer, (_, value: unknown) =>
			typeof value === 'number' ? Number(value.toPrecision(12)) : value,
		);
	expect(JSON.parse(rounded(wasm))).toEqual(JSON.parse(rounded(native)));
});
