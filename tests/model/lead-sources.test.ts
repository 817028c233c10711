import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { leadSources } from '$lib/model/marts/lead-sources';
import { deal, tell } from '../support/journeys';
import {
	asBuilders,
	randomJourneys,
	randomScopes,
	RANDOM_OWNERS,
	RANDOM_STAGES,
} from '../support/random-journeys';
import { know, oracleResults, tellWithRole } from '../support/results-oracle';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Proposal'];
const day = (text: string) => text as Day;

describe('lead sources', () => {
	const journeys = () => [
		deal('A')
			.in('Lead', '2024-01-01')
			.in('Proposal', '2024-01-05')
			.won('2024-01-11')
			.amount(100)
			.owner('Web'),
		deal('B').in('Lead', '2024-01-02').won('2024-02-01').amount(300).owner('Web'),
		deal('C').in('Lead', '2024-01-03').lost('2024-01-09').amount(50).owner('Web'),
		deal('D').in('Lead', '2024-01-04').in('Proposal', '2024-02-04').owner('Web'),
		deal('E').in('Lead', '2024-01-05').lost('2024-02-09').amount(null).owner('Fair'),
		deal('F').in('Lead', '2024-01-06').in('Proposal', '2024-01-08').lost('2024-01-20').amount(70),
	];

	test('have leads, qualified, won, lost, value and cycle, most leads first, blank as its own row', async () => {
		const rows = await (await tellWithRole(engine, STAGES, journeys(), 'source')).ask(leadSources);
		expect(rows.map(({ lead_source }) => lead_source)).toEqual(['Web', 'Fair', null]);
		expect(rows[0]).toMatchObject({
			deals_leads: 4,
			deals_qualified: 3,
			qualified_ratio: 3 / 4,
			deals_won: 2,
			deals_lost: 1,
			win_ratio: 2 / 3,
			won_amount: 400,
			lost_amount: 50,
			won_per_lead_amount: 100,
			average_won_amount: 200,
			average_won_cycle_days: 20,
			median_won_cycle_days: 20,
			deals_without_amount: 0,
		});
		expect(rows[1]).toMatchObject({
			deals_leads: 1,
			deals_qualified: 0,
			qualified_ratio: 0,
			win_ratio: 0,
			won_per_lead_amount: 0,
			median_won_cycle_days: null,
			average_won_amount: null,
			deals_without_amount: 1,
		});
		expect(rows[2]).toMatchObject({ deals_leads: 1, deals_qualified: 1, deals_lost: 1 });
		// Wilson of 2 of 3.
		expect(rows[0]?.win_low_ratio).toBeCloseTo(0.2076596, 6);
		expect(rows[0]?.win_high_ratio).toBeCloseTo(0.9385081, 6);
	});

	test('on the activity basis count what happened in the window', async () => {
		const told = await tellWithRole(engine, STAGES, journeys(), 'source');
		const rows = await told.ask(leadSources, {
			from: day('2024-02-01'),
			to: day('2024-03-01'),
			basis: 'activity',
		});
		// D qualified in February, B by its close: it skipped the proposal.
		expect(rows.find(({ lead_source }) => lead_source === 'Web')).toMatchObject({
			lead_source: 'Web',
			deals_leads: 0,
			deals_qualified: 2,
			qualified_ratio: null,
			deals_won: 1,
			deals_lost: 0,
			won_per_lead_amount: null,
		});
		expect(rows.find(({ lead_source }) => lead_source === 'Fair')).toMatchObject({ deals_lost: 1 });
		expect(rows).toHaveLength(2);
	});

	test('are one blank row where the data name no source, and none of an empty scope', async () => {
		const told = await tell(engine, STAGES, journeys());
		expect(await told.ask(leadSources)).toMatchObject([{ lead_source: null, deals_leads: 6 }]);
		expect(await told.ask(leadSources, { from: day('2030-01-01') })).toEqual([]);
	});

	test('add no amounts of other currencies', async () => {
		const told = await tellWithRole(
			engine,
			STAGES,
			[
				deal('A').in('Lead', '2024-01-01').won('2024-01-02').amount(100, 'EUR').owner('Web'),
				deal('B').in('Lead', '2024-01-01').won('2024-01-02').amount(900, 'USD').owner('Web'),
				deal('C').in('Lead', '2024-01-01').amount(5, 'EUR').owner('Web'),
			],
			'source',
		);
		expect(await told.ask(leadSources)).toMatchObject([
			{ deals_won: 2, won_amount: 100, deals_won_with_amount: 1, deals_without_amount: 0 },
		]);
		expect(await told.ask(leadSources, { currency: 'USD' })).toMatchObject([{ won_amount: 900 }]);
	});

	test('of a process of one stage are qualified when won', async () => {
		const told = await tellWithRole(
			engine,
			['Lead'],
			[deal('A').in('Lead', '2024-01-01').won('2024-01-02'), deal('B').in('Lead', '2024-01-01')],
			'source',
		);
		expect(await told.ask(leadSources)).toMatchObject([{ deals_leads: 2, deals_qualified: 1 }]);
	});
});

test('lead sources agree with plain loops over random journeys', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.boolean().chain((timed) => randomJourneys({ timed, currencies: true })),
			fc.array(randomScopes, { minLength: 1, maxLength: 3 }),
			async (list, scopes) => {
				const told = await tellWithRole(engine, RANDOM_STAGES, asBuilders(list), 'source');
				for (const { from, to, basis } of scopes) {
					const scope = { from, to, basis, currency: 'EUR' };
					const rows = await told.ask(leadSources, scope);
					for (const source of [...RANDOM_OWNERS, null]) {
						const deals = list
							.filter(({ owner }) => owner === source)
							.map((journey) => know(journey, RANDOM_STAGES));
						const expected = oracleResults(deals, RANDOM_STAGES, scope);
						const row = rows.find(({ lead_source }) => lead_source === source);
						if (!row) {
							expect([
								expected.deals_leads,
								expected.deals_qualified,
								expected.deals_won,
								expected.deals_lost,
							]).toEqual([0, 0, 0, 0]);
							continue;
						}
						for (const [name, value] of Object.entries(expected)) {
							const actual = row[name as keyof typeof row];
							if (value === null) expect(actual, `${source} ${name}`).toBeNull();
							else expect(actual as number, `${source} ${name}`).toBeCloseTo(value, 6);
						}
					}
				}
			},
		),
		{ numRuns: 12, seed: 20240201 },
	);
});
