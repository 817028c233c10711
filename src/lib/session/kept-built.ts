import type { Mapping } from '../intake/mapping';
import { hashFile, hashText } from './file-hash';
import type { ManifestFile } from './kept-manifest';
import { remove, storedFile, writeFile } from './private-files';
import type { KeptBuilt } from './storage';

/*
 * What was built from a workspace, beside its files: a cache that may always be dropped. It counts for exactly the
 * files, the mapping and the version of the product that it was built from and by.
 */

/** What `LIST` holds. */
interface Written {
	key: string;
	file: string;
	hash: string;
	state: unknown;
}

const LIST = 'built.json';
const NAME = /^built-.+\.db$/;

/** What a built workspace depends on, as one text. */
export const builtKey = (
	version: string,
	mapping: Mapping,
	files: readonly Pick<ManifestFile, 'name' | 'modified' | 'bytes' | 'hash'>[],
): Promise<string> =>
	hashText(
		JSON.stringify([
			version,
			mapping,
			files.map(({ name, modified, bytes, hash }) => [name, modified, bytes, hash]),
		]),
	);

async function writtenIn(folder: FileSystemDirectoryHandle): Promise<Written | null> {
	const text = await (await storedFile(folder, LIST))?.text();
	if (text === undefined) return null;
	try {
		return JSON.parse(text) as Written | null;
	} catch (cause) {
		// Cut off by a crash: what it named is swept away.
		if (cause instanceof SyntaxError) return null;
		throw cause;
	}
}

/** A new, empty file of the folder, to be filled and then listed by `listBuilt`. */
export async function beginBuilt(
	folder: FileSystemDirectoryHandle,
): Promise<{ name: string; file: FileSystemFileHandle }> {
	const name = `built-${crypto.randomUUID()}.db`;
	return { name, file: await folder.getFileHandle(name, { create: true }) };
}

/** Makes a filled file what was built of the folder's workspace, unless it has been swept away meanwhile. */
export async function listBuilt(
	folder: FileSystemDirectoryHandle,
	key: string,
	name: string,
	state: unknown,
): Promise<void> {
	const file = await storedFile(folder, name);
	if (file === null) return;
	const written: Written = { key, file: name, hash: await hashFile(file), state };
	await writeFile(folder, LIST, new Blob([JSON.stringify(written)]));
}

/**
 * What was built under this key, verified byte by byte; null if there is nothing or it is damaged. It is a copy of the
 * browser's own, which may spill to disk: another tab may drop the file while it is read.
 */
export async function builtIn(
	folder: FileSystemDirectoryHandle,
	key: string,
	signal?: AbortSignal,
): Promise<KeptBuilt | null> {
	const written = await writtenIn(folder);
	if (written?.key !== key) return null;
	const file = await storedFile(folder, written.file);
	if (file === null) return null;
	const copy = await new Response(file.stream()).blob();
	return (await hashFile(copy, signal)) === written.hash ? { file: copy, state: written.state } : null;
}

/** Names of the files that hold what was built under this key. */
export async function builtNames(folder: FileSystemDirectoryHandle, key: string): Promise<string[]> {
	const written = await writtenIn(folder);
	return written?.key === key ? [LIST, written.file] : [];
}

/** Removes what was built, whole or half; whether there was any. */
export async function dropBuilt(folder: FileSystemDirectoryHandle): Promise<boolean> {
	const names: string[] = [];
	for await (const name of folder.keys()) if (name === LIST || NAME.test(name)) names.push(name);
	for (const name of names) await remove(folder, name);
	return names.length > 0;
}

/** Bytes of what was built. */
export async function builtBytes(folder: FileSystemDirectoryHandle): Promise<number> {
	let bytes = 0;
	for await (const [name, handle] of folder.entries()) {
		if (handle.kind === 'file' && NAME.test(name))
			bytes += (await (handle as FileSystemFileHandle).getFile()).size;
	}
	return bytes;
}
