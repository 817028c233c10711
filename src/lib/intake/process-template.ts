import type { StepMeasure } from '../model/step-measures';
import { foldLabel } from './fold';
import type { ProcessMapping, StageMapping } from './mapping';
import { STAGE_POSITIONS } from './presets/vocabulary';

/** A step of the template: a stage mapping without labels, with everything a team agrees on but its numbers. */
export interface TemplateStep {
	label: string;
	kind: 'open' | 'after_sale';
	purpose: string;
	entryCriteria: string;
	measure: StepMeasure;
}

/** Each step with the places of the vocabulary (`STAGE_POSITIONS`) whose words name it. */
const STEPS: readonly (TemplateStep & { positions: readonly number[] })[] = [
	{
		label: 'Prospecting',
		kind: 'open',
		positions: [0, 1, 2],
		purpose: 'Find people and companies that may need what we sell, and get a first conversation.',
		entryCriteria:
			'A named person at a named company, with a way to reach them and where the lead came from.',
		measure: 'new_deals',
	},
	{
		label: 'Qualifying',
		kind: 'open',
		positions: [3],
		purpose: 'Decide early whether the opportunity deserves more of our time.',
		entryCriteria: 'A conversation has taken place; the prospect has said that there is a need.',
		measure: 'moved_on_ratio',
	},
	{
		label: 'Needs assessment',
		kind: 'open',
		positions: [4],
		purpose: 'Understand the problem, what solving it is worth, and who decides.',
		entryCriteria: 'Need, budget, decision maker and timing are known well enough to go on.',
		measure: 'moved_on_ratio',
	},
	{
		label: 'Proposal',
		kind: 'open',
		positions: [5, 6],
		purpose: 'Present or demonstrate the solution, with a price.',
		entryCriteria:
			'Needs are written down and the prospect has confirmed them; the decision maker takes part.',
		measure: 'moved_on_ratio',
	},
	{
		label: 'Objections',
		kind: 'open',
		positions: [7],
		purpose: 'Hear what stands in the way and settle it: price, risk, terms, rivals.',
		entryCriteria: 'The prospect has the proposal and has answered it.',
		measure: 'drop_off_ratio',
	},
	{
		label: 'Closing',
		kind: 'open',
		positions: [8, 9],
		purpose: 'Agree the terms and sign.',
		entryCriteria: 'Objections are settled; contract and next steps are agreed in principle.',
		measure: 'win_ratio',
	},
	{
		label: 'Follow-up',
		kind: 'after_sale',
		positions: [],
		purpose: 'Deliver, keep the customer, and sell again.',
		entryCriteria: 'The contract is signed.',
		measure: 'retention_ratio',
	},
];

const asStep = ({ label, kind, purpose, entryCriteria, measure }: TemplateStep): TemplateStep => ({
	label,
	kind,
	purpose,
	entryCriteria,
	measure,
});

/** The steps of a typical sales process (metrics §11), in order, each with purpose, entry criteria and measure. */
export const processTemplate = (): TemplateStep[] => STEPS.map(asStep);

/** A stage of the export that the template's step stands for, and why. */
export interface TemplateMatch {
	stage: string;
	step: string;
	/** `“presenting” is a word for Proposal` */
	evidence: string;
}

export interface LaidTemplate {
	process: ProcessMapping;
	matches: TemplateMatch[];
	/** Open stages that no word of the vocabulary places: they stay steps of their own, after the one before them. */
	unmatched: string[];
	/** Steps of the template for which the export has no stage; the process does not hold them. */
	missing: TemplateStep[];
}

function stepOf(stage: StageMapping): { index: number; word: string } | null {
	if (stage.kind === 'after_sale') {
		const index = STEPS.findIndex(({ kind }) => kind === 'after_sale');
		return { index, word: stage.label };
	}
	if (stage.kind !== 'open') return null;
	for (const label of [stage.label, ...stage.labels]) {
		const folded = foldLabel(label).replace(/_+/g, ' ');
		for (const { position, pattern } of STAGE_POSITIONS) {
			const word = pattern.exec(folded)?.[0];
			if (word !== undefined)
				return { index: STEPS.findIndex(({ positions }) => positions.includes(position)), word };
		}
	}
	return null;
}

/** The measure of the template's step that a stage stands for by its words; null where it stands for none. */
export function usualMeasure(stage: StageMapping): StepMeasure | null {
	const found = stepOf(stage);
	return (found && STEPS[found.index]?.measure) ?? null;
}

/** Several stages as one step: all their labels mean it. What the team wrote about the first stands. */
function merged(stages: readonly StageMapping[], step: TemplateStep): StageMapping {
	const [first] = stages;
	if (!first) throw new Error(`No stage is laid on ${step.label}.`);
	const dated = stages.flatMap(({ datedLabels }) => datedLabels ?? []);
	return {
		...step,
		...first,
		label: stages.length === 1 ? first.label : step.label,
		labels: [
			...new Set(stages.flatMap(({ label, labels }) => (stages.length > 1 ? [label, ...labels] : labels))),
		],
		...(dated.length > 0 ? { datedLabels: dated } : {}),
	};
}

/**
 * Lays the template on the stages of an export by their words. A stage keeps its own name where it alone stands for a
 * step; several that stand for one step become that step. Won, lost and parked stages stay, and nothing is left out:
 * every label of `process` means a stage of the answer.
 */
export function layTemplate(process: ProcessMapping): LaidTemplate {
	const matches: TemplateMatch[] = [];
	const unmatched: string[] = [];
	const laid = new Map<number, StageMapping[]>();
	const own = new Map<number, StageMapping[]>();
	const put = (places: Map<number, StageMapping[]>, place: number, stage: StageMapping) =>
		places.set(place, [...(places.get(place) ?? []), stage]);
	let place = -1;
	for (const stage of process.stages) {
		const found = stepOf(stage);
		const step = found ? STEPS[found.index] : undefined;
		if (found && step) {
			put(laid, found.index, stage);
			if (stage.kind === 'open') place = found.index;
			matches.push({
				stage: stage.label,
				step: step.label,
				evidence:
					stage.kind === 'after_sale'
						? 'it comes after the sale'
						: `“${found.word}” is a word for ${step.label}`,
			});
		} else if (stage.kind === 'open') {
			put(own, place, stage);
			unmatched.push(stage.label);
		}
	}
	const open = [...(own.get(-1) ?? [])];
	const afterSale: StageMapping[] = [];
	for (const [index, step] of STEPS.entries()) {
		const stages = laid.get(index);
		if (stages) (step.kind === 'open' ? open : afterSale).push(merged(stages, asStep(step)));
		open.push(...(own.get(index) ?? []));
	}
	const ends = process.stages.filter(({ kind }) => kind !== 'open' && kind !== 'after_sale');
	return {
		process: {
			stages: [...open, ...ends, ...afterSale],
			evidence: [
				...process.evidence,
				...matches.map(({ stage, step, evidence }) => `${stage} is the template’s ${step}: ${evidence}`),
			],
		},
		matches,
		unmatched,
		missing: STEPS.filter((_, index) => !laid.has(index)).map(asStep),
	};
}
