import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import type { Mapping } from '$lib/intake/mapping';
import { hashFile } from '$lib/session/file-hash';
import { FileStore, openStore, type StoragePlatform } from '$lib/session/file-store';
import { SteadyStore, type Change, type Kept, type Opened } from '$lib/session/storage';

const mappingOf = (names: string[]): Mapping => ({
	version: 1,
	files: names.map((file) => ({
		file,
		kind: 'deals',
		layout: 'generic.deals',
		confidence: 1,
		evidence: [],
		columns: [],
	})),
	process: { stages: [], evidence: ['told'] },
	timeZone: 'Europe/Berlin',
});
const kept = (...texts: string[]): Kept => {
	const files = texts.map(
		(text, index) =>
			new File([text], `dëals ${index}.csv`, { type: 'text/csv', lastModified: 1_700_000_000_000 }),
	);
	const mapping = mappingOf(files.map(({ name }) => name));
	return {
		name: 'Deals',
		isNamed: false,
		files,
		mapping,
		memory: { version: 1, mapping, older: [] },
		settings: { checks: ['a'] },
	};
};
const textsOf = async (opened: Opened | null) =>
	Promise.all((opened?.kept.files ?? []).map((file) => file.text()));
const codesOf = (opened: Opened | null) => opened?.problems.map(({ code }) => code);
const codeFrom = (work: Promise<unknown>) =>
	work.then(
		() => 'no problem',
		(cause: unknown) => (cause instanceof ProblemError ? cause.problem.code : String(cause)),
	);

const root = () => navigator.storage.getDirectory();
const all = async () => (await root()).getDirectoryHandle('workspaces');
const folder = async (id = 'w') => (await all()).getDirectoryHandle(id);
async function entries(id = 'w'): Promise<string[]> {
	const names: string[] = [];
	for await (const name of (await folder(id)).keys()) names.push(name);
	return names.sort();
}
async function overwrite(name: string, text: string, place?: FileSystemDirectoryHandle): Promise<void> {
	const sink = await (await (place ?? (await folder())).getFileHandle(name)).createWritable();
	await sink.write(text);
	await sink.close();
}
const hashOf = (text: string) => hashFile(new Blob([text]));

const platformOf = (version: string): StoragePlatform => ({
	root,
	locks: navigator.locks,
	channel: new BroadcastChannel('test'),
	notes: localStorage,
	version,
});
const storeOf = (patience?: number, version = 'v1') => new FileStore(platformOf(version), patience);
const store = storeOf();

beforeEach(async () => {
	localStorage.clear();
	await store.purge();
});
afterEach(() => {
	vi.restoreAllMocks();
});

