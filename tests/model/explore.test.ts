import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { buildModel } from '$lib/model/build';
import { EXPLORE_RELATIONS, EXPLORE_SCHEMA } from '$lib/model/explore';
import { deal, tell } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

test('the documented relations are made anew with every build, as of its day', async () => {
	await tell(
		engine,
		['Lead', 'Demo'],
		[deal('A').in('Lead', '2024-01-01').in('Demo', '2024-01-05').won('2024-02-01')],
	);
	const visits = async () =>
		(await engine.query(`select stage, move from ${EXPLORE_SCHEMA}.visits order by visit_number`)).rows;
	expect(await visits()).toEqual([
		{ stage: 'Lead', move: 'forward' },
		{ stage: 'Demo', move: 'won' },
	]);
	await buildModel(engine, '2024-01-03' as Day);
	expect(await visits()).toEqual([{ stage: 'Lead', move: 'open' }]);
	for (const { name, columns } of EXPLORE_RELATIONS) {
		const table = await engine.query(`select * from ${EXPLORE_SCHEMA}.${name}`);
		expect(table.columns.map((column) => column.name)).toEqual(expect.arrayContaining(Object.keys(columns)));
	}
});
