import { line, scaleLinear } from 'd3';
import { fitText, textWidth, wrapText } from './text';

/** What became of a part: decides its colour, hatch and place in the stack. */
export type PartRole = 'moved' | 'open' | 'dropped' | 'unknown';

export interface BoardSegment {
	key: string;
	role: PartRole;
	/** Zero or more; what is negative is not drawn as length. */
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
	interval: (low: number, high: number) => string;
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

export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

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
	emphasis: boolean;
}

export interface Tip {
	title: string;
	/** The number that matters. */
	value: string;
	lines: string[];
	definition: string;
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

/** Under this n a rate is drawn as uncertain, not hidden. */
export const CERTAIN_FROM = 20;
/** Narrower boards turn; so do boards whose columns would be narrower than this. */
const TURN_BELOW = 720;
const MIN_COLUMN = 70;

const PLOT_HEIGHT = 204;
const BAR_ROW = 18;
/** What is there must be seen, however small. */
const MIN_SEGMENT = 1.5;
const MIN_BAR = 3;
const MIN_HIT = 14;
const SIZE = { title: 13, total: 12.5, label: 11.5, caption: 11.5, rate: 14, small: 11.5, note: 12.5 };
const ORDER: PartRole[] = ['moved', 'open', 'dropped', 'unknown'];
const MINUS = '\u2212';

/** A stable name for what was picked; two picks of one thing have the same. */
export function pickKey(pick: BoardPick): string {
	return Object.values(pick).join('\u001f');
}

const positive = (value: number) => (Number.isFinite(value) && value > 0 ? value : 0);

const stacked = (step: BoardStep) =>
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

/** The shared scale of all rates: the tenths around everything drawn, never narrower than two of them. */
export function rateDomain(rates: readonly (BoardRate | null)[]): [number, number] {
	const drawn = rates
		.flatMap((rate) =>
			rate ? [rate.value, rate.low, rate.high, rate.benchmark, isUndecidable(rate) ? rate.floor : null] : [],
		)
		.filter((value): value is number => value !== null && value !== undefined && Number.isFinite(value));
	if (drawn.length === 0) return [0, 1];
	let low = Math.max(0, Math.floor(Math.min(...drawn) * 10 + 1e-9) / 10);
	let high = Math.min(1, Math.ceil(Math.max(...drawn) * 10 - 1e-9) / 10);
	if (high - low < 0.2) {
		low = Math.max(0, Math.min(low, high - 0.2));
		high = Math.min(1, Math.max(high, low + 0.2));
	}
	return [low, high];
}

/** Whether what is unknown outweighs chance: the rate may lie below its own interval. */
export function isUndecidable(rate: BoardRate): boolean {
	return (
		rate.floor !== null &&
		rate.floor !== undefined &&
		rate.value !== null &&
		rate.low !== null &&
		rate.floor < rate.low - 1e-9
	);
}

function certaintyOf(rate: BoardRate | null): RateMark['certainty'] {
	if (!rate || rate.value === null) return 'none';
	if (isUndecidable(rate)) return 'undecidable';
	return rate.n < CERTAIN_FROM ? 'uncertain' : 'certain';
}

/** Collects what is drawn, in left-to-right coordinates. */
class Sheet {
	readonly board: Board;

	constructor(
		readonly width: number,
		turned: boolean,
	) {
		this.board = {
			width,
			height: 0,
			turned,
			tints: [],
			rules: [],
			bars: [],
			ribbons: [],
			rates: [],
			spreads: [],
			trends: [],
			texts: [],
			hits: [],
			legend: [],
		};
	}

	text(
		key: string,
		text: string,
		x: number,
		y: number,
		options: { size: number; strong?: boolean; tone?: Tone; anchor?: 'start' | 'end'; whole?: string },
	): BoardText | null {
		if (text === '') return null;
		const { size, strong = false, tone = 'ink', anchor = 'start', whole } = options;
		const width = textWidth(text, size);
		const box = { x: anchor === 'start' ? x : x - width, y: y - size * 0.78, width, height: size };
		const drawn: BoardText = { key, x, y, anchor, size, strong, tone, text, box };
		if (whole !== undefined && whole !== text) drawn.whole = whole;
		this.board.texts.push(drawn);
		return drawn;
	}

	/** A number is never cut: it is written in full, or smaller, or not at all. */
	number(
		key: string,
		candidates: readonly string[],
		x: number,
		y: number,
		room: number,
		options: { size: number; strong?: boolean; tone?: Tone; anchor?: 'start' | 'end' },
	): BoardText | null {
		for (const size of [options.size, Math.min(options.size, 11)])
			for (const text of candidates)
				if (textWidth(text, size) <= room) return this.text(key, text, x, y, { ...options, size });
		return null;
	}

