import { describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import { EngineError, type Engine, type RunOptions, type Table } from '$lib/engine/engine';
import { evidence } from '$lib/model/marts/evidence';
import { WHOLE_SCOPE } from '$lib/model/scope';
import { askAhead, Asker, type Answer } from '$lib/session/ask';
import { LiveSource } from '$lib/session/live-source.svelte';
import { CATALOG } from '../share/a-report';

const settle = () => new Promise((resolve) => setTimeout(resolve));

/** An engine that runs one statement at a time and ends it only when a test says so; a stop is heard at once. */
function slowEngine() {
	const asked: { sql: string; isStopped: boolean; answer(deals: number): void }[] = [];
	const query = (sql: string, { signal }: RunOptions = {}) =>
		new Promise<Table>((resolve, reject) => {
			const one = {
				sql,
				isStopped: false,
				answer: (deals: number) =>
					resolve({ columns: [], rows: [{ evidence: 'history', deals, deals_unknown: 0 }] }),
			};
			signal?.addEventListener('abort', () => {
				one.isStopped = true;
				reject(new EngineError('cancelled', 'Stopped.'));
			});
			asked.push(one);
		});
	const engine = { kind: 'native', query } as unknown as Engine;
	const source = LiveSource.built(engine, { catalog: CATALOG, asOf: null });
	const of = (currency: string) => ({
		mart: evidence,
		scope: { ...WHOLE_SCOPE, currency },
		params: {},
	});
	/** Asks as a view does; the answers that it hears. */
	const ask = (currency: string) => {
		const heard: Answer<typeof evidence>[] = [];
		const asker = new Asker<typeof evidence>((answer) => heard.push(answer));
		asker.ask({ source, ...of(currency) });
		return {
			asker,
			now: () => ({ status: heard.at(-1)?.status, deals: heard.at(-1)?.rows.map(({ deals }) => deals) }),
		};
	};
	const ahead = (...currencies: string[]) => {
		const leaving = new AbortController();
		const whole = askAhead(source, currencies.map(of), leaving.signal);
		return { leave: () => leaving.abort(), whole };
	};
	return { asked, ask, ahead, source, of };
}

describe('what was asked ahead', () => {
	test('is told at once to whoever asks it, and the engine hears of it once', async () => {
		const { asked, ask, ahead } = slowEngine();
		const { whole } = ahead('A', 'B');
		await settle();
		// In their order, one after the other.
		expect(asked).toHaveLength(1);
		asked[0]?.answer(1);
		await settle();
		asked[1]?.answer(2);
		expect(await whole).toBe(true);
		expect(ask('A').now()).toEqual({ status: 'ready', deals: [1] });
		expect(ask('B').now()).toEqual({ status: 'ready', deals: [2] });
		await settle();
		expect(asked).toHaveLength(2);
	});

	test('is taken over by whoever asks it while it is under way, and goes on when it is left', async () => {
		const { asked, ask, ahead } = slowEngine();
		const { leave } = ahead('A');
		await settle();
		const { now } = ask('A');
		leave();
		await settle();
		expect(asked).toMatchObject([{ isStopped: false }]);
		expect(now().status).toBe('loading');
		asked[0]?.answer(1);
		await settle();
		expect(now()).toEqual({ status: 'ready', deals: [1] });
		expect(asked).toHaveLength(1);
	});

	test('and was taken over is stopped when the next question is put', async () => {
		const { asked, ask, ahead, source, of } = slowEngine();
		ahead('A');
		await settle();
		const { asker, now } = ask('A');
		asker.ask({ source, ...of('B') });
		await settle();
		expect(asked).toMatchObject([{ isStopped: true }, { isStopped: false }]);
		asked[1]?.answer(2);
		await settle();
		expect(now()).toEqual({ status: 'ready', deals: [2] });
	});

	test('is stopped by any other question, which is answered next', async () => {
		const { asked, ask, ahead } = slowEngine();
		const { whole } = ahead('A', 'B', 'C');
		await settle();
		const { now } = ask('X');
		await settle();
		expect(asked).toMatchObject([{ isStopped: true }, { isStopped: false }]);
		asked[1]?.answer(9);
		await settle();
		expect(now()).toEqual({ status: 'ready', deals: [9] });
		expect(await whole).toBe(false);
		expect(asked).toHaveLength(2);
	});

	test('waits for all questions that were put before', async () => {
		const { asked, ask, ahead } = slowEngine();
		const { now } = ask('X');
		ahead('A');
		await settle();
		expect(asked).toHaveLength(1);
		asked[0]?.answer(9);
		await settle();
		expect(now()).toEqual({ status: 'ready', deals: [9] });
		expect(asked).toHaveLength(2);
	});

	test('is stopped when it is left, what of it waited as well, and asked anew then', async () => {
		const { asked, ask, ahead } = slowEngine();
		const { leave, whole } = ahead('A', 'B');
		await settle();
		leave();
		await whole;
		await settle();
		expect(asked).toMatchObject([{ isStopped: true }]);
		const { now } = ask('A');
		await settle();
		asked[1]?.answer(1);
		await settle();
		expect(now()).toEqual({ status: 'ready', deals: [1] });
	});

	test('makes a model of another day for whoever has taken it over meanwhile', async () => {
		const { asked, ask, source, of } = slowEngine();
		const { scope, ...rest } = of('A');
		const later = { ...scope, asOf: '2024-05-01' as Day };
		const busy = ask('X');
		await settle();
		void askAhead(source, [{ ...rest, scope: later }], new AbortController().signal);
		const taken = source.read(evidence, later, {});
		const failed: unknown[] = [];
		taken.catch((cause: unknown) => failed.push(cause));
		asked[0]?.answer(9);
		await settle();
		expect(busy.now().status).toBe('ready');
		expect(failed).toEqual([]);
		expect(asked[1]?.sql).toContain('stg_segments');
	});

	test('never makes a model of another day', async () => {
		const { asked, source, of } = slowEngine();
		const { scope, ...rest } = of('A');
		const later = { ...rest, scope: { ...scope, asOf: '2024-05-01' as const } };
		// It is not asked again and again either.
		expect(await askAhead(source, [later as never], new AbortController().signal)).toBe(true);
		expect(asked).toEqual([]);
	});
});
