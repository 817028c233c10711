import { dayNumber, dayOf, isoDay, lastOfQuarter } from './calendar';
import { SCOPE_OWNER } from './company';
import { FAULTS, faultsOf } from './faults';
import type { Deal, Fault } from './faults';
import {
	FIRST_DAY,
	LAST_DAY,
	OBJECTIONS,
	OPEN_STAGES,
	PLANTED,
	PRESENTING,
	QUALIFYING,
	STAGES,
} from './process';

/**
 * What the exports must be found to say. Counted deal by deal, in plain loops over the journeys and never by way of
 * the product, so that the two can be held against each other. All from values as exported: minutes, not seconds.
 */

/** Half-open window of whole days; null is unbounded. */
interface Window {
	from: string | null;
	to: string | null;
}

interface StageCounts {
	stage: string;
	reached: number;
	entered: number;
	skipped: number;
	dropped: number;
	open: number;
}

/** Counts of won and lost deals and what follows from them: metrics §5. */
interface Results {
	won: number;
	lost: number;
	won_amount: number;
	win_rate: number | null;
	average_won_amount: number | null;
	mean_won_cycle_days: number | null;
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** z of the difference of two shares, with the pooled share: positive where the first is greater. */
export function shareDifferenceZ(part1: number, whole1: number, part2: number, whole2: number): number {
	const pooled = (part1 + part2) / (whole1 + whole2);
	return (part1 / whole1 - part2 / whole2) / Math.sqrt(pooled * (1 - pooled) * (1 / whole1 + 1 / whole2));
}

const exportedMinute = (at: number): number => Math.floor(at / 60);

/** The furthest open stage that the deal is known to have reached, from 0; a won deal reached all. */
function furthestStage({ journey }: Deal): number {
	if (journey.outcome === 'won') return OPEN_STAGES - 1;
	let furthest = 0;
	for (const { to } of journey.log) if (to < OPEN_STAGES && to > furthest) furthest = to;
	return furthest;
}

/** Won deals that pass the last stage count as having come further than it. */
const passed = (deal: Deal, stage: number): boolean =>
	deal.journey.outcome === 'won' || furthestStage(deal) > stage;
const droppedIn = (deal: Deal, stage: number): boolean =>
	deal.journey.outcome === 'lost' && furthestStage(deal) === stage;

class ResultsCount {
	private won = 0;
	private lost = 0;
	private wonCents = 0;
	private wonWithAmount = 0;
	private cycleDays = 0;
	private cycleMinutes = 0;

	add(deal: Deal): void {
		const { outcome, createdAt, closedAt } = deal.journey;
		if (outcome === 'lost') this.lost++;
		if (outcome !== 'won' || closedAt === null) return;
		this.won++;
		this.cycleDays += dayOf(closedAt) - dayOf(createdAt);
		this.cycleMinutes += exportedMinute(closedAt) - exportedMinute(createdAt);
		if (deal.amount === null) return;
		this.wonWithAmount++;
		this.wonCents += deal.amount;
	}

	told(cycles: 'whole days' | 'minutes'): Results {
		const days = cycles === 'whole days' ? this.cycleDays : this.cycleMinutes / 1440;
		return {
			won: this.won,
			lost: this.lost,
			won_amount: this.wonCents / 100,
			win_rate: ratio(this.won, this.won + this.lost),
			average_won_amount: ratio(this.wonCents / 100, this.wonWithAmount),
			mean_won_cycle_days: ratio(days, this.won),
		};
	}
}

class FunnelCount {
	private deals = 0;
	private won = 0;
	private lost = 0;
	private open = 0;
	private readonly stages: StageCounts[] = STAGES.slice(0, OPEN_STAGES).map((stage) => ({
		stage,
		reached: 0,
		entered: 0,
		skipped: 0,
		dropped: 0,
		open: 0,
	}));

	add(deal: Deal): void {
		const { outcome, log } = deal.journey;
		this.deals++;
		this[outcome]++;
		const furthest = furthestStage(deal);
		const entered = new Set(log.map(({ to }) => to));
		for (const [stage, counts] of this.stages.entries()) {
			if (stage > furthest) break;
			counts.reached++;
			if (entered.has(stage)) counts.entered++;
			else counts.skipped++;
			if (stage === furthest && outcome === 'lost') counts.dropped++;
			if (stage === furthest && outcome === 'open') counts.open++;
		}
	}

	told() {
		return { deals: this.deals, won: this.won, lost: this.lost, open: this.open, stages: this.stages };
	}
}

/** What every number says in one scope: the funnel of deals begun in the window, the results of deals closed in it. */
class ScopeCount {
	private readonly begun = new FunnelCount();
	private readonly closed = new ResultsCount();

