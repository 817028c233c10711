import { openAsBlob } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFormat } from '$lib/chart/format';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { bottlenecks } from '$lib/model/marts/bottlenecks';
import { dealList } from '$lib/model/marts/deal-list';
import { funnel } from '$lib/model/marts/funnel';
import { funnelByPolicy } from '$lib/model/marts/funnel-by-policy';
import { funnelBySegment } from '$lib/model/marts/funnel-by-segment';
import { headline } from '$lib/model/marts/headline';
import { paths } from '$lib/model/marts/paths';
import { stageMoves } from '$lib/model/marts/stage-moves';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { timeToConvert } from '$lib/model/marts/time-to-convert';
import { WHOLE_SCOPE, type Scope } from '$lib/model/scope';
import { START_STATE, type ViewState } from '$lib/share/state';
import { listParams, listed, openPipeline, wonIn } from '$lib/view/deals/list-of';
import { policySteps } from '$lib/view/funnel/board-kinds';
import { boardEnd, boardSteps, dealsOf, pickOf } from '$lib/view/funnel/funnel-board';
import { chipsOf, wayOf } from '$lib/view/funnel/path-rows';
import { onlyValue } from '$lib/view/funnel/segment-funnels';
import { costliest, filtersWith } from '$lib/view/overview/stakes';
import { deal, importFiles, tell, type Asked } from '../support/journeys';
import { SAMPLE_FILES } from '../support/sample-files';

const format = createFormat('en-GB');
const bounded = (basis: Scope['basis'], more: Partial<Scope> = {}): Scope => ({
	...WHOLE_SCOPE,
	from: '2025-01-01' as Scope['from'],
	to: '2025-07-01' as Scope['to'],
	basis,
	...more,
});

/** How many deals the list has to which a change of the view leads. */
async function listCount(told: Asked, scope: Scope, change: Partial<ViewState>): Promise<number> {
	const state = { ...START_STATE, scope, ...change };
	const [first] = await told.ask(dealList, state.scope, {
		...listParams(state, told.catalog),
		row_limit: 1,
		row_offset: 0,
	});
	return first?.deals_total ?? 0;
}

/** A number, and the change of the view that its click makes. */
type Link = [what: string, deals: number, change: Partial<ViewState>];

const SKIPS = ['imputed', 'observed', 'in_order'] as const;

/** Every part of the board as it is drawn, by each policy for skips. */
async function boardLinks(told: Asked, scope: Scope, optional: readonly number[]): Promise<Link[]> {
	const rows = await told.ask(funnel, scope);
	const policies = await told.ask(funnelByPolicy, scope, {
		optional_stages: optional.length === 0 ? null : optional.join(','),
	});
	return SKIPS.flatMap((skips) => {
		const drawn = skips === 'imputed' ? rows : policies.filter(({ policy }) => policy === skips);
		const steps =
			skips === 'imputed'
				? boardSteps(rows, 'count', 'resolved')
				: policySteps(policies, skips, 'resolved', 'count');
		const parts = steps.flatMap(({ key, total, parts: own, notes }) => [
			{ pick: pickOf({ kind: 'step', step: key }, rows), value: total },
			...own.map((part) => ({
				pick: pickOf({ kind: 'part', step: key, part: part.key }, rows),
				value: part.value,
			})),
			...(notes ?? []).map((note) => ({
				pick: pickOf({ kind: 'note', step: key, note: note.key }, rows),
				value: note.value,
			})),
		]);
		const end = {
			pick: pickOf({ kind: 'end' }, rows),
			value: boardEnd(rows, 'count', scope, null, format)?.value,
		};
		return [...parts, ...(skips === 'imputed' ? [end] : [])].flatMap(({ pick, value }): Link[] => {
			if (!pick) return [];
			const what = `board, ${skips}: ${pick.rank} ${pick.bucket}`;
			// What is said beside the board of what is picked on it is the same number.
			expect(`${what} ${dealsOf(pick, drawn)}`).toBe(`${what} ${value}`);
			return [[what, value ?? NaN, listed({ pick, skips, optional: [...optional] } as never)]];
		});
	});
}

