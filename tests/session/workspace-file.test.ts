import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import type { Mapping } from '$lib/intake/mapping';
import type { Kept } from '$lib/session/storage';
import { isWorkspaceFile, readWorkspaceFile, writeWorkspaceFile } from '$lib/session/workspace-file';

const keptOf = (files: Record<string, string | Uint8Array<ArrayBuffer>>, name = 'North'): Kept => {
	const mapping: Mapping = {
		version: 1,
		files: Object.keys(files).map((file) => ({
			file,
			kind: 'deals',
			layout: 'generic.deals',
			confidence: 1,
			evidence: ['told'],
			columns: [],
		})),
		process: { stages: [{ label: 'Lead', kind: 'open', labels: ['Lead'] }], evidence: [] },
		timeZone: 'Europe/Berlin',
	};
	return {
		name,
		isNamed: true,
		files: Object.entries(files).map(
			([file, content]) => new File([content], file, { type: 'text/csv', lastModified: 1_700_000_000_000 }),
		),
		mapping,
		memory: { version: 1, mapping, older: [] },
		settings: { checks: ['bulk'] },
	};
};
const DEALS = { 'deals.csv': 'id,stage\n1,Lead\n', 'öffnung/log.csv': 'id\n1\n' };
const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer());
const fileOf = (bytes: Uint8Array) => new File([bytes as Uint8Array<ArrayBuffer>], 'North.funnelscope');
const problemFrom = (work: Promise<unknown>) =>
	work.then(
		() => null,
		(cause: unknown) => (cause instanceof ProblemError ? cause.problem : cause),
	);

describe('a workspace as one file', () => {
	test('is read as it was written, with files, names, dates, mapping, memory and settings', async () => {
		const given = keptOf(DEALS);
		const archive = await writeWorkspaceFile(given);
		expect(archive.name).toBe('North.funnelscope');
		expect(await isWorkspaceFile(archive)).toBe(true);
		const found = await readWorkspaceFile(archive);
		const { files, ...rest } = given;
		const { files: foundFiles, ...foundRest } = found;
		expect(foundRest).toEqual(rest);
		expect(foundFiles.map(({ name, type, lastModified }) => [name, type, lastModified])).toEqual(
			files.map(({ name, type, lastModified }) => [name, type, lastModified]),
		);
		expect(await Promise.all(foundFiles.map((file) => file.text()))).toEqual(Object.values(DEALS));
	});

	test('is a ZIP that other programs open, with the exports as they were', async () => {
		const members = unzipSync(await bytesOf(await writeWorkspaceFile(keptOf(DEALS))));
		expect(Object.keys(members)).toEqual([
			'funnelscope.json',
			'files/1-deals.csv',
			'files/2-öffnung_log.csv',
		]);
		expect(new TextDecoder().decode(members['files/1-deals.csv'])).toBe(DEALS['deals.csv']);
	});

	test('is the same for the same workspace', async () => {
		const [once, again] = [await writeWorkspaceFile(keptOf(DEALS)), await writeWorkspaceFile(keptOf(DEALS))];
		expect(await bytesOf(once)).toEqual(await bytesOf(again));
	});

	test('holds any bytes, and those that are packed already', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.uint8Array({ maxLength: 5_000 }),
				fc.constantFrom('a.csv', 'a.xlsx', 'a.parquet'),
				async (bytes, name) => {
					const archive = await writeWorkspaceFile(keptOf({ [name]: new Uint8Array(bytes) }));
					const [found] = (await readWorkspaceFile(archive)).files;
					expect(await bytesOf(found ?? new Blob())).toEqual(bytes);
				},
			),
			{ numRuns: 50 },
		);
	});

	test('has a name that every file system takes', async () => {
		expect((await writeWorkspaceFile(keptOf(DEALS, 'Q1/Q2: “all”?'))).name).toBe('Q1_Q2_ “all”_.funnelscope');
	});

	test('packed anew by another program is read all the same', async () => {
		const members = unzipSync(await bytesOf(await writeWorkspaceFile(keptOf(DEALS))));
		const found = await readWorkspaceFile(fileOf(zipSync(members)));
		expect(found.files.map(({ name }) => name)).toEqual(Object.keys(DEALS));
	});
});

describe('a file that is no whole workspace', () => {
	test('is not taken for one if it is another archive or no archive', async () => {
		expect(await isWorkspaceFile(new Blob(['id,stage\n']))).toBe(false);
		expect(await isWorkspaceFile(new Blob([]))).toBe(false);
		expect(await isWorkspaceFile(fileOf(zipSync({ 'deals.csv': new Uint8Array([1]) })))).toBe(false);
	});

	test('is refused wherever it is cut off', async () => {
		const bytes = await bytesOf(await writeWorkspaceFile(keptOf(DEALS)));
		for (let length = 40; length < bytes.length; length += 17) {
			expect(
				await problemFrom(readWorkspaceFile(fileOf(bytes.slice(0, length)))),
				String(length),
			).toMatchObject({
				file: 'North.funnelscope',
			});
		}
	});

	test('is refused if an export in it was changed, which is named', async () => {
		const members = unzipSync(await bytesOf(await writeWorkspaceFile(keptOf(DEALS))));
		members['files/1-deals.csv'] = new TextEncoder().encode('id,stage\n1,Won!\n');
		expect(await problemFrom(readWorkspaceFile(fileOf(zipSync(members))))).toMatchObject({
			code: 'workspace-file-damaged',
			message: expect.stringContaining('deals.csv is not what was exported') as unknown,
		});
	});

	test('is refused if one of its exports is missing', async () => {
		const { 'files/1-deals.csv': _gone, ...members } = unzipSync(
			await bytesOf(await writeWorkspaceFile(keptOf(DEALS))),
		);
		expect(await problemFrom(readWorkspaceFile(fileOf(zipSync(members))))).toMatchObject({
			code: 'workspace-file-damaged',
			message: expect.stringContaining('files/1-deals.csv is not in it') as unknown,
		});
	});

	test.each([
		['of a newer version', { format: 'funnelscope-workspace', version: 2 }, 'workspace-file-newer'],
		['of another program', { format: 'other', version: 1 }, 'workspace-file-damaged'],
		[
			'without a mapping',
			{ format: 'funnelscope-workspace', version: 1, name: 'N', files: [{}] },
			'workspace-file-damaged',
		],
	])('is refused if its list is %s', async (_, list, code) => {
		const members = { 'funnelscope.json': new TextEncoder().encode(JSON.stringify(list)) };
		expect(await problemFrom(readWorkspaceFile(fileOf(zipSync(members))))).toMatchObject({ code });
	});
});
