import type { EncodedTable, EngineErrorCode, Row } from '../engine/engine';
import type { Said } from '../model/read';

/** What is posted to the thread of statistics: the mart by its name, as functions cannot be posted. */
export interface StatisticsJob {
	id: number;
	mart: string;
	said: Said<EncodedTable>;
}

/** What it answers: the mart's rows, or what was thrown. `code` and `sql` are those of an EngineError. */
export type StatisticsAnswer =
	| { id: number; rows: Row[] }
	| { id: number; error: { message: string; code?: EngineErrorCode; sql?: string | undefined } };

/** Said once, when the thread has loaded its code. */
export const READY = 'ready';

/** Either end: a worker, a worker's own scope, or in tests a port. */
export interface StatisticsPort {
	postMessage(message: unknown, transfer?: Transferable[]): void;
	addEventListener(type: 'message', heard: (event: MessageEvent<unknown>) => void): void;
}
