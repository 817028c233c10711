import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { openNodeEngine } from '$lib/engine/node';

/** The engines that run without a browser, for `describe.each`. Node's is the browser's own build. */
export const engines = [
	{ kind: 'native', open: openNativeEngine },
	{ kind: 'node', open: openNodeEngine },
] as const;

/** Opens an engine that is closed after the tests of the file or block it is called in. */
export async function openForTests(open: () => Promise<Engine>): Promise<Engine> {
	const engine = await open();
	afterAll(() => engine.close());
	return engine;
}

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** A Blob of a file on disk that holds `text`, as the terminal hands files over; deleted after the tests. */
export async function fileOf(text: string | Uint8Array): Promise<Blob> {
	const folder = await mkdtemp(join(tmpdir(), 'funnelscope-test-'));
	folders.push(folder);
	const path = join(folder, 'file');
	await writeFile(path, text);
	return openAsBlob(path);
}
