import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDay, type Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { profile } from '$lib/intake/profile';
import { recognise } from '$lib/intake/recognise';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { importFiles } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, lines: string) => ({
	name,
	blob: new Blob([`${lines.trim().replace(/\n\s+/g, '\n')}\n`]),
});
const day = (text: string): Day => {
	const found = parseDay(text);
	if (found === null) throw new Error(text);
	return found;
};
const rowsOf = async (sql: string) => (await engine.query(sql)).rows.map((row) => Object.values(row));
const mapped = async (...files: { name: string; blob: Blob }[]) =>
	(await recognise(engine, await readFiles(engine, files))).mapping;
const rolesOf = async (...files: { name: string; blob: Blob }[]) =>
	Object.fromEntries(
		(await mapped(...files)).files.map(({ file: name, kind, columns }) => [
			name,
			[kind, ...columns.map(({ role }) => role)],
		]),
	);

describe('logs', () => {
	test('whose rows have ids and a status of their own are no list of deals', async () => {
		const deals = file(
			'deals.csv',
			`ID;TITLE;STAGE_ID;CATEGORY_ID;OPPORTUNITY;CURRENCY_ID;DATE_CREATE;CLOSEDATE
			1;A;C4:NEW;4;1000.00;RUB;2026-01-02T10:00:00+05:00;
			2;B;C4:WON;4;2000.00;RUB;2026-01-03T10:00:00+05:00;2026-02-10T10:00:00+05:00`,
		);
		// A deal that moved and one that did not; then a log in which none moved twice.
		const moved = [
			'11;1;1;2026-01-02T10:00:00+05:00;4;P;C4:NEW',
			'12;1;2;2026-01-03T10:00:00+05:00;4;P;C4:NEW',
			'13;3;2;2026-02-10T10:00:00+05:00;4;S;C4:WON',
		];
		const log = (rows: readonly string[]) =>
			file(
				'stages.csv',
				['ID;TYPE_ID;OWNER_ID;CREATED_TIME;CATEGORY_ID;STAGE_SEMANTIC_ID;STAGE_ID', ...rows].join('\n'),
			);
		for (const rows of [moved, [moved[0]!, moved[2]!]]) {
			await importFiles(engine, [deals, log(rows)]);
			expect(await rowsOf('select deal_id, outcome from stg_deals order by deal_id')).toEqual([
				['1', 'open'],
				['2', 'won'],
			]);
			expect(await rowsOf('select count(*) from stg_stage_events where deal_key is not null')).toEqual([
				[rows.length],
			]);
		}
	});

	test('of stages and of the status beside them tell moves, ends and returns, and “open” is no stage', async () => {
		const deals = file(
			'deals.csv',
			`ID,Title,Value,Stage,Status,Deal created,Won time,Lost time
			1,A,1000,Negotiation,open,2025-01-02 10:00:00,2025-02-01 10:00:00,
			2,B,2000,Proposal,won,2025-01-03 10:00:00,2025-02-03 10:00:00,`,
		);
		const flow = file(
			'flow.csv',
			`item_id,field_key,old_value,new_value,log_time,user_id
			1,status,,open,2025-01-02 10:00:00,5
			1,stage_id,Proposal,Negotiation,2025-01-12 10:00:00,5
			1,status,open,won,2025-02-01 10:00:00,5
			1,status,won,open,2025-02-10 10:00:00,5
			2,stage_id,Qualified,Proposal,2025-01-15 10:00:00,5
			2,status,open,won,2025-02-03 10:00:00,5`,
		);
		const asked = await importFiles(engine, [deals, flow]);
		expect((await mapped(deals, flow)).process.stages.map(({ label, kind }) => [label, kind])).toEqual([
			['Qualified', 'open'],
			['Proposal', 'open'],
			['Negotiation', 'open'],
			['won', 'won'],
		]);
		expect(
			await rowsOf(
				`select deal_id, cast(changed_at as date), to_label from stg_stage_events order by deal_id, changed_at`,
			),
		).toEqual([
			['1', '2025-01-02', 'Proposal'],
			['1', '2025-01-12', 'Negotiation'],
			['1', '2025-02-01', 'won'],
			['1', '2025-02-10', 'Negotiation'],
			['2', '2025-01-15', 'Proposal'],
			['2', '2025-02-03', 'won'],
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1 });
		const standing = await importFiles(engine, [deals, flow], { asOf: day('2025-02-05') });
		expect((await standing.ask(headline))[0]).toMatchObject({ deals_won: 2 });
	});

	test('in which a status is the only stage keep it as one', async () => {
		const log = file(
			'log.csv',
			`deal_id,field,old_value,new_value,changed_at
			1,status,New,Demo,2025-01-02
			1,status,Demo,Won,2025-01-12
			2,status,New,Demo,2025-01-03`,
		);
		await importFiles(engine, [log]);
		expect(await rowsOf('select stage from stg_stages order by stage_rank')).toEqual([['New'], ['Demo']]);
	});

	test('that name only the stage left before the first change put it before the others', async () => {
		const stages = ['Zulu', 'Alfa', 'Mike'];
		const rows = [1, 2, 3].flatMap((id) => [
			`${id},Stage,${stages[0]},${stages[1]},2025-01-0${id}`,
			`${id},Stage,${stages[1]},${stages[2]},2025-02-0${id}`,
		]);
		const log = file('log.csv', ['Deal ID,Field,Old Value,New Value,Edit Date', ...rows].join('\n'));
		expect((await mapped(log)).process.stages.map(({ label }) => label)).toEqual(stages);
	});

	test('in cents beside a list that is not are divided by a hundred', async () => {
		const deals = file(
			'opportunities.csv',
			`id,lead_name,value,value_formatted,value_currency,status_label,status_type,date_created,date_won,date_lost
			o1,Acme,100000,"$1,000",USD,Demo,active,2025-01-02T10:00:00+00:00,,
			o2,Bcme,200050,"$2,000.50",USD,Won,won,2025-01-03T10:00:00+00:00,2025-02-10,`,
		);
		const log = file(
			'changes.csv',
			`opportunity_id,old_status_label,new_status_label,date_created,opportunity_value
			o1,Qualified,Demo,2025-01-12T10:00:00+00:00,100000
			o2,Qualified,Won,2025-02-10T10:00:00+00:00,200050`,
		);
		await importFiles(engine, [log, deals]);
		expect(await rowsOf('select cast(amount as double) from stg_amount_changes order by deal_id')).toEqual([
			[1000],
			[2000.5],
		]);
	});

	test.each([
		['12', '13'],
		['1200012', '1300013'],
		['120000012', '130000013'],
	])('of Odoo’s chatter find the deals of an export by the number in its external id: %s', async (a, b) => {
		const leads = file(
			'crm.csv',
			`External ID,Opportunity,Expected Revenue,Stage,Active,Probability,Created on
			__export__.crm_lead_${a}_ab34cd56,A,1000,Qualified,True,40,2025-01-02 10:00:00
			__export__.crm_lead_${b}_0b34cd57,B,2000,Won,True,100,2025-01-03 10:00:00`,
		);
		const chatter = file(
			'tracking.csv',
			`res_id,field,old_value_char,new_value_char,create_date
			${a},Stage,New,Qualified,2025-01-12 10:00:00
			${b},Stage,New,Won,2025-02-10 10:00:00`,
		);
		const { report } = await importFiles(engine, [leads, chatter]);
		expect(report.warnings.join(' ')).not.toMatch(/no deal has/);
		expect(await rowsOf('select deal_key is not null from stg_stage_events')).toEqual([[true], [true]]);
	});
});