describe('a kept workspace', () => {
	test('is opened as it was saved, with names, dates, mapping, memory and settings', async () => {
		const given = kept('id\n1', 'id\n2\n3');
		const { use } = await store.save('w', given);
		expect(use).toEqual({ kind: 'files', bytes: 10 });
		const found = await storeOf().load(null);
		expect(found?.id).toBe('w');
		expect(await textsOf(found)).toEqual(['id\n1', 'id\n2\n3']);
		expect(found?.kept.files.map(({ name, type, lastModified }) => [name, type, lastModified])).toEqual([
			['dëals 0.csv', 'text/csv', 1_700_000_000_000],
			['dëals 1.csv', 'text/csv', 1_700_000_000_000],
		]);
		const { files: _files, ...rest } = given;
		expect(found?.kept).toMatchObject(rest);
		expect(codesOf(found)).toEqual([]);
	});

	test('is nothing where nothing was saved', async () => {
		expect(await store.load(null)).toBeNull();
		expect(await store.list()).toEqual([]);
	});

	test('keeps the last state and the one before it, and nothing older', async () => {
		await store.save('w', kept('first'));
		await store.save('w', kept('second'));
		await store.save('w', kept('third'));
		expect(await textsOf(await store.load('w'))).toEqual(['third']);
		expect(await entries()).toEqual(
			[await hashOf('second'), await hashOf('third'), 'manifest.2.json', 'manifest.3.json'].sort(),
		);
	});

	test('is written once for as long as its files stay the same', async () => {
		const first = await store.save('w', kept('a', 'b'));
		const writing = vi.spyOn(FileSystemWritableFileStream.prototype, 'write');
		const second = await store.save('w', {
			...kept(),
			files: [...first.files, new File(['c'], 'c.csv')],
		});
		// The new file, the manifest, and which workspace is the current one.
		expect(writing).toHaveBeenCalledTimes(3);
		expect(await Promise.all(second.files.map((file) => file.text()))).toEqual(['a', 'b', 'c']);
		expect(await textsOf(await store.load('w'))).toEqual(['a', 'b', 'c']);
	});

	test('may have empty files, and two of the same content', async () => {
		await store.save('w', kept('', 'same', 'same'));
		expect(await textsOf(await store.load('w'))).toEqual(['', 'same', 'same']);
	});

	test('is there without locks and channels too', async () => {
		const alone = new FileStore({ ...platformOf('v1'), locks: undefined, channel: undefined });
		await alone.save('w', kept('a'));
		expect(await textsOf(await alone.load('w'))).toEqual(['a']);
	});

	test('is gone after a purge, and so is its folder', async () => {
		await store.save('w', kept('a'));
		await store.purge();
		await expect(all()).rejects.toThrow();
		expect(await store.load(null)).toBeNull();
	});
});

describe('several workspaces', () => {
	test('are listed, named, chosen and deleted without touching each other', async () => {
		await store.save('one', kept('1'));
		await store.save('two', kept('2', '22'));
		expect((await store.list()).map(({ id, files, bytes }) => [id, files, bytes]).sort()).toEqual([
			['one', 1, 1],
			['two', 2, 3],
		]);
		expect((await store.load(null))?.id).toBe('two');
		await store.choose('one');
		expect((await store.load(null))?.id).toBe('one');
		await store.rename('one', 'North');
		expect((await store.load('one'))?.kept).toMatchObject({ name: 'North', isNamed: true });
		expect(await textsOf(await store.load('two'))).toEqual(['2', '22']);
		await store.remove('one');
		expect((await store.load(null))?.id).toBe('two');
		expect(await store.load('one')).toBeNull();
	});

	test('whose list of the current one is damaged open with the one saved last', async () => {
		await store.save('one', kept('1'));
		await new Promise((resolve) => setTimeout(resolve, 5));
		await store.save('two', kept('2'));
		await overwrite('current.json', '{"id":', await all());
		expect((await store.load(null))?.id).toBe('two');
	});
});

describe('a save that does not come to its end', () => {
	test('for want of room leaves what was kept, and nothing half-written', async () => {
		await store.save('w', kept('before'));
		const had = await entries();
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
		expect(await codeFrom(store.save('w', kept('one', 'two', 'three')))).toBe('storage-full');
		expect(await codeFrom(store.save('other', kept('one', 'two', 'three')))).toBe('storage-full');
		expect(await textsOf(await store.load('w'))).toEqual(['before']);
		expect(await entries()).toEqual(had);
		expect((await store.list()).map(({ id }) => id)).toEqual(['w']);
	});

	test('because the browser writes something else is noticed', async () => {
		await store.save('w', kept('before'));
		const write = FileSystemWritableFileStream.prototype.write;
		vi.spyOn(FileSystemWritableFileStream.prototype, 'write').mockImplementationOnce(function (
			this: FileSystemWritableFileStream,
		) {
			return write.call(this, 'aftex');
		});
		expect(await codeFrom(store.save('w', kept('after')))).toBe('storage-failed');
		expect(await textsOf(await store.load('w'))).toEqual(['before']);
	});

	test('because the page was closed leaves what was kept: files that no list names do not exist', async () => {
		await store.save('w', kept('before'));
		await (await folder()).getFileHandle('half-written', { create: true });
		expect(await textsOf(await store.load('w'))).toEqual(['before']);
		await store.save('w', kept('after'));
		expect(await entries()).not.toContain('half-written');
	});

	test('because it was stopped leaves what was kept', async () => {
		await store.save('w', kept('before'));
		const stop = new AbortController();
		const saving = store.save('w', kept('after'), stop);
		stop.abort();
		await expect(saving).rejects.toThrow('abort');
		expect(await textsOf(await store.load('w'))).toEqual(['before']);
	});

	test('because another tab is busy says so instead of waiting for ever', async () => {
		let release: () => void = () => undefined;
		const busy = new Promise<void>((resolve) => (release = resolve));
		const other = navigator.locks.request('funnelscope-workspaces', () => busy);
		const impatient = storeOf(50);
		expect(await codeFrom(impatient.save('w', kept('a')))).toBe('storage-busy');
		release();
		await other;
		expect(await codeFrom(impatient.save('w', kept('a')))).toBe('no problem');
	});
});

