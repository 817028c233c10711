import type { Format } from '../chart/format';
import type { Catalog, Evidence } from '../model/catalog';
import { hygieneCheck } from '../model/hygiene-checks';
import { BY_POLICY } from '../model/list-policy';
import type { Scope, SegmentFilter } from '../model/scope';
import type { Bucket, ViewState } from '../share/state';
import { inWindow } from './window';

type StagesOf = Pick<Catalog, 'stages'> | null;

/** The name of the stage of this rank; its number where these data have no such stage. */
export const stageName = (rank: number, catalog: StagesOf): string =>
	catalog?.stages.find((stage) => stage.rank === rank)?.label ?? `stage ${rank}`;

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** A name out of the data as it stands in a sentence: one written from right to left moves nothing that follows it. */
export const named = (name: string): string => (RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name);

/** How blank values are named. */
export const BLANK = '(blank)';

/** What is added up, as choices of a switch. */
export const MEASURES = [
	{ value: 'count', label: 'Count', hint: 'Every deal counts as one' },
	{ value: 'value', label: 'Value', hint: 'Every deal counts with its amount' },
] as const;

/** The same words as a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A noun with its number: `1 file`, `3 files`. */
export const counted = (n: number, one: string, format: Format, many = `${one}s`): string =>
	`${format.full(n)} ${n === 1 ? one : many}`;

/** Words joined as in a sentence: `Ann`, `Ann or Bob`, `Ann, Bob or 3 others`. */
export function listed(words: readonly string[], conjunction: 'and' | 'or', most = 3): string {
	const shown = words.length > most ? words.slice(0, most - 1) : words;
	const rest = words.length - shown.length;
	const parts = rest > 0 ? [...shown, `${rest} others`] : shown;
	if (parts.length < 2) return parts[0] ?? '';
	return `${parts.slice(0, -1).join(', ')} ${conjunction} ${parts[parts.length - 1]}`;
}

/** The name of a filter's segment as the export heads it; its key where these data have no such segment. */
export const segmentLabel = (key: string, catalog: Catalog | null): string =>
	catalog?.segments.find((segment) => segment.key === key)?.label ?? key;

/** One filter in words: `Owner is Ann or Bob`, `Region is not (blank)`; at most `most` values by name. */
export function filterWords(filter: SegmentFilter, catalog: Catalog | null, most = 3): string {
	const values = filter.values.map((value) => named(value ?? BLANK));
	const label = named(segmentLabel(filter.segment, catalog));
	if (values.length === 0) return `${label} is ${filter.exclude ? 'anything' : 'nothing'}`;
	const verb = filter.exclude ? 'is not' : 'is';
	return `${label} ${verb} ${listed(values, 'or', most)}`;
}

/** How a cohort's deals begin, as what follows their name: `created`, `that first entered Demo`. */
export function begunWords({ startRank }: Pick<Scope, 'startRank'>, catalog: StagesOf): string {
	if (startRank === null || startRank === undefined) return 'created';
	return `that first entered ${named(stageName(startRank, catalog))}`;
}

/** The basis as the verb of the scope sentence: the window follows it. */
export const basisVerb = (scope: Pick<Scope, 'basis' | 'startRank'>, catalog: StagesOf): string =>
	scope.basis === 'cohort' ? begunWords(scope, catalog) : 'that moved or closed';

/** Which deals a board shows, and how far they were followed. */
export function followedWords(
	scope: Scope,
	catalog: Pick<Catalog, 'stages' | 'asOfDay'>,
	format: Format,
): string {
	if (scope.basis === 'activity') return `left or closed ${inWindow(scope, format)}`;
	const until = format.day(scope.asOf ?? catalog.asOfDay);
	return `${begunWords(scope, catalog)} ${inWindow(scope, format)}, followed to ${until}`;
}

/**
 * What is left out of every number, as a clause that follows the scope's: `leaving out what the audit calls “past due”`; null
 * where nothing is. Whatever shows the scope in words shows this too: numbers without some deals never pass for all.
 */
export function leftOutWords({ leaveOut }: Pick<Scope, 'leaveOut'>): string | null {
	if (leaveOut.length === 0) return null;
	const names = leaveOut.map((code) => {
		const words = hygieneCheck(code)?.words ?? code;
		return `“${words.charAt(0).toLowerCase()}${words.slice(1)}”`;
	});
	return `leaving out what the audit calls ${listed(names, 'and', names.length)}`;
}

/** The whole scope as one clause without its first capital and its full stop. */
export function scopeWords(scope: Scope, catalog: Catalog | null, format: Format): string {
	const filters = scope.filters.map((filter) => filterWords(filter, catalog));
	const where = filters.length === 0 ? 'in all segments' : `where ${listed(filters, 'and', filters.length)}`;
	const leftOut = leftOutWords(scope);
	return `opportunities ${basisVerb(scope, catalog)} ${inWindow(scope, format)}, ${where}${leftOut === null ? '' : `, ${leftOut}`}`;
}

