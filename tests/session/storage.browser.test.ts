import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import type { Mapping } from '$lib/intake/mapping';
import { FileStore, hashFile, NoStore, openStore, type Kept } from '$lib/session/storage';

const MAPPING: Mapping = { version: 1, files: [], process: { stages: [], evidence: ['told'] } };
const kept = (...texts: string[]): Kept => ({
	name: 'Deals',
	files: texts.map(
		(text, index) =>
			new File([text], `dëals ${index}.csv`, { type: 'text/csv', lastModified: 1_700_000_000_000 }),
	),
	mapping: MAPPING,
});
const textsOf = async (found: Kept | null) => Promise.all((found?.files ?? []).map((file) => file.text()));
const codeFrom = (work: Promise<unknown>) =>
	work.then(
		() => 'no problem',
		(cause: unknown) => (cause instanceof ProblemError ? cause.problem.code : String(cause)),
	);

const root = () => navigator.storage.getDirectory();
const folder = async () => (await root()).getDirectoryHandle('opened-files');
async function entries(): Promise<string[]> {
	const names: string[] = [];
	for await (const name of (await folder()).keys()) names.push(name);
	return names.sort();
}
async function generation(): Promise<FileSystemDirectoryHandle> {
	const name = (await entries()).find((entry) => entry !== 'manifest.json') ?? '';
	return (await folder()).getDirectoryHandle(name);
}
async function overwrite(place: FileSystemDirectoryHandle, name: string, text: string): Promise<void> {
	const sink = await (await place.getFileHandle(name)).createWritable();
	await sink.write(text);
	await sink.close();
}

const store = new FileStore({ root, locks: navigator.locks });

beforeEach(() => store.purge());
afterEach(() => {
	vi.restoreAllMocks();
});

describe('the files that a browser keeps', () => {
	test('are those that were saved, with their names, dates and mapping', async () => {
		const { use } = await store.save(kept('id\n1', 'id\n2\n3'));
		expect(use).toEqual({ kind: 'files', bytes: 10 });
		const found = await new FileStore({ root, locks: navigator.locks }).load();
		expect(await textsOf(found)).toEqual(['id\n1', 'id\n2\n3']);
		expect(found?.files.map(({ name, type, lastModified }) => [name, type, lastModified])).toEqual([
			['dëals 0.csv', 'text/csv', 1_700_000_000_000],
			['dëals 1.csv', 'text/csv', 1_700_000_000_000],
		]);
		expect([found?.name, found?.mapping]).toEqual(['Deals', MAPPING]);
	});

	test('are nothing where nothing was saved', async () => {
		expect(await store.load()).toBeNull();
	});

	test('are only those of the last save', async () => {
		await store.save(kept('old', 'older'));
		await store.save(kept('new'));
		expect(await textsOf(await store.load())).toEqual(['new']);
		expect(await entries()).toHaveLength(2);
	});

	test('can be saved again from the kept copies themselves', async () => {
		const first = await store.save(kept('a', 'b'));
		const second = await store.save({ ...kept(), files: [...first.files, new File(['c'], 'c.csv')] });
		expect(await Promise.all(second.files.map((file) => file.text()))).toEqual(['a', 'b', 'c']);
		expect(await textsOf(await store.load())).toEqual(['a', 'b', 'c']);
	});

	test('are there without locks too', async () => {
		const alone = new FileStore({ root, locks: undefined });
		await alone.save(kept('a'));
		expect(await textsOf(await alone.load())).toEqual(['a']);
	});

	test('are gone after a purge, and so is their folder', async () => {
		await store.save(kept('a'));
		await store.purge();
		await expect(folder()).rejects.toThrow();
		expect(await store.load()).toBeNull();
	});

	test('may be empty files', async () => {
		await store.save(kept(''));
		expect(await textsOf(await store.load())).toEqual(['']);
	});
});