describe('stages', () => {
	test('that only the column of the last stage before the end names are stages of the process', async () => {
		const asked = await importFiles(engine, [
			file(
				'opportunities.csv',
				`ID,Name,Amount,Amount Currency,Stage,Last Stage,Created At,Close Date
				a1,A,1000,EUR,Proposal,Proposal,2025-01-02 10:00:00,2025-03-31
				a2,B,2000,EUR,Closed Won,Negotiation,2025-01-03 10:00:00,2025-02-10
				a3,C,3000,EUR,Closed Lost,Qualification,2025-01-04 10:00:00,2025-02-12`,
			),
		]);
		expect(
			(await asked.ask(funnel)).map(({ stage, deals_reached, deals_dropped }) => [
				stage,
				deals_reached,
				deals_dropped,
			]),
		).toEqual([
			['Qualification', 3, 1],
			['Proposal', 2, 0],
			['Negotiation', 1, 0],
		]);
	});

	test('in which Dynamics closes deals are no ends, though all deals of one are won', async () => {
		const view = file(
			'chancen.csv',
			`(Nicht ändern) Verkaufschance;(Nicht ändern) Geändert am;Thema;Gesch. Umsatz;Währung;Pipelinephase;Status;Erstellt am;Tatsächliches Abschlussdatum
			{A1111111-1111-1111-1111-111111111111};28.02.2025 10:00;A;10.000,00;Euro;2-Entwickeln;Offen;02.01.2025 09:00;
			{A1111111-1111-1111-1111-111111111112};28.02.2025 10:00;B;20.000,00;Euro;4-Abschließen;Gewonnen;03.01.2025 09:00;13.02.2025
			{A1111111-1111-1111-1111-111111111113};28.02.2025 10:00;C;30.000,00;Euro;1-Qualifizieren;Verloren;04.01.2025 09:00;15.02.2025`,
		);
		expect((await mapped(view)).process.stages.map(({ label, kind }) => [label, kind])).toEqual([
			['1-Qualifizieren', 'open'],
			['2-Entwickeln', 'open'],
			['4-Abschließen', 'open'],
		]);
		const asked = await importFiles(engine, [view]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, deals_lost: 1, won_amount: 20_000 });
	});
});

