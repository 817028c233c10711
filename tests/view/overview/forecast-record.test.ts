import { expect, test } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { forecastAccuracy } from '$lib/model/marts/forecast-accuracy';
import { recordLines } from '$lib/view/overview/forecast-record';
import { blankRow } from '../../../src/routes/gallery/blank-row';

const format = createFormat('en-GB');
const seen = (rows: Parameters<typeof recordLines>[0]) =>
	recordLines(rows, format).map(({ value, note }) =>
		[value, note].map((text) => text?.replace(/[\u202f\u00a0]/g, ' ') ?? null),
	);

test('the record of a forecast names the best of the simple rules, and as many lines without a number while it is worked out', () => {
	const rule = (method: string, error_ratio: number | null) => ({
		...blankRow(forecastAccuracy, { method, forecasts: 32, error_ratio }),
	});
	const model = {
		...rule('model', 0.14),
		bias_ratio: -0.06,
		inside_ratio: 0.75,
		inside_low_ratio: 0.58,
		inside_high_ratio: 0.87,
	};
	const rules = [rule('stage_weighted', 0.3), rule('last_period', 0.2), rule('due_weighted', 0.25)];
	expect(seen([model, ...rules])).toEqual([
		['14 %', 'of 32, 6 % too low in sum'],
		['75 %', '58–87 %'],
		['20 %', 'as the period before'],
	]);
	expect(seen([{ ...model, bias_ratio: 0.004 }])[0]).toEqual(['14 %', 'of 32, balanced in sum']);
	expect(seen([])).toEqual([
		[null, ''],
		[null, ''],
		[null, ''],
	]);
	const nothing = ['model', 'stage_weighted'].map((method) => ({
		...rule(method, null),
		forecasts: 0,
		bias_ratio: null,
		inside_ratio: null,
	}));
	expect(seen(nothing).map(([, note]) => note)).toEqual(Array(3).fill('no past period to tell'));
	const credits = { ...model, error_ratio: null, bias_ratio: null };
	expect(seen([credits])[0]).toEqual(['–', 'what came is not above zero in sum']);
});
