import { scaleLinear, ticks } from 'd3';
import type { Tip } from './tip';

/** A span of values and how many fell in it. */
export interface HistogramBin {
	key: string;
	from: number;
	/** First value beyond it; null has no end. */
	before: number | null;
	count: number;
}

/** A value to mark on the axis, with the interval it is known to. */
export interface HistogramMark {
	key: string;
	label: string;
	value: number;
	low: number | null;
	high: number | null;
	/** What it says when it is pointed at or has the focus. */
	tip: Tip;
}

/** Shares 0..1 of the width and the height. */
export interface LaidHistogram {
	bars: { key: string; from: number; width: number; height: number; isOpen: boolean }[];
	ticks: { value: number; at: number }[];
	marks: { key: string; label: string; at: number; low: number; high: number; isBeyond: boolean; tip: Tip }[];
}

/**
 * Bars from zero, one a bin, and marks where they stand on the same axis. A bin without an end is as wide as the one
 * before it; what lies beyond the axis is marked at its edge.
 */
export function layoutHistogram(
	bins: readonly HistogramBin[],
	marks: readonly HistogramMark[],
	most = 8,
): LaidHistogram {
	const closed = bins.filter((bin): bin is HistogramBin & { before: number } => bin.before !== null);
	const last = closed.at(-1);
	const width = last ? last.before - last.from : 1;
	const ends = bins.map((bin) => bin.before ?? bin.from + width);
	const end = Math.max(0, ...ends);
	const tallest = Math.max(0, ...bins.map(({ count }) => count));
	const across = scaleLinear().domain([0, end || 1]);
	const within = (value: number) => Math.min(1, Math.max(0, across(value)));
	return {
		bars: bins.map(({ key, from, before, count }, index) => ({
			key,
			from: across(from),
			width: across(ends[index] ?? end) - across(from),
			height: tallest === 0 ? 0 : count / tallest,
			isOpen: before === null,
		})),
		ticks: end === 0 ? [] : ticks(0, end, most).map((value) => ({ value, at: across(value) })),
		marks: marks.map(({ key, label, value, low, high, tip }) => ({
			key,
			label,
			tip,
			at: within(value),
			low: within(low ?? value),
			// An end that the data do not set runs to the edge.
			high: high === null ? 1 : within(high),
			isBeyond: value > end,
		})),
	};
}
