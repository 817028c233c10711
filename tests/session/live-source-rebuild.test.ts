import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import { EngineError, type Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { WHOLE_SCOPE } from '$lib/model/scope';
import { LiveSource } from '$lib/session/live-source.svelte';
import { fillSynthetic } from '../bench/synthetic';
import { openForTests } from '../support/engines';

const EARLIER = '2024-06-01' as Day;

let engine: Engine;
/** Begins the statement that fails, while there is one. */
let broken: string | null = null;
beforeAll(async () => {
	const whole = await openForTests(openNativeEngine);
	await fillSynthetic(whole, 60);
	engine = new Proxy(whole, {
		get(target, name) {
			if (name === 'execute')
				return (sql: string, ...rest: []) =>
					broken !== null && sql.includes(broken)
						? Promise.reject(new EngineError('out-of-memory', 'There is no room.'))
						: target.execute(sql, ...rest);
			const value: unknown = Reflect.get(target, name);
			return typeof value === 'function' ? (value.bind(target) as unknown) : value;
		},
	});
});
afterAll(() => engine.close());

const answers = async (source: LiveSource, asOf: Day | null) => {
	const scope = { ...WHOLE_SCOPE, asOf };
	return { funnel: await source.read(funnel, scope, {}), headline: await source.read(headline, scope, {}) };
};
const counted = async (source: LiveSource) => {
	const { rows } = await source.console.run("select count(*) as n from crm.deals where outcome = 'open'");
	return JSON.stringify(rows);
};

// Amid the relations of a build, and the last of them.
test.each(['table visits', 'table deal_facts'])(
	'a day whose model breaks off at “%s” is told as that, and no other day is told of its tables',
	async (statement) => {
		broken = null;
		const source = await LiveSource.open(engine, null);
		const today = await answers(source, null);
		const count = await counted(source);
		const earlier = await answers(source, EARLIER);
		expect(earlier).not.toEqual(today);
		expect(await answers(source, null)).toEqual(today);

		broken = statement;
		await expect(answers(source, EARLIER)).rejects.toMatchObject({
			problem: { code: 'engine-out-of-memory', message: expect.stringContaining('There is no room.') },
		});
		// As long as nothing can be built, nothing is told, of the old day neither.
		await expect(answers(source, null)).rejects.toMatchObject({ problem: { code: 'engine-out-of-memory' } });
		await expect(counted(source)).rejects.toThrow();

		broken = null;
		expect(await counted(source)).toBe(count);
		expect(await answers(source, null)).toEqual(today);
		expect(await answers(source, EARLIER)).toEqual(earlier);
	},
);

test('a model that broke off is not kept, and the day that was there is built again by whoever looks at it', async () => {
	broken = null;
	const source = await LiveSource.open(engine, null);
	const today = await answers(source, null);
	broken = 'table journeys';
	await expect(source.setAsOf(EARLIER)).rejects.toBeInstanceOf(EngineError);
	broken = null;
	expect(await source.saveTo({} as FileSystemFileHandle)).toBeNull();
	await source.setAsOf(null);
	expect(await answers(source, null)).toEqual(today);
});
