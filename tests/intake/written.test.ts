import { afterEach, expect, test } from 'vitest';
import { written, writeNumbersBy } from '$lib/base/written';
import { createFormat } from '$lib/chart/format';
import { joinWarnings } from '$lib/intake/kinds/joins';
import { pipelinesNotice } from '$lib/intake/pipelines';
import { decideDecimal } from '$lib/intake/numbers';

const english = written;
afterEach(() => writeNumbersBy((value) => value.toLocaleString('en-US')));

const standingIn = (...labels: string[]) => labels.map((label) => ({ label, deals: 1, stated: {} }));

const sentences = (): string =>
	[
		pipelinesNotice([
			{ name: 'A', deals: 12_345, stages: standingIn('Demo', 'Won') },
			{ name: 'B', deals: 1, stages: standingIn('Proposal', 'Won') },
		]),
		decideDecimal({ values: 23_456, dot: 12_001, comma: 0, dotOpen: 0, commaOpen: 0 } as never, ';').evidence,
		...joinWarnings([
			{
				from: 'deals',
				to: 'accounts',
				column: 'account',
				rows: 54_321,
				rows_blank: 0,
				rows_matched: 50_000,
				rows_unmatched: 4_321,
				unmatched: [{ value: 'Acme', rows: 4_321 }],
				values_unmatched: 1,
				unused: [],
				values_unused: 0,
			},
		]),
	].join(' ');

test('numbers in the sentences of intake are written as the reader writes them', () => {
	expect(english(1234567)).toBe('1,234,567');
	expect(sentences()).toContain('12,345 deals');
	const format = createFormat('de-DE');
	writeNumbersBy((value) => format.full(value));
	for (const number of ['12.345', '12.001', '23.456', '4.321', '54.321'])
		expect(sentences()).toContain(number);
	// None is left as it was counted.
	expect(sentences()).not.toMatch(/\d{5}/);
});
