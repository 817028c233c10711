import type { Row, Value } from '../engine/engine';
import type { Support } from './contract';

// Statistics ask for the rows of one stage at a time: grouped once an answer, not once a row of it.
const grouped = new WeakMap<readonly Row[], Map<string, Row[]>>();

const keyOf = (stageRank: Value | undefined, value: Value | undefined) =>
	JSON.stringify([stageRank, value ?? null]);

/**
 * The rows of supporting answer `name` about one stage and value of the segment asked by (null: blank, or none asked
 * by), in their order. Throws if the mart has no such answer.
 */
export function rowsOfStage(
	support: Support,
	name: string,
	stageRank: number,
	value: string | null,
): readonly Row[] {
	const rows = support[name];
	if (!rows) throw new Error(`The statistics ask for ${name}, which the mart does not provide.`);
	let groups = grouped.get(rows);
	if (!groups) {
		groups = new Map();
		for (const row of rows) {
			const key = keyOf(row['stage_rank'], row['value']);
			const group = groups.get(key);
			if (group) group.push(row);
			else groups.set(key, [row]);
		}
		grouped.set(rows, groups);
	}
	return groups.get(keyOf(stageRank, value)) ?? [];
}
