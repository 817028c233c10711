import { foldLabel } from './fold';
import type { StageMapping } from './mapping';

/** All labels of a stage on any day, folded, its name first. */
export const labelsOfStage = ({ label, labels, datedLabels = [] }: StageMapping): string[] =>
	[label, ...labels, ...datedLabels.map((dated) => dated.label)].map(foldLabel);

/** The stages with those of `others` that they lack and `isWanted`, each after the one that it follows in `others`. */
export function placeStages(
	known: readonly StageMapping[],
	others: readonly StageMapping[],
	isWanted: (stage: StageMapping) => boolean = () => true,
): { stages: StageMapping[]; added: { stage: StageMapping; follows: string | null }[] } {
	const stages = [...known];
	const added: { stage: StageMapping; follows: string | null }[] = [];
	const place = (stage: StageMapping) => {
		const own = labelsOfStage(stage);
		return stages.findIndex((other) => labelsOfStage(other).some((label) => own.includes(label)));
	};
	others.forEach((stage, index) => {
		if (!isWanted(stage) || place(stage) >= 0) return;
		const before = others
			.slice(0, index)
			.reverse()
			.map(place)
			.find((at) => at >= 0);
		const at = before === undefined ? 0 : before + 1;
		stages.splice(at, 0, stage);
		added.push({ stage, follows: stages[at - 1]?.label ?? null });
	});
	return { stages, added };
}
