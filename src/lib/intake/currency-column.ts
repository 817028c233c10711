import type { Assignment } from './choose-layout';
import { foldHeader } from './fold';
import { CURRENCIES } from './presets/currencies';
import type { ColumnProfile, FileProfile } from './profile';

const isCode = (text: string): boolean => CURRENCIES.has(text.trim().toUpperCase());

/**
 * The column whose values are all codes of currencies, where none is named as the currency: that of the amounts, whatever
 * its header. Without it, amounts of several currencies would be added. Of several, the one whose header begins as that of
 * the amount does, or else stands beside it; null if there is none, or none of them can be told.
 */
export function currencyColumn(file: FileProfile, roles: Assignment['roles']): ColumnProfile | null {
	const positionOf = (wanted: string) => [...roles].find(([, { role }]) => role === wanted)?.[0];
	const amount = file.columns.find(({ position }) => position === positionOf('amount'));
	if (!amount || positionOf('currency') !== undefined) return null;
	const codes = file.columns.filter(
		({ position, values, samples }) => !roles.has(position) && values > 0 && samples.every(isCode),
	);
	const own = codes.filter(({ header }) => foldHeader(header).startsWith(foldHeader(amount.header)));
	const beside = codes.filter(({ position }) => Math.abs(position - amount.position) === 1);
	const [found, ...others] = own.length > 0 ? own : beside.length > 0 ? beside : codes;
	return others.length === 0 ? (found ?? null) : null;
}
