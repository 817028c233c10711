import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import RateTrends from '$lib/chart/mark/RateTrends.svelte';
import { rateStories, type TrendsStory } from '../../../src/routes/gallery/rate-stories';

const trends = rateStories.filter((story): story is TrendsStory => story.mark === 'trends');
const drawn = (story: TrendsStory) =>
	render(RateTrends, {
		props: {
			panels: story.panels,
			periods: story.periods,
			definition: 'Moved on ÷ entered.',
			format: createFormat(story.locale),
		},
	}).body.replaceAll(/[\u202f\u00a0]/g, ' ');

describe('rates by period', () => {
	it.each(trends.map((story) => [story.id, story] as const))(
		'%s draws on a server, without a number gone wrong',
		(_, story) => {
			expect(drawn(story)).not.toMatch(/NaN|undefined|Infinity/);
		},
	);

	it('writes out the newest period that is final, not the one that has had no time', () => {
		const [story] = trends;
		if (!story) throw new Error('no story of trends');
		// June is the newest of eight months of which the last two are too young: 280 of 500.
		expect(drawn(story)).toContain('>56.0 %<');
		expect(drawn(story)).toContain('Jun 2026: 56.0 %');
		expect(drawn(story)).not.toContain('>19.0 %<');
	});

	it('says of a period that has no rate that there is nothing to divide by', () => {
		const [story] = trends;
		if (!story) throw new Error('no story of trends');
		expect(drawn(story)).toContain('nothing to divide by');
	});
});
