import { ProblemError, type Problem } from '../base/problem';
import type { Mapping } from '../intake/mapping';

/** What was opened: enough to have the same numbers again. */
export interface Kept {
	name: string;
	files: File[];
	mapping: Mapping;
}

export interface StorageUse {
	/** `files`: survives a reload. `memory`: gone with the page; a notice of the workspace says why. */
	kind: 'files' | 'memory';
	bytes: number;
}

export interface StoreOptions {
	signal?: AbortSignal;
}

/** Keeps what was opened. All of it rejects with ProblemError, and what was kept before is then still kept. */
export interface Store {
	/**
	 * Replaces what is kept, or leaves it wholly as it was. `files` are the kept copies: read these from now on, as
	 * the originals may move, and copies kept before are gone.
	 */
	save(kept: Kept, options?: StoreOptions): Promise<{ use: StorageUse; files: File[] }>;
	/** What is kept, verified byte by byte; null if there is nothing. */
	load(options?: StoreOptions): Promise<Kept | null>;
	/** Removes everything. */
	purge(): Promise<void>;
}

/** Written last: a generation without a manifest that names it does not exist. */
interface Manifest {
	version: 1;
	generation: string;
	name: string;
	mapping: Mapping;
	files: { name: string; type: string; modified: number; bytes: number; hash: string }[];
}

/** Longest wait for another tab to finish writing. */
const LOCK_PATIENCE_MS = 15_000;
const CHUNK_BYTES = 8 * 1024 * 1024;
const FOLDER = 'opened-files';
const MANIFEST = 'manifest.json';
const LOCK = 'funnelscope-opened-files';

const hexOf = (bytes: ArrayBuffer): string =>
	Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * SHA-256 over the SHA-256s of the file's chunks of 8 MiB, in hex: the platform hashes only what is in memory, and a
 * whole export need not be.
 */
export async function hashFile(file: Blob, signal?: AbortSignal): Promise<string> {
	const sums: ArrayBuffer[] = [];
	for (let start = 0; start < file.size || start === 0; start += CHUNK_BYTES) {
		signal?.throwIfAborted();
		sums.push(
			await crypto.subtle.digest('SHA-256', await file.slice(start, start + CHUNK_BYTES).arrayBuffer()),
		);
	}
	return hexOf(await crypto.subtle.digest('SHA-256', await new Blob(sums).arrayBuffer()));
}

const isNamed = (cause: unknown, ...names: string[]): boolean =>
	cause instanceof Error && names.includes(cause.name);

/** Whether the caller stopped it: that is no problem to tell. */
const wasStopped = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

function storageProblem(cause: unknown, doing: string): ProblemError {
	if (cause instanceof ProblemError) return cause;
	const detail = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
	if (isNamed(cause, 'QuotaExceededError')) {
		return new ProblemError({
			code: 'storage-full',
			message: 'The browser has no room left to keep these files.',
			wayOut: 'Everything works until the page is closed; free some disk space to keep them.',
			detail,
		});
	}
	if (isNamed(cause, 'TimeoutError')) {
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

/** The parts of the browser that keeping files needs, so that tests can stand in for them. */
export interface StoragePlatform {
	root(): Promise<FileSystemDirectoryHandle>;
	/** Undefined where the browser has no locks: then one tab must do. */
	locks: Pick<LockManager, 'request'> | undefined;
}

/** Keeps files in the origin-private file system, written by one tab at a time. */
export class FileStore implements Store {
	#platform: StoragePlatform;
	#patience: number;

	/** `patience` is the longest wait for another tab to finish, in milliseconds. */
	constructor(platform: StoragePlatform, patience = LOCK_PATIENCE_MS) {
		this.#platform = platform;
		this.#patience = patience;
	}

	async save(kept: Kept, options: StoreOptions = {}): Promise<{ use: StorageUse; files: File[] }> {
		return this.#do('keep these files', options.signal, async (folder) => {
			// A name of its own: whatever happens now, the manifest still names the generation before.
			const generation = crypto.randomUUID();
			let published = false;
			try {
				const { manifest, files } = await writeGeneration(folder, generation, kept, options.signal);
				options.signal?.throwIfAborted();
				await write(folder, MANIFEST, new Blob([JSON.stringify(manifest)]));
				published = true;
				await removeOthers(folder, generation);
				const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
				return { use: { kind: 'files', bytes }, files };
			} catch (cause) {
				if (!published) await remove(folder, generation);
				throw cause;
			}
		});
	}

	async load(options: StoreOptions = {}): Promise<Kept | null> {
		return this.#do('open the kept files', options.signal, async (folder) => {
			const manifest = await readManifest(folder);
			if (!manifest) return null;
			const generation = await folder.getDirectoryHandle(manifest.generation).catch((cause: unknown) => {
				throw isNamed(cause, 'NotFoundError') ? damaged(manifest.name) : cause;
			});
			const files: File[] = [];
			for (const [index, entry] of manifest.files.entries()) {
				const file = await fileOf(generation, index, entry);
				if ((await hashFile(file, options.signal)) !== entry.hash) throw damaged(entry.name);
				files.push(file);
			}
			return { name: manifest.name, files, mapping: manifest.mapping };
		});
	}

	async purge(): Promise<void> {
		await this.#exclusively(undefined, async () => {
			await remove(await this.#platform.root(), FOLDER);
		}).catch((cause: unknown) => {
			throw storageProblem(cause, 'remove the kept files');
		});
	}

	async #do<T>(
		doing: string,
		signal: AbortSignal | undefined,
		work: (folder: FileSystemDirectoryHandle) => Promise<T>,
	): Promise<T> {
		try {
			return await this.#exclusively(signal, async () => {
				const root = await this.#platform.root();
				return work(await root.getDirectoryHandle(FOLDER, { create: true }));
			});
		} catch (cause) {
			if (wasStopped(signal)) throw cause;
			throw storageProblem(cause, doing);
		}
	}

	async #exclusively<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
		const { locks } = this.#platform;
		if (!locks) return work();
		const patience = AbortSignal.timeout(this.#patience);
		return locks.request(
			LOCK,
			{ signal: signal ? AbortSignal.any([signal, patience]) : patience },
			work,
		) as Promise<T>;
	}
}

