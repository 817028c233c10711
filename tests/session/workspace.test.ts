import { afterEach, describe, expect, test, vi } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import { EngineError, type Engine } from '$lib/engine/engine';
import type { IntakeReport, Mapping, Question } from '$lib/intake/mapping';
import type { RawTable } from '$lib/intake/read/raw-file';
import type { Source } from '$lib/session/source';
import { isKnownLayout, recall, remember } from '$lib/intake/remember';
import type { Change, Kept, Store } from '$lib/session/storage';
import { Workspace } from '$lib/session/workspace-state.svelte';
import type { Intake } from '$lib/session/workspace-tools';
import { CATALOG } from '../share/a-report';

const settle = () => new Promise<void>((resolve) => setTimeout(resolve));
const file = (name: string, text = 'id,stage\n1,Lead\n') => new File([text], name);
const problem = (code: string) => new ProblemError({ code, message: `${code}.`, wayOut: 'Another way.' });
const mappingOf = (names: string[], confidence = 1): Mapping => ({
	version: 1,
	files: names.map((name) => ({
		file: name,
		kind: 'deals',
		layout: 'generic',
		confidence,
		evidence: [],
		columns: [{ header: 'id', position: 0, role: 'id', reading: { as: 'text' }, evidence: '' }],
	})),
	process: { stages: [], evidence: [] },
});
const keptOf = (name: string, ...names: string[]): Kept => {
	const mapping = mappingOf(names, 0.3);
	const memory = { version: 1, mapping, older: [] } as const;
	return {
		name,
		isNamed: true,
		files: names.map((each) => file(each)),
		mapping,
		memory: { ...memory, older: [] },
		settings: {},
	};
};
const QUESTION: Question = { code: 'ambiguous-dates', file: 'a.csv', text: 'Which?', choices: [] };

/** A promise that the test settles, for holding a step where the test wants it. */
function gate() {
	let open: () => void = () => undefined;
	let fail: (cause: unknown) => void = () => undefined;
	const passed = new Promise<void>((resolve, reject) => {
		open = resolve;
		fail = reject;
	});
	return { passed, open: () => open(), fail: (cause: unknown) => fail(cause) };
}
type Gate = ReturnType<typeof gate>;

