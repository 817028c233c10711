import { written } from '../base/written';
import type { StageKind } from '../model/catalog';
import { foldLabel } from './fold';
import type { ProcessMapping, StageMapping } from './mapping';
import { DEFAULT_PROCESSES } from './presets/layouts';
import type { StageAlias } from './stage-aliases';
import { KIND_WORDS, STAGE_POSITIONS } from './presets/vocabulary';

/** What the data tell of one label of a stage column. */
export interface LabelFacts {
	label: string;
	/** What a label says that has the name of its pipeline beside it. */
	words?: string;
	/** Deals that stand in it now, and of these those that flags or status call won or lost; null without such columns. */
	deals: number;
	won: number | null;
	lost: number | null;
	/** Mean of the probability column where it stands, 0..100; null without one. */
	probability: number | null;
	/** Its CRM closes deals in the stage that they had reached: no outcome of its deals makes it an end. */
	closesInStage?: boolean;
}

/** In `deals` deals the first entry into `before` lies before the first entry into `after`. */
export interface Precedence {
	before: string;
	after: string;
	deals: number;
}

const wordsOf = ({ label, words }: LabelFacts): string => words ?? label;

/** The kind that a label's words name, else null. */
export function kindOfWords(label: string): StageKind | null {
	const folded = foldLabel(label).replace(/[_]+/g, ' ');
	return KIND_WORDS.find(({ pattern }) => pattern.test(folded))?.kind ?? null;
}

/**
 * Whether closed deals stand in stages of their own. Some CRMs leave a deal in its last stage and close it by status:
 * there a stage holds deals of several outcomes, and none of its outcomes makes it an end.
 */
function endsAreStages(labels: readonly LabelFacts[]): boolean {
	return labels.every(({ deals, won, lost, closesInStage }) => {
		if (closesInStage) return false;
		if (won === null || lost === null || deals === 0) return true;
		return won === deals || lost === deals || won + lost === 0;
	});
}

/**
 * The kind of a stage. Words name it; outcomes of its deals overrule the words of an end that holds mostly open deals,
 * and prove an end whose name is unknown where ends are stages of their own.
 */
function kindOf(facts: LabelFacts, endsStand: boolean): { kind: StageKind; why: string | null } {
	const words = kindOfWords(wordsOf(facts));
	if (facts.won === null || facts.lost === null || facts.deals === 0)
		return { kind: words ?? 'open', why: null };
	const closed = facts.won + facts.lost;
	if (words === 'won' || words === 'lost' || words === 'after_sale') {
		if (closed < facts.deals / 2) return { kind: 'open', why: 'it holds open deals' };
		if (words === 'won' && facts.lost > facts.won) return { kind: 'lost', why: 'its deals are lost' };
		if (words === 'lost' && facts.won > facts.lost) return { kind: 'won', why: 'its deals are won' };
		return { kind: words, why: null };
	}
	if (words === null && endsStand && wordPosition(wordsOf(facts)) === null) {
		if (facts.won === facts.deals) return { kind: 'won', why: 'all its deals are won' };
		if (facts.lost === facts.deals) return { kind: 'lost', why: 'all its deals are lost' };
	}
	return { kind: words ?? 'open', why: null };
}

const numberPrefix = (label: string): number | null => {
	const match = /^\s*(?:stage\s*)?(\d{1,2})\s*(?:[-.):–]|\s|$)/i.exec(label);
	return match ? Number(match[1]) : null;
};

function wordPosition(label: string): number | null {
	const folded = foldLabel(label).replace(/[_]+/g, ' ');
	return STAGE_POSITIONS.find(({ pattern }) => pattern.test(folded))?.position ?? null;
}

/** Whether the vocabulary or the default process of a CRM has a label, so that its end would be known too. */
export const isKnownStage = (label: string): boolean =>
	wordPosition(label) !== null ||
	DEFAULT_PROCESSES.some((stages) => stages.some((own) => foldLabel(own) === foldLabel(label)));

/** The order in which a CRM's default process has both labels: -1, 1, or 0 if none has both or they disagree. */
function defaultOrder(a: string, b: string): number {
	let sum = 0;
	for (const process of DEFAULT_PROCESSES) {
		const stages = process.map(foldLabel);
		const [ia, ib] = [stages.indexOf(foldLabel(a)), stages.indexOf(foldLabel(b))];
		if (ia >= 0 && ib >= 0) sum += Math.sign(ia - ib);
	}
	return Math.sign(sum);
}

const pairKey = (before: string, after: string) => `${before}\u0000${after}`;

/** Fewer deals than this prove no order. */
const LEAST_DEALS = 3;

/** In how many deals one stage was entered before another, by `pairKey` of their labels. */
function precedenceByLabel(
	stages: readonly (LabelFacts & { labels: string[] })[],
	precedence: readonly Precedence[],
): Map<string, number> {
	const nameOf = new Map(
		stages.flatMap(({ label, labels }) => labels.map((known) => [known, label] as const)),
	);
	const before = new Map<string, number>();
	for (const pair of precedence) {
		const [a, b] = [nameOf.get(pair.before), nameOf.get(pair.after)];
		if (a === undefined || b === undefined || a === b) continue;
		before.set(pairKey(a, b), (before.get(pairKey(a, b)) ?? 0) + pair.deals);
	}
	return before;
}