/** The parts of a stage, as the head of a list of its deals: `Dropped at Proposal`. */
const PICKED: Record<Bucket, (stage: string) => string> = {
	reached: (stage) => `Reached ${stage}`,
	entered: (stage) => `Recorded in ${stage}`,
	skipped: (stage) => `Not recorded in ${stage}`,
	moved_on: (stage) => `Moved on from ${stage}`,
	dropped: (stage) => `Dropped at ${stage}`,
	open: (stage) => `Still in ${stage}`,
	unknown: () => 'Lost, and the stage where is not known',
	moved_back: (stage) => `Moved back from ${stage}`,
	removed: (stage) => `Went on from ${stage} by a skip`,
	running: (stage) => `In ${stage} now`,
	all_open: (stage) => `Open, and has reached ${stage}`,
};

/** How the parts of a stage are narrowed where skips are not imputed; all else is of what is recorded anyway. */
const COUNTED_WHERE: Record<ViewState['skips'], string> = {
	imputed: '',
	observed: ', recorded there',
	in_order: ', without a skip',
};

/** What a pick holds, in words. The last stage's moved on are the deals won, and all that are open have reached the first. */
export function pickWords(
	{ rank, bucket, to }: NonNullable<ViewState['pick']>,
	catalog: Pick<Catalog, 'stages'>,
	skips: ViewState['skips'] = 'imputed',
): string {
	const stage = named(stageName(rank, catalog));
	const isLast = rank === Math.max(...catalog.stages.map((one) => one.rank));
	if (bucket === 'all_open' && rank === 1) return 'Open';
	const where = BY_POLICY.includes(bucket) && bucket !== 'removed' ? COUNTED_WHERE[skips] : '';
	const words = isLast && bucket === 'moved_on' ? `Won from ${stage}` : PICKED[bucket](stage);
	return `${words}${to === undefined ? '' : ` to ${named(stageName(to, catalog))}`}${where}`;
}

/** A span of days `[from, before)` in words: `14 to 28 days`, `28 days and more`. */
export const spanWords = (from: number, before: number | null, format: Format): string =>
	before === null
		? `${format.full(from)} days and more`
		: `${format.full(from)} to ${format.full(before)} days`;

/** What a list of deals holds: a part of a stage, those that converted in some time or took one way, or all. */
export function listWords(
	{ pick, path, took, skips }: Pick<ViewState, 'pick' | 'path' | 'took' | 'skips'>,
	catalog: Pick<Catalog, 'stages'>,
	format: Format,
): string {
	const parts: string[] = [];
	if (took) {
		const converted = pick ? `Got past ${named(stageName(pick.rank, catalog))}` : 'Won';
		parts.push(`${converted} after ${spanWords(took.from, took.before, format)}`);
	} else if (pick) parts.push(pickWords(pick, catalog, skips));
	if (path?.length === 0) parts.push('Without a recorded visit');
	else if (path) {
		const names = path.map((rank) => named(stageName(rank, catalog)));
		parts.push(`Went ${names.join(' → ')}`);
	}
	return parts.join(', ') || 'Opportunities';
}

/** What amounts leave out of closed deals: those without one, and those of other currencies; nothing where all count. */
export function amountGapWords(
	row: { deals_without_amount: number; deals_in_other_currencies: number },
	format: Format,
): string[] {
	const parts: string[] = [];
	if (row.deals_without_amount > 0)
		parts.push(
			`${counted(row.deals_without_amount, 'closed deal', format)} without amount ${row.deals_without_amount === 1 ? 'counts' : 'count'} as 0 in value`,
		);
	if (row.deals_in_other_currencies > 0)
		parts.push(
			`${counted(row.deals_in_other_currencies, 'closed deal', format)} in other currencies ${row.deals_in_other_currencies === 1 ? 'is' : 'are'} in no amount`,
		);
	return parts;
}

/** How the reach of deals is known, as a clause. */
export const EVIDENCE_WORDS: Record<Evidence, { short: string; long: string }> = {
	history: {
		short: 'stage history',
		long: 'From a log of stage changes: every visit is known.',
	},
	entry_dates: {
		short: 'entry dates',
		long: 'From one “date entered” a stage: the reach is known, repeated visits are not.',
	},
	snapshots: {
		short: 'compared exports',
		long: 'From exports of different days: moves are dated to the time between two exports.',
	},
	current_stage: {
		short: 'present stage only',
		long: 'From one export without history: an open deal has reached its stage and all before it, a won deal all. Where a lost deal dropped is not known, and is not guessed.',
	},
};
