import type { Format } from '../../chart/format';
import { foldLabel } from '../../intake/fold';
import type { DatedLabel, Mapping, StageMapping } from '../../intake/mapping';
import { layTemplate, type LaidTemplate, type TemplateStep } from '../../intake/process-template';
import { STEP_MEASURES, type StepMeasure } from '../../model/step-measures';

const withStages = (mapping: Mapping, stages: StageMapping[]): Mapping => ({
	...mapping,
	process: { ...mapping.process, stages },
});

type StepText = 'purpose' | 'entryCriteria' | 'owner';

/** The stage at `index` with what the team agrees on changed; an empty text takes it away. */
export function withStepText(mapping: Mapping, index: number, name: StepText, text: string): Mapping {
	return withStages(
		mapping,
		mapping.process.stages.map((stage, at) => {
			if (at !== index) return stage;
			const { [name]: _before, ...rest } = stage;
			return text.trim() === '' ? rest : { ...rest, [name]: text.trim() };
		}),
	);
}

/** The stage at `index` judged by another measure – null: the usual one –, whose target is then open. */
export function withMeasure(mapping: Mapping, index: number, measure: StepMeasure | null): Mapping {
	return withStages(
		mapping,
		mapping.process.stages.map((stage, at) => {
			if (at !== index) return stage;
			const { measure: _measure, target: _target, ...rest } = stage;
			return measure === null ? rest : { ...rest, measure };
		}),
	);
}

/** The stage at `index` with a target in the unit of its measure; null takes it away. */
export function withTarget(mapping: Mapping, index: number, target: number | null): Mapping {
	return withStages(
		mapping,
		mapping.process.stages.map((stage, at) => {
			if (at !== index) return stage;
			const { target: _target, ...rest } = stage;
			return target === null ? rest : { ...rest, target };
		}),
	);
}

/** The measure by which a stage is judged where none is set. */
export const usualMeasure: StepMeasure = 'moved_on_ratio';

/** What a field of the target holds and says behind it: ratios in per cent, everything else as it is. */
export function targetField(
	measure: StepMeasure,
	target: number | undefined,
): { value: string; unit: string } {
	const { unit } = STEP_MEASURES[measure];
	const units = { ratio: '%', days: 'days', deals: 'deals', amount: '' };
	if (target === undefined) return { value: '', unit: units[unit] };
	// 0.35 × 100 is 35.00000000000001 somewhere: what a person typed comes back.
	return {
		value: String(unit === 'ratio' ? Number((target * 100).toFixed(6)) : target),
		unit: units[unit],
	};
}

/** The target that a field's text means; null for none, undefined if it is no such number. */
export function targetFrom(measure: StepMeasure, text: string): number | null | undefined {
	if (text.trim() === '') return null;
	const value = Number(text.trim().replace(',', '.').replace(/%$/, ''));
	if (!Number.isFinite(value) || value < 0) return undefined;
	if (STEP_MEASURES[measure].unit !== 'ratio') return value;
	return value > 100 ? undefined : Number((value / 100).toFixed(8));
}

/** A target in words: `35 %`, `12 days`. */
export function targetWords(measure: StepMeasure, target: number, format: Format): string {
	const { unit } = STEP_MEASURES[measure];
	if (unit === 'ratio') return format.percent(target, 0);
	return unit === 'amount' ? format.full(target) : `${format.full(target)} ${unit}`;
}

/** The label moved from one stage to another. The last label of a stage moves only if the stage is merged. */
export function moveLabel(mapping: Mapping, from: number, label: string, to: number): Mapping {
	const source = mapping.process.stages[from];
	if (!source?.labels.includes(label) || source.labels.length < 2 || from === to) return mapping;
	if (!mapping.process.stages[to]) return mapping;
	return withStages(
		mapping,
		mapping.process.stages.map((stage, at) => {
			if (at === from) return { ...stage, labels: stage.labels.filter((other) => other !== label) };
			return at === to ? { ...stage, labels: [...stage.labels, label] } : stage;
		}),
	);
}

/** Every label that the process knows, each once, in its order. */
export function labelsOf(mapping: Mapping): string[] {
	const known = new Map<string, string>();
	for (const { label, labels, datedLabels = [] } of mapping.process.stages) {
		for (const each of [...labels, ...datedLabels.map((dated) => dated.label), label])
			if (!known.has(foldLabel(each))) known.set(foldLabel(each), each);
	}
	return [...known.values()];
}

/** The label means this stage in `[from, before)`, whatever it means on other days. */
export function addDatedLabel(mapping: Mapping, index: number, dated: DatedLabel): Mapping {
	return withStages(
		mapping,
		mapping.process.stages.map((stage, at) =>
			at === index ? { ...stage, datedLabels: [...(stage.datedLabels ?? []), dated] } : stage,
		),
	);
}

export function removeDatedLabel(mapping: Mapping, index: number, place: number): Mapping {
	return withStages(
		mapping,
		mapping.process.stages.map((stage, at) => {
			if (at !== index) return stage;
			const { datedLabels = [], ...rest } = stage;
			const left = datedLabels.filter((_, nth) => nth !== place);
			return left.length === 0 ? rest : { ...rest, datedLabels: left };
		}),
	);
}

/** The process without this stage: whatever still has its labels is counted in no stage, and reported. */
export const removeStage = (mapping: Mapping, index: number): Mapping =>
	withStages(
		mapping,
		mapping.process.stages.filter((_, at) => at !== index),
	);

/** The mapping with the seven steps laid on its process, and what became of each stage. */
export function withTemplate(mapping: Mapping): { mapping: Mapping; laid: LaidTemplate } {
	const laid = layTemplate(mapping.process);
	return { mapping: { ...mapping, process: laid.process }, laid };
}

/** The process with a step of the template that it lacks, where the template has it: after what comes before it. */
export function addTemplateStep(mapping: Mapping, step: TemplateStep, before: readonly string[]): Mapping {
	const { stages } = mapping.process;
	if (stages.some(({ label }) => label === step.label)) return mapping;
	if (step.kind !== 'open') return withStages(mapping, [...stages, { ...step, labels: [] }]);
	const after = stages.findLastIndex(({ label }) => before.includes(label));
	return withStages(mapping, stages.toSpliced(after + 1, 0, { ...step, labels: [] }));
}