interface NamedStage {
	facts: LabelFacts;
	kind: StageKind;
}

const GONE_THROUGH = { kind: 'open', why: 'deals go on from it and are won later' } as const;

/**
 * Whether history disproves that a stage is won or after the sale, as its words have it (`Contract review by customer`,
 * `Follow-up call`): deals go on from it to an open stage and to a won one, more often than the other way.
 */
function isGoneThrough(
	{ facts, kind }: NamedStage,
	stages: readonly NamedStage[],
	before: ReadonlyMap<string, number>,
): boolean {
	if (kind !== 'won' && kind !== 'after_sale') return false;
	const leadsTo = (wanted: StageKind) =>
		stages.some((other) => {
			if (other.kind !== wanted || other.facts === facts) return false;
			const on = before.get(pairKey(facts.label, other.facts.label)) ?? 0;
			const back = before.get(pairKey(other.facts.label, facts.label)) ?? 0;
			return on > back && on + back >= LEAST_DEALS;
		});
	return leadsTo('open') && leadsTo('won');
}

/**
 * How strongly `a` comes before `b`, positive if it does, and by what. The strongest evidence alone speaks, so that a
 * weaker kind can only decide what a stronger one leaves open.
 */
function preference(
	a: LabelFacts,
	b: LabelFacts,
	before: Map<string, number>,
): { weight: number; by: string } | null {
	const ab = before.get(pairKey(a.label, b.label)) ?? 0;
	const ba = before.get(pairKey(b.label, a.label)) ?? 0;
	if (ab !== ba && ab + ba >= LEAST_DEALS)
		return { weight: 100 * ((ab - ba) / (ab + ba)) * Math.log2(1 + ab + ba), by: 'history' };
	const [na, nb] = [numberPrefix(wordsOf(a)), numberPrefix(wordsOf(b))];
	if (na !== null && nb !== null && na !== nb)
		return { weight: 40 * Math.sign(nb - na), by: 'numbers in the labels' };
	const byDefault = defaultOrder(wordsOf(a), wordsOf(b));
	if (byDefault !== 0) return { weight: -30 * byDefault, by: 'the default process of a CRM' };
	if (a.probability !== null && b.probability !== null && Math.abs(a.probability - b.probability) > 0.5) {
		return { weight: 20 * Math.sign(b.probability - a.probability), by: 'probabilities' };
	}
	const [pa, pb] = [wordPosition(wordsOf(a)), wordPosition(wordsOf(b))];
	if (pa !== null && pb !== null && pa !== pb) return { weight: 10 * Math.sign(pb - pa), by: 'vocabulary' };
	if (ab !== ba) return { weight: 5 * Math.sign(ab - ba), by: 'history' };
	return null;
}

/** Exact up to this many stages (2^n sets); beyond it by summed preferences. */
const EXACT_UP_TO = 14;

/**
 * The order that agrees best with all pairwise preferences (Kemeny 1959), by dynamic programming over sets of stages
 * already placed. `weights[i][j]` is how strongly i comes before j.
 */
function bestOrder(weights: number[][]): number[] {
	const n = weights.length;
	if (n > EXACT_UP_TO) {
		const score = weights.map((row) => row.reduce((sum, weight) => sum + Math.sign(weight), 0));
		return [...score.keys()].sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0) || a - b);
	}
	const size = 1 << n;
	const best = new Float64Array(size).fill(-Infinity);
	const last = new Int8Array(size).fill(-1);
	best[0] = 0;
	for (let set = 0; set < size; set++) {
		for (let next = 0; next < n; next++) {
			if (set & (1 << next)) continue;
			let gain = best[set] ?? -Infinity;
			for (let placed = 0; placed < n; placed++)
				if (set & (1 << placed)) gain += weights[placed]?.[next] ?? 0;
			const grown = set | (1 << next);
			if (gain > (best[grown] ?? -Infinity) + 1e-9) {
				best[grown] = gain;
				last[grown] = next;
			}
		}
	}
	const order: number[] = [];
	for (let set = size - 1; set > 0;) {
		const placed = last[set] ?? 0;
		order.unshift(placed);
		set &= ~(1 << placed);
	}
	return order;
}

/** Folded internal names such as `closedwon` by the folded label that is the same but for spaces, where both occur. */
function internalNames(labels: readonly LabelFacts[]): Map<string, string> {
	const spaced = new Map<string, string>();
	for (const facts of labels) {
		const folded = foldLabel(facts.label);
		const own = foldLabel(wordsOf(facts));
		const bare = own.replace(/[^\p{L}\p{N}]+/gu, '');
		// The pipeline beside a label is written alike in both.
		if (bare !== own && bare !== '') spaced.set(bare + folded.slice(own.length), folded);
	}
	return new Map([...spaced].filter(([bare]) => labels.some(({ label }) => foldLabel(label) === bare)));
}

