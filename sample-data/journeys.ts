import {
	DAY_SECONDS,
	calendarDay,
	dayNumber,
	dayOf,
	isWorkday,
	lastOfMonth,
	lastOfQuarter,
	officeSecond,
	workMoment,
	workdayFrom,
	workdayUntil,
} from './calendar';
import { amountStep, drawAmount, ownersOn, pickOwner, roundedAmount } from './company';
import type { Account, Owner, Product } from './company';
import {
	CLOSING,
	END_OF_DATA,
	FOLLOW_UP,
	LAST_DAY,
	LOST,
	OPEN_STAGES,
	PRESENTING,
	QUALIFYING,
	WON,
	dwellMedian,
	lostReasons,
	passChance,
} from './process';
import type { DealTraits, DealType, Source } from './process';
import type { Random, Streams } from './random';

/** What a deal is when it is opened, before its fate. */
export interface Lead {
	/** Names the deal among all others: `n17`, `n17.x1` for a later deal that came of it. */
	key: string;
	account: Account;
	type: DealType;
	source: Source;
	owner: Owner;
	product: Product;
	createdAt: number;
	/** Cents, where what is sold already has a price. */
	amount: number | null;
}

/** One saved edit of a deal. `from` equals `to` where only the amount or the close date changed. */
export interface LogRow {
	at: number;
	from: number | null;
	to: number;
	/** Cents. */
	amount: number;
	/** The expected close date, or the actual one from the closing on. */
	closeDay: number;
}

/** A deal with all that happened to it until the end of the data, as the people of the company know it. */
export interface Journey extends Lead {
	amount: number;
	/** Whose it is at the end of the data; differs from the first owner where that one has left. */
	owner: Owner;
	log: LogRow[];
	/** Index into STAGES at the end of the data. */
	stage: number;
	outcome: 'open' | 'won' | 'lost';
	closedAt: number | null;
	/** Expected while open, actual once closed. */
	closeDay: number;
	lostReason: string | null;
	modifiedAt: number;
	/** Stage entries that were typed in together, within one minute. */
	enteredLate: boolean;
	/** Closed in the one sweep that ended the dead deals of years before. */
	sweptUp: boolean;
	/** Lost once, and taken up again. */
	reopened: boolean;
}

interface Step {
	at: number;
	stage: number;
}

/** Just before the holidays of 2025 sales operations closed what nobody had touched for half a year. */
const SWEEP_DAY = dayNumber(2025, 12, 19);
const SWEEP_UNTOUCHED_DAYS = 180;

/** How often a visit to each stage simply never ends. */
const STALL = [0.006, 0.009, 0.012, 0.01, 0.018, 0.011] as const;
const SKIP: Record<DealType, readonly number[]> = {
	'New Business': [0.05, 0.03, 0.06, 0.02, 0.12, 0.03],
	Expansion: [0.2, 0.08, 0.14, 0.05, 0.18, 0.05],
	Renewal: [0.55, 0.2, 0.4, 0.25, 0.25, 0.08],
};
const STEP_BACK = [0, 0.01, 0.02, 0.04, 0.09, 0.07] as const;

/** The open stages that a deal visits, in order, and its end: its fate first, detours after. */
function route(traits: DealTraits, fates: Random, detours: Random): { stages: number[]; end: number } {
	let furthest = 0;
	while (furthest < OPEN_STAGES && fates.chance(passChance(furthest, traits))) furthest++;
	const end = furthest === OPEN_STAGES ? WON : LOST;
	const last = Math.min(furthest, CLOSING);
	const visited: number[] = [];
	for (let stage = 0; stage <= last; stage++) {
		// A lost deal was where it was lost; a won one may be signed without any Closing.
		const mayBeSkipped = stage < last || (end === WON && visited.length > 0);
		if (mayBeSkipped && detours.chance(SKIP[traits.type][stage] ?? 0)) continue;
		visited.push(stage);
	}
	const stages: number[] = [];
	for (const stage of visited) {
		stages.push(stage);
		if (stages.length > 1 && detours.chance(STEP_BACK[stage] ?? 0)) {
			const back = Math.max(QUALIFYING, stage - (detours.chance(0.75) ? 1 : 2));
			if (back < stage) stages.push(back, stage);
		}
	}
	return { stages, end };
}

