import { rmSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes written at once: a stream's pieces are so small that they take several times as long. */
const PIECE = 4 * 1024 * 1024;

/** A private folder for the files of one engine, gone when the engine is closed or the process ends. */
export interface Spool {
	readonly folder: string;
	/** Writes `file` under `name`, replacing what was there; its absolute path. Ends early once `stopped` says so. */
	put(name: string, file: Blob, stopped: () => boolean): Promise<string>;
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
		async put(name, file, stopped) {
			const path = join(folder, name);
			const handle = await open(path, 'w');
			try {
				for (let at = 0; at < file.size && !stopped(); at += PIECE) {
					await handle.write(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
				}
			} finally {
				await handle.close();
			}
			return path;
		},
		drop: (name) => rm(join(folder, name), { force: true }),
		async remove() {
			process.off('exit', sweep);
			await rm(folder, { recursive: true, force: true });
		},
	};
}
