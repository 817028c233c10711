import { expect } from 'vitest';
import type { AnyMart } from '$lib/model/contract';

/** How far a length to the bin may be from the length itself, in days: half of what a bin holds. */
export const binErrorOf = (days: number): number => (days < 8 ? 0.5 : days < 64 ? 3 : 12) / 24 + 1e-9;

/** Quantiles of lengths, each between two of them and so as far from the exact one as the farther of the two at most. */
const BOUNDED = /^(median|p75|p90|stalled_after)_.*days$/;

/**
 * Each row of the binned answer is that of the exact one: what the mart does not name as approximate is equal, and a
 * quantile of lengths (`bounded`, by name) is within the error of its bin.
 */
export function expectBinned(
	mart: AnyMart,
	binned: readonly object[],
	exact: readonly object[],
	where: string,
	bounded = BOUNDED,
): void {
	expect(binned.length, where).toBe(exact.length);
	for (const [index, row] of exact.entries()) {
		const other = binned[index] as Record<string, unknown>;
		for (const [name, value] of Object.entries(row) as [string, unknown][]) {
			const place = `${where} row ${index} ${name}`;
			if (!mart.approximate?.includes(name as never)) expect(other[name], place).toEqual(value);
			else if (!bounded.test(name)) continue;
			else if (typeof value !== 'number') expect(other[name], place).toBe(value);
			// Of two neighbours in other bins, the upper one's bin may be the wider.
			else
				expect(Math.abs(Number(other[name]) - value), place).toBeLessThanOrEqual(binErrorOf(value * 1.5 + 1));
		}
	}
}
