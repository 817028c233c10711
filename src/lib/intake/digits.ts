import { quoteText } from '../engine/engine';

/** The noughts of scripts with digits of their own, nine more behind each: Arabic, Persian, of India, of its east, fullwidth. */
const NOUGHTS = [
	0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0x1040, 0x17e0, 0xff10,
];

/** Marks that stand beside such digits, and what they are beside ours. The decimal mark of Arabic is not among them. */
const MARKS: Readonly<Record<string, string>> = {
	'٬': "'",
	'،': ',',
	'٪': '%',
	'，': ',',
	'．': '.',
	'／': '/',
	'：': ':',
	'－': '-',
	'＋': '+',
	'％': '%',
	'（': '(',
	'）': ')',
	'\u3000': ' ',
	'＄': '$',
	'￥': '¥',
	'￡': '£',
	'￦': '₩',
};

/** Marks of the direction of writing, which stand around and within Arabic numbers and dates: left out. */
const DIRECTIONS = '\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069';

const DIGITS = NOUGHTS.flatMap((nought) =>
	Array.from({ length: 10 }, (_, digit) => String.fromCodePoint(nought + digit)),
);
const FROM = `${DIGITS.join('')}${Object.keys(MARKS).join('')}`;
const TO = `${'0123456789'.repeat(NOUGHTS.length)}${Object.values(MARKS).join('')}`;
const PLAIN = new Map([...FROM].map((character, at) => [character, TO.charAt(at)]));

/** A class of characters, the digits of other scripts. */
const OTHER_DIGIT = `[${NOUGHTS.map((nought) => `${String.fromCodePoint(nought)}-${String.fromCodePoint(nought + 9)}`).join('')}]`;
const ANY_OF = new RegExp(`[${FROM}${DIRECTIONS}]`, 'gu');
const HAS_OTHER = new RegExp(OTHER_DIGIT, 'u');

/**
 * A text with the digits of other scripts and their marks as those of ours, where it has such digits: ١٬٢٣٤٫٥ is
 * 1'234.50. A nought behind decimals keeps three of them from being taken for thousands.
 */
export function plainDigits(text: string): string {
	if (!HAS_OTHER.test(text)) return text;
	return text
		.replace(ANY_OF, (character) => PLAIN.get(character) ?? '')
		.replace(/٫([0-9]+)/g, (_, decimals: string) => `.${decimals}0`);
}

/** SQL of `plainDigits`. */
export const plainDigitsSql = (text: string): string =>
	`case when ${hasOtherDigitsSql(text)}
		then regexp_replace(translate(${text}, ${quoteText(FROM + DIRECTIONS)}, ${quoteText(TO)}), '٫([0-9]+)', '.\\10', 'g')
		else ${text} end`;

/** SQL of whether a text has digits of other scripts; cheap where all its characters are of one byte. */
export const hasOtherDigitsSql = (text: string): string =>
	`case when strlen(${text}) <> length(${text}) then regexp_matches(${text}, ${quoteText(OTHER_DIGIT)}) else false end`;
