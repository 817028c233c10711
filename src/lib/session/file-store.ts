import { ProblemError, type Problem } from '../base/problem';
import { hashFile } from './file-hash';
import { beginBuilt, builtIn, builtKey, builtNames, listBuilt } from './kept-built';
import { currentIn, dropAllBuilt, entriesIn } from './kept-list';
import {
	generationsIn,
	manifestName,
	manifestText,
	readManifest,
	withoutFiles,
	type Manifest,
	type ManifestFile,
} from './kept-manifest';
import { amend, makeGood, Notes, storageForNotes, writeCurrent } from './kept-notes';
import { folderIn, remove, removeWhole, storedFile, writeFile } from './private-files';
import {
	damaged,
	isNamed,
	NOTHING_KEPT,
	SteadyStore,
	storageProblem,
	type Change,
	type Kept,
	type KeptBuilt,
	type KeptEntry,
	type Opened,
	type Saved,
	type SaveOptions,
	type Store,
	type StoreOptions,
} from './storage';

/** Longest wait for another tab to finish writing. */
const LOCK_PATIENCE_MS = 15_000;
/** Generations of a workspace that are kept: the one shown, and the one before should it be damaged. */
const GENERATIONS = 2;
const FOLDER = 'workspaces';
const LOCK = 'funnelscope-workspaces';

/** The parts of the browser that keeping files needs, so that tests can stand in for them. */
export interface StoragePlatform {
	root(): Promise<FileSystemDirectoryHandle>;
	/** Undefined where the browser has no locks: then one tab must do. */
	locks: Pick<LockManager, 'request'> | undefined;
	/** Undefined where tabs cannot hear each other. */
	channel: BroadcastChannel | undefined;
	/** Undefined where nothing can be written at once. */
	notes: Storage | undefined;
	/** Of the product: what another one has built is built anew. */
	version: string;
}

/**
 * Keeps workspaces in the origin-private file system, written by one tab at a time. A workspace is a folder of files
 * named by what they hold, and of manifests: one written last for each save, and that before it.
 */
export class FileStore implements Store {
	#platform: StoragePlatform;
	#patience: number;
	#notes: Notes;
	/** Kept copies that were verified, with their hash: they need no second look. */
	#verified = new WeakMap<File, string>();

	/** `patience` is the longest wait for another tab to finish, in milliseconds. */
	constructor(platform: StoragePlatform, patience = LOCK_PATIENCE_MS) {
		this.#platform = platform;
		this.#patience = patience;
		this.#notes = new Notes(platform.notes);
	}

