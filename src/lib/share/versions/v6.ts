import type { Snapshot } from '../snapshot';
import { countOf, fieldsOf } from './v1';
import { readV4, writeV4, type ReportV4 } from './v4';
import { readV5, writeV5, type ReportV5 } from './v5';

/*
 * Version 6 of what a link says: version 5, or version 4 where there is no time zone to name, and with it whether
 * anything could be tested for what it costs. Frozen, as those before it. A reader of the versions before would say that
 * no stage does clearly worse than its benchmark where none could be held against it: it must not open such a report.
 */

export type ReportV6 = (ReportV4 | ReportV5) & { tested: 0 | 1 };

/** Whether the versions before can say all of it. */
export const isBeforeV6 = ({ told }: Snapshot): boolean => told === null || told.isTested;

/** The snapshot as version 6 writes it. */
export function writeV6(snapshot: Snapshot): ReportV6 {
	const { timeZone } = snapshot.catalog;
	const before = timeZone === undefined ? writeV4(snapshot) : writeV5(snapshot, timeZone);
	return { ...before, tested: snapshot.told === null || snapshot.told.isTested ? 1 : 0 };
}

/** The snapshot that a version 6 JSON says. Throws ProblemError `link-not-a-report` where it is none. */
export function readV6(json: unknown): Snapshot {
	const fields = fieldsOf(json, 'the report');
	const snapshot = 'timeZone' in fields ? readV5(json) : readV4(json);
	const isTested = countOf(fields['tested'], 'tested') === 1;
	return { ...snapshot, told: snapshot.told && { ...snapshot.told, isTested } };
}
