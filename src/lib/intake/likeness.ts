import { foldHeader } from './fold';

const wordsOf = (text: string): string[] =>
	foldHeader(text)
		.split(/[^\p{Letter}\p{Number}]+/u)
		.filter((word) => word !== '');

function editDistance(a: string, b: string): number {
	let above = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const swap = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			row.push(Math.min(swap, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
		}
		above = row;
	}
	return above[b.length] ?? 0;
}

/**
 * How alike two headers or labels are, 0..1: by the words that they share (Dice), or by the letters that it takes to
 * make one of the other, whichever is more. Case, accents and punctuation do not count.
 */
export function likeness(a: string, b: string): number {
	const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)];
	const [joinedA, joinedB] = [wordsA.join(''), wordsB.join('')];
	if (joinedA === '' || joinedB === '') return 0;
	const shared = wordsA.filter((word) => wordsB.includes(word)).length;
	const byWords = (2 * shared) / (wordsA.length + wordsB.length);
	const byLetters = 1 - editDistance(joinedA, joinedB) / Math.max(joinedA.length, joinedB.length);
	return Math.max(byWords, byLetters);
}
