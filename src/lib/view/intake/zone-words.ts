import type { Format } from '../../chart/format';
import type { ZoneEffect } from '../../intake/zone-effect';

/** Columns that are told each on its own; the rest are counted. */
const TOLD = 4;

/**
 * What another time zone would do to the dates of the files, as sentences: of each column how many fall on another day,
 * those with the greatest share first.
 */
export function effectWords(effects: readonly ZoneEffect[], format: Format): string[] {
	const several = new Set(effects.map(({ file }) => file)).size > 1;
	const moved = effects
		.filter((effect) => effect.moved > 0)
		.sort((a, b) => b.moved / b.dates - a.moved / a.dates || b.moved - a.moved);
	if (moved.length > 0) {
		const rest = moved.length - TOLD;
		return [
			...moved
				.slice(0, TOLD)
				.map(
					({ moved: n, dates, header, file }) =>
						`${format.full(n)} of ${format.full(dates)} dates of “${header}”${several ? ` in ${file}` : ''} fall on another day`,
				),
			...(rest > 0 ? [`and some of ${format.full(rest)} other ${rest === 1 ? 'column' : 'columns'}`] : []),
		];
	}
	return effects.some(({ instants }) => instants > 0)
		? ['no date falls on another day']
		: ['times without an offset from UTC are read by its clock and keep their days'];
}
