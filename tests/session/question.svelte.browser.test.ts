import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import type { AnyMart, RowOf } from '$lib/model/contract';
import { evidence } from '$lib/model/marts/evidence';
import { WHOLE_SCOPE, type Scope } from '$lib/model/scope';
import { createQuestion } from '$lib/session/question.svelte';
import type { Source } from '$lib/session/source';
import { underWay } from '$lib/session/under-way.svelte';
import { CATALOG } from '../share/a-report';

/** Answers with as many deals as the currency of the scope says; `bad` fails. */
class CountingSource implements Source {
	readonly kind = 'live';
	readonly catalog = CATALOG;
	asked = 0;

	async read<M extends AnyMart>(_mart: M, scope: Scope): Promise<RowOf<M>[]> {
		this.asked++;
		await new Promise((resolve) => setTimeout(resolve, scope.currency === '1' ? 30 : 1));
		if (scope.currency === 'bad') throw new ProblemError({ code: 'bad', message: 'Bad.', wayOut: 'Good.' });
		return [{ evidence: 'history', deals: Number(scope.currency), deals_unknown: 0 } as unknown as RowOf<M>];
	}
	explain = () => '';
}

const after = async (milliseconds: number) => {
	await new Promise((resolve) => setTimeout(resolve, milliseconds));
	flushSync();
};

test('a question in a component follows what it depends on, and its latest answer stands', async () => {
	const source = new CountingSource();
	let currency = $state('1');
	let there = $state(true);
	const seen: string[] = [];
	const end = $effect.root(() => {
		const question = createQuestion(() =>
			there ? { source, mart: evidence, scope: { ...WHOLE_SCOPE, currency }, params: {} } : null,
		);
		$effect(() => {
			const deals = question.rows.map((row) => row.deals).join();
			seen.push(
				[question.status, deals, question.stale ? 'stale' : '', question.problem?.code ?? '']
					.join(' ')
					.trim(),
			);
		});
	});
	flushSync();
	currency = '2';
	flushSync();
	await after(50);
	expect(seen.at(-1)).toBe('ready 2');
	expect(seen).not.toContain('ready 1');

	currency = '3';
	flushSync();
	expect(seen.at(-1)).toBe('loading 2 stale');
	await after(10);
	expect(seen.at(-1)).toBe('ready 3');

	currency = '2';
	flushSync();
	expect(seen.at(-1)).toBe('ready 2');
	expect(source.asked).toBe(3);

	currency = 'bad';
	flushSync();
	await after(10);
	expect(seen.at(-1)).toBe('problem   bad');

	there = false;
	flushSync();
	expect(seen.at(-1)).toBe('idle');
	end();
});

test('a question that has left the page hears nothing any more', async () => {
	const source = new CountingSource();
	let changes = 0;
	const end = $effect.root(() => {
		const question = createQuestion(() => ({
			source,
			mart: evidence,
			scope: { ...WHOLE_SCOPE, currency: '5' },
			params: {},
		}));
		$effect(() => {
			changes += question.status.length;
		});
	});
	flushSync();
	const before = changes;
	end();
	await after(20);
	expect(changes).toBe(before);
});

test('questions that wait are counted until they are answered, fail, are taken away or leave the page', async () => {
	const source = new CountingSource();
	let currency = $state('1');
	let there = $state(true);
	const ask = () =>
		createQuestion(() =>
			there ? { source, mart: evidence, scope: { ...WHOLE_SCOPE, currency }, params: {} } : null,
		);
	const end = $effect.root(() => {
		ask();
		ask();
	});
	flushSync();
	expect(underWay.count).toBe(2);
	await after(50);
	expect(underWay.count).toBe(0);
	currency = 'bad';
	flushSync();
	expect(underWay.count).toBe(2);
	await after(10);
	expect(underWay.count).toBe(0);
	currency = '6';
	flushSync();
	there = false;
	flushSync();
	expect(underWay.count).toBe(0);
	there = true;
	currency = '7';
	flushSync();
	expect(underWay.count).toBe(2);
	end();
	expect(underWay.count).toBe(0);
});

test('a question is asked before the page is drawn, which then shows at once that it is under way', () => {
	const source = new CountingSource();
	const seen: string[] = [];
	const end = $effect.root(() => {
		const question = createQuestion(() => ({
			source,
			mart: evidence,
			scope: { ...WHOLE_SCOPE, currency: '8' },
			params: {},
		}));
		$effect(() => {
			seen.push(`${question.status} ${source.asked}`);
		});
	});
	flushSync();
	expect(seen).toEqual(['loading 1']);
	end();
});
