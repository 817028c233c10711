import { openAsBlob } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import truths from '../../sample-data/truths.json';
import { importFiles, type Asked } from '../support/journeys';

const LAYOUTS = [
	{
		layout: 'salesforce',
		files: ['salesforce-opportunities.csv', 'salesforce-opportunity-history.csv'],
		team: 'Owner Role',
	},
	{ layout: 'hubspot', files: ['hubspot-deals.csv'], team: 'HubSpot Team' },
] as const;

const truth = (id: string) => {
	const found = truths.truths.find((candidate) => candidate.id === id);
	if (!found) throw new Error(`truths.json has no truth ${id}`);
	return found;
};

describe.each(LAYOUTS)('the sample company in the $layout layout', ({ layout, files, team }) => {
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

	const keyOf = (label: string) =>
		sample.catalog.segments.find((segment) => segment.label === label)?.key ?? `no segment ${label}`;

	test('one team’s dwell in Objections is what the generator planted, and its stays stall later', async () => {
		const planted = truth('south-objections') as unknown as {
			stage: string;
			segment: { value: string };
			realised: { in_scope: { deals: number; median_days: number } };
		};
		const rows = (await sample.ask(timeInStage, {}, { segment: keyOf(team) })).filter(
			({ stage }) => stage === planted.stage,
		);
		const [slowest, next] = rows
			.filter(({ deals_completed }) => deals_completed >= 30)
			.sort((a, b) => (b.median_dwell_days ?? 0) - (a.median_dwell_days ?? 0));
		expect(slowest?.value).toBe(planted.segment.value);
		expect((slowest?.stalled_after_days ?? 0) / (next?.stalled_after_days ?? 1)).toBeGreaterThan(1.8);
		expect(slowest?.estimated_median_low_days ?? 0).toBeGreaterThan(next?.estimated_median_high_days ?? 1e9);
		if (layout === 'salesforce') {
			// Only the stage log tells re-entries, which the planted figures count in.
			expect(slowest?.deals_completed).toBe(planted.realised.in_scope.deals);
			expect(slowest?.median_dwell_days).toBeCloseTo(planted.realised.in_scope.median_days, 9);
		}
	});
});
