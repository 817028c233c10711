import { ORDER } from './stage-board-stack';
import { turned } from './stage-board-turned';
import { upright } from './stage-board-upright';
import type { Box, Tip } from './tip';

/** What became of a part: decides its colour, hatch and place in the stack. */
export type PartRole = 'moved' | 'open' | 'dropped' | 'unknown';

export interface BoardSegment {
	key: string;
	role: PartRole;
	/** What is below zero is drawn on the other side of the zero line. */
	value: number;
	label: string;
	definition: string;
}

export interface BoardRate {
	/** All ratios are 0..1; null where there is nothing to divide by. */
	value: number | null;
	low: number | null;
	high: number | null;
	n: number;
	/** The least the rate can be if everything unknown had gone against it. */
	floor?: number | null;
	benchmark?: number | null;
	/** What the benchmark is, if not simply the benchmark. */
	benchmarkLabel?: string;
	definition: string;
}

export interface BoardNote {
	key: string;
	label: string;
	value: number | null;
	definition: string;
	/** How the value is written; the board's own format if not given. */
	format?: (value: number) => string;
}

export interface BoardStep {
	key: string;
	title: string;
	total: number;
	definition?: string;
	parts: BoardSegment[];
	rate: BoardRate | null;
	notes: BoardNote[];
	/** Tints the step: the one to look at. */
	emphasis?: boolean;
}

export interface BoardEnd {
	title: string;
	value: number;
	definition?: string;
	notes: BoardNote[];
}

interface BoardRowBase {
	key: string;
	label: string;
	format: (value: number) => string;
}

/** A further row under the rates, keyed by step; a step without a cell stays empty. */
export type BoardRow =
	| (BoardRowBase & {
			/** A short and a long bar from zero on one shared scale, e.g. median and 90th percentile. */
			kind: 'spread';
			/** What the short and the long bar are called in the table. */
			columns?: readonly [string, string];
			cells: Record<
				string,
				{ value: number | null; upper: number | null; note?: string; definition: string }
			>;
	  })
	| (BoardRowBase & {
			/** A small line on one shared scale; its last value is written out. */
			kind: 'trend';
			cells: Record<string, { values: (number | null)[]; definition: string }>;
	  });

export interface BoardFormats {
	value: (value: number) => string;
	/** All digits, for tooltips and names. */
	full: (value: number) => string;
	count: (value: number) => string;
	ratio: (ratio: number) => string;
	points: (difference: number) => string;
	interval: (low: number, high: number, decimals?: number) => string;
}

export interface BoardInput {
	steps: readonly BoardStep[];
	end: BoardEnd | null;
	rows?: readonly BoardRow[];
	/** The caption over the rates. */
	rateLabel: string;
	width: number;
	direction?: 'ltr' | 'rtl';
	formats: BoardFormats;
}

/** What a reader can point at. */
export type BoardPick =
	| { kind: 'step'; step: string }
	| { kind: 'part'; step: string; part: string }
	| { kind: 'rate'; step: string }
	| { kind: 'note'; step: string; note: string }
	| { kind: 'cell'; step: string; row: string }
	| { kind: 'end' }
	| { kind: 'end-note'; note: string };

export type Tone =
	'ink' | 'ink-2' | 'ink-3' | 'moved' | 'dropped' | 'on-dropped' | 'unknown' | 'back' | 'end' | 'bad';

export interface BoardText {
	key: string;
	/** Place of the anchor and the base line. */
	x: number;
	y: number;
	anchor: 'start' | 'end';
	size: number;
	strong: boolean;
	tone: Tone;
	text: string;
	/** The estimated room it takes, for layout and tests. */
	box: Box;
	/** The whole text, where what is shown was cut. */
	whole?: string;
}

export interface BoardBar extends Box {
	key: string;
	segments: (Box & { key: string; role: PartRole | 'end' })[];
}

export interface RateMark {
	key: string;
	y: number;
	track: [number, number];
	interval: [number, number] | null;
	dot: number | null;
	benchmark: number | null;
	/** From the least it can be to what it is if nothing unknown counts. */
	band: [number, number] | null;
	certainty: 'certain' | 'uncertain' | 'undecidable' | 'none';
	/** The step to look at, and worse than its benchmark. */
	below: boolean;
}

