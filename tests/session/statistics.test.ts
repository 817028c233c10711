import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EngineError, type EncodedTable, type Engine, type Row } from '$lib/engine/engine';
import { openNodeEngine } from '$lib/engine/node';
import { buildModel } from '$lib/model/build';
import type { Catalog } from '$lib/model/catalog';
import { KeptStatements } from '$lib/model/kept-statements';
import type { AnyMart } from '$lib/model/contract';
import { MARTS } from '$lib/model/marts';
import { forecast } from '$lib/model/marts/forecast';
import { forecastAccuracy } from '$lib/model/marts/forecast-accuracy';
import { conversionMatured } from '$lib/model/marts/conversion-matured';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { askMart, readMart, type Said, type Statistician } from '$lib/model/read';
import { WHOLE_SCOPE } from '$lib/model/scope';
import { LiveSource } from '$lib/session/live-source.svelte';
import { Statistics, type StatisticsThread } from '$lib/session/statistics';
import { READY, type StatisticsJob } from '$lib/session/statistics-port';
import { deriveSaid, serveStatistics } from '$lib/session/statistics-server';
import { fillSynthetic } from '../bench/synthetic';
import { openForTests } from '../support/engines';

const here = () => Promise.resolve(deriveSaid);
const pause = (milliseconds = 0) => new Promise((done) => setTimeout(done, milliseconds));

/** A worker without a thread: what is posted is cloned, handed over and served as in one. */
function servedThread(): StatisticsThread {
	const { port1, port2 } = new MessageChannel();
	serveStatistics({
		postMessage: (message) => port2.postMessage(message),
		addEventListener: (_type, heard) => {
			port2.onmessage = heard;
		},
	});
	return {
		postMessage: (message, transfer = []) => port1.postMessage(message, transfer),
		addEventListener(type: string, heard: (event: never) => void) {
			if (type === 'message') port1.onmessage = (event) => heard(event as never);
		},
		terminate: () => port1.close(),
	};
}

