import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import type { AnyMart, RowOf } from '$lib/model/contract';
import { currencyTotals } from '$lib/model/marts/currency-totals';
import { evidence } from '$lib/model/marts/evidence';
import { WHOLE_SCOPE, type Scope } from '$lib/model/scope';
import { askAhead, Asker, type Answer } from '$lib/session/ask';
import { KEPT_ANSWERS } from '$lib/session/kept-answers';
import type { ReadOptions, Source } from '$lib/session/source';
import { CATALOG } from '../share/a-report';

/** Answers only when it is told to, so that a test decides which answer comes last. */
class SlowSource implements Source {
	readonly kind = 'live';
	readonly catalog = CATALOG;
	changes = 0;
	readonly asked: {
		scope: Scope;
		precision: string | undefined;
		signal: AbortSignal | undefined;
		answer(deals: number): void;
		fail(cause: unknown): void;
	}[] = [];

	isSoonerByBins = () => this.isLarge;
	/** Binned answers come first. */
	isLarge = false;

	read<M extends AnyMart>(_mart: M, scope: Scope, _params: unknown, options?: ReadOptions) {
		return new Promise<RowOf<M>[]>((resolve, reject) => {
			this.asked.push({
				scope,
				precision: options?.precision,
				signal: options?.signal,
				answer: (deals) => resolve([{ evidence: 'history', deals, deals_unknown: 0 } as unknown as RowOf<M>]),
				fail: reject,
			});
		});
	}
	explain = () => '';
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

function asking() {
	const heard: Answer<typeof evidence>[] = [];
	const asker = new Asker<typeof evidence>((answer) => heard.push(answer));
	const source = new SlowSource();
	const ask = (currency: string | null, of: Source | null = source) =>
		asker.ask({ source: of, mart: evidence, scope: { ...WHOLE_SCOPE, currency }, params: {} });
	const now = () => {
		const { rows, status, stale } = heard.at(-1) as Answer<typeof evidence>;
		return { deals: rows.map(({ deals }) => deals), status, stale };
	};
	return { asker, source, ask, now, heard };
}

describe('a question of large data', () => {
	const large = () => {
		const all = asking();
		all.source.isLarge = true;
		const shown = () => {
			const { rows, isApproximate, status } = all.heard.at(-1) as Answer<typeof evidence>;
			return [rows.map(({ deals }) => deals), status, isApproximate];
		};
		return { ...all, shown };
	};

	test('is answered by bins at first, marked as approximate, and exactly a moment later', async () => {
		const { source, ask, shown } = large();
		ask('A');
		expect(source.asked.map(({ precision }) => precision)).toEqual(['binned']);
		source.asked[0]?.answer(1);
		await settle();
		expect(shown()).toEqual([[1], 'ready', true]);
		expect(source.asked.map(({ precision }) => precision)).toEqual(['binned', 'exact']);
		source.asked[1]?.answer(2);
		await settle();
		expect(shown()).toEqual([[2], 'ready', false]);
	});

	test('is never answered by what an earlier one got, by bins or exactly', async () => {
		const { source, ask, shown } = large();
		ask('A');
		source.asked[0]?.answer(1);
		await settle();
		ask('B');
		expect(source.asked[1]?.signal?.aborted).toBe(true);
		source.asked[2]?.answer(3);
		await settle();
		source.asked[1]?.answer(2);
		await settle();
		expect(shown()).toEqual([[3], 'ready', true]);
		source.asked[3]?.answer(4);
		await settle();
		expect(shown()).toEqual([[4], 'ready', false]);
	});

	test('whose binned answer comes after the next question leads to no exact one', async () => {
		const { source, ask, shown } = large();
		ask('A');
		ask('B');
		source.asked[1]?.answer(2);
		source.asked[0]?.answer(1);
		await settle();
		expect(shown()).toEqual([[2], 'ready', true]);
		expect(source.asked.map(({ precision }) => precision)).toEqual(['binned', 'binned', 'exact']);
	});

	test('asked again is answered exactly at once, and an approximate answer is never kept', async () => {
		const { source, ask, shown } = large();
		ask('A');
		source.asked[0]?.answer(1);
		await settle();
		ask('B');
		ask('A');
		expect(shown()[2]).toBe(false);
		expect(source.asked.at(-1)?.precision).toBe('binned');
		source.asked.at(-1)?.answer(5);
		await settle();
		source.asked.at(-1)?.answer(6);
		await settle();
		ask('B');
		ask('A');
		expect(shown()).toEqual([[6], 'ready', false]);
	});

	test('that was asked ahead is told by bins at once, and exactly as soon as that is known', async () => {
		const { source, ask, shown } = large();
		const asks = ['A', 'B'].map((currency) => ({
			mart: evidence,
			scope: { ...WHOLE_SCOPE, currency },
			params: {},
		}));
		void askAhead(source, asks, new AbortController().signal);
		const asked = () => source.asked.map(({ scope, precision }) => `${scope.currency} ${precision}`);
		expect(asked()).toEqual(['A binned', 'B binned']);
		source.asked[0]?.answer(1);
		await settle();
		expect(asked()).toEqual(['A binned', 'B binned', 'A exact']);
		ask('A');
		expect(shown()).toEqual([[1], 'ready', true]);
		await settle();
		expect(asked().slice(3)).toEqual(['A exact']);
		source.asked[3]?.answer(2);
		await settle();
		expect(shown()).toEqual([[2], 'ready', false]);
		source.asked[1]?.answer(3);
		await settle();
		source.asked[4]?.answer(4);
		await settle();
		ask('B');
		expect(shown()).toEqual([[4], 'ready', false]);
	});

	test('that was told by bins ahead is asked exactly after all else that is asked then', async () => {
		const { source, ask, shown } = large();
		const of = (currency: string) => ({ mart: evidence, scope: { ...WHOLE_SCOPE, currency }, params: {} });
		const asked = () => source.asked.map(({ scope, precision }) => `${scope.currency} ${precision}`);
		const leaving = new AbortController();
		void askAhead(source, [of('A')], leaving.signal);
		source.asked[0]?.answer(1);
		await settle();
		expect(asked()).toEqual(['A binned', 'A exact']);
		void askAhead(source, [of('A'), of('B'), of('B')], leaving.signal);
		await settle();
		expect(asked().slice(2)).toEqual(['B binned', 'A exact']);
		ask('A');
		expect(shown()).toEqual([[1], 'ready', true]);
		const other = new Asker<typeof evidence>(() => undefined);
		other.ask({ source, ...of('C') });
		await settle();
		expect(asked().slice(4)).toEqual(['C binned', 'A exact']);
	});

	test('tells a failure of the exact answer', async () => {
		const { source, ask, shown } = large();
		ask('A');
		source.asked[0]?.answer(1);
		await settle();
		source.asked[1]?.fail(new Error('no memory'));
		await settle();
		expect(shown()).toEqual([[], 'problem', false]);
	});
});

describe('a question', () => {
	test('loads, then has its answer', async () => {
		const { source, ask, now } = asking();
		ask('A');
		expect(now()).toEqual({ deals: [], status: 'loading', stale: false });
		source.asked[0]?.answer(1);
		await settle();
		expect(now()).toEqual({ deals: [1], status: 'ready', stale: false });
	});

	test('keeps the rows before, marked stale, while the next ones load', async () => {
		const { source, ask, now } = asking();
		ask('A');
		source.asked[0]?.answer(1);
		await settle();
		ask('B');
		expect(now()).toEqual({ deals: [1], status: 'loading', stale: true });
		source.asked[1]?.answer(2);
		await settle();
		expect(now()).toEqual({ deals: [2], status: 'ready', stale: false });
	});

	test('is aborted by the next one, and its late answer or failure is never shown', async () => {
		const { source, ask, now } = asking();
		ask('A');
		ask('B');
		ask('C');
		expect(source.asked.map(({ signal }) => signal?.aborted)).toEqual([true, true, false]);
		source.asked[2]?.answer(3);
		await settle();
		source.asked[0]?.answer(1);
		source.asked[1]?.fail(new Error('aborted'));
		await settle();
		expect(now()).toEqual({ deals: [3], status: 'ready', stale: false });
	});

	test('asked again in other words is not asked twice', () => {
		const { asker, source, ask } = asking();
		ask('USD');
		ask(null);
		asker.ask({ source, mart: evidence, scope: { ...WHOLE_SCOPE, filters: [] }, params: {} });
		expect(source.asked).toHaveLength(1);
		expect(source.asked[0]?.signal?.aborted).toBe(false);
	});

	test('answered before is answered at once from what is kept', async () => {
		const { source, ask, now } = asking();
		ask('A');
		source.asked[0]?.answer(1);
		await settle();
		ask('B');
		ask('A');
		expect(now()).toEqual({ deals: [1], status: 'ready', stale: false });
		expect(source.asked).toHaveLength(2);
	});

	test('of new data is asked anew, whatever is kept of the old', async () => {
		const { source, ask, now } = asking();
		ask('A');
		source.asked[0]?.answer(1);
		await settle();
		const other = new SlowSource();
		ask('A', other);
		expect(now()).toEqual({ deals: [1], status: 'loading', stale: true });
		other.asked[0]?.answer(9);
		await settle();
		expect(now()).toEqual({ deals: [9], status: 'ready', stale: false });
	});

	test('is asked anew once the reader has changed the data', async () => {
		const { source, ask, now } = asking();
		ask('A');
		source.asked[0]?.answer(1);
		await settle();
		ask('B');
		source.changes = 1;
		// Asked before the change, answered after it: true of the data before.
		source.asked[1]?.answer(2);
		await settle();
		ask('A');
		expect(now().status).toBe('loading');
		source.asked[2]?.answer(3);
		await settle();
		ask('B');
		expect(source.asked).toHaveLength(4);
		ask('A');
		expect(now()).toEqual({ deals: [3], status: 'ready', stale: false });
	});

	test('keeps no more than the last answers', async () => {
		const { source, ask } = asking();
		for (let index = 0; index <= KEPT_ANSWERS; index++) {
			ask(`C${index}`);
			source.asked[index]?.answer(index);
			await settle();
		}
		ask('C1');
		expect(source.asked).toHaveLength(KEPT_ANSWERS + 1);
		ask('C0');
		expect(source.asked).toHaveLength(KEPT_ANSWERS + 2);
	});

	test('keeps what was answered ahead apart, so that looking at choices takes no answer away', async () => {
		const { source, ask, now } = asking();
		ask('A');
		source.asked[0]?.answer(1);
		await settle();
		for (let index = 1; index <= KEPT_ANSWERS; index++) {
			const scope = { ...WHOLE_SCOPE, currency: `C${index}` };
			void askAhead(source, [{ mart: evidence, scope, params: {} }], new AbortController().signal);
			source.asked[index]?.answer(index);
			await settle();
		}
		ask('B');
		ask('A');
		expect(now()).toEqual({ deals: [1], status: 'ready', stale: false });
		ask(`C${KEPT_ANSWERS}`);
		expect(now()).toEqual({ deals: [KEPT_ANSWERS], status: 'ready', stale: false });
		expect(source.asked).toHaveLength(KEPT_ANSWERS + 2);
		// Those ahead are no more than a few views.
		ask('C1');
		expect(now().status).toBe('loading');
	});

	test('that fails shows the problem and no rows', async () => {
		const { source, ask, now, heard } = asking();
		ask('A');
		source.asked[0]?.answer(1);
		await settle();
		ask('B');
		source.asked[1]?.fail(new ProblemError({ code: 'other-scope', message: 'No.', wayOut: 'Back.' }));
		await settle();
		expect(now()).toEqual({ deals: [], status: 'problem', stale: false });
		expect(heard.at(-1)?.problem?.code).toBe('other-scope');
	});

	test('that fails by a bug shows it rather than nothing', async () => {
		const { source, ask, heard } = asking();
		ask('A');
		source.asked[0]?.fail(new TypeError('x is undefined'));
		await settle();
		expect(heard.at(-1)?.problem).toMatchObject({
			code: 'unexpected',
			message: expect.stringContaining('x is undefined') as string,
		});
	});

	test('that failed is asked again once it is put again after another', async () => {
		const { source, ask, now } = asking();
		ask('A');
		source.asked[0]?.fail(new Error('once'));
		await settle();
		ask('B');
		ask('A');
		source.asked[2]?.answer(1);
		await settle();
		expect(now()).toEqual({ deals: [1], status: 'ready', stale: false });
	});

	test('taken away aborts and leaves nothing', async () => {
		const { source, ask, now, asker } = asking();
		ask('A');
		asker.ask(null);
		source.asked[0]?.answer(1);
		await settle();
		expect(source.asked[0]?.signal?.aborted).toBe(true);
		expect(now()).toEqual({ deals: [], status: 'idle', stale: false });
		ask('A', null);
		expect(now().status).toBe('idle');
	});

	test('of another mart never shows the rows of the one before', async () => {
		const heard: Answer<AnyMart>[] = [];
		const asker = new Asker<AnyMart>((answer) => heard.push(answer));
		const source = new SlowSource();
		asker.ask({ source, mart: evidence, scope: WHOLE_SCOPE, params: {} as never });
		source.asked[0]?.answer(1);
		await settle();
		asker.ask({ source, mart: currencyTotals, scope: WHOLE_SCOPE, params: {} as never });
		expect(heard.at(-1)).toMatchObject({ rows: [], status: 'loading', stale: false });
	});

	test('whatever is asked and however late it is answered, what is shown as ready answers what was asked last', async () => {
		const step = fc.record({
			currency: fc.constantFrom('1', '2', '3', '4', null),
			/** Steps until the answer comes; a source that has been told to stop may answer all the same. */
			delay: fc.nat({ max: 6 }),
			fails: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
				const { source, asker, ask, heard, now } = asking();
				let last: string | null = null;
				const shown: { deals: number[]; status: string; last: string | null }[] = [];
				const note = () => shown.push({ deals: now().deals, status: now().status, last });
				const due: { at: number; act: () => void }[] = [];
				for (let time = 0; time < steps.length + 7; time++) {
					const asked = steps[time];
					if (asked) {
						last = asked.currency;
						const before = source.asked.length;
						if (asked.currency === null) asker.ask(null);
						else ask(asked.currency);
						note();
						const question = source.asked[before];
						const deals = Number(asked.currency);
						if (question)
							due.push({
								at: time + asked.delay,
								act: () => (asked.fails ? question.fail(new Error('late')) : question.answer(deals)),
							});
					}
					for (const { act } of due.filter(({ at }) => at === time)) act();
					await settle();
					note();
				}
				for (const { deals, status, last: question } of shown) {
					if (status === 'ready') expect(deals).toEqual([Number(question)]);
					if (status === 'idle' || status === 'problem') expect(deals).toEqual([]);
				}
				// Nothing is left loading once all have answered, and what stands is told as current.
				expect(now().status).not.toBe('loading');
				expect(heard.at(-1)?.stale).toBe(false);
				expect(now().status === 'idle').toBe(last === null);
			}),
			{ numRuns: 200 },
		);
	});
});
