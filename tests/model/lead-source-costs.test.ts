import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { buildModel } from '$lib/model/build';
import { leadSources } from '$lib/model/marts/lead-sources';
import { Asked, deal } from '../support/journeys';
import { tellWithRole } from '../support/results-oracle';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Proposal'];

/** Web brings two wins of 400 in all, Fair nothing; now is 10 March. */
const deals = () => [
	deal('A').in('Lead', '2024-01-01').won('2024-01-20').amount(100).owner('Web'),
	deal('B').in('Lead', '2024-02-01').won('2024-02-20').amount(300).owner('Web').region('North'),
	deal('C').in('Lead', '2024-02-01').lost('2024-02-25').amount(50).owner('Fair'),
	deal('D').in('Lead', '2024-03-10').owner('Web'),
];
const spend = (
	source: string,
	starts: string,
	ends: string,
	amount: number,
	currency: string | null = null,
) =>
	`insert into stg_spend (source_name, starts_on, ends_before, spend_amount, currency)
	values ('${source}', '${starts}', '${ends}', ${amount}, ${currency === null ? 'null' : `'${currency}'`})`;
const lead = (
	id: string,
	source: string | null,
	created: string,
	dealKey: number | null,
	converted: string | null = null,
) =>
	`insert into stg_leads (lead_id, deal_key, source_name, created_at, converted_at, is_converted)
	values ('${id}', ${dealKey ?? 'null'}, ${source === null ? 'null' : `'${source}'`}, '${created}',
		${converted === null ? 'null' : `'${converted}'`}, ${dealKey !== null || converted !== null})`;

async function tell(statements: readonly string[], asOf: Day | null = null): Promise<Asked> {
	const told = await tellWithRole(engine, STAGES, deals(), 'source');
	for (const statement of statements) await engine.execute(statement);
	return new Asked(engine, await buildModel(engine, asOf), told.report, told.mapping);
}

describe('lead sources with their cost', () => {
	const months = [
		spend('web', '2024-01-01', '2024-02-01', 62),
		spend('web', '2024-02-01', '2024-03-01', 38),
		// Of 31 days 10 have passed by now.
		spend('Web', '2024-03-01', '2024-04-01', 310),
		spend('Fair', '2024-01-01', '2024-02-01', 1000),
		spend('Radio', '2024-02-01', '2024-03-01', 500),
		spend('Web', '2024-05-01', '2024-06-01', 9999),
	];

	test('tell cost per won deal and return up to now, whatever the case, and sources that cost and brought nothing', async () => {
		const rows = await (await tell(months)).ask(leadSources);
		const of = (name: string) => rows.find(({ lead_source }) => lead_source === name);
		expect(of('Web')).toMatchObject({
			is_of_leads_file: false,
			leads: 3,
			deals_won: 2,
			won_amount: 400,
			spend_amount: 200,
			is_spend_prorated: true,
			cost_per_won_amount: 100,
			return_ratio: 2,
		});
		expect(of('Web')?.cost_per_lead_amount).toBeCloseTo(200 / 3, 9);
		expect(of('Fair')).toMatchObject({
			spend_amount: 1000,
			cost_per_won_amount: null,
			return_ratio: 0,
			is_spend_prorated: false,
		});
		expect(of('Radio')).toMatchObject({
			leads: 0,
			deals_leads: 0,
			deals_won: 0,
			spend_amount: 500,
			return_ratio: 0,
		});
	});

	test('count what falls into the window, a cut month by its days', async () => {
		const rows = await (
			await tell(months)
		).ask(leadSources, { from: '2024-01-17' as Day, to: '2024-03-01' as Day });
		// 15 of January's 31 days, and February.
		expect(rows.find(({ lead_source }) => lead_source === 'Web')?.spend_amount).toBeCloseTo(
			(62 * 15) / 31 + 38,
			9,
		);
	});

	test('have no cost under a filter that spend does not know', async () => {
		const told = await tell(months);
		const filtered = await told.ask(leadSources, {
			filters: [{ segment: 'region', values: ['North'], exclude: false }],
		});
		expect(filtered).toHaveLength(1);
		expect(filtered[0]).toMatchObject({
			lead_source: 'Web',
			deals_won: 1,
			spend_amount: null,
			cost_per_won_amount: null,
		});
		const own = await told.ask(leadSources, {
			filters: [{ segment: 'source', values: ['Web'], exclude: false }],
		});
		expect(own.map((row) => [row.lead_source, row.spend_amount])).toEqual([['Web', 200]]);
	});

	test('never add what was spent in another currency', async () => {
		const told = await tell([
			spend('Web', '2024-01-01', '2024-02-01', 50),
			spend('Web', '2024-01-01', '2024-02-01', 7, 'USD'),
		]);
		const rows = await told.ask(leadSources, { currency: 'EUR' });
		expect(rows.find(({ lead_source }) => lead_source === 'Web')?.spend_amount).toBe(50);
	});

	test('count the leads of a file of them, and which of them became deals', async () => {
		const rows = await (
			await tell([
				lead('1', 'Web', '2024-01-01', 1),
				lead('2', 'WEB', '2024-01-01', null),
				lead('3', 'Web', '2024-02-01', 2),
				lead('4', 'Web', '2024-02-02', null),
				lead('5', 'Radio', '2024-02-02', null),
				lead('6', null, '2024-02-02', null),
				lead('7', 'Web', '2025-02-02', null),
			])
		).ask(leadSources);
		const of = (name: string | null) => rows.find(({ lead_source }) => lead_source === name);
		expect(of('Web')).toMatchObject({
			is_of_leads_file: true,
			leads: 4,
			leads_converted: 2,
			converted_ratio: 0.5,
			won_per_lead_amount: 100,
		});
		expect(of('Fair')).toMatchObject({ leads: 0, deals_leads: 1, converted_ratio: null });
		expect(of('Radio')).toMatchObject({ leads: 1, leads_converted: 0 });
		expect(of(null)).toMatchObject({ leads: 1, deals_leads: 0 });
	});

	test('have no lead converted before the day on which it was, or before its deal began', async () => {
		const leads = [
			lead('1', 'Web', '2024-01-01', null, '2024-01-10'),
			lead('2', 'Web', '2024-01-01', 2, '2024-02-10'),
			lead('3', 'Web', '2024-01-01', 2),
			lead('4', 'Web', '2024-01-01', null),
		];
		const converted = async (asOf: string) => {
			const told = await tell(leads, asOf as Day);
			const rows = await told.ask(leadSources, { asOf: asOf as Day });
			return rows.find(({ lead_source }) => lead_source === 'Web')?.leads_converted;
		};
		expect(await converted('2024-01-09')).toBe(0);
		expect(await converted('2024-01-10')).toBe(1);
		expect(await converted('2024-02-01')).toBe(2);
		expect(await converted('2024-02-10')).toBe(3);
	});
});
