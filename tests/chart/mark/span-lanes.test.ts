import { render } from 'svelte/server';
import { expect, it } from 'vitest';
import MeterCell from '$lib/chart/mark/MeterCell.svelte';
import SpanLanes from '$lib/chart/mark/SpanLanes.svelte';
import { LANES } from '../../../src/routes/gallery/lane-stories';

const drawn = (spans: (typeof LANES)[number]['spans']) =>
	render(SpanLanes, {
		props: {
			label: 'Spans',
			definition: 'From its beginning to its end.',
			spans,
			writeDay: (day: string) => day.slice(0, 10),
			typicalWord: 'median',
			longWord: 'p90',
		},
	}).body;

it.each(LANES.map(({ title, spans }) => [title, spans] as const))(
	'%s: each span is read with its length and what is usual, and no place is gone wrong',
	(_, spans) => {
		const body = drawn(spans);
		expect(body).not.toMatch(/NaN|undefined|Infinity/);
		expect([...body.matchAll(/<li/g)]).toHaveLength(spans.length);
		for (const { text, usualText } of spans) {
			expect(body).toContain(text);
			expect(body).toContain(usualText.replace('<', '&lt;'));
		}
	},
);

it('draws a bar to half its track where it is as long as the mark, and never beyond its end', () => {
	const bar = (value: number, mark: number | null) =>
		/width: ?([\d.]+)%/.exec(
			render(MeterCell, { props: { value, mark, text: `${value} d`, title: 'in words' } }).body,
		)?.[1];
	expect([bar(20, 20), bar(5, 20), bar(400, 20)]).toEqual(['50', '12.5', '100']);
	// Nothing to be held against, or a mark at nothing: the text stands alone.
	expect([bar(20, null), bar(20, 0)]).toEqual([undefined, undefined]);
});
