import { ProblemError } from '../../base/problem';

/** Size of the pieces in which files are read: large enough for speed, small enough for a phone. */
export const CHUNK = 4 * 1024 * 1024;

export const CR = 13;
export const LF = 10;

/** The bytes `start`..`end` of `blob`. Throws ProblemError `file-unreadable` if the file changed or went away. */
export async function readBytes(blob: Blob, start: number, end: number, file: string): Promise<Uint8Array> {
	try {
		return new Uint8Array(await blob.slice(start, end).arrayBuffer());
	} catch (error) {
		throw new ProblemError({
			code: 'file-unreadable',
			message: `${file} could not be read: it was changed, moved or closed while it was being read.`,
			wayOut: 'Choose the file again.',
			file,
			detail: error instanceof Error ? error.message : String(error),
		});
	}
}

/** The chunks of `blob` in order; the next one is fetched while the last is being worked on. */
export async function* chunksOf(
	blob: Blob,
	file: string,
	signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
	let next = readBytes(blob, 0, CHUNK, file);
	for (let start = 0; start < blob.size; start += CHUNK) {
		signal?.throwIfAborted();
		const chunk = await next;
		const after = start + CHUNK;
		if (after < blob.size) {
			next = readBytes(blob, after, after + CHUNK, file);
			// If the consumer stops here, nobody awaits this read: its failure is then of no interest.
			next.catch(() => undefined);
		}
		yield chunk;
	}
}

/** Collects bytes in a buffer that grows. */
export class ByteSink {
	#bytes: Uint8Array<ArrayBuffer>;
	length = 0;

	constructor(capacity = 1024) {
		this.#bytes = new Uint8Array(capacity);
	}

	#reserve(more: number): void {
		if (this.length + more <= this.#bytes.length) return;
		const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + more));
		larger.set(this.#bytes.subarray(0, this.length));
		this.#bytes = larger;
	}

	byte(value: number): void {
		this.#reserve(1);
		this.#bytes[this.length++] = value;
	}

	append(bytes: Uint8Array): void {
		this.#reserve(bytes.length);
		this.#bytes.set(bytes, this.length);
		this.length += bytes.length;
	}

	/** What was collected, as a copy; the sink is empty afterwards and can be used again. */
	take(): Uint8Array<ArrayBuffer> {
		const taken = this.#bytes.slice(0, this.length);
		this.length = 0;
		return taken;
	}
}
