import fc from 'fast-check';
import { addDays, type Day } from '$lib/base/day';
import type { ExportedDeal } from './exports';

export const EXPORT_STAGES = ['S1', 'S2', 'S3', 'S4'];
export const EXPORTS_START = '2024-01-01' as Day;

/** What a deal is from a day on. */
interface State {
	on: Day;
	stage: string;
	amount: number | null;
	/** Expected while open, actual once closed. */
	close: Day | null;
	owner: string | null;
	/** Not in the CRM's list: deleted, merged, filtered out. */
	hidden: boolean;
}

export interface LivedDeal {
	id: string;
	created: Day;
	states: State[];
}

const LAST_DAY = 70;

/**
 * Deals that move, change their amount, expected close and owner, are won, lost, reopened, vanish and come back. A deal
 * that closes closes on the day of the change; ends are stages of their own. Made so that chance makes ties.
 */
export const livedDeals = fc
	.array(
		fc.record({
			created: fc.integer({ min: 0, max: 50 }),
			first: fc.constantFrom(...EXPORT_STAGES),
			amount: fc.option(fc.constantFrom(100, 200, 300.5), { freq: 5 }),
			due: fc.option(fc.integer({ min: 60, max: 120 }), { freq: 5 }),
			owner: fc.option(fc.constantFrom('Ann', 'Bob', 'Çelik “Ö”'), { freq: 6 }),
			steps: fc.array(
				fc.record({
					after: fc.integer({ min: 0, max: 12 }),
					stage: fc.option(
						fc.oneof(
							{ weight: 6, arbitrary: fc.constantFrom(...EXPORT_STAGES) },
							{ weight: 2, arbitrary: fc.constantFrom('Won', 'Lost') },
						),
					),
					amount: fc.option(fc.constantFrom(100, 200, 300.5, null)),
					due: fc.option(fc.integer({ min: 60, max: 120 })),
					owner: fc.option(fc.constantFrom('Ann', 'Bob', null)),
					hide: fc.constantFrom(false, false, false, true),
				}),
				{ maxLength: 6 },
			),
		}),
		{ minLength: 2, maxLength: 12 },
	)
	.map((specs) =>
		specs.map((spec, index): LivedDeal => {
			let day = spec.created;
			const due = (at: number | null) => (at === null ? null : addDays(EXPORTS_START, at));
			const states: State[] = [
				{
					on: addDays(EXPORTS_START, day),
					stage: spec.first,
					amount: spec.amount,
					close: due(spec.due),
					owner: spec.owner,
					hidden: false,
				},
			];
			for (const step of spec.steps) {
				const last = states.at(-1)!;
				day += step.after;
				const on = addDays(EXPORTS_START, day);
				const stage = step.stage ?? last.stage;
				const ends = !EXPORT_STAGES.includes(stage);
				const wasEnded = !EXPORT_STAGES.includes(last.stage);
				states.push({
					on,
					stage,
					amount: step.amount === null ? last.amount : step.amount,
					close: ends
						? stage === last.stage
							? last.close
							: on
						: (due(step.due) ?? (wasEnded ? null : last.close)),
					owner: step.owner === null ? last.owner : step.owner,
					hidden: step.hide,
				});
			}
			return { id: `D${index}`, created: addDays(EXPORTS_START, spec.created), states };
		}),
	);

/** Days on which exports are made, at least two. */
export const exportDays = fc
	.uniqueArray(fc.integer({ min: 20, max: LAST_DAY }), { minLength: 2, maxLength: 5 })
	.map((days) => days.sort((a, b) => a - b).map((day) => addDays(EXPORTS_START, day)));

/** The list as the CRM shows it at the end of a day. */
export function listOn(deals: readonly LivedDeal[], day: Day): ExportedDeal[] {
	return deals.flatMap(({ id, created, states }) => {
		const state = states.filter(({ on }) => on <= day).at(-1);
		if (!state || state.hidden) return [];
		const { stage, amount, close, owner } = state;
		return [{ id, stage, amount, close, owner, created }];
	});
}
