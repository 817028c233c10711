import { ByteSink } from './bytes';

/** Shorter stretches are copied: a Blob of very many slices is slow to read. */
const SLICE_FROM = 128 * 1024;
const BUFFER = 4 * 1024 * 1024;

/**
 * Bytes after which a piece ends. Each is loaded by a statement of its own: less lets the progress stand still for less
 * time, but the engine packs a table anew with each.
 */
export const PIECE = 32 * 1024 * 1024;

/**
 * Puts files together from stretches of another one, which are not copied where they are long, and new bytes. Each
 * stretch, and what is added at once, is of whole records; each file begins with `head`.
 */
export class CleanFile {
	readonly #source: Blob;
	readonly #head: Uint8Array<ArrayBuffer>;
	readonly #files: Blob[] = [];
	#parts: Blob[] = [];
	readonly #sink = new ByteSink(64 * 1024);
	/** Bytes of the piece at hand, without its head. */
	#size = 0;

	constructor(source: Blob, head: Uint8Array<ArrayBuffer>) {
		this.#source = source;
		this.#head = head;
	}

	#flush(): void {
		if (this.#sink.length > 0) this.#parts.push(new Blob([this.#sink.take()]));
	}

	#endPiece(): void {
		this.#flush();
		this.#files.push(new Blob([this.#head, ...this.#parts]));
		this.#parts = [];
		this.#size = 0;
	}

	/** Adds bytes `start`..`end` of the source; `held` are those bytes if they are at hand. */
	stretch(start: number, end: number, held: Uint8Array | null): void {
		if (held && end - start < SLICE_FROM) this.bytes(held);
		else if (end > start) {
			if (this.#size >= PIECE) this.#endPiece();
			this.#flush();
			this.#parts.push(this.#source.slice(start, end));
			this.#size += end - start;
		}
	}

	bytes(bytes: Uint8Array): void {
		if (this.#size >= PIECE) this.#endPiece();
		this.#sink.append(bytes);
		this.#size += bytes.length;
		if (this.#sink.length >= BUFFER) this.#flush();
	}

	/** The files, at least one. */
	finish(): Blob[] {
		if (this.#size > 0 || this.#files.length === 0) this.#endPiece();
		return this.#files;
	}
}
