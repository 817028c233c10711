import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { openNodeEngine } from '$lib/engine/node';
import { EXPLORE_RELATIONS } from '$lib/model/explore';
import { offsetOfError, SqlConsole, statementsOf, type Result, type SqlProblem } from '$lib/session/console';
import { resultFile } from '$lib/session/result-file';
import { deal, tell, type Asked } from '../support/journeys';

describe('the statements of a text', () => {
	test('end at semicolons, but not at those in strings, names and comments', () => {
		const text = `select ';' as "a;b" -- no; end\n; /* ; */ from x;;\n`;
		expect(statementsOf(text).map(({ word }) => word)).toEqual(['select', 'from']);
		expect(
			statementsOf(text).map(({ sql, offset }) => text.slice(offset, offset + sql.length) === sql),
		).toEqual([true, true]);
	});

	test('are known by their first word, behind comments and brackets', () => {
		expect(statementsOf('-- why\n(select 1)')[0]?.word).toBe('select');
		expect(statementsOf('/* select */ drop table deals')[0]?.word).toBe('drop');
		expect(statementsOf(' \n -- nothing')).toEqual([]);
	});
});

describe('the place of an error', () => {
	test('is where the engine puts its caret', () => {
		const sql = 'select 1\nfrom crm.dealz';
		const message =
			'Catalog Error: Table with name dealz does not exist!\n\nLINE 2: from crm.dealz\n             ^';
		expect(sql.slice(offsetOfError(message, sql) ?? 0)).toBe('crm.dealz');
	});

	test('is found in a line that the engine shortens', () => {
		const sql = `select ${'a'.repeat(90)}, wrong, ${'b'.repeat(90)} from x`;
		const shown = `LINE 1: ...${sql.slice(80, 160)}...`;
		const caret = shown.indexOf('wrong');
		expect(sql.slice(offsetOfError(`Binder Error: no\n${shown}\n${' '.repeat(caret)}^`, sql) ?? 0)).toMatch(
			/^wrong/,
		);
	});

	test('is not known where the engine says none', () => {
		expect(offsetOfError('Out of Memory Error: no room', 'select 1')).toBeNull();
	});
});

describe.each([
	['native', openNativeEngine],
	['the build of the browser', openNodeEngine],
] as const)('the console on %s', (_name, open) => {
	let engine: Engine;
	let asked: Asked;
	let console: SqlConsole;
	beforeAll(async () => {
		engine = await open();
		asked = await tell(
			engine,
			['Lead', 'Proposal'],
			[
				deal('D1')
					.in('Lead', '2024-01-01')
					.in('Proposal', '2024-01-05')
					.won('2024-01-09')
					.owner('Ann')
					.region('North'),
				deal('D2').in('Lead', '2024-01-02').amount(250).owner('Ben'),
			],
		);
		console = new SqlConsole(engine, (work) => work());
	});
	afterAll(() => engine.close());

	const failure = async (sql: string): Promise<SqlProblem> => {
		try {
			await console.run(sql);
		} catch (cause) {
			if (cause instanceof ProblemError) return cause.problem as SqlProblem;
			throw cause;
		}
		throw new Error('It did not fail.');
	};

	test('answers from the documented relations, in the order asked', async () => {
		const result = await console.run(
			'select deal_id, outcome, stage, amount, created_on, cycle_days, owner_name, region from crm.deals order by deal_id desc',
		);
		expect(result.rowCount).toBe(2);
		expect(await result.rows(0, 10)).toEqual([
			{
				deal_id: 'D2',
				outcome: 'open',
				stage: 'Lead',
				amount: 250,
				created_on: '2024-01-02',
				cycle_days: null,
				owner_name: 'Ben',
				region: null,
			},
			{
				deal_id: 'D1',
				outcome: 'won',
				stage: 'Proposal',
				amount: 100,
				created_on: '2024-01-01',
				cycle_days: 8,
				owner_name: 'Ann',
				region: 'North',
			},
		]);
		expect(result.columns.map(({ kind }) => kind)).toEqual([
			'text',
			'text',
			'text',
			'number',
			'date',
			'number',
			'text',
			'text',
		]);
	});

	test('describes every documented relation as it is', async () => {
		const relations = await console.relations(asked.catalog);
		for (const documented of EXPLORE_RELATIONS) {
			const relation = relations.find(({ name }) => name === `crm.${documented.name}`);
			const own = relation?.columns.map(({ name }) => name).filter((name) => name !== 'region') ?? [];
			expect(own).toEqual(Object.keys(documented.columns));
			expect(relation?.columns.every(({ definition }) => definition !== '')).toBe(true);
		}
		expect(relations.some(({ name }) => name === 'deal_facts')).toBe(true);
		expect(relations.some(({ name }) => name.startsWith('raw_'))).toBe(false);
	});

	test('reads a million rows piece by piece', async () => {
		const result = await console.run('select range as n from range(1000000) order by n desc');
		expect(result.rowCount).toBe(1_000_000);
		expect(await result.rows(999_998, 100)).toEqual([{ n: 1 }, { n: 0 }]);
	});

	test('gives what the seam does not know as text, and keeps columns of one name apart', async () => {
		const result = await console.run(
			`select [1, 2] as l, interval 3 day as i, 1.50::decimal(10, 2) as d, 1 as a, 2 as a`,
		);
		expect(await result.rows(0, 1)).toEqual([{ l: '[1, 2]', i: '3 days', d: 1.5, a: 1, a_1: 2 }]);
	});

	test('describes, summarises and explains', async () => {
		expect((await console.run('describe crm.stages')).rowCount).toBe(2);
		expect((await console.run('summarize crm.stages')).rowCount).toBe(2);
		expect((await console.run('explain select 1')).rowCount).toBeGreaterThan(0);
	});

	test('refuses what would change the data, and says where it stands', async () => {
		const problem = await failure('select 1;\n drop table deal_facts');
		expect(problem.message).toBe('“DROP” would change the data.');
		expect(problem.offset).toBe('select 1;\n '.length);
		expect((await console.run('select count(*) as n from deal_facts')).rowCount).toBe(1);
	});

	test('runs what changes when it may', async () => {
		const result = await console.run('create temp table mine as select 7 as n; from mine', {
			mayChange: true,
		});
		expect(await result.rows(0, 1)).toEqual([{ n: 7 }]);
		expect((await console.run('drop table mine', { mayChange: true })).columns).toEqual([]);
	});

	test('names what a misspelt table or column may have meant', async () => {
		expect((await failure('select * from crm.dealz')).wayOut).toMatch(
			/^Did you mean “(crm\.)?deals”( or “[^”]+”)*\? Correct it where it is marked/,
		);
		expect((await failure('select outcom from crm.deals')).wayOut).toMatch(/^Did you mean “outcome”/);
		expect((await failure('select 1 +')).wayOut).toMatch(/^Correct/);
	});

	test('points at the place of an error, also in a later statement', async () => {
		const sql = 'select 1;\nselect deal_id,\n  wrong_one\nfrom crm.deals';
		const problem = await failure(sql);
		expect(problem.message).toContain('wrong_one');
		expect(sql.slice(problem.offset ?? 0)).toMatch(/^wrong_one/);
	});

	test('tells an error that comes while running, and never half a result', async () => {
		const problem = await failure(
			`select cast(case when range = 60000 then 'x' else '1' end as integer) as n from range(70000)`,
		);
		expect(problem.message).toContain('Could not convert');
	});

	test('says that there is nothing to run', async () => {
		expect((await failure(' -- only words')).message).toBe('There is nothing to run.');
	});

	test('lets go of a result when another question is run', async () => {
		const first = await console.run('select 1 as n');
		await console.run('select 2 as n');
		await expect(first.rows(0, 1)).rejects.toThrow('This result is gone');
	});
});

