import { describe, expect, test } from 'vitest';
import { layTemplate, processTemplate } from '$lib/intake/process-template';
import { processProblems } from '$lib/intake/label-spans';
import type { StageMapping } from '$lib/intake/mapping';
import type { StageKind } from '$lib/model/catalog';

const stage = (label: string, kind: StageKind = 'open'): StageMapping => ({ label, kind, labels: [label] });
const lay = (...stages: StageMapping[]) => layTemplate({ stages, evidence: [] });

describe('the template of the process', () => {
	test('has the seven steps of a typical sales process, each with what it is for', () => {
		const steps = processTemplate();
		expect(steps.map(({ label }) => label)).toEqual([
			'Prospecting',
			'Qualifying',
			'Needs assessment',
			'Proposal',
			'Objections',
			'Closing',
			'Follow-up',
		]);
		for (const { purpose, entryCriteria, measure } of steps) {
			expect(purpose).toMatch(/\.$/);
			expect(entryCriteria).toMatch(/\.$/);
			expect(measure).toBeTruthy();
		}
	});
});

describe('laying the template on an export', () => {
	test('a stage keeps its name and gets the step’s purpose, criteria and measure, with evidence', () => {
		const { process, matches, missing } = lay(
			stage('Prospecting'),
			stage('Qualifying'),
			stage('Needs assessment'),
			stage('Presenting'),
			stage('Objections'),
			stage('Closing'),
			stage('Closed Won', 'won'),
			stage('Closed Lost', 'lost'),
			stage('Follow-up', 'after_sale'),
		);
		expect(process.stages.map(({ label }) => label)).toEqual([
			'Prospecting',
			'Qualifying',
			'Needs assessment',
			'Presenting',
			'Objections',
			'Closing',
			'Closed Won',
			'Closed Lost',
			'Follow-up',
		]);
		expect(process.stages[3]).toMatchObject({
			label: 'Presenting',
			labels: ['Presenting'],
			measure: 'moved_on_ratio',
			purpose: 'Present or demonstrate the solution, with a price.',
		});
		expect(matches[3]).toEqual({
			stage: 'Presenting',
			step: 'Proposal',
			evidence: '“presenting” is a word for Proposal',
		});
		expect(missing).toEqual([]);
	});

	test('stages that stand for one step become it, with all their labels', () => {
		const { process } = lay(
			stage('Qualified'),
			stage('Demo'),
			stage('Proposal/Price Quote'),
			stage('Won', 'won'),
		);
		expect(process.stages.map(({ label, labels }) => [label, labels])).toEqual([
			['Qualified', ['Qualified']],
			['Proposal', ['Demo', 'Proposal/Price Quote']],
			['Won', ['Won']],
		]);
		expect(processProblems(process)).toEqual([]);
	});

	test('a stage that no word places stays, after the one before it; steps without a stage are told', () => {
		const { process, unmatched, missing } = lay(stage('Lead'), stage('Zeta'), stage('Negotiation'));
		expect(process.stages.map(({ label }) => label)).toEqual(['Lead', 'Zeta', 'Negotiation']);
		expect(unmatched).toEqual(['Zeta']);
		expect(missing.map(({ label }) => label)).toEqual([
			'Qualifying',
			'Needs assessment',
			'Proposal',
			'Objections',
			'Follow-up',
		]);
	});

	test('what the team has written already stands', () => {
		const { process } = lay({ ...stage('Closing'), purpose: 'Sign', owner: 'Ann', target: 0.3 });
		expect(process.stages[0]).toMatchObject({
			purpose: 'Sign',
			owner: 'Ann',
			target: 0.3,
			measure: 'win_ratio',
		});
	});

	test('laying it twice changes nothing but the evidence', () => {
		const once = lay(stage('Proposal'), stage('Lead'), stage('Demo'), stage('Lost', 'lost'));
		expect(layTemplate(once.process).process.stages).toEqual(once.process.stages);
	});
});