	hit(pick: BoardPick, box: Box, column: number, name: string, tip: Tip, small = false): void {
		const y = Math.max(0, box.y);
		this.board.hits.push({
			...box,
			y,
			height: box.height - (y - box.y),
			key: pickKey(pick),
			pick,
			name,
			tip,
			column,
			small,
		});
	}
}

function overlaps(a: Box, b: Box): boolean {
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function shareOf(value: number, total: number): number | null {
	return total > 0 ? value / total : null;
}

function stepTip(step: BoardStep, formats: BoardFormats): Tip {
	return {
		title: step.title,
		value: formats.full(step.total),
		lines: step.parts.map((part) => {
			const share = shareOf(part.value, step.total);
			return `${part.label} ${formats.full(part.value)}${share === null ? '' : ` (${formats.ratio(share)})`}`;
		}),
		definition: step.definition ?? '',
	};
}

function partTip(step: BoardStep, part: BoardSegment, formats: BoardFormats): Tip {
	const share = shareOf(part.value, step.total);
	return {
		title: `${step.title}: ${part.label}`,
		value: formats.full(part.value),
		lines: share === null ? [] : [`${formats.ratio(share)} of ${formats.full(step.total)}`],
		definition: part.definition,
	};
}

function rateTip(step: BoardStep, rate: BoardRate, label: string, formats: BoardFormats): Tip {
	const lines: string[] = [];
	const certainty = certaintyOf(rate);
	if (certainty === 'undecidable')
		lines.push(`unknown, between ${formats.ratio(rate.floor ?? 0)} and ${formats.ratio(rate.value ?? 0)}`);
	if (rate.low !== null && rate.high !== null)
		lines.push(`95 % interval ${formats.interval(rate.low, rate.high)}`);
	lines.push(`n = ${formats.count(rate.n)}${certainty === 'uncertain' ? ', too few to be certain' : ''}`);
	if (rate.benchmark !== null && rate.benchmark !== undefined) {
		const apart = rate.value === null ? '' : ` (${formats.points(rate.value - rate.benchmark)})`;
		lines.push(`benchmark ${formats.ratio(rate.benchmark)}${apart}`);
	}
	return {
		title: `${step.title}: ${label}`,
		value: rateText(rate, formats)[0] ?? '–',
		lines,
		definition: rate.definition,
	};
}

function noteText(note: BoardNote, formats: BoardFormats): string {
	return note.value === null ? '–' : (note.format ?? formats.value)(note.value);
}

function noteTip(title: string, note: BoardNote, formats: BoardFormats): Tip {
	const full = note.value === null ? '–' : (note.format ?? formats.full)(note.value);
	return { title: `${title}: ${note.label}`, value: full, lines: [], definition: note.definition };
}

/** What is written for a rate, longest first. */
function rateText(rate: BoardRate | null, formats: BoardFormats): string[] {
	if (!rate || rate.value === null) return ['–'];
	if (isUndecidable(rate))
		return [formats.interval(rate.floor ?? 0, rate.value), `≥ ${formats.ratio(rate.floor ?? 0)}`];
	return [formats.ratio(rate.value)];
}

const nameOf = (tip: Tip) => [`${tip.title} ${tip.value}`, ...tip.lines].join(', ');

function rateMark(
	sheet: Sheet,
	step: BoardStep,
	domain: [number, number],
	from: number,
	to: number,
	y: number,
): void {
	const x = scaleLinear().domain(domain).range([from, to]).clamp(true);
	const { rate } = step;
	const certainty = certaintyOf(rate);
	const known = rate && rate.value !== null;
	sheet.board.rates.push({
		key: step.key,
		y,
		track: [from, to],
		interval:
			known && certainty !== 'undecidable' && rate.low !== null && rate.high !== null
				? [x(rate.low), x(rate.high)]
				: null,
		dot: known && certainty !== 'undecidable' ? x(rate.value ?? 0) : null,
		benchmark: rate?.benchmark === null || rate?.benchmark === undefined ? null : x(rate.benchmark),
		band: certainty === 'undecidable' && rate ? [x(rate.floor ?? 0), x(rate.value ?? 0)] : null,
		certainty,
		emphasis: step.emphasis ?? false,
	});
}

function spreadMax(row: BoardRow & { kind: 'spread' }): number {
	return Math.max(
		0,
		...Object.values(row.cells).flatMap((cell) => [positive(cell.value ?? 0), positive(cell.upper ?? 0)]),
	);
}

function trendDomain(row: BoardRow & { kind: 'trend' }): [number, number] {
	const values = Object.values(row.cells)
		.flatMap((cell) => cell.values)
		.filter((value): value is number => value !== null && Number.isFinite(value));
	return values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
}

/** A further row's mark for one step inside `room`; gives what to write beside it. */
function rowMark(
	sheet: Sheet,
	row: BoardRow,
	step: BoardStep,
	room: Box,
): { main: string; more: string } | null {
	const key = `${row.key}\u001f${step.key}`;
	if (row.kind === 'spread') {
		const cell = row.cells[step.key];
		if (!cell) return null;
		const middle = room.y + room.height / 2;
		const length = scaleLinear()
			.domain([0, spreadMax(row) || 1])
			.range([0, room.width]);
		const bar = (value: number | null): Box | null =>
			value === null
				? null
				: { x: room.x, y: middle - 2.5, width: Math.max(1, length(positive(value))), height: 5 };
		sheet.board.spreads.push({
			key,
			y: middle,
			track: [room.x, room.x + room.width],
			long: bar(cell.upper),
			short: bar(cell.value),
		});
		const upper = cell.upper === null ? '' : row.format(cell.upper);
		return {
			main: cell.value === null ? '–' : row.format(cell.value),
			more: [upper, cell.note ?? ''].filter(Boolean).join(' · '),
		};
	}
	const cell = row.cells[step.key];
	if (!cell) return null;
	const [low, high] = trendDomain(row);
	const x = scaleLinear()
		.domain([0, Math.max(1, cell.values.length - 1)])
		.range([room.x, room.x + room.width - 3]);
	const y = scaleLinear()
		.domain(low === high ? [low - 1, high + 1] : [low, high])
		.range([room.y + room.height - 3, room.y + 3]);
	const path = line<number | null>()
		.defined((value) => value !== null && Number.isFinite(value))
		.x((_, index) => x(index))
		.y((value) => y(value ?? 0));
	const last = cell.values.findLastIndex((value) => value !== null && Number.isFinite(value));
	const value = cell.values[last] ?? null;
	sheet.board.trends.push({
		key,
		path: path(cell.values) ?? '',
		end: value === null ? null : { x: x(last), y: y(value) },
	});
	return { main: value === null ? '–' : row.format(value), more: '' };
}

function rowTip(row: BoardRow, step: BoardStep): Tip {
	const title = `${step.title}: ${row.label}`;
	if (row.kind === 'spread') {
		const cell = row.cells[step.key];
		const write = (value: number | null | undefined) =>
			value === null || value === undefined ? '–' : row.format(value);
		return {
			title,
			value: [write(cell?.value), write(cell?.upper)].join(', '),
			lines: cell?.note ? [cell.note] : [],
			definition: cell?.definition ?? '',
		};
	}
	const values = (row.cells[step.key]?.values ?? []).filter((value): value is number => value !== null);
	const [first] = values;
	const last = values.at(-1);
	return {
		title,
		value: last === undefined ? '–' : row.format(last),
		lines: first === undefined ? [] : [`from ${row.format(first)}`],
		definition: row.cells[step.key]?.definition ?? '',
	};
}

/** The notes of all steps as rows of their own, in order of first appearance. */
function noteRows(steps: readonly BoardStep[]): { key: string; label: string }[] {
	const rows = new Map<string, string>();
	for (const step of steps)
		for (const note of step.notes) if (!rows.has(note.key)) rows.set(note.key, note.label);
	return [...rows].map(([key, label]) => ({ key, label }));
}

function signed(part: BoardSegment, formats: BoardFormats): string {
	return part.role === 'dropped' ? `${MINUS}${formats.value(part.value)}` : formats.value(part.value);
}

const LABEL_TONE: Record<PartRole, Tone> = {
	moved: 'moved',
	open: 'ink-2',
	dropped: 'dropped',
	unknown: 'unknown',
};

/** Dropped is what one looks for, then what nobody knows, then what is still there. */
const LABEL_RANK: PartRole[] = ['dropped', 'unknown', 'open'];

/**
 * Labels beside a bar, at most `REACH` px off their segment, never over each other or out of the bar's span; the
 * ones that find no room are left to the tooltip.
 */
function placeBeside(
	sheet: Sheet,
	step: BoardStep,
	bar: BoardBar,
	span: [number, number],
	room: number,
	formats: BoardFormats,
): void {
	const REACH = 12;
	const LINE = 13;
	const taken: number[] = [];
	for (const role of LABEL_RANK)
		for (const part of step.parts) {
			const segment = bar.segments.find((drawn) => drawn.key === part.key);
			if (part.role !== role || !segment || segment.height === 0) continue;
			const text = signed(part, formats);
			const centre = segment.y + Math.min(segment.height, 40) / 2;
			const inside = { x: segment.x + 6, room: segment.width - 10 };
			const fitsInside =
				segment.height >= 18 && role === 'dropped' && textWidth(text, SIZE.label) <= inside.room;
			if (textWidth(text, SIZE.label) > room) {
				if (fitsInside)
					sheet.text(`label\u001f${step.key}\u001f${part.key}`, text, inside.x, centre + 4, {
						size: SIZE.label,
						strong: true,
						tone: 'on-dropped',
					});
				continue;
			}
			const free = (at: number) =>
				at >= span[0] + LINE / 2 &&
				at <= span[1] - LINE / 2 &&
				taken.every((other) => Math.abs(other - at) >= LINE);
			const offsets = Array.from({ length: REACH * 2 + 1 }, (_, i) => (i % 2 ? (i + 1) / 2 : -i / 2));
			const offset = offsets.find((candidate) => free(centre + candidate));
			if (offset === undefined) continue;
			taken.push(centre + offset);
			sheet.text(
				`label\u001f${step.key}\u001f${part.key}`,
				text,
				bar.x + bar.width + 6,
				centre + offset + 4,
				{ size: SIZE.label, strong: role === 'dropped', tone: LABEL_TONE[role] },
			);
		}
}

function addPartHits(
	sheet: Sheet,
	step: BoardStep,
	bar: BoardBar,
	column: number,
	formats: BoardFormats,
	along: 'x' | 'y',
): void {
	for (const part of stacked(step)) {
		const segment = bar.segments.find((drawn) => drawn.key === part.key);
		if (!segment) continue;
		const tip = partTip(step, part, formats);
		const size = along === 'y' ? segment.height : segment.width;
		const grow = Math.max(0, MIN_HIT - size) / 2;
		const box =
			along === 'y'
				? { ...segment, y: segment.y - grow, height: segment.height + 2 * grow }
				: {
						...segment,
						x: Math.max(0, Math.min(segment.x - grow, sheet.width - MIN_HIT)),
						width: segment.width + 2 * grow,
					};
		sheet.hit(
			{ kind: 'part', step: step.key, part: part.key },
			pickBox(box),
			column,
			nameOf(tip),
			tip,
			grow > 0,
		);
	}
}

const pickBox = ({ x, y, width, height }: Box): Box => ({ x, y, width, height });

function captionRule(sheet: Sheet, key: string, label: string, y: number): void {
	sheet.board.rules.push({ key, x1: 0, x2: sheet.width, y: Math.round(y) + 0.5, strong: false });
	sheet.text(`caption\u001f${key}`, fitText(label, SIZE.caption, sheet.width), 0, y + 17, {
		size: SIZE.caption,
		tone: 'ink-3',
		whole: label,
	});
}

/** One column a step. */
function upright(input: BoardInput): Board {
	const { steps, end, formats, width } = input;
	const sheet = new Sheet(width, false);
	const { board } = sheet;
	const count = steps.length + (end ? 1 : 0);
	const inset = steps[0]?.emphasis ? 8 : 0;
	const gutter = 10;
	const column = (width - inset + gutter) / Math.max(1, count);
	const inner = column - gutter;
	const barWidth = Math.min(96, column * 0.5);
	const left = (index: number) => inset + index * column;

	const titles = [...steps.map((step) => step.title), ...(end ? [end.title] : [])].map((title) =>
		wrapText(title, SIZE.title, inner, 2),
	);
	const titleLines = Math.max(1, ...titles.map((lines) => lines.length));
	titles.forEach((lines, index) => {
		const whole = steps[index]?.title ?? end?.title ?? '';
		const cut = lines.join(' ') !== whole.split(/\s+/).filter(Boolean).join(' ');
		lines.forEach((text, row) =>
			sheet.text(`title\u001f${steps[index]?.key ?? ''}\u001f${row}`, text, left(index), 15 + row * 16, {
				size: SIZE.title,
				strong: true,
				...(cut ? { whole } : {}),
			}),
		);
	});

	const top = titleLines * 16 + 32;
	const base = top + PLOT_HEIGHT;
	const largest = Math.max(
		0,
		positive(end?.value ?? 0),
		...steps.map((step) => step.parts.reduce((sum, part) => sum + positive(part.value), 0)),
	);
	const length = scaleLinear()
		.domain([0, largest || 1])
		.range([0, PLOT_HEIGHT]);

	const bars = steps.map((step, index): BoardBar => {
		const parts = stacked(step);
		const sum = parts.reduce((total, part) => total + positive(part.value), 0);
		const height = sum > 0 ? Math.max(MIN_BAR, length(sum)) : 0;
		const lengths = stackLengths(
			parts.map((part) => part.value),
			height,
		);
		let y = base;
		const segments = parts.map((part, row) => {
			const size = lengths[row] ?? 0;
			y -= size;
			return { key: part.key, role: part.role, x: left(index), y, width: barWidth, height: size };
		});
		return { key: step.key, x: left(index), y: base - height, width: barWidth, height, segments };
	});
	const endHeight = end && positive(end.value) > 0 ? Math.max(MIN_BAR, length(end.value)) : 0;
	if (end) {
		const box = { x: left(steps.length), y: base - endHeight, width: barWidth, height: endHeight };
		bars.push({ ...box, key: '\u001fend', segments: [{ ...box, key: '\u001fend', role: 'end' }] });
	}
	board.bars.push(...bars);

	steps.forEach((step, index) => {
		const bar = bars[index];
		const next = bars[index + 1];
		if (!bar || !next) return;
		const moved = bar.segments
			.filter((segment) => segment.role === 'moved')
			.reduce((sum, segment) => sum + segment.height, 0);
		if (moved === 0) return;
		const from = bar.x + bar.width;
		// What arrives cannot stand higher than the bar that it arrives in.
		const arriving = Math.min(moved, next.height);
		const bend = (next.x - from) * 0.5;
		const edge = `M${from},${base - moved}C${from + bend},${base - moved} ${next.x - bend},${base - arriving} ${next.x},${base - arriving}`;
		board.ribbons.push({ key: step.key, edge, area: `${edge}L${next.x},${base}L${from},${base}Z` });
	});
	board.rules.push({
		key: 'base',
		x1: 0,
		x2: count ? left(count - 1) + barWidth : width,
		y: base + 0.5,
		strong: true,
	});

	const totals = [...steps.map((step) => step.total), ...(end ? [end.value] : [])];
	totals.forEach((total, index) => {
		const bar = bars[index];
		if (!bar) return;
		const key = `total\u001f${steps[index]?.key ?? ''}`;
		sheet.number(key, [formats.value(total)], left(index), bar.y - 7, inner, {
			size: SIZE.total,
			strong: true,
			tone: index === steps.length ? 'end' : 'ink',
		});
	});

	steps.forEach((step, index) => {
		const bar = bars[index];
		if (!bar) return;
		const tip = stepTip(step, formats);
		const head = { x: left(index), y: 0, width: inner, height: Math.max(20, bar.y) };
		sheet.hit({ kind: 'step', step: step.key }, head, index, nameOf(tip), tip);
		addPartHits(sheet, step, bar, index, formats, 'y');
		placeBeside(sheet, step, bar, [bar.y, base], column - barWidth - 12, formats);
	});

	let y = base + 16;
	const endTop = y;
	const domain = rateDomain(steps.map((step) => step.rate));
	if (steps.some((step) => step.rate)) {
		captionRule(sheet, 'rate', `${input.rateLabel} · scale ${formats.interval(...domain)}`, y);
		steps.forEach((step, index) => {
			const x = left(index);
			const { rate } = step;
			if (!rate) return;
			rateMark(sheet, step, domain, x + 5, x + inner - 5, y + 37);
			const certainty = certaintyOf(rate);
			const written = sheet.number(`rate\u001f${step.key}`, rateText(rate, formats), x, y + 64, inner, {
				size: SIZE.rate,
				strong: certainty === 'certain',
				tone: step.emphasis ? 'bad' : certainty === 'certain' ? 'ink' : 'ink-2',
			});
			const n = `n ${formats.count(rate.n)}`;
			const under = certainty === 'undecidable' ? ['unknown', `unknown, ${n}`].reverse() : [n];
			sheet.number(`n\u001f${step.key}`, under, x, y + 81, inner, { size: SIZE.small, tone: 'ink-3' });
			if (
				step.emphasis &&
				certainty === 'certain' &&
				rate.benchmark !== null &&
				rate.benchmark !== undefined &&
				written
			) {
				const start = written.box.width + 7;
				sheet.number(
					`apart\u001f${step.key}`,
					[formats.points((rate.value ?? 0) - rate.benchmark)],
					x + start,
					y + 64,
					inner - start,
					{ size: SIZE.label, tone: 'bad' },
				);
			}
			const tip = rateTip(step, rate, input.rateLabel, formats);
			sheet.hit(
				{ kind: 'rate', step: step.key },
				{ x, y: y + 22, width: inner, height: 66 },
				index,
				nameOf(tip),
				tip,
			);
		});
		y += 100;
	}

	for (const row of input.rows ?? []) {
		captionRule(sheet, row.key, row.label, y);
		const markHeight = row.kind === 'trend' ? 26 : 10;
		const under = y + 26 + markHeight;
		steps.forEach((step, index) => {
			const x = left(index);
			const said = rowMark(sheet, row, step, { x, y: y + 24, width: inner, height: markHeight });
			if (!said) return;
			const key = `${row.key}\u001f${step.key}`;
			const main = sheet.number(`main\u001f${key}`, [said.main], x, under + 14, inner, {
				size: SIZE.note,
				strong: true,
			});
			if (main && said.more !== '') {
				const start = main.box.width + 8;
				const shorter = said.more.split(' · ')[0] ?? '';
				sheet.number(`more\u001f${key}`, [said.more, shorter], x + start, under + 14, inner - start, {
					size: SIZE.small,
					tone: 'ink-3',
				});
			}
			const tip = rowTip(row, step);
			sheet.hit(
				{ kind: 'cell', step: step.key, row: row.key },
				{ x, y: y + 22, width: inner, height: markHeight + 24 },
				index,
				nameOf(tip),
				tip,
			);
		});
		y = under + 28;
	}

	for (const row of noteRows(steps)) {
		captionRule(sheet, `note\u001f${row.key}`, row.label, y);
		steps.forEach((step, index) => {
			const note = step.notes.find((candidate) => candidate.key === row.key);
			if (!note) return;
			const x = left(index);
			sheet.number(`note\u001f${step.key}\u001f${row.key}`, [noteText(note, formats)], x, y + 35, inner, {
				size: SIZE.note,
				tone: note.value ? 'ink' : 'ink-3',
			});
			const tip = noteTip(step.title, note, formats);
			sheet.hit(
				{ kind: 'note', step: step.key, note: note.key },
				{ x, y: y + 20, width: inner, height: 24 },
				index,
				nameOf(tip),
				tip,
			);
		});
		y += 48;
	}

	if (end) {
		const x = left(steps.length);
		const tip: Tip = {
			title: end.title,
			value: formats.full(end.value),
			lines: [],
			definition: end.definition ?? '',
		};
		sheet.hit({ kind: 'end' }, { x, y: 0, width: inner, height: base }, steps.length, nameOf(tip), tip);
		let at = endTop + 24;
		for (const note of end.notes) {
			const lines = wrapText(note.label, SIZE.small, inner, 2);
			const height = 22 + lines.length * 15;
			sheet.number(`note\u001f\u001f${note.key}`, [noteText(note, formats)], x, at + 14, inner, {
				size: SIZE.rate,
				strong: true,
				tone: 'end',
			});
			lines.forEach((text, index) =>
				sheet.text(`note-label\u001f${note.key}\u001f${index}`, text, x, at + 31 + index * 15, {
					size: SIZE.small,
					tone: 'ink-3',
					whole: lines.length === 1 ? note.label : text,
				}),
			);
			const noteInfo = noteTip(end.title, note, formats);
			sheet.hit(
				{ kind: 'end-note', note: note.key },
				{ x, y: at, width: inner, height: height },
				steps.length,
				nameOf(noteInfo),
				noteInfo,
			);
			at += height + 18;
		}
		y = Math.max(y, at);
	}

	board.height = Math.ceil(y);
	steps.forEach((step, index) => {
		if (!step.emphasis) return;
		const x = Math.max(0, left(index) - 8);
		board.tints.push({
			key: step.key,
			x,
			y: 0,
			width: Math.min(width, left(index) + inner + 4) - x,
			height: board.height,
		});
	});
	return withoutClashes(board);
}

/** Captions run over all columns, so a later text could meet them; what was placed first stays. */
function withoutClashes(board: Board): Board {
	const kept: BoardText[] = [];
	for (const text of board.texts) if (!kept.some((other) => overlaps(other.box, text.box))) kept.push(text);
	return { ...board, texts: kept };
}

/** One row a step, for narrow screens: the same marks lying down. */
function turned(input: BoardInput): Board {
	const { steps, end, formats, width } = input;
	const sheet = new Sheet(width, true);
	const { board } = sheet;
	const inset = steps.some((step) => step.emphasis) ? 8 : 0;
	const left = inset;
	const right = width - inset;
	const inner = right - left;
	const lead = 66;
	const tail = 74;
	const track: [number, number] = [left + lead + 6, right - tail - 6];
	const largest = Math.max(
		0,
		positive(end?.value ?? 0),
		...steps.map((step) => step.parts.reduce((sum, part) => sum + positive(part.value), 0)),
	);
	const length = scaleLinear()
		.domain([0, largest || 1])
		.range([0, inner]);
	const domain = rateDomain(steps.map((step) => step.rate));
	let y = 0;

	function head(key: string, title: string, total: number, tone: Tone): number {
		const written = sheet.number(`total\u001f${key}`, [formats.value(total)], right, y + 19, inner / 2, {
			size: SIZE.title,
			strong: true,
			tone,
			anchor: 'end',
		});
		const lines = wrapText(title, SIZE.title, inner - (written?.box.width ?? 0) - 12, 2);
		const cut = lines.join(' ') !== title.split(/\s+/).filter(Boolean).join(' ');
		lines.forEach((text, row) =>
			sheet.text(`title\u001f${key}\u001f${row}`, text, left, y + 19 + row * 16, {
				size: SIZE.title,
				strong: true,
				...(cut ? { whole: title } : {}),
			}),
		);
		return y + 27 + (Math.max(1, lines.length) - 1) * 16;
	}

	function flow(
		column: number,
		title: string,
		notes: readonly BoardNote[],
		pick: (note: BoardNote) => BoardPick,
	): void {
		let x = left;
		let lineTop = y;
		for (const note of notes) {
			const value = noteText(note, formats);
			const label = fitText(note.label, SIZE.small, inner - textWidth(value, SIZE.note) - 5);
			const size = textWidth(value, SIZE.note) + 5 + textWidth(label, SIZE.small);
			if (x > left && x + size > right) {
				x = left;
				lineTop += 22;
			}
			const key = pickKey(pick(note));
			const drawn = sheet.text(`note\u001f${key}`, value, x, lineTop + 15, { size: SIZE.note, strong: true });
			sheet.text(`note-label\u001f${key}`, label, x + (drawn?.box.width ?? 0) + 5, lineTop + 15, {
				size: SIZE.small,
				tone: 'ink-3',
				whole: note.label,
			});
			const tip = noteTip(title, note, formats);
			sheet.hit(
				pick(note),
				{ x, y: lineTop - 1, width: Math.min(size, right - x), height: 22 },
				column,
				nameOf(tip),
				tip,
			);
			x += size + 18;
		}
		y = lineTop + (notes.length ? 24 : 0);
	}

	steps.forEach((step, index) => {
		const start = y;
		const first = index === 0;
		if (!first) board.rules.push({ key: step.key, x1: 0, x2: width, y: y + 0.5, strong: false });
		y += 6;
		const headTop = y;
		y = head(step.key, step.title, step.total, 'ink');
		const tip = stepTip(step, formats);
		sheet.hit(
			{ kind: 'step', step: step.key },
			{ x: left, y: headTop, width: inner, height: y - headTop },
			index,
			nameOf(tip),
			tip,
		);

		const parts = stacked(step);
		const sum = parts.reduce((total, part) => total + positive(part.value), 0);
		const whole = sum > 0 ? Math.max(MIN_BAR, length(sum)) : 0;
		const lengths = stackLengths(
			parts.map((part) => part.value),
			whole,
		);
		let x = left;
		const segments = parts.map((part, row) => {
			const size = lengths[row] ?? 0;
			const segment = { key: part.key, role: part.role, x, y, width: size, height: BAR_ROW };
			x += size;
			return segment;
		});
		const bar: BoardBar = { key: step.key, x: left, y, width: whole, height: BAR_ROW, segments };
		board.bars.push(bar);
		addPartHits(sheet, step, bar, index, formats, 'x');
		y += BAR_ROW;

		// Labels under their segments, the one that is looked for first; a label may slide left to stay on the plot.
		const taken: Box[] = [];
		for (const role of ['moved', ...LABEL_RANK] as PartRole[])
			for (const part of parts) {
				const segment = segments.find((drawn) => drawn.key === part.key);
				if (part.role !== role || !segment || segment.width === 0) continue;
				const text = signed(part, formats);
				const size = textWidth(text, SIZE.label);
				const at = Math.min(segment.x, right - size);
				const box = { x: at - 5, y: 0, width: size + 10, height: 1 };
				if (at < left || taken.some((other) => overlaps(other, box))) continue;
				taken.push(box);
				sheet.text(`label\u001f${step.key}\u001f${part.key}`, text, at, y + 15, {
					size: SIZE.label,
					strong: role === 'dropped',
					tone: LABEL_TONE[role],
				});
			}
		y += 22;

		const caption = (label: string) => {
			if (!first) return;
			sheet.text(`caption\u001f${label}`, fitText(label, SIZE.caption, inner), left, y + 13, {
				size: SIZE.caption,
				tone: 'ink-3',
				whole: label,
			});
			y += 18;
		};

		const { rate } = step;
		if (rate) {
			caption(`${input.rateLabel} · scale ${formats.interval(...domain)}`);
			rateMark(sheet, step, domain, track[0], track[1], y + 12);
			const certainty = certaintyOf(rate);
			// A span of percent is longer than the room before the track: it goes under it.
			const candidates = rateText(rate, formats);
			const wide = textWidth(candidates[0] ?? '', SIZE.rate) > lead;
			sheet.number(`rate\u001f${step.key}`, wide ? candidates.slice(1) : candidates, left, y + 17, lead, {
				size: SIZE.rate,
				strong: certainty === 'certain',
				tone: step.emphasis ? 'bad' : certainty === 'certain' ? 'ink' : 'ink-2',
			});
			const apart =
				step.emphasis && certainty === 'certain' && rate.benchmark !== null && rate.benchmark !== undefined
					? formats.points((rate.value ?? 0) - rate.benchmark)
					: null;
			const n = `n ${formats.count(rate.n)}`;
			const aside = certainty === 'undecidable' ? ['unknown', n] : apart === null ? [n] : [apart, n];
			sheet.number(`n\u001f${step.key}`, aside, right, y + 16, tail, {
				size: SIZE.small,
				tone: apart === null ? 'ink-3' : 'bad',
				anchor: 'end',
			});
			const info = rateTip(step, rate, input.rateLabel, formats);
			sheet.hit(
				{ kind: 'rate', step: step.key },
				{ x: left, y, width: inner, height: 24 },
				index,
				nameOf(info),
				info,
			);
			y += 28;
		}

		for (const row of input.rows ?? []) {
			if (!row.cells[step.key]) continue;
			caption(row.label);
			const height = 24;
			const said = rowMark(sheet, row, step, { x: track[0], y, width: track[1] - track[0], height });
			if (said) {
				const key = `${row.key}\u001f${step.key}`;
				sheet.number(`main\u001f${key}`, [said.main], left, y + 16, lead, { size: SIZE.note, strong: true });
				sheet.number(`more\u001f${key}`, [said.more, said.more.split(' · ')[0] ?? ''], right, y + 16, tail, {
					size: SIZE.small,
					tone: 'ink-3',
					anchor: 'end',
				});
			}
			const info = rowTip(row, step);
			sheet.hit(
				{ kind: 'cell', step: step.key, row: row.key },
				{ x: left, y, width: inner, height },
				index,
				nameOf(info),
				info,
			);
			y += height + 4;
		}

		flow(
			index,
			step.title,
			step.notes.filter((note) => note.value !== null && note.value !== 0),
			(note) => ({ kind: 'note', step: step.key, note: note.key }),
		);
		y += 6;
		if (step.emphasis) board.tints.push({ key: step.key, x: 0, y: start, width, height: y - start });
	});

	if (end) {
		if (steps.length) board.rules.push({ key: '\u001fend', x1: 0, x2: width, y: y + 0.5, strong: false });
		y += 6;
		const headTop = y;
		y = head('', end.title, end.value, 'end');
		const size = positive(end.value) > 0 ? Math.max(MIN_BAR, length(end.value)) : 0;
		const box = { x: left, y, width: size, height: BAR_ROW };
		board.bars.push({ ...box, key: '\u001fend', segments: [{ ...box, key: '\u001fend', role: 'end' }] });
		y += BAR_ROW + 6;
		const tip: Tip = {
			title: end.title,
			value: formats.full(end.value),
			lines: [],
			definition: end.definition ?? '',
		};
		sheet.hit(
			{ kind: 'end' },
			{ x: left, y: headTop, width: inner, height: y - headTop },
			steps.length,
			nameOf(tip),
			tip,
		);
		flow(steps.length, end.title, end.notes, (note) => ({ kind: 'end-note', note: note.key }));
		y += 6;
	}

	board.height = Math.ceil(y);
	return withoutClashes(board);
}

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
			.find((candidate) => candidate.role === role && positive(candidate.value) > 0);
		return part ? [{ role, label: part.label }] : [];
	});
	// Read and walked through step by step, whatever the order in which rows were laid out.
	const hits = [...board.hits].sort((a, b) => a.column - b.column);
	const drawn = { ...board, legend, hits };
	return input.direction === 'rtl' ? mirrored(drawn) : drawn;
}

