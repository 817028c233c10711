import type { Engine } from '../engine/engine';
import { patienceOf, within } from './failures';
import type { WorkspaceTools } from './workspace-tools';

/** An engine that says nothing for so long while it starts will not start. */
const PATIENCE_MS = 60_000;

/** Who hears of an engine. */
export interface Hearers {
	/** How far its download is, 0 to 1. */
	onProgress(done: number): void;
	/** It ended by itself. What was under way in it has been told so by its own rejection. */
	onDeath(engine: Engine): void;
	/** It started after all, when nobody waited for it any more. */
	onLate(engine: Engine): void;
}

/** A new engine. Rejects as `open` does, as `signal` is aborted, and with a ProblemError where none starts. */
export async function startEngine(
	open: WorkspaceTools['openEngine'],
	signal: AbortSignal,
	{ onProgress, onDeath, onLate }: Hearers,
): Promise<Engine> {
	onProgress(0);
	const patience = patienceOf(PATIENCE_MS);
	let engine: Engine | null = null;
	const opening = open({
		onDeath: () => {
			if (engine) onDeath(engine);
		},
		onProgress: (loaded, total) => {
			patience.renew();
			if (total > 0) onProgress(Math.min(1, loaded / total));
		},
	});
	try {
		engine = await within(signal, Promise.race([opening, patience.end]));
		return engine;
	} catch (cause) {
		// That it does not start has been told.
		opening.then(onLate, () => undefined);
		throw cause;
	} finally {
		patience.stop();
	}
}
