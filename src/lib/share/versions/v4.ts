import type { Snapshot } from '../snapshot';
import { holdsValues } from '../values-told';
import { countOf, fieldsOf } from './v1';
import { readV3, writeV3, type ReportV3 } from './v3';

/*
 * Version 4 of what a link says: version 3, and with it the stage whose first entry begins a cohort's deals; within its
 * sentences numbers and days stand as values, which the reader's locale writes out. Frozen, as those before it. A
 * reader of version 3 would show other deals than are meant, and values as they are not read: it must not open them.
 */

export interface ReportV4 extends ReportV3 {
	/** Rank of the stage; left out where deals begin with their creation. */
	startsIn?: number;
}

/** Whether the versions before can say all of it. */
export const isBeforeV4 = ({ state, told }: Snapshot): boolean =>
	(state.scope.startRank ?? null) === null && (told === null || !holdsValues(told));

/** The snapshot as version 4 writes it. */
export function writeV4(snapshot: Snapshot): ReportV4 {
	const startRank = snapshot.state.scope.startRank ?? null;
	return { ...writeV3(snapshot), ...(startRank === null ? {} : { startsIn: startRank }) };
}

/** The snapshot that a version 4 JSON says. Throws ProblemError `link-not-a-report` where it is none. */
export function readV4(json: unknown): Snapshot {
	const snapshot = readV3(json);
	const { startsIn } = fieldsOf(json, 'the report');
	if (startsIn === undefined) return snapshot;
	const startRank = countOf(startsIn, 'startsIn');
	const { state, answers } = snapshot;
	return {
		...snapshot,
		state: { ...state, scope: { ...state.scope, startRank } },
		answers: answers.map((answer) => ({ ...answer, scope: { ...answer.scope, startRank } })),
	};
}
