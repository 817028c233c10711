import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { quoteText } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readingSql } from '$lib/intake/cell';
import { openForTests } from '../../support/engines';
import { problemOf, readBytesAs, rowsOf } from './formats-files';

const engine = await openForTests(openNativeEngine);
const folder = await mkdtemp(join(tmpdir(), 'funnelscope-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The rows of `sql` as DuckDB writes them to Parquet. */
async function written(sql: string, options = ''): Promise<Uint8Array> {
	const path = join(folder, 'x.parquet');
	await engine.execute(`copy (${sql}) to ${quoteText(path)} (format parquet${options})`);
	return readFile(path);
}

async function read(bytes: Uint8Array) {
	const [raw] = await readBytesAs(engine, 'x.parquet', bytes);
	if (!raw) throw new Error('Nothing was read.');
	return { raw, headers: raw.columns.map(({ header }) => header), rows: await rowsOf(engine, raw) };
}

describe('a Parquet file', () => {
	it.each([
		['bigint', '9223372036854775807', '9223372036854775807'],
		['bigint', '-9007199254740993', '-9007199254740993'],
		['ubigint', '18446744073709551615', '18446744073709551615'],
		['uinteger', '4294967295', '4294967295'],
		['utinyint', '255', '255'],
		['smallint', '-32768', '-32768'],
		['decimal(18, 4)', '12345678901234.5678', '12345678901234.5678'],
		[
			'decimal(38, 10)',
			'-1234567890123456789012345678.0123456789',
			'-1234567890123456789012345678.0123456789',
		],
		['decimal(9, 3)', '1.500', '1.5'],
		['decimal(9, 3)', '-0.001', '-0.001'],
		['decimal(4, 0)', '42', '42'],
		['double', '0.1', '0.1'],
		['double', '12', '12'],
		['double', '-1e-300', '-1e-300'],
		['double', '5e-324', '5e-324'],
		['float', '0.1', '0.1'],
		['float', '16777216', '16777216'],
		['float', '3.4028235e38', '3.4028235e+38'],
		['boolean', 'true', 'true'],
		['boolean', 'false', 'false'],
		['date', '2024-02-29', '2024-02-29'],
		['date', '1899-12-31', '1899-12-31'],
		['date', '0001-01-01', '0001-01-01'],
		['timestamp', '2024-01-01 10:00:00', '2024-01-01T10:00:00Z'],
		['timestamp', '1969-12-31 23:59:59.999999', '1969-12-31T23:59:59.999999Z'],
		['timestamp_ms', '1955-06-01 00:00:00.25', '1955-06-01T00:00:00.25Z'],
		['timestamp_ns', '2024-01-01 10:00:00.123456789', '2024-01-01T10:00:00.123456789Z'],
		['time', '23:59:59.5', '23:59:59.5'],
		['uuid', '0e37df36-f698-11e6-8dd4-cb9ced3df976', '0e37df36-f698-11e6-8dd4-cb9ced3df976'],
		['varchar', '', null],
		['varchar', ' NULL\r\n"x"', ' NULL\r\n"x"'],
		['varchar', '日本語 👩‍👩‍👧 \ufeff', '日本語 👩‍👩‍👧 \ufeff'],
		['json', '{"b": [1,  2]}', '{"b": [1,  2]}'],
	])('gives a %s of %s as %s', async (type, value, expected) => {
		const { rows } = await read(
			await written(
				`select cast(${quoteText(value)} as ${type}) as v union all select null order by v nulls last`,
			),
		);
		expect(rows).toEqual([[expected], [null]]);
	});

	it.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli'])(
		'may be packed by %s',
		async (codec) => {
			const bytes = await written(
				`select 'D' || i as id, 'owner ' || i % 7 as "owner", i * 0.01 as amount from range(5000) as t(i)`,
				`, codec ${quoteText(codec)}`,
			);
			const { rows } = await read(bytes);
			expect(rows.length).toBe(5000);
			expect(rows[4321]).toEqual(['D4321', 'owner 2', '43.21']);
		},
	);

	it.each(['v1', 'v2'])(
		'may be of version %s, with many row groups',
		{ timeout: 60_000 },
		async (version) => {
			const bytes = await written(
				`select i as id, case when i % 3 > 0 then 'x' || i end as note, date '1960-01-01' + cast(i as integer) as on_day from range(300000) as t(i)`,
				`, parquet_version ${version}, row_group_size 60000`,
			);
			const { raw } = await read(bytes);
			expect([raw.rowsRead, raw.rowsKept, raw.lineOf(299_999)]).toEqual([300_000, 300_000, 299_999]);
			const { rows } = await engine.query(
				`select count(*) as n from ${raw.table} where c0 = cast(row_no - 1 as varchar)
				and c1 is not distinct from case when (row_no - 1) % 3 > 0 then 'x' || (row_no - 1) end
				and c2 = cast(date '1960-01-01' + cast(row_no - 1 as integer) as varchar)`,
			);
			expect(rows).toEqual([{ n: 300_000 }]);
		},
	);

	it('gives a row group of many slices in order', { timeout: 60_000 }, async () => {
		const bytes = await written(
			`select i as id, if(i % 1000 = 0, null, 'x' || i % 50) as note from range(290000) as t(i)`,
			`, row_group_size 400000`,
		);
		const { raw } = await read(bytes);
		const { rows } = await engine.query(
			`select count(*) as n from ${raw.table} where c0 = cast(row_no - 1 as varchar) and c1 is not distinct from if((row_no - 1) % 1000 = 0, null, 'x' || (row_no - 1) % 50)`,
		);
		expect(rows).toEqual([{ n: 290_000 }]);
	});

	it('may be empty, of one column, of 300 columns, and name columns alike', async () => {
		const empty = await read(await written(`select 'a' as a, 1 as b where false`));
		expect([empty.headers, empty.rows]).toEqual([['a', 'b'], []]);
		expect(() => empty.raw.lineOf(1)).toThrow(RangeError);
		expect((await read(await written(`select 'a' as only`))).rows).toEqual([['a']]);
		const names = Array.from({ length: 300 }, (_, index) => `c ${index}`);
		const wide = await read(
			await written(`select ${names.map((name, i) => `${i} as "${name}"`).join(', ')}`),
		);
		expect(wide.headers).toEqual(names);
		expect(wide.rows).toEqual([names.map((_, index) => String(index))]);
		const twice = parquetWriteBuffer({
			columnData: [
				{ name: 'a', data: ['1'], type: 'STRING' },
				{ name: 'a', data: ['2'], type: 'STRING' },
			],
		});
		expect((await read(new Uint8Array(twice))).rows).toEqual([['1', '2']]);
	});

	it('is told by another writer in the same way, old kinds of instants and plain bytes of text among them', async () => {
		const bytes = parquetWriteBuffer({
			columnData: [
				{ name: 'id', data: ['a', 'ü'], type: 'STRING', nullable: false },
				{ name: 'n', data: [1n << 60n, null], type: 'INT64' },
				{ name: 'at', data: [new Date('1969-07-20T20:17:40.250Z'), null], type: 'TIMESTAMP' },
				{ name: 'bytes', data: [Uint8Array.from([0x68, 0x69]), null], type: 'BYTE_ARRAY' },
				{ name: 'half', data: [1.5, -0.25], type: 'FLOAT16' },
			],
		});
		const { raw, rows } = await read(new Uint8Array(bytes));
		expect(rows).toEqual([
			['a', '1152921504606846976', '1969-07-20T20:17:40.25Z', 'hi', '1.5'],
			['ü', null, null, null, '-0.25'],
		]);
		expect(raw.columns.map(({ isNumber = false }) => isNumber)).toEqual([false, true, false, false, true]);
	});

	it('has instants in nanoseconds that are then read as instants, beside days far from now', async () => {
		const { raw } = await read(
			await written(
				`select cast(v as varchar) as v from (values ('2024-01-01T10:00:00.123456789Z'), ('2024-01-01T10:00:00.5Z'), ('9999-12-31T00:00:00.0Z')) as t(v)`,
			),
		);
		const sql = readingSql('c0', { as: 'date', formats: ['%Y-%m-%dT%H:%M:%S.%fZ'], dateOnly: false });
		const { rows } = await engine.query(
			`select cast(${sql} as varchar) as at from ${raw.table} order by row_no`,
		);
		expect(rows.map((row) => row['at'])).toEqual([
			'2024-01-01 10:00:00.123456',
			'2024-01-01 10:00:00.5',
			'9999-12-31 00:00:00',
		]);
	});

	it('is known by its content, whatever its name', async () => {
		const [raw] = await readBytesAs(engine, 'deals.csv', await written('select 1 as a'));
		expect([raw?.file, raw?.encoding, raw?.headerLine]).toEqual(['deals.csv', 'Parquet', 0]);
	});
});

describe('a Parquet file that cannot be read', () => {
	const tables = async (): Promise<unknown[]> =>
		(await engine.query("select table_name from duckdb_tables() where table_name like 'raw%'")).rows;

	it.each([
		['[1, 2]', 'lists or structures, not one value a row'],
		[`{'a': 1, 'b': [{'c': 'x'}]}`, 'lists or structures, not one value a row'],
		[`map {'a': 1}`, 'lists or structures, not one value a row'],
		['interval 1 day', 'INTERVAL, which is neither text, number, flag nor date'],
		[`'\\xFF\\xFE'::blob`, 'bytes that are no text'],
	])('but for one column %s is read without it, and says so', async (value, holds) => {
		await engine.execute('drop table if exists raw_0');
		const sql = `select 'D' || i as id, ${value} as more, i * 10 as amount from range(3) as t(i)`;
		const [raw] = await readBytesAs(engine, 'x.parquet', await written(sql));
		expect(raw!.columns.map(({ header }) => header)).toEqual(['id', 'amount']);
		expect(raw!.notices).toEqual([
			`x.parquet: column “more” is left out, as it holds ${holds}. If it is needed, spread it over columns of its own or write it as text.`,
		]);
		const { rows } = await engine.query('select c0, c1 from raw_0 order by row_no');
		expect(rows).toEqual([
			{ c0: 'D0', c1: '0' },
			{ c0: 'D1', c1: '10' },
			{ c0: 'D2', c1: '20' },
		]);
		await engine.execute('drop table raw_0');
		expect(
			await problemOf(readBytesAs(engine, 'x.parquet', await written(`select ${value} as more`))),
		).toMatchObject({ code: 'no-columns', column: 'more' });
		expect(await tables()).toEqual([]);
	});

	it('is refused wherever it is cut off, and leaves no table', async () => {
		const good = await written(`select i as id, 'name ' || i as name from range(20000) as t(i)`);
		for (const share of [0.001, 0.3, 0.7, 0.99]) {
			const cut = good.slice(0, Math.max(4, Math.floor(good.length * share)));
			expect(await problemOf(readBytesAs(engine, 'x.parquet', cut))).toMatchObject({ code: 'file-damaged' });
		}
		expect(await problemOf(readBytesAs(engine, 'x.parquet', good.slice(0, -1)))).toMatchObject({
			code: 'file-damaged',
		});
		expect(await tables()).toEqual([]);
	});

	it('is refused if bytes of its packed values were overwritten', async () => {
		const good = await written(
			`select i as id, md5(cast(i as varchar)) as name from range(20000) as t(i)`,
			`, codec 'gzip'`,
		);
		const bad = good.slice();
		bad.fill(0x55, Math.floor(good.length * 0.5), Math.floor(good.length * 0.5) + 400);
		expect(await problemOf(readBytesAs(engine, 'x.parquet', bad))).toMatchObject({ code: 'file-damaged' });
		expect(await tables()).toEqual([]);
	});

	it('is refused if it is encrypted', async () => {
		const bytes = await written('select 1 as a');
		bytes.set(Buffer.from('PARE'), 0);
		bytes.set(Buffer.from('PARE'), bytes.length - 4);
		expect(await problemOf(readBytesAs(engine, 'x.parquet', bytes))).toMatchObject({
			code: 'parquet-encrypted',
		});
	});
});