describe('two tabs', () => {
	test('that save at once leave the whole of one of them, never a mixture', async () => {
		const other = storeOf();
		await Promise.all([
			store.save('w', kept('a', 'a2')),
			other.save('w', kept('b', 'b2')),
			store.save('w', kept('c', 'c2')),
		]);
		const texts = await textsOf(await store.load('w'));
		expect([
			['a', 'a2'],
			['b', 'b2'],
			['c', 'c2'],
		]).toContainEqual(texts);
		expect((await entries()).filter((name) => name.startsWith('manifest'))).toHaveLength(2);
	});

	test('hear of what the other one saves and deletes, and not of themselves', async () => {
		const other = storeOf();
		const [own, heard]: [Change[], Change[]] = [[], []];
		const stops = [store.listen((change) => own.push(change)), other.listen((change) => heard.push(change))];
		await store.save('w', kept('a'));
		await store.remove('w');
		await vi.waitFor(() =>
			expect(heard).toEqual([
				{ id: 'w', what: 'saved' },
				{ id: 'w', what: 'removed' },
			]),
		);
		expect(own).toEqual([]);
		for (const stop of stops) stop();
	});
});

describe('what was chosen just before a page ended', () => {
	/** A page that ends before any of its writes comes about. */
	const endingPage = (notes: Storage | undefined = localStorage) => {
		const never = { request: () => new Promise<never>(() => undefined) };
		return new FileStore({ ...platformOf('v1'), notes, locks: never as unknown as LockManager });
	};
	const noted = () => Object.keys(localStorage);
	const columns = { ...kept('id\n1'), settings: { checks: ['a'], columns: ['amount'] } };

	test('is there when the next one opens, and noted no longer', async () => {
		await store.save('w', kept('id\n1'));
		await store.save('other', kept('id\n2'));
		const page = endingPage();
		void page.save('w', columns, { chosen: 'columns' });
		void page.save('w', { ...columns, settings: { columns: ['amount'] } }, { chosen: 'checks' });
		void page.rename('w', 'North');
		void page.choose('w');
		const opened = await storeOf().load(null);
		expect([opened?.id, opened?.kept.name, opened?.kept.isNamed]).toEqual(['w', 'North', true]);
		expect(opened?.kept.settings).toEqual({ columns: ['amount'] });
		expect(await textsOf(opened)).toEqual(['id\n1']);
		expect(noted()).toEqual([]);
		expect((await storeOf().load('w'))?.kept.settings).toEqual({ columns: ['amount'] });
	});

	test('is there where it was an empty workspace that was made', async () => {
		await store.save('w', kept('id\n1'));
		void endingPage().save('new', { ...kept(), name: 'South', isNamed: true });
		expect(await storeOf().load(null)).toMatchObject({ id: 'new', kept: { name: 'South', files: [] } });
		expect((await store.list()).map(({ id }) => id).sort()).toEqual(['new', 'w']);
	});

	test('opens no empty workspace in the place of one that was kept since', async () => {
		void endingPage().save('new', kept());
		await new Promise((resolve) => setTimeout(resolve, 5));
		await store.save('w', kept('id\n1'));
		expect((await storeOf().load(null))?.id).toBe('w');
		expect((await store.list()).map(({ id }) => id).sort()).toEqual(['new', 'w']);
	});

	test('is noted no longer once it is kept', async () => {
		await store.save('w', columns, { chosen: 'columns' });
		await store.save('new', kept());
		await store.rename('w', 'North');
		await store.choose('w');
		expect(noted()).toEqual([]);
	});

	test('stands for its own setting alone beside what another tab has kept since', async () => {
		await store.save('w', kept('id\n1'));
		void endingPage().save('w', columns, { chosen: 'columns' });
		void endingPage().choose('w');
		await new Promise((resolve) => setTimeout(resolve, 5));
		await store.save('w', { ...kept('id\n1', 'id\n2'), settings: { checks: ['b'] } });
		await store.save('other', kept('id\n3'));
		expect((await storeOf().load(null))?.id).toBe('other');
		const opened = await storeOf().load('w');
		expect(opened?.kept.settings).toEqual({ checks: ['b'], columns: ['amount'] });
		expect(await textsOf(opened)).toEqual(['id\n1', 'id\n2']);
	});

	test('goes by the later choice of two tabs', async () => {
		await store.save('w', kept('id\n1'));
		void endingPage().save('w', columns, { chosen: 'columns' });
		await store.save('w', { ...columns, settings: { columns: ['owner'] } }, { chosen: 'columns' });
		expect((await storeOf().load('w'))?.kept.settings).toEqual({ columns: ['owner'] });
	});

	test('is nothing for a workspace that is deleted, or when all is', async () => {
		await store.save('w', kept('id\n1'));
		await store.save('other', kept('id\n2'));
		const choose = () => {
			void endingPage().save('w', columns, { chosen: 'columns' });
			void endingPage().choose('w');
		};
		choose();
		await store.remove('w');
		expect(noted()).toEqual([]);
		choose();
		expect(await storeOf().load(null)).toMatchObject({ id: 'other', problems: [] });
		choose();
		await store.purge();
		expect(noted()).toEqual([]);
	});

	test('opens what is kept and says so where it cannot be kept, until it can', async () => {
		await store.save('w', kept('id\n1'));
		void endingPage().save('w', columns, { chosen: 'columns' });
		const full = vi
			.spyOn(FileSystemWritableFileStream.prototype, 'write')
			.mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
		const opened = await storeOf().load('w');
		expect([opened?.kept.settings, codesOf(opened)]).toEqual([{ checks: ['a'] }, ['storage-full']]);
		full.mockRestore();
		expect((await storeOf().load('w'))?.kept.settings).toEqual(columns.settings);
	});

	test('is kept a moment later, as before, where nothing can be written at once', async () => {
		const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
			throw new DOMException('full', 'QuotaExceededError');
		});
		for (const notes of [undefined, localStorage]) {
			const plain = new FileStore({ ...platformOf('v1'), notes });
			await plain.save('w', columns, { chosen: 'columns' });
			expect((await plain.load('w'))?.kept.settings).toEqual(columns.settings);
		}
		full.mockRestore();
	});

	test('is not undone by an older note where the later one found no room', async () => {
		await store.save('w', kept('id\n1'));
		void endingPage().save('w', columns, { chosen: 'columns' });
		const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
			throw new DOMException('full', 'QuotaExceededError');
		});
		await store.save('w', { ...columns, settings: { columns: ['owner'] } }, { chosen: 'columns' });
		full.mockRestore();
		expect((await storeOf().load('w'))?.kept.settings).toEqual({ columns: ['owner'] });
	});

	test.each(['', 'null', '{"note":', '{"note":{"what":"current","id":"other"},"at":1}'])(
		'and was not noted by us (%j) is taken away',
		async (text) => {
			await store.save('w', kept('id\n1'));
			localStorage.setItem('funnelscope.noted.name.w', text);
			expect((await storeOf().load('w'))?.kept.name).toBe('Deals');
			expect(noted()).toEqual([]);
		},
	);
});

