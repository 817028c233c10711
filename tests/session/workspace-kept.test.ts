import { afterEach, describe, expect, test, vi } from 'vitest';
import { EngineError } from '$lib/engine/engine';
import { bench, file, gate, keptOf, mappingOf, problem, QUESTION, settle } from './workspace-bench';

afterEach(() => {
	vi.useRealTimers();
});

describe('what the browser keeps', () => {
	const kept = () => keptOf('a.csv', 'a.csv');

	test('is opened again with its mapping when the page is loaded, without a question', async () => {
		const { workspace, disk, imported } = bench();
		disk.kept.set('w1', kept());
		await workspace.restore();
		expect([workspace.phase, workspace.name, workspace.looked]).toEqual(['ready', 'a.csv', true]);
		expect(imported).toEqual([kept().mapping]);
		expect(workspace.stored).toEqual({ kind: 'files', bytes: 16 });
		expect(disk.saves).toBe(0);
	});

	test('stays as it is while the sample is shown that the address asks for', async () => {
		const { workspace, disk, address } = bench();
		disk.kept.set('w1', kept());
		address.sample = true;
		await workspace.restore();
		expect([workspace.isSample, address.sample, disk.saves]).toEqual([true, true, 0]);
		expect(workspace.shelf.entries.map(({ id }) => id)).toEqual(['w1']);
	});

	test('being nothing, the sample is opened if the address asks for it', async () => {
		const { workspace, address, disk } = bench();
		address.sample = true;
		await workspace.restore();
		expect([workspace.phase, workspace.isSample]).toEqual(['ready', true]);
		await settle();
		expect(disk.saves).toBe(0);
	});

	test('being nothing, the page stays empty', async () => {
		const { workspace } = bench();
		await workspace.restore();
		expect([workspace.phase, workspace.looked]).toEqual(['empty', true]);
	});

	test('is asked for once only', async () => {
		const { workspace, disk, engines } = bench();
		disk.kept.set('w1', kept());
		await Promise.all([workspace.restore(), workspace.restore()]);
		await workspace.restore();
		expect(engines).toHaveLength(1);
	});

	test('that is damaged is told, and the page can be used', async () => {
		const { workspace, held } = bench();
		held.load = gate();
		held.load.fail(problem('kept-file-damaged'));
		await workspace.restore();
		expect(workspace.notices.map(({ code }) => code)).toEqual(['kept-file-damaged']);
		expect([workspace.phase, workspace.looked]).toEqual(['empty', true]);
		await workspace.open([file('b.csv')]);
		expect(workspace.phase).toBe('ready');
	});

	test('whose mapping no longer fits is proposed anew', async () => {
		const { workspace, disk, held } = bench();
		disk.kept.set('w1', kept());
		held.import = gate();
		held.import.fail(problem('column-renamed'));
		await workspace.restore();
		expect([workspace.phase, workspace.problem?.code]).toEqual(['review', 'column-renamed']);
		expect(workspace.mapping?.files[0]?.confidence).toBe(1);
	});

	test('is added to by a file dropped before it is opened', async () => {
		const { workspace, disk, held, names } = bench();
		disk.kept.set('w1', kept());
		held.load = gate();
		const restoring = workspace.restore();
		const opening = workspace.open([file('b.csv')]);
		await settle();
		held.load.open();
		await Promise.all([restoring, opening]);
		expect([workspace.phase, ...names()]).toEqual(['ready', 'a.csv', 'b.csv']);
	});

	test('is nothing where there is no room, which is told while all works', async () => {
		const { workspace, disk } = bench();
		disk.failure = problem('storage-full');
		await workspace.open([file('a.csv')]);
		await settle();
		expect(workspace.phase).toBe('ready');
		expect(workspace.notices.map(({ code }) => code)).toEqual(['storage-full']);
		expect(workspace.stored).toEqual({ kind: 'memory', bytes: 0 });
		const [notice] = workspace.notices;
		if (notice) workspace.dismiss(notice);
		expect(workspace.notices).toEqual([]);
	});

	test('is only ever the newest, however long an older one takes to write', async () => {
		const { workspace, held, disk } = bench();
		const slow = gate();
		held.save = slow;
		await workspace.open([file('a.csv')]);
		delete held.save;
		await workspace.open([file('b.csv')], { replace: true });
		slow.open();
		await settle();
		expect([...disk.kept.values()].at(-1)?.files.map(({ name }) => name)).toEqual(['b.csv']);
		expect(disk.saves).toBe(1);
	});
});

