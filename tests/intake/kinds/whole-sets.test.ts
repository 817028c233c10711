import { openAsBlob } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { importMapped, readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { headline } from '$lib/model/marts/headline';
import { importFiles } from '../../support/journeys';
import truths from '../../../sample-data/truths.json';
import { SAMPLE_FILES } from '../../support/sample-files';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const sample = async (name: string) => ({
	name,
	blob: await openAsBlob(new URL(`../../../sample-data/files/${name}`, import.meta.url).pathname),
});

const SEVERAL = `Deal Id,Deal Name,Stage,Amount,Created,Closed,Owner
D-1,Acme,Won,100,2024-01-05,2024-02-05,Anna
D-2,Beta,Lost,200,2024-01-15,2024-02-15,Ben
D-3,Gamma,Proposal,300,2024-02-05,,Anna

Summary by stage
Stage,Sum
Won,100
Lost,200
Proposal,300

Owner,Team,Since
Anna,North,2023-01-01
Ben,South,2023-01-01
`;

describe('several tables in one text', () => {
	const text = { name: 'all.csv', blob: new Blob([SEVERAL]) };

	test('are each of its own kind, and the one that is of none is left out with its reason', async () => {
		const { report, catalog } = await importFiles(engine, [text]);
		expect(
			report.files.map(({ file, kind, rows_read, rows_kept }) => [file, kind, rows_read, rows_kept]),
		).toEqual([
			['all.csv', 'deals', 3, 3],
			['all.csv › Summary by stage', 'ignored', 3, 0],
			['all.csv › lines 12-14', 'people', 2, 2],
		]);
		expect(report.files[1]!.reasons[0]!.reason).toMatch(/^left out: neither opportunities nor/);
		expect(catalog.deals).toBe(3);
		const teams = catalog.segments.find(({ key }) => key === 'team')?.values;
		expect(teams?.map(({ value, deals }) => [value, deals])).toEqual([
			['North', 2],
			['South', 1],
		]);
	});

	test('are left out where a mapping from before does not name them', async () => {
		const raws = await readFiles(engine, [text]);
		const { mapping } = await recognise(engine, raws);
		const older = { ...mapping, files: mapping.files.slice(0, 1) };
		const { files } = await importMapped(engine, raws, older);
		expect(files.map(({ kind, rows_kept }) => [kind, rows_kept])).toEqual([
			['deals', 3],
			['ignored', 0],
			['ignored', 0],
		]);
		await expect(
			importMapped(engine, raws, { ...mapping, files: mapping.files.slice(1) }),
		).rejects.toMatchObject({
			problem: { code: 'file-not-mapped' },
		});
	});
});

describe('the sample company with all its files', () => {
	test('is recognised without a question, whatever the order of the files', async () => {
		for (const names of [SAMPLE_FILES, [...SAMPLE_FILES].reverse()]) {
			const raws = await readFiles(engine, await Promise.all(names.map(sample)));
			const { mapping, questions, doubts } = await recognise(engine, raws);
			expect(questions).toEqual([]);
			expect(doubts).toEqual([]);
			expect(Object.fromEntries(mapping.files.map(({ file, kind }) => [file, kind]))).toEqual({
				'salesforce-opportunities.csv': 'deals',
				'salesforce-opportunity-history.csv': 'stage_history',
				'accounts.csv': 'accounts',
				'subscriptions.csv': 'subscriptions',
				'targets.csv': 'targets',
				'lead-source-spend.csv': 'spend',
				'teams.csv': 'people',
			});
			expect(Math.min(...mapping.files.map(({ confidence }) => confidence))).toBeGreaterThanOrEqual(0.7);
		}
	});

	test('keeps every row of each file, finds every account, and offers the spellings of the sources', async () => {
		const asked = await importFiles(engine, await Promise.all(SAMPLE_FILES.map(sample)));
		for (const { file, rows_read, rows_kept } of asked.report.files.filter(({ kind }) => kind !== 'deals')) {
			const planted = (truths.rows as Record<string, number>)[file];
			if (planted !== undefined && !file.startsWith('salesforce')) {
				expect([file, rows_read, rows_kept]).toEqual([file, planted, planted]);
			}
		}
		for (const join of asked.report.joins) expect(join.rows_unmatched, join.from + join.column).toBe(0);
		const variants = asked.report.corrections.filter(({ column }) => column === 'source');
		expect(new Set(variants.map(({ to }) => to))).toEqual(
			new Set(['Website', 'Outbound', 'Webinar', 'Partner', 'Trade fair', 'Referral']),
		);
		expect(variants.every(({ from, to }) => from.toLowerCase() === to.toLowerCase())).toBe(true);
		expect(asked.catalog.also).toEqual({
			accounts: 1813,
			people: 26,
			subscriptions: 970,
			targets: 208,
			spend: 216,
		});
	});

	test('accepted spellings are one value everywhere, and are offered no more', async () => {
		const files = await Promise.all(['salesforce-opportunities.csv', 'lead-source-spend.csv'].map(sample));
		const raws = await readFiles(engine, files);
		const { mapping } = await recognise(engine, raws);
		const { corrections } = await importMapped(engine, raws, mapping);
		const again = await importFiles(engine, files, {
			mapping: { ...mapping, corrections: corrections.map(({ column, from, to }) => ({ column, from, to })) },
		});
		expect(again.report.corrections).toEqual([]);
		const values = again.catalog.segments.find(({ key }) => key === 'source')?.values ?? [];
		expect(values.map(({ value }) => value).sort()).toEqual(
			['Outbound', 'Partner', 'Referral', 'Trade fair', 'Webinar', 'Website', null].sort(),
		);
	});
});

describe('a data set of five tables, as public ones are', () => {
	const file = (name: string, lines: string) => ({
		name,
		blob: new Blob([`${lines.trim().replace(/\n\s+/g, '\n')}\n`]),
	});
	const FILES = [
		file(
			'accounts.csv',
			`account,sector,year_established,revenue,employees,office_location,subsidiary_of
			Acme Corporation,technolgy,1996,1100.04,2822,United States,
			Betatech,medical,1986,647.18,1185,Kenya,Acme Corporation
			Cancity,retail,2001,718.62,2448,Philipines,`,
		),
		file('products.csv', 'product,series,sales_price\nGTX Basic,GTX,550\nGTX Pro,GTX,4821\nMG Special,MG,55'),
		file(
			'sales_teams.csv',
			'sales_agent,manager,regional_office\nMoses Frase,Dustin Brinkmann,Central\nZane Levy,Summer Sewald,West',
		),
		file(
			'sales_pipeline.csv',
			`opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
			1C1I7A6R,Moses Frase,GTX Basic,Cancity,Won,2016-10-20,2017-03-01,1054
			Z063OYW0,Moses Frase,GTXPro,Betatech,Won,2016-10-25,2017-03-11,4514
			EC4QE1BX,Zane Levy,MG Special,,Engaging,2016-10-25,,
			MV1LWRNH,Zane Levy,GTX Basic,Betatech,Lost,2016-10-25,2017-03-07,0`,
		),
		file(
			'data_dictionary.csv',
			'Table,Field,Description\naccounts,account,Company name\nproducts,series,Product series',
		),
	];

	test('is recognised whole in any order; the dictionary is left out with its reason; slips are offered', async () => {
		const answers = [];
		for (const files of [FILES, [...FILES].reverse(), [...FILES.slice(2), ...FILES.slice(0, 2)]]) {
			const { questions, doubts } = await recognise(engine, await readFiles(engine, files));
			expect([questions, doubts]).toEqual([[], []]);
			const asked = await importFiles(engine, files);
			answers.push([
				Object.fromEntries(
					asked.report.files.map(({ file: name, kind, rows_kept }) => [name, [kind, rows_kept]]),
				),
				asked.report.corrections,
				asked.report.joins,
				asked.catalog.segments,
				await asked.ask(headline),
			]);
			expect(asked.report.files.find(({ kind }) => kind === 'ignored')?.reasons).toEqual([
				{ reason: 'left out: a data dictionary: it describes the columns of other files', rows: 2 },
			]);
		}
		expect(answers[1]).toEqual(answers[0]);
		expect(answers[2]).toEqual(answers[0]);
		expect(answers[0]?.[0]).toEqual({
			'accounts.csv': ['accounts', 3],
			'products.csv': ['products', 3],
			'sales_teams.csv': ['people', 2],
			'sales_pipeline.csv': ['deals', 4],
			'data_dictionary.csv': ['ignored', 0],
		});
	});

	test('every column of the other tables is a segment, and a corrected name joins', async () => {
		const raws = await readFiles(engine, FILES);
		const { mapping } = await recognise(engine, raws);
		const { corrections } = await importMapped(engine, raws, mapping);
		expect(corrections.map(({ column, from, to, rows }) => [column, from, to, rows])).toEqual([
			['office_location', 'Philipines', 'Philippines', 1],
			['product', 'GTXPro', 'GTX Pro', 1],
			['sector', 'technolgy', 'technology', 1],
		]);
		const asked = await importFiles(engine, FILES, { mapping: { ...mapping, corrections } });
		expect(asked.catalog.segments.map(({ key }) => key).sort()).toEqual(
			[
				...['owner', 'product', 'account', 'sector', 'year_established', 'revenue', 'employees'],
				...['office_location', 'subsidiary_of', 'series', 'sales_price', 'manager', 'regional_office'],
			].sort(),
		);
		const only = (segment: string, value: string) => ({
			filters: [{ segment, values: [value], exclude: false }],
		});
		expect((await asked.ask(headline, only('series', 'GTX')))[0]).toMatchObject({
			deals_won: 2,
			deals_lost: 1,
		});
		expect((await asked.ask(headline, only('office_location', 'Philippines')))[0]).toMatchObject({
			won_amount: 1054,
		});
		expect((await asked.ask(headline, only('regional_office', 'West')))[0]).toMatchObject({
			deals_open: 1,
			deals_lost: 1,
		});
		expect(asked.report.joins.find(({ to }) => to === 'products')).toMatchObject({
			rows_unmatched: 0,
			unused: [],
		});
	});
});
