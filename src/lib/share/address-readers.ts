import { parseDay } from '../base/day';
import { HYGIENE_CHECKS, hygieneCheck } from '../model/hygiene-checks';
import type { SegmentFilter } from '../model/scope';
import { BLANK, decodeText, NO_VISIT } from './address-text';
import {
	BUCKETS,
	CONVERSIONS,
	MEASURES,
	PERIODS,
	SKIP_POLICIES,
	WEEK_STARTS,
	type Bucket,
	type Compare,
	type ViewState,
} from './state';

/** What is wrong with one part of an address, or null if it was understood. */
type Refusal = { message: string; wayOut: string; code?: string } | null;

const refuse = (message: string, wayOut: string, code?: string): Refusal => ({
	message,
	wayOut,
	...(code === undefined ? {} : { code }),
});

function oneOf<T extends string>(text: string, words: readonly T[]): T | null {
	return words.find((word) => word === text) ?? null;
}

/** A field of the state that an address may set, and what of the address it could not take. */
type Reader = (text: string, draft: Draft) => Refusal;

/** A state while it is read. */
export interface Draft extends Omit<ViewState, 'scope'> {
	scope: Omit<ViewState['scope'], 'filters'> & { filters: SegmentFilter[] };
}

function readDay(key: 'from' | 'to' | 'asOf'): Reader {
	return (text, draft) => {
		const day = parseDay(text);
		if (day === null) return refuse(`“${text}” is no day.`, 'Write days as 2025-01-31.', 'bad-day');
		draft.scope[key] = day;
		return null;
	};
}

/** `text` as one filter; null where it is none. */
function filterOf(text: string): SegmentFilter | null {
	const [, key = '', sign = '', list] = /^([^:!]*)(!?)(?::(.*))?$/s.exec(text) ?? [];
	const segment = decodeText(key);
	const values = (list === undefined ? [] : list.split(',')).map((part) =>
		part === BLANK ? { value: null, broken: false } : { value: decodeText(part), broken: true },
	);
	if (segment === null || segment === '' || values.some(({ value, broken }) => value === null && broken)) {
		return null;
	}
	return { segment, values: values.map(({ value }) => value), exclude: sign === '!' };
}

function readFilter(text: string, draft: Draft): Refusal {
	const filter = filterOf(text);
	if (!filter) {
		return refuse(
			`“${text}” is no filter, so it does not hold.`,
			'Write a filter as owner:Ann,Ben or, to leave values out, owner!:Ann.',
		);
	}
	draft.scope.filters.push(filter);
	return null;
}

/** `text` as what to compare with; null where it is nothing of the kind. */
function compareOf(text: string): Compare | null {
	const kind = oneOf(text, ['none', 'previous', 'year'] as const);
	if (kind) return { kind };
	const [, first, end] = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/.exec(text) ?? [];
	if (first !== undefined && end !== undefined) {
		const [from, to] = [parseDay(first), parseDay(end)];
		return from !== null && to !== null && from < to ? { kind: 'window', from, to } : null;
	}
	const filter = filterOf(text);
	const [value] = filter?.values ?? [];
	if (!filter || filter.exclude || filter.values.length !== 1 || value === undefined) return null;
	return { kind: 'segment', segment: filter.segment, value };
}

/** A text that may hold anything. `what` ends the sentence that tells that it cannot be read. */
const readText =
	(key: 'search' | 'deal' | 'sql' | 'split', what: string, wayOut: string): Reader =>
	(text, draft) => {
		const read = decodeText(text);
		if (read === null) return refuse(`“${text}” ${what}`, wayOut);
		draft[key] = read;
		return null;
	};

/** One of the words of a switch. */
function readWord<K extends 'measure' | 'conversion' | 'skips' | 'period' | 'weekStart'>(
	key: K,
	words: readonly Draft[K][],
	what: string,
): Reader {
	return (text, draft) => {
		const word = oneOf<string>(text, words) as Draft[K] | null;
		if (word === null)
			return refuse(`“${text}” is ${what}.`, `It is ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.`);
		draft[key] = word;
		return null;
	};
}

/** A whole number from 1 to 999,999,999; null for anything else. */
const wholeNumber = (text: string): number | null => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : null);

