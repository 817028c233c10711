import type { Day } from '../base/day';
import { parseDay } from '../base/day';
import type { Problem } from '../base/problem';
import { isStepMeasure, STEP_MEASURES } from '../model/step-measures';
import { foldLabel } from './fold';
import type { DatedLabel, ProcessMapping, StageMapping } from './mapping';

/** A stage that a label means in `[from, before)`. */
export interface LabelSpan {
	stage: StageMapping;
	from: Day | null;
	before: Day | null;
}

interface Claim extends LabelSpan {
	label: string;
}

function claimsOf(process: ProcessMapping): Map<string, Claim[]> {
	const claims = new Map<string, Claim[]>();
	for (const stage of process.stages) {
		for (const { label, from, before } of stage.datedLabels ?? []) {
			const key = foldLabel(label);
			claims.set(key, [...(claims.get(key) ?? []), { label, stage, from, before }]);
		}
	}
	for (const list of claims.values()) list.sort((a, b) => compareStarts(a.from, b.from));
	return claims;
}

const compareStarts = (a: Day | null, b: Day | null): number =>
	a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1;

/** The stage that each folded label means on all days that no dated label says otherwise. Names yield to lists. */
function undatedStages(process: ProcessMapping): Map<string, StageMapping> {
	const stages = new Map<string, StageMapping>();
	for (const stage of process.stages) {
		for (const label of stage.labels) if (!stages.has(foldLabel(label))) stages.set(foldLabel(label), stage);
	}
	for (const stage of process.stages) {
		if (!stages.has(foldLabel(stage.label))) stages.set(foldLabel(stage.label), stage);
	}
	return stages;
}

/**
 * What each label means and when, by folded label: spans in order of time, none overlapping. Days that no dated label
 * covers belong to the stage that lists the label without dates, if any does. Takes a process without problems.
 */
export function labelSpans(process: ProcessMapping): Map<string, LabelSpan[]> {
	const undated = undatedStages(process);
	const claims = claimsOf(process);
	const spans = new Map<string, LabelSpan[]>();
	for (const key of new Set([...undated.keys(), ...claims.keys()])) {
		const otherwise = undated.get(key);
		const own: LabelSpan[] = [];
		let free: Day | null = null;
		let isOver = false;
		for (const { stage, from, before } of claims.get(key) ?? []) {
			if (otherwise && from !== null && from !== free)
				own.push({ stage: otherwise, from: free, before: from });
			own.push({ stage, from, before });
			free = before;
			isOver = before === null;
		}
		if (otherwise && !isOver) own.push({ stage: otherwise, from: free, before: null });
		spans.set(key, own);
	}
	return spans;
}

const spanWords = ({ from, before }: Pick<DatedLabel, 'from' | 'before'>): string =>
	[from === null ? null : `from ${from}`, before === null ? null : `before ${before}`]
		.filter(Boolean)
		.join(' and ') || 'on all days';

function overlaps(process: ProcessMapping): Problem[] {
	return [...claimsOf(process).values()].flatMap((claims) =>
		claims.flatMap((claim, index): Problem[] => {
			const before = claims[index - 1];
			if (!before || (before.before !== null && claim.from !== null && before.before <= claim.from))
				return [];
			return [
				{
					code: 'label-dates-overlap',
					message: `Label “${claim.label}” means “${before.stage.label}” ${spanWords(before)}, and “${claim.stage.label}” ${spanWords(claim)}: on some days it would mean both.`,
					wayOut: 'Let each of its spans end before the next one begins.',
				},
			];
		}),
	);
}

function datedLabelProblems(stage: StageMapping): Problem[] {
	return (stage.datedLabels ?? []).flatMap(({ label, from, before }): Problem[] => {
		const bad = [from, before].find(
			(day) => day !== null && (typeof day !== 'string' || parseDay(day) === null),
		);
		if (bad !== undefined) {
			return [
				{
					code: 'bad-label-date',
					message: `“${String(bad)}” is no day from or before which label “${label}” means “${stage.label}”.`,
					wayOut: 'Write days as 2025-01-31, and null for no bound.',
				},
			];
		}
		if (from !== null && before !== null && from >= before) {
			return [
				{
					code: 'label-dates-empty',
					message: `Label “${label}” means “${stage.label}” from ${from} and before ${before}: that is no day.`,
					wayOut: 'Let the span begin before it ends.',
				},
			];
		}
		return [];
	});
}

/** What is wrong with a process as people edit it, a problem each; empty if it can be read by. */
export function processProblems(process: ProcessMapping): Problem[] {
	const problems: Problem[] = [];
	const listed = new Map<string, StageMapping>();
	for (const stage of process.stages) {
		for (const label of stage.labels) {
			const other = listed.get(foldLabel(label));
			listed.set(foldLabel(label), stage);
			if (!other || other === stage) continue;
			problems.push({
				code: 'label-in-two-stages',
				message: `Label “${label}” is listed in “${other.label}” and in “${stage.label}”.`,
				wayOut: 'Leave it in one of them, or say with dates when it meant which.',
			});
		}
		problems.push(...datedLabelProblems(stage));
		if (stage.measure !== undefined && !isStepMeasure(stage.measure)) {
			problems.push({
				code: 'unknown-measure',
				message: `“${stage.label}” is to be judged by “${String(stage.measure)}”, which is no measure.`,
				wayOut: `There are ${Object.keys(STEP_MEASURES).join(', ')}.`,
			});
		}
		if (stage.target !== undefined && !Number.isFinite(stage.target)) {
			problems.push({
				code: 'bad-target',
				message: `The target of “${stage.label}”, “${String(stage.target)}”, is no number.`,
				wayOut: 'Write it in the unit of its measure: ratios 0..1, durations in days.',
			});
		}
	}
	return problems.length > 0 ? problems : overlaps(process);
}
