import { written } from '../base/written';
import type { Assignment } from './choose-layout';
import { foldHeader } from './fold';
import type { ColumnRole } from './mapping';
import { splitUnit } from './presets/header-units';
import type { ColumnProfile, FileProfile } from './profile';

/** Columns in which a CRM has converted all amounts to one currency, folded. */
const CONVERTED: readonly { role: ColumnRole; names: readonly string[] }[] = [
	{
		role: 'amount',
		names: [
			'amount (converted)',
			'total amount (converted)',
			'amountconverted',
			'converted value',
			'est. revenue (base)',
			'estimatedvalue_base',
			'total amount (base)',
			'amount in company currency',
			'amount in home currency',
			'deal value in base currency',
			'amount usd',
			'amount (usd)',
			'amount_usdollar',
		],
	},
	{ role: 'closed_amount', names: ['actual revenue (base)', 'actualvalue_base'] },
	{ role: 'currency', names: ['amount (converted) currency', 'total amount (converted) currency'] },
];

/**
 * The roles with amounts of one currency in place of amounts of several, where the file has both; and a sentence that
 * says so, or null if nothing changes.
 */
export function preferConverted(
	file: FileProfile,
	roles: Assignment['roles'],
): { roles: Assignment['roles']; told: string | null } {
	const positionOf = (role: ColumnRole): number | undefined =>
		[...roles].find(([, found]) => found.role === role)?.[0];
	const columnAt = (position: number | undefined): ColumnProfile | undefined =>
		file.columns.find((column) => column.position === position);
	const currency = columnAt(positionOf('currency'));
	const amount = columnAt(positionOf('amount'));
	const named = (names: readonly string[]): ColumnProfile | undefined =>
		file.columns.find(
			({ header, values }) =>
				values > 0 &&
				[header, splitUnit(header)?.bare ?? header].some((own) => names.includes(foldHeader(own))),
		);
	const found = CONVERTED.map(({ role, names }) => ({ role, column: named(names) }));
	const converted = found.find(({ role }) => role === 'amount')?.column;
	if (!currency || currency.distinct < 2 || !amount || !converted) return { roles, told: null };
	if (converted === amount || converted.numbers <= 0.5 || converted.values < amount.values * 0.9)
		return { roles, told: null };
	const next = new Map(
		[...roles].filter(([, { role }]) => !['amount', 'closed_amount', 'currency'].includes(role)),
	);
	for (const { role, column } of found) if (column) next.set(column.position, { role, exact: true });
	return {
		roles: next,
		told: `${file.raw.file}: “${amount.header}” is in ${written(currency.distinct)} currencies, so “${converted.header}” is read as the amount: there the CRM has all of them in one.`,
	};
}
