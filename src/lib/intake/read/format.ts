import type { Problem } from '../../base/problem';
import { damaged } from './damage';

const SAVE_AS_CSV = 'Open it in a spreadsheet and save it as CSV (UTF-8), then give that file.';

/** Formats that are read beside delimited text. `ole` is what old and encrypted workbooks come in. */
export type OtherReadable = 'zip' | 'parquet' | 'arrow' | 'ole';

interface Format {
	is: string;
	readAs?: OtherReadable;
	wayOut: string;
	matches(head: Uint8Array, text: string): boolean;
}

const startsWith =
	(...bytes: number[]) =>
	(head: Uint8Array): boolean =>
		bytes.every((byte, index) => head[index] === byte);

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

const ZIP = startsWith(0x50, 0x4b, 0x03, 0x04);
const EMPTY_ZIP = startsWith(0x50, 0x4b, 0x05, 0x06);
/** How each message of an Arrow stream begins; no text does. */
const ARROW_MESSAGE = [0xff, 0xff, 0xff, 0xff];

/** Formats that are often given in place of CSV, most telling first. `text` is the head as Latin-1. */
const FORMATS: readonly Format[] = [
	{
		is: 'an Excel workbook (xlsx)',
		readAs: 'zip',
		wayOut: SAVE_AS_CSV,
		matches: (head, text) => ZIP(head) && /xl\/|\[Content_Types\]\.xml|_rels\//.test(text),
	},
	{
		is: 'a zip archive',
		readAs: 'zip',
		wayOut: 'Unpack it and give the CSV file inside.',
		matches: (head) => ZIP(head) || EMPTY_ZIP(head),
	},
	{
		is: 'an old Excel workbook (xls)',
		readAs: 'ole',
		wayOut: SAVE_AS_CSV,
		matches: startsWith(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
	},
	{
		is: 'a Parquet file',
		readAs: 'parquet',
		wayOut: 'Export it as CSV from the tool that wrote it.',
		matches: (head) => startsWith(...ascii('PAR1'))(head) || startsWith(...ascii('PARE'))(head),
	},
	{
		is: 'an Arrow file',
		readAs: 'arrow',
		wayOut: 'Export it as CSV from the tool that wrote it.',
		matches: (head) => startsWith(...ascii('ARROW1'))(head) || startsWith(...ARROW_MESSAGE)(head),
	},
	{
		is: 'a PDF document',
		wayOut: 'Export the report as CSV instead of PDF.',
		matches: startsWith(...ascii('%PDF')),
	},
	{
		is: 'a gzip archive',
		wayOut: 'Unpack it and give the CSV file inside.',
		matches: startsWith(0x1f, 0x8b),
	},
	{
		is: 'a Zstandard archive',
		wayOut: 'Unpack it and give the CSV file inside.',
		matches: startsWith(0x28, 0xb5, 0x2f, 0xfd),
	},
	{
		is: 'a 7-Zip archive',
		wayOut: 'Unpack it and give the CSV file inside.',
		matches: startsWith(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c),
	},
	{
		is: 'a SQLite database',
		wayOut: 'Export its table as CSV.',
		matches: startsWith(...ascii('SQLite format 3\0')),
	},
	{
		is: 'a picture',
		wayOut: 'Export the data behind it as CSV.',
		matches: (head) => startsWith(0x89, 0x50, 0x4e, 0x47)(head) || startsWith(0xff, 0xd8, 0xff)(head),
	},
	{
		is: 'an RTF document',
		wayOut: 'Export the data as CSV instead.',
		matches: startsWith(...ascii('{\\rtf')),
	},
	{
		is: 'a web page (HTML), which some CRMs name .xls',
		wayOut: SAVE_AS_CSV,
		matches: (_, text) => /^\s*<(!doctype html|html|head|meta|body|table|style)\b/i.test(text),
	},
	{
		is: 'an XML document',
		wayOut: SAVE_AS_CSV,
		matches: (_, text) => /^\s*<(\?xml|[a-z][\w:-]*(\s[^<>]*)?>\s*<)/i.test(text),
	},
	{
		is: 'JSON',
		wayOut: 'Export the data as CSV instead.',
		matches: (_, text) => /^\s*(\{\s*("[^"]*"\s*:|\}\s*$)|\[\s*(\{|\[|\]\s*$))/.test(text),
	},
];

function formatOf(head: Uint8Array): Format | undefined {
	const bom = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
	const text = String.fromCharCode(...head.subarray(bom, 4096));
	return FORMATS.find((format) => format.matches(head, text));
}

/** The format of a file whose first bytes are `head`, if another reader than that of delimited text is for it. */
export const otherReadable = (head: Uint8Array): OtherReadable | null => formatOf(head)?.readAs ?? null;

/** Names under which text is never given. */
const NEVER_TEXT = /\.(?:zip|xlsx|xlsm|parquet|arrow|arrows|feather)$/i;

/** The problem with a file whose first bytes are `head`, if they are of another format than delimited text. */
export function otherFormat(head: Uint8Array, file: string): Problem | null {
	const found = formatOf(head);
	if (found) {
		return {
			code: 'not-delimited-text',
			message: `${file} is ${found.is}, not CSV.`,
			wayOut: found.wayOut,
			file,
		};
	}
	const ending = NEVER_TEXT.exec(file)?.[0];
	if (ending === undefined || !head.includes(0)) return null;
	return damaged(file, `its first bytes are neither those of a ${ending} file nor text.`).problem;
}