/** A thread that answers only when a test says so. */
class SlowThread implements StatisticsThread {
	jobs: StatisticsJob[] = [];
	isTerminated = false;
	#heard: ((event: MessageEvent<unknown>) => void)[] = [];
	#failed: ((event: ErrorEvent) => void)[] = [];
	postMessage(message: unknown): void {
		this.jobs.push(message as StatisticsJob);
	}
	addEventListener(type: string, heard: (event: never) => void): void {
		(type === 'message' ? this.#heard : this.#failed).push(heard as never);
	}
	terminate(): void {
		this.isTerminated = true;
	}
	say(data: unknown): void {
		for (const heard of this.#heard) heard({ data } as MessageEvent<unknown>);
	}
	fail(message: string): void {
		for (const heard of this.#failed) heard({ message } as ErrorEvent);
	}
	/** Answers the job at this place with a row that says which. */
	answer(place: number): void {
		this.say({ id: this.jobs[place]?.id, rows: [{ place }] });
	}
}

function slow() {
	const threads: SlowThread[] = [];
	const open = (): SlowThread => {
		const thread = new SlowThread();
		threads.push(thread);
		return thread;
	};
	return { statistics: new Statistics(open, here), threads };
}

const empty = (sql: string): Said<EncodedTable> => ({
	sql,
	rows: { sql, chunks: [], labels: [] },
	support: {},
});
const outcome = (work: Promise<unknown>) =>
	work.catch((cause: unknown) => (cause instanceof EngineError ? cause.code : String(cause)));

describe('statistics on the answers of an engine', () => {
	let engine: Engine;
	let catalog: Catalog;
	beforeAll(async () => {
		engine = await openForTests(openNodeEngine);
		await fillSynthetic(engine, 400);
		catalog = await buildModel(engine, null);
	});

	const paramsOf = (mart: AnyMart): Row =>
		Object.fromEntries(
			Object.entries(mart.params).map(([name, { type }]) => [
				name,
				name.startsWith('row_') ? 20 : name === 'segment' ? 'owner' : type === 'boolean' ? false : null,
			]),
		);

	test.each(MARTS.filter((mart) => mart.support).map((mart): [string, AnyMart] => [mart.name, mart]))(
		'%s has the same rows from a thread of its own as from this one',
		async (_name, mart) => {
			const statistics = new Statistics(servedThread, here);
			const params = paramsOf(mart) as never;
			const said: Said<EncodedTable>[] = [];
			const statistician: Statistician = (one, answers, options) => {
				// A copy, as what is handed over is gone.
				said.push(structuredClone(answers));
				return statistics.derive(one, answers, options);
			};
			const ask = askMart(engine, catalog, mart, WHOLE_SCOPE, params, undefined, { statistician });
			const derived = await (await ask)();
			expect(said).toHaveLength(1);
			expect(derived).toEqual(deriveSaid(mart, said[0] as Said<EncodedTable>));
			expect(derived).toHaveLength((await readMart(engine, catalog, mart, WHOLE_SCOPE, params)).length);
		},
	);

	test('a forecast and its record rest on the same statements, each asked once until the data are others', async () => {
		const asked: string[] = [];
		const counting: Engine = {
			...engine,
			queryEncoded: (sql, options) => {
				asked.push(sql);
				return engine.queryEncoded!(sql, options);
			},
		};
		const kept = new KeptStatements();
		// Hands the bytes over, so that they are gone for whoever kept the very same.
		const { derive: statistician } = new Statistics(servedThread, here);
		const rowsOf = async (mart: AnyMart, options: { kept?: KeptStatements } = {}) => {
			const params = { ...paramsOf(mart), period: 'quarter' } as never;
			const asking = { statistician, ...options };
			return (await askMart(counting, catalog, mart, WHOLE_SCOPE, params, undefined, asking))();
		};
		const alone = [await rowsOf(forecast), await rowsOf(forecastAccuracy)];
		const distinct = new Set(asked.splice(0)).size;
		expect([await rowsOf(forecast, { kept }), await rowsOf(forecastAccuracy, { kept })]).toEqual(alone);
		expect(asked).toHaveLength(distinct);
		asked.length = 0;
		expect([await rowsOf(forecast, { kept }), await rowsOf(forecastAccuracy, { kept })]).toEqual(alone);
		// The marts' own are always asked: a view keeps their rows.
		expect(asked).toHaveLength(2);
		kept.clear();
		await rowsOf(forecast, { kept });
		expect(asked.length).toBeGreaterThan(5);
	});

	test('a source asks again what it kept once its reader has run a statement', async () => {
		const asked: string[] = [];
		const counting: Engine = {
			...engine,
			queryEncoded: (sql, options) => {
				asked.push(sql);
				return engine.queryEncoded!(sql, options);
			},
		};
		const { derive } = new Statistics(servedThread, here);
		const source = LiveSource.built(counting, { catalog, asOf: null }, derive);
		const times = async () => {
			asked.length = 0;
			await source.read(forecast, WHOLE_SCOPE, { period: 'quarter', periods: 1 });
			return asked.length;
		};
		const first = await times();
		expect(first).toBeGreaterThan(5);
		expect(await times()).toBe(1);
		await source.console.run('select 1 as one');
		expect(await times()).toBe(first);
	});

	test('a broken promise of a contract is told in its own words', async () => {
		const statistics = new Statistics(servedThread, here);
		const broken = { ...timeInStage, sql: 'select 1 as stage_rank', support: {} };
		const derived = await askMart(
			engine,
			catalog,
			broken as AnyMart,
			WHOLE_SCOPE,
			{ segment: null },
			undefined,
			{ statistician: statistics.derive },
		);
		await expect(derived()).rejects.toThrow(/^The SQL does not give column stage:\n/);
	});

	test('an error of the engine stays one, with its code and SQL', async () => {
		const statistics = new Statistics(servedThread, here);
		const listed = { ...timeInStage, sql: 'select [1, 2] as stage_rank', support: {} };
		const derived = await askMart(
			engine,
			catalog,
			listed as AnyMart,
			WHOLE_SCOPE,
			{ segment: null },
			undefined,
			{ statistician: statistics.derive },
		);
		const cause = await derived().catch((error: unknown) => error);
		expect(cause).toBeInstanceOf(EngineError);
		expect(cause).toMatchObject({
			code: 'sql',
			message: expect.stringContaining('stage_rank') as string,
			sql: expect.stringContaining('select [1, 2]') as string,
		});
	});

	test('where no thread can be started the page does the work itself', async () => {
		const refused = new Statistics(() => {
			throw new Error('refused');
		}, here);
		const direct = await readMart(engine, catalog, conversionMatured, WHOLE_SCOPE, {
			segment: null,
			horizon_days: 30,
		} as never);
		const derived = await askMart(
			engine,
			catalog,
			conversionMatured,
			WHOLE_SCOPE,
			{ segment: null, horizon_days: 30 } as never,
			undefined,
			{ statistician: refused.derive },
		);
		expect(await derived()).toEqual(direct);
	});
});

describe('the thread of statistics', () => {
	test('works on one job at a time, the oldest first, once it is ready', async () => {
		const { statistics, threads } = slow();
		const first = statistics.derive(timeInStage, empty('a'));
		const second = statistics.derive(timeInStage, empty('b'));
		const [thread] = threads as [SlowThread];
		expect(thread.jobs).toHaveLength(0);
		thread.say(READY);
		expect(thread.jobs.map(({ said }) => said.sql)).toEqual(['a']);
		thread.answer(0);
		expect(await first).toEqual([{ place: 0 }]);
		thread.answer(1);
		expect(await second).toEqual([{ place: 1 }]);
		expect(threads).toHaveLength(1);
	});

	test('never sees a job that was cancelled while it waited', async () => {
		const { statistics, threads } = slow();
		const stop = new AbortController();
		void statistics.derive(timeInStage, empty('a'));
		const second = outcome(statistics.derive(timeInStage, empty('b'), { signal: stop.signal }));
		const third = statistics.derive(timeInStage, empty('c'));
		const [thread] = threads as [SlowThread];
		thread.say(READY);
		stop.abort();
		expect(await second).toBe('cancelled');
		thread.answer(0);
		expect(thread.jobs.map(({ said }) => said.sql)).toEqual(['a', 'c']);
		thread.answer(1);
		expect(await third).toEqual([{ place: 1 }]);
	});

	test('makes way for a new one when it is long at work on what nobody wants', async () => {
		const { statistics, threads } = slow();
		const stop = new AbortController();
		const first = outcome(statistics.derive(timeInStage, empty('a'), { signal: stop.signal }));
		threads[0]?.say(READY);
		stop.abort();
		expect(await first).toBe('cancelled');
		const second = statistics.derive(timeInStage, empty('b'));
		await pause(100);
		expect(threads[0]?.isTerminated).toBe(true);
		threads[1]?.say(READY);
		threads[0]?.answer(0);
		threads[1]?.answer(0);
		expect(await second).toEqual([{ place: 0 }]);
		expect(threads[1]?.jobs.map(({ said }) => said.sql)).toEqual(['b']);
	});

	test('that ends soon by itself is kept', async () => {
		const { statistics, threads } = slow();
		const stop = new AbortController();
		const first = outcome(statistics.derive(timeInStage, empty('a'), { signal: stop.signal }));
		threads[0]?.say(READY);
		stop.abort();
		await first;
		const second = statistics.derive(timeInStage, empty('b'));
		threads[0]?.answer(0);
		await pause(100);
		expect(threads).toHaveLength(1);
		threads[0]?.answer(1);
		expect(await second).toEqual([{ place: 1 }]);
	});

	test('that breaks tells the job under way, and the next one gets another', async () => {
		const { statistics, threads } = slow();
		const first = outcome(statistics.derive(timeInStage, empty('a')));
		threads[0]?.say(READY);
		const second = statistics.derive(timeInStage, empty('b'));
		threads[0]?.fail('out of memory');
		expect(await first).toBe('Error: The statistics stopped working: out of memory');
		threads[1]?.say(READY);
		threads[1]?.answer(0);
		expect(await second).toEqual([{ place: 0 }]);
	});

	test('brings nothing of Svelte with it, nor of the page', () => {
		const seen = new Set<string>();
		const packages = new Set<string>();
		const walk = (path: string): void => {
			if (seen.has(path)) return;
			seen.add(path);
			const text = readFileSync(path, 'utf8');
			for (const [, isType, name = ''] of text.matchAll(/^import (type )?(?:[^;]*? from )?'([^']+)';/gms)) {
				if (isType || name.endsWith('?raw')) continue;
				if (name.startsWith('.')) walk(resolve(dirname(path), `${name}.ts`));
				else packages.add(name);
			}
		};
		walk(resolve('src/lib/session/statistics-worker.ts'));
		expect(seen.has(resolve('src/lib/stats/survival.ts'))).toBe(true);
		expect([...packages].sort()).toEqual(['apache-arrow', 'jstat']);
		expect([...seen].filter((path) => path.includes(join('src', 'lib', 'view')))).toEqual([]);
	});
});