/** A workspace over stand-ins that note what is done to them and can be held at any step. */
function bench() {
	const engines: { closed: boolean; files: string[]; die(): void }[] = [];
	const held: Partial<
		Record<'engine' | 'read' | 'recognise' | 'import' | 'source' | 'save' | 'load' | 'sample', Gate>
	> = {};
	const recognition = { questions: [] as Question[], doubts: [] as string[], confidence: 1 };
	/** Workspaces by id, the current one last. */
	const disk = {
		kept: new Map<string, Kept>(),
		built: new Map<string, unknown>(),
		saves: 0,
		failure: null as unknown,
	};
	/** What was built: how the source is asked to write it down, and what becomes of opening it. */
	const built = { quietFor: 0, saved: 0, stops: 0, failure: null as unknown };
	const heard: ((change: Change) => void)[] = [];
	const address = { sample: false, forgotten: 0, checked: [] as unknown[] };
	const imported: Mapping[] = [];

	const intake = {
		async readFiles(
			engine: Engine,
			files: { name: string }[],
			options?: { onProgress?: (p: object) => void },
		) {
			(engine as unknown as (typeof engines)[number]).files = files.map(({ name }) => name);
			options?.onProgress?.({ phase: 'Reading', done: 0.5 });
			await held.read?.passed;
			return files.map(({ name }) => ({ file: name }));
		},
		async recognise(_engine: Engine, raws: { file: string }[]) {
			await held.recognise?.passed;
			const { questions, doubts, confidence } = recognition;
			return {
				mapping: mappingOf(
					raws.map((raw) => raw.file),
					confidence,
				),
				questions,
				doubts,
				samples: {},
			};
		},
		recall,
		remember,
		isKnownLayout,
		// Every file of these tests has the same column, unless its name says otherwise.
		peekHeaders: async (name: string) => (name.startsWith('strange') ? ['other'] : ['id']),
		zoneEffects: async (engine: unknown, tables: { file: string }[]) =>
			tables.map((table) => ({
				file: table.file,
				engine: engines.indexOf(engine as (typeof engines)[number]),
			})),
		async *allSetAside(engine: unknown, raws: { file: string }[]) {
			yield raws.map((raw) => ({
				file: raw.file,
				line: engines.indexOf(engine as (typeof engines)[number]),
				reason: '',
				text: '',
			}));
		},
		async importMapped(_engine: Engine, _raws: unknown, mapping: Mapping) {
			imported.push(mapping);
			await held.import?.passed;
			return {
				files: [],
				joins: [],
				corrections: [],
				money: null,
				snapshots: [],
				set_aside: [],
				warnings: [],
				questions: [],
			};
		},
	} as unknown as Intake;

	const use = { kind: 'files', bytes: 7 } as const;
	const store: Store = {
		async save(id, kept, options) {
			await held.save?.passed;
			options?.signal?.throwIfAborted();
			if (disk.failure) throw disk.failure;
			disk.saves++;
			disk.kept.delete(id);
			disk.kept.set(id, kept);
			return { use, files: kept.files, problem: null };
		},
		async load(id) {
			await held.load?.passed;
			const wanted = id ?? [...disk.kept.keys()].at(-1);
			const kept = wanted === undefined ? undefined : disk.kept.get(wanted);
			if (wanted === undefined || !kept) return null;
			const state = disk.built.get(wanted);
			const found = state === undefined ? null : { file: file('built.db'), state };
			return { id: wanted, kept, use, problems: [], built: found };
		},
		async saveBuilt(id, _kept, write) {
			if (built.failure) throw built.failure;
			const state = await write({} as FileSystemFileHandle);
			if (state !== null) disk.built.set(id, state);
		},
		async list() {
			return [...disk.kept].map(([id, { name, files }]) => ({
				id,
				name,
				files: files.length,
				bytes: 7,
				savedAt: 0,
				kind: 'files' as const,
			}));
		},
		async rename(id, name) {
			const kept = disk.kept.get(id);
			if (kept) disk.kept.set(id, { ...kept, name, isNamed: true });
		},
		async choose(id) {
			const kept = disk.kept.get(id);
			disk.kept.delete(id);
			if (kept) disk.kept.set(id, kept);
		},
		async remove(id) {
			if (disk.failure) throw disk.failure;
			disk.kept.delete(id);
		},
		async purge() {
			disk.kept.clear();
		},
		listen(hear) {
			heard.push(hear);
			return () => undefined;
		},
	};

	const sourceOf = (engine: Engine) => {
		const source = {
			kind: 'live',
			catalog: CATALOG,
			engine,
			read: async () => [],
			explain: () => '',
			get quietFor() {
				return built.quietFor;
			},
			async saveTo() {
				if (built.stops-- > 0) throw new EngineError('cancelled', 'A question came.');
				built.saved += 1;
				return { catalog: CATALOG, asOf: null };
			},
		};
		return source as unknown as Source & typeof source;
	};

	const workspace = new Workspace({
		async openEngine({ onDeath }) {
			const engine = {
				closed: false,
				files: [] as string[],
				die: onDeath,
				async close() {
					engine.closed = true;
				},
			};
			await held.engine?.passed;
			engines.push(engine);
			return engine as unknown as Engine;
		},
		intake: async () => intake,
		async openSource(engine) {
			await held.source?.passed;
			return sourceOf(engine);
		},
		async openBuilt(engine, { state }) {
			if (built.failure) throw built.failure;
			return { source: sourceOf(engine), ...(state as { report: IntakeReport; tables: RawTable[] }) };
		},
		store,
		async workspaceFiles() {
			return {
				isWorkspaceFile: async ({ name }) => name.endsWith('.funnelscope'),
				write: async ({ name }) => file(`${name}.funnelscope`),
				read: async () => keptOf('bundled', 'bundled.csv'),
			};
		},
		async sample() {
			await held.sample?.passed;
			return [file('sample.csv')];
		},
		address: {
			wantsSample: () => address.sample,
			asOf: () => null,
			tellSample: (isSample) => (address.sample = isSample),
			forget: () => address.forgotten++,
			checkAgainst: (catalog) => address.checked.push(catalog),
		},
	});
	const names = () => workspace.files.map(({ name }) => name);
	return { workspace, engines, held, recognition, disk, built, heard, address, imported, names };
}

