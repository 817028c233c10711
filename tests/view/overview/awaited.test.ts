import { expect, test } from 'vitest';
import { createFormat } from '$lib/chart/format';
import type { Catalog } from '$lib/model/catalog';
import { awaitedStory } from '$lib/view/overview/overview-story';
import { comparedRow } from './rows';

const format = createFormat('en-GB');
const none = { comparison: null };
const catalog = (deals: number, evidence: Catalog['evidence'][number]['evidence']) => ({
	deals,
	evidence: [{ evidence, deals }],
});
const STAKE = /^ What costs most is .* of won value\.$/;

test('room is kept for what costs most until that is known', () => {
	const row = comparedRow([300, 700], [300, 700]);
	const known = catalog(1000, 'history');
	expect(awaitedStory({ row, stakes: null }, none, known, format).headline).toMatch(STAKE);
	expect(awaitedStory({ row, stakes: [] }, none, known, format)).toEqual({ headline: '', evidence: '' });
	expect(awaitedStory({ row: undefined, stakes: null }, none, known, format).headline).toMatch(
		/^Win rate is .*\. What costs most is /,
	);
});

test('no room is kept for what costs most where nothing can be tested', () => {
	const nothing = { headline: '', evidence: '' };
	const few = comparedRow([9, 10], [0, 0]);
	expect(awaitedStory({ row: few, stakes: null }, none, catalog(1000, 'history'), format)).toEqual(nothing);
	const many = comparedRow([300, 700], [0, 0]);
	expect(awaitedStory({ row: many, stakes: null }, none, catalog(1000, 'current_stage'), format)).toEqual(
		nothing,
	);
	for (const small of [catalog(19, 'history'), catalog(1000, 'current_stage')])
		expect(awaitedStory({ row: undefined, stakes: null }, none, small, format).headline).toBe(
			'Win rate is 25.0 %.',
		);
});
