/** Names in quotes as in a sentence: `“A”, “B” and “C”`. */
function quoted(names: readonly string[]): string {
	const words = names.map((name) => `“${name}”`);
	return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/**
 * Neighbours of a process of which nothing proves that the first comes before the second, as doubts: one sentence for one
 * pair, and one for all of them where they are more, each run of stages named once.
 */
export function orderDoubts(pairs: readonly (readonly [string, string])[]): string[] {
	const [first] = pairs;
	if (!first) return [];
	if (pairs.length === 1)
		return [
			`Nothing in the data says whether “${first[0]}” comes before “${first[1]}”: please check the order of the stages.`,
		];
	const runs: string[][] = [];
	for (const [before, after] of pairs) {
		const run = runs.at(-1);
		if (run?.at(-1) === before) run.push(after);
		else runs.push([before, after]);
	}
	return [
		`Nothing in the data says in which order these stages come: ${runs.map(quoted).join('; ')}. Please check the order of the stages.`,
	];
}
