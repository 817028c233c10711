import { CURRENT, newestIn } from './kept-list';
import { manifestName, manifestText, type Manifest } from './kept-manifest';
import { folderIn, storedFile, writeFile } from './private-files';
import { isNamed, type Kept } from './storage';

/*
 * Choices, noted at once where the browser writes at once (localStorage): the private files are written a moment
 * later, and a page that is reloaded in that moment would lose what was chosen. A note is taken away once what it says
 * is kept; what is left of a page that has ended is made good as the next one opens what is kept.
 */

export type Note =
	/** A workspace was made the one that opens next time. */
	| { what: 'current'; id: string }
	/** A workspace without files was made, and made the current one. */
	| { what: 'made'; id: string; made: Omit<Kept, 'files'> }
	| { what: 'name'; id: string; name: string }
	/** Without a value the setting was taken away. */
	| { what: 'setting'; id: string; setting: string; value?: unknown };

/** A note as it is found; `at` in milliseconds since 1970. */
export interface Noted {
	note: Note;
	at: number;
	/** Takes the note away, unless another has been written in its place. */
	done: () => void;
}

const PREFIX = 'funnelscope.noted.';

/** One key a choice, so that two tabs never write each other's. */
function keyOf(note: Note): string {
	if (note.what === 'current') return `${PREFIX}current`;
	const key = `${PREFIX}${note.what}.${note.id}`;
	return note.what === 'setting' ? `${key}.${note.setting}` : key;
}

/** The notes of this browser; none where it has no such storage. */
export class Notes {
	#storage: Storage | undefined;

	constructor(storage: Storage | undefined) {
		this.#storage = storage;
	}

	/** Writes a note, in the place of one of the same choice; the answer takes it away again. */
	put(note: Note): () => void {
		const key = keyOf(note);
		const text = JSON.stringify({ note, at: Date.now() });
		try {
			this.#storage?.setItem(key, text);
		} catch (cause) {
			if (!isNamed(cause, 'QuotaExceededError')) throw cause;
			// Full: the choice is kept a moment later, as without notes, and an older note must not undo it.
			this.#storage?.removeItem(key);
		}
		return () => this.#remove(key, text);
	}

	/** All notes, the oldest first. One that cannot be read is taken away. */
	all(): Noted[] {
		const found: Noted[] = [];
		for (const key of this.#keys()) {
			const text = this.#storage?.getItem(key) ?? '';
			const done = () => this.#remove(key, text);
			const noted = notedFrom(text);
			if (noted && keyOf(noted.note) === key) found.push({ ...noted, done });
			else done();
		}
		return found.sort((a, b) => a.at - b.at);
	}

	/** Takes away the notes of a workspace – null: of all. */
	forget(id: string | null): void {
		for (const { note, done } of this.all()) if (id === null || note.id === id) done();
	}

	#keys(): string[] {
		const storage = this.#storage;
		if (!storage) return [];
		const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
		return keys.filter((key) => key.startsWith(PREFIX));
	}

	#remove(key: string, text: string): void {
		if (this.#storage?.getItem(key) === text) this.#storage.removeItem(key);
	}
}

function notedFrom(text: string): Pick<Noted, 'note' | 'at'> | null {
	try {
		const { note, at } = (JSON.parse(text) ?? {}) as { note?: Note; at?: unknown };
		return note && typeof note.id === 'string' && typeof at === 'number' ? { note, at } : null;
	} catch (cause) {
		if (cause instanceof SyntaxError) return null;
		throw cause;
	}
}

/** Writes a changed list of a workspace in the place of its newest, which is no state of its own to go back from. */
export async function amend(
	all: FileSystemDirectoryHandle,
	id: string,
	change: (manifest: Manifest) => Manifest,
): Promise<void> {
	const folder = await folderIn(all, id);
	const newest = folder && (await newestIn(folder));
	if (!newest) return;
	const text = await manifestText(change(newest.manifest));
	await writeFile(folder, manifestName(newest.generation), new Blob([text]));
}

/** Makes a workspace the one that opens next time. */
export const writeCurrent = (all: FileSystemDirectoryHandle, id: string): Promise<void> =>
	writeFile(all, CURRENT, new Blob([JSON.stringify({ id })]));

/**
 * Does what a note says; the caller has the files to itself. A setting and a name have one note each, that of the last
 * choice in any tab; which workspace is the current one changes by other ways too, and the later one stands.
 */
export async function makeGood(all: FileSystemDirectoryHandle, { note, at }: Noted): Promise<void> {
	const { id } = note;
	const makeCurrent = async (): Promise<void> => {
		const written = (await storedFile(all, CURRENT))?.lastModified ?? 0;
		if (at >= written) await writeCurrent(all, id);
	};
	if (note.what === 'current') {
		const folder = await folderIn(all, id);
		if (folder && (await newestIn(folder))) await makeCurrent();
	} else if (note.what === 'made') {
		const folder = await all.getDirectoryHandle(id, { create: true });
		if (await newestIn(folder)) return;
		const manifest: Manifest = { ...note.made, savedAt: at, files: [] };
		await writeFile(folder, manifestName(1), new Blob([await manifestText(manifest)]));
		await makeCurrent();
	} else {
		await amend(all, id, (manifest) => {
			if (note.what === 'name') return { ...manifest, name: note.name, isNamed: true };
			return { ...manifest, settings: { ...manifest.settings, [note.setting]: note.value } };
		});
	}
}

/** Where the browser writes at once; undefined where it refuses to. */
export function storageForNotes(): Storage | undefined {
	try {
		return typeof localStorage === 'undefined' ? undefined : localStorage;
	} catch (cause) {
		if (isNamed(cause, 'SecurityError')) return undefined;
		throw cause;
	}
}
