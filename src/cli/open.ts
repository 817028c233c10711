import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProblemError } from '$lib/base/problem';
import type { Engine } from '$lib/engine/engine';
import type { NamedBlob } from '$lib/intake/import';
import type { EngineChoice } from './arguments';

export async function openEngine(choice: EngineChoice): Promise<Engine> {
	if (choice === 'wasm') return (await import('$lib/engine/node')).openNodeEngine();
	return (await import('$lib/engine/native')).openNativeEngine();
}

/** The files at these paths, not yet read. Throws ProblemError `no-such-file`. */
export async function openFiles(paths: readonly string[]): Promise<NamedBlob[]> {
	const files: NamedBlob[] = [];
	for (const path of paths) {
		const found = await stat(path).catch(() => null);
		if (!found?.isFile()) {
			throw new ProblemError({
				code: 'no-such-file',
				message: `There is no file ${path}.`,
				wayOut: 'Check the path.',
				file: path,
			});
		}
		files.push({ name: basename(path), blob: await openAsBlob(path) });
	}
	return files;
}
