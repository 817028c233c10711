import {
	Dictionary,
	Int32,
	Schema,
	Table as ArrowTable,
	Utf8,
	tableFromArrays,
	tableToIPC,
	vectorFromArray,
} from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineError, type Engine } from '$lib/engine/engine';

/** The same questions to every engine: what the rest of the product may rely on. */
export function conformance(
	open: () => Promise<Engine>,
	blobOf: (content: string | Uint8Array<ArrayBuffer>) => Promise<Blob> | Blob,
): void {
	let engine: Engine;
	beforeAll(async () => {
		engine = await open();
	});
	afterAll(() => engine.close());

	const one = async (expression: string) => {
		const { columns, rows } = await engine.query(`select ${expression} as x`);
		return [columns[0]?.type, rows[0]?.['x']];
	};
	const errorOf = async (call: Promise<unknown>): Promise<EngineError> => {
		const error: unknown = await call.then(
			() => undefined,
			(reason: unknown) => reason,
		);
		expect(error).toBeInstanceOf(EngineError);
		return error as EngineError;
	};
	/** Minutes of work on any engine, in one statement that fits in memory. */
	const LONG = 'select count(*) as n from range(20000000000) t(i) where hash(i) % 7 = 3';
	const readTwo = (name: string) =>
		`select * from read_csv('${name.replaceAll("'", "''")}', auto_detect = false, header = true, delim = ',',
			columns = {'a': 'varchar', 'b': 'varchar'})`;
	/** Rejects rather than waits: the product must never wait for ever. */
	const within = <T>(milliseconds: number, call: Promise<T>): Promise<T> =>
		Promise.race([
			call,
			new Promise<never>((_, reject) =>
				setTimeout(() => reject(new Error(`Nothing happened within ${milliseconds} ms.`)), milliseconds),
			),
		]);

	describe('types', () => {
		it.each([
			['7::tinyint', 'number', 7],
			['65535::usmallint', 'number', 65535],
			['4294967295::uinteger', 'number', 4294967295],
			['9007199254740991::bigint', 'number', 9007199254740991],
			['(-9007199254740991)::bigint', 'number', -9007199254740991],
			['18014398509481984::ubigint', 'number', 18014398509481984],
			['170141183460469231731687303715884105727::hugeint', 'number', 2 ** 127],
			['sum(1::bigint)', 'number', 1],
			['1.5::decimal(10, 2)', 'number', 1.5],
			['sum(1.25::decimal(10, 2))', 'number', 1.25],
			['-0.01::decimal(18, 2)', 'number', -0.01],
			// The nearest double, whatever the width and however it was come by.
			['113.91::decimal(38, 4)', 'number', 113.91],
			['sum(113.91::decimal(18, 4))', 'number', 113.91],
			['-(113.91::decimal(18, 4))', 'number', -113.91],
			['123456789012.3456::decimal(18, 4)', 'number', 123456789012.3456],
			['(-90071992547409.375)::decimal(18, 4)', 'number', -90071992547409.375],
			['(-7)::hugeint', 'number', -7],
			['1.5::float', 'number', 1.5],
			['0.1::double', 'number', 0.1],
			['true', 'boolean', true],
			['false', 'boolean', false],
			["''", 'text', ''],
			["'Ünïcode 🚀 it''s'", 'text', "Ünïcode 🚀 it's"],
			["date '2024-02-29'", 'date', '2024-02-29'],
			["date '1969-12-31'", 'date', '1969-12-31'],
			["date '0001-01-01'", 'date', '0001-01-01'],
			["date '9999-12-31'", 'date', '9999-12-31'],
			["timestamp '2024-02-29 12:34:56.789'", 'instant', '2024-02-29T12:34:56.789Z'],
			["timestamp '2024-02-29 12:34:56.789999'", 'instant', '2024-02-29T12:34:56.789Z'],
			["timestamp '1969-12-31 23:59:59.999'", 'instant', '1969-12-31T23:59:59.999Z'],
			["timestamp_s '2024-01-01 00:00:01'", 'instant', '2024-01-01T00:00:01.000Z'],
			["timestamp_ms '2024-01-01 00:00:01.002'", 'instant', '2024-01-01T00:00:01.002Z'],
			["timestamp_ns '2024-01-01 00:00:01.002003004'", 'instant', '2024-01-01T00:00:01.002Z'],
			["'b'::enum('a', 'b', 'it''s, (c)')", 'text', 'b'],
			["'it''s, (c)'::enum('a', 'b', 'it''s, (c)')", 'text', "it's, (c)"],
			["'7d444840-9dc0-11d1-b245-5ffdce74fad2'::uuid", 'text', '7d444840-9dc0-11d1-b245-5ffdce74fad2'],
		])('delivers %s as a %s', async (expression, type, value) => {
			expect(await one(expression)).toEqual([type, value]);
		});

		it.each(['bigint', 'decimal(10, 2)', 'double', 'boolean', 'varchar', 'date', 'timestamp', "enum('a')"])(
			'delivers a null %s as null',
			async (type) => {
				expect((await one(`null::${type}`))[1]).toBeNull();
			},
		);

		it.each([
			"'nan'::double",
			"'infinity'::double",
			"'-infinity'::float",
			"'infinity'::date",
			"'-infinity'::timestamp",
			"date '20240-01-01'",
		])('delivers %s, which no chart can draw, as null', async (expression) => {
			expect((await one(expression))[1]).toBeNull();
		});

		it('answers a division by zero with null', async () => {
			const { rows } = await engine.query('select 1 / 0 as a, 1.0 / 0 as b, 0.0 / 0 as c, 5 % 0 as d');
			expect(rows).toEqual([{ a: null, b: null, c: null, d: null }]);
		});

		it.each([
			['list', '[1, 2]'],
			['struct', "{'a': 1}"],
			['decimal list', '[1.5::decimal(10, 2)]'],
			['time', "time '12:00'"],
			['interval', 'interval 1 day'],
			['blob', "'\\xAA'::blob"],
		])('refuses a %s with an error that names the column', async (_, expression) => {
			const sql = `select 1 as fine, ${expression} as odd_one`;
			const error = await errorOf(engine.query(sql));
			expect(error).toMatchObject({ code: 'sql', sql });
			expect(error.message).toContain('"odd_one"');
		});

		it('refuses two columns of one name, since a row could hold only one', async () => {
			const error = await errorOf(engine.query('select 1 as twice, 2 as twice'));
			expect(error.message).toContain('"twice"');
		});

		it('keeps nulls and values in their rows within one column of an ENUM', async () => {
			await engine.execute(`create or replace table moods as
				select case when i % 4 = 3 then null else ['low', 'mid', 'high'][1 + i % 4] end::enum('low', 'mid', 'high') as mood, i
				from range(10000) t(i)`);
			const { rows } = await engine.query('select mood, i from moods order by i;');
			expect(rows).toHaveLength(10000);
			expect(rows.map((row) => row['mood'])).toEqual(
				Array.from({ length: 10000 }, (_, i) => ['low', 'mid', 'high', null][i % 4]),
			);
			await engine.execute('drop table moods');
		});
	});

	describe('results', () => {
		it('keeps the columns of an empty result', async () => {
			expect(
				await engine.query(
					"select 1 as n, 'x' as t, date '2024-01-01' as d, 'a'::enum('a') as e where false",
				),
			).toEqual({
				columns: [
					{ name: 'n', type: 'number' },
					{ name: 't', type: 'text' },
					{ name: 'd', type: 'date' },
					{ name: 'e', type: 'text' },
				],
				rows: [],
			});
		});

		it('delivers every row of a large result, in order', async () => {
			const { rows } = await engine.query("select i, 'row ' || i as label from range(120000) t(i)");
			expect(rows).toHaveLength(120000);
			expect(rows.every((row, index) => row['i'] === index && row['label'] === `row ${index}`)).toBe(true);
		});

		it('delivers the result of the last of several statements', async () => {
			const { rows } = await engine.query(
				'create temp table several as select 1 as a; select a + 1 as b from several',
			);
			expect(rows).toEqual([{ b: 2 }]);
		});

		it('keeps statements in the order in which they were asked', async () => {
			const calls = [
				engine.execute('create table ordered (i int)'),
				engine.execute('insert into ordered values (1); insert into ordered values (2)'),
				engine.query('select count(*) as n from ordered'),
				engine.execute('drop table ordered'),
			] as const;
			expect((await calls[2]).rows).toEqual([{ n: 2 }]);
			await Promise.all(calls);
		});
	});

	describe('errors', () => {
		it('reports a failure after tens of thousands of good rows instead of the rows so far', async () => {
			const sql = `select case when i = 150000 then ('x' || i)::int else i end as i from range(200000) t(i)`;
			const error = await errorOf(engine.query(sql));
			expect(error).toMatchObject({ code: 'sql', sql });
			expect(error.message).toContain('x150000');
			// Also where nobody reads the rows.
			expect((await errorOf(engine.execute(sql))).message).toContain('x150000');
			expect(await one('42')).toEqual(['number', 42]);
		});

		it('reports a bad row deep inside a file instead of the rows before it', async () => {
			const lines = Array.from(
				{ length: 60002 },
				(_, index) => `${index === 60000 ? 'bad' : index},some text to fill the buffer`,
			);
			await engine.addFile('late.csv', await blobOf(`a,b\n${lines.join('\n')}\n`));
			const sql = `select * from read_csv('late.csv', auto_detect = false, header = true, delim = ',',
				columns = {'a': 'integer', 'b': 'varchar'})`;
			const error = await errorOf(engine.query(sql));
			expect(error).toMatchObject({ code: 'sql', sql });
			await engine.dropFile('late.csv');
		});

		it.each(['selec 1', 'select * from no_such_table', "select 'x'::int", ''])(
			'carries the statement that failed: %j',
			async (sql) => {
				expect(await errorOf(engine.query(sql))).toMatchObject({ name: 'EngineError', code: 'sql', sql });
				expect(await errorOf(engine.execute(sql))).toMatchObject({ code: 'sql', sql });
			},
		);

		it('says in words what went wrong, never in JSON', async () => {
			expect((await errorOf(engine.query('select (1'))).message).toMatch(/^Parser Error: syntax error/);
		});

		it('answers on after an error', async () => {
			await errorOf(engine.query('select * from no_such_table'));
			expect((await engine.query('select 42 as x')).rows).toEqual([{ x: 42 }]);
		});

		it('says that the memory is full, and answers on once there is less to hold', async () => {
			await engine.execute("set memory_limit = '40MB'; set temp_directory = ''");
			const error = await errorOf(
				engine.execute("create table huge as select i, repeat('x' || i, 20) as t from range(5000000) r(i)"),
			);
			expect(error.code).toBe('out-of-memory');
			await engine.execute('reset memory_limit');
			expect((await engine.query('select 44 as x')).rows).toEqual([{ x: 44 }]);
		});

		it('fails cleanly when an extension is asked for, and answers on', async () => {
			const error = await within(5000, errorOf(engine.execute('install spatial; load spatial')));
			expect(error.code).toBe('sql');
			expect((await engine.query('select 43 as x')).rows).toEqual([{ x: 43 }]);
		});

		it('loads no extension by itself', async () => {
			const { rows } = await engine.query(
				"select name, value from duckdb_settings() where name like 'auto%known_extensions' order by name",
			);
			expect(rows).toEqual([
				{ name: 'autoinstall_known_extensions', value: 'false' },
				{ name: 'autoload_known_extensions', value: 'false' },
			]);
		});

		it('takes reserved words as names once they are quoted', async () => {
			expect((await engine.query('select 1 as "owner", 2 as "source"')).rows).toEqual([
				{ owner: 1, source: 2 },
			]);
		});
	});

	describe('cancellation', () => {
		it('stops a running statement at once and leaves the engine usable', async () => {
			const controller = new AbortController();
			const running = errorOf(engine.query(LONG, { signal: controller.signal }));
			await new Promise((resolve) => setTimeout(resolve, 150));
			const before = performance.now();
			controller.abort();
			expect(await within(5000, running)).toMatchObject({ code: 'cancelled', sql: LONG });
			expect((await within(5000, engine.query('select 1 as x'))).rows).toEqual([{ x: 1 }]);
			expect(performance.now() - before).toBeLessThan(5000);
		});

		it('undoes a statement that was stopped while it wrote', async () => {
			const controller = new AbortController();
			const sql = `create table half as ${LONG}`;
			const running = errorOf(engine.execute(sql, { signal: controller.signal }));
			setTimeout(() => controller.abort(), 100);
			expect(await within(5000, running)).toMatchObject({ code: 'cancelled' });
			expect(await errorOf(engine.query('select * from half'))).toMatchObject({ code: 'sql' });
		});

		it('never starts a statement that was cancelled while it waited', async () => {
			const [first, second] = [new AbortController(), new AbortController()];
			const running = errorOf(engine.query(LONG, { signal: first.signal }));
			const waiting = errorOf(engine.execute('create table unwanted (i int)', { signal: second.signal }));
			second.abort();
			expect(await within(5000, waiting)).toMatchObject({ code: 'cancelled' });
			first.abort();
			await within(5000, running);
			expect(await errorOf(engine.query('select * from unwanted'))).toMatchObject({ code: 'sql' });
		});

		it('refuses a signal that is already aborted without running anything', async () => {
			const error = await errorOf(
				engine.execute('create table unwanted (i int)', { signal: AbortSignal.abort() }),
			);
			expect(error).toMatchObject({ code: 'cancelled', sql: 'create table unwanted (i int)' });
			expect(await errorOf(engine.query('select * from unwanted'))).toMatchObject({ code: 'sql' });
		});

		it('ignores a signal that is aborted after the answer', async () => {
			const controller = new AbortController();
			expect((await engine.query('select 5 as x', { signal: controller.signal })).rows).toEqual([{ x: 5 }]);
			controller.abort();
			expect((await engine.query('select 6 as x')).rows).toEqual([{ x: 6 }]);
		});
	});

	describe('files', () => {
		it.each(['plain.csv', "Bob's deals (1), final.csv", 'Übersicht März.csv', 'q[1]*?.csv'])(
			'reads an added file by its bare name: %s',
			async (name) => {
				await engine.addFile(name, await blobOf('a,b\n1,2\n'));
				expect((await engine.query(readTwo(name))).rows).toEqual([{ a: '1', b: '2' }]);
				await engine.dropFile(name);
			},
		);

		it('reads the new file after one is added again under the same name, even at the same size', async () => {
			await engine.addFile('again.csv', await blobOf('a,b\n1,2\n'));
			expect((await engine.query(readTwo('again.csv'))).rows).toEqual([{ a: '1', b: '2' }]);
			await engine.addFile('again.csv', await blobOf('a,b\n3,4\n'));
			expect((await engine.query(readTwo('again.csv'))).rows).toEqual([{ a: '3', b: '4' }]);
			await engine.dropFile('again.csv');
		});

		it('knows a dropped file no more, and dropping it twice is no error', async () => {
			await engine.addFile('gone.csv', await blobOf('a,b\n1,2\n'));
			await engine.dropFile('gone.csv');
			await engine.dropFile('gone.csv');
			expect(await errorOf(engine.query(readTwo('gone.csv')))).toMatchObject({ code: 'sql' });
		});

		it('reports a file that was never added instead of reading nothing', async () => {
			expect(await errorOf(engine.query(readTwo('never.csv')))).toMatchObject({ code: 'sql' });
		});

		it('reads a file of several megabytes completely', async () => {
			const lines = Array.from({ length: 200000 }, (_, index) => `${index},"text, with a comma ${index}"`);
			await engine.addFile('big.csv', await blobOf(`a,b\n${lines.join('\n')}\n`));
			const { rows } = await engine.query(
				`select count(*) as n, sum(a::int) as s, min(length(b)) as l from (${readTwo('big.csv')})`,
			);
			expect(rows).toEqual([{ n: 200000, s: 19999900000, l: 20 }]);
			await engine.dropFile('big.csv');
		});

		it('reads ids, dates and padded numbers as the text they are when told that every column is text', async () => {
			await engine.addFile('told.csv', await blobOf('a,b\n90071992547409931,03/04/2024\n007,\n'));
			expect((await engine.query(`${readTwo('told.csv')} order by a desc`)).rows).toEqual([
				{ a: '90071992547409931', b: '03/04/2024' },
				{ a: '007', b: null },
			]);
			await engine.dropFile('told.csv');
		});

		it('reports bytes that are no UTF-8 instead of leaving out their row', async () => {
			const bytes = new Uint8Array([...new TextEncoder().encode('a,b\n1,Caf'), 0xe9, 0x0a]);
			await engine.addFile('latin.csv', await blobOf(bytes));
			expect(await errorOf(engine.query(readTwo('latin.csv')))).toMatchObject({ code: 'sql' });
			await engine.dropFile('latin.csv');
		});

		it('keeps every table in memory, where no file of a database can lose a committed row', async () => {
			const { rows } = await engine.query(
				"select count(*) as n from duckdb_databases() where not internal and coalesce(path, ':memory:') <> ':memory:'",
			);
			expect(rows).toEqual([{ n: 0 }]);
		});

		it('packs its tables: a column of few texts takes far less than the texts', async () => {
			const bytes = async (): Promise<number> => {
				const { rows } = await engine.query(
					"select cast(sum(memory_usage_bytes) as double) as n from duckdb_memory() where tag = 'IN_MEMORY_TABLE'",
				);
				return Number(rows[0]?.['n']);
			};
			const before = await bytes();
			// 500,000 texts of 40 characters: 20 MB, and 8 MB more for where they stand.
			await engine.execute(
				'create table many_texts as select repeat(chr(cast(97 + i % 7 as integer)), 40) as c from range(500000) as t (i)',
			);
			// It packs by itself once some megabytes were written, and now because it is told to.
			await engine.execute('checkpoint');
			expect((await bytes()) - before).toBeLessThan(3e6);
			await engine.execute('drop table many_texts');
		});

		it.each([
			'',
			'folder/file.csv',
			'../file.csv',
			'C:\\file.csv',
			'https://example.com/file.csv',
			'~file.csv',
		])('refuses a name that would mean another place: %j', async (name) => {
			expect(await errorOf(engine.addFile(name, await blobOf('a,b\n1,2\n')))).toMatchObject({ code: 'sql' });
		});
	});

	describe('Arrow', () => {
		const table = tableFromArrays({ n: Int32Array.from([1, 2, 3]), t: ['x', null, 'it’s'] });
		const stream = () => tableToIPC(table, 'stream');

		it('creates a table from a stream and leaves the bytes to the caller', async () => {
			const bytes = stream();
			await engine.insertArrow('from stream', bytes, 3);
			expect(bytes.byteLength).toBeGreaterThan(0);
			expect((await engine.query('select * from "from stream" order by n')).rows).toEqual([
				{ n: 1, t: 'x' },
				{ n: 2, t: null },
				{ n: 3, t: 'it’s' },
			]);
			await engine.execute('drop table "from stream"');
		});

		it('creates a table of the same types on every engine', async () => {
			const day = new Date('2024-02-29T00:00:00Z');
			const many = new ArrowTable({
				b: vectorFromArray([true, null]),
				d: vectorFromArray(['x', 'y'], new Dictionary(new Utf8(), new Int32())),
				f: vectorFromArray([1.5, null]),
				big: vectorFromArray([1n, 9007199254740991n]),
				at: vectorFromArray([day, null]),
			});
			await engine.insertArrow('many', tableToIPC(many, 'stream'), 2);
			expect((await engine.query('select * from many')).rows).toEqual([
				{ b: true, d: 'x', f: 1.5, big: 1, at: '2024-02-29T00:00:00.000Z' },
				{ b: null, d: 'y', f: null, big: 9007199254740991, at: null },
			]);
			expect(
				(await engine.query('select column_name as c, column_type as t from (describe many)')).rows,
			).toEqual([
				{ c: 'b', t: 'BOOLEAN' },
				{ c: 'd', t: 'VARCHAR' },
				{ c: 'f', t: 'DOUBLE' },
				{ c: 'big', t: 'BIGINT' },
				{ c: 'at', t: 'TIMESTAMP_MS' },
			]);
			await engine.execute('drop table many');
		});

		it('creates an empty table from a stream without rows', async () => {
			const empty = tableToIPC(new ArrowTable(new Schema(table.schema.fields)), 'stream');
			await engine.insertArrow('empty', empty, 0);
			expect(await engine.query('select * from empty')).toEqual({
				columns: [
					{ name: 'n', type: 'number' },
					{ name: 't', type: 'text' },
				],
				rows: [],
			});
			await engine.execute('drop table empty');
		});

		it('inserts a stream of many batches completely', async () => {
			const length = 70000;
			const wide = tableFromArrays({ n: Int32Array.from({ length }, (_, i) => i) });
			await engine.insertArrow('batches', tableToIPC(wide, 'stream'), length);
			expect((await engine.query('select count(*) as n, sum(n) as s from batches')).rows).toEqual([
				{ n: length, s: (length * (length - 1)) / 2 },
			]);
			await engine.execute('drop table batches');
		});

		it.each([
			['bytes that are no Arrow', () => new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])],
			['an Arrow file instead of a stream', () => tableToIPC(table, 'file')],
			['a stream that was cut short', () => stream().slice(0, 300)],
			['no bytes at all', () => new Uint8Array()],
		])('refuses %s, leaves no table behind and takes the next stream', async (_, bytes) => {
			expect(await errorOf(engine.insertArrow('bad', bytes(), 3))).toMatchObject({
				code: 'arrow-not-inserted',
			});
			expect(await errorOf(engine.query('select * from bad'))).toMatchObject({ code: 'sql' });
			await engine.insertArrow('good', stream(), 3);
			expect((await engine.query('select count(*) as n from good')).rows).toEqual([{ n: 3 }]);
			await engine.execute('drop table good');
		});

		it('refuses a stream with another number of rows than promised and leaves no table behind', async () => {
			const error = await errorOf(engine.insertArrow('short', stream(), 4));
			expect(error.code).toBe('arrow-not-inserted');
			expect(error.message).toContain('3 rows instead of 4');
			expect(await errorOf(engine.query('select * from short'))).toMatchObject({ code: 'sql' });
		});

		it('leaves an existing table of that name as it was', async () => {
			await engine.execute('create table kept as select 7 as i');
			expect(await errorOf(engine.insertArrow('kept', stream(), 3))).toMatchObject({
				code: 'arrow-not-inserted',
			});
			expect((await engine.query('select i from kept')).rows).toEqual([{ i: 7 }]);
			await engine.execute('drop table kept');
		});
	});

	describe('closing', () => {
		it('rejects what is running, what is waiting and all that follows, and may be repeated', async () => {
			const other = await open();
			const running = errorOf(other.query(LONG));
			const waiting = errorOf(other.query('select 1 as x'));
			await new Promise((resolve) => setTimeout(resolve, 50));
			const closed = other.close();
			expect(await within(5000, running)).toMatchObject({ code: 'closed', sql: LONG });
			expect(await within(5000, waiting)).toMatchObject({ code: 'closed', sql: 'select 1 as x' });
			await within(5000, closed);
			await other.close();
			for (const call of [
				other.query('select 2 as x'),
				other.execute('select 2 as x'),
				other.addFile('x.csv', new Blob(['a'])),
				other.dropFile('x.csv'),
				other.insertArrow('x', new Uint8Array(), 0),
			]) {
				expect(await errorOf(call)).toMatchObject({ code: 'closed' });
			}
		});

		it('leaves other engines alone', async () => {
			await engine.execute('create table mine as select 1 as i');
			const other = await open();
			expect(await errorOf(other.query('select * from mine'))).toMatchObject({ code: 'sql' });
			await other.close();
			expect((await engine.query('select i from mine')).rows).toEqual([{ i: 1 }]);
			await engine.execute('drop table mine');
		});
	});
}
