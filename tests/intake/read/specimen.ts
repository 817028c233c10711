import type { DialectChoice } from '$lib/intake/read/dialect';

/** What must come of a file. Rows are its cells, `null` for blank ones; everything left out is as in `PLAIN`. */
export interface Expected {
	encoding?: string;
	delimiter?: string;
	quote?: string;
	headerLine?: number;
	headers: string[];
	rows: (string | null)[][];
	/** Line on which each row begins. */
	lines: number[];
	/** Line, reason and text. */
	setAside?: [number, string, string][];
	padded?: number;
	blankLines?: number;
	/** Further tables in the file, by their names. */
	others?: (Expected & { file: string })[];
}

export interface Specimen {
	trap: string;
	content: string | Uint8Array;
	dialect?: DialectChoice;
	expected: Expected;
}

export const PLAIN = {
	encoding: 'UTF-8',
	delimiter: ',',
	quote: '"',
	headerLine: 1,
	setAside: [],
	padded: 0,
	blankLines: 0,
} satisfies Partial<Expected>;

export const NEVER_CLOSES = 'a quote opens here and never closes';
export const FOOTER = 'report footer';
export const HEADING = 'a heading or a note amid the rows';
export const ABOVE = 'above the header';

export function utf16(text: string, order: 'le' | 'be', mark: boolean): Uint8Array {
	const full = mark ? `\uFEFF${text}` : text;
	const view = new DataView(new ArrayBuffer(full.length * 2));
	for (let i = 0; i < full.length; i++) view.setUint16(i * 2, full.charCodeAt(i), order === 'le');
	return new Uint8Array(view.buffer);
}

export const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export function joined(...parts: Uint8Array[]): Uint8Array {
	return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Six deals whose columns are of every kind: enough of them to know the kinds. */
export const DEALS = [
	'D-1,Acme,100,2024-01-05,Won',
	'D-2,Beta,250.5,2024-02-06,Lost',
	'D-3,Gamma,75,2024-03-07,Won',
];
export const MORE = [
	'D-4,Delta,80,2024-04-08,Won',
	'D-5,Eps,90,2024-05-09,Lost',
	'D-6,Zeta,95,2024-06-10,Won',
];
export const HEADERS = ['Id', 'Name', 'Amount', 'Closed', 'Stage'];
export const SIX = [...DEALS, ...MORE].map((line) => line.split(','));
export const six = (delimiter = ','): string =>
	[HEADERS, ...SIX].map((cells) => `${cells.join(delimiter)}\n`).join('');
export const SIX_LINES = [2, 3, 4, 5, 6, 7];
