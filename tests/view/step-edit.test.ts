import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import type { Mapping, StageMapping } from '$lib/intake/mapping';
import { processTemplate } from '$lib/intake/process-template';
import {
	addDatedLabel,
	addTemplateStep,
	labelsOf,
	moveLabel,
	removeDatedLabel,
	removeStage,
	targetField,
	targetFrom,
	targetWords,
	withMeasure,
	withStepText,
	withTarget,
	withTemplate,
} from '$lib/view/intake/step-edit';

const format = createFormat('en-GB');
const stage = (label: string, ...labels: string[]): StageMapping => ({
	label,
	kind: 'open',
	labels: labels.length > 0 ? labels : [label],
});
const mappingOf = (...stages: StageMapping[]): Mapping => ({
	version: 1,
	files: [],
	process: { stages, evidence: [] },
});
const process = mappingOf(stage('Lead'), stage('Demo', 'Demo', 'Trial'), {
	label: 'Won',
	kind: 'won',
	labels: ['Won'],
});
const words = ({ process: { stages } }: Mapping) =>
	stages.map(({ label, labels }) => `${label}: ${labels.join('+')}`);

describe('what a step is for', () => {
	it('is written and taken away again', () => {
		const written = withStepText(process, 1, 'purpose', ' Show it. ');
		expect(written.process.stages[1]?.purpose).toBe('Show it.');
		expect(withStepText(written, 1, 'purpose', '  ').process.stages[1]).toEqual(process.process.stages[1]);
	});

	it('has a target that goes with its measure', () => {
		const set = withTarget(withMeasure(process, 1, 'median_dwell_days'), 1, 12);
		expect(set.process.stages[1]).toMatchObject({ measure: 'median_dwell_days', target: 12 });
		expect(withMeasure(set, 1, 'win_ratio').process.stages[1]).not.toHaveProperty('target');
		expect(withTarget(set, 1, null).process.stages[1]).not.toHaveProperty('target');
	});
});

describe('a target', () => {
	it.each([
		['moved_on_ratio', '35', 0.35],
		['moved_on_ratio', '7,5 %', 0.075],
		['moved_on_ratio', '100', 1],
		['median_dwell_days', '12.5', 12.5],
		['average_won_amount', '25000', 25_000],
		['win_ratio', ' ', null],
		['win_ratio', '101', undefined],
		['win_ratio', '-1', undefined],
		['median_dwell_days', 'soon', undefined],
	] as const)('of %s typed as “%s” is %s', (measure, text, target) => {
		expect(targetFrom(measure, text)).toBe(target);
	});

	it('that was typed in per cent comes back as it was typed', () => {
		for (let tenths = 0; tenths <= 1000; tenths++) {
			const text = String(tenths / 10);
			expect(targetField('win_ratio', targetFrom('win_ratio', text) ?? undefined).value).toBe(text);
		}
	});

	it('is told in its unit', () => {
		expect(targetWords('median_dwell_days', 12, format)).toBe('12 days');
		expect(targetWords('new_deals', 40, format)).toBe('40 deals');
		expect(targetWords('win_ratio', 0.35, format).replace(/\s/gu, ' ')).toBe('35 %');
	});
});

describe('labels', () => {
	it('move to another stage, but not the last one of theirs', () => {
		expect(words(moveLabel(process, 1, 'Trial', 0))).toEqual(['Lead: Lead+Trial', 'Demo: Demo', 'Won: Won']);
		expect(moveLabel(process, 0, 'Lead', 1)).toBe(process);
		expect(moveLabel(process, 1, 'Trial', 9)).toBe(process);
	});

	it('mean a stage for a time, and no longer', () => {
		const dated = addDatedLabel(process, 0, { label: 'Trial', from: null, before: null });
		expect(dated.process.stages[0]?.datedLabels).toHaveLength(1);
		expect(removeDatedLabel(dated, 0, 0)).toEqual(process);
	});

	it('are listed once each, whatever their case', () => {
		expect(labelsOf(mappingOf(stage('Lead', 'LEAD', 'New'), stage('Demo')))).toEqual(['LEAD', 'New', 'Demo']);
	});
});

it('takes a stage away', () => {
	expect(words(removeStage(process, 1))).toEqual(['Lead: Lead', 'Won: Won']);
});

describe('the seven steps', () => {
	it('are laid on the stages by their words, and no label is lost', () => {
		const { mapping, laid } = withTemplate(process);
		expect(new Set(labelsOf(mapping))).toEqual(new Set(labelsOf(process)));
		expect(laid.missing.map(({ label }) => label)).toContain('Objections');
	});

	it('that are missing are added after those that come before them, once', () => {
		const [first, second] = processTemplate();
		if (!first || !second) throw new Error('There is no template.');
		const added = addTemplateStep(process, second, ['Lead']);
		expect(words(added)).toEqual(['Lead: Lead', 'Qualifying: ', 'Demo: Demo+Trial', 'Won: Won']);
		expect(addTemplateStep(added, second, ['Lead'])).toBe(added);
		expect(words(addTemplateStep(process, first, []))[0]).toBe('Prospecting: ');
	});

	it('put what follows the sale at the end', () => {
		const last = processTemplate().at(-1);
		if (!last) throw new Error('There is no template.');
		expect(addTemplateStep(process, last, []).process.stages.at(-1)).toMatchObject({
			label: 'Follow-up',
			kind: 'after_sale',
		});
	});
});
