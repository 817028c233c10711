import type { Day } from '../base/day';
import { ProblemError, type Problem } from '../base/problem';
import { EngineError, type Engine } from '../engine/engine';
import type { importMapped, Progress, readFiles } from '../intake/import';
import type { IntakeReport, Mapping, Question } from '../intake/mapping';
import type { recognise, Samples } from '../intake/recognise';
import type { Catalog } from '../model/catalog';
import { problemOf } from './ask';
import type { Source } from './source';
import type { Kept, StorageUse, Store } from './storage';

export type Phase = 'empty' | 'reading' | 'review' | 'building' | 'ready' | 'failed';

export interface Intake {
	readFiles: typeof readFiles;
	recognise: typeof recognise;
	importMapped: typeof importMapped;
}

/** What a workspace works with; the page's own are in `workspace.svelte.ts`. */
export interface WorkspaceTools {
	openEngine(options: {
		onDeath: () => void;
		onProgress: (loaded: number, total: number) => void;
	}): Promise<Engine>;
	intake(): Promise<Intake>;
	openSource(engine: Engine, asOf: Day | null): Promise<Source>;
	store: Store;
	sample(signal: AbortSignal): Promise<File[]>;
	address: {
		wantsSample(): boolean;
		asOf(): Day | null;
		tellSample(isSample: boolean): void;
		/** Takes all out of the address that tells of the data. */
		forget(): void;
		checkAgainst(catalog: Catalog | null): void;
	};
}

/** An engine with files read into it, on its way to become the data shown. */
interface Draft {
	engine: Engine;
	raws: Awaited<ReturnType<typeof readFiles>>;
	files: File[];
}

/** Recognised better than this, with nothing to ask or to doubt, data are shown without a review. */
const SURE = 0.7;
/** An engine that says nothing for so long while it starts will not start. */
const START_PATIENCE_MS = 60_000;
/** So many deaths in so short a time are not chance: the data are too much for this browser. */
const DEATHS = 3;
const DEATHS_WITHIN_MS = 300_000;

function problemOfFailure(cause: unknown): Problem {
	if (cause instanceof EngineError) {
		const detail = cause.sql === undefined ? {} : { detail: cause.sql };
		if (cause.code === 'out-of-memory' || cause.code === 'died') {
			return {
				code: `engine-${cause.code}`,
				message: `The database engine ran out of room: ${cause.message}`,
				wayOut: 'Close other tabs and open the files again, or export a shorter period.',
				...detail,
			};
		}
		return {
			code: `engine-${cause.code}`,
			message: cause.message,
			wayOut: 'Reload the page and open the files again.',
			...detail,
		};
	}
	if (cause instanceof Error && ['NotFoundError', 'NotReadableError'].includes(cause.name)) {
		return {
			code: 'file-gone',
			message: 'A file could not be read any more: it was moved, changed or replaced meanwhile.',
			wayOut: 'Open the files again.',
			detail: cause.message,
		};
	}
	return problemOf(cause);
}

const nameOf = (files: readonly File[]): string => {
	const [first, second, ...more] = files.map(({ name }) => name);
	if (first === undefined) return '';
	if (second === undefined) return first;
	return more.length === 0 ? `${first} and ${second}` : `${first} and ${more.length + 1} more`;
};

/**
 * The data of the page: how they come in, what is asked about them, where they are kept. Every method settles once
 * its work is done, stopped or overtaken by another one, and never rejects: what went wrong is `problem`.
 */
export class Workspace {
	phase = $state<Phase>('empty');
	/** How far the step under way is. */
	progress = $state.raw<Progress | null>(null);
	/** Why the phase is `failed`; in any other, why the last step did not happen. */
	problem = $state.raw<Problem | null>(null);
	/** Things to know that stand in nobody's way. */
	notices = $state.raw<readonly Problem[]>([]);
	/** Answers for the data shown; in `reading` and `review` still those shown before. */
	source = $state.raw<Source | null>(null);
	/** The files of the step under way, or of the data shown. */
	files = $state.raw<readonly { name: string; bytes: number }[]>([]);
	mapping = $state.raw<Mapping | null>(null);
	/** What only the reader can decide before there are numbers. */
	/** Values of the files being reviewed, before an import has a report of them. */
	samples = $state.raw<Samples>({});
	questions = $state.raw<readonly Question[]>([]);
	/** What was decided and should be looked at in the review: sentences. */
	doubts = $state.raw<readonly string[]>([]);
	report = $state.raw<IntakeReport | null>(null);
	name = $state('');
	isSample = $state(false);
	/** What this browser keeps of the data shown. */
	stored = $state.raw<StorageUse>({ kind: 'memory', bytes: 0 });
	/** Whether it is known what this browser keeps; until then `empty` may not be the last word. */
	looked = $state(false);