describe('a save that does not come to its end', () => {
	test('for want of room leaves what was kept, and nothing half-written', async () => {
		await store.save(kept('before'));
		let writes = 0;
		const write = FileSystemWritableFileStream.prototype.write;
		vi.spyOn(FileSystemWritableFileStream.prototype, 'write').mockImplementation(function (
			this: FileSystemWritableFileStream,
			chunk,
		) {
			return ++writes > 1
				? Promise.reject(new DOMException('full', 'QuotaExceededError'))
				: write.call(this, chunk);
		});
		expect(await codeFrom(store.save(kept('one', 'two', 'three')))).toBe('storage-full');
		expect(await textsOf(await store.load())).toEqual(['before']);
		expect(await entries()).toHaveLength(2);
	});

	test('because the page was closed leaves what was kept: an unnamed generation does not exist', async () => {
		await store.save(kept('before'));
		const stray = await (await folder()).getDirectoryHandle('half-written', { create: true });
		await stray.getFileHandle('0', { create: true });
		expect(await textsOf(await store.load())).toEqual(['before']);
		await store.save(kept('after'));
		expect(await entries()).not.toContain('half-written');
	});

	test('because it was stopped leaves what was kept', async () => {
		await store.save(kept('before'));
		const stop = new AbortController();
		const saving = store.save(kept('after'), stop);
		stop.abort();
		await expect(saving).rejects.toThrow('abort');
		expect(await textsOf(await store.load())).toEqual(['before']);
	});

	test('because another tab is busy says so instead of waiting for ever', async () => {
		let release: () => void = () => undefined;
		const busy = new Promise<void>((resolve) => (release = resolve));
		const other = navigator.locks.request('funnelscope-opened-files', () => busy);
		const impatient = new FileStore({ root, locks: navigator.locks }, 50);
		expect(await codeFrom(impatient.save(kept('a')))).toBe('storage-busy');
		release();
		await other;
		expect(await codeFrom(impatient.save(kept('a')))).toBe('no problem');
	});

	test('since two tabs save at once leaves one of the two, whole', async () => {
		const other = new FileStore({ root, locks: navigator.locks });
		await Promise.all([store.save(kept('a', 'a')), other.save(kept('b', 'b')), store.save(kept('c', 'c'))]);
		const texts = await textsOf(await store.load());
		expect(texts).toHaveLength(2);
		expect(texts[0]).toBe(texts[1]);
		expect(await entries()).toHaveLength(2);
	});
});

describe('kept files that the browser has damaged', () => {
	test.each([
		['shorter', async () => overwrite(await generation(), '0', 'id')],
		['changed', async () => overwrite(await generation(), '0', 'id\n2')],
		['missing', async () => (await generation()).removeEntry('0')],
		[
			'missing with their folder',
			async () => (await folder()).removeEntry((await generation()).name, { recursive: true }),
		],
	])('by being %s are told, never opened', async (_, damage) => {
		await store.save(kept('id\n1'));
		await damage();
		expect(await codeFrom(store.load())).toBe('kept-file-damaged');
		await store.save(kept('new'));
		expect(await textsOf(await store.load())).toEqual(['new']);
	});

	test.each(['', '{"version":1', 'null', '{"version":2}'])(
		'in their list (%j) are told, and the next save mends it',
		async (text) => {
			await store.save(kept('id\n1'));
			await overwrite(await folder(), 'manifest.json', text);
			expect(await codeFrom(store.load())).toBe('kept-by-another-version');
			await store.save(kept('new'));
			expect(await textsOf(await store.load())).toEqual(['new']);
		},
	);
});

describe('the hash of a file', () => {
	test('tells apart what differs in one byte, in any chunk', async () => {
		const size = 8 * 1024 * 1024;
		const bytes = new Uint8Array(size + 10);
		const plain = await hashFile(new Blob([bytes]));
		bytes[size + 5] = 1;
		const end = await hashFile(new Blob([bytes]));
		bytes[size + 5] = 0;
		bytes[0] = 1;
		const start = await hashFile(new Blob([bytes]));
		expect(new Set([plain, end, start]).size).toBe(3);
	});
});

describe('a browser', () => {
	test('that can keep files does', () => {
		expect(openStore()).toBeInstanceOf(FileStore);
	});

	test('that refuses its storage is told as one that keeps nothing', async () => {
		vi.spyOn(navigator.storage, 'getDirectory').mockRejectedValue(new DOMException('no', 'SecurityError'));
		expect(await codeFrom(openStore().save(kept('a')))).toBe('nothing-kept');
	});

	test('that cannot keep files says so when it should, and not before', async () => {
		const none = new NoStore({ code: 'nothing-kept', message: 'No.', wayOut: 'Again.' });
		expect(await none.load()).toBeNull();
		await none.purge();
		expect(await codeFrom(none.save())).toBe('nothing-kept');
	});
});
