import { foldLabel } from './fold';
import type { Mapping, PartedLabel, ProcessMapping, StageMapping } from './mapping';
import type { Parting } from './parting';
import type { ContraryLabels, ContraryStage } from './pipeline-orders';
import { labelsOfStage, placeStages } from './place-stages';

/** What the rows of a pipeline are labelled whose label means another stage there: as HubSpot heads its columns. */
export const partedName = ({ label, pipeline }: PartedLabel): string => `${label} (${pipeline})`;

/** What is contrary, and what parting would do: sentences. */
export function contraryWords(contrary: readonly ContraryStage[]): string {
	const told = [...new Set(contrary.map((one) => one.told))];
	const more = told.length > 3 ? `; and so it is with ${told.length - 3} more` : '';
	const names = contrary.map(({ stage, pipeline }) => `“${partedName({ label: stage, pipeline })}”`);
	const listed = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}` : names[0];
	return `${told.slice(0, 3).join('; ')}${more}. A name is one stage of one process here, so one of these pipelines is counted by a step that is not its own. Parted, its deals stand in ${listed ?? ''}.`;
}

/** These contrary stages parted in the process `of`, of which `proposed` is what the files propose then. */
export const asParting = (
	contrary: readonly ContraryLabels[],
	process: Pick<Parting, 'of' | 'proposed' | 'isOfProposal'>,
): Parting => ({
	text: contraryWords(contrary),
	contrary: [...contrary],
	parted: contrary.flatMap(({ parted }) => parted),
	of: process.of,
	proposed: process.proposed,
	isOfProposal: process.isOfProposal,
	ofOtherKind: contrary.flatMap(({ stage, isOfOtherKind }) => (isOfOtherKind ? [foldLabel(stage)] : [])),
});

/** What of it `process` does not part already; null if nothing is left. */
export function leftToPart(parting: Parting | null, { parted = [] }: ProcessMapping): Parting | null {
	if (parting === null) return null;
	const keyOf = ({ label, pipeline }: PartedLabel) => JSON.stringify([foldLabel(label), pipeline]);
	const known = new Set(parted.map(keyOf));
	const left = parting.contrary.flatMap((one) => {
		const labels = one.parted.filter((own) => !known.has(keyOf(own)));
		return labels.length > 0 ? [{ ...one, parted: labels }] : [];
	});
	return left.length > 0 ? asParting(left, parting) : null;
}

/** The names of the stages that hold parted labels, in the order of the process. */
export function partedStages({ stages, parted = [] }: ProcessMapping): string[] {
	const names = new Set(parted.map((own) => foldLabel(partedName(own))));
	return stages.flatMap((stage) =>
		labelsOfStage(stage).some((label) => names.has(label)) ? [stage.label] : [],
	);
}

/**
 * The mapping with these labels parted. A process that stands as the files propose it is the one that they propose now;
 * one that a person has edited keeps all else, and gets the new stages, each after the one that it follows in the files.
 */
export function partLabels(
	mapping: Mapping,
	{ parted, of, proposed, isOfProposal, ofOtherKind }: Parting,
): Mapping {
	const { process } = mapping;
	const all = [...(process.parted ?? []), ...parted];
	if (isOfProposal && process === of) return { ...mapping, process: { ...proposed, parted: all } };
	const kindOf = (stage: StageMapping) => {
		if (!labelsOfStage(stage).some((label) => ofOtherKind.includes(label))) return stage.kind;
		return (
			proposed.stages.find((other) => labelsOfStage(other).includes(foldLabel(stage.label)))?.kind ??
			stage.kind
		);
	};
	const names = parted.map((own) => foldLabel(partedName(own)));
	const { stages } = placeStages(
		process.stages.map((stage) => ({ ...stage, kind: kindOf(stage) })),
		proposed.stages,
		(stage) => labelsOfStage(stage).some((label) => names.includes(label)),
	);
	return { ...mapping, process: { ...process, stages, parted: all } };
}

/** The mapping with nothing parted: the stages of parted labels alone are gone, and their rows stand in those of the same name. */
export function joinLabels(mapping: Mapping): Mapping {
	const { parted = [], ...process } = mapping.process;
	const names = new Set(parted.map((own) => foldLabel(partedName(own))));
	const isParted = (label: string) => names.has(foldLabel(label));
	const stages = process.stages.flatMap((stage): StageMapping[] => {
		const labels = stage.labels.filter((label) => !isParted(label));
		const datedLabels = stage.datedLabels?.filter(({ label }) => !isParted(label));
		const isGone =
			labels.length === 0 &&
			(datedLabels ?? []).length === 0 &&
			(isParted(stage.label) || stage.labels.some(isParted));
		return isGone ? [] : [{ ...stage, labels, ...(datedLabels ? { datedLabels } : {}) }];
	});
	return { ...mapping, process: { ...process, stages } };
}