async function linksOf(told: Asked, scope: Scope): Promise<Link[]> {
	const lastRank = told.catalog.stages.length;
	const [numbers] = await told.ask(headline, scope);
	const times = await told.ask(timeInStage, scope, { segment: null });
	const moves = await told.ask(stageMoves, scope);
	const ways = await told.ask(paths, scope, { by_outcome: false, by_value: false, row_limit: 4 });
	const segment = told.catalog.segments.find(({ values }) => values.length < 8)?.key ?? '';
	const split = await told.ask(funnelBySegment, scope, { segment });
	const costs = costliest(await told.ask(bottlenecks, scope, { segment: null }), 12);
	const spans = await Promise.all(
		[null, 2].map(async (stage_rank) => ({
			stage_rank,
			bins: await told.ask(timeToConvert, scope, { stage_rank }),
		})),
	);
	return [
		['won', numbers?.deals_won ?? NaN, wonIn(scope, lastRank)],
		['open pipeline', numbers?.deals_open ?? NaN, openPipeline(scope)],
		...times.map((row): Link => [
			`there now: ${row.stage}`,
			row.deals_running,
			listed({ pick: { rank: row.stage_rank, bucket: 'running' } }),
		]),
		...moves
			.filter(({ move }) => move === 'back')
			.map((row): Link => [
				`${row.stage} back to ${row.to_stage}`,
				row.deals_moved,
				listed({ pick: { rank: row.stage_rank, bucket: 'moved_back', to: row.to_rank ?? 0 } }),
			]),
		...ways.flatMap((row): Link[] => {
			const path = wayOf(chipsOf(row.path, told.catalog.stages));
			return path ? [[`way ${path.join('.')}`, row.deals, listed({ path })]] : [];
		}),
		...split.map((row): Link => [
			`${segment} ${row.value}: reached ${row.stage}`,
			row.deals_reached,
			listed({
				pick: { rank: row.stage_rank, bucket: 'reached' },
				skips: 'imputed',
				scope: { ...scope, filters: onlyValue(scope.filters, segment, row.value) },
			}),
		]),
		...costs.map((stake): Link => [
			`${stake.by} of ${stake.row.stage}, ${stake.row.segment} ${stake.row.value}`,
			stake.by === 'conversion' ? stake.row.deals_dropped : stake.row.deals_running,
			listed({
				pick: stake.pick,
				scope: { ...scope, filters: filtersWith(scope.filters, stake.filter) },
			}),
		]),
		...spans.flatMap(({ stage_rank, bins }) =>
			[...bins.slice(0, 2), ...bins.slice(-1)].map((bin): Link => [
				`past ${stage_rank ?? 'all'} after ${bin.from_days} days`,
				bin.deals,
				listed({
					pick: stage_rank === null ? null : { rank: stage_rank, bucket: 'moved_on' },
					took: { from: bin.from_days, before: bin.before_days },
				}),
			]),
		),
		...(await boardLinks(told, scope, [2])),
	];
}

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

async function expectSame(told: Asked, scope: Scope): Promise<number> {
	const links = await linksOf(told, scope);
	for (const [what, deals, change] of links)
		expect(`${what}: ${await listCount(told, scope, change)}`).toBe(`${what}: ${deals}`);
	return links.length;
}

describe('every number of the sample that leads to deals leads to as many', () => {
	let sample: Asked;
	beforeAll(async () => {
		const open = async (name: string) => ({ name, blob: await openAsBlob(`sample-data/files/${name}`) });
		sample = await importFiles(engine, await Promise.all(SAMPLE_FILES.map(open)));
	});

	test.each([
		['of all time', WHOLE_SCOPE],
		['of a window by what happened in it', bounded('activity')],
		[
			'of a cohort that starts in a later stage, without what the audit suspects',
			bounded('cohort', { startRank: 2, leaveOut: ['past-due'] }),
		],
	])('%s', { timeout: 120_000 }, async (_, scope) => {
		expect(await expectSame(sample, scope)).toBeGreaterThan(60);
	});
});

test('a deal that moved back is among those in the stage it went back to, and not in that of its furthest one', async () => {
	const told = await tell(
		engine,
		['Lead', 'Qualified', 'Proposal'],
		[
			deal('A')
				.in('Lead', '2024-01-01')
				.in('Qualified', '2024-01-05')
				.in('Proposal', '2024-01-08')
				.in('Lead', '2024-01-10'),
			deal('B').in('Lead', '2024-01-02'),
			deal('C')
				.in('Lead', '2024-01-02')
				.in('Qualified', '2024-01-06')
				.in('Lead', '2024-01-07')
				.lost('2024-01-12'),
			deal('D').in('Lead', '2024-01-03').in('Proposal', '2024-01-07').in('Qualified', '2024-01-09'),
		],
	);
	const ids = async (pick: NonNullable<ViewState['pick']>) => {
		const rows = await told.ask(
			dealList,
			{},
			{
				...listParams(
					{ ...START_STATE, pick, sort: [{ column: 'deal_id', descending: false }] },
					told.catalog,
				),
				row_limit: 10,
				row_offset: 0,
			},
		);
		return rows.map(({ deal_id }) => deal_id).join('');
	};
	const [lead, qualified, proposal] = await told.ask(timeInStage, {}, { segment: null });
	expect([lead, qualified, proposal].map((row) => row?.deals_running)).toEqual([2, 1, 0]);
	expect(await ids({ rank: 1, bucket: 'running' })).toBe('AB');
	expect(await ids({ rank: 2, bucket: 'running' })).toBe('D');
	// By the furthest stage both that moved back are still in the last one.
	expect(await ids({ rank: 3, bucket: 'open' })).toBe('AD');
	expect(await ids({ rank: 1, bucket: 'all_open' })).toBe('ABD');
	expect(await ids({ rank: 3, bucket: 'moved_back' })).toBe('AD');
	expect(await ids({ rank: 3, bucket: 'moved_back', to: 1 })).toBe('A');
	for (const basis of ['cohort', 'activity'] as const)
		await expectSame(told, { ...WHOLE_SCOPE, basis, from: '2024-01-03' as never, to: '2024-01-09' as never });
});
