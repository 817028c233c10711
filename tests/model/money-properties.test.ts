import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, daysBetween, type Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { buildModel } from '$lib/model/build';
import { coverage } from '$lib/model/marts/coverage';
import { leadSources } from '$lib/model/marts/lead-sources';
import { pipelineYield } from '$lib/model/marts/pipeline-yield';
import { repeatPurchase } from '$lib/model/marts/repeat-purchase';
import { upsellOpportunities } from '$lib/model/marts/upsell-opportunities';
import { expectAgreement } from '../support/agree';
import { Asked, deal } from '../support/journeys';
import { tellWithRole } from '../support/results-oracle';
import { accountsSql, targetsSql, tellStaged, valuesSql } from '../support/staged';

/*
 * Marts about money that is due, spent and spent again, held against plain loops over random deals. The loops are
 * written from the definitions (metrics §7, §9, §10) and share nothing with the SQL.
 */
let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const START = '2024-01-01' as Day;
const onDay = (offset: number): Day => addDays(START, offset);
const divide = (a: number, b: number) => (b === 0 ? null : a / b);
const median = (values: readonly number[]) => {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = (sorted.length - 1) / 2;
	const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
	return low === undefined || high === undefined ? null : (low + high) / 2;
};

interface Spec {
	id: string;
	created: Day;
	/** Expected closes, by when they were set. */
	dues: { at: Day; due: Day }[];
	outcome: 'open' | 'won' | 'lost';
	closed: Day | null;
	amount: number;
}

/** Deals over half a year, each expected to close on some day that may be moved once. Now is day 200. */
const NOW = onDay(200);
const dueDeals = fc
	.array(
		fc.record({
			created: fc.integer({ min: 0, max: 180 }),
			due: fc.integer({ min: 0, max: 120 }),
			moved: fc.option(
				fc.record({ after: fc.integer({ min: 1, max: 40 }), by: fc.integer({ min: -30, max: 60 }) }),
			),
			outcome: fc.constantFrom('open' as const, 'won' as const, 'lost' as const),
			lasted: fc.integer({ min: 0, max: 120 }),
			amount: fc.integer({ min: 0, max: 500 }),
		}),
		{ minLength: 1, maxLength: 30 },
	)
	.map((specs) =>
		specs.map(({ created, due, moved, outcome, lasted, amount }, index): Spec => {
			const closedAt = created + lasted;
			const isOpen = outcome === 'open' || closedAt > 200;
			const end = isOpen ? 201 : closedAt;
			const dues = [{ at: onDay(created), due: onDay(created + due) }];
			if (moved && created + moved.after < Math.min(end, 200))
				dues.push({ at: onDay(created + moved.after), due: onDay(Math.max(0, created + due + moved.by)) });
			return {
				id: `D${index}`,
				created: onDay(created),
				dues,
				outcome: isOpen ? 'open' : outcome,
				closed: isOpen ? null : onDay(closedAt),
				amount,
			};
		}),
	);

