import { ProblemError } from '../../base/problem';

/** A file as UTF-8 text without byte-order mark. */
export interface OpenedText {
	blob: Blob;
	encoding: string;
	evidence: string;
}

const CHUNK = 8 << 20;

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
	String.fromCharCode(...bytes.subarray(from, to));

/** Formats that are no delimited text, by how they begin. */
function foreignFormat(head: Uint8Array): { name: string; wayOut: string } | null {
	const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
	const saveAsCsv = 'Save it as CSV (UTF-8) and drop that.';
	if (starts(0x50, 0x4b, 3, 4))
		return {
			name: 'an Excel workbook or a ZIP archive',
			wayOut: `Open it, and save the sheet as CSV (UTF-8).`,
		};
	if (starts(0xd0, 0xcf, 0x11, 0xe0)) return { name: 'an old Excel workbook', wayOut: saveAsCsv };
	if (ascii(head, 0, 4) === 'PAR1') return { name: 'a Parquet file', wayOut: 'Export it as CSV.' };
	if (ascii(head, 0, 6) === 'ARROW1') return { name: 'an Arrow file', wayOut: 'Export it as CSV.' };
	if (ascii(head, 0, 4) === '%PDF') return { name: 'a PDF', wayOut: 'Export the table as CSV instead.' };
	if (starts(0x1f, 0x8b)) return { name: 'a gzip archive', wayOut: 'Unpack it first.' };
	if (ascii(head, 0, 15) === 'SQLite format 3')
		return { name: 'an SQLite database', wayOut: 'Export the table as CSV.' };
	const text = ascii(head, 0, Math.min(head.length, 200)).replace(/^ï»¿/, '').trimStart();
	if (/^<(!doctype html|html|\?xml|table)/i.test(text))
		return { name: 'a web page or XML', wayOut: 'Open it in a spreadsheet and save it as CSV (UTF-8).' };
	if (/^(\{\s*"|\[\s*[{[])/.test(text)) return { name: 'JSON', wayOut: 'Export the table as CSV instead.' };
	return null;
}

function utf16Order(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
	if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
	if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
	const zeros = [0, 0];
	for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2]! += 1;
	const [even = 0, odd = 0] = zeros;
	const many = head.length * 0.2;
	if (odd > many && even < odd / 10) return 'utf-16le';
	if (even > many && odd < even / 10) return 'utf-16be';
	return null;
}

async function* chunksOf(blob: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	for (let at = 0; at < blob.size; at += CHUNK) {
		yield new Uint8Array(await blob.slice(at, at + CHUNK).arrayBuffer());
	}
}

/** Whether all bytes are UTF-8; also whether any of them is a NUL, which no text holds. */
async function isUtf8(blob: Blob): Promise<{ valid: boolean; hasNul: boolean }> {
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let hasNul = false;
	try {
		for await (const chunk of chunksOf(blob)) {
			hasNul ||= chunk.includes(0);
			decoder.decode(chunk, { stream: true });
		}
		decoder.decode();
		return { valid: true, hasNul };
	} catch (cause) {
		if (!(cause instanceof TypeError)) throw cause;
		return { valid: false, hasNul };
	}
}

async function transcode(blob: Blob, encoding: string): Promise<Blob> {
	const decoder = new TextDecoder(encoding);
	const encoder = new TextEncoder();
	const parts: BlobPart[] = [];
	for await (const chunk of chunksOf(blob))
		parts.push(encoder.encode(decoder.decode(chunk, { stream: true })));
	parts.push(encoder.encode(decoder.decode()));
	return new Blob(parts);
}

/**
 * The text of a file as UTF-8, whatever its encoding: by byte-order mark, by the pattern of UTF-16, as UTF-8 if every
 * byte fits, else as Windows-1252. Throws ProblemError for an empty file or one that is no delimited text.
 */
export async function openText(name: string, blob: Blob): Promise<OpenedText> {
	const head = new Uint8Array(await blob.slice(0, 4096).arrayBuffer());
	if (head.length === 0) {
		throw new ProblemError({
			code: 'empty-file',
			message: 'The file is empty.',
			wayOut: 'Export it again, or choose another file.',
			file: name,
		});
	}
	const foreign = foreignFormat(head);
	if (foreign) {
		throw new ProblemError({
			code: 'not-delimited-text',
			message: `This is ${foreign.name}, not a CSV.`,
			wayOut: foreign.wayOut,
			file: name,
		});
	}
	if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
		return { blob: blob.slice(3), encoding: 'utf-8', evidence: 'begins with the mark of UTF-8' };
	}
	const utf16 = utf16Order(head);
	if (utf16)
		return { blob: await transcode(blob, utf16), encoding: utf16, evidence: 'bytes in pairs: UTF-16' };
	const { valid, hasNul } = await isUtf8(blob);
	if (hasNul) {
		throw new ProblemError({
			code: 'not-delimited-text',
			message: 'The file holds zero bytes, which no text does: it is damaged or of another format.',
			wayOut: 'Export it again as CSV.',
			file: name,
		});
	}
	if (valid) return { blob, encoding: 'utf-8', evidence: 'all bytes are UTF-8' };
	return {
		blob: await transcode(blob, 'windows-1252'),
		encoding: 'windows-1252',
		evidence: 'some bytes are no UTF-8: read as Windows-1252',
	};
}
