import type { ScanPlan } from './scan-plan';

const SPACE = 0x20;
const MARK = [0xef, 0xbb, 0xbf];

/**
 * A name without what tells nothing between one header and the same again: the byte-order mark that files put together by
 * appending have before each, with the quotes that are text behind it, white space around it, and capitals.
 */
export const nameKey = (cell: string | undefined): string =>
	(cell ?? '')
		.replace(/^\uFEFF(?:"(.*)"$)?/su, '$1')
		.trim()
		.toLowerCase();

/** Of all cells of a record, to tell whether it is the header again. */
export const namesKey = (cells: readonly string[]): string => cells.map(nameKey).join('\0');

const folded = (byte: number): number => (byte >= 65 && byte <= 90 ? byte | 32 : byte);
/** Whether the bytes may be of one letter, in capitals or not. */
const mayBeAlike = (one: number, other: number): boolean =>
	folded(one) === folded(other) || (one >= 0x80 && other >= 0x80);
const decoder = new TextDecoder();
/** What is compared of a header and the same again where letters are not ASCII. */
const lettersOf = (bytes: Uint8Array): string =>
	decoder
		.decode(bytes)
		.toLowerCase()
		.replace(/[^\p{L}\d]/gu, '');

/**
 * Whether the bytes `from`..`end` are one of `headers`, be it with a byte-order mark before it, as in files put together by
 * appending, quoted or spaced otherwise, in other capitals or with delimiters behind it. A single column has no name but
 * one that is written alike.
 */
export function isHeaderAgain(
	{ headers, width, delimiter, quote }: Pick<ScanPlan, 'headers' | 'width' | 'delimiter' | 'quote'>,
	bytes: Uint8Array,
	from: number,
	end: number,
): boolean {
	const isMarked = MARK.every((byte, index) => bytes[from + index] === byte);
	const start = isMarked ? from + MARK.length : from;
	const isStrict = width === 1;
	return headers.some((header) => {
		if (isStrict && end - start !== header.length) return false;
		// A new page begins with a byte that is no text.
		const passes = (byte: number | undefined): boolean =>
			!isStrict && (byte === quote || (byte !== undefined && byte <= SPACE && byte !== delimiter));
		let at = start;
		for (const byte of header) {
			if (passes(byte)) continue;
			while (at < end && passes(bytes[at])) at++;
			if (at >= end) return false;
			if (isStrict ? bytes[at] !== byte : !mayBeAlike(bytes[at]!, byte)) return false;
			at++;
		}
		while (at < end && (passes(bytes[at]) || (!isStrict && bytes[at] === delimiter))) at++;
		if (at !== end) return false;
		const isAscii = !header.some((byte) => byte >= 0x80);
		return isStrict || isAscii || lettersOf(header) === lettersOf(bytes.subarray(start, end));
	});
}

/** The fewest and most bytes that a record may have which is one of `headers` again and has `width` cells. */
export function lengthsAgain(headers: readonly Uint8Array[], width: number): { least: number; most: number } {
	const lengths = headers.map(({ length }) => length);
	return {
		least: Math.min(...lengths) - 2 * width,
		most: Math.max(...lengths) + MARK.length + 4 * width,
	};
}
