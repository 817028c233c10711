import { area, line, scaleLinear } from 'd3';
import { textWidth } from './text';

/** One period of a rate. */
export interface RatePoint {
	key: string;
	/** 0..1; null where there is nothing to divide by, or it is not told. */
	value: number | null;
	/** Why it is not told; absent where it is, or where there is nothing to divide by. */
	untold?: string | undefined;
	low: number | null;
	high: number | null;
	n: number;
	/** The period is not over. */
	partial: boolean;
	/** What is in it has not had its time yet: no fall of the line there is a fall of the rate. */
	immature: boolean;
	/** Part of what is looked at: marked along the foot. */
	marked?: boolean;
}

export interface RateTrendDot {
	key: string;
	x: number;
	y: number;
	/** Not over, not mature or too few to be certain. */
	hollow: boolean;
}

export interface RateTrend {
	/** Of periods that are over and mature. */
	line: string;
	/** From the last of those on, through what is not final. */
	pending: string;
	/** The intervals of all periods. */
	band: string;
	dots: RateTrendDot[];
	/** Where what is not final begins and ends; null where all is. */
	veil: { x: number; width: number } | null;
	/** The marked periods, along the foot. */
	marks: { x: number; width: number }[];
	/** Centre of each period, and how wide it is. */
	xs: number[];
	step: number;
	ticks: { value: number; y: number }[];
}

/** Under this n a rate is drawn as uncertain. */
const CERTAIN_FROM = 20;
/** Periods closer than this, in px, have no dots of their own: they would be a second, thicker line. */
const DOT_ROOM = 8;

/**
 * Columns of `count` panels in `width` px, each at least `least` wide and `gap` apart: no more than make the rows, and as
 * even as they can be – six panels stand in two rows of three, not in one of four and one of two.
 */
export function evenColumns(count: number, width: number, least: number, gap: number): number {
	const most = Math.max(1, Math.floor((width + gap) / (least + gap)));
	const rows = Math.ceil(Math.max(1, count) / most);
	return Math.ceil(Math.max(1, count) / rows);
}

const isGap = (point: RatePoint | undefined) => point === undefined || point.value === null;

/** Strides at which periods are named: every one, or what divides a year of months or a run of years. */
const STRIDES = [1, 2, 3, 4, 6, 12, 24, 36, 48, 60, 120];
const LABEL_GAP = 8;

/**
 * The periods that are named along the foot of a trend so wide: the first and the last, and as many between them, at one
 * stride, as stand `LABEL_GAP` px apart; the last one alone where both ends do not fit. `size` is that of the text in px.
 */
export function namedPeriods(names: readonly string[], width: number, size: number): number[] {
	const last = names.length - 1;
	if (last < 1) return names.length === 0 ? [] : [0];
	const step = width / names.length;
	const half = (index: number) => textWidth(names[index] ?? '', size) / 2;
	/** Where a name stands: the outer ones end with the trend. */
	const spanOf = (index: number): [number, number] => {
		const centre = index === 0 ? half(0) : index === last ? width - half(last) : (index + 0.5) * step;
		return [centre - half(index), centre + half(index)];
	};
	const fit = (shown: readonly number[]) =>
		shown.every(
			(index, place) => place === 0 || spanOf(index)[0] - spanOf(shown[place - 1] ?? 0)[1] >= LABEL_GAP,
		);
	for (const stride of STRIDES) {
		const between = names.flatMap((_, index) =>
			index > 0 && index < last && index % stride === 0 ? [index] : [],
		);
		if (between.length === 0) break;
		// The last stride but one may end too close to the end: its name goes before that of a full stride.
		const shown = [0, ...between, last];
		if (fit(shown)) return shown;
		if (fit([...shown.slice(0, -2), last])) return [...shown.slice(0, -2), last];
	}
	return fit([0, last]) ? [0, last] : [last];
}

const isFinal = (point: RatePoint) => !point.partial && !point.immature;

/**
 * The scale that several trends share: from the least to the greatest value and interval of the periods with 20 or more
 * (of all, where none has so many), within 0..1 and never narrower than a tenth. What is too few may lie beyond it, and
 * is drawn at its edge.
 */