export interface ProposedProcess {
	process: ProcessMapping;
	/** Pairs of open stages whose order nothing decides. */
	undecided: [string, string][];
}

/** The stage that stands for all before the end where the data name none. */
const BEFORE_THE_END = 'Open';

/** The process with a stage to begin in: deals whose stages are won and lost alone, or that have none, were open before. */
export function withOpenStage(process: ProcessMapping): ProcessMapping {
	if (process.stages.some(({ kind }) => kind === 'open')) return process;
	return {
		stages: [{ label: BEFORE_THE_END, kind: 'open', labels: [BEFORE_THE_END] }, ...process.stages],
		evidence: [
			...process.evidence,
			`no stage before the end is named: one, “${BEFORE_THE_END}”, stands for all of them`,
		],
	};
}

/**
 * The process that history, labels, probabilities and vocabulary speak for – never the counts of deals. Labels that
 * fold to the same text are one stage. Order of `labels` does not matter.
 */
export function proposeProcess(
	labels: readonly LabelFacts[],
	precedence: readonly Precedence[],
	aliases: readonly StageAlias[] = [],
): ProposedProcess {
	const merged = new Map<string, LabelFacts & { labels: string[] }>();
	const aliasOf = new Map(aliases.map(({ alias, label }) => [foldLabel(alias), foldLabel(label)]));
	const internalOf = internalNames(labels);
	for (const facts of [...labels].sort((a, b) => (a.label < b.label ? -1 : 1))) {
		const folded = foldLabel(facts.label);
		const key = aliasOf.get(folded) ?? internalOf.get(folded) ?? folded;
		const known = merged.get(key);
		if (!known) {
			merged.set(key, { ...facts, labels: [facts.label] });
			continue;
		}
		const total = known.deals + facts.deals;
		if (facts.deals > known.deals) {
			known.label = facts.label;
			if (facts.words !== undefined) known.words = facts.words;
		}
		known.probability =
			known.probability === null || facts.probability === null
				? (known.probability ?? facts.probability)
				: (known.probability * known.deals + facts.probability * facts.deals) / Math.max(total, 1);
		known.won = known.won === null || facts.won === null ? (known.won ?? facts.won) : known.won + facts.won;
		known.lost =
			known.lost === null || facts.lost === null ? (known.lost ?? facts.lost) : known.lost + facts.lost;
		known.deals = total;
		known.labels.push(facts.label);
	}
	const endsStand = endsAreStages([...merged.values()]);
	const named = [...merged.values()].map((facts) => ({ facts, ...kindOf(facts, endsStand) }));
	const before = precedenceByLabel(
		named.map(({ facts }) => facts),
		precedence,
	);
	const stages = named.map((stage) =>
		isGoneThrough(stage, named, before) ? { ...stage, ...GONE_THROUGH } : stage,
	);
	const open = stages.filter(({ kind }) => kind === 'open').map(({ facts }) => facts);
	const reasons = new Map<string, number>();
	const undecided: [string, string][] = [];
	const weights = open.map((a, i) =>
		open.map((b, j) => {
			if (i === j) return 0;
			const found = preference(a, b, before);
			if (i < j) {
				if (found) reasons.set(found.by, (reasons.get(found.by) ?? 0) + 1);
				else undecided.push([a.label, b.label]);
			}
			return found?.weight ?? 0;
		}),
	);
	const ordered = bestOrder(weights).flatMap((index) => open[index] ?? []);
	const kindOrder: StageKind[] = ['parked', 'won', 'lost', 'after_sale'];
	const ends = stages
		.filter(({ kind }) => kind !== 'open')
		.sort((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));
	const asMapping = (facts: { label: string; labels: string[] }, kind: StageKind): StageMapping => ({
		label: facts.label,
		kind,
		labels: facts.labels,
	});
	const evidence = [...reasons]
		.sort((a, b) => b[1] - a[1])
		.map(([by, pairs]) => `order of ${written(pairs)} ${pairs === 1 ? 'pair' : 'pairs'} of stages by ${by}`);
	for (const { facts, why } of stages) if (why) evidence.push(`${facts.label}: ${why}`);
	for (const { alias, label, deals, of } of aliases)
		evidence.push(
			`“${alias}” is “${label}”: ${written(deals)} of ${written(of)} deals that the log moved there last stand in it`,
		);
	// A pair that nothing decides directly is still placed if stages between them are.
	const trulyOpen = undecided.filter(([a, b]) => {
		const [ia, ib] = [ordered.findIndex((s) => s.label === a), ordered.findIndex((s) => s.label === b)];
		return Math.abs(ia - ib) === 1;
	});
	return {
		process: {
			stages: [
				...ordered.map((facts) => asMapping(facts, 'open')),
				...ends.map(({ facts, kind }) => asMapping(facts, kind)),
			],
			evidence,
		},
		undecided: trulyOpen,
	};
}
