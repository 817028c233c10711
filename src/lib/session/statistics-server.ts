import { EngineError, type EncodedTable, type Row } from '../engine/engine';
import { decodeTable } from '../engine/wasm';
import type { AnyMart } from '../model/contract';
import { MARTS } from '../model/marts';
import { decodeRows, type Said } from '../model/read';
import { READY, type StatisticsAnswer, type StatisticsJob, type StatisticsPort } from './statistics-port';

/** The mart's rows of what the engine said, statistics and all. Throws as `decodeTable` and `decodeRows` do. */
export function deriveSaid(mart: AnyMart, said: Said<EncodedTable>): Row[] {
	const support: Record<string, readonly Row[]> = {};
	for (const [name, encoded] of Object.entries(said.support)) support[name] = decodeTable(encoded).rows;
	return decodeRows(mart, decodeTable(said.rows).rows, said.sql, support);
}

function answerOf({ id, mart: name, said }: StatisticsJob): StatisticsAnswer {
	try {
		const mart = MARTS.find((one) => one.name === name);
		if (!mart) throw new Error(`There is no mart ${name}.`);
		return { id, rows: deriveSaid(mart, said) };
	} catch (cause) {
		const message = cause instanceof Error ? cause.message : String(cause);
		const { code, sql } = cause instanceof EngineError ? cause : {};
		return { id, error: { message, ...(code && { code, sql }) } };
	}
}

/** Answers what comes in at `port`, one job after the other. */
export function serveStatistics(port: StatisticsPort): void {
	port.addEventListener('message', ({ data }) => port.postMessage(answerOf(data as StatisticsJob)));
	port.postMessage(READY);
}
