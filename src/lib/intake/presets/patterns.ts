/** Words as alternatives of a pattern, longest first. */
export const anyOf = (words: readonly string[]): string =>
	[...new Set(words)]
		.sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
		.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
		.join('|');

/** Words with and without their accents. */
export const withPlain = (words: readonly string[]): string[] =>
	words.flatMap((word) => [word, word.normalize('NFD').replace(/\p{M}/gu, '')]);

/** As anyOf, with each letter in both heights: scripts know no mark for it that stands within a pattern. */
export const anyCaseOf = (words: readonly string[]): string =>
	anyOf(words).replace(/\p{L}/gu, (letter) =>
		letter.toLowerCase() === letter.toUpperCase()
			? letter
			: `[${letter.toLowerCase()}${letter.toUpperCase()}]`,
	);