	constructor(
		private readonly holds: (deal: Deal) => boolean,
		private readonly from: number,
		private readonly to: number,
	) {}

	add(deal: Deal): void {
		if (!this.holds(deal)) return;
		const { createdAt, closedAt } = deal.journey;
		if (dayOf(createdAt) >= this.from && dayOf(createdAt) < this.to) this.begun.add(deal);
		if (closedAt !== null && dayOf(closedAt) >= this.from && dayOf(closedAt) < this.to) this.closed.add(deal);
	}

	told(cycles: 'whole days' | 'minutes') {
		return { created: this.begun.told(), closed: this.closed.told(cycles) };
	}
}

/** A share of deals: `part` of `whole`. */
class ShareCount {
	part = 0;
	whole = 0;

	constructor(
		private readonly counts: (deal: Deal) => boolean,
		private readonly isPart: (deal: Deal) => boolean,
	) {}

	add(deal: Deal): void {
		if (!this.counts(deal)) return;
		this.whole++;
		if (this.isPart(deal)) this.part++;
	}

	told() {
		return { part: this.part, whole: this.whole, ratio: ratio(this.part, this.whole) };
	}
}

/** Completed dwell of deals in one stage, in days. */
class DwellCount {
	readonly days: number[] = [];

	constructor(
		private readonly counts: (deal: Deal) => boolean,
		private readonly stage: number,
	) {}

	add(deal: Deal): void {
		if (!this.counts(deal) || deal.journey.stage === this.stage) return;
		let minutes = 0;
		let visits = 0;
		let since: number | null = null;
		for (const { at, from, to } of deal.journey.log) {
			if (from === to) continue;
			if (since !== null) {
				minutes += exportedMinute(at) - since;
				visits++;
				since = null;
			}
			if (to === this.stage) since = exportedMinute(at);
		}
		if (visits > 0) this.days.push(minutes / 1440);
	}

	told() {
		return { deals: this.days.length, median_days: median(this.days) };
	}
}

function median(values: readonly number[]): number | null {
	const sorted = Float64Array.from(values).sort();
	const middle = (sorted.length - 1) / 2;
	const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
	return low === undefined || high === undefined ? null : (low + high) / 2;
}

const SEGMENT_COLUMN = { salesforce: 'Segment', hubspot: 'Segment' };
const SOURCE_COLUMN = { salesforce: 'Lead Source', hubspot: 'Deal source' };
const TEAM_COLUMN = { salesforce: 'Owner Role', hubspot: 'HubSpot Team' };
const OWNER_COLUMN = { salesforce: 'Opportunity Owner', hubspot: 'Deal owner' };

const NEVER = 1e9;
const isOf = (segment: string) => (deal: Deal) => deal.journey.account.segment === segment;
const hasSource = (source: string) => (deal: Deal) => deal.source === source;
const createdIn = (from: number, to: number) => (deal: Deal) =>
	dayOf(deal.journey.createdAt) >= from && dayOf(deal.journey.createdAt) < to;
const closedIn = (from: number, to: number) => (deal: Deal) =>
	deal.journey.closedAt !== null && dayOf(deal.journey.closedAt) >= from && dayOf(deal.journey.closedAt) < to;
const both = (a: (deal: Deal) => boolean, b: (deal: Deal) => boolean) => (deal: Deal) => a(deal) && b(deal);

/** Resolved conversion of a stage: metrics §3. */
const conversion = (stage: number, counts: (deal: Deal) => boolean) =>
	new ShareCount(
		both(counts, (deal) => passed(deal, stage) || droppedIn(deal, stage)),
		(deal) => passed(deal, stage),
	);
const winRate = (counts: (deal: Deal) => boolean) =>
	new ShareCount(
		both(counts, ({ journey }) => journey.outcome !== 'open'),
		({ journey }) => journey.outcome === 'won',
	);

const window = (from: number | null, to: number | null): Window => ({
	from: from === null ? null : isoDay(from),
	to: to === null ? null : isoDay(to),
});

const START_2024 = dayNumber(2024, 1, 1);
const START_2025 = dayNumber(2025, 1, 1);
const START_2026 = dayNumber(2026, 1, 1);

function compared(one: ShareCount, other: ShareCount) {
	const [first, second] = [one.told(), other.told()];
	return {
		in_scope: first,
		compared: second,
		difference: first.ratio === null || second.ratio === null ? null : first.ratio - second.ratio,
		z: shareDifferenceZ(one.part, one.whole, other.part, other.whole),
	};
}

/** Counts everything that `truths.json` tells. Add every deal once, then ask. */
export class Truths {
	private readonly all = new ScopeCount(() => true, -NEVER, NEVER);
	private readonly owner = new ScopeCount((deal) => deal.owner === SCOPE_OWNER, -NEVER, NEVER);
	private readonly in2025 = new ScopeCount(() => true, START_2025, START_2026);
	private readonly faults = new Map<Fault, number>();

