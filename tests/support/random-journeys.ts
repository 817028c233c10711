import fc from 'fast-check';
import { addDays, type Day } from '$lib/base/day';
import { JourneyBuilder, type Journey } from './journeys';

export const RANDOM_STAGES = ['S1', 'S2', 'S3', 'S4'];
export const RANDOM_START = '2024-01-01' as Day;
export const RANDOM_OWNERS = ['Ann', 'Bob', 'Çelik “Ö”'];

/**
 * Random journeys: skips, moves back, re-entries, several changes in one instant, reopened deals, deals without a log, a
 * start or a close, all outcomes, blank amounts and owners, two currencies if `currencies`. Dates lie near each other,
 * so that chance makes ties. With `timed`, every date has a time of day.
 */
export function randomJourneys({ timed = false, currencies = false, minLength = 1, maxLength = 25 } = {}) {
	const step = fc.record({
		stage: fc.oneof(
			{ weight: 12, arbitrary: fc.constantFrom(...RANDOM_STAGES) },
			{ weight: 1, arbitrary: fc.constant('Lost') },
		),
		after: fc.integer({ min: 0, max: 9 }),
		minute: fc.integer({ min: 0, max: 1439 }),
	});
	const spec = fc.record({
		created: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 8 }),
		steps: fc.array(step, { maxLength: 6 }),
		outcome: fc.constantFrom('open' as const, 'won' as const, 'lost' as const),
		closeAfter: fc.option(fc.integer({ min: 0, max: 20 }), { freq: 9 }),
		amount: fc.option(
			fc.integer({ min: 0, max: 100_000 }).map((cents) => cents / 100),
			{ freq: 6 },
		),
		currency: currencies ? fc.constantFrom('EUR', 'USD') : fc.constant(null),
		owner: fc.option(fc.constantFrom(...RANDOM_OWNERS), { freq: 8 }),
		named: fc.option(fc.constantFrom(...RANDOM_STAGES), { freq: 2 }),
		minute: fc.integer({ min: 0, max: 1439 }),
	});
	return fc.array(spec, { minLength, maxLength }).map((specs) =>
		specs.map(
			({ created, steps, outcome, closeAfter, amount, currency, owner, named, minute }, index): Journey => {
				const write = (day: number, ofDay: number) => {
					const text = addDays(RANDOM_START, day);
					const clock = [Math.floor(ofDay / 60), ofDay % 60].map((part) => String(part).padStart(2, '0'));
					return timed ? `${text} ${clock.join(':')}` : text;
				};
				let at = created ?? 30;
				// An open deal whose log ends in a loss would be a contradiction that the import settles, not the marts.
				const told = [...steps];
				while (told.at(-1)?.stage === 'Lost') told.pop();
				const events = told.map((one) => ({ stage: one.stage, at: write((at += one.after), one.minute) }));
				return {
					id: `D${index}`,
					created: created === null ? null : write(created, minute),
					amount,
					currency,
					owner,
					region: null,
					events,
					outcome,
					closed: outcome === 'open' || closeAfter === null ? null : write(at + closeAfter, minute),
					stage: outcome === 'open' ? (events.at(-1)?.stage ?? named) : null,
				};
			},
		),
	);
}

export const randomScopes = fc.record({
	from: fc.option(fc.integer({ min: 0, max: 60 }).map((day): Day => addDays(RANDOM_START, day))),
	to: fc.option(fc.integer({ min: 61, max: 120 }).map((day): Day => addDays(RANDOM_START, day))),
	owner: fc.option(fc.constantFrom(...RANDOM_OWNERS)),
	basis: fc.constantFrom('cohort' as const, 'activity' as const),
});

/** A random scope as marts take it. */
export const scopeOf = ({
	from,
	to,
	owner,
	basis,
}: {
	from: Day | null;
	to: Day | null;
	owner: string | null;
	basis: 'cohort' | 'activity';
}) => ({
	from,
	to,
	basis,
	filters: owner === null ? [] : [{ segment: 'owner', values: [owner], exclude: false }],
});

/** The journeys as `tell` takes them. */
export const asBuilders = (list: readonly Journey[]): JourneyBuilder[] =>
	list.map((journey) => Object.assign(new JourneyBuilder(journey.id), { journey }));

/** What was known at the end of a day of deals with a start and a log. */
export function cutAt(list: readonly Journey[], day: string): Journey[] {
	return list
		.filter(({ created }) => (created ?? '') <= day)
		.map((journey): Journey => {
			const isClosed = journey.outcome !== 'open' && (journey.closed ?? '') <= day;
			const events = journey.events.filter(({ at }) => at <= day);
			return {
				...journey,
				events,
				outcome: isClosed ? journey.outcome : 'open',
				closed: isClosed ? journey.closed : null,
				stage: isClosed ? null : (events.at(-1)?.stage ?? null),
			};
		});
}
