import type { Assignment } from './choose-layout';
import { plainDigits } from './digits';
import { foldHeader } from './fold';
import { hasCurrency } from './number-text';
import { CURRENCIES, isOneCurrency } from './presets/currencies';
import { currencyOfHeader } from './presets/header-units';
import type { ColumnProfile, FileProfile } from './profile';

/** Whether amounts name their currency themselves, as a code or a sign. */
export const namesCurrency = (column: ColumnProfile): boolean =>
	column.samples.map(plainDigits).filter(hasCurrency).length > column.samples.length / 2;

/** Codes that are words as well: as one in a column of their own they prove nothing. */
const WORDS: readonly string[] = ['BAM', 'COP', 'CUP', 'MAD', 'MOP', 'PEN', 'TRY'];
/** Of these, those that fields are filled with: all regions, a top account, Bob. */
const LABELS: readonly string[] = ['ALL', 'BOB', 'RON', 'SOS', 'SVC', 'TOP'];

const isCode = (text: string): boolean =>
	/^([A-Z]{3}|[a-z]{3})$/.test(text) && CURRENCIES.has(text.toUpperCase());

const textsOf = ({ samples }: ColumnProfile): string[] => samples.map((text) => text.trim());

/** Whether all values of a column are codes, as such are written: `Top` and `Try` are none. */
const holdsCodes = (column: ColumnProfile): boolean => column.values > 0 && textsOf(column).every(isCode);

/**
 * Whether what a column of codes holds is no mere word. Words alone are codes where they stand in capitals beside every
 * amount, under the header of the amount, under none, or, but for those that fields are filled with, under any.
 */
function isNoWord(column: ColumnProfile, amount: ColumnProfile): boolean {
	const texts = textsOf(column);
	const known = [...WORDS, ...LABELS];
	if (texts.some((text) => !known.includes(text.toUpperCase()))) return true;
	if (column.values < amount.values || texts.some((text) => text !== text.toUpperCase())) return false;
	if (isHeadedAs(column, amount)) return true;
	return isBeside(column, amount) && (isUnnamed(column) || !texts.some((text) => LABELS.includes(text)));
}

const isHeadedAs = ({ header }: ColumnProfile, amount: ColumnProfile): boolean =>
	foldHeader(header).startsWith(foldHeader(amount.header));
/** Reading calls a column without a header by its place. */
const isUnnamed = ({ header, position }: ColumnProfile): boolean =>
	['', `Column ${position + 1}`].includes(header.trim());
const isBeside = ({ position }: ColumnProfile, amount: ColumnProfile): boolean =>
	Math.abs(position - amount.position) === 1;

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
	const named = currencyOfHeader(amount.header);
	if ((named !== null && isOneCurrency(named)) || namesCurrency(amount)) return null;
	const codes = file.columns.filter(
		(column) => !roles.has(column.position) && holdsCodes(column) && isNoWord(column, amount),
	);
	const own = codes.filter((column) => isHeadedAs(column, amount));
	const beside = codes.filter((column) => isBeside(column, amount));
	const [found, ...others] = own.length > 0 ? own : beside.length > 0 ? beside : codes;
	return others.length === 0 ? (found ?? null) : null;
}
