import { afterEach, describe, expect, test, vi } from 'vitest';
import { ProblemError } from '$lib/base/problem';
import { EngineError, type Engine } from '$lib/engine/engine';
import type { Mapping, Question } from '$lib/intake/mapping';
import type { Source } from '$lib/session/source';
import type { Kept, Store } from '$lib/session/storage';
import { Workspace, type Intake } from '$lib/session/workspace-state.svelte';
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
		columns: [],
	})),
	process: { stages: [], evidence: [] },
});
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
	const disk = { kept: null as Kept | null, saves: 0, failure: null as unknown };
	const address = { sample: false, forgotten: 0, checked: [] as unknown[] };
	const imported: Mapping[] = [];

	const intake = {
		async readFiles(
			engine: Engine,
			files: { name: string }[],
			options: { onProgress?: (p: object) => void },
		) {
			(engine as unknown as (typeof engines)[number]).files = files.map(({ name }) => name);
			options.onProgress?.({ phase: 'Reading', done: 0.5 });
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
		async importMapped(_engine: Engine, _raws: unknown, mapping: Mapping) {
			imported.push(mapping);
			await held.import?.passed;
			return {
				files: [],
				joins: [],
				corrections: [],
				money: null,
				set_aside: [],
				warnings: [],
				questions: [],
			};
		},
	} as unknown as Intake;

	const store: Store = {
		async save(kept, options) {
			await held.save?.passed;
			options?.signal?.throwIfAborted();
			if (disk.failure) throw disk.failure;
			disk.saves++;
			disk.kept = kept;
			return { use: { kind: 'files', bytes: 7 }, files: kept.files };
		},
		async load() {
			await held.load?.passed;
			return disk.kept;
		},
		async purge() {
			disk.kept = null;
		},
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
			return { kind: 'live', catalog: CATALOG, engine, read: async () => [], explain: () => '' } as Source;
		},
		store,
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
	return { workspace, engines, held, recognition, disk, address, imported, names };
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
		expect(disk.kept?.files.map(({ name }) => name)).toEqual(['a.csv', 'b.csv']);
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
		expect(disk.kept?.files).toHaveLength(1);
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
	const kept = (): Kept => ({ name: 'a.csv', files: [file('a.csv')], mapping: mappingOf(['a.csv'], 0.3) });

	test('is opened again with its mapping when the page is loaded, without a question', async () => {
		const { workspace, disk, imported } = bench();
		disk.kept = kept();
		await workspace.restore();
		expect([workspace.phase, workspace.name, workspace.looked]).toEqual(['ready', 'a.csv', true]);
		expect(imported).toEqual([kept().mapping]);
		expect(workspace.stored).toEqual({ kind: 'files', bytes: 16 });
		expect(disk.saves).toBe(0);
	});

	test('goes before the sample that the address asks for', async () => {
		const { workspace, disk, address } = bench();
		disk.kept = kept();
		address.sample = true;
		await workspace.restore();
		expect([workspace.name, address.sample]).toEqual(['a.csv', false]);
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
		disk.kept = kept();
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
		disk.kept = kept();
		held.import = gate();
		held.import.fail(problem('column-renamed'));
		await workspace.restore();
		expect([workspace.phase, workspace.problem?.code]).toEqual(['review', 'column-renamed']);
		expect(workspace.mapping?.files[0]?.confidence).toBe(1);
	});

	test('is added to by a file dropped before it is opened', async () => {
		const { workspace, disk, held, names } = bench();
		disk.kept = kept();
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
		expect(disk.kept?.files.map(({ name }) => name)).toEqual(['b.csv']);
		expect(disk.saves).toBe(1);
	});
});

describe('purging', () => {
	test('leaves nothing in memory or in storage', async () => {
		const { workspace, disk, engines, address } = bench();
		await workspace.open([file('a.csv')]);
		await settle();
		await workspace.purge();
		expect(disk.kept).toBeNull();
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
		expect([workspace.phase, disk.kept]).toEqual(['empty', null]);
	});
});
