import { written } from '../../base/written';
import { ProblemError } from '../../base/problem';
import { ByteSink, chunksOf, CHUNK, CR, LF, readBytes } from './bytes';
import { labelOf, legacyEncoding, type LegacyName } from './legacy-encoding';

export type Encoding =
	| 'UTF-8'
	| 'UTF-16 LE'
	| 'UTF-16 BE'
	| LegacyName
	/** UTF-8 into which a few bytes of Windows-1252 were pasted; each is read as what it is. */
	| 'UTF-8 with Windows-1252 bytes';

export interface Encoded {
	encoding: Encoding;
	/** Bytes of the byte-order mark to skip. */
	mark: number;
	evidence: string;
	/** Bytes at the end that are part of a character: the file was cut off within it. */
	cut?: number;
}

const number = written;

/** Zero bytes at even and at odd places of `head`: text of UTF-16 has nearly all of them on one side. */
function utf16WithoutMark(head: Uint8Array): 'UTF-16 LE' | 'UTF-16 BE' | null {
	const zeros: [number, number] = [0, 0];
	for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[(i & 1) as 0 | 1]++;
	const [even, odd] = zeros;
	// Of other alphabets, only delimiters, digits and line ends have zero bytes.
	const enough = Math.max(4, head.length * 0.03);
	if (odd > enough && even < odd * 0.05) return 'UTF-16 LE';
	if (even > enough && odd < even * 0.05) return 'UTF-16 BE';
	return null;
}

/** Throws ProblemError `nul-bytes` where so much of the head is no text that the file is of another format. */
function assertText(head: Uint8Array, file: string): void {
	let controls = 0;
	// Some exports divide cells by characters 1 to 3 or 28 to 31.
	for (const byte of head) if (byte === 0 || (byte > 3 && byte < 7) || (byte > 13 && byte < 26)) controls++;
	if (controls <= Math.max(8, head.length * 0.1)) return;
	throw new ProblemError({
		code: 'nul-bytes',
		message: `${file} is no text: ${number(controls)} of its first ${number(head.length)} bytes are control characters, as in a damaged file or one of another format.`,
		wayOut: 'Export it again as CSV (UTF-8).',
		file,
	});
}

/** Length of the valid UTF-8 sequence of two or more bytes at `i`, or 0. */
function sequenceAt(bytes: Uint8Array, i: number): number {
	const lead = bytes[i]!;
	const length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : 4;
	if (lead < 0xc2 || lead > 0xf4 || i + length > bytes.length) return 0;
	for (let k = 1; k < length; k++) if ((bytes[i + k]! & 0xc0) !== 0x80) return 0;
	const second = bytes[i + 1]!;
	const overlong = (lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90);
	const beyond = (lead === 0xed && second > 0x9f) || (lead === 0xf4 && second > 0x8f);
	return overlong || beyond ? 0 : length;
}

/** `bytes` up to the last byte that no later chunk can change the reading of. */
function wholeSequences(bytes: Uint8Array): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back]!;
		if (byte >= 0xc0) {
			const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
			return length > back ? bytes.length - back : bytes.length;
		}
		if (byte < 0x80) break;
	}
	return bytes.length;
}

/** Calls `each` with the bytes of `blob` from `start`, never cutting a sequence of UTF-8 in two. */
async function eachWhole(
	blob: Blob,
	file: string,
	signal: AbortSignal | undefined,
	each: (bytes: Uint8Array, last: boolean) => void,
): Promise<void> {
	let rest = new Uint8Array(0);
	for await (const chunk of chunksOf(blob, file, signal)) {
		const bytes = new Uint8Array(rest.length + chunk.length);
		bytes.set(rest);
		bytes.set(chunk, rest.length);
		const end = wholeSequences(bytes);
		each(bytes.subarray(0, end), false);
		rest = bytes.slice(end);
	}
	each(rest, true);
}

/** Bytes of lines that are looked at to tell which encoding of old they are of. */
const MOST_LOOKED_AT = 256 * 1024;

/** Whether the bytes end within a sequence of UTF-8 that begins at `i` and is sound so far. */
function isBegun(bytes: Uint8Array, i: number): boolean {
	const lead = bytes[i]!;
	const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
	if (lead < 0xc2 || lead > 0xf4 || i + length <= bytes.length) return false;
	return bytes.subarray(i + 1).every((byte) => (byte & 0xc0) === 0x80);
}