export interface BoardHit extends Box {
	key: string;
	pick: BoardPick;
	name: string;
	tip: Tip;
	column: number;
	/** Small things lie above large ones. */
	small: boolean;
}

export interface Board {
	width: number;
	height: number;
	/** One row a step instead of one column. */
	turned: boolean;
	tints: (Box & { key: string })[];
	rules: { key: string; x1: number; x2: number; y: number; strong: boolean }[];
	bars: BoardBar[];
	ribbons: { key: string; area: string; edge: string }[];
	rates: RateMark[];
	spreads: { key: string; y: number; track: [number, number]; long: Box | null; short: Box | null }[];
	trends: { key: string; path: string; end: { x: number; y: number } | null }[];
	texts: BoardText[];
	hits: BoardHit[];
	/** Which roles occur, with the words of their first part, for the key. */
	legend: { role: PartRole; label: string }[];
}

/** Narrower boards turn; so do boards whose columns would be narrower than this. */
const TURN_BELOW = 720;
const MIN_COLUMN = 70;

const mirrorBox = <B extends Box>(box: B, width: number): B => ({ ...box, x: width - box.x - box.width });

const mirrorSpan = (span: [number, number], width: number): [number, number] => [
	width - span[1],
	width - span[0],
];

/** Every `x,y` of a path, and every pair after it, seen in the mirror. */
const mirrorPath = (path: string, width: number) =>
	path.replace(/(-?[\d.]+(?:e-?\d+)?),(-?[\d.]+(?:e-?\d+)?)/g, (_, x, y) => `${width - Number(x)},${y}`);

/** The same board read from right to left. */
function mirrored(board: Board): Board {
	const { width } = board;
	return {
		...board,
		tints: board.tints.map((box) => mirrorBox(box, width)),
		rules: board.rules.map((rule) => ({ ...rule, x1: width - rule.x2, x2: width - rule.x1 })),
		bars: board.bars.map((bar) => ({
			...mirrorBox(bar, width),
			segments: bar.segments.map((segment) => mirrorBox(segment, width)),
		})),
		ribbons: board.ribbons.map((ribbon) => ({
			...ribbon,
			area: mirrorPath(ribbon.area, width),
			edge: mirrorPath(ribbon.edge, width),
		})),
		rates: board.rates.map((rate) => ({
			...rate,
			track: mirrorSpan(rate.track, width),
			interval: rate.interval && mirrorSpan(rate.interval, width),
			band: rate.band && mirrorSpan(rate.band, width),
			dot: rate.dot === null ? null : width - rate.dot,
			benchmark: rate.benchmark === null ? null : width - rate.benchmark,
		})),
		spreads: board.spreads.map((spread) => ({
			...spread,
			track: mirrorSpan(spread.track, width),
			long: spread.long && mirrorBox(spread.long, width),
			short: spread.short && mirrorBox(spread.short, width),
		})),
		trends: board.trends.map((trend) => ({
			...trend,
			path: mirrorPath(trend.path, width),
			end: trend.end && { ...trend.end, x: width - trend.end.x },
		})),
		texts: board.texts.map((text) => ({
			...text,
			x: width - text.x,
			anchor: text.anchor === 'start' ? 'end' : 'start',
			box: mirrorBox(text.box, width),
		})),
		hits: board.hits.map((hit) => mirrorBox(hit, width)),
	};
}

/**
 * The geometry of the board in px for a given width: upright, or turned where columns would be too narrow. Pure.
 * The segments of a bar stack without gap to its length; no two texts overlap and none leaves the board.
 */
export function layoutStageBoard(input: BoardInput): Board {
	const columns = input.steps.length + (input.end ? 1 : 0);
	const isTurned = input.width < Math.max(TURN_BELOW, columns * MIN_COLUMN);
	const board = isTurned ? turned(input) : upright(input);
	const legend = ORDER.flatMap((role) => {
		const part = input.steps
			.flatMap((step) => step.parts)
			.find((candidate) => candidate.role === role && candidate.value !== 0);
		return part ? [{ role, label: part.label }] : [];
	});
	// Read and walked through step by step, whatever the order in which rows were laid out.
	const hits = [...board.hits].sort((a, b) => a.column - b.column);
	const drawn = { ...board, legend, hits };
	return input.direction === 'rtl' ? mirrored(drawn) : drawn;
}
