import { extent, line, scaleLinear, scaleUtc } from 'd3';

/** What a column of unknown meaning is drawn as. */
export interface QuickColumn {
	name: string;
	kind: 'text' | 'number' | 'boolean' | 'date' | 'instant';
}
export type QuickRow = Record<string, string | number | boolean | null>;

export interface QuickChoice {
	form: 'bars' | 'line';
	/** Column of the categories or of time. */
	by: string;
	/** Column of numbers. */
	value: string;
}

/** More bars than this are not read. */
export const MOST_BARS = 40;

/** The chart that a table of these columns suggests; null where there is nothing to draw. */
export function suggestChart(columns: readonly QuickColumn[]): QuickChoice | null {
	const values = columns.filter(({ kind }) => kind === 'number');
	const time = columns.find(({ kind }) => kind === 'date' || kind === 'instant');
	const text = columns.find(({ kind }) => kind === 'text' || kind === 'boolean');
	const by = time ?? text ?? (values.length > 1 ? values[0] : undefined);
	const value = values.find((column) => column !== by);
	return by && value ? { form: time ? 'line' : 'bars', by: by.name, value: value.name } : null;
}

export interface Bar {
	label: string;
	value: number | null;
	/** Where the bar begins and how long it is, as shares 0..1 of the width; zero lies at `zero`. */
	start: number;
	length: number;
}

/** Bars from zero, in the order of the rows, the first MOST_BARS of them. */
export function layoutBars(
	rows: readonly QuickRow[],
	choice: QuickChoice,
): { bars: Bar[]; zero: number; left: number } {
	const shown = rows.slice(0, MOST_BARS);
	const values = shown.map((row) => numberOf(row[choice.value]));
	const known = values.filter((value) => value !== null);
	const scale = scaleLinear().domain([Math.min(0, ...known), Math.max(0, ...known, known.length ? 0 : 1)]);
	const zero = known.every((value) => value === 0) ? 0 : scale(0);
	return {
		bars: shown.map((row, index) => {
			const value = values[index] ?? null;
			const end = value === null || known.every((one) => one === 0) ? zero : scale(value);
			const label = row[choice.by];
			return {
				label: label === null || label === undefined ? '–' : String(label),
				value,
				start: Math.min(zero, end),
				length: Math.abs(end - zero),
			};
		}),
		zero,
		left: rows.length - shown.length,
	};
}

export interface QuickLine {
	path: string;
	points: { x: number; y: number; label: string; value: number }[];
	/** Ticks of time, by their day `YYYY-MM-DD`. */
	xTicks: { x: number; day: string }[];
	yTicks: { y: number; value: number }[];
}

const MARGIN = { top: 10, right: 12, bottom: 24, left: 56 };

/** A line over time in a box, the value axis from zero where all values are above it. Rows without either are gaps. */
export function layoutLine(
	rows: readonly QuickRow[],
	choice: QuickChoice,
	width: number,
	height: number,
): QuickLine {
	const points = rows
		.map((row) => ({ at: Date.parse(String(row[choice.by])), value: numberOf(row[choice.value]), row }))
		.filter(({ at }) => !Number.isNaN(at))
		.sort((a, b) => a.at - b.at);
	const known = points.flatMap(({ value }) => (value === null ? [] : [value]));
	const [first, last] = extent(points, ({ at }) => at);
	if (first === undefined || last === undefined || known.length === 0) {
		return { path: '', points: [], xTicks: [], yTicks: [] };
	}
	const x = scaleUtc()
		.domain([first, Math.max(last, first + 1)])
		.range([MARGIN.left, width - MARGIN.right]);
	const y = scaleLinear()
		.domain([Math.min(0, ...known), Math.max(0, ...known) || 1])
		.nice(4)
		.range([height - MARGIN.bottom, MARGIN.top]);
	const path = line<(typeof points)[number]>()
		.defined(({ value }) => value !== null)
		.x(({ at }) => x(at))
		.y(({ value }) => y(value ?? 0));
	const ticks = x.ticks(Math.max(2, Math.floor(width / 110)));
	return {
		path: path(points) ?? '',
		points: points.flatMap(({ at, value, row }) =>
			value === null ? [] : [{ x: x(at), y: y(value), label: String(row[choice.by]), value }],
		),
		xTicks: ticks.map((tick) => ({ x: x(tick), day: tick.toISOString().slice(0, 10) })),
		yTicks: y.ticks(4).map((value) => ({ y: y(value), value })),
	};
}

const numberOf = (cell: QuickRow[string] | undefined): number | null =>
	typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
