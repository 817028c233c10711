import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { foldHeader } from '$lib/intake/fold';
import { readFiles } from '$lib/intake/import';
import { KIND_LAYOUTS } from '$lib/intake/presets/kind-layouts';
import { inEnglish } from '$lib/intake/presets/localised-kinds';
import { kindOfWords } from '$lib/intake/process';
import { recognise } from '$lib/intake/recognise';
import { buildModel } from '$lib/model/build';
import { importFiles } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, ...lines: string[]) => ({ name, blob: new Blob([`${lines.join('\n')}\n`]) });
const DEALS = file(
	'opportunities.csv',
	'Deal ID,Account,Stage,Amount,Created,Close Date',
	'd1,Acme,Proposal,100,2025-01-02,2025-04-01',
	'd2,Bcme,Won,200,2025-01-13,2025-02-01',
);

/** The kind of a file beside a list of deals, and the roles of its columns by their headers. */
async function read(list: { name: string; blob: Blob }) {
	const { mapping } = await recognise(engine, await readFiles(engine, [DEALS, list]));
	const own = mapping.files.find(({ file: name }) => name === list.name);
	return [
		own?.kind,
		Object.fromEntries((own?.columns ?? []).map(({ header, role }) => [header, role])),
	] as const;
}

describe('a plan is what is subscribed to in English, not what is to be reached in German', () => {
	test('no word of the English layouts stands for another one', () => {
		const words = KIND_LAYOUTS.flatMap(({ headers }) =>
			headers.flatMap(({ names }) => names.map(foldHeader)),
		);
		// A client is a customer in English too.
		const others = words.filter((word) => inEnglish(word) !== word && word !== 'client');
		expect(others).toEqual([]);
	});

	test.each([
		['accounts', 'segment', 'Account Name,Industry,Plan', 'Acme,IT,Gold', 'Bcme,Food,Silver'],
		['people', 'segment', 'Owner,Team,Plan', 'Ann,North,Gold', 'Bob,South,Silver'],
		[
			'subscriptions',
			'product',
			'Customer,Plan,Start Date,Amount',
			'Acme,Gold,2025-01-01,10',
			'Bcme,Silver,2025-01-05,20',
		],
	])('a list of %s has it as its %s', async (kind, role, ...lines) => {
		const [found, roles] = await read(file('list.csv', ...lines));
		expect([found, roles['Plan']]).toEqual([kind, role]);
	});
});

test('accounts are told by their revenue in German as in English, and orders have it as their amount', async () => {
	const [accounts] = await read(
		file('liste.csv', 'Firma;Branche;Land;Umsatz', 'Acme;IT;DE;1000', 'Bcme;Food;FR;2000'),
	);
	expect(accounts).toBe('accounts');
	const [orders, roles] = await read(
		file('liste.csv', 'Kunde;Auftragsdatum;Umsatz', 'Acme;2025-01-01;1000', 'Bcme;2025-01-09;2000'),
	);
	expect([orders, roles['Umsatz']]).toEqual(['orders', 'amount']);
});

describe('lists of deals stay such', () => {
	test.each([
		[
			'that tell of contracts',
			'export.csv',
			'Opportunity ID,Account,Status,Created,Close Date,Contract Term',
			'1,Acme,open,2025-01-01,2026-01-01,12',
			'2,Bcme,closed,2025-01-01,2026-01-01,12',
		],
		[
			'that are named so and tell of renewals',
			'my deals.csv',
			'ID,Account,Status,Created,Renewal Date',
			'1,Acme,open,2025-01-01,2026-01-01',
			'2,Bcme,open,2025-01-01,2026-01-01',
		],
		[
			'of ids, stages and last changes alone',
			'export.csv',
			'Opportunity ID,Stage,Owner,Last Modified',
			'1,Proposal,Ann,2025-01-01',
			'2,Closed Won,Bob,2025-01-02',
			'3,Closed Lost,Bob,2025-01-03',
		],
	])('%s', async (_, name, ...lines) => {
		const [kind] = await read(file(name, ...lines));
		expect(kind).toBe('deals');
	});

	test('and what Odoo calls “Verkaufschance” is no id: two deals of one title would be one', async () => {
		const [, roles] = await read(
			file(
				'export.csv',
				'Verkaufschance;Thema;Gesch. Umsatz;Pipelinephase;Status;Erstellt am',
				'ERP;a;100;1-Q;Offen;2025-01-01',
				'ERP;b;200;1-Q;Gewonnen;2025-01-01',
				'CRM;b;200;1-Q;Gewonnen;2025-01-01',
			),
		);
		expect(roles['Verkaufschance']).not.toBe('id');
	});
});

