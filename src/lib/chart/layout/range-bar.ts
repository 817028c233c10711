import { scaleLinear } from 'd3';
import { textWidth } from './text';

/** A part of the bar: what is certain first. */
export interface RangePart {
	key: string;
	label: string;
	value: number;
	role: 'won' | 'moved' | 'open';
}

export interface RangeBarInput {
	parts: readonly RangePart[];
	/** Where the whole may end, and where it is expected to. */
	interval: { low: number; middle: number; high: number } | null;
	/** What is aimed at. */
	target: { value: number; label: string } | null;
	width: number;
}

export interface RangeBar {
	parts: { key: string; role: RangePart['role']; x: number; width: number }[];
	/** Labels over the parts that have room for theirs, and whose label the line of the target does not cross. */
	labels: { key: string; x: number; text: string }[];
	interval: { low: number; middle: number; high: number } | null;
	target: { x: number; label: { x: number; anchor: 'start' | 'end'; text: string } } | null;
	/** Where zero lies, if anything is drawn below it. */
	zero: number | null;
}

const LABEL_SIZE = 12;
const GAP = 8;
/** Between the line of the target and a label beside it. */
const CLEAR = 4;

/**
 * One bar from zero, its interval and its target on one scale. Parts above zero lie end to end towards the right, those
 * below zero (credits) towards the left, each in its own order.
 */
export function layoutRangeBar({ parts, interval, target, width }: RangeBarInput): RangeBar {
	const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
	const above = sumOf(parts.map(({ value }) => Math.max(0, value)));
	const below = sumOf(parts.map(({ value }) => Math.min(0, value)));
	const others = [interval?.low, interval?.high, target?.value].filter((value) => value !== undefined);
	const least = Math.min(0, below, ...others);
	const most = Math.max(0, above, ...others);
	const x = scaleLinear()
		.domain([least, most > least ? most : 1])
		.range([1, Math.max(1, width - 1)]);
	let right = 0;
	let left = 0;
	const drawn = parts.map(({ key, role, value }) => {
		const from = value < 0 ? left + value : right;
		const to = value < 0 ? left : right + value;
		if (value < 0) left = from;
		else right = to;
		return { key, role, x: x(from), width: x(to) - x(from) };
	});
	const targetX = target ? x(target.value) : null;
	const labels = drawn.flatMap((part, index) => {
		const text = parts[index]?.label ?? '';
		const next = Math.min(
			width,
			...drawn.filter((other) => other.width > 0 && other.x > part.x).map((other) => other.x),
		);
		const room = next - part.x - GAP;
		const long = textWidth(text, LABEL_SIZE);
		const isCrossed = targetX !== null && targetX > part.x - CLEAR && targetX < part.x + long + CLEAR;
		return part.width > 0 && long <= room && !isCrossed ? [{ key: part.key, x: part.x, text }] : [];
	});
	const targetWidth = target ? textWidth(target.label, LABEL_SIZE) : 0;
	return {
		parts: drawn,
		zero: least < 0 ? x(0) : null,
		labels,
		interval: interval && {
			low: x(interval.low),
			middle: x(interval.middle),
			high: x(interval.high),
		},
		target:
			target && targetX !== null
				? {
						x: targetX,
						label:
							targetX + 6 + targetWidth <= width
								? { x: targetX + 6, anchor: 'start', text: target.label }
								: { x: targetX - 6, anchor: 'end', text: target.label },
					}
				: null,
	};
}