describe('several workspaces', () => {
	test('are those of files opened apart, and of files opened over the sample', async () => {
		const { workspace, disk, names } = bench();
		await workspace.open([file('a.csv')]);
		await settle();
		const first = workspace.id;
		await workspace.open([file('b.csv')], { apart: true });
		await settle();
		expect(names()).toEqual(['b.csv']);
		await workspace.openSample();
		expect(workspace.id).toBeNull();
		await workspace.open([file('c.csv')]);
		await settle();
		expect([...disk.kept.values()].map(({ name }) => name)).toEqual(['a.csv', 'b.csv', 'c.csv']);
		expect(workspace.shelf.entries).toHaveLength(3);
		expect(first).not.toBe(workspace.id);
	});

	test('are switched between with the mapping of each, and without a question', async () => {
		const { workspace, disk, imported, names, address } = bench();
		disk.kept.set('one', keptOf('North', 'n.csv'));
		disk.kept.set('two', keptOf('South', 's.csv'));
		await workspace.restore();
		expect([workspace.id, workspace.name]).toEqual(['two', 'South']);
		await workspace.switchTo('one');
		expect([workspace.phase, workspace.id, workspace.name, ...names()]).toEqual([
			'ready',
			'one',
			'North',
			'n.csv',
		]);
		expect(imported.at(-1)).toEqual(disk.kept.get('one')?.mapping);
		expect([address.forgotten, disk.saves]).toEqual([1, 0]);
		await workspace.restore();
		expect([...disk.kept.keys()].at(-1)).toBe('one');
	});

	test('that cannot be opened leave the one shown', async () => {
		const { workspace, disk } = bench();
		disk.kept.set('one', keptOf('North', 'n.csv'));
		await workspace.restore();
		await workspace.switchTo('gone');
		expect([workspace.phase, workspace.id, workspace.problem?.code]).toEqual([
			'ready',
			'one',
			'no-such-workspace',
		]);
	});

	test('begin empty, with the name that they are given, and take it along with their first files', async () => {
		const { workspace, disk } = bench();
		disk.kept.set('one', keptOf('North', 'n.csv'));
		await workspace.restore();
		await workspace.create('South');
		expect([workspace.phase, workspace.name, workspace.files]).toEqual(['empty', 'South', []]);
		await workspace.open([file('s.csv')]);
		await settle();
		expect([...disk.kept.values()].map(({ name, files }) => [name, files.length])).toEqual([
			['North', 1],
			['South', 1],
		]);
	});

	test('are kept before a file is opened in them: left, they are come back to, also after a reload', async () => {
		const { workspace, disk, engines, imported, address } = bench();
		disk.kept.set('one', keptOf('North', 'n.csv'));
		await workspace.restore();
		await workspace.create('South');
		const south = workspace.id ?? '';
		expect(address.forgotten).toBe(1);
		expect(workspace.shelf.entries.map(({ name, files }) => [name, files])).toEqual([
			['North', 1],
			['South', 0],
		]);
		await workspace.switchTo('one');
		expect([workspace.phase, workspace.name]).toEqual(['ready', 'North']);
		await workspace.switchTo(south);
		expect([workspace.phase, workspace.id, workspace.name, workspace.source]).toEqual([
			'empty',
			south,
			'South',
			null,
		]);
		expect(workspace.progress).toBeNull();
		expect(engines.every(({ closed }) => closed)).toBe(true);
		await workspace.open([file('s.csv')]);
		await settle();
		expect([imported.length, disk.kept.get(south)?.name, disk.kept.get(south)?.files.length]).toEqual([
			3,
			'South',
			1,
		]);
		const reloaded = bench();
		reloaded.disk.kept.set('two', { ...keptOf('East'), files: [] });
		await reloaded.workspace.restore();
		expect([reloaded.workspace.phase, reloaded.workspace.name, reloaded.engines.length]).toEqual([
			'empty',
			'East',
			0,
		]);
	});

	test('keep a name that a person gave when files are added', async () => {
		const { workspace, disk } = bench();
		await workspace.open([file('a.csv')]);
		await settle();
		await workspace.rename('EMEA');
		await workspace.open([file('b.csv')]);
		await settle();
		expect([workspace.name, [...disk.kept.values()][0]?.name]).toEqual(['EMEA', 'EMEA']);
	});

	test('deleted leave the newest of the others, and the last one an empty page', async () => {
		const { workspace, disk, engines } = bench();
		disk.kept.set('one', keptOf('North', 'n.csv'));
		disk.kept.set('two', keptOf('South', 's.csv'));
		await workspace.restore();
		await workspace.remove('two');
		expect([workspace.id, workspace.phase]).toEqual(['one', 'ready']);
		await workspace.remove('one');
		expect([workspace.id, workspace.phase, disk.kept.size]).toEqual([null, 'empty', 0]);
		expect(engines.every(({ closed }) => closed)).toBe(true);
	});

	test('are exported and imported as single files, beside the others', async () => {
		const { workspace, disk, names, imported } = bench();
		await workspace.open([file('a.csv')]);
		await settle();
		expect((await workspace.exported())?.name).toBe('a.csv.funnelscope');
		await workspace.open([file('other.funnelscope')]);
		await settle();
		expect([workspace.phase, workspace.name, ...names()]).toEqual(['ready', 'bundled', 'bundled.csv']);
		expect(imported.at(-1)?.files[0]?.confidence).toBe(0.3);
		expect([...disk.kept.values()].map(({ name }) => name)).toEqual(['a.csv', 'bundled']);
	});

	test('in a file among other files are refused, and nothing is lost', async () => {
		const { workspace, names } = bench();
		await workspace.open([file('a.csv')]);
		await workspace.open([file('b.csv'), file('x.funnelscope')]);
		expect([workspace.phase, workspace.problem?.code, ...names()]).toEqual([
			'ready',
			'workspace-file-among-others',
			'a.csv',
		]);
	});

	test('take further exports of a known layout without a question, and say so', async () => {
		const { workspace, names } = bench();
		expect(await workspace.join([file('a.csv')])).toBe(false);
		await workspace.open([file('a.csv')]);
		expect(await workspace.join([file('strange.csv')])).toBe(false);
		expect(names()).toEqual(['a.csv']);
		expect(await workspace.join([file('b.csv')])).toBe(true);
		expect(names()).toEqual(['a.csv', 'b.csv']);
		expect(workspace.notices.map(({ code }) => code)).toEqual(['files-added']);
		expect(await workspace.join([file('x.funnelscope')])).toBe(true);
		expect(workspace.name).toBe('bundled');
	});

	test('are told of a new column to filter by: after what must be looked at first, else beside the numbers', async () => {
		const { workspace, recognition } = bench();
		await workspace.open([file('a.csv')]);
		recognition.segments = ['Region'];
		await workspace.open([file('b.csv')]);
		expect(workspace.phase).toBe('ready');
		expect(new Set(workspace.notices.map(({ code }) => code))).toEqual(new Set(['column-new']));
		recognition.segments = ['Region', 'Segment'];
		recognition.doubts = ['Look at this.'];
		await workspace.open([file('c.csv')]);
		expect([workspace.phase, workspace.notices]).toEqual(['review', []]);
		expect(workspace.doubts[0]).toBe('Look at this.');
		expect(workspace.doubts[1]).toContain('The column “Segment” is new');
	});

	test('are exported from the sample too, and are nothing on an empty page', async () => {
		const { workspace } = bench();
		expect(await workspace.exported()).toBeNull();
		await workspace.openSample();
		expect((await workspace.exported())?.name).toBe('Sample company.funnelscope');
	});

	test('keep choices of their own', async () => {
		const { workspace, disk } = bench();
		await workspace.open([file('a.csv')]);
		await settle();
		await workspace.set('checks', { off: ['bulk'] });
		expect([...disk.kept.values()][0]?.settings).toEqual({ checks: { off: ['bulk'] } });
		await workspace.create('Other');
		expect(workspace.settings).toEqual({});
	});
});

