import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	AS_THE_WIDTH_ALLOWS,
	isAsTheWidthAllows,
	readColumnSetting,
	type ColumnSetting,
} from '$lib/view/deals/column-setting';

const keys = fc.uniqueArray(fc.string());
const setting: fc.Arbitrary<ColumnSetting> = fc.record({
	shown: fc.option(keys),
	order: keys,
	widths: fc.dictionary(
		fc.string().filter((key) => key !== '__proto__'),
		fc.double({ min: 1, max: 1_200, noNaN: true }),
		{ noNullPrototype: true },
	),
});

describe('the setting of columns', () => {
	it('is read as it was kept, as JSON too', () => {
		fc.assert(
			fc.property(setting, (kept) => {
				expect(readColumnSetting(kept)).toEqual(kept);
				expect(readColumnSetting(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
			}),
		);
	});

	it('of an earlier version is the columns chosen, in their own order and widths', () => {
		expect(readColumnSetting(['amount', 'segment.region'])).toEqual({
			shown: ['amount', 'segment.region'],
			order: [],
			widths: {},
		});
	});

	it('is left to the width by whatever else may stand there', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (kept) => {
				const { shown, order, widths } = readColumnSetting(kept);
				for (const each of [...(shown ?? []), ...order]) expect(typeof each).toBe('string');
				for (const width of Object.values(widths)) expect(width).toBeGreaterThan(0);
			}),
		);
		expect([undefined, null, 'amount', [1], { widths: { amount: '7' } }].map(readColumnSetting)).toEqual(
			Array(5).fill(AS_THE_WIDTH_ALLOWS),
		);
		expect(isAsTheWidthAllows(readColumnSetting({ widths: { amount: -1 } }))).toBe(true);
		expect(isAsTheWidthAllows(readColumnSetting({ order: ['amount'] }))).toBe(false);
	});
});
