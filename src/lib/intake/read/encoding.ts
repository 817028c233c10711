import { ProblemError } from '../../base/problem';
import { ByteSink, chunksOf, CHUNK, countLineEnds, LF, readBytes } from './bytes';

export type Encoding =
	| 'UTF-8'
	| 'UTF-16 LE'
	| 'UTF-16 BE'
	| 'Windows-1252'
	/** UTF-8 into which a few bytes of Windows-1252 were pasted; each is read as what it is. */
	| 'UTF-8 with Windows-1252 bytes';

export interface Encoded {
	encoding: Encoding;
	/** Bytes of the byte-order mark to skip. */
	mark: number;
	evidence: string;
}

const number = (value: number): string => value.toLocaleString('en-US');

/** Zero bytes at even and at odd places of `head`: text of UTF-16 has nearly all of them on one side. */
function utf16WithoutMark(head: Uint8Array): 'UTF-16 LE' | 'UTF-16 BE' | null {
	const zeros: [number, number] = [0, 0];
	for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[(i & 1) as 0 | 1]++;
	const [even, odd] = zeros;
	const enough = head.length * 0.2;
	if (odd > enough && even < odd * 0.05) return 'UTF-16 LE';
	if (even > enough && odd < even * 0.05) return 'UTF-16 BE';
	return null;
}

function nulProblem(file: string, line: number): ProblemError {
	return new ProblemError({
		code: 'nul-bytes',
		message: `${file} holds NUL bytes, which text never does: it is damaged or of another format.`,
		wayOut: 'Export it again as CSV (UTF-8).',
		file,
		line,
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
	each: (bytes: Uint8Array) => void,
): Promise<void> {
	let rest = new Uint8Array(0);
	for await (const chunk of chunksOf(blob, file, signal)) {
		const bytes = new Uint8Array(rest.length + chunk.length);
		bytes.set(rest);
		bytes.set(chunk, rest.length);
		const end = wholeSequences(bytes);
		each(bytes.subarray(0, end));
		rest = bytes.slice(end);
	}
	each(rest);
}

/** Tells a file that is all of Windows-1252 from one of UTF-8 with some foreign bytes. */
async function notUtf8(blob: Blob, file: string, mark: number, signal?: AbortSignal): Promise<Encoded> {
	let sequences = 0;
	let foreign = 0;
	let line = 1;
	let first: { line: number; byte: number } | undefined;
	await eachWhole(blob.slice(mark), file, signal, (bytes) => {
		for (let i = 0; i < bytes.length; i++) {
			const byte = bytes[i]!;
			if (byte === LF) line++;
			if (byte < 0x80) continue;
			const length = sequenceAt(bytes, i);
			if (length) {
				sequences++;
				i += length - 1;
			} else {
				foreign++;
				first ??= { line, byte };
			}
		}
	});
	const found = first
		? `0x${first.byte.toString(16).toUpperCase()} on line ${number(first.line)}`
		: 'unknown';
	const bytes = `${number(foreign)} ${foreign === 1 ? 'byte' : 'bytes'}`;
	if (sequences > 0 && sequences >= foreign * 5) {
		return {
			encoding: 'UTF-8 with Windows-1252 bytes',
			mark,
			evidence: `UTF-8 (${number(sequences)} characters prove it) but for ${bytes}, the first ${found}; read as Windows-1252.`,
		};
	}
	return {
		encoding: 'Windows-1252',
		mark,
		evidence: `Windows-1252: ${bytes} cannot be UTF-8, the first ${found}.`,
	};
}

/**
 * The encoding of `blob`, from its byte-order mark or from all of its bytes. Throws ProblemError `nul-bytes`, with
 * the line of the first one, where a file is no text of any of them.
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
			evidence: 'UTF-16 LE: the file begins with its byte-order mark.',
		};
	}
	if (head[0] === 0xfe && head[1] === 0xff) {
		return {
			encoding: 'UTF-16 BE',
			mark: 2,
			evidence: 'UTF-16 BE: the file begins with its byte-order mark.',
		};
	}
	const silent = utf16WithoutMark(head);
	if (silent) {
		return {
			encoding: silent,
			mark: 0,
			evidence: `${silent}: every other byte is zero, as in western text of that encoding.`,
		};
	}
	const mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let line = 1;
	let seen = 0;
	let valid = true;
	for await (const chunk of chunksOf(blob, file, options.signal)) {
		const zero = chunk.indexOf(0);
		if (zero >= 0) {
			let before = 0;
			for await (const earlier of chunksOf(blob.slice(0, seen + zero), file)) {
				line += countLineEnds(earlier, before);
				before = earlier.at(-1) ?? 0;
			}
			throw nulProblem(file, line);
		}
		try {
			if (valid) decoder.decode(chunk, { stream: true });
		} catch {
			// Not UTF-8: what else it is, is decided below; the rest must still be free of NUL bytes.
			valid = false;
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
 * The text of `blob` as UTF-8 without a byte-order mark; a slice of the same bytes where it is UTF-8 already.
 * Throws ProblemError `nul-bytes` if NUL characters are inside.
 */
export async function toUtf8(
	blob: Blob,
	{ encoding, mark }: Encoded,
	file: string,
	signal?: AbortSignal,
): Promise<Blob> {
	const text = mark ? blob.slice(mark) : blob;
	if (encoding === 'UTF-8') return text;
	if (encoding === 'Windows-1252') return decodeForeign(text, file, false, signal);
	if (encoding === 'UTF-8 with Windows-1252 bytes') return decodeForeign(text, file, true, signal);
	const decoder = new TextDecoder(encoding === 'UTF-16 LE' ? 'utf-16le' : 'utf-16be', { ignoreBOM: true });
	const encoder = new TextEncoder();
	const parts: Blob[] = [];
	let line = 1;
	let before = 0;
	const add = (decoded: string): void => {
		const bytes = encoder.encode(decoded);
		const zero = bytes.indexOf(0);
		if (zero >= 0) throw nulProblem(file, line + countLineEnds(bytes.subarray(0, zero), before));
		line += countLineEnds(bytes, before);
		before = bytes.at(-1) ?? before;
		parts.push(new Blob([bytes]));
	};
	for await (const chunk of chunksOf(text, file, signal)) add(decoder.decode(chunk, { stream: true }));
	add(decoder.decode());
	return new Blob(parts);
}