describe('a file taken out again', () => {
	test('leaves the others as they were read, rebuilt and kept', async () => {
		const { workspace, imported, names, disk, recognition } = bench();
		await workspace.open([file('a.csv'), file('b.csv')]);
		await settle();
		recognition.questions = [QUESTION];
		await workspace.takeOut('a.csv');
		await settle();
		expect([workspace.phase, workspace.name, ...names()]).toEqual(['ready', 'b.csv', 'b.csv']);
		expect(imported.at(-1)?.files.map((entry) => entry.file)).toEqual(['b.csv']);
		expect([...disk.kept.values()][0]?.files.map(({ name }) => name)).toEqual(['b.csv']);
	});

	test('without which there are no numbers leads to the review, and back', async () => {
		const { workspace, held, names } = bench();
		await workspace.open([file('a.csv'), file('b.csv')]);
		held.import = gate();
		held.import.fail(problem('nothing-recognised'));
		await workspace.takeOut('a.csv');
		expect([workspace.phase, workspace.problem?.code]).toEqual(['review', 'nothing-recognised']);
		await workspace.stop();
		expect([workspace.phase, ...names()]).toEqual(['ready', 'a.csv', 'b.csv']);
	});

	test('is not the only one there is', async () => {
		const { workspace, names } = bench();
		await workspace.open([file('a.csv')]);
		await workspace.takeOut('a.csv');
		expect([workspace.phase, ...names()]).toEqual(['ready', 'a.csv']);
	});
});

