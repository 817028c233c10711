import { expect, it } from 'vitest';
import { Parts } from '$lib/base/parts';

it('parts of a job tell the share of the whole, and never less than before', () => {
	const told: number[] = [];
	const parts = new Parts(4, (done) => told.push(done));
	parts.within(0.5);
	// A part of several statements begins at nought again.
	parts.within(0.25);
	parts.next();
	parts.within(0);
	parts.next(2);
	parts.within(0.5);
	parts.next();
	parts.next();
	expect(told).toEqual([0.125, 0.25, 0.75, 0.875, 1]);
});
