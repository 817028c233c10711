import type { Assignment } from './choose-layout';
import { foldHeader } from './fold';
import { CURRENCIES, currencyOfHeader } from './presets/currencies';
import type { ColumnProfile, FileProfile } from './profile';

/** Whether amounts name their currency themselves, as a code or a sign. */
export const namesCurrency = (column: ColumnProfile): boolean =>
	column.samples.filter(
		(text) =>
			/\p{Sc}|zł|Kč/u.test(text) || (text.match(/\b[A-Z]{3}\b/g) ?? []).some((code) => CURRENCIES.has(code)),
	).length >
	column.samples.length / 2;

/** Codes that are words as well: a column of these alone holds words. */
const WORDS: readonly string[] = [
	'ALL',
	'BAM',
	'BOB',
	'COP',
	'CUP',
	'MAD',
	'MOP',
	'PEN',
	'RON',
	'SOS',
	'TOP',
	'TRY',
];

const isCode = (text: string): boolean =>
	/^([A-Z]{3}|[a-z]{3})$/.test(text) && CURRENCIES.has(text.toUpperCase());

/** Whether all values of a column are codes, as such are written: `Top` and `Try` are none. */
function holdsCodes({ samples, values }: ColumnProfile): boolean {
	const texts = samples.map((text) => text.trim());
	return values > 0 && texts.every(isCode) && texts.some((text) => !WORDS.includes(text.toUpperCase()));
}

/**
 * The column whose values are all codes of currencies, where neither a header nor the amounts themselves name the
 * currency: that of the amounts, whatever its header. Without it, amounts of several currencies would be added. Of
 * several, the one whose header begins as that of the amount does, or else stands beside it; null if there is none, or
 * none of them can be told.
 */
export function currencyColumn(file: FileProfile, roles: Assignment['roles']): ColumnProfile | null {
	const positionOf = (wanted: string) => [...roles].find(([, { role }]) => role === wanted)?.[0];
	const amount = file.columns.find(({ position }) => position === positionOf('amount'));
	if (!amount || positionOf('currency') !== undefined) return null;
	if (currencyOfHeader(amount.header) !== null || namesCurrency(amount)) return null;
	const codes = file.columns.filter((column) => !roles.has(column.position) && holdsCodes(column));
	const own = codes.filter(({ header }) => foldHeader(header).startsWith(foldHeader(amount.header)));
	const beside = codes.filter(({ position }) => Math.abs(position - amount.position) === 1);
	const [found, ...others] = own.length > 0 ? own : beside.length > 0 ? beside : codes;
	return others.length === 0 ? (found ?? null) : null;
}
