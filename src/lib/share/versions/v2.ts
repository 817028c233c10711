import { ProblemError } from '../../base/problem';
import type { Snapshot } from '../snapshot';
import { readV1, writeV1, type ReportV1 } from './v1';

/*
 * Version 2 of what a link says: version 1, and the hygiene checks whose deals are left out of its numbers. A reader
 * of version 1 would show such numbers as those of all deals, so it must not open them. Reports that leave nothing out
 * are still written as version 1.
 */

export interface ReportV2 extends ReportV1 {
	/** Codes of hygiene checks. */
	leaveOut: string[];
}

/** The snapshot as version 2 writes it. */
export const writeV2 = (snapshot: Snapshot): ReportV2 => ({
	...writeV1(snapshot),
	leaveOut: [...snapshot.state.scope.leaveOut],
});

/** The snapshot that a version 2 JSON says. Throws ProblemError `link-not-a-report` where it is none. */
export function readV2(json: unknown): Snapshot {
	const snapshot = readV1(json);
	const { leaveOut } = json as Partial<Record<'leaveOut', unknown>>;
	if (!Array.isArray(leaveOut) || !leaveOut.every((code): code is string => typeof code === 'string')) {
		throw new ProblemError({
			code: 'link-not-a-report',
			message: 'The link is whole, and what it holds is not a report.',
			wayOut: 'Ask for a new link.',
			detail: 'leaveOut should be a list of texts.',
		});
	}
	const { state } = snapshot;
	return { ...snapshot, state: { ...state, scope: { ...state.scope, leaveOut } } };
}
