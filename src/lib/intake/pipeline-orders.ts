import type { StageKind } from '../model/catalog';
import { foldLabel } from './fold';
import type { PartedLabel, ProcessMapping, StageMapping } from './mapping';
import { partedName } from './part-labels';
import type { Pipeline, StatedOutcome } from './pipelines';
import { kindOfWords } from './process';
import type { PipelineOrder } from './stage-facts';

/** Fewer deals than this prove nothing, nor do more that agree less. */
const LEAST_DEALS = 3;
const AGREE = 0.8;

const prove = (deals: number, of: number): boolean => deals >= LEAST_DEALS && deals >= AGREE * of;

/** A stage that means something else in `pipeline` than in one with more deals. */
export interface ContraryStage {
	/** The label of the stage in the process. */
	stage: string;
	pipeline: string;
	isOfOtherKind: boolean;
	/** In what they differ, as a clause. */
	told: string;
}

/** The same with the labels that would be parted for it. */
export interface ContraryLabels extends ContraryStage {
	parted: PartedLabel[];
}

/** Of one pipeline, what its deals prove by stages of the process. */
interface Proof {
	name: string;
	kinds: Map<string, StageKind>;
	/** Pairs of stages, the earlier first. */
	orders: [string, string][];
}

const KIND_TOLD: Record<StageKind, string> = {
	open: 'open',
	won: 'won',
	lost: 'lost',
	parked: 'parked',
	after_sale: 'won',
};

/** The stage of the process that each folded label means on any day. */
function stageByLabel({ stages }: ProcessMapping): Map<string, StageMapping> {
	const found = new Map<string, StageMapping>();
	for (const stage of stages)
		for (const label of [
			...stage.labels,
			...(stage.datedLabels ?? []).map((dated) => dated.label),
			stage.label,
		])
			if (!found.has(foldLabel(label))) found.set(foldLabel(label), stage);
	return found;
}

type Stated = Partial<Record<StatedOutcome, number>>;
const total = (stated: Stated): number => Object.values(stated).reduce((sum, n) => sum + n, 0);
const most = (stated: Stated): [StatedOutcome, number] | null =>
	(Object.entries(stated) as [StatedOutcome, number][]).sort((a, b) => b[1] - a[1])[0] ?? null;

/** Deals of each pipeline by stage: how many stand in it, and what is stated of them. */
function standings(pipelines: readonly Pipeline[], process: ProcessMapping) {
	const byLabel = stageByLabel(process);
	return pipelines.map((pipeline) => {
		const stages = new Map<string, { deals: number; stated: Stated }>();
		for (const { label, deals, stated } of pipeline.stages) {
			const stage = byLabel.get(foldLabel(label))?.label;
			if (stage === undefined) continue;
			const known = stages.get(stage) ?? { deals: 0, stated: {} };
			known.deals += deals;
			for (const [outcome, n] of Object.entries(stated) as [StatedOutcome, number][])
				known.stated[outcome] = (known.stated[outcome] ?? 0) + n;
			stages.set(stage, known);
		}
		return { pipeline, stages };
	});
}

function proofs(
	pipelines: readonly Pipeline[],
	orders: readonly PipelineOrder[],
	process: ProcessMapping,
): Proof[] {
	const byLabel = stageByLabel(process);
	const standing = standings(pipelines, process);
	// Where deals are closed in the stage that they had reached, what is stated of them tells no kind of stage.
	const endsAreStages = standing.every(
		({ pipeline, stages }) =>
			!pipeline.closesInStage &&
			[...stages.values()].every(({ stated }) => (most(stated)?.[1] ?? 0) >= AGREE * total(stated)),
	);
	const kindsOfProcess = new Map(process.stages.map(({ label, kind }) => [label, kind]));
	const ordersOf = new Map<string, PipelineOrder[]>();
	for (const order of orders) {
		const own = ordersOf.get(order.pipeline) ?? [];
		own.push(order);
		ordersOf.set(order.pipeline, own);
	}
	return standing.map(({ pipeline: { name }, stages }) => {
		const counts = new Map<string, Map<string, number>>();
		for (const { before, after, deals } of ordersOf.get(name) ?? []) {
			const [a, b] = [before, after].map((label) => byLabel.get(foldLabel(label))?.label);
			if (a === undefined || b === undefined || a === b) continue;
			const own = counts.get(a) ?? new Map<string, number>();
			own.set(b, (own.get(b) ?? 0) + deals);
			counts.set(a, own);
		}
		const isBefore = (a: string, b: string) => {
			const [on, back] = [counts.get(a)?.get(b) ?? 0, counts.get(b)?.get(a) ?? 0];
			return prove(on, on + back);
		};
		const kinds = new Map<string, StageKind>();
		const leadsTo = (stage: string, wanted: StageKind) =>
			process.stages.some(
				(other) => other.label !== stage && other.kind === wanted && isBefore(stage, other.label),
			);
		for (const [stage, { deals, stated }] of stages) {
			const words = kindOfWords(stage);
			const [outcome, n] = most(stated) ?? ['open' as const, 0];
			if (total(stated) > 0) {
				if (!endsAreStages || !prove(n, total(stated))) continue;
				// Of deals that are put off, status says that they are open.
				kinds.set(stage, outcome === 'open' && words === 'parked' ? 'parked' : outcome);
			} else if (words !== null && words !== 'open') {
				if (leadsTo(stage, 'open') && leadsTo(stage, 'won')) kinds.set(stage, 'open');
				else if (deals >= LEAST_DEALS) kinds.set(stage, words === 'after_sale' ? 'won' : words);
			}
		}
		const isOpen = (stage: string) => (kinds.get(stage) ?? kindsOfProcess.get(stage)) === 'open';
		const proven = [...counts].flatMap(([a, after]) =>
			[...after.keys()].flatMap((b): [string, string][] =>
				isBefore(a, b) && isOpen(a) && isOpen(b) ? [[a, b]] : [],
			),
		);
		return { name, kinds, orders: proven.sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)) };
	});
}