export function rateDomain(trends: readonly (readonly RatePoint[])[]): [number, number] {
	const known = trends.flat().filter(({ value }) => value !== null);
	const certain = known.filter(({ n }) => n >= CERTAIN_FROM);
	const values = (certain.length > 0 ? certain : known).flatMap(({ value, low, high, n }) => {
		if (value === null) return [];
		return n >= CERTAIN_FROM ? [value, low ?? value, high ?? value] : [value];
	});
	if (values.length === 0) return [0, 1];
	const low = Math.min(...values);
	const high = Math.max(...values);
	const missing = Math.max(0, 0.1 - (high - low)) / 2;
	const from = Math.max(0, Math.floor((low - missing) * 20) / 20);
	const to = Math.min(1, Math.ceil((high + missing) * 20) / 20);
	return [from, to];
}

/** A rate by period in a box of `width` × `height`; periods stand at equal distances, gaps where values are null. */
export function layoutRateTrend(
	points: readonly RatePoint[],
	width: number,
	height: number,
	domain: readonly [number, number],
	direction: 'ltr' | 'rtl' = 'ltr',
): RateTrend {
	const step = width / Math.max(1, points.length);
	const x = (index: number) => (direction === 'ltr' ? (index + 0.5) * step : width - (index + 0.5) * step);
	const y = scaleLinear()
		.domain([...domain])
		.range([height - 5, 5])
		.clamp(true);
	const firstPending = points.findIndex((point) => !isFinal(point));
	const pendingFrom = firstPending === -1 ? points.length : firstPending;
	const drawn = (from: number, to: number) =>
		line<RatePoint>()
			.defined(({ value }, index) => value !== null && index >= from && index < to)
			.x((_, index) => x(index))
			.y(({ value }) => y(value ?? 0))([...points]) ?? '';
	const isAlone = (index: number) => isGap(points[index - 1]) && isGap(points[index + 1]);
	const band = area<RatePoint>()
		.defined(({ low, high }) => low !== null && high !== null)
		.x((_, index) => x(index))
		.y0(({ low }) => y(low ?? 0))
		.y1(({ high }) => y(high ?? 0));
	const spanOf = (from: number, to: number) => ({
		x: direction === 'ltr' ? from * step : width - to * step,
		width: (to - from) * step,
	});
	return {
		line: drawn(0, pendingFrom),
		pending: drawn(Math.max(0, pendingFrom - 1), points.length),
		band: band([...points]) ?? '',
		dots: points.flatMap(({ key, value, n, ...point }, index) => {
			if (value === null) return [];
			const hollow = n < CERTAIN_FROM || point.partial || point.immature;
			// A value between two gaps is no line: without its dot it would not be there.
			if (step < DOT_ROOM && !isAlone(index)) return [];
			return [{ key, x: x(index), y: y(value), hollow }];
		}),
		veil: pendingFrom < points.length ? spanOf(pendingFrom, points.length) : null,
		marks: runsOf(points).map(([from, to]) => spanOf(from, to)),
		xs: points.map((_, index) => x(index)),
		step,
		ticks: [...new Set(domain)].map((value) => ({ value, y: y(value) })),
	};
}

/** Runs of marked periods, each from its first to after its last. */
function runsOf(points: readonly RatePoint[]): [number, number][] {
	const runs: [number, number][] = [];
	points.forEach(({ marked }, index) => {
		if (!marked) return;
		const last = runs.at(-1);
		if (last && last[1] === index) last[1] = index + 1;
		else runs.push([index, index + 1]);
	});
	return runs;
}

/** The period at `x` of a trend so wide; -1 where there is none. */
export function periodAt(x: number, width: number, count: number, direction: 'ltr' | 'rtl' = 'ltr'): number {
	if (count === 0 || width <= 0) return -1;
	const along = direction === 'ltr' ? x : width - x;
	return Math.min(count - 1, Math.max(0, Math.floor((along / width) * count)));
}

/**
 * The period whose rate stands for a trend: the newest that is final and has one, of the marked ones where there are any;
 * else the newest of all. -1 without periods.
 */
export function restingPeriod(points: readonly RatePoint[]): number {
	const isTold = (point: RatePoint) => isFinal(point) && point.value !== null;
	const marked = points.findLastIndex((point) => isTold(point) && point.marked === true);
	if (marked !== -1) return marked;
	const told = points.findLastIndex(isTold);
	return told === -1 ? points.length - 1 : told;
}
