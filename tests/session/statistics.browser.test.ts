import { expect, test, vi } from 'vitest';
import { openBrowserEngine } from '$lib/engine/browser';
import { buildModel } from '$lib/model/build';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { askMart, readMart } from '$lib/model/read';
import { WHOLE_SCOPE } from '$lib/model/scope';
import { LiveSource } from '$lib/session/live-source.svelte';
import { fillSynthetic } from '../bench/synthetic';

test('statistics are made in a worker of their own, and are those that the page itself would make', async () => {
	const started: string[] = [];
	const RealWorker = globalThis.Worker;
	vi.stubGlobal(
		'Worker',
		class extends RealWorker {
			constructor(...args: ConstructorParameters<typeof RealWorker>) {
				super(...args);
				started.push(String(args[0]));
			}
		},
	);
	const { statistics } = await import('$lib/session/statistics-of-page');
	const engine = await openBrowserEngine();
	try {
		await fillSynthetic(engine, 300);
		const params = { segment: null };
		const source = await LiveSource.open(engine, null, statistics.derive);
		const direct = await readMart(engine, source.catalog, timeInStage, WHOLE_SCOPE, params);
		expect(await source.read(timeInStage, WHOLE_SCOPE, params)).toEqual(direct);
		expect(started.filter((address) => address.includes('statistics-worker'))).toHaveLength(1);

		const stop = new AbortController();
		const catalog = await buildModel(engine, null);
		const derived = await askMart(
			engine,
			catalog,
			timeInStage,
			WHOLE_SCOPE,
			params,
			{ signal: stop.signal },
			{ statistician: statistics.derive },
		);
		const stopped = derived().catch((cause: unknown) => cause);
		stop.abort();
		expect(await stopped).toMatchObject({ code: 'cancelled' });
		expect(await source.read(timeInStage, WHOLE_SCOPE, params)).toEqual(direct);
	} finally {
		vi.unstubAllGlobals();
		await engine.close();
	}
});