function damaged(name: string): ProblemError {
	return new ProblemError({
		code: 'kept-file-damaged',
		message: `The kept copy of ${name} is not what was kept: the browser has lost part of it.`,
		wayOut: 'Open the file again.',
		file: name,
	});
}

async function write(folder: FileSystemDirectoryHandle, name: string, content: Blob): Promise<void> {
	const handle = await folder.getFileHandle(name, { create: true });
	const sink = await handle.createWritable();
	try {
		await sink.write(content);
	} catch (cause) {
		await sink.abort();
		throw cause;
	}
	// The file changes here, at once and wholly, or not at all.
	await sink.close();
}

async function writeGeneration(
	folder: FileSystemDirectoryHandle,
	generation: string,
	kept: Kept,
	signal: AbortSignal | undefined,
): Promise<{ manifest: Manifest; files: File[] }> {
	const own = await folder.getDirectoryHandle(generation, { create: true });
	const entries: Manifest['files'] = [];
	const files: File[] = [];
	for (const [index, file] of kept.files.entries()) {
		signal?.throwIfAborted();
		await write(own, String(index), file);
		const entry = {
			name: file.name,
			type: file.type,
			modified: file.lastModified,
			bytes: file.size,
			hash: await hashFile(file, signal),
		};
		entries.push(entry);
		files.push(await fileOf(own, index, entry));
	}
	const { name, mapping } = kept;
	return { manifest: { version: 1, generation, name, mapping, files: entries }, files };
}

/** The kept copy of a file under its own name. Rejects with ProblemError if it is not there in its full length. */
async function fileOf(
	generation: FileSystemDirectoryHandle,
	index: number,
	{ name, type, modified, bytes }: Manifest['files'][number],
): Promise<File> {
	const handle = await generation.getFileHandle(String(index)).catch((cause: unknown) => {
		throw isNamed(cause, 'NotFoundError') ? damaged(name) : cause;
	});
	const stored = await handle.getFile();
	if (stored.size !== bytes) throw damaged(name);
	return new File([stored], name, { type, lastModified: modified });
}

/** Null if nothing is kept. Rejects with ProblemError for a list that this version cannot read. */
async function readManifest(folder: FileSystemDirectoryHandle): Promise<Manifest | null> {
	let text: string;
	try {
		text = await (await (await folder.getFileHandle(MANIFEST)).getFile()).text();
	} catch (cause) {
		if (isNamed(cause, 'NotFoundError')) return null;
		throw cause;
	}
	const manifest = parsed(text);
	if (manifest?.version !== 1) {
		throw new ProblemError({
			code: 'kept-by-another-version',
			message: 'The kept files were written by another version of Funnelscope, or their list is damaged.',
			wayOut: 'Reload the page, or open the files again.',
		});
	}
	return manifest;
}

function parsed(text: string): Manifest | null {
	try {
		return JSON.parse(text) as Manifest | null;
	} catch (cause) {
		if (cause instanceof SyntaxError) return null;
		throw cause;
	}
}

async function remove(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
	try {
		await folder.removeEntry(name, { recursive: true });
	} catch (cause) {
		if (!isNamed(cause, 'NotFoundError')) throw cause;
	}
}

async function removeOthers(folder: FileSystemDirectoryHandle, generation: string): Promise<void> {
	const names: string[] = [];
	for await (const name of folder.keys()) names.push(name);
	for (const name of names) if (name !== MANIFEST && name !== generation) await remove(folder, name);
}

/** Keeps nothing beyond the page, and says so once something should be kept. */
export class NoStore implements Store {
	#why: Problem;

	constructor(why: Problem) {
		this.#why = why;
	}
	async save(): Promise<never> {
		throw new ProblemError(this.#why);
	}
	async load(): Promise<Kept | null> {
		return null;
	}
	async purge(): Promise<void> {}
}

/** The store of this browser: files where it can keep them, else none with the reason as its problem. */
export function openStore(): Store {
	const why: Problem = {
		code: 'nothing-kept',
		message: 'This browser keeps no files for this page (a private window, or an older browser).',
		wayOut: 'Everything works until the page is closed; then open the files again.',
	};
	const storage = typeof navigator === 'undefined' ? undefined : navigator.storage;
	if (
		!storage?.getDirectory ||
		!globalThis.crypto?.subtle ||
		!('createWritable' in FileSystemFileHandle.prototype)
	)
		return new NoStore(why);
	return new FileStore({
		root: async () => {
			try {
				return await storage.getDirectory();
			} catch (cause) {
				throw new ProblemError({
					...why,
					detail: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
				});
			}
		},
		locks: navigator.locks,
	});
}
