import { expect, test } from 'vitest';
import type { EncodedTable } from '$lib/engine/engine';
import { KeptStatements } from '$lib/model/kept-statements';

const MB = 2 ** 20;

/** Asks `kept` and tells whether it had to ask the engine, whose answers are of so many bytes. */
async function isAsked(kept: KeptStatements, sql: string, bytes = 8): Promise<boolean> {
	let isAsked = false;
	await kept.ask(sql, async () => {
		isAsked = true;
		return { sql, chunks: [new Uint8Array(bytes)], labels: [] };
	});
	return isAsked;
}

test('an answer is kept whole, whatever becomes of the bytes that were given', async () => {
	const kept = new KeptStatements();
	const told = (): EncodedTable => ({
		sql: 'select 1',
		chunks: [Uint8Array.of(1, 2, 3)],
		labels: [[0, ['a']]],
	});
	for (const query of [async () => told(), () => Promise.reject(new Error('not asked again')), told]) {
		const answer = await kept.ask('select 1', query as never);
		expect(answer).toEqual(told());
		structuredClone(answer, { transfer: [answer.chunks[0]!.buffer] });
		expect(answer.chunks[0]).toHaveLength(0);
	}
});

test('what fails is not kept', async () => {
	const kept = new KeptStatements();
	await expect(kept.ask('select 1', () => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
	expect(await isAsked(kept, 'select 1')).toBe(true);
	expect(await isAsked(kept, 'select 1')).toBe(false);
});

test('of more than 32 MB the answers used longest ago go', async () => {
	const kept = new KeptStatements();
	for (const name of ['a', 'b', 'c']) expect(await isAsked(kept, name, 10 * MB)).toBe(true);
	expect(await isAsked(kept, 'a')).toBe(false);
	expect(await isAsked(kept, 'd', 10 * MB)).toBe(true);
	expect(await isAsked(kept, 'b', 10 * MB)).toBe(true);
	expect(await isAsked(kept, 'a', 10 * MB)).toBe(false);
	kept.clear();
	expect(await isAsked(kept, 'a', 10 * MB)).toBe(true);
});

test('an answer of more than that is not kept, and takes the place of none', async () => {
	const kept = new KeptStatements();
	expect(await isAsked(kept, 'a')).toBe(true);
	expect(await isAsked(kept, 'large', 33 * MB)).toBe(true);
	expect(await isAsked(kept, 'large', 33 * MB)).toBe(true);
	expect(await isAsked(kept, 'a')).toBe(false);
});