	#tools: WorkspaceTools;
	/** The step under way; a newer one aborts it, and an aborted one writes nothing any more. */
	#step: AbortController | null = null;
	#saving: AbortController | null = null;
	#engine: Engine | null = null;
	/** The files behind `source`: the kept copies once there are any. */
	#files: File[] = [];
	#draft: Draft | null = null;
	/** The files under review, whether or not their engine is still alive. */
	#drafted: File[] | null = null;
	/** Where `stop` leads from a review, and from all else. */
	#home: Memento | null = null;
	#reviewing: Memento | null = null;
	#loading: Promise<Kept | null> | null = null;
	#deaths: number[] = [];

	constructor(tools: WorkspaceTools) {
		this.#tools = tools;
	}

	/**
	 * Opens files beside those that are open (one of the same name takes its place), or with `replace` instead of
	 * them; the sample is always replaced. Ends in `ready`, or in `review` if there is something to look at first.
	 */
	async open(files: readonly File[], options: { replace?: boolean } = {}): Promise<void> {
		if (files.length === 0) return;
		await this.#run('reading', async (signal) => {
			// What the browser keeps is there to be added to, even before it has been opened.
			const kept = options.replace ? null : await this.#within(signal, this.#keptOrNone());
			const before =
				options.replace || this.#home?.isSample ? [] : this.#files.length ? this.#files : (kept?.files ?? []);
			const names = files.map(({ name }) => name);
			await this.#openAll(signal, [...before.filter(({ name }) => !names.includes(name)), ...files], false);
		});
	}

	/** Opens text, as pasted from a spreadsheet, as a file of that name. */
	async openText(text: string, name: string): Promise<void> {
		await this.open([new File([text], name, { type: 'text/plain' })]);
	}

	/** Opens the sample company. It is not kept: what was kept before stays. */
	async openSample(): Promise<void> {
		await this.#run('reading', async (signal) => {
			this.#put(signal, { progress: { phase: 'Loading the sample', done: 0 } });
			const files = await this.#within(signal, this.#tools.sample(signal));
			await this.#openAll(signal, files, true);
		});
	}

	/** Back to the mapping of the data shown. */
	async review(): Promise<void> {
		if (this.phase !== 'ready') return;
		this.#home = this.#memento();
		this.#restore({ ...this.#home, phase: 'review', questions: [], doubts: [], problem: null });
		this.#reviewing = this.#memento();
	}

	/** Builds everything as `mapping` says. Ends in `ready`, or in `review` with the problem. */
	async accept(mapping: Mapping): Promise<void> {
		if (this.phase !== 'review') return;
		const plain = $state.snapshot(mapping) as Mapping;
		this.mapping = plain;
		this.#reviewing = { ...this.#memento(), problem: null };
		await this.#run('building', async (signal) => {
			const draft = this.#draft ?? (await this.#read(signal, this.#drafted ?? this.#files));
			await this.#build(signal, draft, plain);
		});
	}

	/** Stops what is under way, and is where it was before; from a review, at the data shown before. */
	async stop(): Promise<void> {
		const building = this.phase === 'building';
		if (!this.#step && this.phase !== 'review') return;
		this.#step?.abort();
		this.#step = null;
		this.progress = null;
		if (building && this.#reviewing) {
			this.#restore(this.#reviewing);
			return;
		}
		this.#dropDraft();
		this.#goHome(null);
	}

	/** Takes a notice, or the problem, off the page. */
	dismiss(problem: Problem): void {
		this.notices = this.notices.filter((notice) => notice !== problem);
		if (this.problem === problem && this.phase !== 'failed') this.problem = null;
	}

	/** Everything gone: in memory, in storage, and the filters from the address. */
	async purge(): Promise<void> {
		this.#step?.abort();
		this.#saving?.abort();
		this.#step = null;
		this.#loading = null;
		this.#dropDraft();
		this.#close(this.#engine);
		this.#engine = null;
		this.#files = [];
		this.#home = null;
		this.#deaths = [];
		this.notices = [];
		this.progress = null;
		this.#restore(EMPTY);
		this.#tools.address.checkAgainst(null);
		this.#tools.address.forget();
		try {
			await this.#tools.store.purge();
			this.stored = { kind: 'memory', bytes: 0 };
		} catch (cause) {
			this.problem = problemOf(cause);
		}
	}

	/** Opens what this browser keeps, or else the sample if the address says so. For when the page is loaded. */
	async restore(): Promise<void> {
		if (this.looked || this.#loading) return;
		this.#loading = this.#tools.store.load();
		const step = this.#newStep();
		try {
			const kept = await this.#within(step.signal, this.#loading);
			this.looked = true;
			if (kept) {
				await this.#run('reading', (signal) => this.#reopen(signal, kept));
			} else if (this.#tools.address.wantsSample()) await this.openSample();
		} catch (cause) {
			if (step.signal.aborted) return;
			this.#notice(problemOf(cause));
			if (this.#tools.address.wantsSample()) await this.openSample();
		} finally {
			this.looked = true;
			if (this.#step === step) this.#step = null;
		}
	}

	/** What is kept, while or before it is restored. A failure to load is told by `restore` itself. */
	async #keptOrNone(): Promise<Kept | null> {
		return (
			this.#loading?.then(
				(kept) => kept,
				() => null,
			) ?? null
		);
	}

	async #reopen(signal: AbortSignal, kept: Kept): Promise<void> {
		this.#files = kept.files;
		this.#put(signal, { files: sizesOf(kept.files), name: kept.name, mapping: kept.mapping });
		const draft = await this.#read(signal, kept.files);
		try {
			await this.#build(signal, draft, kept.mapping, { keep: false });
			this.stored = { kind: 'files', bytes: kept.files.reduce((sum, { size }) => sum + size, 0) };
		} catch (cause) {
			if (signal.aborted || !(cause instanceof ProblemError)) throw cause;
			// The mapping is of an earlier version that read these files otherwise: propose a new one.
			await this.#recognise(signal, draft);
			this.#put(signal, { phase: 'review', problem: cause.problem });
			this.#reviewing = this.#memento();
		}
	}

	async #openAll(signal: AbortSignal, files: File[], isSample: boolean): Promise<void> {
		const name = isSample ? 'Sample company' : nameOf(files);
		this.#put(signal, { files: sizesOf(files), name, isSample });
		const draft = await this.#read(signal, files);
		const { mapping, sure } = await this.#recognise(signal, draft);
		if (sure) {
			await this.#build(signal, draft, mapping);
			return;
		}
		this.#put(signal, { phase: 'review' });
		this.#reviewing = this.#memento();
	}

	/** A draft of `files` in an engine of its own, so that the data shown stay whole until it has taken their place. */
	async #read(signal: AbortSignal, files: File[]): Promise<Draft> {
		const engine = await this.#openEngine(signal);
		try {
			const { readFiles } = await this.#within(signal, this.#tools.intake());
			const named = files.map((file) => ({ name: file.name, blob: file }));
			const raws = await this.#within(
				signal,
				readFiles(engine, named, { signal, onProgress: (progress) => this.#tell(signal, progress) }),
			);
			signal.throwIfAborted();
			this.#draft = { engine, raws, files };
			this.#drafted = files;
			return this.#draft;
		} catch (cause) {
			this.#close(engine);
			throw cause;
		}
	}

	async #recognise(signal: AbortSignal, draft: Draft): Promise<{ mapping: Mapping; sure: boolean }> {
		this.#tell(signal, { phase: 'Recognising columns', done: 0 });
		const { recognise } = await this.#within(signal, this.#tools.intake());
		const { mapping, questions, doubts, samples } = await this.#within(
			signal,
			recognise(draft.engine, draft.raws, { signal }),
		);
		this.#put(signal, { mapping, questions, doubts, report: null });
		this.samples = samples;
		const sure =
			questions.length === 0 &&
			doubts.length === 0 &&
			mapping.files.every(({ confidence }) => confidence >= SURE);
		return { mapping, sure };
	}

	async #build(signal: AbortSignal, draft: Draft, mapping: Mapping, { keep = true } = {}): Promise<void> {
		this.#put(signal, { phase: 'building' });
		const { importMapped } = await this.#within(signal, this.#tools.intake());
		const onProgress = (progress: Progress) => this.#tell(signal, progress);
		const report = await this.#within(
			signal,
			importMapped(draft.engine, draft.raws, mapping, { signal, onProgress }),
		);
		this.#tell(signal, { phase: 'Building the funnel', done: 0 });
		const source = await this.#within(
			signal,
			this.#tools.openSource(draft.engine, this.#tools.address.asOf()),
		);
		this.#put(signal, { phase: 'ready', source, report, mapping, questions: [], doubts: [], problem: null });
		if (this.#engine !== draft.engine) this.#close(this.#engine);
		this.#engine = draft.engine;
		this.#files = draft.files;
		this.#draft = null;
		this.#drafted = null;
		this.#home = null;
		this.#reviewing = null;
		this.#tools.address.checkAgainst(source.catalog);
		this.#tools.address.tellSample(this.isSample);
		if (this.isSample) this.stored = { kind: 'memory', bytes: 0 };
		else if (keep) void this.#keep(mapping);
	}

	/** Keeps the data shown, while they are already looked at. */
	async #keep(mapping: Mapping): Promise<void> {
		this.#saving?.abort();
		const saving = new AbortController();
		this.#saving = saving;
		const files = this.#files;
		try {
			const kept = await this.#tools.store.save({ name: this.name, files, mapping }, saving);
			if (saving.signal.aborted) return;
			if (this.#files !== files) return;
			this.stored = kept.use;
			this.#files = kept.files;
		} catch (cause) {
			if (saving.signal.aborted) return;
			this.stored = { kind: 'memory', bytes: 0 };
			this.#notice(problemOf(cause));
		}
	}

	async #openEngine(signal: AbortSignal): Promise<Engine> {
		this.#tell(signal, { phase: 'Starting the engine', done: 0 });
		const patience = patienceOf(START_PATIENCE_MS);
		let engine: Engine | null = null;
		const opening = this.#tools.openEngine({
			onDeath: () => this.#died(engine),
			onProgress: (loaded, total) => {
				patience.renew();
				if (total > 0)
					this.#tell(signal, { phase: 'Starting the engine', done: Math.min(1, loaded / total) });
			},
		});
		try {
			engine = await this.#within(signal, Promise.race([opening, patience.end]));
			return engine;
		} catch (cause) {
			// It may start after all, when nobody waits for it any more; that it does not has been told.
			opening.then(
				(late) => this.#close(late),
				() => undefined,
			);
			throw cause;
		} finally {
			patience.stop();
		}
	}

	/** An engine ended by itself. What was under way in it has been told so by its own rejection. */
	#died(engine: Engine | null): void {
		if (engine === null) return;
		if (this.#draft?.engine === engine && !this.#step) this.#draft = null;
		if (this.#engine !== engine) return;
		this.#engine = null;
		if (!this.#step && this.phase === 'ready') void this.#revive();
	}

	/** Opens the data shown once more, from the kept files, after their engine has died. */
	async #revive(): Promise<void> {
		const now = performance.now();
		this.#deaths = [...this.#deaths.filter((death) => now - death < DEATHS_WITHIN_MS), now];
		const { mapping } = this;
		if (this.#deaths.length >= DEATHS || !mapping) {
			this.#restore({ ...this.#memento(), phase: 'failed', source: null, problem: DIES_AGAIN });
			return;
		}
		this.#home = { ...this.#memento(), phase: 'failed', source: null, problem: DIED };
		await this.#run('building', async (signal) => {
			const draft = await this.#read(signal, this.#files);
			await this.#build(signal, draft, mapping, { keep: false });
			this.#notice({
				code: 'engine-restarted',
				message: 'The browser ended the database engine; it was started again and the data reloaded.',
				wayOut: 'Nothing is lost. If it happens often, close other tabs.',
			});
		});
	}

	#newStep(): AbortController {
		this.#step?.abort();
		const step = new AbortController();
		this.#step = step;
		return step;
	}

	/** Runs a step that leaves `phase` for a settled one; a failure leads back, or to `failed`. */
	async #run(phase: 'reading' | 'building', work: (signal: AbortSignal) => Promise<void>): Promise<void> {
		if (phase === 'reading') {
			if (['empty', 'ready', 'failed'].includes(this.phase)) this.#home = this.#memento();
			this.#dropDraft();
		}
		const step = this.#newStep();
		this.#put(step.signal, { phase, problem: null });
		try {
			await work(step.signal);
		} catch (cause) {
			// Stopped or overtaken: whoever did that has said where the workspace is now.
			if (!step.signal.aborted) this.#failed(cause);
		} finally {
			if (this.#step === step) {
				this.#step = null;
				this.progress = null;
			}
		}
	}

	#failed(cause: unknown): void {
		const problem = problemOfFailure(cause);
		// What the mapping may mend is shown with the mapping.
		if (this.phase === 'building' && cause instanceof ProblemError && (this.#reviewing || this.#draft)) {
			this.#put(null, { phase: 'review', problem });
			this.#reviewing = this.#memento();
			return;
		}
		this.#dropDraft();
		if (this.#home?.phase === 'ready') this.#goHome(problem);
		else {
			this.#home = null;
			this.#put(null, { phase: 'failed', problem, source: null });
		}
	}

	/** Back to what was shown before the step, with what went wrong if something did. */
	#goHome(problem: Problem | null): void {
		const home = this.#home ?? EMPTY;
		this.#home = null;
		this.#restore(problem ? { ...home, problem } : home);
		if (this.phase === 'ready' && this.#engine === null) void this.#revive();
	}

	#dropDraft(): void {
		this.#close(this.#draft?.engine ?? null);
		this.#draft = null;
		this.#drafted = null;
		this.#reviewing = null;
	}

	#close(engine: Engine | null): void {
		engine?.close().catch((cause: unknown) => this.#notice(problemOfFailure(cause)));
	}

	#notice(problem: Problem): void {
		this.notices = [...this.notices.filter(({ code }) => code !== problem.code), problem];
	}

	#memento(): Memento {
		const { phase, problem, source, files, mapping, questions, doubts, report, name, isSample } = this;
		return { phase, problem, source, files, mapping, questions, doubts, report, name, isSample };
	}

	#restore(memento: Memento): void {
		Object.assign(this, memento);
	}

	#tell(signal: AbortSignal, progress: Progress): void {
		if (!signal.aborted) this.progress = progress;
	}

	/** Writes, unless the step has been stopped or overtaken. */
	#put(signal: AbortSignal | null, changes: Partial<Memento> & { progress?: Progress | null }): void {
		signal?.throwIfAborted();
		Object.assign(this, changes);
	}

	/** `work`, or a rejection as soon as `signal` is aborted, whether or not the work heeds it. */
	#within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			const abort = () => reject(signal.reason as Error);
			if (signal.aborted) abort();
			signal.addEventListener('abort', abort, { once: true });
			work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
		});
	}
}

