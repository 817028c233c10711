import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import type { HygieneCode } from '$lib/model/hygiene-checks';
import { funnel } from '$lib/model/marts/funnel';
import { funnelByPolicy } from '$lib/model/marts/funnel-by-policy';
import { headline } from '$lib/model/marts/headline';
import { hygieneRows } from '$lib/model/marts/hygiene-rows';
import { paths } from '$lib/model/marts/paths';
import { stageMoves } from '$lib/model/marts/stage-moves';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { winLoss } from '$lib/model/marts/win-loss';
import { deal, tell, type Asked } from '../support/journeys';
import {
	asBuilders,
	RANDOM_STAGES,
	RANDOM_START,
	randomJourneys,
	randomScopes,
	scopeOf,
} from '../support/random-journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const CODES: readonly HygieneCode[] = [
	'no-created',
	'no-owner',
	'no-stage',
	'won-without-amount',
	'event-before-created',
	'event-after-close',
	'closed-before-created',
	'past-due',
];
/** A day after all: the same now with and without the deals left out. */
const AS_OF = addDays(RANDOM_START, 400);

async function answers(asked: Asked, scope: Parameters<Asked['ask']>[1]) {
	const all = { ...scope, asOf: AS_OF };
	return {
		headline: await asked.ask(headline, all),
		funnel: await asked.ask(funnel, all),
		policy: await asked.ask(funnelByPolicy, all),
		time: await asked.ask(timeInStage, all, { segment: null }),
		paths: await asked.ask(paths, all, { row_limit: 1_000, by_outcome: false, by_value: false }),
		moves: await asked.ask(stageMoves, all),
		winLoss: await asked.ask(winLoss, all),
	};
}

test('leaving out the deals of checks gives what the data without their rows give', async () => {
	let leftOut = 0;
	await fc.assert(
		fc.asyncProperty(
			randomJourneys(),
			randomScopes,
			fc.uniqueArray(fc.constantFrom(...CODES), { minLength: 1, maxLength: 3 }),
			async (journeys, scope, leaveOut) => {
				// Suspected of nothing: there is always a deal, and every column has a value.
				const sound = deal('Sound').in('S1', addDays(RANDOM_START, 1)).owner('Zoe').region('North');
				const builders = [...asBuilders(journeys), sound];
				const asked = await tell(engine, RANDOM_STAGES, builders, AS_OF);
				const suspected = new Set<string | null>();
				for (const check_code of leaveOut) {
					const rows = await asked.ask(hygieneRows, {}, { check_code, row_limit: 10_000, row_offset: 0 });
					for (const { deal_id } of rows) suspected.add(deal_id);
				}
				const without = await answers(asked, { ...scopeOf(scope), leaveOut });
				const kept = builders.filter(({ journey }) => !suspected.has(journey.id));
				leftOut += builders.length - kept.length;
				const cut = await tell(engine, RANDOM_STAGES, kept, AS_OF);
				expect(without).toEqual(await answers(cut, scopeOf(scope)));
			},
		),
		{ numRuns: 25 },
	);
	expect(leftOut).toBeGreaterThan(0);
}, 300_000);