describe('a column of codes is not the currency of the amounts', () => {
	test.each([
		['where their header names it', 'Amount (USD),Local Currency', '100,EUR', '200,GBP'],
		['where they name it themselves', 'Amount,Home Currency', 'USD 100,EUR', 'GBP 200,EUR'],
		['where its values are words', 'Amount,Tier', '100,Top', '200,Try'],
		['where its values are words in capitals', 'Amount,Visibility', '100,ALL', '200,ALL'],
	])('%s', async (_, head, first, second) => {
		const list = file(
			'deals.csv',
			`Deal ID,Stage,Created,Close Date,${head}`,
			`1,Won,2025-01-02,2025-02-01,${first}`,
			`2,Lost,2025-01-02,2025-02-01,${second}`,
		);
		const { mapping } = await recognise(engine, await readFiles(engine, [list]));
		const roles = mapping.files[0]?.columns.map(({ role }) => role) ?? [];
		expect(roles).toContain('amount');
		expect(roles).not.toContain('currency');
	});

	test('and is where they are written in small letters', async () => {
		const list = file(
			'deals.csv',
			'Deal ID,Stage,Created,Close Date,Amount,Coin',
			'1,Won,2025-01-02,2025-02-01,100,usd',
			'2,Lost,2025-01-02,2025-02-01,100,try',
		);
		const { mapping } = await recognise(engine, await readFiles(engine, [list]));
		expect(mapping.files[0]?.columns.at(-1)?.role).toBe('currency');
	});
});

test('what was not successful in Russian is lost', () => {
	expect(['Успешно реализовано', 'Завершено неуспешно', 'Не успешна'].map(kindOfWords)).toEqual([
		'won',
		'lost',
		'lost',
	]);
});

test('Zoho’s closing date is the expected one after one late date of thirty, elsewhere after four', async () => {
	const closes = async (headers: string) => {
		const rows = Array.from({ length: 30 }, (_, place) => {
			const closed = place === 7 ? '2025-06-30' : '2025-02-10';
			return `${place + 1},D${place},Closed Won,1000,${closed},2025-01-03 10:00:00,2025-02-12 10:00:00`;
		});
		const { mapping } = await recognise(
			engine,
			await readFiles(engine, [file('Deals.csv', headers, ...rows)]),
		);
		return mapping.files[0]?.columns[4]?.role;
	};
	expect(await closes('Record Id,Deal Name,Stage,Amount,Closing Date,Created Time,Modified Time')).toBe(
		'expected_close',
	);
	expect(
		await closes('Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Created Date,Last Modified Date'),
	).toBe('closed');
});

test('leads are ahead of the deals only until the data are looked at as of their day', async () => {
	const leads = file(
		'leads.csv',
		'Lead ID,Company,Lead Source,Created,Converted',
		'L1,Acme,Web,2025-01-01,true',
		'L2,Bcme,Web,2025-03-15,false',
	);
	expect((await importFiles(engine, [DEALS, leads])).catalog.leadsAhead).toEqual({
		leads: 1,
		lastDay: '2025-03-15',
	});
	expect((await buildModel(engine, '2025-03-14' as Day)).leadsAhead?.leads).toBe(1);
	expect((await buildModel(engine, '2025-03-15' as Day)).leadsAhead).toBeUndefined();
});
