import { foldLabel } from '../fold';

/** How one text is like another, closest first. */
export type Nearness =
	| { kind: 'folded' } // the same but for case, spaces or accents
	| { kind: 'squashed' } // the same but for spaces and punctuation within
	| { kind: 'legal_form' } // the same company without Inc. or GmbH
	| { kind: 'typing'; letters: number }; // so many letters apart

const squash = (text: string): string => foldLabel(text).replace(/[^\p{L}\p{N}]+/gu, '');

const LEGAL_FORMS =
	/[\s,.]+(?:inc|incorporated|llc|ltd|limited|corp|corporation|co|company|plc|gmbh|ag|kg|sa|sas|srl|spa|bv|nv|ab|oy|as|aps|pty)\.?$/;
const bare = (text: string): string => squash(foldLabel(text).replace(LEGAL_FORMS, ''));

/**
 * Letters to change, add, leave out or swap with their neighbour to turn `a` into `b` (optimal string alignment,
 * Damerau 1964), or more than `most` if there are more.
 */
export function lettersApart(a: string, b: string, most: number): number {
	if (Math.abs(a.length - b.length) > most) return most + 1;
	let older: number[] = [];
	let above = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		let least = i;
		for (let j = 1; j <= b.length; j++) {
			const isSame = a[i - 1] === b[j - 1];
			let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (isSame ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
				cost = Math.min(cost, (older[j - 2] ?? 0) + 1);
			row.push(cost);
			least = Math.min(least, cost);
		}
		if (least > most) return most + 1;
		older = above;
		above = row;
	}
	return above[b.length] ?? most + 1;
}

const digitsOf = (text: string): string => text.replace(/\D+/g, ' ').trim();

/** One letter in five to nine, two in more; none in short words, whose neighbours are words of their own. */
const lettersAllowed = (length: number): number => (length < 5 ? 0 : length < 10 ? 1 : 2);

/**
 * How `a` is like `b`, or null if nothing says that they are one. Texts that differ in a digit never are: Plan 1 is not
 * Plan 2.
 */
export function nearness(a: string, b: string): Nearness | null {
	if (a === b) return null;
	const [foldedA, foldedB] = [foldLabel(a), foldLabel(b)];
	if (foldedA === foldedB) return { kind: 'folded' };
	if (digitsOf(foldedA).replace(/ /g, '') !== digitsOf(foldedB).replace(/ /g, '')) return null;
	const [squashedA, squashedB] = [squash(a), squash(b)];
	if (squashedA === '' || squashedB === '') return null;
	if (squashedA === squashedB) return { kind: 'squashed' };
	const [bareA, bareB] = [bare(a), bare(b)];
	if (bareA.length >= 3 && bareA === bareB) return { kind: 'legal_form' };
	const allowed = lettersAllowed(Math.min(foldedA.length, foldedB.length));
	const letters = allowed === 0 ? 1 : lettersApart(foldedA, foldedB, allowed);
	return letters <= allowed ? { kind: 'typing', letters } : null;
}

const PLACES = { folded: 0, squashed: 1, legal_form: 2, typing: 3 } as const;
const placeOf = (like: Nearness): number =>
	PLACES[like.kind] + (like.kind === 'typing' ? like.letters / 10 : 0);

export interface Nearest {
	to: string;
	like: Nearness;
}

/** The one text of `candidates` that `text` is most like; null if there is none, or two are as near. */
export function nearest(text: string, candidates: readonly string[]): Nearest | null {
	let best: Nearest | null = null;
	let isTied = false;
	for (const candidate of candidates) {
		const like = nearness(text, candidate);
		if (!like) continue;
		const place = placeOf(like);
		const bestPlace = best ? placeOf(best.like) : Infinity;
		if (place < bestPlace) {
			best = { to: candidate, like };
			isTied = false;
		} else if (place === bestPlace && candidate !== best?.to) {
			isTied = true;
		}
	}
	return isTied ? null : best;
}

/** A nearness in words. */
export function nearnessWords(like: Nearness): string {
	switch (like.kind) {
		case 'folded':
			return 'the same but for case, spaces or accents';
		case 'squashed':
			return 'the same but for spaces or punctuation';
		case 'legal_form':
			return 'the same but for the legal form';
		case 'typing':
			return like.letters === 1 ? 'one letter apart' : `${like.letters} letters apart`;
	}
}
