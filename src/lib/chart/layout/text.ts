/**
 * How wide a line of Inter is, without a DOM: advance widths of printable ASCII in hundredths of an em, measured
 * from the font, weight 600 (the wider of those in use). Figures are tabular. What is not in the table counts as
 * wide as a capital, an ideograph as one em, so an estimate errs towards leaving room.
 */
const ASCII_WIDTHS = [
	25, 32, 52, 64, 65, 100, 66, 33, 37, 37, 54, 67, 32, 47, 32, 38, 65, 65, 65, 65, 65, 65, 65, 65, 65, 65, 32,
	33, 67, 67, 67, 54, 100, 73, 66, 74, 72, 61, 59, 75, 75, 28, 58, 70, 57, 92, 76, 77, 65, 77, 65, 65, 66, 74,
	73, 102, 72, 71, 65, 37, 38, 37, 48, 47, 35, 57, 62, 58, 62, 59, 39, 63, 61, 26, 26, 57, 26, 90, 61, 61, 62,
	62, 40, 55, 35, 61, 59, 84, 57, 59, 57, 45, 36, 45, 67,
];

const OTHER_WIDTHS: Record<string, number> = {
	'–': 50,
	'−': 67,
	'…': 96,
	'·': 32,
	'×': 67,
	'€': 68,
	'£': 63,
	'\u202f': 13,
	'\u00a0': 25,
	// Marks of direction are not seen.
	'\u2068': 0,
	'\u2069': 0,
	'\u200e': 0,
	'\u200f': 0,
	'\u061c': 0,
};

// From here on (Hangul Jamo, CJK, kana, emoji) a sign is about as wide as it is high.
const FIRST_WIDE = 0x1100;
const GENERAL_PUNCTUATION = [0x2000, 0x2bff] as const;

const ELLIPSIS = '…';

function signWidth(sign: string): number {
	const code = sign.codePointAt(0) ?? 0;
	const known = ASCII_WIDTHS[code - 32] ?? OTHER_WIDTHS[sign];
	if (known !== undefined) return known;
	const isPunctuation = code >= GENERAL_PUNCTUATION[0] && code <= GENERAL_PUNCTUATION[1];
	return code >= FIRST_WIDE && !isPunctuation ? 104 : 72;
}

/** An upper estimate of the width of `text` in px at `size` px. */
export function textWidth(text: string, size: number): number {
	let hundredths = 0;
	for (const sign of text) hundredths += signWidth(sign);
	return (hundredths * size) / 100;
}

/** `text`, or as much of it as fits `width` with an ellipsis; empty if not even one sign fits. */
export function fitText(text: string, size: number, width: number): string {
	if (textWidth(text, size) <= width) return text;
	const signs = [...text];
	let kept = '';
	for (const sign of signs) {
		if (textWidth(kept + sign + ELLIPSIS, size) > width) break;
		kept += sign;
	}
	return kept === '' ? '' : kept.trimEnd() + ELLIPSIS;
}

/** A word that is longer than its line in two; null where too little of it would stand on either. */
function breakWord(word: string, size: number, width: number): [string, string] | null {
	const LEAST = 3;
	const signs = [...word];
	// Scripts with upper and lower case part words with a hyphen; the others go on.
	const hyphen = /^\p{Lu}|^\p{Ll}/u.test(word) ? '-' : '';
	let kept = 0;
	while (kept < signs.length && textWidth(signs.slice(0, kept + 1).join('') + hyphen, size) <= width) kept++;
	kept = Math.min(kept, signs.length - LEAST);
	return kept < LEAST ? null : [signs.slice(0, kept).join('') + hyphen, signs.slice(kept).join('')];
}

/**
 * `text` broken at spaces, and a word within itself where it is longer than a line, into at most `lines` lines of `width`;
 * what is left over ends in an ellipsis.
 */
export function wrapText(text: string, size: number, width: number, lines: number): string[] {
	const words = text.split(/\s+/).filter(Boolean);
	const wrapped: string[] = [];
	while (words.length > 0 && wrapped.length < lines) {
		let line = words.shift() ?? '';
		const isLast = wrapped.length === lines - 1;
		const parts = !isLast && textWidth(line, size) > width ? breakWord(line, size, width) : null;
		if (parts) {
			line = parts[0];
			words.unshift(parts[1]);
		} else if (isLast) line = [line, ...words.splice(0)].join(' ');
		else
			while (words[0] !== undefined && textWidth(`${line} ${words[0]}`, size) <= width)
				line += ` ${words.shift()}`;
		wrapped.push(fitText(line, size, width));
	}
	return wrapped;
}
