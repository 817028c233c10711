import { existsSync } from 'node:fs';
import {
	DuckDBDataChunk,
	DuckDBDateValue,
	DuckDBDecimalValue,
	DuckDBInstance,
	DuckDBTimestampMillisecondsValue,
	DuckDBTimestampNanosecondsValue,
	DuckDBTimestampSecondsValue,
	DuckDBTimestampTZValue,
	DuckDBTimestampValue,
	DuckDBTypeId,
	type DuckDBConnection,
	type DuckDBMaterializedResult,
	type DuckDBType,
	type DuckDBValue,
} from '@duckdb/node-api';
import { DataType, type RecordBatch, type Vector } from 'apache-arrow';
import { createTable, decodeStream } from './arrow';
import { EngineError, type Column, type Engine, type Table, type Value } from './engine';
import { dayValue, instantValue, numberValue, tableOf, type Reader } from './normalise';
import { guarded, messageOf } from './serial';
import { nativeConfig, nativeOpening } from './settings';
import { openSpool } from './spool';

function typeOf({ typeId }: DuckDBType): Column['type'] | undefined {
	switch (typeId) {
		case DuckDBTypeId.TINYINT:
		case DuckDBTypeId.SMALLINT:
		case DuckDBTypeId.INTEGER:
		case DuckDBTypeId.BIGINT:
		case DuckDBTypeId.HUGEINT:
		case DuckDBTypeId.UTINYINT:
		case DuckDBTypeId.USMALLINT:
		case DuckDBTypeId.UINTEGER:
		case DuckDBTypeId.UBIGINT:
		case DuckDBTypeId.UHUGEINT:
		case DuckDBTypeId.FLOAT:
		case DuckDBTypeId.DOUBLE:
		case DuckDBTypeId.DECIMAL:
			return 'number';
		case DuckDBTypeId.VARCHAR:
		case DuckDBTypeId.ENUM:
		case DuckDBTypeId.UUID:
		case DuckDBTypeId.SQLNULL:
			return 'text';
		case DuckDBTypeId.BOOLEAN:
			return 'boolean';
		case DuckDBTypeId.DATE:
			return 'date';
		case DuckDBTypeId.TIMESTAMP:
		case DuckDBTypeId.TIMESTAMP_S:
		case DuckDBTypeId.TIMESTAMP_MS:
		case DuckDBTypeId.TIMESTAMP_NS:
		case DuckDBTypeId.TIMESTAMP_TZ:
			return 'instant';
		default:
			return undefined;
	}
}

function valueOf(raw: DuckDBValue): Value {
	if (raw === null || typeof raw === 'string' || typeof raw === 'boolean') return raw;
	if (typeof raw === 'number' || typeof raw === 'bigint') return numberValue(raw);
	if (raw instanceof DuckDBDecimalValue) return numberValue(raw.toDouble());
	if (raw instanceof DuckDBDateValue) return dayValue(raw.days);
	if (raw instanceof DuckDBTimestampValue || raw instanceof DuckDBTimestampTZValue) {
		return instantValue(Number(raw.micros) / 1e3);
	}
	if (raw instanceof DuckDBTimestampSecondsValue) return instantValue(Number(raw.seconds) * 1e3);
	if (raw instanceof DuckDBTimestampMillisecondsValue) return instantValue(Number(raw.millis));
	if (raw instanceof DuckDBTimestampNanosecondsValue) return instantValue(Number(raw.nanos) / 1e6);
	return String(raw);
}

async function tableOfResult(result: DuckDBMaterializedResult, sql: string): Promise<Table> {
	const types = result.columnTypes();
	const readers = result.columnNames().map((name, position): Reader<DuckDBDataChunk> => {
		const type = types[position]!;
		return {
			name,
			type: typeOf(type),
			rawType: String(type),
			read: (chunk) => chunk.getColumnValues(position).map(valueOf),
		};
	});
	return tableOf(readers, await result.fetchAllChunks(), sql);
}

/** Runs every statement of `sql`; the table is that of the last, as DuckDB-WASM has it. */
async function runNative(connection: DuckDBConnection, sql: string, stopped: () => boolean): Promise<Table> {
	const statements = await connection.extractStatements(sql);
	let result: DuckDBMaterializedResult | undefined;
	for (let index = 0; index < statements.count; index++) {
		if (stopped()) throw new Error('The statement was stopped.');
		const prepared = await statements.prepare(index);
		try {
			result = await prepared.run();
		} finally {
			prepared.destroySync();
		}
	}
	if (!result) throw new Error('There is no statement to run.');
	return tableOfResult(result, sql);
}

