import { describeProblem, ProblemError, type Problem } from '../base/problem';
import type { Engine } from '../engine/engine';
import type { Progress, readFiles } from '../intake/import';
import type { IntakeReport, Mapping } from '../intake/mapping';
import type { RawTable } from '../intake/read/raw-file';
import type { Parting } from '../intake/parting';
import type { Memory } from '../intake/remember';
import { DIED, DIES_AGAIN, problemOfFailure, RESTARTED, within } from './failures';
import { EngineAhead } from './engine-ahead';
import { BUILT_NOT_OPENED, BuiltKeeper, type BuiltSource } from './built';
import type { Source } from './source';
import { startEngine } from './start-engine';
import type { Kept, KeptBuilt, Opened } from './storage';
import { WorkspaceShown } from './workspace-shown.svelte';
import { EMPTY, type Memento, type WorkspaceTools } from './workspace-tools';

/** What a draft will be once it is shown. */
export type Identity = Pick<Memento, 'id' | 'name' | 'isNamed' | 'isSample' | 'memory' | 'settings'>;

/** An engine with files read into it, on its way to become the data shown. */
interface Draft {
	engine: Engine;
	raws: Awaited<ReturnType<typeof readFiles>>;
	files: File[];
}

/** What takes the place of what was shown. */
interface Shown {
	engine: Engine;
	files: File[];
	/** Null where they were opened as built, and not read. */
	raws: Draft['raws'] | null;
	tables: readonly RawTable[];
	source: Source & BuiltSource;
	report: IntakeReport;
}

/** Notices about the files opened last, which other files make stale. */
const PASSING: readonly string[] = ['files-added', 'column-new', 'column-missing'];
/** Recognised better than this, with nothing to ask or to doubt, data are shown without a review. */
const SURE = 0.7;
/** So many deaths in so short a time are not chance: the data are too much for this browser. */
const DEATHS = 3;
const DEATHS_WITHIN_MS = 300_000;

export const sizesOf = (files: readonly File[]) => files.map(({ name, size }) => ({ name, bytes: size }));

/**
 * The step under way to other data: files are read into an engine of their own, recognised, built, and
 * only then take the place of what was shown. A step that was stopped or overtaken writes nothing any more.
 */
export class WorkspaceSteps extends WorkspaceShown {
	/** The step under way; a newer one aborts it, and an aborted one writes nothing any more. */
	protected step: AbortController | null = null;
	protected engine: Engine | null = null;
	/** The files behind `source`: the kept copies once there are any. */
	protected opened: File[] = [];
	/** The tables that they were read into. */
	protected tables: readonly RawTable[] = [];
	/** How they were read; null if they were opened as built, and not read. */
	#raws: Draft['raws'] | null = [];
	#source: BuiltSource | null = null;
	#built: BuiltKeeper;
	#ahead: EngineAhead;
	protected draft: Draft | null = null;
	/** The files under review, whether or not their engine is still alive. */
	protected drafted: File[] | null = null;
	/** What was found contrary in the pipelines of the files recognised last. */
	protected found: { files: Mapping['files']; parting: Parting | null } | null = null;
	/** Where `stop` leads from a review, and from all else. */
	protected home: Memento | null = null;
	protected reviewing: Memento | null = null;
	protected loading: Promise<Opened | null> | null = null;
	#deaths: number[] = [];

	constructor(tools: WorkspaceTools) {
		super(tools);
		this.#ahead = new EngineAhead(tools);
		this.#built = new BuiltKeeper(tools.store, (problem) => this.notice(problem));
	}

	/** Starts an engine for the files that are likely to be opened next; the answer lets go of it, unless they are. */
	prepare(): () => void {
		if (this.engine === null && this.step === null) this.#ahead.start();
		return () => {
			if (this.step === null) this.#ahead.drop();
		};
	}