describe('currencies', () => {
	test.each(['Betrag Währung', 'Amount ISO', 'Coin'])(
		'in a column headed “%s” keep amounts apart',
		async (header) => {
			const asked = await importFiles(engine, [
				file(
					'deals.csv',
					`Deal ID,Stage,Betrag,${header},Created,Close Date
				1,Won,100,USD,2025-01-02,2025-02-01
				2,Won,300,EUR,2025-01-02,2025-02-02
				3,Lost,200,EUR,2025-01-13,2025-02-14`,
				),
			]);
			expect((await asked.ask(headline))[0]).toMatchObject({ won_amount: 300 });
		},
	);

	test.each([
		['', 'TRY', 'TRY'],
		['', 'TOP', 'TOP'],
		['Coin', 'PEN', 'PEN'],
		['Betrag Code', 'BOB', 'BOB'],
		['', 'SVC', 'SVC'],
		['Unit', 'CLF', 'CLF'],
		['Tier', 'TOP', null],
		['Tier', 'SVC', null],
		['Tier', 'Pen', null],
		['', 'try', null],
	])('headed “%s” beside all amounts, %s is %s', async (header, word, currency) => {
		const rows = [1, 2, 3].map((id) => `${id},Won,${id}00,${word},2025-01-02,2025-02-01`);
		await importFiles(engine, [
			file('deals.csv', [`Deal ID,Stage,Betrag,${header},Created,Close Date`, ...rows].join('\n')),
		]);
		expect(await rowsOf('select distinct currency from stg_deals')).toEqual([[currency]]);
	});

	test('a word beside some of the amounts alone is no currency', async () => {
		const rows = [1, 2, 3].map((id) => `${id},Won,${id}00,${id === 1 ? 'PEN' : ''},2025-01-02,2025-02-01`);
		await importFiles(engine, [
			file('deals.csv', ['Deal ID,Stage,Betrag,Unit,Created,Close Date', ...rows].join('\n')),
		]);
		expect(await rowsOf('select distinct currency from stg_deals')).toEqual([[null]]);
	});

	test('that amounts name in letters are told apart, and what several countries have stays the sign', async () => {
		const amounts = [
			...['1 500 kr', 'kr. 1 500', '900 Ft', '800 lei', 'Rs. 600', '€ 500', '400', '300 kroner'],
			...['Kr 1 500', '800 Lei', '700 лв.'],
		];
		await importFiles(engine, [
			file(
				'deals.csv',
				['Deal ID,Stage,Amount,Created', ...amounts.map((text, at) => `${at},Won,${text},2025-01-02`)].join(
					'\n',
				),
			),
		]);
		expect(
			await rowsOf(
				'select currency, cast(amount as double) from stg_deals order by cast(deal_id as integer)',
			),
		).toEqual([
			['kr', 1500],
			['kr', 1500],
			['HUF', 900],
			['RON', 800],
			['Rs', 600],
			['EUR', 500],
			[null, 400],
			[null, null],
			['kr', 1500],
			['RON', 800],
			['BGN', 700],
		]);
	});

	test('of several dollars, each with its letters before the sign, are told apart', async () => {
		const amounts = ['US$ 500', 'R$ 300', 'C$ 400'].map((text, at) => `${at},Won,${text},2025-01-02`);
		await importFiles(engine, [file('deals.csv', ['Deal ID,Stage,Amount,Created', ...amounts].join('\n'))]);
		expect(await rowsOf('select currency, cast(amount as double) from stg_deals order by deal_id')).toEqual([
			['USD', 500],
			['BRL', 300],
			['CAD', 400],
		]);
	});

	test('stand in many ways before and behind amounts, and make no other number of them', async () => {
		const written: [text: string, amount: number, currency: string][] = [
			['RM 700', 700, 'MYR'],
			['S$ 700', 700, 'SGD'],
			['HK$700', 700, 'HKD'],
			['A$ 700', 700, 'AUD'],
			['C$ 700', 700, 'CAD'],
			['700 $ CA', 700, 'CAD'],
			['NT$ 700', 700, 'TWD'],
			['R$ 1.234,56', 1234.56, 'BRL'],
			["CHF 1'200.-", 1200, 'CHF'],
			['Fr. 1’200.—', 1200, 'CHF'],
			['1 200,50 kr', 1200.5, 'kr'],
			['₹ 12,34,567.00', 1234567, 'INR'],
			['Rs. 500', 500, 'Rs'],
			['৳ 500', 500, 'BDT'],
			['₱500', 500, 'PHP'],
			['SAR 300', 300, 'SAR'],
			['300 ر.س', 300, 'SAR'],
			['د.إ 300', 300, 'AED'],
			['د.إ.\u200f 300', 300, 'AED'],
			['Rp 1.000.000', 1000000, 'IDR'],
			['1.234,56 TL', 1234.56, 'TRY'],
			['500 Euro', 500, 'EUR'],
			['RMB 500', 500, 'CNY'],
			['1200円', 1200, 'JPY'],
			['$ 500', 500, '$'],
			['¥ 500', 500, '¥'],
		];
		const rows = written.map(([text], at) => `${at};Won;${text};2025-01-02;2025-02-01`);
		const list = file('deals.csv', ['Deal ID;Stage;Amount;Created;Close Date', ...rows].join('\n'));
		const [raw] = await readFiles(engine, [list]);
		if (!raw) throw new Error('The file was not read.');
		// A column of any of these alone has the look of numbers.
		expect((await profile(engine, raw)).columns[2]?.numbers).toBe(1);
		await importFiles(engine, [list]);
		expect(
			await rowsOf(
				'select currency, cast(amount as double) from stg_deals order by cast(deal_id as integer)',
			),
		).toEqual(written.map(([, amount, currency]) => [currency, amount]));
	});

	test('words in place of an amount name none, and deals without an amount do not choose the one that is shown', async () => {
		const asked = await importFiles(engine, [
			file(
				'deals.csv',
				`Deal ID;Stage;Amount;Created;Close Date
				1;Won;€ 1.500,00;2025-01-02;2025-01-31
				2;Won;TBD;2025-01-02;2025-01-31
				3;Won;TBC;2025-01-02;2025-01-31
				4;Proposal;12.500,50 €;2025-01-02;2025-03-31
				5;Proposal;1.250,50 €;2025-01-02;2025-03-31`,
			),
		]);
		expect(await rowsOf('select currency from stg_currencies')).toEqual([['EUR'], [null]]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 3, won_amount: 1500 });
	});
});