const pairKey = (before: string, after: string): string => JSON.stringify([before, after]);

/**
 * The stages that are of another kind, or come in another order, in a pipeline than in one with more deals; of a pipeline
 * as few as leave no order contrary, and of two that stand in nothing but each other's way both. `pipelines` stand
 * largest first.
 */
export function contraryStages(
	pipelines: readonly Pipeline[],
	orders: readonly PipelineOrder[],
	process: ProcessMapping,
): ContraryStage[] {
	const found: ContraryStage[] = [];
	const kinds = new Map<string, { kind: StageKind; pipeline: string }>();
	const before = new Map<string, string>();
	for (const own of proofs(pipelines, orders, process)) {
		const parted = new Set<string>();
		for (const [stage, kind] of own.kinds) {
			const known = kinds.get(stage);
			if (!known) kinds.set(stage, { kind, pipeline: own.name });
			if (!known || known.kind === kind) continue;
			parted.add(stage);
			const told = `“${stage}” is ${KIND_TOLD[known.kind]} in ${known.pipeline} and ${KIND_TOLD[kind]} in ${own.name}`;
			found.push({ stage, pipeline: own.name, isOfOtherKind: true, told });
		}
		const isLeft = ([a, b]: [string, string]) => !parted.has(a) && !parted.has(b);
		const contrary = () => own.orders.filter((pair) => isLeft(pair) && before.has(pairKey(pair[1], pair[0])));
		for (let left = contrary(); left.length > 0; left = contrary()) {
			const counts = new Map<string, number>();
			for (const stage of left.flat()) counts.set(stage, (counts.get(stage) ?? 0) + 1);
			const highest = Math.max(...counts.values());
			for (const [stage, n] of counts) {
				const pair = left.find((one) => one.includes(stage));
				if (n < highest || !pair) continue;
				const [later, earlier] = pair;
				const told = `“${earlier}” comes before “${later}” in ${before.get(pairKey(earlier, later)) ?? ''} and after it in ${own.name}`;
				parted.add(stage);
				found.push({ stage, pipeline: own.name, isOfOtherKind: false, told });
			}
		}
		for (const [a, b] of own.orders.filter(isLeft))
			if (!before.has(pairKey(a, b))) before.set(pairKey(a, b), own.name);
	}
	return found;
}

/**
 * The same with every label under which the rows of these pipelines write these stages, but for what is a label of the
 * process alone, as it was parted before.
 */
export function withLabels(
	contrary: readonly ContraryStage[],
	{ stages, parted = [] }: ProcessMapping,
): ContraryLabels[] {
	const written = new Set(parted.map((own) => foldLabel(partedName(own))));
	return contrary.map((one) => {
		const own = stages.find(({ label }) => label === one.stage);
		const labels = [...(own?.labels ?? []), ...(own?.datedLabels ?? []).map(({ label }) => label)];
		const known = new Map([one.stage, ...labels].map((label) => [foldLabel(label), label]));
		return {
			...one,
			parted: [...known].flatMap(([folded, label]) =>
				written.has(folded) ? [] : [{ label, pipeline: one.pipeline }],
			),
		};
	});
}
