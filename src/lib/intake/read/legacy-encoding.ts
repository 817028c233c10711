import { isPlaced } from './placed-signs';

/** An encoding from before UTF-8 that files still come in. */
export interface Legacy {
	name: LegacyName;
	/** As TextDecoder knows it, or where it does not, what the bytes 0x80 to 0xFF mean. */
	label: string;
	/** Small letters beside those of ASCII, one text a language that is written in it. */
	letters: readonly string[];
}

export type LegacyName =
	| 'Windows-1252'
	| 'ISO-8859-15'
	| 'Mac Roman'
	| 'Windows-1250'
	| 'ISO-8859-2'
	| 'Windows-1251'
	| 'KOI8-R'
	| 'IBM866'
	| 'Windows-1253'
	| 'Windows-1254'
	| 'IBM850'
	| 'IBM852'
	| 'Shift-JIS'
	| 'EUC-JP'
	| 'EUC-KR'
	| 'GB18030'
	| 'Big5';

/** French, German, Spanish, Portuguese, Italian, the Nordic languages, Icelandic. */
const WESTERN = [
	'àâæçéèêëîïôœùûüÿ',
	'äöüßé',
	'áéíñóúü',
	'áâãàçéêíóôõú',
	'àèéìíîòóùú',
	'åäöæøéü',
	'áæéíóúýðþö',
];
/** Polish, Czech and Slovak, Hungarian, Croatian and Slovene, Romanian, German. */
const CENTRAL = ['ąćęłńóśźż', 'áäčďéěíĺľňóôŕřšťúůýž', 'áéíóöőúüű', 'čćđšž', 'ăâîşţ', 'äöüßé'];
const CYRILLIC = ['абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўјљњћџђ'];

/** What the bytes 0x80 to 0xFF mean in the encodings of DOS, in which Excel still saves “CSV (MS-DOS)”; by its code charts. */
const IBM850 =
	'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';
const IBM852 =
	'ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0';

/** One byte a character, in order of preference where two explain the text equally well. */
const SINGLE: readonly Legacy[] = [
	{ name: 'Windows-1252', label: 'windows-1252', letters: WESTERN },
	{ name: 'ISO-8859-15', label: 'iso-8859-15', letters: WESTERN },
	{ name: 'Mac Roman', label: 'macintosh', letters: WESTERN },
	{ name: 'Windows-1250', label: 'windows-1250', letters: CENTRAL },
	{ name: 'ISO-8859-2', label: 'iso-8859-2', letters: CENTRAL },
	{ name: 'Windows-1251', label: 'windows-1251', letters: CYRILLIC },
	{ name: 'KOI8-R', label: 'koi8-r', letters: CYRILLIC },
	{ name: 'IBM866', label: 'ibm866', letters: CYRILLIC },
	{ name: 'Windows-1253', label: 'windows-1253', letters: ['αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ'] },
	{ name: 'Windows-1254', label: 'windows-1254', letters: ['çğıöşüâîû'] },
	{ name: 'IBM850', label: IBM850, letters: WESTERN },
	{ name: 'IBM852', label: IBM852, letters: CENTRAL },
];

/** Of several bytes a character: known by which of them their texts use most. */
const MULTIPLE: readonly (Legacy & { usual: RegExp; least: number; rare: RegExp })[] = [
	{
		name: 'EUC-KR',
		label: 'euc-kr',
		letters: [],
		usual: /[\uac00-\ud7a3]/g,
		least: 0.7,
		rare: /[\ue000-\uf8ff]/g,
	},
	{
		name: 'Shift-JIS',
		label: 'shift_jis',
		letters: [],
		usual: /[\u3041-\u30fe]/g,
		least: 0.1,
		rare: /[\uff61-\uff9f\ue000-\uf8ff]/g,
	},
	{
		name: 'EUC-JP',
		label: 'euc-jp',
		letters: [],
		usual: /[\u3041-\u30fe]/g,
		least: 0.1,
		rare: /[\uff61-\uff9f]/g,
	},
	{
		name: 'GB18030',
		label: 'gb18030',
		letters: [],
		usual: /[\u4e00-\u9fff]/g,
		least: 0.7,
		rare: /[\ue000-\uf8ff]/g,
	},
	{
		name: 'Big5',
		label: 'big5',
		letters: [],
		usual: /[\u4e00-\u9fff]/g,
		least: 0.7,
		rare: /[\ue000-\uf8ff]/g,
	},
];

const labels = new Map([...SINGLE, ...MULTIPLE].map(({ name, label }) => [name, label]));

/** What TextDecoder calls the encoding, or where it does not know it, what the bytes 0x80 to 0xFF mean. */
export const labelOf = (name: LegacyName): string => labels.get(name)!;

/** Whether a label is the meaning of the bytes 0x80 to 0xFF. */
export const isTable = (label: string): boolean => label.length === 128;

/** Bytes of a text as characters of `label`; in pieces, as Node 20 decodes Windows-1252 as Latin-1 if given all at once. */
function decode(bytes: Uint8Array, label: string, fatal = false): string {
	if (isTable(label)) {
		return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : label[byte - 0x80]!)).join(
			'',
		);
	}
	const decoder = new TextDecoder(label, { fatal });
	return decoder.decode(bytes, { stream: true }) + decoder.decode();
}

