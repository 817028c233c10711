import { ByteSink } from './bytes';

/** Shorter stretches are copied: a Blob of very many slices is slow to read. */
const SLICE_FROM = 128 * 1024;
const BUFFER = 4 * 1024 * 1024;

/** Puts a file together from stretches of another one, which are not copied where they are long, and new bytes. */
export class CleanFile {
	readonly #source: Blob;
	readonly #parts: Blob[] = [];
	readonly #sink = new ByteSink(64 * 1024);

	constructor(source: Blob) {
		this.#source = source;
	}

	#flush(): void {
		if (this.#sink.length > 0) this.#parts.push(new Blob([this.#sink.take()]));
	}

	/** Adds bytes `start`..`end` of the source; `held` are those bytes if they are at hand. */
	stretch(start: number, end: number, held: Uint8Array | null): void {
		if (held && end - start < SLICE_FROM) this.bytes(held);
		else if (end > start) {
			this.#flush();
			this.#parts.push(this.#source.slice(start, end));
		}
	}

	bytes(bytes: Uint8Array): void {
		this.#sink.append(bytes);
		if (this.#sink.length >= BUFFER) this.#flush();
	}

	finish(): Blob {
		this.#flush();
		return new Blob(this.#parts);
	}
}
