import type { Row } from '../../engine/engine';
import type { ResultColumn } from '../../session/console';

/**
 * A cell of a result as a table shows it: numbers with every digit, as who asks in SQL wants them; an instant as SQL
 * writes it, in UTC, and only its day where it is midnight – the export knew no more.
 */
export function writeCell(value: NonNullable<Row[string]>, kind: ResultColumn['kind']): string {
	const text = String(value);
	if (kind !== 'instant') return text;
	const [, day, time, fraction = ''] = /^(.+)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/.exec(text) ?? [];
	if (day === undefined || time === undefined) return text;
	const rest = fraction.replace(/\.?0+$/, '');
	return time === '00:00:00' && rest === '' ? day : `${day} ${time}${rest}`;
}

/** Room for what columns of a kind mostly hold, in rem. */
const LEAST_REM: Partial<Record<ResultColumn['kind'], number>> = { number: 6.5, instant: 10, date: 7 };

/** The least width of a column; each row lays its own columns out, so it may not depend on what a row holds. */
export function widthOfColumn({ name, kind }: ResultColumn): string {
	const least = LEAST_REM[kind] ?? 8;
	return `minmax(max(${least}rem, ${Math.min(name.length, 24) + 4}ch), 1fr)`;
}