	private readonly presenting = Object.fromEntries(
		(['SMB', 'Mid-market', 'Enterprise'] as const).map((segment) => [
			segment,
			{
				since: conversion(PRESENTING, both(isOf(segment), createdIn(PLANTED.midMarketFrom, NEVER))),
				before: conversion(PRESENTING, both(isOf(segment), createdIn(-NEVER, PLANTED.midMarketFrom))),
			},
		]),
	);
	private readonly fairQualify = conversion(QUALIFYING, hasSource('Trade fair'));
	private readonly othersQualify = conversion(
		QUALIFYING,
		(deal) => deal.source !== 'Trade fair' && deal.source !== '',
	);
	private readonly southDwell = new DwellCount((deal) => deal.team === 'South', OBJECTIONS);
	private readonly othersDwell = new DwellCount(
		(deal) => deal.team !== 'South' && deal.team !== '',
		OBJECTIONS,
	);
	private readonly referralWins = winRate(hasSource('Referral'));
	private readonly othersWin = winRate((deal) => deal.source !== 'Referral' && deal.source !== '');
	private readonly enterpriseLate = winRate(both(isOf('Enterprise'), closedIn(PLANTED.midMarketFrom, NEVER)));
	private readonly enterpriseEarly = winRate(both(isOf('Enterprise'), closedIn(START_2024, START_2025)));
	private readonly enterpriseByYear = [START_2024, START_2025, START_2026].map((from) => {
		const to = dayNumber(2024 + Math.round((from - START_2024) / 365.25) + 1, 1, 1);
		return { from, to, share: winRate(both(isOf('Enterprise'), closedIn(from, to))) };
	});

	private get counts(): { add: (deal: Deal) => void }[] {
		return [
			this.all,
			this.owner,
			this.in2025,
			...Object.values(this.presenting).flatMap(({ since, before }) => [since, before]),
			this.fairQualify,
			this.othersQualify,
			this.southDwell,
			this.othersDwell,
			this.referralWins,
			this.othersWin,
			this.enterpriseLate,
			this.enterpriseEarly,
			...this.enterpriseByYear.map(({ share }) => share),
		];
	}

	add(deal: Deal): void {
		for (const count of this.counts) count.add(deal);
		for (const [fault, times] of Object.entries(faultsOf(deal, LAST_DAY)) as [Fault, number][]) {
			this.faults.set(fault, (this.faults.get(fault) ?? 0) + times);
		}
	}

	addUnknownHistoryRows(rows: number): void {
		this.faults.set('unknown_history_rows', (this.faults.get('unknown_history_rows') ?? 0) + rows);
	}

	private midMarket() {
		const hit = this.presenting['Mid-market'];
		if (!hit) throw new RangeError('There is no mid-market.');
		return {
			id: 'mid-market-presenting',
			sentence:
				'Mid-market deals created from October 2025 on fail in Presenting more often than those before; other segments do not.',
			stage: 'Presenting',
			segment: { columns: SEGMENT_COLUMN, value: 'Mid-market' },
			basis: 'cohort',
			window: window(PLANTED.midMarketFrom, null),
			compared_with: { same_segment_in: window(null, PLANTED.midMarketFrom) },
			measure: 'resolved_conversion',
			direction: 'lower',
			planted: { difference: PLANTED.midMarketDifference },
			realised: compared(hit.since, hit.before),
			unchanged: Object.entries(this.presenting)
				.filter(([segment]) => segment !== 'Mid-market')
				.map(([segment, { since, before }]) => ({ segment, ...compared(since, before) })),
		};
	}

	private tradeFair() {
		return {
			id: 'trade-fair-qualifying',
			sentence: 'Trade fairs bring many leads, and hardly any of them passes Qualifying.',
			stage: 'Qualifying',
			segment: { columns: SOURCE_COLUMN, value: 'Trade fair' },
			basis: 'cohort',
			window: window(null, null),
			compared_with: { other_values_of_segment: true, blank: 'left out' },
			measure: 'resolved_conversion',
			direction: 'lower',
			planted: { new_business_passes_qualifying: PLANTED.tradeFairPassesQualifying },
			realised: compared(this.fairQualify, this.othersQualify),
		};
	}