	async save(id: string, kept: Kept, { signal, chosen }: SaveOptions = {}): Promise<Saved> {
		const done = this.#noteOf(id, kept, chosen);
		const saved = await this.#do('keep these files', 'exclusive', signal, async (all) => {
			try {
				return await this.#save(all, id, kept, signal);
			} catch (cause) {
				// What was built can be built again: it makes room for files, which cannot.
				if (!isNamed(cause, 'QuotaExceededError') || !(await dropAllBuilt(all))) throw cause;
				return this.#save(all, id, kept, signal);
			}
		});
		done?.();
		return saved;
	}

	/** Notes what a save is for, where that is a choice alone; the answer takes the note away. */
	#noteOf(id: string, { files, ...made }: Kept, chosen: string | undefined): (() => void) | null {
		if (files.length === 0) return this.#notes.put({ what: 'made', id, made });
		if (chosen === undefined) return null;
		return this.#notes.put({ what: 'setting', id, setting: chosen, value: made.settings[chosen] });
	}

	async #save(
		all: FileSystemDirectoryHandle,
		id: string,
		kept: Kept,
		signal: AbortSignal | undefined,
	): Promise<Saved> {
		const folder = await all.getDirectoryHandle(id, { create: true });
		const before = await generationsIn(folder);
		try {
			const entries: ManifestFile[] = [];
			for (const file of kept.files) entries.push(await this.#keep(folder, file, signal));
			signal?.throwIfAborted();
			const manifest: Manifest = { ...kept, savedAt: Date.now(), files: entries };
			await writeFile(folder, manifestName((before[0] ?? 0) + 1), new Blob([await manifestText(manifest)]));
			const files: File[] = [];
			for (const entry of entries) files.push(this.#trusted(await fileOf(folder, entry), entry.hash));
			await writeCurrent(all, id);
			this.#tell({ id, what: 'saved' });
			const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
			return { use: { kind: 'files', bytes }, files, problem: null };
		} finally {
			// Half-written files of a save that failed go as well: no manifest names them.
			await this.#sweep(folder);
			if ((await generationsIn(folder)).length === 0) await remove(all, id);
		}
	}

	async saveBuilt(
		id: string,
		kept: Kept,
		write: (file: FileSystemFileHandle) => Promise<unknown>,
	): Promise<void> {
		const doing = 'keep what was built';
		const key = await this.#keyOfShown(kept);
		if (key === null) return;
		const begun = await this.#do(doing, 'shared', undefined, async (all) => {
			const folder = await folderIn(all, id);
			const isThere = folder && (await builtNames(folder, key)).length > 0;
			return folder && !isThere ? { folder, ...(await beginBuilt(folder)) } : null;
		});
		if (begun === null) return;
		const { folder, name, file } = begun;
		try {
			// Not under the lock: it may take long, and a half-written file is in nobody's way.
			const state = await write(file);
			if (state === null) return;
			await this.#do(doing, 'exclusive', undefined, () => listBuilt(folder, key, name, state));
		} finally {
			await this.#do(doing, 'exclusive', undefined, () => this.#sweep(folder));
		}
	}

	async load(id: string | null, { signal }: StoreOptions = {}): Promise<Opened | null> {
		const problems = await this.#makeGood(signal);
		const opened = await this.#do('open the kept files', 'shared', signal, async (all) => {
			const wanted = id ?? (await currentIn(all));
			const folder = wanted === null ? null : await folderIn(all, wanted);
			if (wanted === null || folder === null) return null;
			return this.#open(wanted, folder, signal);
		});
		return opened && { ...opened, problems: [...opened.problems, ...problems] };
	}

	/** Keeps what a page that has ended had only noted; why it could not, which leaves the notes. */
	async #makeGood(signal: AbortSignal | undefined): Promise<Problem[]> {
		if (this.#notes.all().length === 0) return [];
		try {
			await this.#do('keep what was chosen last', 'exclusive', signal, async (all) => {
				for (const noted of this.#notes.all()) {
					await makeGood(all, noted);
					noted.done();
				}
			});
			return [];
		} catch (cause) {
			if (cause instanceof ProblemError) return [cause.problem];
			throw cause;
		}
	}

	async loadBuilt(id: string, kept: Kept, { signal }: StoreOptions = {}): Promise<KeptBuilt | null> {
		const key = await this.#keyOfShown(kept);
		if (key === null) return null;
		return this.#do('open what was built', 'shared', signal, async (all) => {
			const folder = await folderIn(all, id);
			return folder && builtIn(folder, key, signal);
		});
	}

	list(): Promise<KeptEntry[]> {
		return this.#do('list the kept workspaces', 'shared', undefined, entriesIn);
	}

	async rename(id: string, name: string): Promise<void> {
		const done = this.#notes.put({ what: 'name', id, name });
		await this.#do('rename the workspace', 'exclusive', undefined, (all) =>
			amend(all, id, (manifest) => ({ ...manifest, name, isNamed: true })),
		);
		done();
	}

	async choose(id: string): Promise<void> {
		const done = this.#notes.put({ what: 'current', id });
		await this.#do('remember the workspace', 'exclusive', undefined, (all) => writeCurrent(all, id));
		done();
	}

	remove(id: string): Promise<void> {
		return this.#do('delete the workspace', 'exclusive', undefined, async (all) => {
			await removeWhole(all, id);
			this.#notes.forget(id);
			this.#tell({ id, what: 'removed' });
		});
	}

	async purge(): Promise<void> {
		await this.#exclusively('exclusive', undefined, async () => {
			const root = await this.#platform.root();
			await removeWhole(root, FOLDER);
			this.#notes.forget(null);
			this.#tell({ id: null, what: 'removed' });
		}).catch((cause: unknown) => {
			throw storageProblem(cause, 'remove the kept files');
		});
	}

	listen(heard: (change: Change) => void): () => void {
		const { channel } = this.#platform;
		const hear = ({ data }: MessageEvent<Change>) => heard(data);
		channel?.addEventListener('message', hear);
		return () => channel?.removeEventListener('message', hear);
	}

	/** Keeps one file under the hash of what it holds, and verifies the copy by reading it again. */
	async #keep(
		folder: FileSystemDirectoryHandle,
		file: File,
		signal: AbortSignal | undefined,
	): Promise<ManifestFile> {
		signal?.throwIfAborted();
		const hash = this.#verified.get(file) ?? (await hashFile(file, signal));
		const entry = { name: file.name, type: file.type, modified: file.lastModified, bytes: file.size, hash };
		const copy = await storedFile(folder, hash);
		const isTrusted = this.#verified.has(file) && copy?.size === file.size;
		if (isTrusted || (copy && (await isWhole(copy, entry, signal)))) return entry;
		await writeFile(folder, hash, file);
		const written = await storedFile(folder, hash);
		if (!written || !(await isWhole(written, entry, signal))) {
			throw new ProblemError({
				code: 'storage-failed',
				message: `The browser did not keep ${file.name} as it was given.`,
				wayOut: 'Everything works until the page is closed; build again to try once more.',
				file: file.name,
			});
		}
		return entry;
	}

	/** The newest generation that is whole, else what is left of the newest. */
	async #open(
		id: string,
		folder: FileSystemDirectoryHandle,
		signal: AbortSignal | undefined,
	): Promise<Opened | null> {
		const problems: Problem[] = [];
		let newest: { manifest: Manifest; files: File[]; lost: ManifestFile[] } | null = null;
		const generations = await generationsIn(folder);
		for (const generation of generations) {
			const manifest = await readManifest(folder, generation);
			if (manifest === 'newer') throw new ProblemError(KEPT_BY_NEWER);
			if (manifest === null) {
				problems.push(LIST_DAMAGED);
				continue;
			}
			const { files, lost } = await this.#verify(folder, manifest, signal);
			// From before there were files: what is left of the newest is more.
			const isBeforeAll = files.length === 0 && (newest?.files.length ?? 0) > 0;
			if (lost.length === 0 && !isBeforeAll) {
				if (newest) problems.push(...newest.lost.map(({ name }) => damaged(name)));
				if (problems.length > 0) problems.push(openedBefore(manifest.name));
				const built = await builtIn(folder, await this.#keyOf(manifest), signal);
				return { ...opened(id, manifest, files, problems), built };
			}
			newest ??= { manifest, files, lost };
		}
		if (generations.length === 0) return null;
		if (newest === null) throw new ProblemError(LIST_DAMAGED);
		problems.push(...newest.lost.map(({ name }) => damaged(name)));
		if (newest.files.length === 0) throw new ProblemError(problems.at(-1) ?? LIST_DAMAGED);
		return opened(id, withoutFiles(newest.manifest, newest.lost), newest.files, problems);
	}

	async #verify(
		folder: FileSystemDirectoryHandle,
		manifest: Manifest,
		signal: AbortSignal | undefined,
	): Promise<{ files: File[]; lost: ManifestFile[] }> {
		const files: File[] = [];
		const lost: ManifestFile[] = [];
		for (const entry of manifest.files) {
			const copy = await storedFile(folder, entry.hash);
			if (copy && (await isWhole(copy, entry, signal)))
				files.push(this.#trusted(named(copy, entry), entry.hash));
			else lost.push(entry);
		}
		return { files, lost };
	}

	/** The key of what is built of kept copies; null if they are none. */
	async #keyOfShown({ mapping, files }: Kept): Promise<string | null> {
		const entries = files.flatMap((file) => {
			const hash = this.#verified.get(file);
			const { name, lastModified: modified, size: bytes } = file;
			return hash === undefined ? [] : [{ name, modified, bytes, hash }];
		});
		return entries.length < files.length ? null : builtKey(this.#platform.version, mapping, entries);
	}

	#keyOf({ mapping, files }: Manifest): Promise<string> {
		return builtKey(this.#platform.version, mapping, files);
	}

	#trusted(file: File, hash: string): File {
		this.#verified.set(file, hash);
		return file;
	}

	/**
	 * Removes generations beyond the two newest sound ones, files that none of those names, and what was built of
	 * another state than the newest.
	 */
	async #sweep(folder: FileSystemDirectoryHandle): Promise<void> {
		const kept = new Set<string>();
		let sound = 0;
		for (const generation of await generationsIn(folder)) {
			const manifest = sound < GENERATIONS ? await readManifest(folder, generation) : null;
			// A newer version of the product knows what it keeps here.
			if (manifest === 'newer') return;
			if (!manifest) continue;
			if (sound === 0)
				for (const name of await builtNames(folder, await this.#keyOf(manifest))) kept.add(name);
			sound += 1;
			kept.add(manifestName(generation));
			for (const { hash } of manifest.files) kept.add(hash);
		}
		const names: string[] = [];
		for await (const name of folder.keys()) names.push(name);
		for (const name of names) if (!kept.has(name)) await remove(folder, name);
	}

	#tell(change: Change): void {
		this.#platform.channel?.postMessage(change);
	}

	async #do<T>(
		doing: string,
		mode: LockMode,
		signal: AbortSignal | undefined,
		work: (all: FileSystemDirectoryHandle) => Promise<T>,
	): Promise<T> {
		try {
			return await this.#exclusively(mode, signal, async () => {
				const root = await this.#platform.root();
				return work(await root.getDirectoryHandle(FOLDER, { create: true }));
			});
		} catch (cause) {
			// That the caller stopped it is no problem to tell.
			if (signal?.aborted) throw cause;
			throw storageProblem(cause, doing);
		}
	}

	async #exclusively<T>(mode: LockMode, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
		const { locks } = this.#platform;
		if (!locks) return work();
		const patience = AbortSignal.timeout(this.#patience);
		return locks.request(
			LOCK,
			{ mode, signal: signal ? AbortSignal.any([signal, patience]) : patience },
			work,
		) as Promise<T>;
	}
}

