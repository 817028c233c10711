import { expect, test } from 'vitest';
import { orderDoubts } from '$lib/intake/order-doubts';

test('no pair is no doubt, one is asked of by itself', () => {
	expect(orderDoubts([])).toEqual([]);
	expect(orderDoubts([['Demo', 'Review']])).toEqual([
		'Nothing in the data says whether “Demo” comes before “Review”: please check the order of the stages.',
	]);
});

test('several pairs are one sentence, in which neighbours of neighbours stand once', () => {
	expect(
		orderDoubts([
			['Demo', 'Review'],
			['Review', 'Pilot'],
			['Legal', 'Signature'],
		]),
	).toEqual([
		'Nothing in the data says in which order these stages come: “Demo”, “Review” and “Pilot”; “Legal” and “Signature”. Please check the order of the stages.',
	]);
});
