import { scaleLinear } from 'd3';
import { textWidth } from './text';

/** A part of the bar, from the left: what is certain first. */
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
}

const LABEL_SIZE = 12;
const GAP = 8;
/** Between the line of the target and a label beside it. */
const CLEAR = 4;

/** One bar from zero, its interval and its target on one scale. Values below zero are drawn as none. */
export function layoutRangeBar({ parts, interval, target, width }: RangeBarInput): RangeBar {
	const total = parts.reduce((sum, { value }) => sum + Math.max(0, value), 0);
	const most = Math.max(total, interval?.high ?? 0, target?.value ?? 0);
	const x = scaleLinear()
		.domain([0, most > 0 ? most : 1])
		.range([1, Math.max(1, width - 1)]);
	let end = 0;
	const drawn = parts.map(({ key, role, value }) => {
		const start = end;
		end += Math.max(0, value);
		return { key, role, x: x(start), width: x(end) - x(start) };
	});
	const targetX = target ? x(target.value) : null;
	const labels = drawn.flatMap((part, index) => {
		const text = parts[index]?.label ?? '';
		const next = drawn.slice(index + 1).find((other) => other.width > 0);
		const room = (next ? next.x : width) - part.x - GAP;
		const long = textWidth(text, LABEL_SIZE);
		const isCrossed = targetX !== null && targetX > part.x - CLEAR && targetX < part.x + long + CLEAR;
		return part.width > 0 && long <= room && !isCrossed ? [{ key: part.key, x: part.x, text }] : [];
	});
	const targetWidth = target ? textWidth(target.label, LABEL_SIZE) : 0;
	return {
		parts: drawn,
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