/** Encodings in which two letters in a row that are also a sequence of UTF-8 come only by mistake. */
const LATIN: ReadonlySet<Encoding> = new Set([
	'Windows-1252',
	'ISO-8859-15',
	'Windows-1250',
	'ISO-8859-2',
	'Windows-1254',
]);

/** What may follow a capital Ã at the end of a word of Windows-1252: … ’ “ ” – —, a space that does not break, ». */
const BEHIND_WORDS: ReadonlySet<number> = new Set([0x85, 0x92, 0x93, 0x94, 0x96, 0x97, 0xa0, 0xbb]);

/** Whether a sequence of UTF-8 is a letter such as é, and not two characters that text of Windows-1252 has beside each other. */
const isSurelyLetter = (bytes: Uint8Array, i: number): boolean =>
	bytes[i] === 0xc3 && !BEHIND_WORDS.has(bytes[i + 1]!);

/** Tells a file that is all of an encoding of old from one of UTF-8 with some foreign bytes. */
async function notUtf8(blob: Blob, file: string, mark: number, signal?: AbortSignal): Promise<Encoded> {
	let sequences = 0;
	let letters = 0;
	let foreign = 0;
	let line = 1;
	let first: { line: number; byte: number } | undefined;
	const lines = new ByteSink(4096);
	let looked = 0;
	let cut = 0;
	await eachWhole(blob.slice(mark), file, signal, (bytes, last) => {
		let sampled = 0;
		for (let i = 0; i < bytes.length; i++) {
			const byte = bytes[i]!;
			if (byte === LF || (byte === CR && bytes[i + 1] !== LF)) line++;
			if (byte < 0x80) continue;
			const length = sequenceAt(bytes, i);
			if (length) {
				sequences++;
				if (isSurelyLetter(bytes, i)) letters++;
				i += length - 1;
				continue;
			}
			if (last && isBegun(bytes, i)) {
				cut = bytes.length - i;
				break;
			}
			foreign++;
			first ??= { line, byte };
			if (i < sampled || looked >= MOST_LOOKED_AT) continue;
			// The whole line, as the characters beside it tell what it is.
			const end = bytes.indexOf(LF, i);
			sampled = Math.min(end < 0 ? bytes.length : end + 1, i + 4096);
			lines.append(bytes.subarray(Math.max(bytes.lastIndexOf(LF, i) + 1, i - 4096, 0), sampled));
			looked += sampled - i;
		}
	});
	if (foreign === 0 && cut > 0) {
		return {
			encoding: 'UTF-8',
			mark,
			evidence: `UTF-8: all bytes are valid but the last, which is part of a character.`,
			cut,
		};
	}
	const found = first
		? `0x${first.byte.toString(16).toUpperCase()} on line ${number(first.line)}`
		: 'unknown';
	const bytes = `${number(foreign)} ${foreign === 1 ? 'byte' : 'bytes'}`;
	const legacy = legacyEncoding(lines.take());
	// Text of Windows-1252 has such characters only where one was made of another by mistake.
	const isMixed = LATIN.has(legacy) && (sequences > 1 || letters > 0) && sequences * 10 >= foreign;
	if (sequences > 0 && (sequences >= foreign || isMixed)) {
		return {
			encoding: 'UTF-8 with Windows-1252 bytes',
			mark,
			evidence: `UTF-8 (${number(sequences)} characters prove it) but for ${bytes}, the first ${found}; read as Windows-1252.`,
		};
	}
	return {
		encoding: legacy,
		mark,
		evidence: `${legacy}: ${bytes} cannot be UTF-8, the first ${found}.`,
	};
}

/**
 * The encoding of `blob`, from its byte-order mark or from all of its bytes. Throws ProblemError `nul-bytes` where the
 * file is no text. A NUL byte amid text is left to the scanner, which sets its row aside.
 */