/** Every key that an address may say, with how it is read. */
export const READERS: Record<string, Reader> = {
	from: readDay('from'),
	to: readDay('to'),
	'as-of': readDay('asOf'),
	where: readFilter,
	basis: (text, draft) => {
		const basis = oneOf(text, ['cohort', 'activity'] as const);
		if (!basis) return refuse(`“${text}” is no basis.`, 'It is cohort or activity.');
		draft.scope.basis = basis;
		return null;
	},
	'starts-in': (text, draft) => {
		const rank = wholeNumber(text);
		if (rank === null) return refuse(`“${text}” is no stage.`, 'Write the number of the stage as 2.');
		draft.scope.startRank = rank;
		return null;
	},
	'leave-out': (text, draft) => {
		const codes = text.split(',').map(decodeText);
		const unknown = codes.find((code) => code === null || !hygieneCheck(code));
		if (unknown !== undefined) {
			return refuse(
				`“${unknown ?? text}” is no check of the data, so no deals are left out.`,
				`There are ${HYGIENE_CHECKS.map(({ code }) => code).join(', ')}.`,
			);
		}
		draft.scope.leaveOut = [...new Set(codes.filter((code) => code !== null))];
		return null;
	},
	currency: (text, draft) => {
		const currency = decodeText(text);
		if (currency === null) return refuse(`“${text}” is no currency.`, 'Pick one in the scope bar.');
		draft.scope.currency = currency;
		return null;
	},
	vs: (text, draft) => {
		const compare = compareOf(text);
		if (!compare) {
			return refuse(
				`“${text}” is nothing to compare with.`,
				'It is none, previous, year, two days as 2025-01-01..2025-04-01, or a value as owner:Ann.',
			);
		}
		draft.compare = compare;
		return null;
	},
	by: readWord('measure', MEASURES, 'nothing to count by'),
	conversion: readWord('conversion', CONVERSIONS, 'no kind of conversion'),
	horizon: (text, draft) => {
		const days = wholeNumber(text);
		if (days === null) return refuse(`“${text}” is no number of days.`, 'Write the horizon as 30.');
		draft.horizon = days;
		return null;
	},
	skips: readWord('skips', SKIP_POLICIES, 'no way to count skipped stages'),
	optional: (text, draft) => {
		const ranks = text.split(',').map(wholeNumber);
		if (ranks.some((rank) => rank === null))
			return refuse(`“${text}” are no stages.`, 'Write the numbers of the stages as 2,4.');
		draft.optional = [...new Set(ranks.filter((rank) => rank !== null))].sort((a, b) => a - b);
		return null;
	},
	split: readText('split', 'is no column.', 'Pick one on the page.'),
	period: readWord('period', PERIODS, 'no calendar unit'),
	week: readWord('weekStart', WEEK_STARTS, 'no day on which weeks start'),
	pick: (text, draft) => {
		const [, rank = '', word = '', to] = /^([1-9]\d{0,8})\.(\w+?)(?:\.([1-9]\d{0,8}))?$/.exec(text) ?? [];
		const bucket = oneOf<Bucket>(word, BUCKETS);
		if (!bucket || (to !== undefined && bucket !== 'moved_back')) {
			return refuse(
				`“${text}” is no part of a stage, so nothing is picked.`,
				`Click one in the funnel, or write the number of the stage and one of ${BUCKETS.join(', ')}: 4.dropped.`,
			);
		}
		draft.pick = { rank: Number(rank), bucket, ...(to === undefined ? {} : { to: Number(to) }) };
		return null;
	},
	path: (text, draft) => {
		const ranks = text === NO_VISIT ? [] : text.split('.').map(wholeNumber);
		if (ranks.some((rank) => rank === null))
			return refuse(`“${text}” is no way through the stages.`, 'Write the numbers of the stages as 1.2.4.');
		draft.path = ranks.filter((rank) => rank !== null);
		return null;
	},
	took: (text, draft) => {
		const [, from, before] = /^(0|[1-9]\d{0,5})\.\.([1-9]\d{0,5})?$/.exec(text) ?? [];
		if (from === undefined || (before !== undefined && Number(before) <= Number(from)))
			return refuse(`“${text}” is no span of days.`, 'Write it as 14..28, or as 28.. without an end.');
		draft.took = { from: Number(from), before: before === undefined ? null : Number(before) };
		return null;
	},
	deal: readText('deal', 'is no id of a deal.', 'Open the deal from the list.'),
	find: readText('search', 'cannot be searched for.', 'Type it in the search field.'),
	sort: (text, draft) => {
		const keys = text.split(',').map((part) => {
			const [, name = '', sign = ''] = /^([^!]*)(!?)$/s.exec(part) ?? [];
			return { column: decodeText(name), descending: sign === '!' };
		});
		if (keys.some(({ column }) => column === null || column === ''))
			return refuse(`“${text}” is no column to sort by.`, 'Click the header of a column.');
		const seen = new Set<string>();
		draft.sort = keys.flatMap(({ column, descending }) => {
			// A column that is ordered by already has nothing more to say.
			if (column === null || seen.has(column)) return [];
			seen.add(column);
			return [{ column, descending }];
		});
		return null;
	},
	sql: readText('sql', 'cannot be asked.', 'Type the question again.'),
	data: (text, draft) => {
		if (text !== 'sample') return refuse(`“${text}” names no data.`, 'It is sample, or not there at all.');
		draft.data = 'sample';
		return null;
	},
};
