import { expect, test } from 'vitest';
import type { ProcessMapping, StageMapping } from '$lib/intake/mapping';
import { contraryWords } from '$lib/intake/part-labels';
import { contraryStages, withLabels } from '$lib/intake/pipeline-orders';
import type { Pipeline, PipelineStage } from '$lib/intake/pipelines';

const open = (label: string, labels = [label]): StageMapping => ({ label, kind: 'open', labels });
const processOf = (...stages: StageMapping[]): ProcessMapping => ({
	stages: [...stages, { label: 'Won', kind: 'won', labels: ['Won'] }],
	evidence: [],
});
const standing = (label: string, stated: PipelineStage['stated'] = {}, deals = 0): PipelineStage => ({
	label,
	deals: Object.values(stated).reduce((sum, n) => sum + n, deals),
	stated,
});
const pipeline = (name: string, ...stages: PipelineStage[]): Pipeline => ({
	name,
	deals: stages.reduce((sum, { deals }) => sum + deals, 0),
	stages,
});
const order = (own: string, before: string, after: string, deals: number) => ({
	pipeline: own,
	before,
	after,
	deals,
});
const found = (...given: Parameters<typeof contraryStages>) =>
	contraryStages(...given).map(({ stage, pipeline: own }) => `${stage} of ${own}`);

const TWO = [pipeline('New', standing('Qualified')), pipeline('Renewals', standing('Qualified'))];
const STAGES = processOf(open('Qualified'), open('Demo'), open('Quote'));
const STRAIGHT = [order('New', 'Qualified', 'Quote', 9), order('New', 'Quote', 'Qualified', 1)];

test('an order is contrary only where three deals and four in five prove it on both sides', () => {
	expect(found(TWO, [...STRAIGHT, order('Renewals', 'quote', 'qualified', 3)], STAGES)).toEqual([
		'Quote of Renewals',
		'Qualified of Renewals',
	]);
	expect(found(TWO, [...STRAIGHT, order('Renewals', 'Quote', 'Qualified', 2)], STAGES)).toEqual([]);
	const divided = [order('Renewals', 'Quote', 'Qualified', 5), order('Renewals', 'Qualified', 'Quote', 3)];
	expect(found(TWO, [...STRAIGHT, ...divided], STAGES)).toEqual([]);
	expect(found(TWO, [...STRAIGHT, order('Renewals', 'Qualified', 'Quote', 8)], STAGES)).toEqual([]);
});

test('of contrary orders the stage that is in all of them is parted, and no other', () => {
	const orders = [
		...STRAIGHT,
		order('New', 'Qualified', 'Demo', 9),
		order('New', 'Demo', 'Quote', 9),
		order('Renewals', 'Demo', 'Quote', 4),
		order('Renewals', 'Demo', 'Qualified', 4),
		order('Renewals', 'Quote', 'Qualified', 4),
	];
	expect(found(TWO, orders, STAGES)).toEqual(['Qualified of Renewals']);
	const contrary = contraryStages(TWO, orders, STAGES);
	expect(contraryWords(contrary)).toMatch(
		/^“Qualified” comes before “Demo” in New and after it in Renewals\..*Parted, its deals stand in “Qualified \(Renewals\)”\.$/,
	);
});

test('every label of a stage is parted, as logs name it and as lists do', () => {
	const named = processOf(open('Qualified', ['Qualified', 'qualifiedtobuy']), open('Quote'));
	const orders = [...STRAIGHT, order('Renewals', 'Quote', 'qualifiedtobuy', 3)];
	expect(
		withLabels(contraryStages(TWO, orders, named), named).flatMap(({ parted }) =>
			parted.map(({ label }) => label),
		),
	).toEqual(['Quote', 'Qualified', 'qualifiedtobuy']);
});

test('kinds are contrary where three deals and four in five prove them on both sides', () => {
	const stages = processOf(open('Signed'));
	const kinds = (one: PipelineStage['stated'], other: PipelineStage['stated']) =>
		found(
			[pipeline('New', standing('Signed', one)), pipeline('Renewals', standing('Signed', other))],
			[],
			stages,
		);
	expect(kinds({ open: 5 }, { won: 4 })).toEqual(['Signed of Renewals']);
	expect(kinds({ open: 5 }, { lost: 3 })).toEqual(['Signed of Renewals']);
	expect(kinds({ open: 5 }, { parked: 3 })).toEqual(['Signed of Renewals']);
	expect(kinds({ open: 5 }, { won: 2 })).toEqual([]);
	expect(kinds({ open: 5 }, { open: 4 })).toEqual([]);
	expect(kinds({ open: 8, won: 2 }, { won: 8, open: 2 })).toEqual(['Signed of Renewals']);
	expect(
		contraryStages(
			[
				pipeline('New', standing('Signed', { open: 5 })),
				pipeline('Renewals', standing('Signed', { won: 4 })),
			],
			[],
			stages,
		)[0]?.told,
	).toBe('“Signed” is open in New and won in Renewals');
});

test('where deals are closed in the stage that they had reached, no outcome tells of kinds', () => {
	const stages = processOf(open('Offer'), open('Talks'));
	const mixed = pipeline('New', standing('Offer', { open: 9 }), standing('Talks', { open: 3, won: 3 }));
	const small = pipeline('Renewals', standing('Offer', { won: 4 }));
	expect(found([mixed, small], [], stages)).toEqual([]);
	const pure = pipeline('New', standing('Offer', { open: 9 }));
	expect(found([pure, { ...small, closesInStage: true }], [], stages)).toEqual([]);
	expect(found([pure, small], [], stages)).toEqual(['Offer of Renewals']);
});

test('without outcomes, an end by its words is open in the pipeline in which deals go on from it and are won', () => {
	const stages = processOf(open('Qualified'), open('Contract signed'), open('Delivery'));
	const pipelines = [
		pipeline('New', standing('Contract signed', {}, 6)),
		pipeline('Renewals', standing('Contract signed', {}, 4)),
	];
	const on = [order('New', 'Contract signed', 'Delivery', 5), order('New', 'Contract signed', 'Won', 5)];
	expect(found(pipelines, on, stages)).toEqual(['Contract signed of Renewals']);
	expect(found(pipelines, on.slice(0, 1), stages)).toEqual([]);
});

test('a third pipeline that goes with the largest is left as it is', () => {
	const three = [...TWO, pipeline('Upsell', standing('Qualified'))];
	const orders = [
		...STRAIGHT,
		order('Renewals', 'Quote', 'Qualified', 3),
		order('Upsell', 'Qualified', 'Quote', 3),
	];
	expect(found(three, orders, STAGES)).toEqual(['Quote of Renewals', 'Qualified of Renewals']);
});
