import { ByteSink, chunksOf, CR, LF } from './bytes';
import { isTelling, shapeOf } from './record-shape';

/** Bytes that may stand for a separator of several bytes while a file is read: no text has them. */
const STAND_INS = [0x1f, 0x1e, 0x1d, 0x1c];
/** How far the partner of a quote is looked for. */
const FARTHEST_QUOTE = 64 * 1024;

/** A byte that can stand for a separator of several, as `bytes` does not hold it; -1 if it holds them all. */
export const standIn = (bytes: Uint8Array): number => STAND_INS.find((byte) => bytes.indexOf(byte) < 0) ?? -1;

/** How the cells of a file are written. */
interface Written {
	separator: Uint8Array;
	quote: number;
	/** The quote itself, or what stands before a quote that is text. */
	escape: number;
}

/** Where the lines are whose cells are divided, and how many separators those have that are done. */
class Lines {
	readonly #counts = new Map<number, number>();
	/** The most usual count of separators; 0 before the first line. */
	#usual = 0;
	/** Separators on the line at hand, outside quotes. */
	found = 0;
	/** Where the line at hand begins. */
	start = 0;

	end(at: number): void {
		if (this.found > 0) {
			const times = (this.#counts.get(this.found) ?? 0) + 1;
			this.#counts.set(this.found, times);
			if (times > (this.#counts.get(this.#usual) ?? 0)) this.#usual = this.found;
		}
		this.found = 0;
		this.start = at;
	}

	/** Whether a line within quotes, from `from` to `to`, has about as many separators as others, and begins as this one. */
	isLike(bytes: Uint8Array, from: number, to: number, { separator, quote }: Written): boolean {
		let separators = 0;
		for (let i = from; i < to; i++) {
			const length = bytes[i] === separator[0] ? standsAt(bytes, i, separator) : 0;
			if (length > 0) i += length - 1;
			if (length > 0) separators++;
		}
		if (this.#usual === 0 || separators * 2 < this.#usual) return false;
		const format = { delimiter: separator[0]!, quote };
		const own = shapeOf(bytes, this.start, from, format);
		const shape = shapeOf(bytes, from, to, format);
		// The separator may be missing behind the first cell.
		return isTelling(own) && (shape === own || shape.startsWith(`${own}a`));
	}
}

/**
 * Behind the quote that closes the quoted cell which opens at `at`, before a separator or line end; else -1, as where a
 * line within looks like one of its own.
 */
function closing(bytes: Uint8Array, at: number, written: Written, lines: Lines): number {
	const { quote, escape, separator } = written;
	const limit = Math.min(bytes.length, at + FARTHEST_QUOTE);
	let isStray = false;
	let line = -1;
	for (let i = at + 1; i < limit; i++) {
		if (bytes[i] === LF || bytes[i] === CR) {
			// A quote that closes no cell may have been meant to: then what follows on other lines is not of this one.
			if (isStray || (line >= 0 && lines.isLike(bytes, line, i, written))) return -1;
			line = i + 1;
			continue;
		}
		if (escape !== quote && bytes[i] === escape) {
			i++;
			continue;
		}
		if (bytes[i] !== quote) continue;
		if (escape === quote && bytes[i + 1] === quote) i++;
		else if (endsCell(bytes, i + 1, separator)) {
			return line >= 0 && lines.isLike(bytes, line, i, written) ? -1 : i + 1;
		}
		// The next cell opens here: the one at hand was not closed as it should be.
		else if (beginsCell(bytes, i, separator)) return -1;
		else isStray = true;
	}
	return -1;
}

/** Whether the separator stands at `at`; at the end of a line, the spaces it ends with may be missing. */
function standsAt(bytes: Uint8Array, at: number, separator: Uint8Array): number {
	for (let k = 0; k < separator.length; k++) {
		if (bytes[at + k] === separator[k]) continue;
		const bare = k > 0 && separator.subarray(k).every((byte) => byte === 32);
		const byte = bytes[at + k];
		return bare && (byte === LF || byte === CR || byte === undefined) ? k : 0;
	}
	return separator.length;
}

const beginsCell = (bytes: Uint8Array, at: number, separator: Uint8Array): boolean =>
	bytes[at - 1] === LF ||
	bytes[at - 1] === CR ||
	separator.every((byte, k) => bytes[at - separator.length + k] === byte);

const endsCell = (bytes: Uint8Array, at: number, separator: Uint8Array): boolean =>
	at >= bytes.length || bytes[at] === LF || bytes[at] === CR || standsAt(bytes, at, separator) > 0;

/** `bytes` with each `separator` that stands outside quotes as the one byte `by`, until `end` or a little beyond. */
function replaced(
	bytes: Uint8Array,
	end: number,
	written: Written,
	by: number,
	sink: ByteSink,
	lines: Lines,
): number {
	const { separator, quote } = written;
	lines.start = 0;
	let from = 0;
	let cellStarts = true;
	let i = 0;
	while (i < end) {
		const byte = bytes[i]!;
		if (cellStarts && byte === quote) {
			const closed = closing(bytes, i, written, lines);
			if (closed > 0) i = closed;
			else i++;
			cellStarts = false;
			continue;
		}
		const length = byte === separator[0] ? standsAt(bytes, i, separator) : 0;
		if (length > 0) {
			sink.append(bytes.subarray(from, i));
			sink.byte(by);
			i += length;
			from = i;
			cellStarts = true;
			lines.found++;
		} else {
			cellStarts = byte === LF || byte === CR;
			i++;
			if (cellStarts) lines.end(i);
		}
	}
	sink.append(bytes.subarray(from, i));
	return i;
}

/** `bytes`, all of which are there, with each `separator` outside quotes as the byte `by`. */
export function withOneByte(
	bytes: Uint8Array,
	separator: string,
	{ quote, escape }: Omit<Written, 'separator'>,
	by: number,
): Uint8Array {
	const sink = new ByteSink(bytes.length);
	const written = { separator: new TextEncoder().encode(separator), quote, escape };
	replaced(bytes, bytes.length, written, by, sink, new Lines());
	return sink.take();
}

/** The same of a whole file. Its lines stay where they are. */
export async function blobWithOneByte(
	text: Blob,
	file: string,
	separator: string,
	{ quote, escape }: Omit<Written, 'separator'>,
	by: number,
	signal?: AbortSignal,
): Promise<Blob> {
	const written = { separator: new TextEncoder().encode(separator), quote, escape };
	const parts: Blob[] = [];
	const sink = new ByteSink(1024 * 1024);
	const lines = new Lines();
	let rest = new Uint8Array(0);
	let done = 0;
	for await (const chunk of chunksOf(text, file, signal)) {
		done += chunk.length;
		const bytes = new Uint8Array(rest.length + chunk.length);
		bytes.set(rest);
		bytes.set(chunk, rest.length);
		// Work ends behind a line, so that the next piece begins with a cell; a quoted cell may reach beyond.
		let end = bytes.length;
		if (done < text.size) {
			end = Math.max(bytes.lastIndexOf(LF, bytes.length - FARTHEST_QUOTE) + 1, 0);
			if (end === 0) end = Math.max(bytes.length - FARTHEST_QUOTE, 0);
		}
		const at = replaced(bytes, end, written, by, sink, lines);
		parts.push(new Blob([sink.take()]));
		rest = bytes.slice(at);
	}
	return new Blob(parts);
}