describe('other languages', () => {
	test('a history of fields in German is one', async () => {
		const log = file(
			'Verlauf.csv',
			`"Opportunity-ID";"Opportunity-Name";"Feld/Ereignis";"Alter Wert";"Neuer Wert";"Bearbeitungsdatum";"Bearbeitet von"
			"0061i00000A1bCd";"Alpha";"Erstellt.";"";"";"02.01.2025 09:00";"Anna"
			"0061i00000A1bCd";"Alpha";"Phase";"Qualifizierung";"Angebot";"20.01.2025 10:15";"Anna"
			"0061i00000A1bCd";"Alpha";"Betrag";"1.000,00";"1.500,50";"21.01.2025 10:15";"Anna"
			"0061i00000A1bCd";"Alpha";"Schlusstermin";"28.02.2025";"31.03.2025";"22.01.2025 10:15";"Anna"`,
		);
		await importFiles(engine, [log]);
		expect(await rowsOf('select from_label, to_label from stg_stage_events')).toEqual([
			['Qualifizierung', 'Angebot'],
		]);
		expect(
			await rowsOf('select cast(amount as double) from stg_amount_changes order by changed_at, source_order'),
		).toEqual([[1000], [1500.5]]);
		expect(
			await rowsOf(
				'select cast(expected_close_on as varchar) from stg_expected_close_changes order by changed_at, source_order',
			),
		).toEqual([['2025-02-28'], ['2025-03-31']]);
	});

	test.each([
		[
			'Finnish',
			'Tietueen tunnus,Kaupan nimi,Kaupan vaihe,Summa,Luontipäivä,Sulkemispäivä,Kaupan omistaja',
			'Voitettu',
			'Hävitty',
		],
		[
			'Swedish',
			'Post-ID,Affärsnamn,Affärsfas,Belopp,Skapandedatum,Slutdatum,Affärsägare',
			'Vunnen',
			'Förlorad',
		],
		[
			'Polish',
			'Identyfikator rekordu,Nazwa transakcji,Etap transakcji,Kwota,Data utworzenia,Data zamknięcia,Właściciel transakcji',
			'Wygrana',
			'Przegrana',
		],
		['Japanese', 'レコードID,取引名,取引ステージ,金額,作成日,クローズ日,取引担当者', '成約', '失注'],
		[
			'Russian',
			'ID,Название сделки,Стадия сделки,Сумма,Дата создания,Дата завершения,Ответственный',
			'Сделка успешна',
			'Сделка провалена',
		],
	])('a list of deals in %s is one', async (_language, headers, won, lost) => {
		const asked = await importFiles(engine, [
			file(
				'deals.csv',
				`${headers}
				1,A,X,100,2025-01-02,2025-04-01,Jo
				2,B,${won},200,2025-01-03,2025-02-01,Jo
				3,C,${lost},300,2025-01-14,2025-02-05,Jo`,
			),
		]);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, deals_lost: 1, won_amount: 200 });
		expect(await rowsOf('select distinct owner_name from stg_deals')).toEqual([['Jo']]);
	});

	test('files beside opportunities are told in German, and a deleted deal in Spanish', async () => {
		const deals = file(
			'tratos.csv',
			`Trato - ID;Trato - Título;Trato - Valor;Trato - Etapa;Trato - Estado;Trato - Trato creado
			1;A;1500;Propuesta;Abierto;2025-01-02
			2;B;2000;Propuesta;Ganado;2025-01-13
			4;D;3000;Calificado;Eliminado;2025-01-14`,
		);
		expect(
			await rolesOf(
				deals,
				file(
					'a.csv',
					'Lead-ID;Name;Firma;Leadquelle;Erstellt am;Konvertiert;Opportunity-ID\nL1;X;Acme;Web;2025-01-01;ja;1\nL2;Y;Bcme;Web;2025-01-02;nein;',
				),
				file('b.csv', 'Monat;Ziel;Währung\n2025-01;10.000,00;EUR\n2025-02;12.000,00;EUR'),
				file('c.csv', 'Quelle;Monat;Kosten\nWeb;2025-01;500,00\nMesse;2025-01;1.500,50'),
				file('d.csv', 'Inhaber;Team;Vorgesetzter\nAnna;Nord;Chef\nBernd;Süd;Chef'),
				file(
					'e.csv',
					'Kunde;Beginn;Ende;Betrag pro Monat\nAcme;2025-01-01;2025-12-31;100,00\nBcme;2025-01-15;;50,00',
				),
			),
		).toMatchObject({
			'a.csv': ['leads', 'id', 'name', 'account', 'source', 'created', 'is_converted', 'deal'],
			'b.csv': ['targets', 'period', 'target', 'currency'],
			'c.csv': ['spend', 'source', 'period', 'amount'],
			'd.csv': ['people', 'owner', 'team', 'manager'],
			'e.csv': ['subscriptions', 'account', 'starts', 'ends', 'amount'],
		});
		const { report } = await importFiles(engine, [deals]);
		expect(report.set_aside.map(({ line, reason }) => [line, reason])).toEqual([[4, 'deleted in the CRM']]);
	});
});

