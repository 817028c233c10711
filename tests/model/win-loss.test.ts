import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { headline } from '$lib/model/marts/headline';
import { winLoss } from '$lib/model/marts/win-loss';
import { deal, tell } from '../support/journeys';
import {
	asBuilders,
	randomJourneys,
	randomScopes,
	RANDOM_OWNERS,
	RANDOM_STAGES,
} from '../support/random-journeys';
import { divide, inWindow, know, median, tellWithRole, valueOf } from '../support/results-oracle';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Proposal'];

describe('won and lost', () => {
	const journeys = () => [
		deal('A').in('Lead', '2024-01-01').won('2024-01-11').amount(100).owner('Champion'),
		deal('B').in('Lead', '2024-01-01').lost('2024-01-05').amount(40).owner('Price'),
		deal('C').in('Lead', '2024-01-01').lost('2024-01-07').amount(60).owner('Price'),
		deal('D').in('Lead', '2024-01-01').lost('2024-02-01').amount(null).owner('Timing'),
		deal('E').created(null).lost('2024-01-09').amount(200),
		deal('F').in('Lead', '2024-01-01').owner('Price'),
	];

	test('are counted by lost reason: won first, then reasons by deals, blank as its own row', async () => {
		const rows = await (await tellWithRole(engine, STAGES, journeys(), 'lost_reason')).ask(winLoss);
		expect(rows.map(({ outcome, lost_reason }) => [outcome, lost_reason])).toEqual([
			['won', null],
			['lost', 'Price'],
			['lost', 'Timing'],
			['lost', null],
		]);
		expect(rows[0]).toMatchObject({ deals_closed: 1, closed_amount: 100, share_of_closed_ratio: 1 / 5 });
		expect(rows[1]).toMatchObject({
			deals_closed: 2,
			closed_amount: 100,
			deals_closed_total: 5,
			share_of_closed_ratio: 2 / 5,
			share_of_closed_amount_ratio: 100 / 400,
			deals_of_outcome: 4,
			share_of_outcome_ratio: 2 / 4,
			share_of_outcome_amount_ratio: 100 / 300,
			median_cycle_days: 5,
		});
		expect(rows[2]).toMatchObject({ closed_amount: 0, deals_without_amount: 1, median_cycle_days: 31 });
		expect(rows[3]).toMatchObject({ deals_closed: 1, deals_with_cycle: 0, median_cycle_days: null });
	});

	test('are those closed in the window, on either basis', async () => {
		const told = await tellWithRole(engine, STAGES, journeys(), 'lost_reason');
		for (const basis of ['cohort', 'activity'] as const) {
			const rows = await told.ask(winLoss, { from: '2024-02-01' as Day, basis });
			expect(rows).toMatchObject([{ outcome: 'lost', lost_reason: 'Timing', share_of_closed_ratio: 1 }]);
		}
	});

	test('are won and lost alone where the data name no reason, and nothing where none closed', async () => {
		const told = await tell(engine, STAGES, journeys());
		expect(await told.ask(winLoss)).toMatchObject([
			{ outcome: 'won', deals_closed: 1 },
			{ outcome: 'lost', lost_reason: null, deals_closed: 4 },
		]);
		expect(await told.ask(winLoss, { from: '2030-01-01' as Day })).toEqual([]);
	});

	test('without any amount have no share by value', async () => {
		const told = await tell(engine, STAGES, [
			deal('A').in('Lead', '2024-01-01').lost('2024-01-02').amount(null),
		]);
		expect(await told.ask(winLoss)).toMatchObject([
			{ closed_amount: 0, share_of_closed_amount_ratio: null, share_of_outcome_amount_ratio: null },
		]);
	});
});

test('won and lost agree with plain loops over random journeys, and with the headline', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.boolean().chain((timed) => randomJourneys({ timed, currencies: true })),
			fc.array(randomScopes, { minLength: 1, maxLength: 3 }),
			async (list, scopes) => {
				const told = await tellWithRole(engine, RANDOM_STAGES, asBuilders(list), 'lost_reason');
				for (const { from, to } of scopes) {
					const scope = { from, to, currency: 'EUR' };
					const rows = await told.ask(winLoss, scope);
					const closed = list
						.map((journey) => know(journey, RANDOM_STAGES))
						.filter((one) => one.journey.outcome !== 'open' && inWindow(one.closed, scope));
					const groups = [
						{
							outcome: 'won',
							reason: null,
							deals: closed.filter(({ journey }) => journey.outcome === 'won'),
						},
						...[...RANDOM_OWNERS, null].map((reason) => ({
							outcome: 'lost',
							reason,
							deals: closed.filter(({ journey }) => journey.outcome === 'lost' && journey.owner === reason),
						})),
					].filter(({ deals }) => deals.length > 0);
					expect(rows).toHaveLength(groups.length);
					for (const { outcome, reason, deals } of groups) {
						const row = rows.find((one) => one.outcome === outcome && one.lost_reason === reason);
						const all = closed.filter(({ journey }) => journey.outcome === outcome);
						expect(row).toMatchObject({ deals_closed: deals.length, deals_of_outcome: all.length });
						expect(row?.closed_amount).toBeCloseTo(valueOf(deals, 'EUR'), 6);
						expect(row?.share_of_closed_ratio).toBeCloseTo(deals.length / closed.length, 12);
						const share = divide(valueOf(deals, 'EUR'), valueOf(closed, 'EUR'));
						if (share === null) expect(row?.share_of_closed_amount_ratio).toBeNull();
						else expect(row?.share_of_closed_amount_ratio).toBeCloseTo(share, 9);
						const cycle = median(deals.flatMap((one) => (one.cycle === null ? [] : [one.cycle])));
						if (cycle === null) expect(row?.median_cycle_days).toBeNull();
						else expect(row?.median_cycle_days).toBeCloseTo(cycle, 6);
					}
					const [head] = await told.ask(headline, scope);
					expect(rows.find((one) => one.outcome === 'won')?.deals_closed ?? 0).toBe(head?.deals_won);
				}
			},
		),
		{ numRuns: 12, seed: 20240202 },
	);
});