	/** A draft of `files` in an engine of its own, so that the data shown stay whole until it has taken their place. */
	protected async read(signal: AbortSignal, files: File[]): Promise<Draft> {
		const engine = await this.#openEngine(signal);
		try {
			const { readFiles } = await within(signal, this.tools.intake());
			const named = files.map((file) => ({ name: file.name, blob: file }));
			const raws = await within(
				signal,
				readFiles(engine, named, { signal, onProgress: (progress) => this.#tell(signal, progress) }),
			);
			signal.throwIfAborted();
			this.draft = { engine, raws, files };
			this.drafted = files;
			return this.draft;
		} catch (cause) {
			this.#close(engine);
			throw cause;
		}
	}

	/** The mapping of a draft: as its layouts were read before, else as they are recognised. */
	protected async recognise(
		signal: AbortSignal,
		draft: Draft,
		memory: Memory | null,
		unchanged: readonly string[],
	): Promise<{ mapping: Mapping; sure: boolean; told: Problem[] }> {
		this.#tell(signal, { phase: 'Recognising columns', done: 0 });
		const onProgress = (progress: Progress) => this.#tell(signal, progress);
		const { recognise, recall, asRecognised } = await within(signal, this.tools.intake());
		const recognition = await within(signal, recognise(draft.engine, draft.raws, { signal, onProgress }));
		const { mapping, questions, doubts, parting, newParting, samples, announcements } = memory
			? recall(memory, recognition, unchanged)
			: asRecognised(recognition);
		const loud = announcements.filter(({ needsLook }) => needsLook).map(({ problem }) => problem);
		const toLookAt = [...loud.map(describeProblem), ...doubts];
		this.put(signal, { mapping, questions, doubts: toLookAt, report: null });
		this.samples = samples;
		this.found = { files: mapping.files, parting };
		const sure =
			questions.length === 0 &&
			toLookAt.length === 0 &&
			newParting === null &&
			mapping.files.every(({ confidence }) => confidence >= SURE);
		const told = announcements.filter(({ needsLook }) => !needsLook).map(({ problem }) => problem);
		return { mapping, sure, told };
	}

	/** Opens files as what `known` says: read, recognised, and shown unless there is something to look at first. */
	protected async openAll(
		signal: AbortSignal,
		files: File[],
		known: Identity,
		unchanged: readonly File[] = [],
	): Promise<void> {
		const { id, name, isNamed, isSample, memory, settings } = known;
		this.put(signal, { files: sizesOf(files), id, name, isNamed, isSample, memory, settings });
		const draft = await this.read(signal, files);
		const { mapping, sure, told } = await this.recognise(
			signal,
			draft,
			memory,
			unchanged.map((file) => file.name),
		);
		if (sure) {
			await this.build(signal, draft, mapping);
			for (const problem of told) this.notice(problem);
		} else {
			// What is only told comes after what must be looked at.
			this.put(signal, { phase: 'review', doubts: [...this.doubts, ...told.map(describeProblem)] });
			this.reviewing = this.memento();
		}
	}

	/** Opens a kept workspace with the mapping that it has; `keep`: it is not kept here yet. */
	protected async reopen(
		signal: AbortSignal,
		kept: Kept,
		id: string,
		{ keep, built = null }: { keep: boolean; built?: KeptBuilt | null | undefined },
	): Promise<void> {
		const { files, name, isNamed, mapping, memory, settings } = kept;
		if (files.length === 0) {
			this.#showNone(signal, { id, name, isNamed, settings });
			return;
		}
		this.put(signal, {
			files: sizesOf(files),
			id,
			name,
			isNamed,
			isSample: false,
			mapping,
			memory,
			settings,
		});
		if (built && (await this.#openBuilt(signal, files, built))) return;
		const draft = await this.read(signal, files);
		await this.buildOrReview(signal, draft, mapping, { keep });
	}

	/** Shows a workspace that no file has been opened in yet. */
	#showNone(signal: AbortSignal, known: Pick<Memento, 'id' | 'name' | 'isNamed' | 'settings'>): void {
		signal.throwIfAborted();
		this.letGo();
		this.restoreTo({ ...EMPTY, ...known });
		this.#tellKept();
	}

	/** Shows what was built of these files before, without reading them; false, with a notice, where that cannot be. */
	async #openBuilt(signal: AbortSignal, files: File[], built: KeptBuilt): Promise<boolean> {
		let engine: Engine | null = null;
		try {
			engine = await this.#openEngine(signal);
			this.#tell(signal, { phase: 'Opening what was built', done: 0 });
			const opening = this.tools.openBuilt(engine, built, this.tools.address.asOf());
			const { source, report, tables } = await within(signal, opening);
			this.#show(signal, { engine, files, raws: null, tables, source, report });
			this.#tellKept();
			return true;
		} catch (cause) {
			this.#close(engine);
			signal.throwIfAborted();
			this.notice({ ...BUILT_NOT_OPENED, detail: describeProblem(problemOfFailure(cause)) });
			return false;
		}
	}

	/** Builds by a mapping of before; where it does not fit these files any more, a new one is proposed and reviewed. */
	protected async buildOrReview(
		signal: AbortSignal,
		draft: Draft,
		mapping: Mapping,
		{ keep = true } = {},
	): Promise<void> {
		try {
			await this.build(signal, draft, mapping, { keep });
		} catch (cause) {
			if (signal.aborted || !(cause instanceof ProblemError)) throw cause;
			await this.recognise(
				signal,
				draft,
				this.memory,
				draft.files.map((file) => file.name),
			);
			this.put(signal, { phase: 'review', problem: cause.problem });
			this.reviewing = this.memento();
		}
	}

	/** Fills the draft's tables by `mapping`, and shows it in the place of what was shown. */
	protected async build(
		signal: AbortSignal,
		draft: Draft,
		mapping: Mapping,
		{ keep = true } = {},
	): Promise<void> {
		this.put(signal, { phase: 'building' });
		const { importMapped, remember } = await within(signal, this.tools.intake());
		const onProgress = (progress: Progress) => this.#tell(signal, progress);
		const report = await within(
			signal,
			importMapped(draft.engine, draft.raws, mapping, { signal, onProgress }),
		);
		const building = (done: number) => this.#tell(signal, { phase: 'Building the funnel', done });
		building(0);
		const source = await within(
			signal,
			this.tools.openSource(draft.engine, this.tools.address.asOf(), { signal, onProgress: building }),
		);
		this.put(signal, { mapping, memory: remember(mapping, this.memory) });
		const tables = draft.raws.map(({ file, table, columns }) => ({ file, table, columns }));
		this.#show(signal, { ...draft, tables, source, report });
		if (this.isSample) this.shelf.stored = { kind: 'memory', bytes: 0 };
		else if (keep) void this.keep();
		else {
			this.#tellKept();
			void this.#keepBuilt();
		}
	}

	/** That what is shown is what is kept. */
	#tellKept(): void {
		this.shelf.stored = { kind: 'files', bytes: this.opened.reduce((sum, { size }) => sum + size, 0) };
	}

	/** What an engine holds takes the place of what was shown. */
	#show(signal: AbortSignal, { engine, files, raws, tables, source, report }: Shown): void {
		this.put(signal, { phase: 'ready', source, report, questions: [], doubts: [], problem: null });
		this.#built.stop();
		if (this.engine !== engine) this.#close(this.engine);
		this.engine = engine;
		this.opened = files;
		this.#raws = raws;
		this.tables = tables;
		this.#source = source;
		this.draft = null;
		this.drafted = null;
		this.home = null;
		this.reviewing = null;
		this.loading = null;
		this.tools.address.checkAgainst(source.catalog);
		this.tools.address.tellSample(this.isSample);
	}

