import { parseDay } from '../base/day';
import type { Problem } from '../base/problem';
import type { Catalog } from '../model/catalog';
import { WHOLE_SCOPE, type SegmentFilter } from '../model/scope';
import { BUCKETS, START_STATE, type Bucket, type Place, type ViewState } from './state';

/** Stands for a blank value. A value that reads so has its brackets percent-encoded. */
const BLANK = '(blank)';

/** Half a surrogate pair has no UTF-8 form and would make encodeURIComponent throw. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * Percent-encodes what has a meaning in an address (`% & # , : ! ( )`, spaces, all but ASCII); the rest stays
 * readable.
 */
function encodeText(text: string): string {
	return encodeURIComponent(text.replace(LONE_SURROGATE, '\uFFFD')).replace(
		/[!()]/g,
		(mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

function encodeFilter({ segment, values, exclude }: SegmentFilter): string {
	const key = encodeText(segment) + (exclude ? '!' : '');
	if (values.length === 0) return key;
	return `${key}:${values.map((value) => (value === null ? BLANK : encodeText(value))).join(',')}`;
}

/**
 * The fragment that says `state`: with `#`, or empty when all is as at the start. Shortest form: what is as at the
 * start is left out; keys stand in a fixed order. The place is not in it: that is the path.
 */
export function encodeAddress(state: ViewState): string {
	const { scope } = state;
	const parts: string[] = [];
	const add = (key: string, text: string | null) => {
		if (text !== null) parts.push(`${key}=${text}`);
	};
	add('from', scope.from);
	add('to', scope.to);
	add('basis', scope.basis === WHOLE_SCOPE.basis ? null : scope.basis);
	for (const filter of scope.filters) add('where', encodeFilter(filter));
	add('as-of', scope.asOf);
	add('currency', scope.currency === null ? null : encodeText(scope.currency));
	add('by', state.measure === START_STATE.measure ? null : state.measure);
	add('conversion', state.conversion === START_STATE.conversion ? null : state.conversion);
	add('pick', state.pick === null ? null : `${state.pick.rank}.${state.pick.bucket}`);
	add('find', state.search === '' ? null : encodeText(state.search));
	add(
		'sort',
		state.sort === null ? null : encodeText(state.sort.column) + (state.sort.descending ? '!' : ''),
	);
	add('data', state.data);
	return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

/** Null where the percent signs do not spell UTF-8. */
function decodeText(text: string): string | null {
	try {
		return decodeURIComponent(text);
	} catch (cause) {
		if (cause instanceof URIError) return null;
		throw cause;
	}
}

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
interface Draft extends Omit<ViewState, 'scope'> {
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

function readFilter(text: string, draft: Draft): Refusal {
	const [, key = '', sign = '', list] = /^([^:!]*)(!?)(?::(.*))?$/s.exec(text) ?? [];
	const segment = decodeText(key);
	const values = (list === undefined ? [] : list.split(',')).map((part) =>
		part === BLANK ? { value: null, broken: false } : { value: decodeText(part), broken: true },
	);
	if (segment === null || segment === '' || values.some(({ value, broken }) => value === null && broken)) {
		return refuse(
			`“${text}” is no filter, so it does not hold.`,
			'Write a filter as owner:Ann,Ben or, to leave values out, owner!:Ann.',
		);
	}
	draft.scope.filters.push({ segment, values: values.map(({ value }) => value), exclude: sign === '!' });
	return null;
}

const READERS: Record<string, Reader> = {
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
	currency: (text, draft) => {
		const currency = decodeText(text);
		if (currency === null) return refuse(`“${text}” is no currency.`, 'Pick one in the scope bar.');
		draft.scope.currency = currency;
		return null;
	},
	by: (text, draft) => {
		const measure = oneOf(text, ['count', 'value'] as const);
		if (!measure) return refuse(`“${text}” is nothing to count by.`, 'It is count or value.');
		draft.measure = measure;
		return null;
	},
	conversion: (text, draft) => {
		const conversion = oneOf(text, ['so_far', 'resolved'] as const);
		if (!conversion) return refuse(`“${text}” is no kind of conversion.`, 'It is so_far or resolved.');
		draft.conversion = conversion;
		return null;
	},
	pick: (text, draft) => {
		const [, rank = '', word = ''] = /^([1-9]\d{0,8})\.(\w+)$/.exec(text) ?? [];
		const bucket = oneOf<Bucket>(word, BUCKETS);
		if (!bucket) {
			return refuse(
				`“${text}” is no part of a stage, so nothing is picked.`,
				`Click one in the funnel, or write the number of the stage and one of ${BUCKETS.join(', ')}: 4.dropped.`,
			);
		}
		draft.pick = { rank: Number(rank), bucket };
		return null;
	},
	find: (text, draft) => {
		const search = decodeText(text);
		if (search === null) return refuse(`“${text}” cannot be searched for.`, 'Type it in the search field.');
		draft.search = search;
		return null;
	},
	sort: (text, draft) => {
		const [, name = '', sign = ''] = /^([^!]*)(!?)$/s.exec(text) ?? [];
		const column = decodeText(name);
		if (column === null || column === '')
			return refuse(`“${text}” is no column to sort by.`, 'Click the header of a column.');
		draft.sort = { column, descending: sign === '!' };
		return null;
	},
	data: (text, draft) => {
		if (text !== 'sample') return refuse(`“${text}” names no data.`, 'It is sample, or not there at all.');
		draft.data = 'sample';
		return null;
	},
};

/** What `state` asks for and these data do not have. It stays asked: the answer is empty, never silently wider. */
function missingFrom(catalog: Catalog, state: ViewState): Problem[] {
	const problems: Problem[] = [];
	for (const filter of state.scope.filters) {
		const segment = catalog.segments.find(({ key }) => key === filter.segment);
		if (!segment) {
			problems.push({
				code: 'unknown-segment',
				message: `The address filters by “${filter.segment}”, which these data do not have: no deal fits.`,
				wayOut: 'Remove the filter, or open the data that the address is about.',
			});
			continue;
		}
		// A report's catalog lists only the values that its filters name.
		const unknown = filter.values.filter((value) => !segment.values.some((known) => known.value === value));
		if (unknown.length > 0) {
			problems.push({
				code: 'unknown-value',
				message: `No deal has ${unknown.map((value) => (value === null ? 'a blank' : `“${value}”`)).join(' or ')} in ${segment.label}.`,
				wayOut: 'Pick another value, or open the data that the address is about.',
			});
		}
	}
	const { pick } = state;
	if (pick && !catalog.stages.some(({ rank }) => rank === pick.rank)) {
		problems.push({
			code: 'unknown-stage',
			message: `The address picks stage ${pick.rank}, and this process has ${catalog.stages.length}.`,
			wayOut: 'Click a stage in the funnel.',
		});
	}
	const { currency } = state.scope;
	if (currency !== null && !catalog.currencies.some((known) => known.currency === currency)) {
		problems.push({
			code: 'unknown-currency',
			message: `The address asks for amounts in ${currency}, which these data do not have.`,
			wayOut: 'Pick another currency in the scope bar.',
		});
	}
	return problems;
}

/**
 * What a fragment (with or without `#`) says at `place`, and the list of what was wrong with it. What is not
 * understood is as at the start; with a catalog, what the data do not have is told too. Never throws.
 */
export function decodeAddress(
	fragment: string,
	catalog: Catalog | null = null,
	place: Place = START_STATE.place,
): { state: ViewState; problems: Problem[] } {
	const problems: Problem[] = [];
	const tell = (code: string, message: string, wayOut: string) => problems.push({ code, message, wayOut });
	const draft: Draft = { ...START_STATE, place, scope: { ...WHOLE_SCOPE, filters: [] } };
	const seen = new Set<string>();
	for (const part of fragment.replace(/^#/, '').split('&')) {
		if (part === '') continue;
		const cut = part.indexOf('=');
		const key = cut < 0 ? part : part.slice(0, cut);
		const reader = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
		if (!reader || cut < 0) {
			tell('unknown-key', `The address says “${part}”, which means nothing here.`, 'It was left out.');
			continue;
		}
		if (key !== 'where' && seen.has(key)) {
			tell('said-twice', `The address says “${key}” more than once.`, 'The first one holds.');
			continue;
		}
		seen.add(key);
		const refusal = reader(part.slice(cut + 1), draft);
		if (refusal) tell(refusal.code ?? `bad-${key}`, refusal.message, refusal.wayOut);
	}
	const { from, to } = draft.scope;
	if (from !== null && to !== null && from >= to) {
		draft.scope.from = null;
		draft.scope.to = null;
		tell(
			'bad-window',
			`The window from ${from} to ${to} holds no day, so all time is shown.`,
			'Pick a window whose end is after its start.',
		);
	}
	if (catalog) problems.push(...missingFrom(catalog, draft));
	return { state: draft, problems };
}
