import { scaleLinear } from 'd3';
import {
	LABEL_RANK,
	LABEL_TONE,
	SIZE,
	Sheet,
	addPartHits,
	certaintyOf,
	isBelow,
	nameOf,
	noteText,
	noteTip,
	rateCaption,
	rateDomain,
	rateMark,
	rateText,
	rateTip,
	rowMark,
	rowTip,
	signed,
	stepTip,
	withoutClashes,
} from './stage-board-sheet';
import { extentOf, stackFromZero, stacked } from './stage-board-stack';
import type {
	Board,
	BoardBar,
	BoardFormats,
	BoardInput,
	BoardText,
	BoardStep,
	PartRole,
} from './stage-board';
import { fitText, textWidth, wrapText } from './text';
import type { Tip } from './tip';

const PLOT_HEIGHT = 204;
/** Nothing to see needs no room. */
const EMPTY_HEIGHT = 28;
const END = '\u001fend';
/** Wider columns would tear apart what is to be compared. */
const MAX_COLUMN = 300;

/** The notes of all steps as rows of their own, in order of first appearance. */
function noteRows(steps: readonly BoardStep[]): { key: string; label: string }[] {
	const rows = new Map<string, string>();
	for (const step of steps)
		for (const note of step.notes) if (!rows.has(note.key)) rows.set(note.key, note.label);
	return [...rows].map(([key, label]) => ({ key, label }));
}

/**
 * Labels beside a bar, at most `REACH` px off the middle of their segment: above the flow that leaves the bar, so
 * that its edge strikes none through, never over each other or the total; the ones that find no room are left to
 * the tooltip.
 */
function placeBeside(
	sheet: Sheet,
	step: BoardStep,
	bar: BoardBar,
	total: BoardText | null,
	/** The zero line, and where the lowest bar ends. */
	{ base, foot }: { base: number; foot: number },
	room: number,
	formats: BoardFormats,
): void {
	const REACH = 14;
	const LINE = 13;
	const taken: number[] = [];
	const start = bar.x + bar.width + 6;
	const moved = bar.segments.find((segment) => segment.role === 'moved');
	const lowest = (moved && moved.height > 0 ? moved.y : base) - LINE / 2 - 1;
	const clear = total === null || total.box.x + total.box.width < start;
	const highest = bar.y + (clear ? -LINE : LINE / 2);
	const underFlow = (moved && moved.y >= base ? moved.y + moved.height : base) + LINE / 2 + 1;
	for (const role of LABEL_RANK)
		for (const part of step.parts) {
			const segment = bar.segments.find((drawn) => drawn.key === part.key);
			if (part.role !== role || !segment || segment.height === 0) continue;
			const key = `label\u001f${step.key}\u001f${part.key}`;
			const text = signed(part, formats);
			const width = textWidth(text, SIZE.label);
			const centre = segment.y + Math.min(segment.height, 40) / 2;
			const strong = role === 'dropped';
			const inside = segment.height >= 18 && role === 'dropped' && width <= segment.width - 8;
			if (width > room) {
				const tone = 'on-dropped';
				if (inside) sheet.text(key, text, segment.x + 4, centre + 4, { size: SIZE.label, strong, tone });
				continue;
			}
			const [from, to] = segment.y >= base ? [underFlow, foot] : [highest, lowest];
			const free = (at: number) =>
				at >= from && at <= to && taken.every((other) => Math.abs(other - at) >= LINE);
			const offsets = Array.from({ length: REACH * 2 + 1 }, (_, i) => (i % 2 ? (i + 1) / 2 : -i / 2));
			const offset = offsets.find((candidate) => free(centre + candidate));
			if (offset === undefined) continue;
			taken.push(centre + offset);
			const tone = LABEL_TONE[role];
			sheet.text(key, text, start, centre + offset + 4, { size: SIZE.label, strong, tone });
		}
}

/**
 * The head of a row of facts, as wide as the steps: the end column has its own words beside them. Words that are longer
 * than few steps are wide go on as far as `room`.
 */
function captionRule(sheet: Sheet, key: string, label: string, y: number, right: number, room = right): void {
	sheet.board.rules.push({ key, x1: 0, x2: right, y: Math.round(y) + 0.5, strong: false });
	sheet.text(`caption\u001f${key}`, fitText(label, SIZE.caption, room), 0, y + 17, {
		size: SIZE.caption,
		tone: 'ink-3',
		whole: label,
	});
}

