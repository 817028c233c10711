import { expect, test } from 'vitest';
import { quantileInterval } from '$lib/stats/quantile-interval';
import { survivalCurve } from '$lib/stats/survival';
import { filled, readR } from './r/read';

const curveOf = (file: string) =>
	survivalCurve(
		readR(file).map((row) => ({
			days: filled(row, 'days'),
			events: filled(row, 'events'),
			censored: filled(row, 'censored'),
		})),
	);

// R 4.2.2, survival 3.5.3: quantile(survfit(Surv(…) ~ 1, conf.type = "log-log"), c(.25, .5, .75)).
test('the interval of a quantile is that of R', () => {
	const lung = curveOf('lung.csv');
	expect(quantileInterval(lung, 0.25)).toEqual({ low: 144, high: 194 });
	expect(quantileInterval(lung, 0.5)).toEqual({ low: 284, high: 361 });
	expect(quantileInterval(lung, 0.75)).toEqual({ low: 457, high: 643 });
});

test('an end that the curve does not reach is null', () => {
	expect(quantileInterval(curveOf('ovarian.csv'), 0.25)).toEqual({ low: 115, high: 563 });
	expect(quantileInterval(curveOf('ovarian.csv'), 0.5)).toEqual({ low: 431, high: null });
	expect(quantileInterval([], 0.5)).toEqual({ low: null, high: null });
});

test('a quantile outside 0 to 1 is refused', () => {
	expect(() => quantileInterval([], 0)).toThrow(RangeError);
	expect(() => quantileInterval([], 1.1)).toThrow(RangeError);
});
