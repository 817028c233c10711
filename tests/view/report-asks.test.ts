import { expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import { createFormat } from '$lib/chart/format';
import type { Catalog } from '$lib/model/catalog';
import type { AnyMart, RowOf } from '$lib/model/contract';
import type { Source } from '$lib/session/source';
import { START_STATE } from '$lib/share/state';
import { storyText } from '$lib/view/overview/story';
import { reportOf } from '$lib/view/share/report-asks';
import { toldIn } from '$lib/view/share/reader-format';
import { bottleneckRow, comparedRow } from './overview/rows';

const format = createFormat('en-GB');
const catalog: Catalog = {
	asOf: '2026-09-30T12:00:00Z',
	asOfDay: '2026-09-30' as Day,
	newestAt: '2026-09-30T12:00:00Z',
	suspectAt: null,
	firstDay: '2025-01-01' as Day,
	lastDay: '2026-09-30' as Day,
	stages: [{ rank: 1, label: 'Lead' }],
	segments: [],
	currencies: [],
	evidence: [],
	deals: 1_000,
	dealsWithoutStart: 0,
};

/** What the report of Overview tells where these bottlenecks are what was found. */
async function toldOf(bottlenecks: readonly object[]) {
	const answers: Record<string, readonly object[]> = {
		headline_compared: [comparedRow([300, 700], [300, 700])],
		bottlenecks,
	};
	const source: Source = {
		kind: 'live',
		catalog,
		read: <M extends AnyMart>(mart: M) => Promise.resolve((answers[mart.name] ?? []) as RowOf<M>[]),
		explain: (mart) => mart.sql,
	};
	const text = { title: '', notes: '', signal: new AbortController().signal };
	const { told } = await reportOf(source, { ...START_STATE, place: 'overview' }, text, format);
	if (!told) throw new Error('The report tells nothing.');
	return { isTested: told.isTested, headline: storyText({ ...toldIn(told, format), cause: null }) };
}

test('a report says that no stage does worse only where one was tested', async () => {
	const untested = await toldOf([bottleneckRow({})]);
	expect(untested.isTested).toBe(false);
	expect(untested.headline).not.toContain('No stage does clearly worse');
	const tested = await toldOf([bottleneckRow({ dwell_p: 0.3 })]);
	expect(tested.isTested).toBe(true);
	expect(tested.headline).toContain('No stage does clearly worse than its benchmark.');
});
