import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { funnel } from '$lib/model/marts/funnel';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { WHOLE_SCOPE } from '$lib/model/scope';
import { LiveSource } from '$lib/session/live-source.svelte';
import { takeSnapshot } from '$lib/share/snapshot';
import { START_STATE } from '$lib/share/state';
import { deal, tell } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

/** Deals that were in Lead for 62 hours and 29 minutes, in data that seem to be of `deals` deals. */
async function sourceOf(deals: number, time: string): Promise<LiveSource> {
	const told = await tell(
		engine,
		['Lead'],
		[deal('A').in('Lead', `2024-01-01${time}`).lost('2024-01-03 20:29')],
	);
	return LiveSource.built(engine, { catalog: { ...told.catalog, deals }, asOf: null });
}

test('large data with times of day are told by bins where that is asked for, and exactly else', async () => {
	const source = await sourceOf(100_000, ' 06:00');
	expect(source.isSoonerByBins(timeInStage)).toBe(true);
	expect(source.isSoonerByBins(funnel)).toBe(false);
	const hours = async (precision?: 'binned') => {
		const options = precision ? { precision } : {};
		const [lead] = await source.read(timeInStage, WHOLE_SCOPE, { segment: null }, options);
		return (lead?.median_dwell_days ?? NaN) * 24;
	};
	expect(await hours('binned')).toBe(62);
	expect(await hours()).toBeCloseTo(62 + 29 / 60, 9);
});

test('data of few deals, or of dates only, are never told twice, and a report does not say which they are', async () => {
	expect((await sourceOf(99_999, ' 06:00')).isSoonerByBins(timeInStage)).toBe(false);
	const dated = await sourceOf(100_000, '');
	expect(dated.isSoonerByBins(timeInStage)).toBe(false);
	expect(dated.catalog.hasDaysOnly).toBe(true);
	const { catalog } = await takeSnapshot(dated, START_STATE, [
		{ mart: funnel, scope: WHOLE_SCOPE, params: {} },
	]);
	expect(catalog.hasDaysOnly).toBeUndefined();
});