/** Where the closing of a deal falls: people hurry, and discount, to make the month and the quarter. */
function closingMoment(enteredAt: number, planned: number, end: number, random: Random): number {
	const day = dayOf(planned);
	const entered = dayOf(enteredAt);
	const quarterEnd = lastOfQuarter(day);
	const monthEnd = lastOfMonth(calendarDay(day).year, calendarDay(day).month);
	const before = quarterEnd - day;
	const lastQuarterEnd = lastOfQuarter(entered);
	let moved: number | null = null;
	if (end === WON) {
		if (before <= 16 && before > 3 && random.chance(0.45)) moved = quarterEnd - random.whole(0, 4);
		else if (day > lastQuarterEnd && day - lastQuarterEnd <= 10 && random.chance(0.4)) {
			moved = lastQuarterEnd - random.whole(0, 3);
		} else if (monthEnd - day <= 8 && random.chance(0.25)) moved = monthEnd - random.whole(0, 2);
	} else if (before <= 5 && random.chance(0.3)) moved = quarterEnd + random.whole(1, 8);
	if (moved === null || moved < entered) return planned;
	const moment = workdayUntil(moved) * DAY_SECONDS + officeSecond(random);
	return moment > enteredAt ? moment : planned;
}

/** The first date a deal is expected to close on: what is usual, most often the end of a month. */
function firstExpectation(createdDay: number, traits: DealTraits, random: Random): number {
	let days = 0;
	for (let stage = 0; stage < OPEN_STAGES; stage++) days += dwellMedian(stage, traits);
	return niceDay(createdDay + Math.round(days * random.between(0.95, 1.7)) + 7, random);
}

function niceDay(day: number, random: Random): number {
	const { year, month } = calendarDay(day);
	return workdayUntil(random.chance(0.6) ? lastOfMonth(year, month) : day);
}

/** The stages with their times, cut at the end of the data. `swept` deals end with the sweep. */
function timeline(lead: Lead, traits: DealTraits, streams: Streams) {
	const { key } = lead;
	const detours = streams.of('detours', key);
	const dwell = streams.of('dwell', key);
	const faults = streams.of('journey faults', key);
	const { stages, end } = route(traits, streams.of('fate', key), detours);
	const pace = dwell.logNormal(1, 0.3);
	const steps: Step[] = [{ at: lead.createdAt, stage: stages[0] ?? 0 }];
	const seen = new Set<number>();
	let at = lead.createdAt;
	let stalled = false;
	let reopened = false;
	for (const [index, stage] of stages.entries()) {
		const again = seen.has(stage) ? 0.45 : 1;
		seen.add(stage);
		const median = dwellMedian(stage, traits) * pace * again;
		if (faults.chance(STALL[stage] ?? 0)) {
			stalled = true;
			break;
		}
		if (stage >= PRESENTING - 1 && faults.chance(0.005)) {
			reopened = true;
			at = workMoment(at, dwell.logNormal(median, 0.6), dwell);
			steps.push({ at, stage: LOST });
			at = workMoment(at, faults.between(12, 75), dwell);
			steps.push({ at, stage });
		}
		const isLast = index === stages.length - 1;
		const planned = workMoment(at, dwell.logNormal(median, 0.62), dwell);
		at = isLast ? closingMoment(at, planned, end, streams.of('closing', key)) : planned;
		steps.push({ at, stage: isLast ? end : (stages[index + 1] ?? end) });
	}
	const enteredLate = catchUp(steps, faults);
	const sale = steps.find(({ stage }) => stage === WON);
	if (sale && lead.type === 'New Business' && detours.chance(0.4)) {
		steps.push({ at: workMoment(sale.at, detours.between(14, 75), detours), stage: FOLLOW_UP });
	}
	const kept = steps.filter(({ at: moment }) => moment <= END_OF_DATA);
	const last = kept.at(-1);
	let sweptUp = false;
	if (stalled && last && dayOf(last.at) < SWEEP_DAY - SWEEP_UNTOUCHED_DAYS && faults.chance(0.5)) {
		// All in one go, in the order of a list.
		kept.push({ at: SWEEP_DAY * DAY_SECONDS + 16 * 3600 + 2400 + faults.whole(0, 280), stage: LOST });
		sweptUp = true;
	}
	return { steps: kept, enteredLate: enteredLate && kept.length === steps.length, sweptUp, reopened };
}

/** Now and then someone sells for weeks and types it all in afterwards, within one minute. */
function catchUp(steps: Step[], faults: Random): boolean {
	if (!faults.chance(0.03) || steps.length < 4) return false;
	const first = steps.length > 4 ? faults.whole(1, steps.length - 3) : 1;
	const last = Math.min(steps.length - 1, first + faults.whole(2, 4));
	const end = steps[last];
	if (!end) return false;
	const minute = Math.floor(end.at / 60) * 60;
	let second = faults.whole(2, 8);
	for (const step of steps.slice(first, last + 1)) {
		step.at = minute + second;
		second += faults.whole(4, 11);
	}
	return true;
}