describe('kept files that the browser has damaged', () => {
	const damage = [
		['shorter', async (hash: string) => overwrite(hash, 'id')],
		['changed', async (hash: string) => overwrite(hash, 'id\n2')],
		['missing', async (hash: string) => (await folder()).removeEntry(hash)],
	] as const;

	test.each(damage)('by being %s are named, and the state before is opened', async (_, spoil) => {
		await store.save('w', kept('id\n0'));
		await store.save('w', kept('id\n0', 'id\n1'));
		await spoil(await hashOf('id\n1'));
		const found = await store.load('w');
		expect(await textsOf(found)).toEqual(['id\n0']);
		expect(codesOf(found)).toEqual(['kept-file-damaged', 'opened-as-before']);
		expect(found?.problems[0]?.file).toBe('dëals 1.csv');
	});

	test.each(damage)('by being %s in both states are named, and the rest is opened', async (_, spoil) => {
		await store.save('w', kept('id\n1'));
		await store.save('w', kept('id\n1', 'id\n3'));
		await spoil(await hashOf('id\n1'));
		const found = await store.load('w');
		expect(await textsOf(found)).toEqual(['id\n3']);
		expect(found?.kept.mapping.files.map(({ file }) => file)).toEqual(['dëals 1.csv']);
		expect(found?.problems.map(({ code, file }) => [code, file])).toEqual([
			['kept-file-damaged', 'dëals 0.csv'],
		]);
	});

	test.each(damage)('by being %s and all there is are told, never opened', async (_, spoil) => {
		await store.save('w', kept('id\n1'));
		await spoil(await hashOf('id\n1'));
		expect(await codeFrom(store.load('w'))).toBe('kept-file-damaged');
	});

	test('leave what is left of the newest, and not the state before there was any file', async () => {
		await store.save('w', { ...kept(), name: 'South', isNamed: true });
		expect(await storeOf().load('w')).toMatchObject({ kept: { name: 'South', files: [] }, problems: [] });
		await store.save('w', kept('id\n1', 'id\n2'));
		await overwrite(await hashOf('id\n1'), 'id\n9');
		const found = await storeOf().load('w');
		expect(await textsOf(found)).toEqual(['id\n2']);
		expect(codesOf(found)).toEqual(['kept-file-damaged']);
	});

	test('are mended by opening the file again', async () => {
		await store.save('w', kept('id\n1'));
		await overwrite(await hashOf('id\n1'), 'id\n2');
		await store.save('w', kept('id\n1'));
		expect(await textsOf(await store.load('w'))).toEqual(['id\n1']);
	});

	test.each(['', '{"version":2', 'null', '{"version":1}', '{"version":2,"checksum":"0","body":"{}"}'])(
		'in their newest list (%j) are told, and the state before is opened',
		async (text) => {
			await store.save('w', kept('id\n1'));
			await store.save('w', kept('id\n2'));
			await overwrite('manifest.2.json', text);
			const found = await store.load('w');
			expect(await textsOf(found)).toEqual(['id\n1']);
			expect(codesOf(found)).toEqual(['kept-list-damaged', 'opened-as-before']);
			await store.save('w', kept('new'));
			expect(await textsOf(await store.load('w'))).toEqual(['new']);
		},
	);

	test('in their list by one letter are told by its checksum', async () => {
		await store.save('w', kept('id\n1'));
		const manifest = await (await (await folder()).getFileHandle('manifest.1.json')).getFile();
		await overwrite('manifest.1.json', (await manifest.text()).replace('Deals', 'Meals'));
		expect(await codeFrom(store.load('w'))).toBe('kept-list-damaged');
	});

	test('or that a newer version keeps are neither opened nor swept away', async () => {
		await store.save('w', kept('id\n1'));
		await overwrite('manifest.1.json', '{"version":3}');
		expect(await codeFrom(store.load('w'))).toBe('kept-by-newer-version');
		await store.save('w', kept('id\n2'));
		expect(await entries()).toContain('manifest.1.json');
		expect(await entries()).toContain(await hashOf('id\n1'));
	});
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
	test('that can keep files does', async () => {
		const saved = await openStore('v1').save('w', kept('a'));
		expect([saved.use.kind, saved.problem]).toEqual(['files', null]);
	});

	test('that refuses its storage holds files in memory, and says why', async () => {
		vi.spyOn(navigator.storage, 'getDirectory').mockRejectedValue(new DOMException('no', 'SecurityError'));
		const steady = openStore('v1');
		const saved = await steady.save('w', kept('a'));
		expect([saved.use.kind, saved.problem?.code]).toEqual(['memory', 'nothing-kept']);
		expect(await textsOf(await steady.load('w'))).toEqual(['a']);
	});

	test('without any storage holds all workspaces in memory', async () => {
		const steady = new SteadyStore(null);
		expect(await steady.load(null)).toBeNull();
		await steady.save('one', kept('1'));
		await steady.save('two', kept('2'));
		expect((await steady.list()).map(({ id, kind }) => [id, kind]).sort()).toEqual([
			['one', 'memory'],
			['two', 'memory'],
		]);
		expect((await steady.load(null))?.id).toBe('two');
		await steady.rename('one', 'North');
		expect((await steady.load('one'))?.kept.name).toBe('North');
		await steady.remove('two');
		expect(await steady.load('two')).toBeNull();
		await steady.purge();
		expect(await steady.list()).toEqual([]);
	});

	test('that is full holds the newest state in memory until there is room again', async () => {
		const steady = new SteadyStore(store);
		await steady.save('w', kept('old'));
		const full = vi
			.spyOn(FileSystemWritableFileStream.prototype, 'write')
			.mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
		const saved = await steady.save('w', kept('new'));
		expect([saved.use.kind, saved.problem?.code]).toEqual(['memory', 'storage-full']);
		expect(await textsOf(await steady.load(null))).toEqual(['new']);
		expect((await steady.list()).map(({ id, kind }) => [id, kind])).toEqual([['w', 'memory']]);
		// What was kept before is still kept: a reload opens it.
		expect(await textsOf(await store.load('w'))).toEqual(['old']);
		full.mockRestore();
		expect((await steady.save('w', kept('new'))).use.kind).toBe('files');
		expect(await textsOf(await store.load('w'))).toEqual(['new']);
	});
});

