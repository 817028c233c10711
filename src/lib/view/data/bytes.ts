import type { Format } from '../../chart/format';

/** A size in the unit that leaves one to four digits: `812 kB`, `20.4 MB`. Decimal units, as file managers show. */
export function bytesWords(bytes: number, format: Format): string {
	if (bytes < 1000) return `${format.full(bytes)} B`;
	const units = ['kB', 'MB', 'GB', 'TB'];
	let size = bytes / 1000;
	let unit = 0;
	while (size >= 999.5 && unit < units.length - 1) {
		size /= 1000;
		unit += 1;
	}
	return `${format.full(size >= 100 ? Math.round(size) : Math.round(size * 10) / 10)} ${units[unit]}`;
}