/** One column a step. */
export function upright(input: BoardInput): Board {
	const { steps, end, formats, width } = input;
	const sheet = new Sheet(width, false);
	const { board } = sheet;
	const count = steps.length + (end ? 1 : 0);
	const inset = steps[0]?.emphasis ? 8 : 0;
	const gutter = 10;
	const column = Math.min(MAX_COLUMN, (width - inset + gutter) / Math.max(1, count));
	const inner = column - gutter;
	const barWidth = Math.min(112, column * 0.5);
	const left = (index: number) => inset + index * column;
	const ruleEnd = end ? left(steps.length) - gutter : width;

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
	const extent = extentOf(steps, end);
	const isEmpty = extent.above + extent.below === 0;
	const length = scaleLinear()
		.domain([0, isEmpty ? 1 : extent.above + extent.below])
		.range([0, PLOT_HEIGHT]);
	const base = top + (isEmpty ? EMPTY_HEIGHT : length(extent.above));

	/** A bar from the zero line up, and down where it has parts below zero. */
	const barOf = (
		key: string,
		index: number,
		parts: readonly { key: string; role: PartRole | 'end'; value: number }[],
	): BoardBar => {
		const stack = stackFromZero(
			parts.map(({ value }) => value),
			length,
		);
		const segments = parts.map((part, row) => {
			const { from, to } = stack.spans[row] ?? { from: 0, to: 0 };
			return {
				key: part.key,
				role: part.role,
				x: left(index),
				y: base - to,
				width: barWidth,
				height: to - from,
			};
		});
		const height = stack.above + stack.below;
		return { key, x: left(index), y: base - stack.above, width: barWidth, height, segments };
	};
	const bars = steps.map((step, index) => barOf(step.key, index, stacked(step)));
	if (end) bars.push(barOf(END, steps.length, [{ key: END, role: 'end', value: end.value }]));
	board.bars.push(...bars);
	const foot = Math.max(base, ...bars.map((bar) => bar.y + bar.height));

	steps.forEach((step, index) => {
		const bar = bars[index];
		const next = bars[index + 1];
		if (!bar || !next) return;
		// What moves on above zero flows above it, what is below flows below.
		for (const sign of [1, -1] as const) {
			const moved = bar.segments
				.filter((segment) => segment.role === 'moved' && (sign > 0 ? segment.y < base : segment.y >= base))
				.reduce((sum, segment) => sum + segment.height, 0);
			// What arrives cannot stand higher than the bar that it arrives in.
			const arriving = Math.min(moved, sign > 0 ? base - next.y : next.y + next.height - base);
			if (moved === 0 || (sign < 0 && arriving <= 0)) continue;
			const [from, to] = [base - sign * moved, base - sign * arriving];
			const x = bar.x + bar.width;
			const bend = (next.x - x) * 0.5;
			const edge = `M${x},${from}C${x + bend},${from} ${next.x - bend},${to} ${next.x},${to}`;
			const key = sign > 0 ? step.key : `${step.key}\u001fbelow`;
			board.ribbons.push({ key, edge, area: `${edge}L${next.x},${base}L${x},${base}Z` });
		}
	});
	board.rules.push({
		key: 'base',
		x1: 0,
		x2: count ? left(count - 1) + barWidth : width,
		y: base + 0.5,
		strong: true,
	});

	const totals = [...steps.map((step) => step.total), ...(end ? [end.value] : [])];
	const writtenTotals = totals.map((total, index) => {
		const bar = bars[index];
		if (!bar) return null;
		const key = `total\u001f${steps[index]?.key ?? ''}`;
		return sheet.number(key, [formats.value(total)], left(index), bar.y - 7, inner, {
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
		placeBeside(
			sheet,
			step,
			bar,
			writtenTotals[index] ?? null,
			{ base, foot },
			column - barWidth - 12,
			formats,
		);
	});

	let y = foot + 16;
	const endTop = y;
	const domain = rateDomain(steps.map((step) => step.rate));
	if (steps.some((step) => step.rate)) {
		// The end's words begin below this line.
		captionRule(sheet, 'rate', rateCaption(input, domain), y, ruleEnd, width);
		steps.forEach((step, index) => {
			const x = left(index);
			const { rate } = step;
			if (!rate) return;
			rateMark(sheet, step, domain, x + 5, x + inner - 5, y + 37);
			const certainty = certaintyOf(rate);
			const written = sheet.number(`rate\u001f${step.key}`, rateText(rate, formats), x, y + 64, inner, {
				size: SIZE.rate,
				strong: certainty === 'certain',
				tone: isBelow(step) ? 'bad' : certainty === 'certain' ? 'ink' : 'ink-2',
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
					{ size: SIZE.label, tone: isBelow(step) ? 'bad' : 'ink-3' },
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
		captionRule(sheet, row.key, row.label, y, ruleEnd);
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
		captionRule(sheet, `note\u001f${row.key}`, row.label, y, ruleEnd);
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
		sheet.hit({ kind: 'end' }, { x, y: 0, width: inner, height: foot }, steps.length, nameOf(tip), tip);
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