afterEach(() => {
	vi.useRealTimers();
});

describe('opening files', () => {
	test('that are recognised for sure goes straight to the numbers and keeps the files', async () => {
		const { workspace, disk, engines, address } = bench();
		await workspace.open([file('a.csv'), file('b.csv')]);
		expect(workspace.phase).toBe('ready');
		expect(workspace.source?.kind).toBe('live');
		expect(workspace.name).toBe('a.csv and b.csv');
		expect(workspace.progress).toBeNull();
		await settle();
		expect([...disk.kept.values()].at(-1)?.files.map(({ name }) => name)).toEqual(['a.csv', 'b.csv']);
		expect(workspace.stored).toEqual({ kind: 'files', bytes: 7 });
		expect(engines.map(({ closed }) => closed)).toEqual([false]);
		expect(address.checked).toEqual([CATALOG]);
	});

	test.each([
		['something to ask', { questions: [QUESTION] }],
		['something to doubt', { doubts: ['Is Offer before Demo?'] }],
		['a file that is hardly known', { confidence: 0.5 }],
	])('with %s stops at the review, and no number is made', async (_, change) => {
		const { workspace, recognition, imported, disk } = bench();
		Object.assign(recognition, change);
		await workspace.open([file('a.csv')]);
		expect(workspace.phase).toBe('review');
		expect(workspace.mapping?.files[0]?.file).toBe('a.csv');
		expect(imported).toEqual([]);
		expect(workspace.source).toBeNull();
		expect(disk.saves).toBe(0);
	});

	test('shows how far it is', async () => {
		const { workspace, held } = bench();
		held.read = gate();
		const opening = workspace.open([file('a.csv')]);
		await settle();
		expect(workspace.phase).toBe('reading');
		expect(workspace.progress).toEqual({ phase: 'Reading', done: 0.5 });
		held.read.open();
		await opening;
		expect(workspace.progress).toBeNull();
	});

	test('adds to what is open, and a file of the same name takes its place', async () => {
		const { workspace, names, engines } = bench();
		await workspace.open([file('deals.csv'), file('history.csv')]);
		await workspace.open([file('history.csv', 'newer'), file('more.csv')]);
		expect(names()).toEqual(['deals.csv', 'history.csv', 'more.csv']);
		expect(engines.map(({ closed }) => closed)).toEqual([true, false]);
	});

	test('with replace leaves nothing of what was open', async () => {
		const { workspace, names } = bench();
		await workspace.open([file('a.csv')]);
		await workspace.open([file('b.csv')], { replace: true });
		expect(names()).toEqual(['b.csv']);
	});

	test('after the sample replaces it', async () => {
		const { workspace, names, address } = bench();
		await workspace.openSample();
		expect([workspace.isSample, address.sample, workspace.phase]).toEqual([true, true, 'ready']);
		await workspace.open([file('a.csv')]);
		expect(names()).toEqual(['a.csv']);
		expect([workspace.isSample, address.sample]).toEqual([false, false]);
	});

	test('of text makes a file of it', async () => {
		const { workspace } = bench();
		await workspace.openText('id,stage\n1,Lead', 'pasted.csv');
		expect(workspace.files).toEqual([{ name: 'pasted.csv', bytes: 15 }]);
	});

	test('of no files does nothing', async () => {
		const { workspace, engines } = bench();
		await workspace.open([]);
		expect([workspace.phase, engines.length]).toEqual(['empty', 0]);
	});

	test('that cannot be read fails with its problem, and the engine is closed', async () => {
		const { workspace, held, engines } = bench();
		held.read = gate();
		held.read.fail(problem('no-header'));
		await workspace.open([file('a.csv')]);
		expect([workspace.phase, workspace.problem?.code]).toEqual(['failed', 'no-header']);
		expect(engines.map(({ closed }) => closed)).toEqual([true]);
	});

	test('that cannot be read leaves what was open untouched', async () => {
		const { workspace, held, names, engines, disk } = bench();
		await workspace.open([file('a.csv')]);
		await settle();
		const { source } = workspace;
		held.read = gate();
		held.read.fail(problem('no-header'));
		await workspace.open([file('b.csv')]);
		expect([workspace.phase, workspace.problem?.code]).toEqual(['ready', 'no-header']);
		expect(workspace.source).toBe(source);
		expect(names()).toEqual(['a.csv']);
		expect([...disk.kept.values()].at(-1)?.files).toHaveLength(1);
		expect(engines.map(({ closed }) => closed)).toEqual([false, true]);
		if (workspace.problem) workspace.dismiss(workspace.problem);
		expect(workspace.problem).toBeNull();
	});

	test('that cannot be imported as they were recognised shows how they were recognised', async () => {
		const { workspace, held } = bench();
		held.import = gate();
		held.import.fail(problem('no-stages'));
		await workspace.open([file('a.csv')]);
		expect([workspace.phase, workspace.problem?.code]).toEqual(['review', 'no-stages']);
		expect(workspace.mapping?.files[0]?.file).toBe('a.csv');
		await workspace.stop();
		expect(workspace.phase).toBe('empty');
	});

	test('that the engine dies of is told as too much for it', async () => {
		const { workspace, held } = bench();
		held.import = gate();
		held.import.fail(new EngineError('died', 'The worker is gone.'));
		await workspace.open([file('a.csv')]);
		expect([workspace.phase, workspace.problem?.code]).toEqual(['failed', 'engine-died']);
	});

	test('that another program has moved meanwhile says so', async () => {
		const { workspace, held } = bench();
		held.read = gate();
		held.read.fail(new DOMException('gone', 'NotReadableError'));
		await workspace.open([file('a.csv')]);
		expect(workspace.problem?.code).toBe('file-gone');
	});

	test('while other files are being opened: the last ones win, whichever is done first', async () => {
		const { workspace, held, names, engines } = bench();
		const first = gate();
		held.read = first;
		const opening = workspace.open([file('slow.csv')]);
		await settle();
		delete held.read;
		await workspace.open([file('fast.csv')]);
		first.open();
		await opening;
		await settle();
		expect([workspace.phase, ...names()]).toEqual(['ready', 'fast.csv']);
		expect(engines.map(({ closed }) => closed)).toEqual([true, false]);
	});

	test('with an engine that never starts gives up after a while, and closes it should it come late', async () => {
		vi.useFakeTimers();
		const { workspace, held, engines } = bench();
		held.engine = gate();
		const opening = workspace.open([file('a.csv')]);
		await vi.advanceTimersByTimeAsync(61_000);
		await opening;
		expect([workspace.phase, workspace.problem?.code]).toEqual(['failed', 'engine-not-started']);
		held.engine.open();
		await vi.advanceTimersByTimeAsync(1);
		expect(engines.map(({ closed }) => closed)).toEqual([true]);
	});
});