describe('what was built', () => {
	const fill = (text: string, state: unknown) => async (file: FileSystemFileHandle) => {
		const sink = await file.createWritable();
		await sink.write(text);
		await sink.close();
		return state;
	};
	const builtFiles = async () => (await entries()).filter((name) => name.startsWith('built'));
	const loaded = async (from = store) => {
		const { built } = (await from.load('w')) ?? {};
		return built ? [await built.file.text(), built.state] : null;
	};
	async function saved(...texts: string[]): Promise<Kept> {
		const given = kept(...texts);
		const { files } = await store.save('w', given);
		return { ...given, files };
	}

	test('comes back with its state, for the same files, mapping and version of the product alone', async () => {
		const given = await saved('id\n1');
		await store.saveBuilt('w', given, fill('tables', { asOf: '2024-01-01' }));
		expect(await loaded(storeOf())).toEqual(['tables', { asOf: '2024-01-01' }]);
		expect((await store.list()).map(({ bytes }) => bytes)).toEqual([10]);
		expect((await store.loadBuilt('w', given))?.state).toEqual({ asOf: '2024-01-01' });
		expect(await store.loadBuilt('w', { ...given, mapping: mappingOf(['other']) })).toBeNull();
		// Files that are no kept copies tell nothing.
		expect(await store.loadBuilt('w', kept('id\n1'))).toBeNull();
		expect(await loaded(storeOf(undefined, 'v2'))).toBeNull();
		// A name and settings are no matter of it.
		await store.rename('w', 'North');
		await store.save('w', { ...given, settings: {} });
		expect(await loaded()).not.toBeNull();
		await store.save('w', { ...given, mapping: { ...given.mapping, timeZone: 'Asia/Tokyo' } });
		expect(await loaded()).toBeNull();
		expect(await builtFiles()).toEqual([]);
	});

	test('is kept once, the newest, and half of it never', async () => {
		const given = await saved('id\n1');
		await store.saveBuilt('w', given, fill('one', 1));
		await store.saveBuilt('w', given, () => Promise.reject(new Error('not again: it is there')));
		expect(await loaded()).toEqual(['one', 1]);
		const next = await saved('id\n1', 'id\n2');
		await store.saveBuilt('w', next, fill('two', 2));
		expect(await loaded()).toEqual(['two', 2]);
		const other = await saved('id\n3');
		await expect(store.saveBuilt('w', other, () => Promise.reject(new Error('stopped')))).rejects.toThrow(
			'stopped',
		);
		await store.saveBuilt('w', other, fill('nothing', null));
		expect(await loaded()).toBeNull();
		expect(await builtFiles()).toEqual([]);
	});

	test('that is cut off or whose list is, is none', async () => {
		const given = await saved('id\n1');
		await store.saveBuilt('w', given, fill('tables', {}));
		const name = (await builtFiles()).find((each) => each.endsWith('.db'))!;
		await overwrite(name, 'tablet');
		expect(await loaded()).toBeNull();
		await overwrite(name, 'tables');
		expect(await loaded()).toEqual(['tables', {}]);
		await overwrite('built.json', '{"key":');
		expect(await loaded()).toBeNull();
		await store.saveBuilt('w', given, fill('anew', {}));
		expect(await loaded()).toEqual(['anew', {}]);
		expect(await builtFiles()).toHaveLength(2);
	});

	test('is of what this page shows: not of what another tab has made of the workspace meanwhile', async () => {
		const given = await saved('id\n1');
		await store.saveBuilt('w', given, async (file) => {
			await storeOf().save('w', kept('id\n2'));
			return fill('tables', {})(file);
		});
		expect(await loaded()).toBeNull();
		expect(await builtFiles()).toEqual([]);
		expect(await textsOf(await store.load('w'))).toEqual(['id\n2']);
	});

	test('makes room for files', async () => {
		const given = await saved('id\n1');
		await store.saveBuilt('w', given, fill('tables', {}));
		const write = FileSystemWritableFileStream.prototype.write;
		let fails = 1;
		vi.spyOn(FileSystemWritableFileStream.prototype, 'write').mockImplementation(function (
			this: FileSystemWritableFileStream,
			data,
		) {
			if (fails-- > 0) throw new DOMException('full', 'QuotaExceededError');
			return write.call(this, data);
		});
		const { use } = await store.save('other', kept('id\n5'));
		expect(use.kind).toBe('files');
		expect(await loaded()).toBeNull();
	});

	test('that is being written is waited for when everything is purged', async () => {
		const given = await saved('id\n1');
		let purged: Promise<void> = Promise.resolve();
		const writing = store.saveBuilt('w', given, async (file) => {
			const sink = await file.createWritable();
			purged = store.purge();
			await new Promise((resolve) => setTimeout(resolve, 200));
			await sink.close();
			return {};
		});
		await expect(writing).rejects.toBeInstanceOf(ProblemError);
		await purged;
		const left: string[] = [];
		for await (const name of (await all()).keys()) left.push(name);
		expect(left).toEqual([]);
	});
});
