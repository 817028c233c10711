import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openBrowserEngine } from '$lib/engine/browser';
import { EngineError } from '$lib/engine/engine';

/** Every worker that was started, so that a test can end one as the browser might. */
const workers: Worker[] = [];

beforeEach(() => {
	const RealWorker = globalThis.Worker;
	vi.stubGlobal(
		'Worker',
		class extends RealWorker {
			constructor(...args: ConstructorParameters<typeof RealWorker>) {
				super(...args);
				workers.push(this);
			}
		},
	);
});

afterEach(() => {
	vi.unstubAllGlobals();
	for (const worker of workers.splice(0)) worker.terminate();
});

const LONG = 'select count(*) as n from range(20000000000) t(i) where hash(i) % 7 = 3';
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('the death of the worker', () => {
	it('rejects what runs and what waits, tells the owner once, and a new engine opens', async () => {
		const onDeath = vi.fn();
		const engine = await openBrowserEngine({ onDeath });
		const running = engine.query(LONG).catch((error: unknown) => error);
		const waiting = engine.execute('create table t (i int)').catch((error: unknown) => error);
		await pause(100);
		const before = performance.now();
		workers[0]?.terminate();
		expect(await running).toMatchObject({ code: 'died', sql: LONG });
		expect(await waiting).toMatchObject({ code: 'died', sql: 'create table t (i int)' });
		expect(performance.now() - before).toBeLessThan(5000);
		await expect(engine.query('select 1 as x')).rejects.toMatchObject({ code: 'died', sql: 'select 1 as x' });
		expect(onDeath).toHaveBeenCalledTimes(1);
		expect(onDeath.mock.calls[0]?.[0]).toBeInstanceOf(EngineError);
		await engine.close();
		await expect(engine.query('select 1 as x')).rejects.toMatchObject({ code: 'closed' });

		const next = await openBrowserEngine();
		expect((await next.query('select 1 as x')).rows).toEqual([{ x: 1 }]);
		await next.close();
	});

	it('rejects a file or an Arrow stream on its way in', async () => {
		const engine = await openBrowserEngine();
		const long = engine.query(LONG).catch((error: unknown) => error);
		const file = engine.addFile('x.csv', new Blob(['a\n1\n'])).catch((error: unknown) => error);
		const arrow = engine.insertArrow('t', new Uint8Array(8), 1).catch((error: unknown) => error);
		workers[0]?.terminate();
		expect(await file).toMatchObject({ code: 'died' });
		expect(await arrow).toMatchObject({ code: 'died' });
		expect(await long).toMatchObject({ code: 'died' });
	});

	it('is noticed when the worker throws outside of any statement', async () => {
		const onDeath = vi.fn();
		const engine = await openBrowserEngine({ onDeath });
		const running = engine.query(LONG).catch((error: unknown) => error);
		workers[0]?.dispatchEvent(new ErrorEvent('error', { message: 'worker fell over' }));
		expect(await running).toMatchObject({ code: 'died' });
		expect(onDeath).toHaveBeenCalledTimes(1);
	});

	it('is not reported when the owner closes the engine', async () => {
		const onDeath = vi.fn();
		const engine = await openBrowserEngine({ onDeath });
		await engine.close();
		await pause(200);
		expect(onDeath).not.toHaveBeenCalled();
	});
});

describe('a start that fails', () => {
	it('rejects when a worker is ended while it starts', async () => {
		const opening = openBrowserEngine().catch((error: unknown) => error);
		while (workers.length === 0) await pause(1);
		const ending = new Promise<void>((resolve) =>
			workers[0]?.addEventListener('message', () => setTimeout(() => resolve(workers[0]?.terminate()), 5), {
				once: true,
			}),
		);
		await ending;
		expect(await opening).toMatchObject({ code: 'start-failed' });
	});

	it('rejects when the worker script cannot be loaded', async () => {
		const RealWorker = globalThis.Worker;
		vi.stubGlobal(
			'Worker',
			class extends RealWorker {
				constructor(_: string | URL, options?: WorkerOptions) {
					super(new URL('/no-such-script.js', document.baseURI), options);
				}
			},
		);
		await expect(openBrowserEngine()).rejects.toMatchObject({ code: 'start-failed' });
	});

	it('rejects when the engine itself cannot be loaded', async () => {
		const RealWorker = globalThis.Worker;
		vi.stubGlobal(
			'Worker',
			class extends RealWorker {
				override postMessage(message: unknown): void {
					const task = message as { type: string; data: unknown };
					const broken =
						task.type === 'INSTANTIATE'
							? { ...task, data: [new URL('/no-such.wasm', document.baseURI).href, null] }
							: task;
					super.postMessage(broken);
				}
			},
		);
		await expect(openBrowserEngine()).rejects.toMatchObject({ code: 'start-failed' });
	});
});

describe('the download', () => {
	it('tells how far it is', async () => {
		const seen: number[] = [];
		const engine = await openBrowserEngine({ onProgress: (loaded) => seen.push(loaded) });
		await engine.close();
		expect(seen.length).toBeGreaterThan(0);
		expect(seen.every((loaded, index) => index === 0 || loaded >= (seen[index - 1] ?? 0))).toBe(true);
	});
});