	private southStalls() {
		const [south, others] = [this.southDwell, this.othersDwell];
		const middle = median([...south.days, ...others.days]) ?? 0;
		const longer = (days: readonly number[]) =>
			days.reduce((count, value) => count + (value > middle ? 1 : 0), 0);
		const [first, second] = [south.told(), others.told()];
		return {
			id: 'south-objections',
			sentence:
				'Deals of team South stay in Objections about two and a half times as long as those of other teams.',
			stage: 'Objections',
			segment: { columns: TEAM_COLUMN, value: 'South' },
			basis: 'cohort',
			window: window(null, null),
			compared_with: { other_values_of_segment: true, blank: 'left out' },
			measure: 'completed_dwell_median_days',
			direction: 'higher',
			planted: { factor_of_visit_median: PLANTED.southObjectionsFactor },
			realised: {
				in_scope: first,
				compared: second,
				factor:
					first.median_days !== null && second.median_days ? first.median_days / second.median_days : null,
				longer_than_the_median_of_all: {
					median_days: middle,
					in_scope: longer(south.days),
					compared: longer(others.days),
				},
				z: shareDifferenceZ(longer(south.days), south.days.length, longer(others.days), others.days.length),
			},
		};
	}

	private referral() {
		return {
			id: 'referral-wins',
			sentence: 'Referrals are won far more often than deals of any other source.',
			stage: null,
			segment: { columns: SOURCE_COLUMN, value: 'Referral' },
			basis: 'activity',
			window: window(null, null),
			compared_with: { other_values_of_segment: true, blank: 'left out' },
			measure: 'win_rate',
			direction: 'higher',
			planted: { odds_of_passing_each_stage: PLANTED.referralOdds },
			realised: compared(this.referralWins, this.othersWin),
		};
	}

	private enterprise() {
		return {
			id: 'enterprise-rises',
			sentence: 'The win rate in Enterprise rises year by year.',
			stage: null,
			segment: { columns: SEGMENT_COLUMN, value: 'Enterprise' },
			basis: 'activity',
			window: window(PLANTED.midMarketFrom, null),
			compared_with: { same_segment_in: window(START_2024, START_2025) },
			measure: 'win_rate',
			direction: 'higher',
			planted: {
				log_odds_of_passing: {
					first_day: PLANTED.enterpriseLogOdds[0],
					last_day: PLANTED.enterpriseLogOdds[1],
				},
				stages: ['Needs assessment', 'Objections', 'Closing'],
			},
			realised: compared(this.enterpriseLate, this.enterpriseEarly),
			by_year: this.enterpriseByYear.map(({ from, to, share }) => ({
				window: window(from, to),
				...share.told(),
			})),
		};
	}

	private countedFaults(): Record<Fault, { count: number; counts: string }> {
		const told = (Object.keys(FAULTS) as Fault[]).map((fault) => [
			fault,
			{ count: this.faults.get(fault) ?? 0, counts: FAULTS[fault] },
		]);
		return Object.fromEntries(told) as Record<Fault, { count: number; counts: string }>;
	}

	private facts(cycles: 'whole days' | 'minutes') {
		return {
			all: this.all.told(cycles),
			owner: {
				filter: { columns: OWNER_COLUMN, value: SCOPE_OWNER },
				...this.owner.told(cycles),
			},
			year_2025: { window: window(START_2025, START_2026), ...this.in2025.told(cycles) },
		};
	}

	/** Everything, as `truths.json` has it. `rows` counts the records of each file, without headers and footers. */
	told(seed: string, rows: Record<string, number>, footerLines: number) {
		return {
			about:
				'What the sample exports must be found to say. Ratios are 0 to 1, amounts dollars, windows half-open.',
			seed,
			data: {
				first_day: isoDay(FIRST_DAY),
				last_day: isoDay(LAST_DAY),
				is_last_day_a_quarter_end: lastOfQuarter(LAST_DAY) === LAST_DAY,
				stages: STAGES.slice(0, OPEN_STAGES),
				won_stage: 'Closed Won',
				lost_stage: 'Closed Lost',
				after_sale_stage: 'Follow-up',
			},
			rows,
			footer_lines: {
				'salesforce-opportunities.csv': footerLines,
				'salesforce-opportunity-history.csv': footerLines,
			},
			facts: {
				reading:
					'Each id once, in its version with the newest Last Modified Date. created: deals created in the window, by the imputed skip policy. closed: deals closed in the window. Cycles are whole days in the Salesforce report, whose dates have no time, and minutes over 1,440 in the HubSpot export.',
				salesforce: this.facts('whole days'),
				hubspot: this.facts('minutes'),
			},
			truths: [this.midMarket(), this.tradeFair(), this.southStalls(), this.referral(), this.enterprise()],
			faults: this.countedFaults(),
		};
	}
}

export type TruthsFile = ReturnType<Truths['told']>;
