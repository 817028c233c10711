import { ProblemError } from '../../base/problem';
import type { ParsedRecord } from './record';
import type { Otherwise } from './repair';

/** A quoted cell longer than this is taken for a quote that never closes; other records are refused. */
export const LONGEST = 16 * 1024 * 1024;

/** Bytes in which a record stands. */
export interface Held {
	bytes: Uint8Array;
	/** How many of them are there. */
	limit: number;
	/** Whether the text ends with them. */
	last: boolean;
	/** Where in the text the first of them is. */
	base: number;
}

/** What lies between a record and the one below. */
export type Extent = Pick<ParsedRecord, 'bodyEnd' | 'end' | 'innerLines'>;

/** How a record that is kept was made to fit. */
export type Mending = 'trimmed' | 'narrowed' | 'reread';

/** What becomes of a record that is not sound. */
export type Verdict =
	/** More bytes are needed to tell. */
	| { is: 'wait' }
	| { is: 'blank line'; record: ParsedRecord }
	/** Another table begins with it. */
	| { is: 'another table' }
	/** A row, read as `otherwise` says where that is not as the others; a line of a footer, or else set aside for `reason`. */
	| { is: 'kept'; record: ParsedRecord; otherwise?: Otherwise; mending?: Mending; reason?: string }
	| { is: 'set aside'; record: Extent; reason: string };

export const WAIT: Verdict = { is: 'wait' };
export const kept = (record: ParsedRecord): Verdict => ({ is: 'kept', record });
export const setAside = (record: Extent, reason: string): Verdict => ({ is: 'set aside', record, reason });

/** The line as a record of its own, whatever its quotes say. */
export const alone = (line: { bodyEnd: number; end: number }): Extent => ({ ...line, innerLines: 0 });

/** Whether the bytes from `at` on are too many for one record. */
export const isEndless = ({ limit }: Held, at: number): boolean => limit - at > LONGEST;

/** That a line, 1-based, is longer than any record. */
export const lineTooLong = (file: string, line: number): ProblemError =>
	new ProblemError({
		code: 'line-too-long',
		message: `Line ${line} of ${file} is longer than ${LONGEST / 2 ** 20} MB.`,
		wayOut: 'Check that the file is a table with one record a line.',
		file,
		line,
	});