describe('another tab', () => {
	test('that keeps the same workspace is told of, and of another one is not', async () => {
		const { workspace, heard } = bench();
		await workspace.open([file('a.csv')]);
		await settle();
		heard[0]?.({ id: 'other', what: 'saved' });
		expect(workspace.notices).toEqual([]);
		heard[0]?.({ id: workspace.id, what: 'saved' });
		expect(workspace.notices.map(({ code }) => code)).toEqual(['saved-elsewhere']);
		expect(workspace.phase).toBe('ready');
	});

	test('that purges everything leaves what is shown, and says that it is kept no more', async () => {
		const { workspace, heard } = bench();
		await workspace.open([file('a.csv')]);
		await settle();
		heard[0]?.({ id: null, what: 'removed' });
		expect([workspace.stored.kind, workspace.phase]).toEqual(['memory', 'ready']);
		expect(workspace.notices.map(({ code }) => code)).toEqual(['removed-elsewhere']);
	});
});

describe('purging', () => {
	test('leaves nothing in memory or in storage', async () => {
		const { workspace, disk, engines, address } = bench();
		await workspace.open([file('a.csv')]);
		await settle();
		await workspace.purge();
		expect(disk.kept.size).toBe(0);
		expect(engines.map(({ closed }) => closed)).toEqual([true]);
		const { phase, source, files, mapping, report, name, notices, stored } = workspace;
		expect({ phase, source, files, mapping, report, name, notices, stored }).toEqual({
			phase: 'empty',
			source: null,
			files: [],
			mapping: null,
			report: null,
			name: '',
			notices: [],
			stored: { kind: 'memory', bytes: 0 },
		});
		expect(address.checked.at(-1)).toBeNull();
		expect(address.forgotten).toBe(1);
		await workspace.open([file('b.csv')]);
		expect(workspace.files.map((entry) => entry.name)).toEqual(['b.csv']);
	});

	test('while files are read and older ones are written stops both', async () => {
		const { workspace, disk, held } = bench();
		const saving = gate();
		held.save = saving;
		await workspace.open([file('a.csv')]);
		const reading = gate();
		held.read = reading;
		const opening = workspace.open([file('b.csv')]);
		await settle();
		await workspace.purge();
		saving.open();
		reading.open();
		await opening;
		await settle();
		expect([workspace.phase, disk.kept.size]).toEqual(['empty', 0]);
	});
});

