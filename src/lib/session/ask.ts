import { ProblemError, type Problem } from '../base/problem';
import type { AnyMart, ParamsFor, Precision, RowOf } from '../model/contract';
import type { Scope } from '../model/scope';
import { scopeKey } from '../share/snapshot';
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

/**
 * Answers kept of one source: those of some twenty views, so that the way back is shown at once. Lists of deals are the
 * largest, at some hundred rows each.
 */
export const KEPT_ANSWERS = 300;
/** A source's answers never change: they are a pure function of data, scope and params. */
const answers = new WeakMap<Source, Map<string, readonly unknown[]>>();

function keep(source: Source, key: string, rows: readonly unknown[]): void {
	const kept = answers.get(source) ?? new Map<string, readonly unknown[]>();
	answers.set(source, kept);
	kept.delete(key);
	kept.set(key, rows);
	for (const oldest of kept.keys()) {
		if (kept.size <= KEPT_ANSWERS) break;
		kept.delete(oldest);
	}
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
		const key = JSON.stringify([
			mart.name,
			scopeKey(scope, source.catalog),
			Object.entries(params as object).sort(([a], [b]) => (a < b ? -1 : 1)),
		]);
		if (source === this.#source && key === this.#key) return;
		this.stop();
		// Rows of another mart have other columns: no view of this one could draw them.
		const before = mart === this.#mart ? this.#answer.rows : [];
		this.#source = source;
		this.#mart = mart;
		this.#key = key;
		const kept = answers.get(source)?.get(key);
		if (kept) {
			keep(source, key, kept);
			this.#tell({ ...READY, rows: kept as readonly RowOf<M>[] });
			return;
		}
		const under = new AbortController();
		this.#under = under;
		this.#tell({ ...NO_ANSWER, rows: before, status: 'loading', stale: before.length > 0 });
		const read = (precision: Precision) =>
			source.read(mart, scope, params, { signal: under.signal, precision });
		const failed = (cause: unknown) => {
			if (this.#under === under) this.#tell({ ...NO_ANSWER, status: 'problem', problem: problemOf(cause) });
		};
		const readExact = () =>
			read('exact').then((rows) => {
				keep(source, key, rows);
				if (this.#under === under) this.#tell({ ...READY, rows });
			}, failed);
		if (!source.isSoonerByBins?.(mart)) {
			void readExact();
			return;
		}
		// Exactly only now: what else the page has asked by then is answered before.
		read('binned').then((rows) => {
			if (this.#under !== under) return;
			this.#tell({ ...READY, rows, isApproximate: true });
			void readExact();
		}, failed);
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
