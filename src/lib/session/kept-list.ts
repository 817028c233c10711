import { builtBytes, dropBuilt } from './kept-built';
import { generationsIn, readManifest, type Manifest } from './kept-manifest';
import { folderIn, storedFile } from './private-files';
import type { KeptEntry } from './storage';

/** The file that tells which workspace was opened last. */
export const CURRENT = 'current.json';

/** The newest generation whose manifest can be read. */
export async function newestIn(
	folder: FileSystemDirectoryHandle,
): Promise<{ generation: number; manifest: Manifest } | null> {
	for (const generation of await generationsIn(folder)) {
		const manifest = await readManifest(folder, generation);
		if (manifest && manifest !== 'newer') return { generation, manifest };
	}
	return null;
}

/** All workspaces of the folder, the newest first. */
export async function entriesIn(all: FileSystemDirectoryHandle): Promise<KeptEntry[]> {
	const ids: string[] = [];
	for await (const [name, handle] of all.entries()) if (handle.kind === 'directory') ids.push(name);
	const entries: KeptEntry[] = [];
	for (const id of ids) {
		const folder = await folderIn(all, id);
		const newest = folder && (await newestIn(folder));
		if (!newest) continue;
		const { name, savedAt, files } = newest.manifest;
		const bytes = files.reduce((sum, file) => sum + file.bytes, await builtBytes(folder));
		entries.push({ id, name, savedAt, bytes, files: files.length, kind: 'files' });
	}
	return entries.sort((a, b) => b.savedAt - a.savedAt || (a.id < b.id ? -1 : 1));
}

/** The workspace that was opened last, if it is still there, else that saved last. */
export async function currentIn(all: FileSystemDirectoryHandle): Promise<string | null> {
	const text = await (await storedFile(all, CURRENT))?.text();
	const chosen = text === undefined ? null : idFrom(text);
	if (chosen !== null && (await folderIn(all, chosen))) return chosen;
	return (await entriesIn(all))[0]?.id ?? null;
}

function idFrom(text: string): string | null {
	try {
		const { id } = (JSON.parse(text) ?? {}) as { id?: unknown };
		return typeof id === 'string' && id !== '' ? id : null;
	} catch (cause) {
		if (cause instanceof SyntaxError) return null;
		throw cause;
	}
}

/** Removes what was built of all workspaces; whether there was any. */
export async function dropAllBuilt(all: FileSystemDirectoryHandle): Promise<boolean> {
	let dropped = false;
	for await (const handle of all.values()) {
		if (handle.kind === 'directory' && (await dropBuilt(handle as FileSystemDirectoryHandle))) dropped = true;
	}
	return dropped;
}
