import { line, scaleLinear } from 'd3';
import type {
	Board,
	BoardBar,
	BoardFormats,
	BoardInput,
	BoardNote,
	BoardPick,
	BoardRate,
	BoardRow,
	BoardSegment,
	BoardStep,
	BoardText,
	PartRole,
	RateMark,
	Tone,
} from './stage-board';
import { pickKey } from './stage-board-pick';
import { positive, stacked } from './stage-board-stack';
import { textWidth } from './text';
import type { Box, Tip } from './tip';

/** Under this n a rate is drawn as uncertain, not hidden. */
export const CERTAIN_FROM = 20;
const MIN_HIT = 14;
/** How wide a target is across what it measures, where nothing but the look makes it narrower (WCAG 2.5.8). */
export const TARGET = 24;
export const SIZE = { title: 13, total: 12.5, label: 11.5, caption: 11.5, rate: 14, small: 11.5, note: 12.5 };
const MINUS = '\u2212';

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
		rate.floor < (rate.low ?? rate.value) - 1e-9
	);
}

export function certaintyOf(rate: BoardRate | null): RateMark['certainty'] {
	if (!rate || rate.value === null) return 'none';
	if (isUndecidable(rate)) return 'undecidable';
	return rate.n < CERTAIN_FROM ? 'uncertain' : 'certain';
}

/** Collects what is drawn, in left-to-right coordinates. */
export class Sheet {
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

export function overlaps(a: Box, b: Box): boolean {
	return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** What part of its step it is; null where parts below zero make more of the others than there is. */
function shareOf(value: number, { parts, total }: BoardStep): number | null {
	return total > 0 && parts.every((part) => part.value >= 0) ? value / total : null;
}

export function stepTip(step: BoardStep, formats: BoardFormats): Tip {
	return {
		title: step.title,
		value: formats.full(step.total),
		lines: step.parts.map((part) => {
			const share = shareOf(part.value, step);
			return `${part.label} ${formats.full(part.value)}${share === null ? '' : ` (${formats.ratio(share)})`}`;
		}),
		definition: step.definition ?? '',
	};
}

function partTip(step: BoardStep, part: BoardSegment, formats: BoardFormats): Tip {
	const share = shareOf(part.value, step);
	return {
		title: `${step.title}: ${part.label}`,
		value: formats.full(part.value),
		lines: share === null ? [] : [`${formats.ratio(share)} of ${formats.full(step.total)}`],
		definition: part.definition,
	};
}

export function rateTip(step: BoardStep, rate: BoardRate, label: string, formats: BoardFormats): Tip {
	const lines: string[] = [];
	const certainty = certaintyOf(rate);
	if (certainty === 'undecidable')
		lines.push(`unknown, between ${formats.ratio(rate.floor ?? 0)} and ${formats.ratio(rate.value ?? 0)}`);
	if (rate.low !== null && rate.high !== null)
		lines.push(`95 % interval ${formats.interval(rate.low, rate.high)}`);
	lines.push(`n = ${formats.count(rate.n)}${certainty === 'uncertain' ? ', too few to be certain' : ''}`);
	if (rate.benchmark !== null && rate.benchmark !== undefined) {
		const apart = rate.value === null ? '' : ` (${formats.points(rate.value - rate.benchmark)})`;
		lines.push(`${rate.benchmarkLabel ?? 'benchmark'} ${formats.ratio(rate.benchmark)}${apart}`);
	}
	return {
		title: `${step.title}: ${label}`,
		value: rateText(rate, formats)[0] ?? '–',
		lines,
		definition: rate.definition,
	};
}

export function noteText(note: BoardNote, formats: BoardFormats): string {
	return note.value === null ? '–' : (note.format ?? formats.value)(note.value);
}

export function noteTip(title: string, note: BoardNote, formats: BoardFormats): Tip {
	const full = note.value === null ? '–' : (note.format ?? formats.full)(note.value);
	return { title: `${title}: ${note.label}`, value: full, lines: [], definition: note.definition };
}

/** What is written for a rate, longest first. */
export function rateText(rate: BoardRate | null, formats: BoardFormats): string[] {
	if (!rate || rate.value === null) return ['–'];
	if (isUndecidable(rate))
		return [formats.interval(rate.floor ?? 0, rate.value), `≥ ${formats.ratio(rate.floor ?? 0)}`];
	return [formats.ratio(rate.value)];
}

export const nameOf = (tip: Tip) => [`${tip.title} ${tip.value}`, ...tip.lines].join(', ');

/** Whether the step to look at is one that does worse than it should. */
export function isBelow({ emphasis, rate }: BoardStep): boolean {
	const { value = null, benchmark = null } = rate ?? {};
	return emphasis === true && (benchmark === null || (value !== null && value < benchmark));
}

/** What the row of rates shows, and the scale it is drawn on. */
export function rateCaption({ rateLabel, steps, formats }: BoardInput, domain: [number, number]): string {
	const against = steps.find(({ rate }) => typeof rate?.benchmark === 'number')?.rate;
	const hasInterval = steps.some(({ rate }) => rate && rate.low !== null && rate.high !== null);
	return [
		rateLabel,
		...(hasInterval ? ['95 % interval'] : []),
		...(against ? [`tick: ${against.benchmarkLabel ?? 'benchmark'}`] : []),
		`scale ${formats.interval(...domain, 0)}`,
	].join(' · ');
}

export function rateMark(
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
		below: isBelow(step),
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
export function rowMark(
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

export function rowTip(row: BoardRow, step: BoardStep): Tip {
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

export function signed(part: BoardSegment, formats: BoardFormats): string {
	// What is below zero has its sign already, and is no gain where it is dropped.
	return part.role === 'dropped' && part.value >= 0
		? `${MINUS}${formats.value(part.value)}`
		: formats.value(part.value);
}

export const LABEL_TONE: Record<PartRole, Tone> = {
	moved: 'moved',
	open: 'ink-2',
	dropped: 'dropped',
	unknown: 'unknown',
};

/** Dropped is what one looks for, then what nobody knows, then what is still there. */
export const LABEL_RANK: PartRole[] = ['dropped', 'unknown', 'open'];

export function addPartHits(
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
						y: segment.y - Math.max(0, TARGET - segment.height) / 2,
						height: Math.max(TARGET, segment.height),
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

/** Captions run over all columns, so a later text could meet them; what was placed first stays. */
export function withoutClashes(board: Board): Board {
	const kept: BoardText[] = [];
	for (const text of board.texts) if (!kept.some((other) => overlaps(other.box, text.box))) kept.push(text);
	return { ...board, texts: kept };
}
