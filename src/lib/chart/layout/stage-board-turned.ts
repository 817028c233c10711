import { scaleLinear } from 'd3';
import { pickKey } from './stage-board-pick';
import {
	LABEL_RANK,
	LABEL_TONE,
	SIZE,
	Sheet,
	TARGET,
	addPartHits,
	certaintyOf,
	isBelow,
	nameOf,
	noteText,
	noteTip,
	overlaps,
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
import type { Board, BoardBar, BoardInput, BoardNote, BoardPick, PartRole, Tone } from './stage-board';
import { fitText, textWidth, wrapText } from './text';
import type { Box, Tip } from './tip';

const BAR_ROW = 18;

/** One row a step, for narrow screens: the same marks lying down. */
export function turned(input: BoardInput): Board {
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
	const extent = extentOf(steps, end);
	const length = scaleLinear()
		.domain([0, extent.above + extent.below || 1])
		.range([0, inner]);
	/** Where bars begin: at the edge, or as far in as those below zero need. */
	const zero = left + length(extent.below);
	const barOf = (
		key: string,
		top: number,
		parts: readonly { key: string; role: PartRole | 'end'; value: number }[],
	): BoardBar => {
		const stack = stackFromZero(
			parts.map(({ value }) => value),
			length,
		);
		const segments = parts.map((part, row) => {
			const { from, to } = stack.spans[row] ?? { from: 0, to: 0 };
			return { key: part.key, role: part.role, x: zero + from, y: top, width: to - from, height: BAR_ROW };
		});
		const width = stack.above + stack.below;
		return { key, x: zero - stack.below, y: top, width, height: BAR_ROW, segments };
	};
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
				lineTop += TARGET;
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
				{ x, y: lineTop - 1, width: Math.min(size, right - x), height: TARGET },
				column,
				nameOf(tip),
				tip,
			);
			x += size + 18;
		}
		y = lineTop + (notes.length ? TARGET : 0);
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
		const bar = barOf(step.key, y, parts);
		const { segments } = bar;
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
			const lines = wrapText(label, SIZE.caption, inner, 2);
			lines.forEach((text, row) =>
				sheet.text(`caption\u001f${label}\u001f${row}`, text, left, y + 13 + row * 15, {
					size: SIZE.caption,
					tone: 'ink-3',
				}),
			);
			y += 3 + lines.length * 15;
		};

		const { rate } = step;
		if (rate) {
			caption(rateCaption(input, domain));
			rateMark(sheet, step, domain, track[0], track[1], y + 12);
			const certainty = certaintyOf(rate);
			// A span of percent is longer than the room before the track: it goes under it.
			const candidates = rateText(rate, formats);
			const wide = textWidth(candidates[0] ?? '', SIZE.rate) > lead;
			sheet.number(`rate\u001f${step.key}`, wide ? candidates.slice(1) : candidates, left, y + 17, lead, {
				size: SIZE.rate,
				strong: certainty === 'certain',
				tone: isBelow(step) ? 'bad' : certainty === 'certain' ? 'ink' : 'ink-2',
			});
			const apart =
				step.emphasis && certainty === 'certain' && rate.benchmark !== null && rate.benchmark !== undefined
					? formats.points((rate.value ?? 0) - rate.benchmark)
					: null;
			const n = `n ${formats.count(rate.n)}`;
			const aside = certainty === 'undecidable' ? ['unknown', n] : apart === null ? [n] : [apart, n];
			sheet.number(`n\u001f${step.key}`, aside, right, y + 16, tail, {
				size: SIZE.small,
				tone: apart !== null && isBelow(step) ? 'bad' : 'ink-3',
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
		board.bars.push(barOf('\u001fend', y, [{ key: '\u001fend', role: 'end', value: end.value }]));
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