describe('what was built', () => {
	const QUIET_MS = 2_000;

	test('is written down once nothing is asked any more, and opened next time without reading a file', async () => {
		vi.useFakeTimers();
		const { workspace, disk, built, engines } = bench();
		await workspace.open([file('a.csv')]);
		await vi.advanceTimersByTimeAsync(QUIET_MS * 5);
		expect(built.saved).toBe(0);
		built.quietFor = QUIET_MS;
		// A question comes in between: the next try waits for a longer quiet.
		built.stops = 1;
		await vi.advanceTimersByTimeAsync(QUIET_MS * 5);
		expect([built.stops, built.saved]).toEqual([0, 0]);
		// However many come, it is not given up.
		built.stops = 40;
		built.quietFor = QUIET_MS * 16;
		await vi.advanceTimersByTimeAsync(QUIET_MS * 2);
		expect(built.saved).toBe(1);
		expect([...disk.built.keys()]).toEqual([...disk.kept.keys()]);

		const next = bench();
		next.disk.kept = disk.kept;
		next.disk.built = disk.built;
		for (const [id, kept] of disk.kept) next.disk.kept.set(id, kept);
		await next.workspace.restore();
		expect(next.workspace.phase).toBe('ready');
		expect(next.workspace.report).toBe(workspace.report);
		expect(next.engines.map(({ files, closed }) => [files, closed])).toEqual([[[], false]]);
		expect(next.imported).toEqual([]);
		// The tables are there to be asked; how the files were read is told by reading them once more, aside.
		expect(await next.workspace.zoneEffects(mappingOf(['a.csv']), 'UTC')).toEqual([
			{ file: 'a.csv', engine: 0 },
		]);
		expect(next.engines).toHaveLength(1);
		for (let times = 0; times < 2; times += 1) {
			for await (const rows of next.workspace.setAside()) {
				expect(rows).toMatchObject([{ file: 'a.csv', line: 0 }]);
			}
		}
		expect(next.engines.map(({ files, closed }) => [files, closed])).toEqual([
			[[], false],
			[['a.csv'], true],
		]);
		expect(next.workspace.progress).toBeNull();
		expect(next.workspace.stored.kind).toBe('files');
		expect(engines.map(({ closed }) => closed)).toEqual([false]);
	});

	test('that cannot be opened is told, and the files are read instead', async () => {
		const { workspace, disk, built, engines } = bench();
		disk.kept.set('w', keptOf('North', 'a.csv'));
		disk.built.set('w', { report: null });
		built.failure = new EngineError('sql', 'Corrupt database file');
		await workspace.restore();
		expect(workspace.phase).toBe('ready');
		expect(workspace.notices.map(({ code }) => code)).toEqual(['built-not-opened']);
		expect(workspace.notices[0]?.detail).toContain('Corrupt database file');
		expect(engines.map(({ files, closed }) => [files, closed])).toEqual([
			[[], true],
			[['a.csv'], false],
		]);
	});

	test('that cannot be written down is told, and stopped with the data that it is of', async () => {
		vi.useFakeTimers();
		const { workspace, built } = bench();
		built.quietFor = QUIET_MS;
		built.failure = problem('storage-full');
		await workspace.open([file('a.csv')]);
		await vi.advanceTimersByTimeAsync(QUIET_MS);
		expect(workspace.notices.map(({ code }) => code)).toEqual(['built-not-kept']);
		built.failure = null;
		built.quietFor = 0;
		await workspace.open([file('b.csv')]);
		await workspace.purge();
		built.quietFor = QUIET_MS;
		await vi.advanceTimersByTimeAsync(QUIET_MS * 5);
		expect(built.saved).toBe(0);
	});

	test('of the sample is not written down', async () => {
		vi.useFakeTimers();
		const { workspace, built } = bench();
		built.quietFor = QUIET_MS;
		await workspace.openSample();
		await vi.advanceTimersByTimeAsync(QUIET_MS * 5);
		expect([workspace.phase, built.saved]).toEqual(['ready', 0]);
	});
});