/** Lives through a deal from its creation to the end of the data. */
export function liveThrough(lead: Lead, streams: Streams): Journey {
	const { key, account, createdAt } = lead;
	const createdDay = dayOf(createdAt);
	const traits: DealTraits = {
		segment: account.segment,
		type: lead.type,
		source: lead.source,
		team: lead.owner.team,
		ownerSkill: lead.owner.skill,
		createdDay,
	};
	const { steps, enteredLate, sweptUp, reopened } = timeline(lead, traits, streams);
	const ended = steps.findLast(({ stage }) => stage === WON || stage === LOST);
	const lastStep = steps.at(-1);
	if (!lastStep) throw new RangeError(`Deal ${key} has no stage.`);
	const isOpen = lastStep.stage < OPEN_STAGES;
	const closedAt = isOpen || !ended ? null : ended.at;

	const money = streams.of('amount', key);
	let amount = lead.amount ?? drawAmount(account.segment, lead.type, money);
	const quoted = steps.find(({ stage }) => stage === PRESENTING);
	const amountEdit =
		quoted && money.chance(0.3)
			? {
					at: workMoment(quoted.at, money.between(0, 5), money),
					amount: roundedAmount((amount / 100) * money.between(0.7, 1.3), amountStep(account.segment), money),
				}
			: null;

	const plans = streams.of('close dates', key);
	const edits = closeDateEdits(steps, createdDay, closedAt, traits, plans);
	const log: LogRow[] = [];
	let closeDay = edits.first;
	let stage: number | null = null;
	const untilDay = closedAt ?? END_OF_DATA;
	const moments = [
		...steps.map((step) => ({ at: step.at, stage: step.stage, amount: null, closeDay: null })),
		...(amountEdit && amountEdit.at < untilDay
			? [{ at: amountEdit.at, stage: null, amount: amountEdit.amount, closeDay: null }]
			: []),
		...edits.later.map((edit) => ({ at: edit.at, stage: null, amount: null, closeDay: edit.closeDay })),
	].sort((a, b) => a.at - b.at);
	for (const moment of moments) {
		if (stage === null && moment.stage === null) continue;
		const to: number = moment.stage ?? stage ?? 0;
		amount = moment.amount ?? amount;
		closeDay = moment.closeDay ?? closeDay;
		if (moment.stage === WON || moment.stage === LOST) closeDay = dayOf(moment.at);
		log.push({ at: moment.at, from: stage, to, amount, closeDay });
		stage = to;
	}
	const lostStage = steps.filter((step) => step.stage < OPEN_STAGES).at(-1)?.stage ?? 0;
	const reasons = streams.of('lost reason', key);
	const outcome = isOpen ? 'open' : lastStep.stage === LOST ? 'lost' : 'won';
	return {
		...lead,
		owner: successor(lead.owner, closedAt, streams.of('successor', key)),
		amount,
		log,
		stage: lastStep.stage,
		outcome,
		closedAt,
		closeDay,
		lostReason:
			outcome !== 'lost' ? null : sweptUp ? 'No decision' : reasons.weighted(lostReasons(lostStage, traits)),
		modifiedAt: log.at(-1)?.at ?? createdAt,
		enteredLate,
		sweptUp,
		reopened: reopened && steps.some(({ stage: visited }, at) => visited === LOST && at < steps.length - 1),
	};
}

/** Deals that are still open when their owner leaves go to someone of the same team. */
function successor(owner: Owner, closedAt: number | null, random: Random): Owner {
	if (owner.until === null || (closedAt !== null && dayOf(closedAt) < owner.until)) return owner;
	return pickOwner(ownersOn(owner.team, LAST_DAY), random);
}

/** The first expected close date, and the edits to it: pushed when it comes too near, pulled in near the end. */
function closeDateEdits(
	steps: readonly Step[],
	createdDay: number,
	closedAt: number | null,
	traits: DealTraits,
	random: Random,
): { first: number; later: { at: number; closeDay: number }[] } {
	const endDay = closedAt === null ? LAST_DAY : dayOf(closedAt);
	const later: { at: number; closeDay: number }[] = [];
	const first = firstExpectation(createdDay, traits, random);
	let expected = first;
	const closing = steps.find(({ stage }) => stage === CLOSING);
	const save = (day: number, closeDay: number) => {
		if (!isWorkday(day) || day <= createdDay || day >= endDay || closeDay === expected) return;
		later.push({ at: day * DAY_SECONDS + officeSecond(random), closeDay });
		expected = closeDay;
	};
	let review = first;
	for (let pushes = 0; pushes < 5 && review < endDay; pushes++) {
		const editDay = workdayFrom(review + random.whole(-7, 6));
		if (random.chance(0.85 - 0.13 * pushes)) {
			const target = niceDay(Math.max(editDay, expected) + random.whole(14, 70), random);
			save(editDay, Math.max(target, workdayFrom(expected + 1)));
			review = Math.max(expected, review + 20);
		} else review += random.whole(20, 50);
	}
	if (closing && random.chance(0.4)) {
		const day = workdayFrom(dayOf(closing.at) + 1);
		const lastEdit = later.at(-1);
		if (expected - day > 35 && (!lastEdit || dayOf(lastEdit.at) < day))
			save(day, niceDay(day + random.whole(8, 24), random));
	}
	return { first, later };
}