describe('a result as a file', () => {
	let engine: Engine;
	let result: Result;
	beforeAll(async () => {
		engine = await openNativeEngine();
		result = await new SqlConsole(engine, (work) => work()).run(
			`select * from (values
				(1.5, 'a "b", c', date '2024-02-29', timestamp '2024-02-29 10:30:00', true),
				(null, null, null, null, null)) as t (n, t, d, i, b)`,
		);
	});
	afterAll(() => engine.close());

	test('is CSV that quotes what needs it and leaves null empty', async () => {
		expect(await (await resultFile(result, 'csv')).text()).toBe(
			'n,t,d,i,b\n1.5,"a ""b"", c",2024-02-29,2024-02-29T10:30:00.000Z,true\n,,,,\n',
		);
	});

	test('is Arrow that reads back with its types, made without compiling text', async () => {
		const { tableFromIPC } = await import('apache-arrow');
		// As the security policy of the page has it.
		const refuse = () => {
			throw new EvalError('refused');
		};
		vi.stubGlobal('Function', new Proxy(Function, { construct: refuse, apply: refuse }));
		const file = await resultFile(result, 'arrow').finally(() => vi.unstubAllGlobals());
		const table = tableFromIPC(new Uint8Array(await file.arrayBuffer()));
		expect(table.schema.fields.map(({ type }) => String(type))).toEqual([
			'Float64',
			'Utf8',
			'Date32<DAY>',
			'Timestamp<MILLISECOND>',
			'Bool',
		]);
		expect(table.get(0)?.toJSON()).toEqual({
			n: 1.5,
			t: 'a "b", c',
			d: Date.UTC(2024, 1, 29),
			i: Date.UTC(2024, 1, 29, 10, 30),
			b: true,
		});
		expect(Object.values(table.get(1)?.toJSON() ?? {})).toEqual([null, null, null, null, null]);
	});

	test('is Parquet that reads back with its types', async () => {
		const { parquetReadObjects } = await import('hyparquet');
		const rows = await parquetReadObjects({
			file: await (await resultFile(result, 'parquet')).arrayBuffer(),
		});
		expect(rows).toEqual([
			{
				n: 1.5,
				t: 'a "b", c',
				d: new Date(Date.UTC(2024, 1, 29)),
				i: new Date(Date.UTC(2024, 1, 29, 10, 30)),
				b: true,
			},
			{ n: null, t: null, d: null, i: null, b: null },
		]);
	});
});
