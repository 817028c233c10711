import { dayOf } from './calendar';
import type { Journey, LogRow } from './journeys';
import { OPEN_STAGES } from './process';
import type { Streams } from './random';

/** A deal as the CRM has it: the journey, with what people forgot, mistyped and saved twice. */
export interface Deal {
	journey: Journey;
	/** Counts deals from 1 in order of creation. */
	number: number;
	salesforceId: string;
	hubspotId: string;
	/** Empty where nobody filled it in. */
	owner: string;
	team: string;
	source: string;
	/** Cents; null where nobody filled it in. */
	amount: number | null;
	lostReason: string;
	/** How many rows more than one the report holds of it, all alike. */
	sameRowAgain: number;
	/** An older version of the row, left in the report by mistake, and whether it comes first. */
	olderRow: { row: LogRow; comesFirst: boolean } | null;
}

const LABEL_VARIANTS: Record<string, readonly string[]> = {
	'Trade fair': ['trade fair', 'TRADE FAIR'],
	Website: ['website'],
	Referral: ['referral'],
	Webinar: ['WEBINAR'],
	Partner: ['partner'],
	Outbound: ['outbound'],
};

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECK_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * The three characters that make a case-sensitive 15-character record id safe where case is lost: one for each five
 * characters, whose bits tell which of them are capitals.
 */
export function caseSafeSuffix(id: string): string {
	let suffix = '';
	for (let block = 0; block < 3; block++) {
		let bits = 0;
		for (let at = 0; at < 5; at++) if (/[A-Z]/.test(id.charAt(block * 5 + at))) bits |= 1 << at;
		suffix += CHECK_DIGITS.charAt(bits);
	}
	return suffix;
}

/** The id of the record with this number, in 18 characters. */
export function recordId(serial: number): string {
	let text = '';
	for (let rest = serial; text.length < 6; rest = Math.floor(rest / 62))
		text = DIGITS.charAt(rest % 62) + text;
	const id = `006Hs0000${text}`;
	return id + caseSafeSuffix(id);
}

const FIRST_SERIAL = 312_904_117;

/** Ids of records are handed out in order, with gaps: the same system numbers other things as well. */
export const serialOf = (number: number): number => FIRST_SERIAL + number * 5;

/** Does to a journey what real life does to its record. */
export function asRecorded(journey: Journey, number: number, streams: Streams): Deal {
	const random = streams.of('record faults', journey.key);
	const isWon = journey.outcome === 'won';
	const ownerMissing = random.chance(0.008);
	const sourceMissing = random.chance(0.025);
	const amountMissing = random.chance(isWon ? 0.009 : 0.03);
	const variants = LABEL_VARIANTS[journey.source] ?? [];
	const mistyped = random.chance(0.02);
	const reasonMissing = random.chance(0.07);
	const sameRowAgain = random.chance(0.004) ? 1 : 0;
	const hasOlderRow = random.chance(0.003);
	const older = journey.log.findLast(({ at }) => dayOf(at) < dayOf(journey.modifiedAt));
	return {
		journey,
		number,
		salesforceId: recordId(serialOf(number) + random.whole(0, 4)),
		hubspotId: String(17_304_220_000 + number * 137 + random.whole(0, 130)),
		owner: ownerMissing ? '' : journey.owner.name,
		team: ownerMissing ? '' : journey.owner.team,
		source: sourceMissing ? '' : mistyped ? random.pick(variants) : journey.source,
		amount: amountMissing ? null : journey.amount,
		lostReason: reasonMissing ? '' : (journey.lostReason ?? ''),
		sameRowAgain,
		olderRow:
			hasOlderRow && older && sameRowAgain === 0 ? { row: older, comesFirst: random.chance(0.5) } : null,
	};
}

/** History of a deal that was deleted since: its rows name an id that no deal has. */
export function deletedDeal(
	number: number,
	near: Journey,
	streams: Streams,
): { id: string; log: LogRow[] } | null {
	const random = streams.of('deleted deals', number);
	if (!random.chance(0.0012)) return null;
	const rows = near.log.filter(({ to }) => to < OPEN_STAGES).slice(0, 3);
	return {
		// From before the first record of the report, so that no deal of the report can have it.
		id: recordId(FIRST_SERIAL - 10_000 - number),
		log: rows.map((row) => ({ ...row, at: row.at + random.whole(1, 9) * 61 })),
	};
}

export const FAULTS = {
	skips: 'deals that passed over a stage without entering it',
	moves_back: 'moves to an earlier stage',
	re_entries: 'visits to a stage that the deal had visited before',
	reopened: 'deals that were lost once and taken up again',
	stalls: 'open deals that have been in their stage for more than 180 days',
	late_entry: 'deals of which three or more stages were entered within one minute',
	swept_up: 'dead deals that were closed as lost in one sweep within five minutes',
	duplicate_rows: 'rows that repeat a deal word for word',
	older_rows: 'rows that show an older version of a deal, with an older Last Modified Date',
	empty_amount: 'deals without an amount',
	empty_source: 'deals without a source',
	empty_owner: 'deals without an owner',
	empty_lost_reason: 'lost deals without a reason',
	label_variants: 'deals whose source is written in other letters, such as “trade fair”',
	won_without_amount: 'won deals without an amount',
	past_due: 'open deals whose expected close date is before the last day of the data',
	unknown_history_rows: 'history rows of deals that are not in the report',
} as const;
export type Fault = keyof typeof FAULTS;

const isMisspelt = ({ source, journey }: Deal) => source !== '' && source !== journey.source;
const minute = (at: number) => Math.floor(at / 60);

/** How often a deal shows each fault, from what the exports say. */
export function faultsOf(deal: Deal, lastDay: number): Partial<Record<Fault, number>> {
	const { log, outcome, stage, closeDay, reopened, sweptUp } = deal.journey;
	const entries = log.filter(({ from, to }) => from !== to);
	const visits = entries.filter(({ to }) => to < OPEN_STAGES);
	const ranks = visits.map(({ to }) => to);
	const furthest = outcome === 'won' ? OPEN_STAGES - 1 : Math.max(...ranks);
	const distinct = new Set(ranks);
	const isLate = entries.some((entry, at) => {
		const third = entries[at + 2];
		return third !== undefined && minute(third.at) === minute(entry.at);
	});
	const last = entries.at(-1);
	const flag = (holds: boolean) => (holds ? 1 : 0);
	return {
		skips: flag(distinct.size < furthest + 1),
		moves_back: entries.filter(({ from, to }) => from !== null && from < OPEN_STAGES && to < from).length,
		re_entries: ranks.length - distinct.size,
		reopened: flag(reopened),
		stalls: flag(stage < OPEN_STAGES && last !== undefined && lastDay - dayOf(last.at) > 180),
		late_entry: flag(isLate),
		swept_up: flag(sweptUp),
		duplicate_rows: deal.sameRowAgain,
		older_rows: flag(deal.olderRow !== null),
		empty_amount: flag(deal.amount === null),
		empty_source: flag(deal.source === ''),
		empty_owner: flag(deal.owner === ''),
		empty_lost_reason: flag(outcome === 'lost' && deal.lostReason === ''),
		label_variants: flag(isMisspelt(deal)),
		won_without_amount: flag(outcome === 'won' && deal.amount === null),
		past_due: flag(outcome === 'open' && closeDay < lastDay),
	};
}
