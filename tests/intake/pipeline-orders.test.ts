import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { contraryOrders } from '$lib/intake/pipeline-orders';
import { recognise } from '$lib/intake/recognise';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

test('an order is contrary only where three deals and four in five prove it on both sides', () => {
	const order = (pipeline: string, before: string, after: string, deals: number) => ({
		pipeline,
		before,
		after,
		deals,
	});
	const one = [order('New', 'Qualified', 'Quote', 9), order('New', 'Quote', 'Qualified', 1)];
	expect(contraryOrders([...one, order('Renewals', 'quote', 'qualified', 3)])).toMatchObject([
		{ forwards: 'New', backwards: 'Renewals' },
	]);
	expect(contraryOrders([...one, order('Renewals', 'Quote', 'Qualified', 2)])).toEqual([]);
	const divided = [order('Renewals', 'Quote', 'Qualified', 5), order('Renewals', 'Qualified', 'Quote', 3)];
	expect(contraryOrders([...one, ...divided])).toEqual([]);
	expect(contraryOrders([...one, order('Renewals', 'Qualified', 'Quote', 8)])).toEqual([]);
});

test('pipelines that go through stages of one name in contrary orders are told, others are not', async () => {
	const stages = { New: ['Qualified', 'Quote'], Renewals: ['Quote', 'Qualified'] };
	const ids = { New: [1, 2, 3], Renewals: [4, 5, 6] };
	const doubtsOf = async (orders: typeof stages) => {
		const pairs = (['New', 'Renewals'] as const).flatMap((pipeline) =>
			ids[pipeline].map((id) => ({ pipeline, id, moves: orders[pipeline] })),
		);
		const lines = (rows: string[]) => new Blob([`${rows.join('\n')}\n`]);
		const files = [
			{
				name: 'deals.csv',
				blob: lines([
					'Deal ID,Pipeline,Stage,Amount,Created',
					...pairs.map(({ pipeline, id, moves }) => `${id},${pipeline},${moves[1]},100,2025-01-01`),
				]),
			},
			{
				name: 'log.csv',
				blob: lines([
					'Deal ID,To Stage,Changed At',
					...pairs.flatMap(({ id, moves }) => [
						`${id},${moves[0]},2025-01-0${id}`,
						`${id},${moves[1]},2025-02-0${id}`,
					]),
				]),
			},
		];
		return (await recognise(engine, await readFiles(engine, files))).doubts.join(' ');
	};
	expect(await doubtsOf(stages)).toMatch(/“Qualified” comes before “Quote” in New and after it in Renewals/);
	expect(await doubtsOf({ New: stages.New, Renewals: stages.New })).not.toMatch(/comes before/);
});
