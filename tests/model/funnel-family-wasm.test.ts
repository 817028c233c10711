import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import { openNativeEngine } from '$lib/engine/native';
import { openNodeEngine } from '$lib/engine/node';
import { basisBridge } from '$lib/model/marts/basis-bridge';
import { conversionMatured } from '$lib/model/marts/conversion-matured';
import { conversionTrend } from '$lib/model/marts/conversion-trend';
import { funnelByPolicy } from '$lib/model/marts/funnel-by-policy';
import { funnelBySegment } from '$lib/model/marts/funnel-by-segment';
import { paths } from '$lib/model/marts/paths';
import { stageMoves } from '$lib/model/marts/stage-moves';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { tell, type Asked } from '../support/journeys';
import { asBuilders, RANDOM_STAGES, randomJourneys } from '../support/random-journeys';

const SCOPES = [
	{},
	{ from: '2024-01-15' as Day, to: '2024-03-01' as Day },
	{ basis: 'activity', from: '2024-01-15' as Day, to: '2024-03-01' as Day },
	{ from: '2030-01-01' as Day },
] as const;

async function answers(told: Asked) {
	const given = [];
	for (const scope of SCOPES) {
		given.push({
			time: await told.ask(timeInStage, scope, { segment: null }),
			timeByOwner: await told.ask(timeInStage, scope, { segment: 'owner' }),
			policies: await told.ask(funnelByPolicy, scope),
			matured: await told.ask(conversionMatured, scope, { horizon_days: null }),
			trend: await told.ask(conversionTrend, scope, { period: 'week', horizon_days: 14 }),
			paths: await told.ask(paths, scope, { by_outcome: true, by_value: false, row_limit: null }),
			moves: await told.ask(stageMoves, scope),
			segments: await told.ask(funnelBySegment, scope, { segment: 'owner' }),
			bridge: await told.ask(basisBridge, scope),
		});
	}
	return given;
}

test.each([{ timed: false }, { timed: true }])(
	'the engine of the browser gives the numbers of native DuckDB, with times of day: $timed',
	{ timeout: 120_000 },
	async ({ timed }) => {
		const [list = []] = fc.sample(randomJourneys({ timed, currencies: true, minLength: 80, maxLength: 80 }), {
			numRuns: 1,
			seed: 20240409,
		});
		const engines = [await openNativeEngine(), await openNodeEngine()];
		try {
			const [native, browser] = await Promise.all(
				engines.map(async (engine) => answers(await tell(engine, RANDOM_STAGES, asBuilders(list)))),
			);
			expect(browser).toEqual(native);
			expect(native?.[0]?.trend.length).toBeGreaterThan(0);
		} finally {
			await Promise.all(engines.map((engine) => engine.close()));
		}
	},
);
