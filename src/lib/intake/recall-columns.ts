import type { Problem } from '../base/problem';
import { orderOf } from './dates';
import { plainDigits } from './digits';
import { headerKeys } from './layout-likeness';
import { likeness } from './likeness';
import type { ColumnMapping, ColumnRole, FileMapping, Mapping, Question, Reading } from './mapping';
import { splitUnit } from './presets/header-units';
import type { Recognition } from './recognise';

/** Something that is not as in earlier exports. */
export interface Announcement {
	problem: Problem;
	/** Numbers rest on it: a person should look before they are computed. */
	needsLook: boolean;
}

/** Least likeness of two headers at which one may be the new name of the other. */
const LIKE_HEADERS = 0.5;
/** Why a column is read as it is, where a person has said so. */
export const CHOSEN_BY_HAND = 'chosen by you';
const AS_BEFORE = 'as in earlier exports';

/** Whether a file has its role once at most: whatever takes it on is the counterpart of what had it. */
const isTelling = ({ role, period }: Pick<ColumnMapping, 'role' | 'period'>): boolean =>
	!['segment', 'ignored', 'entered_stage'].includes(role) && period === undefined;

/** Roles that say something of a deal, and decide no count or date of it. */
const DESCRIBING: readonly ColumnRole[] = ['name', 'account', 'owner', 'source', 'lost_reason'];

interface RecalledColumns {
	columns: ColumnMapping[];
	/** Those that nothing remembered answers. */
	questions: readonly Question[];
	announcements: Announcement[];
}

/**
 * The columns of `file` with the roles and readings of `known`, a file of the same or nearly the same layout. Readings
 * that the values of this file prove stand, and are announced if they differ.
 */
export function recallColumns(
	file: FileMapping,
	known: FileMapping,
	questions: readonly Question[],
	recognition: Recognition,
): RecalledColumns {
	const keys = headerKeys(file.columns);
	const knownKeys = headerKeys(known.columns);
	const announcements: Announcement[] = [];
	const before = new Map<number, ColumnMapping>();
	const renamed = new Set<number>();
	file.columns.forEach((_, index) => {
		const same = known.columns[knownKeys.indexOf(keys[index] ?? '')];
		if (same && knownKeys.includes(keys[index] ?? '')) before.set(index, same);
	});
	const fresh = file.columns.map((_, index) => index).filter((index) => !before.has(index));
	for (const [at, missing] of known.columns.entries()) {
		if (keys.includes(knownKeys[at] ?? '')) continue;
		const counterpart = counterpartOf(missing, fresh, file.columns, recognition.samples[file.file] ?? []);
		if (counterpart === null) {
			announcements.push(isMissing(file, known, missing));
			continue;
		}
		fresh.splice(fresh.indexOf(counterpart), 1);
		before.set(counterpart, missing);
		renamed.add(counterpart);
		announcements.push(isRenamed(file, missing, file.columns[counterpart]?.header ?? ''));
	}
	const taken = new Set([...before.values()].map(({ role }) => role));
	let open = questions;
	const columns = file.columns.map((column, index): ColumnMapping => {
		const old = before.get(index);
		if (!old) {
			// A role that an earlier column has already is not given twice.
			const role = isTelling(column) && taken.has(column.role) ? 'ignored' : column.role;
			announcements.push(isNew(file, { ...column, role }));
			return { ...column, role };
		}
		const asked = open.filter((one) => one.file === file.file && one.column === column.header);
		const read =
			file.kind === 'ignored' || (renamed.has(index) && column.reading.as !== old.reading.as)
				? asBefore(old)
				: readingOf(column, old, asked, recognition.mapping, file.file);
		open = open.filter((one) => !read.answered.includes(one));
		if (read.change !== null) announcements.push(isReadAnew(file, column, read.change));
		const { isAssumed: _assumed, codes: known, ...kept } = old;
		// What the other files name is told anew: a sign that they leave open now is open.
		const codes = column.codes ?? (old.role === 'amount' ? undefined : known);
		return {
			...kept,
			header: column.header,
			position: column.position,
			// A column of a period of its own is named by it.
			...(column.period === undefined ? {} : { period: column.period }),
			...(codes === undefined ? {} : { codes }),
			reading: read.reading,
			...(column.isAssumed === undefined ? {} : { isAssumed: column.isAssumed }),
			evidence: read.isFresh ? column.evidence : withBefore(old.evidence),
		};
	});
	return { columns, questions: open, announcements };
}

