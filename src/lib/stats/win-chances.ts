import { AGE_BANDS, bandOf, EXIT_LOST, EXIT_WON, type Hazards } from './hazards';

/** Chances of being won within a number of days. */
export interface WinChances {
	/** Of a deal that has been `age` days in the stage at the end of today: within `horizon` days from tomorrow. */
	open(stage: number, age: number, horizon: number): number;
	/** Of a deal that enters the stage tomorrow, tomorrow included. */
	entering(stage: number, horizon: number): number;
}

/** The oldest age told apart, in days: the last band has no end, and its deals are all alike. */
const OLDEST = AGE_BANDS.at(-1)!;
const BANDS = AGE_BANDS.length;

/** What a group's deals do on any one day, stage by stage. */
interface OneDay {
	/** Exits by which a deal of the stage may yet be won, with their chances today by band. */
	ways: { exit: number; chances: Float64Array }[];
	/** The chance of staying today, by band. */
	stays: Float64Array;
}

function oneDayOf(hazards: Hazards, group: number, stage: number): OneDay {
	const leaves = new Float64Array(BANDS);
	const ways: OneDay['ways'] = [];
	for (let exit = EXIT_LOST; exit <= hazards.stages; exit += 1) {
		const chances = new Float64Array(BANDS);
		let isAny = false;
		for (let band = 0; band < BANDS; band += 1) {
			const chance = hazards.chance(group, stage, AGE_BANDS[band]!, exit);
			chances[band] = chance;
			leaves[band]! += chance;
			isAny ||= chance > 0;
		}
		if (isAny && exit !== EXIT_LOST) ways.push({ exit, chances });
	}
	return { ways, stays: leaves.map((left) => Math.max(0, 1 - left)) };
}

/**
 * The chances of a group's deals for every stage, age and the horizons asked, by backward recursion over days. Within
 * one day a deal may move on through several stages; a move back is felt from the next day on. `entering` is told for
 * every horizon up to the longest, `open` for those of `horizons`. Costs stages × longest horizon² / 2 steps, and for
 * each stage and age that `open` is asked of as many steps as there are days. Throws a RangeError if asked for another
 * horizon.
 */
export function winChances(hazards: Hazards, group: number, horizons: readonly number[]): WinChances {
	const { stages } = hazards;
	const longest = Math.max(0, ...horizons);
	const days = Array.from({ length: stages + 1 }, (_, stage) => oneDayOf(hazards, group, stage));
	const perStage = () => days.map(() => new Float64Array(longest + 1));
	// By days left: of a deal that enters today, and of one that entered yesterday.
	const entering = perStage();
	const second = perStage();
	// The chance of being won by way of an exit of today, by days left and band.
	const won = days.map(() => new Float64Array((longest + 1) * BANDS));
	// By age, for as many days left as were walked last; one place more than there are ages.
	const ages = days.map(() => new Float64Array(OLDEST + 2));
	for (let left = 1; left <= longest; left += 1) {
		// Older ones no longer tell of a deal that enters: `open` walks their days by itself.
		const last = Math.min(OLDEST, longest - left + 1);
		const first = left * BANDS;
		for (let stage = stages; stage >= 0; stage -= 1) {
			const { ways, stays } = days[stage]!;
			const wonToday = won[stage]!;
			for (const { exit, chances } of ways) {
				// A move on is felt today, one back from tomorrow on.
				const later = exit > stage ? entering[exit]![left]! : second[exit]![left - 1]!;
				const then = exit === EXIT_WON ? 1 : later;
				for (let band = 0; band < BANDS; band += 1) wonToday[first + band]! += chances[band]! * then;
			}
			const today = ages[stage]!;
			for (let band = 0, age = 0; age <= last; band += 1) {
				const comes = wonToday[first + band]!;
				const stay = stays[band]!;
				const end = Math.min(last + 1, AGE_BANDS[band + 1] ?? OLDEST + 1);
				for (; age < end; age += 1) today[age] = comes + stay * today[age + 1]!;
			}
			// Nobody grows out of the last band.
			today[OLDEST + 1] = today[OLDEST]!;
			entering[stage]![left] = today[0]!;
			second[stage]![left] = today[1]!;
		}
	}
	const known = new Map(
		[0, ...horizons].map((horizon) => [horizon, days.map(() => new Map<number, number>())]),
	);
	/** Of a deal of this age with so many days left, from the last of them back. */
	const walked = (stage: number, age: number, left: number): number => {
		const wonThen = won[stage]!;
		const { stays } = days[stage]!;
		let chance = 0;
		for (let at = 1; at <= left; at += 1) {
			const band = bandOf(age + left - at);
			chance = wonThen[at * BANDS + band]! + stays[band]! * chance;
		}
		return chance;
	};
	return {
		open(stage, age, horizon) {
			const byStage = known.get(horizon);
			if (!byStage) throw new RangeError(`no chances were asked for ${horizon} days`);
			const byAge = byStage[stage];
			if (!byAge) return 0;
			const tomorrow = Math.min(age + 1, OLDEST);
			let chance = byAge.get(tomorrow);
			if (chance === undefined) {
				chance = walked(stage, tomorrow, horizon);
				byAge.set(tomorrow, chance);
			}
			return chance;
		},
		entering: (stage, horizon) => entering[stage]?.[horizon] ?? 0,
	};
}
