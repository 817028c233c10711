import { expect, test } from 'vitest';
import { ShownOf } from '$lib/view/control/shown-of.svelte';

test('more of a list stand as long as its data are the same, and other data begin with as many as at first', () => {
	const shown = new ShownOf(8);
	const [data, others] = [{}, {}];
	expect(shown.of(data)).toBe(8);
	shown.show(data, 40);
	expect(shown.of(data)).toBe(40);
	expect(shown.of(others)).toBe(8);
	shown.show(others, 16);
	expect(shown.of(others)).toBe(16);
	expect(shown.of(data)).toBe(8);
});
