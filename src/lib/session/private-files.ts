import { isNamed } from './storage';

/* The origin-private file system, as far as it is needed here. */

/** Writes a file at once and wholly, or not at all: what it held before stays until the end. */
export async function writeFile(
	folder: FileSystemDirectoryHandle,
	name: string,
	content: Blob,
): Promise<void> {
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

/** The file of this name; null if there is none. */
export async function storedFile(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
	try {
		return await (await folder.getFileHandle(name)).getFile();
	} catch (cause) {
		if (isNamed(cause, 'NotFoundError')) return null;
		throw cause;
	}
}

/** The folder of this name; null if there is none. */
export async function folderIn(
	all: FileSystemDirectoryHandle,
	id: string,
): Promise<FileSystemDirectoryHandle | null> {
	try {
		return await all.getDirectoryHandle(id);
	} catch (cause) {
		if (isNamed(cause, 'NotFoundError', 'TypeMismatchError')) return null;
		throw cause;
	}
}

/** Removes a file, or a folder with all in it, if it is there and nobody is writing to it. */
export async function remove(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
	try {
		await folder.removeEntry(name, { recursive: true });
	} catch (cause) {
		// What another tab is just writing is left for the next sweep.
		if (!isNamed(cause, 'NotFoundError', 'NoModificationAllowedError')) throw cause;
	}
}

/** Longest wait for a file that is still open, and the pause between two looks, in milliseconds. */
const OPEN_PATIENCE_MS = 3_000;
const OPEN_PAUSE_MS = 50;

/**
 * Removes a folder with all in it. What is still written in it is waited for, as a worker that was ended lets go of its
 * files a moment later; rejects with NoModificationAllowedError if it does not.
 */
export async function removeWhole(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
	const started = performance.now();
	for (;;) {
		try {
			await folder.removeEntry(name, { recursive: true });
			return;
		} catch (cause) {
			if (isNamed(cause, 'NotFoundError')) return;
			const isOpen = isNamed(cause, 'NoModificationAllowedError', 'InvalidModificationError');
			if (!isOpen || performance.now() - started > OPEN_PATIENCE_MS) throw cause;
			await new Promise((resolve) => setTimeout(resolve, OPEN_PAUSE_MS));
		}
	}
}
