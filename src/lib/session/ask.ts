import { ProblemError, type Problem } from '../base/problem';
import { EngineError } from '../engine/engine';
import type { AnyMart, ParamsFor, Precision, RowOf } from '../model/contract';
import type { Scope } from '../model/scope';
import { questionKey, type AnyAsk } from '../share/snapshot';
import { KeptAnswers } from './kept-answers';
import type { Source } from './source';

/** A question as a view puts it. Without a source nothing is asked. */
export interface Asked<M extends AnyMart> {
	source: Source | null;
	mart: M;
	scope: Scope;
	params: ParamsFor<M>;
}

export interface Answer<M extends AnyMart> {
	/** The newest answer; while another is loading, the one before. Empty on a problem. */
	readonly rows: readonly RowOf<M>[];
	readonly status: 'idle' | 'loading' | 'ready' | 'problem';
	readonly problem: Problem | null;
	/** Whether `rows` answer an earlier question than the one now asked. */
	readonly stale: boolean;
	/** Whether `rows` are told by bins: what the mart names as approximate is, and the exact answer is on its way. */
	readonly isApproximate: boolean;
}

export const NO_ANSWER = {
	rows: [],
	status: 'idle',
	problem: null,
	stale: false,
	isApproximate: false,
} as const;

const READY = { ...NO_ANSWER, status: 'ready' } as const;

/** A source's answers are a pure function of data, scope and params: they hold until the reader changes the data. */
const answers = new WeakMap<Source, { changes: number; kept: KeptAnswers }>();

function answersOf(source: Source): KeptAnswers {
	const { changes = 0 } = source;
	const known = answers.get(source);
	if (known?.changes === changes) return known.kept;
	const kept = new KeptAnswers();
	answers.set(source, { changes, kept });
	return kept;
}

/** What went wrong, as a Problem; what is not a ProblemError is a bug, and is shown rather than hidden. */
export function problemOf(cause: unknown): Problem {
	if (cause instanceof ProblemError) return cause.problem;
	return {
		code: 'unexpected',
		message: `Something went wrong that should not: ${cause instanceof Error ? cause.message : String(cause)}`,
		wayOut: 'Reload the page; opened files are kept where the browser allows it.',
	};
}

/**
 * One question at a time, the last one put: earlier ones are aborted and their answers never shown. Where the exact
 * answer takes long, the binned one is told before it. Tells `heard` of every change.
 */
export class Asker<M extends AnyMart> {
	#heard: (answer: Answer<M>) => void;
	#answer: Answer<M> = NO_ANSWER;
	#source: Source | null = null;
	#mart: M | null = null;
	#key: string | null = null;
	#under: AbortController | null = null;

	constructor(heard: (answer: Answer<M>) => void) {
		this.#heard = heard;
	}

	/** Asks, unless this very question is already asked. Null, or no source, takes the answer away. */
	ask(question: Asked<M> | null): void {
		if (!question?.source) {
			this.stop();
			this.#tell(NO_ANSWER);
			return;
		}
		const { source, mart, scope, params } = question;
		const key = questionKey({ mart, scope, params }, source.catalog);
		if (source === this.#source && key === this.#key) return;
		this.stop();
		// Rows of another mart have other columns: no view of this one could draw them.
		const before = mart === this.#mart ? this.#answer.rows : [];
		this.#source = source;
		this.#mart = mart;
		this.#key = key;
		const kept = answersOf(source);
		const known = kept.find(key);
		if (known) {
			this.#tell({ ...READY, rows: known as readonly RowOf<M>[] });
			return;
		}
		const under = new AbortController();
		this.#under = under;
		const read = (precision: Precision) =>
			source.read(mart, scope, params, { signal: under.signal, precision });
		const failed = (cause: unknown) => {
			if (this.#under === under) this.#tell({ ...NO_ANSWER, status: 'problem', problem: problemOf(cause) });
		};
		const readExact = () =>
			read('exact').then((rows) => {
				kept.keep(key, rows);
				if (this.#under === under) this.#tell({ ...READY, rows });
			}, failed);
		// Exactly only now: what else the page has asked by then is answered before.
		const tellBinned = (rows: readonly RowOf<M>[]) => {
			if (this.#under !== under) return;
			this.#tell({ ...READY, rows, isApproximate: true });
			queueMicrotask(() => {
				if (this.#under === under) void readExact();
			});
		};
		const binned = kept.findBinned(key);
		if (binned) {
			tellBinned(binned as readonly RowOf<M>[]);
			return;
		}
		this.#tell({ ...NO_ANSWER, rows: before, status: 'loading', stale: before.length > 0 });
		if (!source.isSoonerByBins?.(mart)) {
			void readExact();
			return;
		}
		read('binned').then(tellBinned, failed);
	}

	/** Aborts what is asked; nothing is told of it any more. */
	stop(): void {
		this.#under?.abort();
		this.#under = null;
		this.#source = null;
		this.#key = null;
	}

	#tell(answer: Answer<M>): void {
		this.#answer = answer;
		this.#heard(answer);
	}
}

/** Whether a question was stopped, and not answered or refused. */
const isStop = (cause: unknown): boolean =>
	(cause instanceof EngineError && cause.code === 'cancelled') ||
	(cause instanceof DOMException && cause.name === 'AbortError');

/**
 * Asks, in this order, what is likely to be asked next, so that an `Asker` finds the answers kept. All questions of
 * others go first and stop it; whether none did. `signal` leaves it off. Never rejects.
 */
export async function askAhead(
	source: Source,
	asks: readonly AnyAsk[],
	signal: AbortSignal,
): Promise<boolean> {
	const kept = answersOf(source);
	// One that is asked twice, as where a filter leaves the deals that it is held against, is one question.
	const questions = new Map(asks.map((ask) => [questionKey(ask, source.catalog), ask]));
	const told = [...questions].map(async ([key, { mart, scope, params }]) => {
		const precisions: Precision[] = source.isSoonerByBins?.(mart) ? ['binned', 'exact'] : ['exact'];
		for (const precision of precisions) {
			if (kept.has(key, precision) || kept.has(key, 'exact')) continue;
			// As an `Asker` does: what is told by bins is asked exactly after all else.
			if (precision !== precisions[0]) await Promise.resolve();
			// What a mart of unknown shape takes is unknown to the compiler; who asks it gave what it takes.
			const options = { signal, precision, isAhead: true };
			kept.keepAhead(key, precision, await source.read(mart, scope, params as never, options));
		}
	});
	const ends = await Promise.allSettled(told);
	// Any other failure is met again by whoever asks, and told then.
	return !ends.some((end) => end.status === 'rejected' && isStop(end.reason));
}
