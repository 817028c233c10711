import { afterEach, describe, expect, test, vi } from 'vitest';
import { EngineError } from '$lib/engine/engine';
import { CATALOG } from '../share/a-report';
import { bench, file, gate, mappingOf, problem, QUESTION, settle } from './workspace-bench';

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

	test('is started again with what was built, where that is kept: no file is read', async () => {
		const { workspace, engines, disk, imported } = bench();
		await workspace.open([file('a.csv')]);
		disk.built.set(workspace.id ?? '', { report: workspace.report, tables: [] });
		engines[0]?.die();
		await settle();
		expect(workspace.phase).toBe('ready');
		expect(workspace.notices.map(({ code }) => code)).toEqual(['engine-restarted']);
		expect([engines[1]?.files, imported.length]).toEqual([[], 1]);
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
