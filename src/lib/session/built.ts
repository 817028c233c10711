import { describeProblem, type Problem } from '../base/problem';
import { EngineError, type Engine } from '../engine/engine';
import type { IntakeReport } from '../intake/mapping';
import type { RawTable } from '../intake/read/raw-file';
import { problemOfFailure } from './failures';
import { pause } from './pause';
import type { Built, LiveSource } from './live-source.svelte';
import type { Kept, KeptBuilt, Store } from './storage';

/** What is kept beside the tables of a workspace that was built, so that it is shown without reading its files. */
export interface BuiltState extends Built {
	report: IntakeReport;
	/** Where the files are among the tables. */
	tables: readonly RawTable[];
}

/** A source that may write down what it holds: `LiveSource`. */
export type BuiltSource = Pick<LiveSource, 'saveTo' | 'quietFor'>;

export const BUILT_NOT_OPENED: Problem = {
	code: 'built-not-opened',
	message: 'What was built of these files before could not be opened.',
	wayOut: 'They have been read again, and nothing is missing.',
};

const NOT_WRITTEN: Problem = {
	code: 'built-not-kept',
	message: 'What was built of these files could not be kept in the browser.',
	wayOut: 'The files are: they are read again next time, which takes longer.',
};

/** So long nothing has been asked before what was built is written down; each question that stops it doubles that, up to so long. */
const QUIET_MS = 2_000;
const MOST_QUIET_MS = 32_000;

/** Waits until nothing has been asked for `least` ms; whether that came before `signal`. */
async function quiet(source: BuiltSource, least: number, signal: AbortSignal): Promise<boolean> {
	while (!signal.aborted && source.quietFor < least) await pause(least - source.quietFor, signal);
	return !signal.aborted;
}

/** What is written down, and of what. */
export interface ToKeep {
	id: string;
	kept: Kept;
	source: BuiltSource;
	report: IntakeReport;
	tables: readonly RawTable[];
}

/** Writes down what was built of kept workspaces, one at a time, in moments when nobody asks anything. */
export class BuiltKeeper {
	#store: Store;
	#notice: (problem: Problem) => void;
	#keeping: AbortController | null = null;

	constructor(store: Store, notice: (problem: Problem) => void) {
		this.#store = store;
		this.#notice = notice;
	}

	/**
	 * Writes down what was built: a question stops it, and it is tried again after a longer quiet, however often. Settles
	 * when it is done, stopped or overtaken by another; a notice tells where it cannot be kept.
	 */
	async keep({ id, kept, source, report, tables }: ToKeep): Promise<void> {
		this.stop();
		const keeping = new AbortController();
		const { signal } = keeping;
		this.#keeping = keeping;
		for (
			let least = QUIET_MS;
			await quiet(source, least, signal);
			least = Math.min(2 * least, MOST_QUIET_MS)
		) {
			try {
				await this.#store.saveBuilt(id, kept, async (file): Promise<BuiltState | null> => {
					const built = await source.saveTo(file, { signal });
					return built && { ...built, report, tables };
				});
				return;
			} catch (cause) {
				if (signal.aborted) return;
				if (cause instanceof EngineError && cause.code === 'cancelled') continue;
				this.#notice({ ...NOT_WRITTEN, detail: describeProblem(problemOfFailure(cause)) });
				return;
			}
		}
	}

	/** Stops what is being written down. */
	stop(): void {
		this.#keeping?.abort();
		this.#keeping = null;
	}
}

/** Opens what was built before in `engine`; what else is needed. Rejects with EngineError. */
export async function loadBuilt(engine: Engine, { file, state }: KeptBuilt): Promise<BuiltState> {
	if (!engine.openSaved) throw new EngineError('start-failed', 'This engine opens no files of its own.');
	await engine.openSaved(file);
	return state as BuiltState;
}
