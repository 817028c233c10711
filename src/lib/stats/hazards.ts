/**
 * Discrete-time competing hazards of stays in stages, by stage and age, and what follows from them: the chance that a
 * deal which is so old in its stage is won within so many days. The model is a semi-Markov process in days (Allison
 * 1982, Sociological Methodology 13: 61–98, for the hazards; Howard 1971, Dynamic Probabilistic Systems II, ch. 10, for
 * the process): at each age, a deal leaves its stage for another, is won, is lost or stays.
 */

/** First ages, in days, of the bands in which a hazard is taken as constant. The last band has no end. */
export const AGE_BANDS: readonly number[] = [0, 1, 2, 3, 4, 6, 8, 11, 15, 22, 31, 46, 61, 91, 121, 181, 271];

/** How a stay ended: in the stage of that rank (≥ 1), won or lost; null is still running. */
export type Exit = number | null;
export const EXIT_WON = 0;
export const EXIT_LOST = -1;

/** Stays alike in all that the hazards ask. */
export interface StayCount {
	/** Deals of like amount, say: a group whose chances may differ from those of all deals. */
	group: number;
	/** Rank of the stage, 1..k; 0 is a stage that is not known. */
	stage: number;
	/** First age of the band in which the stay ended, or is now; one of AGE_BANDS. */
	band: number;
	exit: Exit;
	stays: number;
	/** Days in that band on which these stays could have ended, the last one included; over all of them. */
	bandDays: number;
}

/** Chances a day, by stage, age band and exit. */
export interface Hazards {
	/** Number of open stages k. */
	stages: number;
	/** Stays that ended, over all stages: the n of the model. */
	exits: number;
	/** Of those, how many ended won. */
	wins: number;
	groups: readonly number[];
	/** The chance that a stay of this group, stage and age ends today so; 0 where it never may. */
	chance(group: number, stage: number, age: number, exit: number): number;
}

/** Exits that the prior of a level is worth: a band that has seen none leans on its stage, a stage on all. */
const PRIOR_EXITS = 2;
/** Exits that all deals together are worth to a group of them. */
const GROUP_PRIOR_EXITS = 10;

const bandIndex = new Map(AGE_BANDS.map((age, index) => [age, index]));

/** The index of the band of each age in days, up to the first of the last band. */
const BAND_OF_AGE = Uint8Array.from(
	{ length: AGE_BANDS.at(-1)! + 1 },
	(_, age) => AGE_BANDS.filter((first) => first <= age).length - 1,
);

/** The index in AGE_BANDS of the band that holds an age in days. */
export const bandOf = (age: number): number => BAND_OF_AGE[Math.min(age, BAND_OF_AGE.length - 1)]!;

/** Exits that are alike across stages: the next stage, lost, and each other one by itself. */
function wayOf(stage: number, exit: number, stages: number): 'on' | 'lost' | 'other' {
	if (stage === 0) return 'other';
	if (exit === EXIT_LOST) return 'lost';
	return exit === stage + 1 || (stage === stages && exit === EXIT_WON) ? 'on' : 'other';
}

/** Days at risk and exits of a set of stays, by stage, band and exit: whole numbers, so that no order matters. */
class Tally {
	readonly exposure: Float64Array;
	readonly events: Float64Array;
	constructor(readonly stages: number) {
		this.exposure = new Float64Array((stages + 1) * AGE_BANDS.length);
		this.events = new Float64Array(this.exposure.length * (stages + 2));
	}
	place(stage: number, band: number): number {
		return stage * AGE_BANDS.length + band;
	}
	/** Where the events of an exit stand; exits run from -1 to the number of stages. */
	event(stage: number, band: number, exit: number): number {
		return this.place(stage, band) * (this.stages + 2) + exit + 1;
	}
	add({ stage, band, exit, stays, bandDays }: StayCount): void {
		const index = bandIndex.get(band);
		if (index === undefined) throw new RangeError(`there is no age band from ${band} days`);
		if (!(stage >= 0 && stage <= this.stages)) throw new RangeError(`there is no stage of rank ${stage}`);
		if (exit !== null && !(exit >= EXIT_LOST && exit <= this.stages)) throw new RangeError(`no exit ${exit}`);
		if (!(stays >= 0 && bandDays >= stays)) {
			throw new RangeError(`${stays} stays cannot have been at risk on ${bandDays} days`);
		}
		for (let before = 0; before < index; before += 1) {
			this.exposure[this.place(stage, before)]! += stays * (AGE_BANDS[before + 1]! - AGE_BANDS[before]!);
		}
		this.exposure[this.place(stage, index)]! += bandDays;
		if (exit !== null) this.events[this.event(stage, index, exit)]! += stays;
	}
	addAll({ exposure, events }: Tally): void {
		for (let i = 0; i < exposure.length; i += 1) this.exposure[i]! += exposure[i]!;
		for (let i = 0; i < events.length; i += 1) this.events[i]! += events[i]!;
	}
	/** Stays that ended: all, or so. */
	exits(only?: Exit): number {
		const ways = this.stages + 2;
		return this.events.reduce(
			(sum, count, i) => (only === undefined || (i % ways) - 1 === only ? sum + count : sum),
			0,
		);
	}
}

interface Age {
	days: number;
	exits: number;
}