type Memento = Pick<
	Workspace,
	| 'phase'
	| 'problem'
	| 'source'
	| 'files'
	| 'mapping'
	| 'questions'
	| 'doubts'
	| 'report'
	| 'name'
	| 'isSample'
>;

const EMPTY: Memento = {
	phase: 'empty',
	problem: null,
	source: null,
	files: [],
	mapping: null,
	questions: [],
	doubts: [],
	report: null,
	name: '',
	isSample: false,
};

const NOT_STARTED: Problem = {
	code: 'engine-not-started',
	message: 'The database engine did not start.',
	wayOut: 'Check the connection and reload the page.',
};
const DIED: Problem = {
	code: 'engine-died',
	message: 'The browser ended the database engine.',
	wayOut: 'Reload the page: the files are kept where the browser allows it.',
};
const DIES_AGAIN: Problem = {
	code: 'engine-dies-again',
	message:
		'The browser has ended the database engine again and again: these data need more memory than it gives.',
	wayOut: 'Close other tabs and reload the page, or open an export of a shorter period.',
};

/** Rejects `end` once nothing has been renewed for `ms`. */
function patienceOf(ms: number): { end: Promise<never>; renew(): void; stop(): void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let giveUp: () => void = () => undefined;
	const end = new Promise<never>((_, reject) => {
		giveUp = () => reject(new ProblemError(NOT_STARTED));
	});
	const stop = () => clearTimeout(timer);
	const renew = () => {
		stop();
		timer = setTimeout(giveUp, ms);
	};
	renew();
	return { end, renew, stop };
}

const sizesOf = (files: readonly File[]) => files.map(({ name, size }) => ({ name, bytes: size }));
