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

/** What a group's deals do on any one day. */
interface OneDay {
	/** By stage, the exits by which a deal of it may yet be won. */
	ways: number[][];
	/** Their chances today, by stage, exit from `won` on, and band. */
	chances: Float64Array;
	/** The chance of staying today, by stage and band. */
	stays: Float64Array;
}

function oneDayOf(hazards: Hazards, group: number): OneDay {
	const { stages } = hazards;
	const chances = new Float64Array((stages + 1) * (stages + 1) * BANDS);
	const stays = new Float64Array((stages + 1) * BANDS);
	const ways: number[][] = [];
	for (let stage = 0; stage <= stages; stage += 1) {
		const own: number[] = [];
		for (let exit = EXIT_LOST; exit <= stages; exit += 1) {
			let isAny = false;
			for (let band = 0; band < BANDS; band += 1) {
				const chance = hazards.chance(group, stage, AGE_BANDS[band]!, exit);
				// What leaves, at first.
				stays[stage * BANDS + band]! += chance;
				if (exit === EXIT_LOST) continue;
				chances[(stage * (stages + 1) + exit) * BANDS + band] = chance;
				isAny ||= chance > 0;
			}
			if (isAny) own.push(exit);
		}
		ways.push(own);
	}
	for (let place = 0; place < stays.length; place += 1) stays[place] = Math.max(0, 1 - stays[place]!);
	return { ways, chances, stays };
}

/** Days by which the recursion goes on: as many as a month has. */
const AHEAD = 93;

/**
 * The chances of a group's deals for every stage, age and horizon, by backward recursion over days, as far as they are
 * asked. Within one day a deal may move on through several stages; a move back is felt from the next day on. Costs
 * stages × longest horizon² / 2 steps, and as many steps as there are days each time that `open` is asked.
 */
export function winChances(hazards: Hazards, group: number): WinChances {
	const { stages } = hazards;
	const { ways, chances, stays } = oneDayOf(hazards, group);
	/** Days that the recursion has gone back, and one more. */
	let length = 1;
	// By stage and days left: of a deal that enters today, and of one that entered yesterday.
	let entering = new Float64Array(stages + 1);
	let second = entering;
	// The chance of being won by way of an exit of today, by stage, band and days left.
	let won = new Float64Array(0);

	/** From the first day again, as ages were told only as far as the last horizon asked for them. */
	function goBack(longest: number): void {
		length = longest + 1;
		entering = new Float64Array((stages + 1) * length);
		second = new Float64Array((stages + 1) * length);
		won = new Float64Array((stages + 1) * BANDS * length);
		// By stage and age, for as many days left as were walked last; one place more than there are ages.
		const ages = new Float64Array((stages + 1) * (OLDEST + 2));
		for (let left = 1; left <= longest; left += 1) {
			// Older ones no longer tell of a deal that enters: `open` walks their days by itself.
			const last = Math.min(OLDEST, longest - left + 1);
			for (let stage = stages; stage >= 0; stage -= 1) {
				const ofStage = stage * BANDS;
				for (const exit of ways[stage]!) {
					// A move on is felt today, one back from tomorrow on.
					const later = exit > stage ? entering[exit * length + left]! : second[exit * length + left - 1]!;
					const then = exit === EXIT_WON ? 1 : later;
					const today = (stage * (stages + 1) + exit) * BANDS;
					for (let band = 0; band < BANDS; band += 1)
						won[(ofStage + band) * length + left]! += chances[today + band]! * then;
				}
				const first = stage * (OLDEST + 2);
				for (let band = 0, age = 0; age <= last; band += 1) {
					const comes = won[(ofStage + band) * length + left]!;
					const stay = stays[ofStage + band]!;
					const end = Math.min(last + 1, AGE_BANDS[band + 1] ?? OLDEST + 1);
					for (; age < end; age += 1) ages[first + age] = comes + stay * ages[first + age + 1]!;
				}
				// Nobody grows out of the last band.
				ages[first + OLDEST + 1] = ages[first + OLDEST]!;
				entering[stage * length + left] = ages[first]!;
				second[stage * length + left] = ages[first + 1]!;
			}
		}
	}
	const upTo = (horizon: number): void => {
		if (horizon >= length) goBack(Math.ceil(horizon / AHEAD) * AHEAD);
	};
	/** Of a deal of this age with so many days left, from the last of them back, band by band. */
	const walked = (stage: number, age: number, left: number): number => {
		let chance = 0;
		for (let at = 1, band = bandOf(age + left - 1); at <= left; band -= 1) {
			const place = stage * BANDS + band;
			const stay = stays[place]!;
			// So many are left when the deal becomes younger than this band.
			const end = Math.min(left, age + left - AGE_BANDS[band]!);
			for (; at <= end; at += 1) chance = won[place * length + at]! + stay * chance;
		}
		return chance;
	};
	return {
		open(stage, age, horizon) {
			if (horizon <= 0 || !ways[stage]) return 0;
			upTo(horizon);
			return walked(stage, Math.min(age + 1, OLDEST), horizon);
		},
		entering(stage, horizon) {
			if (horizon <= 0 || !ways[stage]) return 0;
			upTo(horizon);
			return entering[stage * length + horizon]!;
		},
	};
}