/** Chances by stage and band of all stays, shrunk towards those of the stage, and these towards those of all stages. */
function chancesOfAll(tally: Tally): Float64Array {
	const { stages, exposure, events } = tally;
	const sums = Array.from({ length: stages + 1 }, (_, stage) => {
		const sum = { days: 0, exits: 0, byExit: new Float64Array(stages + 2), older: new Array<Age>() };
		// From the oldest band down, so that each band knows what came of the stays that got as old.
		for (let band = AGE_BANDS.length - 1; band >= 0; band -= 1) {
			sum.days += exposure[tally.place(stage, band)]!;
			for (let exit = EXIT_LOST; exit <= stages; exit += 1) {
				const count = events[tally.event(stage, band, exit)]!;
				sum.exits += count;
				sum.byExit[exit + 1]! += count;
			}
			sum.older[band] = { days: sum.days, exits: sum.exits };
		}
		return sum;
	});
	const days = sums.reduce((sum, own) => sum + own.days, 0);
	const exits = sums.reduce((sum, own) => sum + own.exits, 0);
	const ways = { on: 0, lost: 0, other: 0 };
	sums.forEach((sum, stage) =>
		sum.byExit.forEach((count, slot) => (ways[wayOf(stage, slot - 1, stages)] += count)),
	);
	const chances = new Float64Array(events.length);
	if (exits === 0) return chances;
	sums.forEach((sum, stage) => {
		const rate = (sum.exits + PRIOR_EXITS) / (sum.days + (PRIOR_EXITS * days) / exits);
		// A stage that is not known has no next one, so nothing to lean on.
		const prior = stage > 0 && ways.on + ways.lost > 0 ? PRIOR_EXITS : 0;
		if (sum.exits + prior === 0) return;
		for (let exit = EXIT_LOST; exit <= stages; exit += 1) {
			const way = wayOf(stage, exit, stages);
			const usual = way === 'other' || prior === 0 ? 0 : ways[way] / (ways.on + ways.lost);
			const share = (sum.byExit[exit + 1]! + prior * usual) / (sum.exits + prior);
			AGE_BANDS.forEach((_, band) => {
				const older = sum.older[Math.max(0, band - 1)]!;
				const rateAtAge = (older.exits + PRIOR_EXITS) / (older.days + PRIOR_EXITS / rate);
				chances[tally.event(stage, band, exit)] =
					(events[tally.event(stage, band, exit)]! + PRIOR_EXITS * share) /
					(exposure[tally.place(stage, band)]! + PRIOR_EXITS / rateAtAge);
			});
		}
	});
	return chances;
}

/** Chances of a group, shrunk towards those of all: as if it had seen GROUP_PRIOR_EXITS exits in each band at their rate. */
function chancesOfGroup(tally: Tally, all: Float64Array): Float64Array {
	const { stages, exposure, events } = tally;
	const chances = new Float64Array(events.length);
	for (let stage = 0; stage <= stages; stage += 1) {
		AGE_BANDS.forEach((_, band) => {
			let rate = 0;
			for (let exit = EXIT_LOST; exit <= stages; exit += 1) rate += all[tally.event(stage, band, exit)]!;
			if (rate === 0) return;
			for (let exit = EXIT_LOST; exit <= stages; exit += 1) {
				const place = tally.event(stage, band, exit);
				chances[place] =
					(events[place]! + (GROUP_PRIOR_EXITS * all[place]!) / rate) /
					(exposure[tally.place(stage, band)]! + GROUP_PRIOR_EXITS / rate);
			}
		});
	}
	return chances;
}

/** Stays counted group by group. */
export class StayTallies {
	readonly #byGroup = new Map<number, Tally>();
	constructor(readonly stages: number) {}

	#of(group: number): Tally {
		const found = this.#byGroup.get(group) ?? new Tally(this.stages);
		this.#byGroup.set(group, found);
		return found;
	}

	/** Throws a RangeError on a band, count or exit that cannot be. */
	add(count: StayCount): void {
		this.#of(count.group).add(count);
	}

	/** These and those, as tallies of their own. */
	plus(others: StayTallies): StayTallies {
		const sum = new StayTallies(this.stages);
		for (const part of [this, others]) {
			for (const [group, tally] of part.#byGroup) sum.#of(group).addAll(tally);
		}
		return sum;
	}

	/**
	 * Occurrence ÷ exposure by group, stage and age band, shrunk where data are thin: a group leans on all deals, a band
	 * on its stage, a stage on all stages. A group that is not in the counts has the chances of all.
	 */
	hazards(): Hazards {
		const together = new Tally(this.stages);
		for (const tally of this.#byGroup.values()) together.addAll(tally);
		const all = chancesOfAll(together);
		const chances = new Map([...this.#byGroup].map(([group, tally]) => [group, chancesOfGroup(tally, all)]));
		return {
			stages: this.stages,
			exits: together.exits(),
			wins: together.exits(EXIT_WON),
			groups: [...this.#byGroup.keys()].sort((a, b) => a - b),
			chance: (group, stage, age, exit) =>
				(chances.get(group) ?? all)[together.event(stage, bandOf(age), exit)] ?? 0,
		};
	}
}

/** The hazards of these counts: see `StayTallies`. Throws a RangeError on a band, count or exit that cannot be. */
export function hazardsOf(counts: readonly StayCount[], stages: number): Hazards {
	const tallies = new StayTallies(stages);
	for (const count of counts) tallies.add(count);
	return tallies.hazards();
}