const monthOf = (day: string) => `${day.slice(0, 7)}-01`;
const nextMonth = (month: string) => {
	const [year = 0, number = 0] = month.split('-').map(Number);
	return number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`;
};
/** Open at the end of a day, and due then on: null if it was not open. */
const dueAt = (one: Spec, day: string): Day | null =>
	one.created > day || (one.closed !== null && one.closed <= day)
		? null
		: (one.dues.findLast(({ at }) => at <= day) ?? one.dues[0])!.due;

test(
	'coverage and what is needed of it agree with plain loops over random deals',
	{ timeout: 300_000 },
	async () => {
		await fc.assert(
			fc.asyncProperty(
				dueDeals,
				fc.array(fc.option(fc.integer({ min: 0, max: 2_000 })), { minLength: 12, maxLength: 12 }),
				fc.integer({ min: 1, max: 4 }),
				async (list, targets, periods) => {
					const months = Array.from(
						{ length: 12 },
						(_, index) => `2024-${String(index + 1).padStart(2, '0')}-01`,
					);
					// The last fact is now, and the log of expected closes begins before all deals.
					const builders = list.map((one) => {
						const told = deal(one.id).created(one.created).amount(one.amount);
						if (one.outcome === 'won') return told.won(one.closed);
						return one.outcome === 'lost' ? told.lost(one.closed) : told;
					});
					// Two newest facts of one day: a lone one far from all others would be suspected.
					const now = ['now 1', 'now 2'].map((id) => deal(id).created(NOW).amount(0));
					const told = await tellStaged(
						engine,
						['Lead'],
						[...builders, ...now],
						[
							...valuesSql(
								list.map(({ id, dues, outcome }) => ({
									id,
									dues,
									...(outcome === 'open' ? { due: dues.at(-1)!.due } : {}),
								})),
							),
							...targetsSql(
								months.flatMap((month, index) => {
									const target = targets[index] ?? null;
									return target === null
										? []
										: [{ starts: month, ends: nextMonth(month), target, segment: null, value: null }];
								}),
							),
						],
					);
					const wonIn = (month: string) =>
						list
							.filter(({ outcome, closed }) => outcome === 'won' && monthOf(closed ?? '') === month)
							.reduce((sum, { amount }) => sum + amount, 0);
					const dueIn = (month: string, eve: string) =>
						list.filter((one) => {
							const due = dueAt(one, eve);
							return due !== null && monthOf(due) === month;
						});
					const valueOf = (some: readonly Spec[]) => some.reduce((sum, { amount }) => sum + amount, 0);

					// Yields of the whole months before now; those of whose start the log tells.
					const first = list.reduce(
						(least, { created }) => (created < least ? created : least),
						NOW as string,
					);
					const yields = new Map<string, number | null>();
					for (let month = monthOf(first); nextMonth(month) <= addDays(NOW, 1); month = nextMonth(month)) {
						const due = valueOf(dueIn(month, addDays(month as Day, -1)));
						yields.set(month, month > first ? divide(wonIn(month), due) : null);
					}
					const rows = await told.ask(pipelineYield, {}, { period: 'month', segment: null });
					for (const [month, ratio] of yields) {
						const row = rows.find(({ period_on }) => period_on === month);
						expectAgreement(row, { won_amount: wonIn(month), yield_ratio: ratio }, `yield of ${month}`);
					}
					const counted = [...yields.values()].slice(-periods).filter((ratio) => ratio !== null);
					const usual = median(counted);
					for (const row of await told.ask(
						coverage,
						{},
						{ period: 'month', segment: null, periods, as_of: null },
					)) {
						const month = row.period_on;
						const target = month.startsWith('2024') ? (targets[Number(month.slice(5, 7)) - 1] ?? null) : null;
						const won = wonIn(month);
						const due = valueOf(dueIn(month, NOW));
						const remaining = target === null ? null : Math.max(0, target - won);
						const isKnown = usual !== null && usual > 0;
						expectAgreement(
							row,
							{
								target_amount: target,
								won_amount: won,
								remaining_amount: remaining,
								due_amount: due,
								coverage_ratio: remaining === null ? null : divide(due, remaining),
								periods_counted: counted.length,
								median_yield_ratio: usual,
								needed_ratio: isKnown ? 1 / usual : null,
								needed_amount: remaining !== null && isKnown ? remaining / usual : null,
								gap_amount: remaining !== null && isKnown ? remaining / usual - due : null,
							},
							`coverage of ${month}`,
						);
					}
				},
			),
			{ numRuns: 12, seed: 20_240_501, endOnFailure: true },
		);
	},
);

test('cost per won deal and return agree with plain loops, day by day', { timeout: 300_000 }, async () => {
	const SOURCES = ['Web', 'Fair', 'Referral'];
	const deals = fc.array(
		fc.record({
			source: fc.constantFrom(...SOURCES),
			created: fc.integer({ min: 0, max: 120 }),
			lasted: fc.integer({ min: 1, max: 60 }),
			outcome: fc.constantFrom('open' as const, 'won' as const, 'lost' as const),
			amount: fc.integer({ min: 1, max: 900 }),
		}),
		{ minLength: 1, maxLength: 25 },
	);
	const spend = fc.array(
		fc.record({
			source: fc.constantFrom(...SOURCES, 'Radio'),
			starts: fc.integer({ min: -20, max: 150 }),
			days: fc.integer({ min: 1, max: 45 }),
			amount: fc.integer({ min: 0, max: 1_000 }),
		}),
		{ maxLength: 12 },
	);
	const window = fc.record({
		from: fc.option(fc.integer({ min: 0, max: 60 })),
		to: fc.option(fc.integer({ min: 61, max: 220 })),
	});
	await fc.assert(
		fc.asyncProperty(deals, spend, window, async (list, costs, { from, to }) => {
			const builders = list.map(({ source, created, lasted, outcome, amount }, index) => {
				const told = deal(`D${index}`).in('Lead', onDay(created)).owner(source).amount(amount);
				if (outcome === 'open') return told;
				return outcome === 'won' ? told.won(onDay(created + lasted)) : told.lost(onDay(created + lasted));
			});
			const now = ['now 1', 'now 2'].map((id) => deal(id).created(NOW));
			const told = await tellWithRole(engine, ['Lead', 'Offer'], [...builders, ...now], 'source');
			for (const { source, starts, days, amount } of costs) {
				await engine.execute(
					`insert into stg_spend (source_name, starts_on, ends_before, spend_amount)
					values ('${source.toLowerCase()}', '${onDay(starts)}', '${onDay(starts + days)}', ${amount})`,
				);
			}
			const asked = new Asked(engine, await buildModel(engine, null), told.report, told.mapping);
			const scope = {
				basis: 'activity' as const,
				from: from === null ? null : onDay(from),
				to: to === null ? null : onDay(to),
			};
			const rows = await asked.ask(leadSources, scope);
			const isInside = (day: number) =>
				(from === null || day >= from) && (to === null || day < to) && day <= 200;
			for (const source of [...SOURCES, 'Radio']) {
				let spent: number | null = null;
				for (const one of costs.filter((cost) => cost.source === source))
					for (let day = one.starts; day < one.starts + one.days; day += 1)
						if (isInside(day)) spent = (spent ?? 0) + one.amount / one.days;
				const won = list.filter(
					(one) => one.source === source && one.outcome === 'won' && isInside(one.created + one.lasted),
				);
				const value = won.reduce((sum, { amount }) => sum + amount, 0);
				const row = rows.find(({ lead_source }) => lead_source?.toLowerCase() === source.toLowerCase());
				if (!row) {
					expect([spent, won.length], source).toEqual([null, 0]);
					continue;
				}
				expectAgreement(
					row,
					{
						deals_won: won.length,
						won_amount: value,
						spend_amount: spent,
						cost_per_won_amount: spent === null ? null : divide(spent, won.length),
						return_ratio: spent === null ? null : divide(value, spent),
					},
					source,
				);
			}
		}),
		{ numRuns: 8, seed: 20_240_502, endOnFailure: true },
	);
});

test(
	'who is due to buy again agrees with plain loops over random purchases',
	{ timeout: 300_000 },
	async () => {
		const ACCOUNTS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
		const purchases = fc.array(
			fc.record({
				account: fc.constantFrom(...ACCOUNTS),
				on: fc.integer({ min: 1, max: 170 }),
				amount: fc.option(fc.integer({ min: 1, max: 100 }), { freq: 5 }),
				isOpen: fc.boolean(),
			}),
			{ minLength: 6, maxLength: 30 },
		);
		let found = 0;
		await fc.assert(
			fc.asyncProperty(purchases, fc.integer({ min: 10, max: 200 }), async (list, horizon) => {
				// Two newest facts of one day: a lone one far from all others would be suspected.
				const builders = [
					deal('now 1').created(NOW),
					deal('now 2').created(NOW),
					...list.map(({ on, amount, isOpen }, index) => {
						const told = deal(`D${index}`).created(START).amount(amount);
						return isOpen && on > 150 ? told : told.won(onDay(on));
					}),
				];
				const accounts = Object.fromEntries(list.map(({ account }, index) => [`D${index}`, account]));
				const told = await tellStaged(engine, ['Lead'], builders, accountsSql(accounts));
				const buyers = ACCOUNTS.flatMap((account) => {
					const own = list.filter((one) => one.account === account);
					const bought = own.filter(({ on, isOpen }) => !(isOpen && on > 150)).sort((a, b) => a.on - b.on);
					const amounts = bought.flatMap(({ amount }) => (amount === null ? [] : [amount]));
					const [first] = bought;
					if (!first) return [];
					return [
						{
							account,
							isOpen: own.length > bought.length,
							first: first.on,
							second: bought[1]?.on ?? null,
							last: bought.at(-1)!.on,
							average: divide(
								amounts.reduce((sum, one) => sum + one, 0),
								amounts.length,
							),
						},
					];
				});
				const times = buyers.map(({ first, second }) => ({
					days: (second ?? 200) - first,
					isEvent: second !== null,
				}));
				/** Kaplan–Meier: the share that has not bought again by the end of a day. */
				const survival = (day: number) => {
					let share = 1;
					for (const at of [...new Set(times.map(({ days }) => days))].sort((a, b) => a - b)) {
						if (at > day) break;
						const atRisk = times.filter(({ days }) => days >= at).length;
						share *= 1 - times.filter(({ days, isEvent }) => isEvent && days === at).length / atRisk;
					}
					return share;
				};
				let usual: number | null = null;
				for (let day = 0; day <= 200 && usual === null; day += 1)
					if (survival(day) <= 0.5 + 1e-9) usual = day;
				const [repeat] = await told.ask(repeatPurchase);
				expect(repeat?.estimated_median_days ?? null).toBe(usual);
				const rows = await told.ask(
					upsellOpportunities,
					{},
					{ horizon_days: horizon, row_limit: 100, row_offset: 0 },
				);
				const due = buyers.filter(({ last, isOpen }) => usual !== null && !isOpen && 200 - last > usual);
				found += due.length;
				expect(rows.map(({ account_name }) => account_name).sort()).toEqual(
					due.map(({ account }) => account),
				);
				for (const { account, last, average } of due) {
					const waited = daysBetween(onDay(last), NOW);
					const before = survival(waited);
					const chance = before === 0 ? 0 : 1 - survival(waited + horizon) / before;
					expectAgreement(
						rows.find(({ account_name }) => account_name === account),
						{
							waiting_days: waited,
							median_days: usual,
							average_amount: average,
							chance_ratio: chance,
							expected_amount: average === null ? null : chance * average,
						},
						account,
					);
				}
			}),
			{ numRuns: 15, seed: 20_240_503, endOnFailure: true },
		);
		expect(found).toBeGreaterThan(10);
	},
);
