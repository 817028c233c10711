import { ProblemError } from '$lib/base/problem';
import { EngineError, type Engine } from '$lib/engine/engine';
import type { IntakeReport, Mapping, Question } from '$lib/intake/mapping';
import type { RawTable } from '$lib/intake/read/raw-file';
import type { Source } from '$lib/session/source';
import { asRecognised, isKnownLayout, recall, remember } from '$lib/intake/remember';
import type { Change, Kept, Store } from '$lib/session/storage';
import { Workspace } from '$lib/session/workspace-state.svelte';
import type { Intake } from '$lib/session/workspace-tools';
import { CATALOG } from '../share/a-report';

export const settle = () => new Promise<void>((resolve) => setTimeout(resolve));
export const file = (name: string, text = 'id,stage\n1,Lead\n') => new File([text], name);
export const problem = (code: string) =>
	new ProblemError({ code, message: `${code}.`, wayOut: 'Another way.' });
export const mappingOf = (names: string[], confidence = 1, segments: readonly string[] = []): Mapping => ({
	version: 1,
	files: names.map((name) => ({
		file: name,
		kind: 'deals',
		layout: 'generic',
		confidence,
		evidence: [],
		columns: [
			{ header: 'id', position: 0, role: 'id', reading: { as: 'text' }, evidence: '' },
			...segments.map((header, at) => {
				const reading = { as: 'text' } as const;
				return { header, position: at + 1, role: 'segment' as const, reading, evidence: '' };
			}),
		],
	})),
	process: { stages: [], evidence: [] },
});
export const keptOf = (name: string, ...names: string[]): Kept => {
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
export const QUESTION: Question = { code: 'ambiguous-dates', file: 'a.csv', text: 'Which?', choices: [] };

/** A promise that the test settles, for holding a step where the test wants it. */
export function gate() {
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
export function bench() {
	const engines: { closed: boolean; files: string[]; die(): void }[] = [];
	const held: Partial<
		Record<
			'engine' | 'rehearsal' | 'read' | 'recognise' | 'import' | 'source' | 'save' | 'load' | 'sample',
			Gate
		>
	> = {};
	const recognition = {
		questions: [] as Question[],
		doubts: [] as string[],
		confidence: 1,
		/** Headers of columns to filter by. */
		segments: [] as string[],
	};
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
			const { questions, doubts, confidence, segments } = recognition;
			return {
				mapping: mappingOf(
					raws.map((raw) => raw.file),
					confidence,
					segments,
				),
				questions,
				doubts,
				parting: null,
				samples: {},
			};
		},
		recall,
		asRecognised,
		remember,
		isKnownLayout,
		// Every file of these tests has the same column, unless its name says otherwise.
		peekHeaders: async (name: string) => (name.startsWith('strange') ? ['other'] : ['id']),
		findParting: async () => null,
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
		async loadBuilt(id) {
			const state = disk.built.get(id);
			return state === undefined ? null : { file: file('built.db'), state };
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
		async rehearse(_engine, signal) {
			if (signal.aborted) return;
			const leftOff = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
			await Promise.race([held.rehearsal?.passed, leftOff]);
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
