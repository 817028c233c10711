/** Text folded for comparison: no BOM, single spaces, no trailing colon or asterisk, lower case, no diacritics. */
export function foldHeader(text: string): string {
	return foldLabel(text.replace(/^\uFEFF/, '').replace(/[\s:*]+$/, ''));
}

/**
 * A label folded for comparison: single spaces, trimmed, lower case, no diacritics, one apostrophe. `foldedSql` does the
 * same in SQL.
 */
export function foldLabel(text: string): string {
	return (
		text
			// Apostrophes within words only: around them they are no part of a name.
			.replace(/(?<=\p{L})[´`](?=\p{L})/gu, "'")
			.replace(/[´`]/g, ' ')
			.normalize('NFKD')
			// Marks on letters, and not signs that stand alone, as ^ does.
			.replace(/(?=\p{M})\p{Diacritic}/gu, '')
			// Syllables of Hangul are put together again: taken apart they are other letters.
			.normalize('NFC')
			.replace(/[’‘]/g, "'")
			.replace(/\s+/g, ' ')
			.trim()
			.toLowerCase()
			.replace(/ς/g, 'σ')
	);
}

/** A header without the zone that its times are in: `Created (UTC)`. */
export const withoutZone = (header: string): string => header.replace(/\s*[([](?:UTC|GMT)[)\]]\s*$/i, '');

/** Letters and digits of a folded text: `DealID`, `deal_id` and `Deal ID` are one header. */
export const bareLabel = (text: string): string => foldLabel(text).replace(/[^\p{L}\p{N}]+/gu, '');
