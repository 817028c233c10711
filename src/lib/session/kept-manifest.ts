import { hashText } from './file-hash';
import { isNamed, type Kept } from './storage';

/** A file of a generation; its content is in the file of its hash. */
export interface ManifestFile {
	name: string;
	type: string;
	modified: number;
	bytes: number;
	hash: string;
}

/** Written last: a generation without its manifest does not exist. */
export interface Manifest extends Omit<Kept, 'files'> {
	savedAt: number;
	files: ManifestFile[];
}

const VERSION = 2;
const NAME = /^manifest\.(\d+)\.json$/;

/** Number of the generation whose manifest has this name; null if it is none. */
export const generationOf = (name: string): number | null => {
	const match = NAME.exec(name);
	return match ? Number(match[1]) : null;
};
export const manifestName = (generation: number): string => `manifest.${generation}.json`;

/** A manifest as it is written, with a checksum of its own. */
export async function manifestText(manifest: Manifest): Promise<string> {
	const body = JSON.stringify(manifest);
	return JSON.stringify({ version: VERSION, checksum: await hashText(body), body });
}

/** The manifest that a text holds; null if it is damaged or cut off, `newer` if a later version wrote it. */
async function manifestFrom(text: string): Promise<Manifest | 'newer' | null> {
	try {
		const written = JSON.parse(text) as { version?: unknown; checksum?: unknown; body?: unknown } | null;
		if (typeof written?.version === 'number' && written.version > VERSION) return 'newer';
		if (written?.version !== VERSION || typeof written.body !== 'string') return null;
		if ((await hashText(written.body)) !== written.checksum) return null;
		return JSON.parse(written.body) as Manifest;
	} catch (cause) {
		if (cause instanceof SyntaxError) return null;
		throw cause;
	}
}

/** The generations of a workspace's folder, newest first. */
export async function generationsIn(folder: FileSystemDirectoryHandle): Promise<number[]> {
	const found: number[] = [];
	for await (const name of folder.keys()) {
		const generation = generationOf(name);
		if (generation !== null) found.push(generation);
	}
	return found.sort((a, b) => b - a);
}

/** The manifest of a generation; null if it is damaged, `newer` if a later version of the product wrote it. */
export async function readManifest(
	folder: FileSystemDirectoryHandle,
	generation: number,
): Promise<Manifest | 'newer' | null> {
	try {
		const handle = await folder.getFileHandle(manifestName(generation));
		return await manifestFrom(await (await handle.getFile()).text());
	} catch (cause) {
		if (isNamed(cause, 'NotFoundError')) return null;
		throw cause;
	}
}

/** The manifest without these files and the tables in them. */
export function withoutFiles(manifest: Manifest, lost: readonly ManifestFile[]): Manifest {
	const isOf = (table: string) => lost.some(({ name }) => table === name || table.startsWith(`${name} › `));
	const files = manifest.mapping.files.filter(({ file }) => !isOf(file));
	return { ...manifest, mapping: { ...manifest.mapping, files } };
}
