import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trail, type Move } from '$lib/intake/order-instants';

const moves = (path: string): Move[] =>
	[...path].slice(1).map((to, index) => ({ from: path[index] ?? '', to }));

test('a chain is put in order from the stage that nothing leads to', () => {
	const [ab, bc, cd] = moves('ABCD');
	expect(trail([cd!, ab!, bc!], null)).toEqual([1, 2, 0]);
});

test('a way there and back starts where the deal stood before', () => {
	const [ab, ba] = moves('ABA');
	expect(trail([ba!, ab!], 'A')).toEqual([1, 0]);
	expect(trail([ba!, ab!], 'B')).toEqual([0, 1]);
	expect(trail([ba!, ab!], null)).toBeNull();
});

test('moves that do not follow one another have no trail', () => {
	expect(trail([...moves('AB'), ...moves('CD')], 'A')).toBeNull();
});

test('any walk, shuffled, becomes one walk through the same moves', () => {
	fc.assert(
		fc.property(
			fc.array(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 2, maxLength: 9 }),
			fc.nat(),
			(steps, seed) => {
				const path = steps.filter((step, index) => step !== steps[index - 1]).join('');
				fc.pre(path.length > 1);
				const walk = moves(path);
				const shuffled = walk
					.map((move, index) => ({ move, key: (index * 7919 + seed) % 31 }))
					.sort((a, b) => a.key - b.key);
				const order = trail(
					shuffled.map(({ move }) => move),
					path[0] ?? null,
				);
				expect(order).not.toBeNull();
				const walked = (order ?? []).map((index) => shuffled[index]?.move);
				walked.slice(1).forEach((move, index) => expect(move?.from).toBe(walked[index]?.to));
				expect([...walked].map((move) => `${move?.from}${move?.to}`).sort()).toEqual(
					walk.map(({ from, to }) => from + to).sort(),
				);
			},
		),
	);
});
