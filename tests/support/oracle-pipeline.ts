import type { Journey } from './journeys';
import type { KnownValues } from './staged';

/**
 * The pipeline of any day in plain loops over journeys, written from the definitions and not from the SQL: day by day
 * and deal by deal, with nothing prepared.
 */
export interface PipelineState {
	/** Rank of the stage; null where nothing tells it. */
	rank: number | null;
	amount: number | null;
	due: string | null;
}

const dayOf = (text: string) => text.slice(0, 10);

/** The last value known by the end of a day; before the first the first; `own` where none was ever known. */
function valueOn<V>(known: readonly { at: string; value: V }[], day: string, own: V): V {
	const ordered = known
		.map((one, row) => ({ ...one, row }))
		.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.row - b.row));
	const first = ordered[0];
	if (!first) return own;
	let value = first.value;
	for (const one of ordered) if (dayOf(one.at) <= day) value = one.value;
	return value;
}

/** How a deal stood at the end of a day, none after `now`; null where it was not open, or is not known to have been. */
export function stateOn(
	journey: Journey,
	values: KnownValues | undefined,
	stages: readonly string[],
	day: string,
	now: string,
): PipelineState | null {
	if (journey.outcome !== 'open') {
		if (journey.closed === null || dayOf(journey.closed) <= day || day >= now) return null;
	}
	const events = journey.events
		.map((event, row) => ({ ...event, row }))
		.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.row - b.row));
	const last = events.filter(({ at }) => dayOf(at) <= day).at(-1);
	if (journey.created !== null ? dayOf(journey.created) > day : !last) {
		const isShownByExport =
			journey.created === null && events.length === 0 && journey.outcome === 'open' && day >= now;
		if (!isShownByExport) return null;
	}
	if (last?.stage === 'Lost') return null;
	const named = events.length === 0 && day >= now ? (journey.stage ?? '') : '';
	const rank = stages.indexOf(last?.stage ?? named) + 1;
	const amounts = (values?.amounts ?? []).map(({ at, amount }) => ({ at, value: amount }));
	const dues = (values?.dues ?? []).map(({ at, due }) => ({ at, value: due }));
	const isNow = journey.outcome === 'open' && day >= now;
	return {
		rank: rank === 0 ? null : rank,
		amount: isNow ? journey.amount : valueOn(amounts, day, journey.amount),
		due: isNow ? (values?.due ?? null) : valueOn(dues, day, values?.due ?? null),
	};
}

/** By the last close in (`start`, `end`], final or of a log: won or lost; null if there was none. */
export function endedBetween(journey: Journey, start: string, end: string): 'won' | 'lost' | null {
	if (journey.outcome !== 'open' && journey.closed === null) return null;
	const closes = journey.events
		.filter(
			({ stage, at }) => stage === 'Lost' && (journey.closed === null || dayOf(at) < dayOf(journey.closed)),
		)
		.map(({ at }) => ({ on: dayOf(at), outcome: 'lost' as 'won' | 'lost' }));
	if (journey.outcome !== 'open' && journey.closed !== null)
		closes.push({ on: dayOf(journey.closed), outcome: journey.outcome });
	return (
		closes
			.filter(({ on }) => on > start && on <= end)
			.sort((a, b) => (a.on < b.on ? -1 : 1))
			.at(-1)?.outcome ?? null
	);
}

export type Bucket =
	| 'created'
	| 'undated'
	| 'reopened'
	| 'pulled_in'
	| 'increased'
	| 'decreased'
	| 'unchanged'
	| 'pushed_out'
	| 'won'
	| 'lost'
	| 'won_within'
	| 'lost_within';

/** The one bucket that a deal has between the ends of two days, and its amounts there; null if it has none. */
export function bucketOf(
	journey: Journey,
	values: KnownValues | undefined,
	stages: readonly string[],
	{
		start,
		end,
		now,
		dueFrom,
		dueTo,
	}: { start: string; end: string; now: string; dueFrom: string | null; dueTo: string | null },
): { bucket: Bucket; before: number; after: number } | null {
	const isDue = (state: PipelineState | null) =>
		state !== null &&
		(dueFrom === null || (state.due !== null && state.due >= dueFrom)) &&
		(dueTo === null || (state.due !== null && state.due < dueTo));
	const from = stateOn(journey, values, stages, start, now);
	const to = stateOn(journey, values, stages, end, now);
	const [before, after] = [from?.amount ?? 0, to?.amount ?? 0];
	const ended = endedBetween(journey, start, end);
	const told = (bucket: Bucket) => ({ bucket, before, after });
	if (isDue(from)) {
		if (isDue(to)) return told(after > before ? 'increased' : after < before ? 'decreased' : 'unchanged');
		if (to) return told('pushed_out');
		return told(ended === 'won' ? 'won' : 'lost');
	}
	if (isDue(to)) {
		if (from) return told('pulled_in');
		if (journey.created === null) return told('undated');
		return told(dayOf(journey.created) <= start ? 'reopened' : 'created');
	}
	if (from || to || ended === null || dueFrom !== null || dueTo !== null) return null;
	return told(ended === 'won' ? 'won_within' : 'lost_within');
}
