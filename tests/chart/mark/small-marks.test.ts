import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import Matrix from '$lib/chart/mark/Matrix.svelte';
import QuantileStrips from '$lib/chart/mark/QuantileStrips.svelte';
import SmallFunnel, { type SmallStep } from '$lib/chart/mark/SmallFunnel.svelte';
import { rateStories as stories } from '../../../src/routes/gallery/rate-stories';

const format = createFormat('en-US');
const plain = (text: string) => text.replaceAll(/[\u202f\u00a0]/g, ' ');
const NAMES = { median: 'median', p75: '75th', p90: '90th', estimate: 'with running' };

describe('strips of quantiles', () => {
	const strips = stories.filter((story) => story.mark === 'strips');

	it.each(strips.map((story) => [story.id, story] as const))(
		'%s draws without a number gone wrong',
		(_, story) => {
			const props = {
				rows: story.rows,
				format,
				formatValue: format.daysShort,
				names: NAMES,
				definitions: NAMES,
			};
			expect(render(QuantileStrips, { props }).body).not.toMatch(/NaN|undefined|Infinity/);
		},
	);

	it('tell a row that is picked all its numbers, also to those who do not see it', () => {
		const rows = strips.find(({ id }) => id === 'strips')?.rows.slice(1) ?? [];
		const props = {
			rows,
			format,
			formatValue: format.daysShort,
			names: NAMES,
			definitions: NAMES,
			onpick: () => undefined,
		};
		const body = plain(render(QuantileStrips, { props }).body);
		expect(body).toContain(
			'aria-label="Negotiation of terms, median 21 d, 75th 40 d, 90th 66 d, with running 44 d, n 12"',
		);
		expect(body).toContain('aria-label="Nobody left, median –, 75th –, 90th –, with running –, n 0"');
	});
});

describe('a matrix', () => {
	it('shades by the share of the greatest, and leaves empty what does not occur', () => {
		const story = stories.filter((one) => one.mark === 'matrix').find(({ id }) => id === 'matrix');
		if (!story) throw new Error('no story of a matrix');
		const { rows, columns, cells } = story;
		const body = render(Matrix, {
			props: { rows, columns, cells, label: 'Moves', corner: 'from, to', definition: 'How many moved.' },
		}).body;
		// 1.0 % of at most 6.0 % is the first of six shades; 6.0 % is the last.
		expect(body).toMatch(/class="shade-1[^"]*"[^>]*>(<!--.*?-->)*<button[^>]*>1\.0/);
		expect(body).toMatch(/class="shade-6[^"]*"[^>]*>(<!--.*?-->)*<button[^>]*>6\.0/);
		// Nine places, six of which occur.
		expect([...body.matchAll(/<td/g)]).toHaveLength(9);
		expect([...body.matchAll(/shade-/g)]).toHaveLength(6);
	});
});

describe('a small funnel', () => {
	const rate = { value: 0.5, low: 0.4, high: 0.6, n: 90, benchmark: 0.6, definition: 'Moved on ÷ decided.' };
	const drawn = (totals: number[], given: Partial<SmallStep['rate']> = {}) =>
		plain(
			render(SmallFunnel, {
				props: {
					label: 'North',
					format,
					benchmarkLabel: 'all deals',
					steps: totals.map((total, index) => ({
						key: String(index),
						title: `Step ${index}`,
						total,
						definition: 'Reached.',
						rate: { ...rate, ...given },
					})),
				},
			}).body,
		);

	it('has bars against its own greatest step', () => {
		expect([...drawn([200, 50]).matchAll(/width: ?([\d.]+)%/g)].map(([, width]) => width)).toEqual([
			'100',
			'25',
		]);
	});

	it('says each rate with its interval, its n and the points to that of all', () => {
		expect(drawn([200])).toContain(
			'Step 0: 50.0 %, 95 % interval 40.0–60.0 %, n = 90, all deals 60.0 % (−10.0 pts)',
		);
	});

	it('tells a second one that it is held against, and not one that there is not', () => {
		expect(drawn([200], { beside: { label: 'the group', value: 0.45 } })).toContain(
			'all deals 60.0 % (−10.0 pts), the group 45.0 % (+5.0 pts)',
		);
		const alone = drawn([200], { benchmark: null, beside: { label: 'the group', value: 0.45 } });
		expect(alone).toContain('n = 90, the group 45.0 % (+5.0 pts)');
		expect(alone).not.toContain('all deals');
	});

	it('leads from a total to what it counts, where that can be listed', () => {
		const step = {
			key: '1',
			title: 'Step 1',
			total: 3,
			definition: 'Reached.',
			rate: { value: null, low: null, high: null, n: 0, benchmark: null, definition: '' },
		};
		const list = { href: '#deals', label: 'List the 3 deals' };
		const props = {
			label: 'North',
			format,
			steps: [
				{ ...step, list },
				{ ...step, key: '2' },
			],
		};
		const { body } = render(SmallFunnel, { props });
		expect(body.match(/<a [^>]*>/g)).toEqual([
			expect.stringMatching(/href="#deals".*aria-label="List the 3 deals"/),
		]);
	});

	it('draws nothing as long where nothing was reached', () => {
		expect(drawn([0, 0])).not.toMatch(/NaN|Infinity/);
	});
});