	/** How the files shown were read; those that were opened as built are read for it, in an engine of their own. */
	protected async rawsShown(): Promise<Draft['raws']> {
		if (this.#raws) return this.#raws;
		const { opened } = this;
		const unheard = { onProgress() {}, onDeath() {}, onLate: (late: Engine) => this.#close(late) };
		const engine = await startEngine(this.tools.openEngine, new AbortController().signal, unheard);
		try {
			const { readFiles } = await this.tools.intake();
			const raws = await readFiles(
				engine,
				opened.map((file) => ({ name: file.name, blob: file })),
			);
			// The tables themselves are in the engine shown, under the same names.
			if (this.opened === opened) this.#raws = raws;
			return raws;
		} finally {
			this.#close(engine);
		}
	}

	/** The data shown as they are kept; null if there are none. */
	protected kept(): Kept | null {
		const { name, isNamed, mapping, memory, settings } = this;
		if (!this.source || !mapping || !memory) return null;
		return { name, isNamed, files: this.opened, mapping, memory, settings };
	}

	/** Keeps the data shown, while they are already looked at; `chosen` is the setting that was just chosen. */
	protected async keep(chosen?: string): Promise<void> {
		const kept = this.kept();
		if (!kept || this.id === null || this.isSample) return;
		const copies = await this.shelf.save(this.id, kept, chosen);
		if (!copies || this.opened !== kept.files) return;
		this.opened = copies;
		void this.#keepBuilt();
	}

	/** Writes down what was built of the workspace shown, in a quiet moment, so that it opens at once next time. */
	async #keepBuilt(): Promise<void> {
		const { id, report } = this;
		const kept = this.kept();
		if (!kept || !this.#source || !report || id === null || this.isSample) return;
		await this.#built.keep({ id, kept, source: this.#source, report, tables: this.tables });
	}

	/** Runs a step that leaves `phase` for a settled one; a failure leads back, or to `failed`. */
	protected async run(
		phase: 'reading' | 'building',
		work: (signal: AbortSignal) => Promise<void>,
	): Promise<void> {
		if (phase === 'reading') {
			if (['empty', 'ready', 'failed'].includes(this.phase)) this.home = this.memento();
			this.notices = this.notices.filter(({ code }) => !PASSING.includes(code));
			this.dropDraft();
		}
		const step = this.newStep();
		this.put(step.signal, { phase, problem: null });
		try {
			await work(step.signal);
		} catch (cause) {
			// Stopped or overtaken: whoever did that has said where the workspace is now.
			if (!step.signal.aborted) this.#failed(cause);
		} finally {
			if (this.step === step) {
				this.step = null;
				this.progress = null;
			}
		}
	}

	protected newStep(): AbortController {
		this.step?.abort();
		const step = new AbortController();
		this.step = step;
		return step;
	}

	protected forgetDeaths(): void {
		this.#deaths = [];
	}

	/** Stops everything and lets go of the data shown; what is kept stays. */
	protected leave(): void {
		this.step?.abort();
		this.step = null;
		this.shelf.stop();
		this.progress = null;
		this.letGo();
	}

	/** Lets go of the data shown, and of those on their way. */
	protected letGo(): void {
		this.loading = null;
		this.dropDraft();
		this.#built.stop();
		this.#close(this.engine);
		this.engine = null;
		this.opened = [];
		this.#raws = [];
		this.tables = [];
		this.#source = null;
		this.home = null;
		this.tools.address.checkAgainst(null);
	}

	/** Back to what was shown before the step, with what went wrong if something did. */
	protected goHome(problem: Problem | null): void {
		const home = this.home ?? EMPTY;
		this.home = null;
		this.restoreTo(problem ? { ...home, problem } : home);
		if (this.phase === 'ready' && this.engine === null) void this.#revive();
	}

	protected dropDraft(): void {
		this.#close(this.draft?.engine ?? null);
		this.draft = null;
		this.drafted = null;
		this.reviewing = null;
	}

	#openEngine(signal: AbortSignal): Promise<Engine> {
		return startEngine(this.#ahead.open, signal, {
			onProgress: (done) => this.#tell(signal, { phase: 'Starting the engine', done }),
			onDeath: (engine) => this.#died(engine),
			onLate: (engine) => this.#close(engine),
		});
	}

