import { requireCount } from './time-count';

/** A stage of the funnel as it is. */
export interface FunnelStage {
	stage: string;
	/** Deals that reached the stage. */
	reached: number;
	/** Resolved conversion to the next stage, of the last stage to won, 0..1; null where nothing is resolved. */
	conversion_ratio: number | null;
	/** Median days in the stage; null where nobody has left it. */
	median_days: number | null;
}

/** The funnel as it is: stages in the order of the process, and what came of it in the same window. */
export interface FunnelFacts {
	stages: readonly FunnelStage[];
	/** Deals that began. */
	volume: number;
	/** Average amount of won deals, in currency. */
	deal_amount: number | null;
	won_deals: number;
	/** Won value, in currency. */
	won_amount: number;
	/** Average won cycle, in days. */
	cycle_days: number | null;
	/** Pipeline velocity, in currency per day. */
	velocity: number | null;
}

/** The levers that are moved, as new values, conversions and days by stage; what is left out stays as it is. */
export interface Levers {
	volume?: number;
	deal_amount?: number;
	conversion_ratio?: Readonly<Record<string, number>>;
	days?: Readonly<Record<string, number>>;
}

/** What would come of the funnel; null where the facts do not tell. */
export interface WhatIf {
	stages: { stage: string; reached: number | null }[];
	won_deals: number | null;
	won_amount: number | null;
	cycle_days: number | null;
	velocity: number | null;
}

/** What one percent more of a lever would change, counted from where the levers stand. */
export interface Sensitivity {
	lever: keyof Levers;
	/** Null for the levers of the whole funnel. */
	stage: string | null;
	won_amount_change: number | null;
	velocity_change: number | null;
}

/**
 * What the funnel would give with some levers moved: everything scales from the facts, so that with nothing moved the
 * answer is the facts, to the last digit. Deals reaching a stage scale with the volume and every conversion before it,
 * won deals with all of them, won value also with the deal size. The average cycle scales with the sum of the stages'
 * median days (a stage without a median counts 0 until moved), and velocity with won value over the cycle, which is
 * opportunities × win rate × deal size ÷ cycle with each factor scaled. A lever whose fact is null or 0 has nothing to
 * scale from: what depends on it is null once it is moved. Throws a RangeError on a lever that is negative, not finite,
 * or of a stage that is not in the funnel, and on a conversion above 1.
 */
export function whatIf(facts: FunnelFacts, levers: Levers): WhatIf {
	checkLevers(facts, levers);
	const sumOfDays = facts.stages.reduce((sum, { median_days }) => sum + (median_days ?? 0), 0);
	const movedDays = facts.stages.reduce(
		(sum, { stage, median_days }) => sum + (own(levers.days, stage) ?? median_days ?? 0),
		0,
	);
	let flow = scaleOf(facts.volume, levers.volume);
	const stages = facts.stages.map(({ stage, reached, conversion_ratio }) => {
		const here = times(reached, flow);
		flow = times(flow, scaleOf(conversion_ratio, own(levers.conversion_ratio, stage)));
		return { stage, reached: here };
	});
	const value = times(flow, scaleOf(facts.deal_amount, levers.deal_amount));
	const duration = scaleOf(sumOfDays, movedDays);
	return {
		stages,
		won_deals: times(facts.won_deals, flow),
		won_amount: times(facts.won_amount, value),
		cycle_days: times(facts.cycle_days, duration),
		velocity: times(facts.velocity, over(value, duration)),
	};
}

/**
 * The change of won value and of velocity for 1 % more of each lever, one at a time, from where the levers stand: the
 * volume, the deal size, then conversion and days of every stage. A conversion stops at 1. Null where the lever has no
 * value or the outcome is undefined. Throws as `whatIf` does.
 */
export function sensitivities(facts: FunnelFacts, levers: Levers): Sensitivity[] {
	const now = whatIf(facts, levers);
	const changeOf = (lever: keyof Levers, stage: string | null, moved: Levers | null): Sensitivity => {
		const then = moved && whatIf(facts, moved);
		return {
			lever,
			stage,
			won_amount_change: minus(then?.won_amount, now.won_amount),
			velocity_change: minus(then?.velocity, now.velocity),
		};
	};
	const volume = levers.volume ?? facts.volume;
	const dealAmount = levers.deal_amount ?? facts.deal_amount;
	return [
		changeOf('volume', null, { ...levers, volume: volume * 1.01 }),
		changeOf('deal_amount', null, dealAmount === null ? null : { ...levers, deal_amount: dealAmount * 1.01 }),
		...facts.stages.flatMap(({ stage, conversion_ratio, median_days }) => {
			const conversion = own(levers.conversion_ratio, stage) ?? conversion_ratio;
			const days = own(levers.days, stage) ?? median_days;
			return [
				changeOf(
					'conversion_ratio',
					stage,
					conversion === null
						? null
						: {
								...levers,
								conversion_ratio: { ...levers.conversion_ratio, [stage]: Math.min(1, conversion * 1.01) },
							},
				),
				changeOf(
					'days',
					stage,
					days === null ? null : { ...levers, days: { ...levers.days, [stage]: days * 1.01 } },
				),
			];
		}),
	];
}

function checkLevers(facts: FunnelFacts, levers: Levers): void {
	if (levers.volume !== undefined) requireCount(levers.volume, 'volume');
	if (levers.deal_amount !== undefined) requireCount(levers.deal_amount, 'deal_amount');
	const stages = new Set(facts.stages.map(({ stage }) => stage));
	for (const lever of ['conversion_ratio', 'days'] as const) {
		for (const [stage, value] of Object.entries(levers[lever] ?? {})) {
			if (!stages.has(stage)) throw new RangeError(`there is no stage ${stage} in the funnel`);
			requireCount(value, `${lever} of ${stage}`);
			if (lever === 'conversion_ratio' && value > 1) {
				throw new RangeError(`conversion_ratio of ${stage} must be at most 1, not ${value}`);
			}
		}
	}
}

/** A stage may be called `constructor`: only the record's own entries count. */
function own(record: Readonly<Record<string, number>> | undefined, stage: string): number | undefined {
	return record && Object.hasOwn(record, stage) ? record[stage] : undefined;
}

/** How much a lever is moved, as a factor; null if it is moved from nothing. */
function scaleOf(fact: number | null, moved: number | undefined): number | null {
	if (moved === undefined || moved === fact) return 1;
	return fact === null || fact === 0 ? null : moved / fact;
}

function times(a: number | null, b: number | null): number | null {
	return a === null || b === null ? null : a * b;
}

function over(a: number | null, b: number | null): number | null {
	return a === null || b === null || b === 0 ? null : a / b;
}

function minus(a: number | null | undefined, b: number | null): number | null {
	return a === null || a === undefined || b === null ? null : a - b;
}
