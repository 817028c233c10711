import { line, scaleLinear } from 'd3';

export interface Sparkline {
	path: string;
	/** The last value that is known. */
	end: { x: number; y: number } | null;
	/** The line of a reference value, where one is given. */
	reference: number | null;
}

const isKnown = (value: number | null): value is number => value !== null && Number.isFinite(value);

/** A small line in a box of `width` × `height`, gaps where values are null; nothing of a single value, which is no line. */
export function layoutSparkline(
	values: readonly (number | null)[],
	width: number,
	height: number,
	reference: number | null = null,
): Sparkline {
	const known = [...values.filter(isKnown), ...(isKnown(reference) ? [reference] : [])];
	const low = known.length ? Math.min(...known) : 0;
	const high = known.length ? Math.max(...known) : 1;
	const x = scaleLinear()
		.domain([0, Math.max(1, values.length - 1)])
		.range([4, width - 4]);
	const y = scaleLinear()
		.domain(low === high ? [low - 1, high + 1] : [low, high])
		.range([height - 4, 4]);
	const path = line<number | null>()
		.defined(isKnown)
		.x((_, index) => x(index))
		.y((value) => y(value ?? 0));
	const isLine = values.filter(isKnown).length > 1;
	const last = isLine ? values.findLastIndex(isKnown) : -1;
	const value = values[last];
	return {
		path: isLine ? (path([...values]) ?? '') : '',
		end: value === undefined || value === null ? null : { x: x(last), y: y(value) },
		reference: isKnown(reference) ? y(reference) : null,
	};
}
