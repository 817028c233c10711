import { AGE_BANDS, EXIT_LOST, EXIT_WON, type Hazards } from './hazards';

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
 * every horizon up to the longest, `open` for those of `horizons`. Costs longest horizon ×
 * stages × 272 ages steps. Throws a RangeError if asked for another horizon.
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