const LIST_DAMAGED: Problem = {
	code: 'kept-list-damaged',
	message: 'The list of the kept files is damaged.',
	wayOut: 'Open the files again.',
};

const KEPT_BY_NEWER: Problem = {
	code: 'kept-by-newer-version',
	message: 'These files were kept by a newer version of Funnelscope than this page.',
	wayOut: 'Reload the page to have the newer one.',
};

const openedBefore = (name: string): Problem => ({
	code: 'opened-as-before',
	message: `${name} was opened as it was kept before its last change.`,
	wayOut: 'What was added or changed last is not in it.',
});

const opened = (id: string, manifest: Manifest, files: File[], problems: Problem[]): Opened => {
	const { savedAt: _savedAt, ...kept } = manifest;
	const bytes = files.reduce((sum, { size }) => sum + size, 0);
	return { id, kept: { ...kept, files }, use: { kind: 'files', bytes }, problems };
};

const isWhole = async (copy: File, entry: ManifestFile, signal: AbortSignal | undefined): Promise<boolean> =>
	copy.size === entry.bytes && (await hashFile(copy, signal)) === entry.hash;

const named = (copy: File, { name, type, modified }: ManifestFile): File =>
	new File([copy], name, { type, lastModified: modified });

/** The kept copy of a file under its own name. */
async function fileOf(folder: FileSystemDirectoryHandle, entry: ManifestFile): Promise<File> {
	const copy = await storedFile(folder, entry.hash);
	if (copy?.size !== entry.bytes) throw new ProblemError(damaged(entry.name));
	return named(copy, entry);
}

/** The store of this browser for this version of the product: files where it can keep them; else memory, with the reason as its problem. */
export function openStore(version: string): Store {
	const storage = typeof navigator === 'undefined' ? undefined : navigator.storage;
	if (
		!storage?.getDirectory ||
		!globalThis.crypto?.subtle ||
		!('createWritable' in FileSystemFileHandle.prototype)
	)
		return new SteadyStore(null);
	return new SteadyStore(
		new FileStore({
			root: async () => {
				try {
					return await storage.getDirectory();
				} catch (cause) {
					throw new ProblemError({
						...NOTHING_KEPT,
						detail: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
					});
				}
			},
			locks: navigator.locks,
			channel: typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(LOCK),
			notes: storageForNotes(),
			version,
		}),
	);
}