test('Zoho’s closing date is the expected one as soon as one closed deal has it after its last change', async () => {
	await importFiles(engine, [
		file(
			'Deals.csv',
			`Record Id,Deal Name,Stage,Amount,Closing Date,Created Time,Modified Time,Last Activity Time
			zcrm_1,A,Closed Won,1000,2025-02-10,2025-01-03 10:00:00,2025-02-12 10:00:00,2025-02-14 10:00:00
			zcrm_2,B,Closed Lost,2000,2025-06-30,2025-01-03 10:00:00,2025-02-19 10:00:00,`,
		),
	]);
	expect(
		await rowsOf(
			'select deal_id, cast(closed_at as date), cast(expected_close_on as varchar) from stg_deals order by deal_id',
		),
	).toEqual([
		['1', '2025-02-12', '2025-02-10'],
		['2', '2025-02-19', '2025-06-30'],
	]);
});

describe('files beside opportunities', () => {
	const DEALS = file(
		'deals.csv',
		`Deal ID,Account,Lead Source,Stage,Amount,Created,Close Date
		1,Acme,Web,Won,100,2025-01-02,2025-02-01
		2,Bcme,Fair,Proposal,200,2025-01-13,2025-04-01`,
	);

	test.each([
		[
			'list.csv',
			'subscriptions',
			'Subscription ID,Account,Plan,Start Date,End Date\ns1,Acme,Gold,2025-02-01,2026-01-31\ns2,Bcme,Silver,2025-03-01,',
		],
		[
			'Verträge.csv',
			'subscriptions',
			'Kunde;Produkt;Vertragsbeginn;Vertragsende\nAcme;Gold;2025-02-01;2026-01-31\nBcme;Silver;2025-03-01;',
		],
		[
			'list.csv',
			'orders',
			'Order ID,Customer,Product,Order Date\no1,Acme,Gold,2025-02-01\no2,Bcme,Silver,2025-03-01',
		],
	])('a %s without an amount is known as %s, and what is missing is told', async (name, kind, lines) => {
		const list = file(name, lines);
		const { doubts } = await recognise(engine, await readFiles(engine, [DEALS, list]));
		expect(doubts.join(' ')).toMatch(new RegExp(`is a list of ${kind} without an amount`));
		const { report } = await importFiles(engine, [DEALS, list]);
		expect(report.files.find(({ file: own }) => own === name)).toMatchObject({
			kind,
			rows_read: 2,
			rows_set_aside: 2,
			reasons: [{ reason: 'the file has no column of amounts', rows: 2 }],
		});
	});

	test('a list of accounts is no list of subscriptions for the end of a contract', async () => {
		const accounts = file(
			'list.csv',
			'Account ID,Account Name,Industry,Created,Contract End\na1,Acme,Retail,2024-01-01,2026-01-01\na2,Bcme,Banking,2024-01-02,',
		);
		expect((await rolesOf(DEALS, accounts))['list.csv']?.[0]).toBe('accounts');
	});

	test('leads younger than the deals are told until the data are as young', async () => {
		const leads = file(
			'leads.csv',
			'Lead ID,Company,Lead Source,Created,Converted\nL1,Acme,Web,2025-01-01,true\nL2,Zcme,Web,2025-03-15,false\nL3,Ycme,Fair,2025-02-15,false',
		);
		const { catalog } = await importFiles(engine, [DEALS, leads]);
		expect(catalog.leadsAhead).toEqual({ leads: 2, lastDay: '2025-03-15' });
		const old = file(
			'leads.csv',
			'Lead ID,Company,Lead Source,Created,Converted\nL1,Acme,Web,2025-02-01,true',
		);
		expect((await importFiles(engine, [DEALS, old])).catalog.leadsAhead).toBeUndefined();
	});
});
