import { written } from '../../base/written';
import { ProblemError } from '../../base/problem';
import { ByteSink, chunksOf, CR, LF, readBytes } from './bytes';
import { legacyEncoding, type LegacyName } from './legacy-encoding';
import { FOREIGN_CONTROLS, withSigns } from './to-utf8';
import { eachWhole, sequenceAt } from './utf8-sequences';

export type Encoding =
	| 'UTF-8'
	| 'UTF-16 LE'
	| 'UTF-16 BE'
	| LegacyName
	/** UTF-8 into which a few bytes of Windows-1252 were pasted; each is read as what it is. */
	| 'UTF-8 with Windows-1252 bytes'
	/** UTF-8 made of Windows-1252 that was taken for Latin-1: its “ and – became control characters, which no text has. */
	| 'UTF-8 with Windows-1252 controls';

export interface Encoded {
	encoding: Encoding;
	/** Bytes of the byte-order mark to skip. */
	mark: number;
	evidence: string;
	/** Bytes at the end that are part of a character: the file was cut off within it. */
	cut?: number;
}

const number = written;

/** The word with the control character at `at`, as it was meant. */
function wordAt(text: string, at: number): string {
	const [before = ''] = /[^\s,;"|]{0,20}$/u.exec(text.slice(Math.max(0, at - 20), at)) ?? [];
	const [after = ''] = /^[^\s,;"|]{0,20}/u.exec(text.slice(at)) ?? [];
	return withSigns(before + after);
}

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
	let controls = 0;
	let example = '';
	for await (const chunk of chunksOf(blob, file, options.signal)) {
		try {
			const text = decoder.decode(chunk, { stream: true });
			const at = text.search(FOREIGN_CONTROLS);
			if (at >= 0) {
				controls += text.match(FOREIGN_CONTROLS)!.length;
				example ||= wordAt(text, at);
			}
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
	if (controls > 0) {
		return {
			encoding: 'UTF-8 with Windows-1252 controls',
			mark,
			evidence: `UTF-8, but with ${number(controls)} control ${controls === 1 ? 'character' : 'characters'} that no text has: signs of Windows-1252 that were taken for Latin-1, and are read as what they are (“${example}”).`,
		};
	}
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
