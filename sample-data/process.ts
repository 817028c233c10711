import { dayNumber } from './calendar';

/** The company's sales process, in order. The first six are open stages with ranks 1 to 6. */
export const STAGES = [
	'Prospecting',
	'Qualifying',
	'Needs assessment',
	'Presenting',
	'Objections',
	'Closing',
	'Closed Won',
	'Closed Lost',
	'Follow-up',
] as const;

export const OPEN_STAGES = 6;
export const PRESENTING = 3;
export const QUALIFYING = 1;
export const OBJECTIONS = 4;
export const CLOSING = 5;
export const WON = 6;
export const LOST = 7;
export const FOLLOW_UP = 8;

/** Chance in percent that the CRM shows for each stage. */
export const PROBABILITY = [10, 20, 40, 60, 75, 90, 100, 0, 100] as const;

export type Segment = 'SMB' | 'Mid-market' | 'Enterprise';
export type DealType = 'New Business' | 'Expansion' | 'Renewal';
export type Team = 'North' | 'South' | 'East' | 'West';
export const SOURCES = ['Website', 'Outbound', 'Trade fair', 'Referral', 'Partner', 'Webinar'] as const;
export type Source = (typeof SOURCES)[number];
export const TEAMS: readonly Team[] = ['North', 'South', 'East', 'West'];

/** The CRM went live on the first day; the exports were made on the evening of the last. */
export const FIRST_DAY = dayNumber(2023, 10, 1);
export const LAST_DAY = dayNumber(2026, 9, 30);
export const END_OF_DATA = LAST_DAY * 86_400 + 19 * 3600;

/** What is planted, and may be looked for. `truths.ts` tells what came of it. */
export const PLANTED = {
	/** A rival came for the mid-market in autumn 2025: its deals fail in Presenting more often by so much. */
	midMarketFrom: dayNumber(2025, 10, 1),
	midMarketDifference: -0.12,
	/** Of the new leads from trade fairs, so many pass Qualifying. */
	tradeFairPassesQualifying: 0.17,
	/** Visits of team South to Objections last so many times longer. */
	southObjectionsFactor: 2.5,
	/** Odds of passing each stage, times so much for referrals. */
	referralOdds: 1.75,
	/** Log odds of Enterprise deals in Needs assessment, Objections and Closing move from the first to the second. */
	enterpriseLogOdds: [-0.6, 0.85],
} as const;

/** Chance that a new-business deal of an average source passes each stage. */
const PASS = [0.79, 0.68, 0.75, 0.8, 0.8, 0.85] as const;
const TYPE_LOG_ODDS: Record<DealType, number> = { 'New Business': 0, Expansion: 0.95, Renewal: 2.9 };
/** In Presenting customers are not much kinder than strangers, so that a growing share of them moves it little. */
const TYPE_LOG_ODDS_PRESENTING: Record<DealType, number> = { 'New Business': 0, Expansion: 0, Renewal: 0.4 };
const ENTERPRISE_STAGES: readonly number[] = [2, OBJECTIONS, CLOSING];

/** Typical days in a stage for a mid-market deal, and how the segments differ. */
const DWELL_DAYS = [7, 9.5, 11.5, 14.5, 10.5, 9] as const;
const SEGMENT_PACE: Record<Segment, number> = { SMB: 0.8, 'Mid-market': 1.12, Enterprise: 1.6 };
const TYPE_PACE: Record<DealType, number> = { 'New Business': 1, Expansion: 0.8, Renewal: 0.6 };

export interface DealTraits {
	segment: Segment;
	type: DealType;
	source: Source;
	team: Team;
	/** Log odds that its owner adds to every stage. */
	ownerSkill: number;
	createdDay: number;
}

/** Chance that a deal with these traits passes the stage. */
export function passChance(stage: number, deal: DealTraits): number {
	if (stage === QUALIFYING && deal.source === 'Trade fair' && deal.type === 'New Business') {
		return PLANTED.tradeFairPassesQualifying;
	}
	const base = PASS[stage] ?? 1;
	const ofType = stage === PRESENTING ? TYPE_LOG_ODDS_PRESENTING : TYPE_LOG_ODDS;
	let odds = Math.log(base / (1 - base)) + ofType[deal.type] + deal.ownerSkill;
	if (deal.source === 'Referral') odds += Math.log(PLANTED.referralOdds);
	if (deal.segment === 'Enterprise' && ENTERPRISE_STAGES.includes(stage)) {
		const [first, last] = PLANTED.enterpriseLogOdds;
		odds += first + ((last - first) * (deal.createdDay - FIRST_DAY)) / (LAST_DAY - FIRST_DAY);
	}
	const chance = 1 / (1 + Math.exp(-odds));
	const isHit =
		stage === PRESENTING && deal.segment === 'Mid-market' && deal.createdDay >= PLANTED.midMarketFrom;
	return isHit ? chance + PLANTED.midMarketDifference : chance;
}

/** Median days that a visit to the stage lasts. */
export function dwellMedian(stage: number, deal: DealTraits): number {
	const planted = stage === OBJECTIONS && deal.team === 'South' ? PLANTED.southObjectionsFactor : 1;
	return (DWELL_DAYS[stage] ?? 1) * SEGMENT_PACE[deal.segment] * TYPE_PACE[deal.type] * planted;
}

const REASONS: readonly Record<string, number>[] = [
	{ 'No response': 6, 'Bad timing': 2, 'Not a fit': 1 },
	{ 'No budget': 4, 'Not a fit': 4, 'No response': 3, 'Bad timing': 2 },
	{ 'Bad timing': 3, 'Missing feature': 3, 'No decision': 3, 'No budget': 2 },
	{ Competitor: 4, 'Missing feature': 3, 'No decision': 3, Price: 2 },
	{ Price: 5, Competitor: 3, 'Missing feature': 1, 'No decision': 1 },
	{ Price: 3, 'Legal or procurement': 3, Competitor: 2, 'No decision': 2 },
];

/** Why deals are lost in the stage, with weights. */
export function lostReasons(stage: number, deal: DealTraits): Record<string, number> {
	const reasons = REASONS[stage] ?? {};
	const isHit =
		stage === PRESENTING && deal.segment === 'Mid-market' && deal.createdDay >= PLANTED.midMarketFrom;
	return isHit ? { ...reasons, Competitor: 11 } : reasons;
}