const withBefore = (evidence: string): string =>
	evidence.endsWith(AS_BEFORE) ? evidence : `${evidence}, ${AS_BEFORE}`;

/** Whether these values may be what the reading says: without a figure none is a date or a number. */
const mayBeRead = (values: readonly string[], { as }: Reading): boolean =>
	(as !== 'date' && as !== 'number') || values.every((value) => /\d/.test(plainDigits(value)));

/** The likeliest new name of a column among those that are new: what has its role now, else what is named like it. */
function counterpartOf(
	missing: ColumnMapping,
	fresh: readonly number[],
	columns: readonly ColumnMapping[],
	samples: Recognition['samples'][string],
): number | null {
	if (missing.role === 'ignored') return null;
	const scored = fresh
		.flatMap((index) => {
			const column = columns[index];
			if (!column) return [];
			const sameRole =
				isTelling(missing) && column.role === missing.role
					? 1
					: column.role === 'entered_stage' && column.stage !== undefined && column.stage === missing.stage
						? 1
						: 0;
			const alike = likeness(column.header, missing.header);
			const fits = mayBeRead(samples[column.position] ?? [], missing.reading);
			return sameRole > 0 || (fits && alike >= LIKE_HEADERS) ? [{ index, score: sameRole + alike }] : [];
		})
		.sort((a, b) => b.score - a.score || a.index - b.index);
	return scored[0]?.index ?? null;
}

interface RecalledReading {
	reading: Reading;
	/** Of what was open in this file, what is answered by what was read before. */
	answered: readonly Question[];
	/** Whether the reading is that of this file's own values. */
	isFresh: boolean;
	/** How the column was read before, and how now, if its values prove another reading. */
	change: { before: string; now: string } | null;
}

const asBefore = ({ reading }: ColumnMapping): RecalledReading => ({
	reading,
	answered: [],
	isFresh: false,
	change: null,
});

function readingOf(
	column: ColumnMapping,
	old: ColumnMapping,
	asked: readonly Question[],
	mapping: Mapping,
	file: string,
): RecalledReading {
	const before = asBefore(old);
	const [question] = asked;
	const now = column.reading;
	if (now.as === 'date' && old.reading.as === 'date') {
		if (question) return answerLike(before, question, mapping, file, column.position);
		if (isFrom1904(old.reading)) {
			const formats = now.formats.map((format) =>
				format === 'spreadsheet_day' ? 'spreadsheet_day_1904' : format,
			);
			return { ...before, reading: { ...now, formats }, isFresh: false };
		}
		const [then, today] = [orderOf(old.reading), orderOf(now)];
		const words = { day_first: 'day first', month_first: 'month first' } as const;
		const change =
			then === null || today === null || then === today ? null : { before: words[then], now: words[today] };
		return { reading: now, answered: [], isFresh: true, change };
	}
	if (now.as === 'number' && old.reading.as === 'number') {
		const ofMark = asked.filter(({ code }) => code === 'ambiguous-decimal');
		const ofScale = asked.filter(({ code }) => code === 'ambiguous-scale');
		if (question && ofMark.length + ofScale.length === 0)
			return answerLike(before, question, mapping, file, column.position);
		// What another header said is no answer to what this one may mean.
		const wasAsked = ofScale.length > 0 && splitUnit(old.header)?.factor === null;
		const factor = wasAsked ? old.reading.factor : undefined;
		const reading = factor === undefined ? now : { ...now, factor };
		const answered = [...ofMark, ...(factor === undefined ? [] : ofScale)];
		const { decimal } = old.reading;
		if (now.decimal === decimal) return { ...before, reading, answered, isFresh: answered.length === 0 };
		// What no value proves is read as it was.
		if (ofMark.length > 0 || column.isAssumed)
			return { ...before, reading: { ...reading, decimal }, answered };
		const mark = (own: string) => `with the decimal mark “${own}”`;
		return { reading, answered, isFresh: true, change: { before: mark(decimal), now: mark(now.decimal) } };
	}
	if (now.as === old.reading.as) {
		return { ...before, isFresh: column.role === old.role && !old.evidence.startsWith(CHOSEN_BY_HAND) };
	}
	const wasRead = ['date', 'number', 'flag'].includes(old.reading.as);
	if (wasRead && !old.evidence.startsWith(CHOSEN_BY_HAND)) {
		return { ...before, change: { before: `as a ${old.reading.as}`, now: 'as something else' } };
	}
	return before;
}

