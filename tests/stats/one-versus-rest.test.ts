import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logRankTest } from '$lib/stats/log-rank';
import { oneVersusRest, type GroupedTime } from '$lib/stats/one-versus-rest';
import { survivalCurve, survivalQuantile } from '$lib/stats/survival';

const times = fc.array(
	fc.record({
		group: fc.integer({ min: 0, max: 3 }),
		days: fc.integer({ min: 0, max: 12 }).map((days) => days / 2),
		events: fc.integer({ min: 0, max: 3 }),
		censored: fc.integer({ min: 0, max: 2 }),
	}),
	{ maxLength: 40 },
);

describe('each group against the rest', () => {
	test('is what the curves and the test of the two give', () => {
		fc.assert(
			fc.property(times, (rows) => {
				const answers = oneVersusRest(rows, 4);
				answers.forEach((answer, group) => {
					const own = rows.filter((row) => row.group === group);
					const rest = rows.filter((row) => row.group !== group);
					const ended = (some: readonly GroupedTime[]) => some.reduce((sum, { events }) => sum + events, 0);
					expect([answer.events, answer.rest_events]).toEqual([ended(own), ended(rest)]);
					expect(answer.median).toBe(survivalQuantile(survivalCurve(own), 0.5));
					expect(answer.rest_median).toBe(survivalQuantile(survivalCurve(rest), 0.5));
					const test = logRankTest([own, rest]);
					expect(answer.log_rank === null).toBe(test === null);
					if (test && answer.log_rank) {
						expect(answer.log_rank.p).toBeCloseTo(test.p, 9);
						expect(answer.log_rank.observed).toBe(test.groups[0]?.observed);
						expect(answer.log_rank.expected).toBeCloseTo(test.groups[0]?.expected ?? NaN, 9);
					}
				});
			}),
			{ numRuns: 500, seed: 1 },
		);
	});

	test('of one group alone has nothing to be compared with', () => {
		expect(oneVersusRest([{ group: 0, days: 3, events: 2, censored: 0 }], 1)).toEqual([
			{ events: 2, rest_events: 0, median: 3, rest_median: null, log_rank: null },
		]);
	});

	test('refuses a time that is none', () => {
		expect(() => oneVersusRest([{ group: 0, days: -1, events: 1, censored: 0 }], 1)).toThrow(RangeError);
	});
});
