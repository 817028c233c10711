import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import type { Mapping, ProcessMapping, StageMapping } from '$lib/intake/mapping';
import { asParting, partLabels } from '$lib/intake/part-labels';
import type { Parting } from '$lib/intake/parting';
import ProcessSection from '$lib/view/data/ProcessSection.svelte';

const stage = (label: string, kind: StageMapping['kind'] = 'open'): StageMapping => ({
	label,
	kind,
	labels: [label],
});
const processOf = (...stages: StageMapping[]): ProcessMapping => ({
	stages: [...stages, stage('Won', 'won'), stage('Lost', 'lost')],
	evidence: [],
});
const WHOLE: Mapping = {
	version: 1,
	files: [],
	process: processOf(stage('Qualified'), stage('Demo'), stage('Quote')),
};
const PARTING = asParting(
	[
		{
			stage: 'Qualified',
			pipeline: 'Renewals',
			isOfOtherKind: false,
			told: '“Qualified” comes before “Demo” in New and after it in Renewals',
			parted: [{ label: 'Qualified', pipeline: 'Renewals' }],
		},
	],
	{
		of: WHOLE.process,
		proposed: processOf(stage('Qualified'), stage('Demo'), stage('Quote'), stage('Qualified (Renewals)')),
		isOfProposal: false,
	},
);
const PARTED = partLabels(WHOLE, PARTING);

let close: (() => void) | null = null;
afterEach(() => close?.());

/** The process in Data of a workspace with this mapping; what is built of it, once it is. */
function shown(mapping: Mapping) {
	const host = document.createElement('main');
	document.body.append(host);
	const built: Mapping[] = [];
	// What the files prove beyond what is parted is asked of the engine: an answer takes a while.
	const partingOf = async ({ process }: Mapping): Promise<Parting | null> => {
		await new Promise((done) => setTimeout(done, 20));
		return process.parted ? null : PARTING;
	};
	const section = mount(ProcessSection, {
		target: host,
		props: { mapping, partingOf, onaccept: (next: Mapping) => built.push(next) },
	});
	close = () => {
		void unmount(section);
		host.remove();
	};
	const button = (name: string) =>
		[...host.querySelectorAll('button')].find((one) => one.textContent.trim() === name) ?? null;
	const press = async (name: string) => {
		await expect.poll(() => button(name)).not.toBeNull();
		const found = button(name);
		found?.focus();
		found?.click();
		flushSync();
	};
	const names = () =>
		[...host.querySelectorAll<HTMLInputElement>('input[aria-label^="Name of stage"]')].map(
			({ value }) => value,
		);
	return { press, button, names, built };
}

const labelsOf = (mapping: Mapping | undefined) => mapping?.process.stages.map(({ label }) => label);

test('a workspace whose stages are parted takes them back in Data, and is built of what is one again', async () => {
	const { press, names, built } = shown(PARTED);
	await press('Edit the process');
	expect(names()).toContain('Qualified (Renewals)');
	await press('Make them one again');
	expect(names()).not.toContain('Qualified (Renewals)');
	await press('Build with this process');
	expect(built).toHaveLength(1);
	expect(built[0]?.process.parted).toBeUndefined();
	expect(labelsOf(built[0])).toEqual(labelsOf(WHOLE));
	expect(built[0]?.process.stages.flatMap(({ labels }) => labels)).not.toContain('Qualified (Renewals)');
});

test('what was taken back can be parted again in the same place, and the focus goes along', async () => {
	const { press, names, button, built } = shown(PARTED);
	await press('Edit the process');
	await press('Make them one again');
	await expect.poll(() => document.activeElement === button('Part them')).toBe(true);
	await press('Part them');
	await expect.poll(() => document.activeElement === button('Make them one again')).toBe(true);
	expect(names()).toContain('Qualified (Renewals)');
	expect(button('Part them')).toBeNull();
	await press('Build with this process');
	expect(built[0]?.process.parted).toEqual([{ label: 'Qualified', pipeline: 'Renewals' }]);
});

test('what was parted in Data is undone to the very process of before', async () => {
	const { press, built } = shown(WHOLE);
	await press('Edit the process');
	await press('Part them');
	await press('Make them one again');
	await press('Build with this process');
	expect(built[0]?.process).toEqual(WHOLE.process);
});
