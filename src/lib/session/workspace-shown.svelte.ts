import type { Problem } from '../base/problem';
import type { Progress } from '../intake/import';
import type { IntakeReport, Mapping, Question } from '../intake/mapping';
import type { Samples } from '../intake/recognise';
import type { Memory } from '../intake/remember';
import { REMOVED_ELSEWHERE, SAVED_ELSEWHERE } from './failures';
import { Shelf } from './shelf.svelte';
import type { Source } from './source';
import type { Change, Settings } from './storage';
import { EMPTY, type Memento, type Phase, type WorkspaceTools } from './workspace-tools';

/** What the page shows of a workspace, and what it is told about it. */
export class WorkspaceShown {
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
	/** Values of the files being reviewed, before an import has a report of them. */
	samples = $state.raw<Samples>({});
	/** What only the reader can decide before there are numbers. */
	questions = $state.raw<readonly Question[]>([]);
	/** What was decided and should be looked at in the review: sentences. */
	doubts = $state.raw<readonly string[]>([]);
	report = $state.raw<IntakeReport | null>(null);
	/** Null for the sample, and where nothing was opened yet. */
	id = $state<string | null>(null);
	name = $state('');
	/** Whether a person gave the name. */
	isNamed = $state(false);
	isSample = $state(false);
	/** How the exports of this workspace were read until now. */
	memory = $state.raw<Memory | null>(null);
	/** Choices beyond the mapping, kept with the workspace. */
	settings = $state.raw<Settings>({});
	/** Whether it is known what this browser keeps; until then `empty` may not be the last word. */
	looked = $state(false);
	readonly shelf: Shelf;

	protected tools: WorkspaceTools;

	constructor(tools: WorkspaceTools) {
		this.tools = tools;
		this.shelf = new Shelf(tools.store, (problem) => this.notice(problem));
		this.shelf.listen((change) => this.#heard(change));
	}

	protected notice(problem: Problem): void {
		const same = (other: Problem) =>
			other.code === problem.code && other.file === problem.file && other.column === problem.column;
		this.notices = [...this.notices.filter((other) => !same(other)), problem];
	}

	protected memento(): Memento {
		const memento = { ...EMPTY };
		const copy = <K extends keyof Memento>(key: K) => (memento[key] = (this as Memento)[key]);
		for (const key of Object.keys(EMPTY) as (keyof Memento)[]) copy(key);
		return memento;
	}

	protected restoreTo(memento: Memento): void {
		Object.assign(this, memento);
	}

	/** Writes, unless the step has been stopped or overtaken. */
	protected put(
		signal: AbortSignal | null,
		changes: Partial<Memento> & { progress?: Progress | null },
	): void {
		signal?.throwIfAborted();
		Object.assign(this, changes);
	}

	/** Another tab has changed what is kept. */
	#heard({ id, what }: Change): void {
		if (this.id === null || this.isSample || (id !== null && id !== this.id)) return;
		if (what === 'saved') {
			if (this.source) this.notice(SAVED_ELSEWHERE);
			return;
		}
		this.shelf.stored = { kind: 'memory', bytes: 0 };
		if (this.source) this.notice(REMOVED_ELSEWHERE);
	}
}