/** What an appender takes for one cell of an Arrow column of type `type`. */
function appendable(type: DuckDBType, vector: Vector): (row: number) => DuckDBValue {
	const raw = vector.data[0]!.values as ArrayLike<number | bigint>;
	const get = (row: number): DuckDBValue => vector.get(row) as DuckDBValue;
	switch (type.typeId) {
		case DuckDBTypeId.BIGINT:
		case DuckDBTypeId.UBIGINT:
			return (row) => BigInt(raw[row]!);
		case DuckDBTypeId.DATE: {
			const perDay = DataType.isDate(vector.type) && vector.type.unit === 1 ? 86_400_000 : 1;
			return (row) => new DuckDBDateValue(Math.floor(Number(raw[row]) / perDay));
		}
		case DuckDBTypeId.TIMESTAMP_S:
			return (row) => new DuckDBTimestampSecondsValue(BigInt(raw[row]!));
		case DuckDBTypeId.TIMESTAMP_MS:
			return (row) => new DuckDBTimestampMillisecondsValue(BigInt(raw[row]!));
		case DuckDBTypeId.TIMESTAMP_NS:
			return (row) => new DuckDBTimestampNanosecondsValue(BigInt(raw[row]!));
		case DuckDBTypeId.TIMESTAMP:
			return (row) => new DuckDBTimestampValue(BigInt(raw[row]!));
		case DuckDBTypeId.TIMESTAMP_TZ: {
			const scale = DataType.isTimestamp(vector.type) ? MICROS[vector.type.unit] : MICROS[2];
			return (row) => new DuckDBTimestampTZValue((BigInt(raw[row]!) * scale.times) / scale.over);
		}
		default:
			return get;
	}
}

/** Microseconds in an Arrow time unit, by the unit's number: second, milli-, micro-, nanosecond. */
const MICROS = [
	{ times: 1_000_000n, over: 1n },
	{ times: 1000n, over: 1n },
	{ times: 1n, over: 1n },
	{ times: 1n, over: 1000n },
] as const;

/** The most rows that one chunk of DuckDB holds. */
const CHUNK_ROWS = 2048;

/** Node's DuckDB has no Arrow of its own: the rows of a decoded stream are appended, chunk by chunk. */
async function append(
	connection: DuckDBConnection,
	table: string,
	batches: readonly RecordBatch[],
): Promise<void> {
	const appender = await connection.createAppender(table);
	try {
		const types = Array.from({ length: appender.columnCount }, (_, position) =>
			appender.columnType(position),
		);
		for (const batch of batches) {
			const columns = types.map((type, position) => {
				const vector = batch.getChildAt(position)!;
				const cell = appendable(type, vector);
				return (row: number): DuckDBValue => (vector.isValid(row) ? cell(row) : null);
			});
			for (let start = 0; start < batch.numRows; start += CHUNK_ROWS) {
				const length = Math.min(CHUNK_ROWS, batch.numRows - start);
				const chunk = DuckDBDataChunk.create(types, length);
				columns.forEach((cell, position) =>
					chunk.setColumnValues(
						position,
						Array.from({ length }, (_, row) => cell(start + row)),
					),
				);
				appender.appendDataChunk(chunk);
			}
		}
	} finally {
		appender.closeSync();
	}
}

/**
 * Opens native DuckDB in this process, on one thread, for the terminal and as an oracle in tests. Added files
 * are copied into a private folder until they are dropped. Throws EngineError `start-failed`.
 */
export async function openNativeEngine(): Promise<Engine> {
	const spool = await openSpool();
	try {
		const instance = await DuckDBInstance.create(':memory:', nativeConfig);
		const connection = await instance.connect();
		const { engine } = guarded({
			kind: 'native',
			abrupt: false,
			run: (sql, stopped) => runNative(connection, sql, stopped),
			interrupt: () => connection.interrupt(),
			async addFile(name, file, stopped) {
				// DuckDB looks into the working directory first and would read the wrong file without a word.
				if (existsSync(name)) {
					throw new Error(`A file "${name}" lies in the working directory and hides the added one.`);
				}
				await spool.put(name, file, stopped);
			},
			dropFile: (name) => spool.drop(name),
			async insertArrow(table, stream) {
				const { schema, batches } = decodeStream(stream);
				await connection.run(createTable(table, schema));
				await append(connection, table, batches);
			},
			async dispose() {
				connection.closeSync();
				instance.closeSync();
				await spool.remove();
			},
			isFatal: () => false,
		});
		for (const sql of nativeOpening(spool.folder)) await engine.execute(sql);
		return engine;
	} catch (error) {
		await spool.remove();
		throw new EngineError(
			'start-failed',
			`The database engine did not start: ${messageOf(error)}`,
			undefined,
			{
				cause: error,
			},
		);
	}
}