export async function detectEncoding(
	blob: Blob,
	file: string,
	options: { signal?: AbortSignal | undefined; onProgress?: (done: number) => void } = {},
): Promise<Encoded> {
	const head = await readBytes(blob, 0, 4096, file);
	if (head[0] === 0xff && head[1] === 0xfe && !(head[2] === 0 && head[3] === 0)) {
		return {
			encoding: 'UTF-16 LE',
			mark: 2,
			cut: blob.size % 2,
			evidence: 'UTF-16 LE: the file begins with its byte-order mark.',
		};
	}
	if (head[0] === 0xfe && head[1] === 0xff) {
		return {
			encoding: 'UTF-16 BE',
			mark: 2,
			cut: blob.size % 2,
			evidence: 'UTF-16 BE: the file begins with its byte-order mark.',
		};
	}
	const silent = head.length % 2 === 0 || blob.size > head.length ? utf16WithoutMark(head) : null;
	if (silent) {
		return {
			encoding: silent,
			mark: 0,
			cut: blob.size % 2,
			evidence: `${silent}: every other byte is zero, as in western text of that encoding.`,
		};
	}
	assertText(head, file);
	const mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let seen = 0;
	let valid = true;
	for await (const chunk of chunksOf(blob, file, options.signal)) {
		try {
			decoder.decode(chunk, { stream: true });
		} catch {
			// Not UTF-8: what else it is, is decided below.
			valid = false;
			break;
		}
		seen += chunk.length;
		options.onProgress?.(seen / blob.size);
	}
	try {
		if (valid) decoder.decode();
	} catch {
		// The last sequence is cut off.
		valid = false;
	}
	if (!valid) return notUtf8(blob, file, mark, options.signal);
	return {
		encoding: 'UTF-8',
		mark,
		evidence: mark
			? 'UTF-8: the file begins with its byte-order mark.'
			: `UTF-8: all ${number(blob.size)} bytes are valid.`,
	};
}

/** The encoding that a person chose, without the byte-order mark that the file may have. */
export async function chosenEncoding(blob: Blob, file: string, encoding: Encoding): Promise<Encoded> {
	const [first, second, third] = await readBytes(blob, 0, 3, file);
	const isWide = encoding === 'UTF-16 LE' || encoding === 'UTF-16 BE';
	const wideMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
	const mark = isWide ? (wideMark ? 2 : 0) : first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
	return { encoding, mark, evidence: `${encoding}, as chosen.`, cut: isWide ? blob.size % 2 : 0 };
}

/** What the bytes 0x80 to 0x9F mean in Windows-1252; Node 20 decodes them as Latin-1 if given all at once. */
const SPECIAL = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** The text of `blob` as UTF-8, bytes of Windows-1252 decoded; sequences of UTF-8 are kept if `mixed`. */
async function decodeForeign(blob: Blob, file: string, mixed: boolean, signal?: AbortSignal): Promise<Blob> {
	const encoder = new TextEncoder();
	const table = Array.from({ length: 256 }, (_, byte) =>
		encoder.encode(SPECIAL[byte - 0x80] ?? String.fromCharCode(byte)),
	);
	const parts: Blob[] = [];
	const sink = new ByteSink(CHUNK + 4096);
	await eachWhole(blob, file, signal, (bytes) => {
		let from = 0;
		for (let i = 0; i < bytes.length; i++) {
			if (bytes[i]! < 0x80) continue;
			const length = mixed ? sequenceAt(bytes, i) : 0;
			if (length) i += length - 1;
			else {
				sink.append(bytes.subarray(from, i));
				sink.append(table[bytes[i]!]!);
				from = i + 1;
			}
		}
		sink.append(bytes.subarray(from));
		parts.push(new Blob([sink.take()]));
	});
	return new Blob(parts);
}

/**
 * The text of `blob` as UTF-8 without a byte-order mark and what was cut off; a slice of the same bytes where it is
 * UTF-8 already. `lost` counts what is no character of the encoding and became U+FFFD.
 */
export async function toUtf8(
	blob: Blob,
	{ encoding, mark, cut = 0 }: Encoded,
	file: string,
	signal?: AbortSignal,
): Promise<{ text: Blob; lost: number }> {
	const text = blob.slice(mark, blob.size - cut);
	if (encoding === 'UTF-8') return { text, lost: 0 };
	if (encoding === 'Windows-1252') {
		return { text: await decodeForeign(text, file, false, signal), lost: 0 };
	}
	if (encoding === 'UTF-8 with Windows-1252 bytes') {
		return { text: await decodeForeign(text, file, true, signal), lost: 0 };
	}
	const label =
		encoding === 'UTF-16 LE' ? 'utf-16le' : encoding === 'UTF-16 BE' ? 'utf-16be' : labelOf(encoding);
	const decoder = new TextDecoder(label, { ignoreBOM: true });
	const encoder = new TextEncoder();
	const parts: Blob[] = [];
	let lost = 0;
	const add = (decoded: string): void => {
		for (let at = decoded.indexOf('\uFFFD'); at >= 0; at = decoded.indexOf('\uFFFD', at + 1)) lost++;
		parts.push(new Blob([encoder.encode(decoded)]));
	};
	for await (const chunk of chunksOf(text, file, signal)) add(decoder.decode(chunk, { stream: true }));
	add(decoder.decode());
	return { text: new Blob(parts), lost };
}
