import type { Engine } from '../engine/engine';
import type { WorkspaceTools } from './workspace-tools';

type Open = WorkspaceTools['openEngine'];

interface Waiting {
	/** The engine once it has started and rehearsed, or was told to leave off. */
	ready: Promise<Engine>;
	/** Ends the rehearsal. */
	rehearsing: AbortController;
	/** How far its download is, in bytes. */
	loaded: [loaded: number, total: number];
	/** Who has taken it. */
	taker: Parameters<Open>[0] | null;
	isDead: boolean;
}

/**
 * An engine that is started before anybody wants one, while the page has nothing to do: so whoever opens files waits
 * neither for its download nor for its code to be compiled.
 */
export class EngineAhead {
	#tools: Pick<WorkspaceTools, 'openEngine' | 'rehearse'>;
	#waiting: Waiting | null = null;

	constructor(tools: Pick<WorkspaceTools, 'openEngine' | 'rehearse'>) {
		this.#tools = tools;
	}

	/** Starts one, unless one waits already. That it does not start is told to who opens files, by the next try. */
	start(): void {
		if (this.#waiting) return;
		const rehearsing = new AbortController();
		const opening = this.#tools.openEngine({
			onDeath: () => {
				waiting.isDead = true;
				this.#forget(waiting);
				waiting.taker?.onDeath();
			},
			onProgress: (...loaded) => {
				waiting.loaded = loaded;
				waiting.taker?.onProgress(...loaded);
			},
		});
		const ready = opening.then(async (engine) => {
			try {
				await this.#tools.rehearse(engine, rehearsing.signal);
				return engine;
			} catch (cause) {
				// Nobody can tell what it holds now.
				await engine.close();
				throw cause;
			}
		});
		const waiting: Waiting = { ready, rehearsing, loaded: [0, 0], taker: null, isDead: false };
		this.#waiting = waiting;
		ready.catch(() => this.#forget(waiting));
	}

	/** The engine that waits, or else a new one: as `openEngine`. */
	readonly open: Open = async (taker) => {
		const waiting = this.#waiting;
		if (!waiting) return this.#tools.openEngine(taker);
		this.#waiting = null;
		waiting.taker = taker;
		taker.onProgress(...waiting.loaded);
		waiting.rehearsing.abort();
		const engine = await waiting.ready.catch(() => null);
		return engine === null || waiting.isDead ? this.#tools.openEngine(taker) : engine;
	};

	/** Lets go of the engine that waits: nobody wants one for now. */
	drop(): void {
		const waiting = this.#waiting;
		this.#waiting = null;
		waiting?.rehearsing.abort();
		// One that did not start, or failed at its rehearsal, is closed already.
		waiting?.ready.then(
			(engine) => engine.close(),
			() => undefined,
		);
	}

	#forget(waiting: Waiting): void {
		if (this.#waiting === waiting) this.#waiting = null;
	}
}
