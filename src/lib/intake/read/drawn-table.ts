import { chunksOf, readBytes } from './bytes';
import { lineTooLong, LONGEST } from './verdict';

/** A table drawn in text, as terminals and Markdown do: how its lines are divided. */
export interface Drawing {
	/** What it is, for people. */
	is: string;
	/** The cells of a line, null where it is none of the table. */
	cells(line: string): string[] | null;
}

/** What the cells of a drawn table are divided by once they are read. */
export const WRITTEN = { delimiter: '|', quote: '"' } as const;

const SAMPLE = 64 * 1024;
/** Lines that are looked at, and share of them that must be of the table. */
const LOOKED_AT = 400;
const NEARLY_ALL = 0.8;
/** Lines above that may be titles. */
const MOST_ABOVE = 10;
/** Lines from which columns are known by their gaps alone. */
const FEW_LINES = 4;
/** Blanks that divide columns where nothing is drawn. */
const GAP = 2;

const STROKES = /^[\s|+:\-=─═│║┌┬┐├┼┤└┴┘╞╪╡╔╦╗╠╬╣╚╩╝]+$/;
/** A line that is drawn, of a frame or below names: nothing but strokes, and some in a row or with the colon of an alignment. */
const isRule = (line: string): boolean => /[-=─═]{3}|:-|-:/.test(line) && STROKES.test(line);
const FRAMED = /^\s*[|│║](.*)[|│║]\s*$/;

/** The cells between bars, those within a text written `\|`. */
const between = (text: string): string[] =>
	text.split(/(?<!\\)[|│║]/).map((cell) => cell.trim().replaceAll('\\|', '|'));

/** Whether nearly all lines that hold something are of the table, two at least. */
function fits(drawing: Drawing, lines: readonly string[]): boolean {
	const written = lines.filter((line) => line.trim() !== '' && !isRule(line));
	const own = written.filter((line) => drawing.cells(line)).length;
	return own >= 2 && own >= (written.length - MOST_ABOVE / 2) * NEARLY_ALL && own * 2 > written.length;
}

/** A frame of bars, as Markdown and most terminals draw it. */
function framed(lines: readonly string[]): Drawing | null {
	const first = lines.find((line) => FRAMED.test(line) && !isRule(line));
	if (!first || !lines.some((line) => isRule(line) && /[|+├┌╞╔╠]/.test(line))) return null;
	const width = between(FRAMED.exec(first)![1]!).length;
	return {
		is: 'A table in a frame of lines',
		cells(line) {
			const inner = FRAMED.exec(line)?.[1];
			const found = inner === undefined ? [] : between(inner);
			return found.length === width ? found : null;
		},
	};
}

/** Bars between cells and a rule with crosses below the names, as psql draws it. */
function crossed(lines: readonly string[]): Drawing | null {
	const rule = lines.find((line) => /^\s*-+(?:\+-+)+\s*$/.test(line));
	if (!rule) return null;
	const width = rule.split('+').length;
	return {
		is: 'A table with a rule below its names',
		cells(line) {
			const found = between(line);
			return found.length === width ? found : null;
		},
	};
}

/** Cells at the places at which columns begin, if none reaches into the `gap` of blanks before another one. */
function atPlaces(line: string, starts: readonly number[], gap = 1): string[] | null {
	const letters = [...line];
	const isReached = (start: number): boolean =>
		letters.slice(Math.max(0, start - gap), start).some((letter) => letter !== ' ');
	if (starts.some(isReached)) return null;
	return starts.map((start, index) =>
		letters
			.slice(start, starts[index + 1])
			.join('')
			.trim(),
	);
}

/** Columns below a rule of strokes, one for each. */
function ruled(lines: readonly string[]): Drawing | null {
	const at = lines.findIndex((line) => /^\s*[-=]+(?: +[-=]+)+\s*$/.test(line));
	if (at < 1 || at > MOST_ABOVE) return null;
	const starts = [...lines[at]!.matchAll(/[-=]+/g)].map(({ index }) => index);
	const names = atPlaces(lines[at - 1]!, starts);
	if (!names || names.some((name) => name === '')) return null;
	return { is: 'Columns of fixed width below a rule', cells: (line) => atPlaces(line, starts) };
}

