/** Text folded for comparison: no BOM, single spaces, no trailing colon or asterisk, lower case, no diacritics. */
export function foldHeader(text: string): string {
	return foldLabel(text.replace(/^\uFEFF/, '').replace(/[\s:*]+$/, ''));
}

/** A label folded for comparison: single spaces, trimmed, lower case, no diacritics. */
export function foldLabel(text: string): string {
	return (
		text
			// Within words only: around them they are no part of a name.
			.replace(/(?<=\p{L})[´`](?=\p{L})/gu, "'")
			.normalize('NFKD')
			.replace(/\p{Diacritic}/gu, '')
			// Syllables of Hangul are put together again: taken apart they are other letters.
			.normalize('NFC')
			.replace(/[’‘]/g, "'")
			.replace(/\s+/g, ' ')
			.trim()
			.toLowerCase()
	);
}
