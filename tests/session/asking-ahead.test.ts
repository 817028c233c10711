import { describe, expect, test } from 'vitest';
import { evidence } from '$lib/model/marts/evidence';
import { WHOLE_SCOPE } from '$lib/model/scope';
import { AskingAhead, REST_MS } from '$lib/session/asking-ahead';
import type { Source } from '$lib/session/source';
import type { AnyAsk } from '$lib/share/snapshot';
import { CATALOG } from '../share/a-report';

const source: Source = {
	kind: 'live',
	catalog: CATALOG,
	read: () => Promise.reject(new Error('Nothing is read here.')),
	explain: () => '',
};
/** What a view of this currency asks. */
const asksOf = (currency: string): AnyAsk[] => [
	{ mart: evidence, scope: { ...WHOLE_SCOPE, currency }, params: {} },
];
const settle = () => new Promise((resolve) => setTimeout(resolve));

/** Time passes and questions end only when a test says so. */
function atRest({ mayAsk = true } = {}) {
	const pauses: { milliseconds: number; end(): void }[] = [];
	const asked: { currency: string | null; signal: AbortSignal; end(isWhole: boolean): void }[] = [];
	const ahead = new AskingAhead({
		pause: (milliseconds, signal) =>
			new Promise((resolve) => {
				if (signal.aborted) resolve();
				signal.addEventListener('abort', () => resolve());
				pauses.push({ milliseconds, end: resolve });
			}),
		askAhead: (_source, [ask], signal) =>
			new Promise((resolve) => asked.push({ currency: ask?.scope.currency ?? null, signal, end: resolve })),
		mayAsk: () => mayAsk,
	});
	const pass = async () => {
		for (const { end } of pauses.splice(0)) end();
		await settle();
	};
	return { ahead, pauses, asked, pass, currencies: () => asked.map(({ currency }) => currency) };
}

describe('a choice that the pointer lies on', () => {
	test('is asked once it has rested there, and not before', async () => {
		const { ahead, pauses, pass, currencies } = atRest();
		ahead.rest(source, asksOf('A'));
		await settle();
		expect(pauses.map(({ milliseconds }) => milliseconds)).toEqual([REST_MS]);
		expect(currencies()).toEqual([]);
		await pass();
		expect(currencies()).toEqual(['A']);
	});

	test('is asked at once when it is pressed, also before it has rested', async () => {
		const { ahead, currencies } = atRest();
		ahead.rest(source, asksOf('A'));
		ahead.rest(source, asksOf('A'), true);
		await settle();
		expect(currencies()).toEqual(['A']);
		ahead.rest(source, asksOf('B'), true);
		await settle();
		expect(currencies()).toEqual(['A', 'B']);
	});

	test('is never asked when it is left before, and stopped when it is left after', async () => {
		const { ahead, asked, pass, currencies } = atRest();
		ahead.rest(source, asksOf('A'))();
		await pass();
		expect(currencies()).toEqual([]);
		const leave = ahead.rest(source, asksOf('B'));
		await pass();
		expect(asked[0]?.signal.aborted).toBe(false);
		leave();
		expect(asked[0]?.signal.aborted).toBe(true);
	});

	test('gives way to another one, which leaving the first does not stop', async () => {
		const { ahead, asked, pass, currencies } = atRest();
		const leaveA = ahead.rest(source, asksOf('A'));
		await pass();
		ahead.rest(source, asksOf('B'));
		expect(asked[0]?.signal.aborted).toBe(true);
		leaveA();
		await pass();
		expect(currencies()).toEqual(['A', 'B']);
		expect(asked[1]?.signal.aborted).toBe(false);
	});

	test('is asked once, when focus comes to lie there as well', async () => {
		const { ahead, pass, currencies } = atRest();
		ahead.rest(source, asksOf('A'));
		await pass();
		ahead.rest(source, asksOf('A'));
		await pass();
		expect(currencies()).toEqual(['A']);
	});

	test('is taken up again where a question stopped it, once it has rested anew, until it is left', async () => {
		const { ahead, asked, pass, currencies } = atRest();
		const leave = ahead.rest(source, asksOf('A'));
		await pass();
		asked[0]?.end(false);
		await settle();
		expect(currencies()).toEqual(['A']);
		await pass();
		expect(currencies()).toEqual(['A', 'A']);
		asked[1]?.end(false);
		leave();
		await pass();
		expect(currencies()).toEqual(['A', 'A']);
	});

	test('is not taken up again when it was answered', async () => {
		const { ahead, asked, pass, currencies } = atRest();
		ahead.rest(source, asksOf('A'));
		await pass();
		asked[0]?.end(true);
		await pass();
		await pass();
		expect(currencies()).toEqual(['A']);
	});

	test('is not asked where the reader saves data, nor of a report', async () => {
		const saving = atRest({ mayAsk: false });
		saving.ahead.rest(source, asksOf('A'), true);
		const reading = atRest();
		reading.ahead.rest({ ...source, kind: 'snapshot' }, asksOf('A'), true);
		await settle();
		expect([...saving.currencies(), ...reading.currencies()]).toEqual([]);
	});
});