/** Columns of fixed width, divided by two spaces at least in all lines. */
function gapped(lines: readonly string[]): Drawing | null {
	const written = lines.filter((line) => line.trim() !== '').map((line) => [...line]);
	if (written.length < FEW_LINES || written.some((letters) => letters.includes('\t'))) return null;
	const width = Math.max(...written.map((letters) => letters.length));
	const isGap = (place: number): boolean => written.every((letters) => (letters[place] ?? ' ') === ' ');
	const starts: number[] = [];
	let gap = GAP;
	for (let place = 0; place < width; place++) {
		if (isGap(place)) gap++;
		else {
			// A single blank is one between words, or between thousands, unless by chance.
			if (gap >= GAP) starts.push(place);
			gap = 0;
		}
	}
	const cells = (line: string): string[] | null => atPlaces(line, starts, GAP);
	const rows = written.map((letters) => cells(letters.join('')));
	const isNamed = rows[0]?.every((name) => name !== '' && !/\d{3}| {2}/.test(name)) ?? false;
	const isDivided = written.every((letters) => / {2}/.test(letters.join('').trim()));
	if (starts.length < 2 || starts[0] !== 0 || !isNamed || !isDivided) return null;
	return { is: 'Columns of fixed width', cells };
}

/** How the table is drawn of which `text` is the beginning, if it is; null of text that other characters divide. */
export function drawingOf(text: string): Drawing | null {
	const lines = text.split(/\r\n|\n|\r/).slice(0, LOOKED_AT);
	if (lines.some((line) => isRule(line))) {
		for (const drawing of [framed(lines), crossed(lines), ruled(lines)]) {
			if (drawing && fits(drawing, lines)) return drawing;
		}
		return null;
	}
	const first = lines.find((line) => line.trim() !== '') ?? '';
	return / {2}/.test(first.trim()) && !/[,;|\t]/.test(first) ? gapped(lines) : null;
}

/** The drawing in a file of text (UTF-8), by its beginning. Throws ProblemError `file-unreadable`. */
export async function findDrawing(text: Blob, file: string): Promise<Drawing | null> {
	const bytes = await readBytes(text, 0, SAMPLE, file);
	const decoded = new TextDecoder().decode(bytes);
	// The last line may not be whole.
	const whole = bytes.length < text.size ? decoded.slice(0, decoded.lastIndexOf('\n') + 1) : decoded;
	return drawingOf(whole);
}

/** A line as it is written without its drawing; rules are blank lines. */
function undrawn(line: string, drawing: Drawing): string {
	if (isRule(line)) return '';
	const cells = drawing.cells(line) ?? [line.trim()];
	return cells
		.map((cell) => (/[|"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
		.join(WRITTEN.delimiter);
}

/** The text with its cells as `WRITTEN` says, line by line. Throws ProblemError, `line-too-long` among them, and what the signal was aborted with. */
export async function withoutDrawing(
	text: Blob,
	file: string,
	drawing: Drawing,
	signal?: AbortSignal,
): Promise<Blob> {
	const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	const parts: Blob[] = [];
	let rest = '';
	let line = 1;
	for await (const chunk of chunksOf(text, file, signal)) {
		const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
		rest = lines.pop()!;
		line += lines.length;
		// It would be looked through again with each chunk.
		if (rest.length > LONGEST) throw lineTooLong(file, line);
		parts.push(new Blob(lines.map((line) => `${undrawn(line, drawing)}\n`)));
	}
	const last = (rest + decoder.decode()).replace(/\r$/, '');
	if (last !== '') parts.push(new Blob([undrawn(last, drawing)]));
	return new Blob(parts);
}
