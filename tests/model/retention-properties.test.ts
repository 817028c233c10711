import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { addDays, type Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { retentionCohorts } from '$lib/model/marts/retention-cohorts';
import { retentionSummary } from '$lib/model/marts/retention-summary';
import { expectAgreement } from '../support/agree';
import { deal } from '../support/journeys';
import { subscriptionsSql, tellStaged, type Subscription } from '../support/staged';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const START = '2023-11-20' as Day;
const NOW = '2024-04-10' as Day;
const onDay = (offset: number): Day => addDays(START, offset);
const days = (min: number, max: number) => fc.integer({ min, max }).map(onDay);

/** Subscriptions of few accounts and products near each other: overlaps, renewals, gaps of a day, ends to come. */
const subscriptions = fc.array(
	fc
		.record({
			account: fc.constantFrom('A', 'B', 'C', 'D'),
			product: fc.constantFrom('Suite', 'Planner'),
			start: fc.integer({ min: 0, max: 160 }),
			length: fc.option(fc.constantFrom(1, 10, 30, 31, 60, 200), { freq: 4 }),
			monthly: fc.integer({ min: 0, max: 20 }),
		})
		.map(({ account, product, start, length, monthly }): Subscription => ({
			account,
			product,
			starts: onDay(start),
			ends: length === null ? null : onDay(start + length),
			monthly,
		})),
	{ minLength: 1, maxLength: 14 },
);

/** What an account's subscriptions come to on a day; null where none runs. Bridges a gap of one day, as a person would. */
function runningOn(all: readonly Subscription[], account: string, day: Day): number | null {
	const own = all.filter((one) => one.account === account && one.starts <= NOW);
	const covers = (on: string) =>
		own.filter(
			({ product, starts, ends }) =>
				starts <= on &&
				(ends === null ||
					ends > on ||
					(ends === on &&
						own.some((next) => next.product === product && next.starts === addDays(on as Day, 1)))),
		);
	const total = (some: readonly Subscription[]) => some.reduce((sum, { monthly }) => sum + (monthly ?? 0), 0);
	const here = covers(day);
	if (here.length > 0) return total(here);
	const before = covers(addDays(day, -1));
	return before.length > 0 && covers(addDays(day, 1)).length > 0 ? total(before) : null;
}

test('retention and cohorts agree with day-by-day loops over random subscriptions', async () => {
	await fc.assert(
		fc.asyncProperty(subscriptions, days(20, 80), days(81, 141), async (list, from, to) => {
			const told = await tellStaged(
				engine,
				['Lead'],
				[deal('now 1').in('Lead', NOW), deal('now 2').in('Lead', NOW)],
				subscriptionsSql(list),
			);
			const names = ['A', 'B', 'C', 'D'];
			const last = addDays(to, -1);
			const both = names.map((name) => ({
				start: runningOn(list, name, addDays(from, -1)),
				end: runningOn(list, name, last),
			}));
			const there = both.filter(({ start }) => start !== null);
			const start = there.reduce((sum, one) => sum + (one.start ?? 0), 0);
			const kept = there.reduce((sum, one) => sum + Math.min(one.start ?? 0, one.end ?? 0), 0);
			const end = there.reduce((sum, one) => sum + (one.end ?? 0), 0);
			const [row] = await told.ask(retentionSummary, { from, to });
			if (list.some(({ starts }) => starts <= NOW))
				expectAgreement(
					row,
					{
						accounts_start: there.length,
						start_amount: start,
						accounts_retained: there.filter((one) => one.end !== null).length,
						gross_retention_ratio: start === 0 ? null : kept / start,
						net_retention_ratio: start === 0 ? null : end / start,
						accounts_upsold: there.filter((one) => (one.end ?? 0) > (one.start ?? 0)).length,
					},
					`${from} to ${to}`,
				);
			// Month by month: the amount of the last day of the month, up to now, on which any ran.
			const calendar = Array.from({ length: 143 }, (_, index) => onDay(index)).filter((day) => day <= NOW);
			const months = [...new Set(calendar.map((day) => day.slice(0, 7)))];
			const lastIn = (name: string, month: string) =>
				calendar
					.filter((day) => day.startsWith(month))
					.map((day) => runningOn(list, name, day))
					.findLast((amount) => amount !== null) ?? null;
			const firsts = names.map((name) => months.find((month) => lastIn(name, month) !== null) ?? null);
			for (const cell of await told.ask(retentionCohorts)) {
				const cohort = names.filter((_, index) => firsts[index] === cell.cohort_on.slice(0, 7));
				const amounts = cohort.map((name) => lastIn(name, cell.month_on.slice(0, 7)));
				expectAgreement(
					cell,
					{
						accounts: cohort.length,
						accounts_active: amounts.filter((amount) => amount !== null).length,
						active_amount: amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0),
					},
					`${cell.cohort_on} ${cell.month_number}`,
				);
			}
		}),
		{ numRuns: 12, endOnFailure: true, seed: 20240401 },
	);
});
