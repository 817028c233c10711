import { forgetHistory } from './console-history';
import { ProblemError, type Problem } from '../base/problem';
import type { Mapping } from '../intake/mapping';
import type { Memory } from '../intake/remember';

/** Choices of a workspace beyond its mapping, by name; each must be plain JSON. */
export type Settings = Readonly<Record<string, unknown>>;

/** What a workspace holds: enough to have the same numbers again. */
export interface Kept {
	name: string;
	/** Whether a person gave the name; else it is made of the files. */
	isNamed: boolean;
	files: File[];
	mapping: Mapping;
	/** How its exports were read until now. */
	memory: Memory;
	settings: Settings;
}

/** A workspace as lists show it. */
export interface KeptEntry {
	id: string;
	name: string;
	files: number;
	bytes: number;
	/** Milliseconds since 1970. */
	savedAt: number;
	/** `memory`: gone with the page. */
	kind: StorageUse['kind'];
}

export interface StorageUse {
	/** `files`: survives a reload. `memory`: gone with the page; a notice of the workspace says why. */
	kind: 'files' | 'memory';
	bytes: number;
}

export interface StoreOptions {
	signal?: AbortSignal;
}

export interface SaveOptions extends StoreOptions {
	/** The setting that was just chosen: it is not lost if the page ends before all is kept. */
	chosen?: string | undefined;
}

export interface Saved {
	use: StorageUse;
	/** The kept copies: read these from now on, as the originals may move. */
	files: File[];
	/** Why it is kept in memory only. */
	problem: Problem | null;
}

/** What was built of a workspace before: its engine's tables, and what else is needed to show it. */
export interface KeptBuilt {
	file: Blob;
	/** Plain JSON, as it was given. */
	state: unknown;
}

export interface Opened {
	id: string;
	kept: Kept;
	use: StorageUse;
	/** What was built of just these files by just this version of the product, if it was kept. */
	built?: KeptBuilt | null;
	/** What was damaged, and what was opened instead. */
	problems: Problem[];
}

/** Something that another tab did to a workspace. */
export interface Change {
	/** Null: to all of them. */
	id: string | null;
	what: 'saved' | 'removed';
}

/** Keeps workspaces. All of it rejects with ProblemError, and what was kept before is then still kept. */
export interface Store {
	/** Keeps a workspace as it now is, or leaves it wholly as it was, and makes it the current one. */
	save(id: string, kept: Kept, options?: SaveOptions): Promise<Saved>;
	/**
	 * A workspace – null: the current one –, verified byte by byte; null if there is none. What is damaged is named, and
	 * the state before it or the rest is opened.
	 */
	load(id: string | null, options?: StoreOptions): Promise<Opened | null>;
	/**
	 * Keeps what was built of a workspace that is kept in files, for `load` to give back while nothing that it depends
	 * on has changed: `write` fills an empty file and tells the state that goes with it, or null to keep nothing.
	 */
	saveBuilt(id: string, kept: Kept, write: (file: FileSystemFileHandle) => Promise<unknown>): Promise<void>;
	/** What was built of a workspace as it is shown, as `load` gives it; null if there is none. */
	loadBuilt(id: string, kept: Kept, options?: StoreOptions): Promise<KeptBuilt | null>;
	/** All workspaces, the newest first. */
	list(): Promise<KeptEntry[]>;
	rename(id: string, name: string): Promise<void>;
	/** Makes a workspace the one that the page opens next time. */
	choose(id: string): Promise<void>;
	remove(id: string): Promise<void>;
	/** Removes everything. */
	purge(): Promise<void>;
	/** Calls `heard` at what other tabs do, until the returned function is called. */
	listen(heard: (change: Change) => void): () => void;
}

export const isNamed = (cause: unknown, ...names: string[]): boolean =>
	cause instanceof Error && names.includes(cause.name);

export function storageProblem(cause: unknown, doing: string): ProblemError {
	if (cause instanceof ProblemError) return cause;
	const detail = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
	if (isNamed(cause, 'QuotaExceededError')) {
		return new ProblemError({
			code: 'storage-full',
			message: 'The browser has no room left to keep these files.',
			wayOut:
				'Everything works until the page is closed. Delete a workspace or free some disk space, then build again to keep them.',
			detail,
		});
	}
	if (isNamed(cause, 'TimeoutError', 'NoModificationAllowedError')) {
		return new ProblemError({
			code: 'storage-busy',
			message: 'Another tab is busy with the kept files.',
			wayOut: 'Close the other tab and try again.',
			detail,
		});
	}
	return new ProblemError({
		code: 'storage-failed',
		message: `The browser could not ${doing}.`,
		wayOut: 'Everything works until the page is closed; keep your own copy of the files.',
		detail,
	});
}

