import type { Snapshot } from '../snapshot';
import { fieldsOf, textOf } from './v1';
import { readV4, writeV4, type ReportV4 } from './v4';

/*
 * Version 5 of what a link says: version 4, and with it the time zone whose days the days of the report are. Frozen, as
 * those before it. A reader of version 4 would pass its days for those of UTC: it must not open them.
 */

export interface ReportV5 extends ReportV4 {
	timeZone: string;
}

/** The snapshot, which names a time zone, as version 5 writes it. */
export const writeV5 = (snapshot: Snapshot, timeZone: string): ReportV5 => ({
	...writeV4(snapshot),
	timeZone,
});

/** The snapshot that a version 5 JSON says. Throws ProblemError `link-not-a-report` where it is none. */
export function readV5(json: unknown): Snapshot {
	const snapshot = readV4(json);
	// A name that is shown and decides nothing: no zone is looked up by it.
	const timeZone = textOf(fieldsOf(json, 'the report')['timeZone'], 'timeZone');
	return { ...snapshot, catalog: { ...snapshot.catalog, timeZone } };
}