describe('the review', () => {
	test('accepted builds with the mapping as it was edited', async () => {
		const { workspace, recognition, imported, engines } = bench();
		recognition.questions = [QUESTION];
		await workspace.open([file('a.csv')]);
		const edited = mappingOf(['a.csv'], 0.9);
		await workspace.accept(edited);
		expect(workspace.phase).toBe('ready');
		expect(imported).toEqual([edited]);
		expect(workspace.mapping).toEqual(edited);
		expect(workspace.questions).toEqual([]);
		expect(engines).toHaveLength(1);
	});

	test('whose mapping does not fit comes back with the problem and the edits', async () => {
		const { workspace, recognition, held } = bench();
		recognition.questions = [QUESTION];
		await workspace.open([file('a.csv')]);
		held.import = gate();
		held.import.fail(problem('no-stages'));
		const edited = mappingOf(['a.csv'], 0.9);
		await workspace.accept(edited);
		expect([workspace.phase, workspace.problem?.code]).toEqual(['review', 'no-stages']);
		expect(workspace.mapping).toEqual(edited);
		expect(workspace.questions).toEqual([QUESTION]);
		delete held.import;
		await workspace.accept(edited);
		expect([workspace.phase, workspace.problem]).toEqual(['ready', null]);
	});

	test('can be come back to, while what is shown stays as it is', async () => {
		const { workspace, engines } = bench();
		await workspace.open([file('a.csv')]);
		const { source } = workspace;
		await workspace.review();
		expect([workspace.phase, workspace.source === source]).toEqual(['review', true]);
		await workspace.stop();
		expect([workspace.phase, workspace.source === source]).toEqual(['ready', true]);
		await workspace.review();
		await workspace.accept(mappingOf(['a.csv'], 0.8));
		expect(workspace.phase).toBe('ready');
		expect(workspace.source).not.toBe(source);
		expect(engines.map(({ files }) => files)).toEqual([['a.csv'], ['a.csv']]);
		expect(engines.map(({ closed }) => closed)).toEqual([true, false]);
	});
});

