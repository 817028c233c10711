import { scaleLinear } from 'd3';

/** A distribution by some of its quantiles, and an estimate that stands beside its median. */
export interface Quantiles {
	key: string;
	title: string;
	n: number;
	median: number | null;
	p75: number | null;
	p90: number | null;
	/** The median by another reckoning, with its interval; null in `high` where it has no upper end. */
	estimate: number | null;
	low: number | null;
	high: number | null;
	/** Of whom a click tells, in words; a row without one leads nowhere. */
	leadsTo?: string | undefined;
}

/** Lengths and places as shares 0..1 of the strip. */
export interface QuantileStrip {
	key: string;
	/** From zero to the median, on to the 75th and on to the 90th percentile. */
	bars: { from: number; to: number }[];
	estimate: number | null;
	/** The interval of the estimate, to the end of the strip where it is open. */
	span: { from: number; to: number; isOpen: boolean } | null;
}

/** Strips on one scale from zero; its end is a round number no less than every quantile and estimate. */
export function layoutQuantileStrips(rows: readonly Quantiles[]): {
	strips: QuantileStrip[];
	ticks: { value: number; at: number }[];
} {
	const known = rows
		.flatMap(({ median, p75, p90, estimate }) => [median, p75, p90, estimate])
		.filter((value) => value !== null);
	const scale = scaleLinear()
		.domain([0, Math.max(0, ...known) || 1])
		.nice(4)
		.clamp(true);
	const strips = rows.map((row): QuantileStrip => {
		const ends = [row.median, row.p75, row.p90];
		const bars: QuantileStrip['bars'] = [];
		let from = 0;
		for (const end of ends) {
			if (end === null) break;
			const to = scale(end);
			bars.push({ from, to });
			from = to;
		}
		return {
			key: row.key,
			bars,
			estimate: row.estimate === null ? null : scale(row.estimate),
			span:
				row.estimate === null || row.low === null
					? null
					: {
							from: scale(row.low),
							to: row.high === null ? 1 : scale(row.high),
							isOpen: row.high === null,
						},
		};
	});
	return { strips, ticks: scale.ticks(4).map((value) => ({ value, at: scale(value) })) };
}
