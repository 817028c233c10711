import { describe, expect, test, vi } from 'vitest';
import { maySpendAhead, whileQuiet } from '$lib/session/quiet-page';
import { bench, file, gate, settle } from './workspace-bench';

describe('an engine started ahead', () => {
	test('is the one that files are read into', async () => {
		const { workspace, engines } = bench();
		workspace.prepare();
		await settle();
		expect(engines).toHaveLength(1);
		await workspace.open([file('a.csv')]);
		expect(engines.map(({ files, closed }) => [files, closed])).toEqual([[['a.csv'], false]]);
	});

	test('is waited for while it starts, and leaves off its rehearsal', async () => {
		const { workspace, engines, held } = bench();
		held.engine = gate();
		held.rehearsal = gate();
		workspace.prepare();
		const opening = workspace.open([file('a.csv')]);
		await settle();
		held.engine.open();
		await opening;
		expect([workspace.phase, engines.map(({ files }) => files)]).toEqual(['ready', [['a.csv']]]);
	});

	test('that does not start is tried once more when files are opened', async () => {
		const { workspace, engines, held } = bench();
		held.engine = gate();
		held.engine.fail(new Error('no network'));
		workspace.prepare();
		await settle();
		expect([workspace.phase, workspace.problem]).toEqual(['empty', null]);
		delete held.engine;
		await workspace.open([file('a.csv')]);
		expect([workspace.phase, engines.length]).toEqual(['ready', 1]);
	});

	test('that fails at its rehearsal is closed, and another one opened', async () => {
		const { workspace, engines, held } = bench();
		held.rehearsal = gate();
		held.rehearsal.fail(new Error('broken'));
		workspace.prepare();
		await settle();
		await workspace.open([file('a.csv')]);
		expect(engines.map(({ files, closed }) => [files, closed])).toEqual([
			[[], true],
			[['a.csv'], false],
		]);
	});

	test('that dies before it is wanted is not given to anybody', async () => {
		const { workspace, engines } = bench();
		workspace.prepare();
		await settle();
		engines[0]?.die();
		await workspace.open([file('a.csv')]);
		expect([workspace.phase, engines.map(({ files }) => files)]).toEqual(['ready', [[], ['a.csv']]]);
	});

	test('that dies later is started again as any other', async () => {
		const { workspace, engines } = bench();
		workspace.prepare();
		await workspace.open([file('a.csv')]);
		engines[0]?.die();
		await settle();
		expect(workspace.notices.map(({ code }) => code)).toEqual(['engine-restarted']);
		expect(engines[1]?.files).toEqual(['a.csv']);
	});

	test('is let go of, unless files are being opened', async () => {
		const { workspace, engines, held } = bench();
		workspace.prepare()();
		await settle();
		expect(engines.map(({ closed }) => closed)).toEqual([true]);
		const leave = workspace.prepare();
		await settle();
		held.sample = gate();
		const opening = workspace.openSample();
		leave();
		held.sample.open();
		await opening;
		expect(engines.map(({ closed }) => closed)).toEqual([true, false]);
	});
});

test('nothing is spent ahead on dear connections and small devices', () => {
	expect(maySpendAhead({})).toBe(true);
	expect(maySpendAhead({ connection: { effectiveType: '4g' }, deviceMemory: 8 })).toBe(true);
	expect(maySpendAhead({ connection: { saveData: true } })).toBe(false);
	expect(maySpendAhead({ connection: { type: 'cellular', effectiveType: '4g' } })).toBe(false);
	expect(maySpendAhead({ connection: { effectiveType: '3g' } })).toBe(false);
	expect(maySpendAhead({ deviceMemory: 2 })).toBe(false);
});

test('what is done ahead is undone out of sight, and done again', () => {
	vi.useFakeTimers();
	const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
	vi.stubGlobal('document', page);
	vi.stubGlobal('navigator', {});
	const turn = (visibilityState: string) => {
		page.visibilityState = visibilityState;
		page.dispatchEvent(new Event('visibilitychange'));
	};
	try {
		const undone = vi.fn();
		const work = vi.fn(() => undone);
		const end = whileQuiet(work, 1_000);
		vi.advanceTimersByTime(5_000);
		expect(work).toHaveBeenCalledTimes(1);
		turn('hidden');
		vi.advanceTimersByTime(500);
		turn('visible');
		vi.advanceTimersByTime(5_000);
		expect([work.mock.calls.length, undone.mock.calls.length]).toEqual([1, 0]);
		turn('hidden');
		vi.advanceTimersByTime(5_000);
		expect(undone).toHaveBeenCalledTimes(1);
		turn('visible');
		vi.advanceTimersByTime(5_000);
		expect(work).toHaveBeenCalledTimes(2);
		end();
		expect(undone).toHaveBeenCalledTimes(2);
		turn('visible');
		vi.advanceTimersByTime(5_000);
		expect(work).toHaveBeenCalledTimes(2);
	} finally {
		vi.useRealTimers();
		vi.unstubAllGlobals();
	}
});