export function damaged(name: string): Problem {
	return {
		code: 'kept-file-damaged',
		message: `The kept copy of ${name} is not what was kept: the browser has lost part of it.`,
		wayOut: 'Open the file again.',
		file: name,
	};
}

const bytesOf = (files: readonly File[]): number => files.reduce((sum, { size }) => sum + size, 0);

/** Why a browser keeps nothing beyond the page. */
export const NOTHING_KEPT: Problem = {
	code: 'nothing-kept',
	message: 'This browser keeps no files for this page (a private window, or an older browser).',
	wayOut: 'Everything works until the page is closed; export the workspace to have it again.',
};

/**
 * Keeps in memory what `lasting` cannot keep, so that nothing opened is lost as long as the page is; without a
 * `lasting` store, all of it.
 */
export class SteadyStore implements Store {
	#lasting: Store | null;
	#why: Problem;
	#held = new Map<string, { kept: Kept; savedAt: number }>();
	#current: string | null = null;

	/** `why` is told where there is no `lasting` store. */
	constructor(lasting: Store | null, why: Problem = NOTHING_KEPT) {
		this.#lasting = lasting;
		this.#why = why;
	}

	async save(id: string, kept: Kept, options: SaveOptions = {}): Promise<Saved> {
		let problem = this.#why;
		if (this.#lasting) {
			try {
				const saved = await this.#lasting.save(id, kept, options);
				this.#held.delete(id);
				this.#current = null;
				return saved;
			} catch (cause) {
				if (options.signal?.aborted || !(cause instanceof ProblemError)) throw cause;
				problem = cause.problem;
			}
		}
		this.#held.set(id, { kept, savedAt: Date.now() });
		this.#current = id;
		return { use: { kind: 'memory', bytes: bytesOf(kept.files) }, files: kept.files, problem };
	}

	async load(id: string | null, options?: StoreOptions): Promise<Opened | null> {
		const wanted = id ?? this.#current;
		const held = wanted === null ? undefined : this.#held.get(wanted);
		if (wanted !== null && held) {
			const use = { kind: 'memory', bytes: bytesOf(held.kept.files) } as const;
			return { id: wanted, kept: held.kept, use, problems: [] };
		}
		return (await this.#lasting?.load(id, options)) ?? null;
	}

	async saveBuilt(
		id: string,
		kept: Kept,
		write: (file: FileSystemFileHandle) => Promise<unknown>,
	): Promise<void> {
		if (!this.#held.has(id)) await this.#lasting?.saveBuilt(id, kept, write);
	}

	async loadBuilt(id: string, kept: Kept, options?: StoreOptions): Promise<KeptBuilt | null> {
		return (this.#held.has(id) ? null : await this.#lasting?.loadBuilt(id, kept, options)) ?? null;
	}

	async list(): Promise<KeptEntry[]> {
		const lasting = (await this.#lasting?.list()) ?? [];
		const held = [...this.#held].map(([id, { kept, savedAt }]): KeptEntry => ({
			id,
			name: kept.name,
			files: kept.files.length,
			bytes: bytesOf(kept.files),
			savedAt,
			kind: 'memory',
		}));
		return [...held, ...lasting.filter(({ id }) => !this.#held.has(id))].sort(
			(a, b) => b.savedAt - a.savedAt,
		);
	}

	async rename(id: string, name: string): Promise<void> {
		const held = this.#held.get(id);
		if (held) this.#held.set(id, { ...held, kept: { ...held.kept, name, isNamed: true } });
		else await this.#lasting?.rename(id, name);
	}

	async choose(id: string): Promise<void> {
		this.#current = this.#held.has(id) ? id : null;
		if (this.#current === null) await this.#lasting?.choose(id);
	}

	async remove(id: string): Promise<void> {
		this.#held.delete(id);
		if (this.#current === id) this.#current = null;
		await this.#lasting?.remove(id);
	}

	async purge(): Promise<void> {
		this.#held.clear();
		this.#current = null;
		forgetHistory();
		await this.#lasting?.purge();
	}

	listen(heard: (change: Change) => void): () => void {
		return this.#lasting?.listen(heard) ?? (() => undefined);
	}
}