describe('stopping', () => {
	test.each(['engine', 'read', 'recognise', 'import', 'source'] as const)(
		'at the step “%s” of first files leaves an empty page and no engine',
		async (step) => {
			const { workspace, held, engines } = bench();
			const held_ = gate();
			held[step] = held_;
			const opening = workspace.open([file('a.csv')]);
			await settle();
			await workspace.stop();
			await opening;
			expect([workspace.phase, workspace.files, workspace.problem]).toEqual(['empty', [], null]);
			held_.open();
			await settle();
			expect(workspace.phase).toBe('empty');
			expect(engines.every(({ closed }) => closed)).toBe(true);
		},
	);

	test('while other files are read leaves what was open', async () => {
		const { workspace, held, names } = bench();
		await workspace.open([file('a.csv')]);
		const { source } = workspace;
		held.read = gate();
		void workspace.open([file('b.csv')]);
		await settle();
		expect(names()).toEqual(['a.csv', 'b.csv']);
		await workspace.stop();
		expect([workspace.phase, workspace.source === source, ...names()]).toEqual(['ready', true, 'a.csv']);
	});

	test('while building goes back to the review it came from, and it can be accepted again', async () => {
		const { workspace, recognition, held } = bench();
		recognition.questions = [QUESTION];
		await workspace.open([file('a.csv')]);
		held.import = gate();
		const accepting = workspace.accept(mappingOf(['a.csv']));
		await settle();
		expect(workspace.phase).toBe('building');
		await workspace.stop();
		await accepting;
		expect([workspace.phase, workspace.questions]).toEqual(['review', [QUESTION]]);
		delete held.import;
		await workspace.accept(mappingOf(['a.csv']));
		expect(workspace.phase).toBe('ready');
	});

	test('when nothing is under way does nothing', async () => {
		const { workspace } = bench();
		await workspace.open([file('a.csv')]);
		await workspace.stop();
		expect(workspace.phase).toBe('ready');
	});
});

describe('an engine that dies', () => {
	test('is started again with the kept files, and the reader is told', async () => {
		const { workspace, engines, names } = bench();
		await workspace.open([file('a.csv')]);
		const { source } = workspace;
		engines[0]?.die();
		await settle();
		expect([workspace.phase, ...names()]).toEqual(['ready', 'a.csv']);
		expect(workspace.source).not.toBe(source);
		expect(workspace.notices.map(({ code }) => code)).toEqual(['engine-restarted']);
		expect(engines[1]?.files).toEqual(['a.csv']);
	});

	test('again and again is not started for ever', async () => {
		const { workspace, engines } = bench();
		await workspace.open([file('a.csv')]);
		for (let index = 0; index < 6; index++) {
			engines.at(-1)?.die();
			await settle();
		}
		expect([workspace.phase, workspace.problem?.code]).toEqual(['failed', 'engine-dies-again']);
		expect(engines).toHaveLength(3);
	});

	test('during the review of the data shown is replaced once the review is left', async () => {
		const { workspace, engines } = bench();
		await workspace.open([file('a.csv')]);
		await workspace.review();
		engines[0]?.die();
		await settle();
		expect(workspace.phase).toBe('review');
		await workspace.stop();
		await settle();
		expect([workspace.phase, engines.length]).toEqual(['ready', 2]);
	});

	test('while a first review waits is opened anew when it is accepted', async () => {
		const { workspace, engines, recognition } = bench();
		recognition.questions = [QUESTION];
		await workspace.open([file('a.csv')]);
		engines[0]?.die();
		await workspace.accept(mappingOf(['a.csv']));
		expect(workspace.phase).toBe('ready');
		expect(engines[1]?.files).toEqual(['a.csv']);
	});
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
		await workspace.create();
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
		// Questions come in between, twice.
		built.stops = 2;
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