/** Whether day numbers are counted from 1904, which no value tells. */
const isFrom1904 = ({ formats }: Extract<Reading, { as: 'date' }>): boolean =>
	formats.includes('spreadsheet_day_1904');

/** The answer to `question` that reads as before: the same order of day and month, the same days, the same numbers. */
function answerLike(
	before: RecalledReading,
	question: Question,
	mapping: Mapping,
	file: string,
	position: number,
): RecalledReading {
	for (const choice of question.choices) {
		const reading = choice
			.patch(mapping)
			.files.find((entry) => entry.file === file)
			?.columns.find((column) => column.position === position)?.reading;
		if (!reading || reading.as !== before.reading.as) continue;
		const isAsBefore =
			reading.as === 'date' && before.reading.as === 'date'
				? orderOf(reading) === orderOf(before.reading) && isFrom1904(reading) === isFrom1904(before.reading)
				: reading.as === 'number' && before.reading.as === 'number'
					? reading.decimal === before.reading.decimal && reading.factor === before.reading.factor
					: false;
		if (isAsBefore) return { ...before, reading, answered: [question] };
	}
	return before;
}

const named = (header: string): string => (header === '' ? 'a column without a name' : `“${header}”`);

function isMissing(file: FileMapping, known: FileMapping, column: ColumnMapping): Announcement {
	return {
		needsLook: column.role !== 'ignored',
		problem: {
			code: 'column-missing',
			file: file.file,
			message: `The column ${named(column.header)} of ${known.file === file.file ? 'the earlier export' : known.file} is not in this one, and nothing looks like it.`,
			wayOut:
				column.role === 'ignored'
					? 'It was not used.'
					: column.role === 'segment'
						? 'Nothing of this file can be filtered by it; say which column holds it now, or export it again.'
						: 'What rests on it is blank for this file; say which column holds it now, or export it again.',
		},
	};
}

function isRenamed(file: FileMapping, column: ColumnMapping, header: string): Announcement {
	return {
		needsLook: true,
		problem: {
			code: 'column-renamed',
			file: file.file,
			column: header,
			message: `The column ${named(column.header)} of earlier exports is not in this one; ${named(header)} is new, and is read in its place.`,
			wayOut: 'Check that it holds the same, or say what it is.',
		},
	};
}

function isNew(file: FileMapping, column: ColumnMapping): Announcement {
	const use = !['segment', 'ignored'].includes(column.role);
	return {
		// A new column that the numbers rest on must be looked at; one more to filter by is only told.
		needsLook: use && !DESCRIBING.includes(column.role),
		problem: {
			code: 'column-new',
			file: file.file,
			column: column.header,
			message: `The column ${named(column.header)} is new: earlier exports did not have it.`,
			wayOut: use
				? 'Check what it is read as.'
				: column.role === 'segment'
					? 'It can be filtered by.'
					: 'It is left out; say what it is to use it.',
		},
	};
}

function isReadAnew(
	file: FileMapping,
	column: ColumnMapping,
	{ before, now }: { before: string; now: string },
): Announcement {
	return {
		needsLook: true,
		problem: {
			code: 'reading-changed',
			file: file.file,
			column: column.header,
			message: `${named(column.header)} was read ${before} in earlier exports; the values of this one prove it is written ${now}.`,
			wayOut: 'Check how it is read: the export may have been made in another locale.',
		},
	};
}