/**
 * Where an arrow key leads from `current`: up and down inside a step, left and right to the like thing of the
 * next step; on a turned board all arrows go through the parts in order. Home and End lead to the ends.
 */
export function moveFocus(
	hits: readonly BoardHit[],
	current: number,
	key: string,
	options: { turned: boolean; direction: 'ltr' | 'rtl' },
): number {
	const from = hits[current];
	if (!from) return 0;
	if (key === 'Home') return 0;
	if (key === 'End') return hits.length - 1;
	const forwards = options.direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
	const step = key === 'ArrowDown' || key === forwards ? 1 : -1;
	if (options.turned) return Math.min(hits.length - 1, Math.max(0, current + step));
	if (key === 'ArrowUp' || key === 'ArrowDown') {
		const next = hits[current + step];
		return next && next.column === from.column ? current + step : current;
	}
	const column = from.column + step;
	const there = hits.flatMap((hit, index) => (hit.column === column ? [index] : []));
	const [first] = there;
	if (first === undefined) return current;
	const like = there.find(
		(index) => hits[index]?.pick.kind === from.pick.kind && lastWord(hits[index]) === lastWord(from),
	);
	const rank = current - hits.findIndex((hit) => hit.column === from.column);
	return like ?? there[Math.min(rank, there.length - 1)] ?? first;
}

/** What a part, note or row is called within its step. */
function lastWord(hit: BoardHit | undefined): string {
	const pick = hit?.pick;
	if (!pick) return '';
	if (pick.kind === 'part') return pick.part;
	if (pick.kind === 'note' || pick.kind === 'end-note') return pick.note;
	return pick.kind === 'cell' ? pick.row : '';
}
