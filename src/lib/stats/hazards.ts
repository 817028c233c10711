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

/** The index in AGE_BANDS of the band that holds an age in days. */
function bandOf(age: number): number {
	let index = AGE_BANDS.length - 1;
	while (index > 0 && AGE_BANDS[index]! > age) index -= 1;
	return index;
}

/** Exits that are alike across stages: the next stage, lost, and each other one by itself. */
function wayOf(stage: number, exit: number, stages: number): 'on' | 'lost' | 'other' {
	if (stage === 0) return 'other';
	if (exit === EXIT_LOST) return 'lost';
	return exit === stage + 1 || (stage === stages && exit === EXIT_WON) ? 'on' : 'other';
}

/** Days at risk and exits of a set of stays, by stage, band and exit. */
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

/**
 * Occurrence ÷ exposure by group, stage and age band, shrunk where data are thin: a group leans on all deals, a band
 * on its stage, a stage on all stages. A group that is not in the counts has the chances of all. Throws a RangeError
 * on a band, count or exit that cannot be.
 */
export function hazardsOf(counts: readonly StayCount[], stages: number): Hazards {
	const together = new Tally(stages);
	const byGroup = new Map<number, Tally>();
	let exits = 0;
	let wins = 0;
	for (const count of counts) {
		together.add(count);
		const own = byGroup.get(count.group) ?? new Tally(stages);
		byGroup.set(count.group, own);
		own.add(count);
		if (count.exit !== null) exits += count.stays;
		if (count.exit === EXIT_WON) wins += count.stays;
	}
	const all = chancesOfAll(together);
	const chances = new Map([...byGroup].map(([group, tally]) => [group, chancesOfGroup(tally, all)]));
	return {
		stages,
		exits,
		wins,
		groups: [...byGroup.keys()].sort((a, b) => a - b),
		chance: (group, stage, age, exit) =>
			(chances.get(group) ?? all)[together.event(stage, bandOf(age), exit)] ?? 0,
	};
}

/** Chances of being won within a number of days. */
export interface WinChances {
	/** Of a deal that has been `age` days in the stage at the end of today: within `horizon` days from tomorrow. */
	open(stage: number, age: number, horizon: number): number;
	/** Of a deal that enters the stage tomorrow, tomorrow included. */
	entering(stage: number, horizon: number): number;
}

/**
 * The chances of a group's deals for every stage, age and the horizons asked, by backward recursion over days. Within
 * one day a deal may move on through several stages; a move back is felt from the next day on. `entering` is told for
 * every horizon up to the longest, `open` for those of `horizons`. Costs longest horizon × stages × 272 ages steps. Throws a RangeError if asked for another horizon.
 */
export function winChances(hazards: Hazards, group: number, horizons: readonly number[]): WinChances {
	const { stages } = hazards;
	const ages = AGE_BANDS.at(-1)! + 1;
	const longest = Math.max(0, ...horizons);
	// What a band's deals do today, the exits that happen at all: the inner loops meet no zeros.
	const days = Array.from({ length: stages + 1 }, (_, stage) =>
		AGE_BANDS.map((from, band) => {
			const exits: { exit: number; chance: number }[] = [];
			for (let exit = EXIT_LOST; exit <= stages; exit += 1) {
				const chance = hazards.chance(group, stage, from, exit);
				if (chance > 0) exits.push({ exit, chance });
			}
			const leaves = exits.reduce((sum, { chance }) => sum + chance, 0);
			return { from, before: AGE_BANDS[band + 1] ?? ages, exits, stays: Math.max(0, 1 - leaves) };
		}),
	);
	const empty = () => Array.from({ length: stages + 1 }, () => new Float64Array(ages + 1));
	let before = empty();
	let now = empty();
	const kept = new Map([[0, empty()]]);
	const entering = Array.from({ length: stages + 1 }, () => new Float64Array(longest + 1));
	const wanted = new Set(horizons);
	for (let left = 1; left <= longest; left += 1) {
		for (let stage = stages; stage >= 0; stage -= 1) {
			const yesterday = before[stage]!;
			const today = now[stage]!;
			for (const { from, before: end, exits, stays } of days[stage]!) {
				let won = 0;
				for (const { exit, chance } of exits) {
					if (exit === EXIT_WON) won += chance;
					else if (exit > stage) won += chance * now[exit]![0]!;
					else if (exit > 0) won += chance * before[exit]![1]!;
				}
				for (let age = from; age < end; age += 1) today[age] = won + stays * yesterday[age + 1]!;
			}
			// Nobody grows out of the last band.
			today[ages] = today[ages - 1]!;
			entering[stage]![left] = today[0]!;
		}
		[before, now] = [now, before];
		if (wanted.has(left)) {
			kept.set(
				left,
				before.map((row) => row.slice()),
			);
		}
	}
	return {
		open(stage, age, horizon) {
			const rows = kept.get(horizon);
			if (!rows) throw new RangeError(`no chances were asked for ${horizon} days`);
			return rows[stage]?.[Math.min(age + 1, ages - 1)] ?? 0;
		},
		entering: (stage, horizon) => entering[stage]?.[horizon] ?? 0,
	};
}
