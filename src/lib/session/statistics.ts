import { EngineError, type EncodedTable, type Row, type RunOptions } from '../engine/engine';
import type { AnyMart, RowOf } from '../model/contract';
import type { Said, Statistician } from '../model/read';
import { READY, type StatisticsAnswer, type StatisticsPort } from './statistics-port';

/** A worker, or what a test puts in its place. */
export interface StatisticsThread extends StatisticsPort {
	addEventListener(type: 'message', heard: (event: MessageEvent<unknown>) => void): void;
	addEventListener(type: 'error', heard: (event: ErrorEvent) => void): void;
	terminate(): void;
}

interface Job {
	id: number;
	mart: AnyMart;
	said: Said<EncodedTable>;
	resolve(rows: Row[]): void;
	reject(cause: unknown): void;
	isStale: boolean;
}

/** A job that nobody waits for any more may end by itself for so long; then its thread makes way for a new one. */
const GRACE_MS = 60;

const cancelled = (sql: string) => new EngineError('cancelled', 'The statement was cancelled.', sql);

function buffersOf({ rows, support }: Said<EncodedTable>): ArrayBuffer[] {
	const chunks = [rows, ...Object.values(support)].flatMap((encoded) => encoded.chunks);
	return [...new Set(chunks.map((chunk) => chunk.buffer))];
}

function failureOf({ message, code, sql }: Extract<StatisticsAnswer, { error: unknown }>['error']): Error {
	return code ? new EngineError(code, message, sql) : new Error(message);
}

/**
 * Makes statistics on a thread of their own, so that the page never stops for them: one job at a time, the oldest
 * first. A stale one is dropped, or its thread replaced if it lasts. Where no thread can be started the page itself
 * does the work.
 */
export class Statistics {
	#open: () => StatisticsThread;
	#here: () => Promise<(mart: AnyMart, said: Said<EncodedTable>) => Row[]>;
	#thread: { port: StatisticsThread; isReady: boolean } | null = null;
	#isWithoutThread = false;
	#waiting: Job[] = [];
	#running: Job | null = null;
	#grace: ReturnType<typeof setTimeout> | undefined;
	#ids = 0;

	/** `here` brings the code that does the same on this thread. */
	constructor(
		open: () => StatisticsThread,
		here: () => Promise<(mart: AnyMart, said: Said<EncodedTable>) => Row[]>,
	) {
		this.#open = open;
		this.#here = here;
	}

	/** Starts the thread, so that the first job finds it there. */
	start(): void {
		if (this.#thread || this.#isWithoutThread) return;
		try {
			const port = this.#open();
			const thread = { port, isReady: false };
			this.#thread = thread;
			port.addEventListener('message', ({ data }) => this.#heard(thread, data));
			port.addEventListener('error', (event) => this.#fell(thread, event.message));
		} catch {
			// No worker where the browser refuses one: the page does without.
			this.#isWithoutThread = true;
			this.#next();
		}
	}

	/** Rejects with EngineError `cancelled` as soon as the signal says so, else as `decodeRows` throws. */
	readonly derive: Statistician = <M extends AnyMart>(
		mart: M,
		said: Said<EncodedTable>,
		options?: RunOptions,
	) =>
		new Promise<RowOf<M>[]>((resolve, reject) => {
			const signal = options?.signal;
			if (signal?.aborted) return reject(cancelled(said.sql));
			const end = () => signal?.removeEventListener('abort', abort);
			const job: Job = {
				id: ++this.#ids,
				mart,
				said,
				resolve: (rows) => (end(), resolve(rows as RowOf<M>[])),
				reject: (cause) => (end(), reject(cause)),
				isStale: false,
			};
			const abort = () => {
				job.isStale = true;
				this.#waiting = this.#waiting.filter((one) => one !== job);
				job.reject(cancelled(said.sql));
				this.#hurry();
			};
			signal?.addEventListener('abort', abort);
			this.#waiting.push(job);
			this.start();
			this.#next();
			this.#hurry();
		});

	#next(): void {
		if (this.#running) return;
		if (this.#isWithoutThread) {
			void this.#workHere();
			return;
		}
		if (!this.#thread?.isReady) return;
		const job = this.#waiting.shift();
		if (!job) return;
		this.#running = job;
		const { id, mart, said } = job;
		this.#thread.port.postMessage({ id, mart: mart.name, said }, buffersOf(said));
	}

	async #workHere(): Promise<void> {
		const job = this.#waiting.shift();
		if (!job) return;
		this.#running = job;
		try {
			const work = await this.#here();
			if (!job.isStale) job.resolve(work(job.mart, job.said));
		} catch (cause) {
			job.reject(cause);
		}
		this.#running = null;
		this.#next();
	}

	/** Others wait for a thread that is busy with what nobody wants: it may finish, but not for long. */
	#hurry(): void {
		if (!this.#running?.isStale || this.#waiting.length === 0 || this.#grace !== undefined) return;
		this.#grace = setTimeout(() => {
			this.#grace = undefined;
			if (!this.#running?.isStale || this.#waiting.length === 0 || this.#isWithoutThread) return;
			this.#thread?.port.terminate();
			this.#thread = null;
			this.#running = null;
			this.start();
		}, GRACE_MS);
	}

	#heard(thread: { isReady: boolean }, data: unknown): void {
		if (thread !== this.#thread) return;
		if (data === READY) thread.isReady = true;
		else {
			const answer = data as StatisticsAnswer;
			const job = this.#running;
			this.#running = null;
			clearTimeout(this.#grace);
			this.#grace = undefined;
			if ('error' in answer) job?.reject(failureOf(answer.error));
			else job?.resolve(answer.rows);
		}
		this.#next();
	}

	#fell(thread: { port: StatisticsThread; isReady: boolean }, message: string): void {
		if (thread !== this.#thread) return;
		thread.port.terminate();
		this.#thread = null;
		// A script that does not load today will not load for the next job either.
		if (!thread.isReady) this.#isWithoutThread = true;
		const job = this.#running;
		this.#running = null;
		job?.reject(new Error(`The statistics stopped working: ${message}`));
		if (this.#waiting.length > 0) this.start();
		this.#next();
	}
}
