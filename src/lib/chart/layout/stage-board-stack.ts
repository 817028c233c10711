import type { BoardEnd, BoardSegment, BoardStep, PartRole } from './stage-board';

/** What is there must be seen, however small. */
const MIN_SEGMENT = 1.5;
const MIN_BAR = 3;

/** From the zero line outwards. */
export const ORDER: PartRole[] = ['moved', 'open', 'dropped', 'unknown'];

export const positive = (value: number) => (Number.isFinite(value) && value > 0 ? value : 0);

export const stacked = (step: BoardStep): BoardSegment[] =>
	[...step.parts].sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));

/**
 * Lengths in px of `values` stacked to `length`: in proportion, except that nothing above zero is shorter than
 * a hairline; the longest pays for it. The sum is always `length` (0 if all values are 0).
 */
export function stackLengths(values: readonly number[], length: number): number[] {
	const sizes = values.map(positive);
	const sum = sizes.reduce((a, b) => a + b, 0);
	if (sum === 0) return sizes.map(() => 0);
	// Dividing first keeps sums near the end of the number range finite.
	const exact = sizes.map((size) => (size / sum) * length);
	const present = sizes.filter((size) => size > 0).length;
	const least = Math.min(MIN_SEGMENT, length / (2 * present));
	const raised = exact.map((size) => (size > 0 ? Math.max(size, least) : 0));
	const surplus = raised.reduce((a, b) => a + b, 0) - length;
	const longest = raised.indexOf(Math.max(...raised));
	return raised.map((size, index) => (index === longest ? size - surplus : size));
}

const sumOf = (values: readonly number[], sign: 1 | -1) =>
	values.reduce((sum, value) => sum + positive(sign * value), 0);

/** The longest stacks above and below zero, both zero or more: parts below zero never shorten those above. */
export function extentOf(
	steps: readonly BoardStep[],
	end: BoardEnd | null,
): { above: number; below: number } {
	const longest = (sign: 1 | -1) =>
		Math.max(
			0,
			positive(sign * (end?.value ?? 0)),
			...steps.map((step) =>
				sumOf(
					step.parts.map(({ value }) => value),
					sign,
				),
			),
		);
	return { above: longest(1), below: longest(-1) };
}

/** Where each of `values` stands along its bar, in px from the zero line: what is below zero on the other side. */
export interface Stack {
	spans: { from: number; to: number }[];
	/** How far the bar goes either way, both zero or more. */
	above: number;
	below: number;
}

/** Both sides stack outwards from zero, in the order of `values`; `length` is the scale, in px. */
export function stackFromZero(values: readonly number[], length: (size: number) => number): Stack {
	const side = (sign: 1 | -1): number[] => {
		const sum = sumOf(values, sign);
		const whole = sum > 0 ? Math.max(MIN_BAR, length(sum)) : 0;
		return stackLengths(
			values.map((value) => sign * value),
			whole,
		);
	};
	const up = side(1);
	const down = side(-1);
	let above = 0;
	let below = 0;
	const spans = values.map((value, index) => {
		if (value < 0) {
			const from = below;
			below += down[index] ?? 0;
			return { from: -below, to: -from };
		}
		const from = above;
		above += up[index] ?? 0;
		return { from, to: above };
	});
	return { spans, above, below };
}