const LETTER = /\p{L}/u;
const UPPER = /\p{Lu}/u;
const LOWER = /\p{Ll}/u;
const DIGIT = /\d/;

/** How well the character at `at` fits its neighbours, about -3..1. */
function fit(text: string, at: number, letters: Set<string>): number {
	const character = text[at]!;
	const before = text[at - 1] ?? ' ';
	const after = text[at + 1] ?? ' ';
	if (/[\u0080-\u009f\ufffd]/.test(character)) return -3;
	const inWord = LETTER.test(before) && LETTER.test(after);
	if (!LETTER.test(character)) {
		if (character === '’' || character === '\u00ad') return 0.5;
		if (character === '\u00a0') return 1;
		if (inWord) return -1.5;
		if (character === '¤') return -1;
		if (/[€£¥]/.test(character))
			return DIGIT.test(before.trim() + after.trim()) || /\s/.test(before) ? 0.6 : 0.2;
		return /[“”„‘‚–—…•°®™©§«»\u00a0ºª]/.test(character) ? 0.4 : -0.3;
	}
	// One word is of one script.
	const isLatin = /\p{Script=Latin}/u.test(character);
	for (const neighbour of [before, after]) {
		if (LETTER.test(neighbour) && /\p{Script=Latin}/u.test(neighbour) !== isLatin) return -1;
	}
	// No language of the Latin alphabet has three letters with marks in a row.
	const marked = (neighbour: string): boolean => neighbour > '\u007f' && LETTER.test(neighbour);
	if (isLatin && marked(before) && marked(after)) return -0.5;
	if (UPPER.test(character) && LOWER.test(before)) return -1;
	// Icelandic words begin with it; amid a word, it is another letter of another encoding.
	if (character === 'þ' && LETTER.test(before)) return 0.2;
	const alone = !LETTER.test(before) && !LETTER.test(after);
	return letters.has(character.toLowerCase()) && !alone ? 1 : 0.2;
}

function scoreOf(text: string, { letters }: Legacy): number {
	const beyondAscii = [...text.matchAll(/\P{ASCII}/gu)].map(({ index }) => index);
	const foreign = beyondAscii.filter((at) => !isPlaced(text, at));
	const placed = beyondAscii.length - foreign.length;
	const of = (language: string): number => {
		const known = new Set(language);
		return foreign.reduce((sum, at) => sum + fit(text, at, known), 0);
	};
	// One language explains a text better than letters from everywhere.
	return placed + Math.max(...letters.map(of), of(letters.join('')) - 0.1 * foreign.length);
}

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

/**
 * Whether two bytes of the most usual characters of GB 2312 or Big5 stand where characters are, the second of them beyond ASCII
 * in so many as `beyond` says: `°C` is none.
 */
function hasUsualPairs(bytes: Uint8Array, from: number, to: number, beyond: number): boolean {
	let pairs = 0;
	let usual = 0;
	let isBeyond = 0;
	for (let i = 0; i + 1 < bytes.length; i++) {
		if (bytes[i]! < 0x80) continue;
		pairs++;
		if (bytes[i]! >= from && bytes[i]! <= to) usual++;
		if (bytes[i + 1]! >= 0xa1) isBeyond++;
		i++;
	}
	return pairs > 0 && usual >= pairs * 0.7 && isBeyond >= pairs * beyond;
}

function multiple(bytes: Uint8Array): Legacy | undefined {
	return MULTIPLE.find(({ name, label, usual, least, rare }) => {
		let text: string;
		try {
			text = decode(bytes, label, true);
		} catch {
			// Not of this encoding: the next one is tried.
			return false;
		}
		const characters = count(text, /\P{ASCII}/gu);
		if (count(text, usual) < characters * least || count(text, rare) > characters * 0.2) return false;
		if (name === 'GB18030') return hasUsualPairs(bytes, 0xb0, 0xd7, 0.7);
		return name !== 'Big5' || hasUsualPairs(bytes, 0xa4, 0xc6, 0.2);
	});
}

/**
 * The encoding of lines that are not UTF-8, by what their characters would be in each: letters of one language, of one
 * case within a word, no signs amid letters. Windows-1252 unless another one explains them better.
 */
export function legacyEncoding(lines: Uint8Array): LegacyName {
	const wide = multiple(lines);
	if (wide) return wide.name;
	const texts = SINGLE.map(({ label }) => decode(lines, label));
	// Of encodings that give the same text, the first one is as good as the others.
	const scores = SINGLE.filter((_, index) => texts.indexOf(texts[index]!) === index).map((encoding) => ({
		name: encoding.name,
		score: scoreOf(decode(lines, encoding.label), encoding),
	}));
	const first = scores[0]!;
	const best = scores.reduce((most, one) => (one.score > most.score + 1e-9 ? one : most));
	const foreign = lines.reduce((sum, byte) => sum + (byte >= 0x80 ? 1 : 0), 0);
	return best.score > first.score + Math.max(0.5, foreign * 0.05) ? best.name : first.name;
}
