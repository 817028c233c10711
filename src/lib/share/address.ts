import type { Problem } from '../base/problem';
import type { Catalog } from '../model/catalog';
import { isOrderColumn } from '../model/deal-order';
import { WHOLE_SCOPE } from '../model/scope';
import { READERS, type Draft } from './address-readers';
import { encodeFilter, encodeText, NO_VISIT } from './address-text';
import { START_STATE, type Compare, type Place, type ViewState } from './state';

function encodeCompare(compare: Compare): string {
	if (compare.kind === 'window') return `${compare.from}..${compare.to}`;
	if (compare.kind !== 'segment') return compare.kind;
	return encodeFilter({ segment: compare.segment, values: [compare.value], exclude: false });
}

const encodePick = ({ rank, bucket, to }: NonNullable<ViewState['pick']>): string =>
	[rank, bucket, ...(to === undefined ? [] : [to])].join('.');

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
	add('starts-in', scope.startRank ? String(scope.startRank) : null);
	for (const filter of scope.filters) add('where', encodeFilter(filter));
	add('leave-out', scope.leaveOut.length === 0 ? null : scope.leaveOut.map(encodeText).join(','));
	add('as-of', scope.asOf);
	add('currency', scope.currency === null ? null : encodeText(scope.currency));
	add('vs', state.compare.kind === START_STATE.compare.kind ? null : encodeCompare(state.compare));
	add('by', state.measure === START_STATE.measure ? null : state.measure);
	add('conversion', state.conversion === START_STATE.conversion ? null : state.conversion);
	add('horizon', state.horizon === null ? null : String(state.horizon));
	add('skips', state.skips === START_STATE.skips ? null : state.skips);
	add('optional', state.optional.length === 0 ? null : state.optional.join(','));
	add('split', state.split === null ? null : encodeText(state.split));
	add('period', state.period === START_STATE.period ? null : state.period);
	add('week', state.weekStart === START_STATE.weekStart ? null : state.weekStart);
	add('pick', state.pick === null ? null : encodePick(state.pick));
	add('path', state.path === null ? null : state.path.length === 0 ? NO_VISIT : state.path.join('.'));
	add('took', state.took === null ? null : `${state.took.from}..${state.took.before ?? ''}`);
	add('deal', state.deal === null ? null : encodeText(state.deal));
	add('find', state.search === '' ? null : encodeText(state.search));
	add(
		'sort',
		state.sort.length === 0
			? null
			: state.sort.map(({ column, descending }) => encodeText(column) + (descending ? '!' : '')).join(','),
	);
	add('sql', state.sql === '' ? null : encodeText(state.sql));
	add('data', state.data);
	return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

type Segments = Catalog['segments'];

const nameOf = (value: string | null) => (value === null ? 'a blank' : `“${value}”`);

/** What is said by values of a segment that these data do not have. `asks` begins the sentence. */
function missingValues(
	segments: Segments,
	key: string,
	values: readonly (string | null)[],
	asks: string,
	otherwise: string,
): Problem[] {
	const segment = segments.find((known) => known.key === key);
	if (!segment) {
		return [
			{
				code: 'unknown-segment',
				message: `The address ${asks} “${key}”, which these data do not have: ${otherwise}`,
				wayOut: 'Take it out, or open the data that the address is about.',
			},
		];
	}
	// A report's catalog lists only the values that its filters name.
	const unknown = values.filter((value) => !segment.values.some((known) => known.value === value));
	if (unknown.length === 0) return [];
	return [
		{
			code: 'unknown-value',
			message: `No deal has ${unknown.map(nameOf).join(' or ')} in ${segment.label}.`,
			wayOut: 'Pick another value, or open the data that the address is about.',
		},
	];
}

/** What `state` asks for and these data do not have. It stays asked: the answer is empty, never silently wider. */
function missingFrom({ segments, stages, currencies }: Catalog, state: ViewState): Problem[] {
	const problems = state.scope.filters.flatMap(({ segment, values }) =>
		missingValues(segments, segment, values, 'filters by', 'no deal fits.'),
	);
	const { compare, split, pick, path, optional } = state;
	const { startRank } = state.scope;
	if (compare.kind === 'segment')
		problems.push(
			...missingValues(segments, compare.segment, [compare.value], 'compares by', 'no deal fits.'),
		);
	if (split !== null) problems.push(...missingValues(segments, split, [], 'splits by', 'nothing is split.'));
	for (const rank of new Set([
		...(startRank ? [startRank] : []),
		...(pick ? [pick.rank, ...(pick.to === undefined ? [] : [pick.to])] : []),
		...(path ?? []),
		...optional,
	])) {
		if (stages.some((stage) => stage.rank === rank)) continue;
		problems.push({
			code: 'unknown-stage',
			message: `The address names stage ${rank}, and this process has ${stages.length}.`,
			wayOut: 'Pick a stage that there is.',
		});
	}
	for (const { column } of state.sort) {
		if (isOrderColumn(column, { segments })) continue;
		problems.push({
			code: 'unknown-column',
			message: `The address orders deals by “${column}”, which these data do not have.`,
			wayOut: 'Click the head of a column in Deals.',
		});
	}
	const { currency } = state.scope;
	if (currency !== null && !currencies.some((known) => known.currency === currency)) {
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