	/** An engine ended by itself. What was under way in it has been told so by its own rejection. */
	#died(engine: Engine): void {
		if (this.draft?.engine === engine && !this.step) this.draft = null;
		if (this.engine !== engine) return;
		this.engine = null;
		if (!this.step && this.phase === 'ready') void this.#revive();
	}

	/** Opens the data shown once more, from the kept files, after their engine has died. */
	async #revive(): Promise<void> {
		const now = performance.now();
		this.#deaths = [...this.#deaths.filter((death) => now - death < DEATHS_WITHIN_MS), now];
		const { mapping } = this;
		if (this.#deaths.length >= DEATHS || !mapping) {
			this.restoreTo({ ...this.memento(), phase: 'failed', source: null, problem: DIES_AGAIN });
			return;
		}
		this.home = { ...this.memento(), phase: 'failed', source: null, problem: DIED };
		const { stored } = this.shelf;
		const { id, opened } = this;
		const kept = this.kept();
		await this.run('building', async (signal) => {
			const loading = id !== null && kept ? this.tools.store.loadBuilt(id, kept, { signal }) : null;
			const built = loading && (await within(signal, loading));
			if (!built || !(await this.#openBuilt(signal, opened, built))) {
				const draft = await this.read(signal, opened);
				await this.build(signal, draft, mapping, { keep: false });
			}
			this.shelf.stored = stored;
			this.notice(RESTARTED);
		});
	}

	#failed(cause: unknown): void {
		const problem = problemOfFailure(cause);
		// What the mapping may mend is shown with the mapping.
		if (this.phase === 'building' && cause instanceof ProblemError && (this.reviewing || this.draft)) {
			this.put(null, { phase: 'review', problem });
			this.reviewing = this.memento();
			return;
		}
		this.dropDraft();
		if (this.home?.phase === 'ready') this.goHome(problem);
		else {
			this.home = null;
			this.put(null, { phase: 'failed', problem, source: null });
		}
	}

	#close(engine: Engine | null): void {
		engine?.close().catch((cause: unknown) => this.notice(problemOfFailure(cause)));
	}

	#tell(signal: AbortSignal, progress: Progress): void {
		if (!signal.aborted) this.progress = progress;
	}
}
