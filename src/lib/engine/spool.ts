import { createWriteStream } from 'node:fs';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/** A private folder for the files of one engine, gone when the engine is closed or the process ends. */
export interface Spool {
	readonly folder: string;
	/** Writes `file` under `name`, replacing what was there; its absolute path. */
	put(name: string, file: Blob): Promise<string>;
	drop(name: string): Promise<void>;
	remove(): Promise<void>;
}

/** Makes such a folder, readable to this user alone. */
export async function openSpool(): Promise<Spool> {
	const folder = await mkdtemp(join(tmpdir(), 'funnelscope-'));
	const sweep = (): void => rmSync(folder, { recursive: true, force: true });
	process.once('exit', sweep);
	return {
		folder,
		async put(name, file) {
			const path = join(folder, name);
			await pipeline(Readable.fromWeb(file.stream() as ReadableStream), createWriteStream(path));
			return path;
		},
		drop: (name) => rm(join(folder, name), { force: true }),
		async remove() {
			process.off('exit', sweep);
			await rm(folder, { recursive: true, force: true });
		},
	};
}
