import { written } from '../base/written';
import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { typedTextSql } from './cell-text';
import type { Assignment } from './choose-layout';
import { namesCurrency } from './currency-column';
import { foldHeader } from './fold';
import { isOneCurrency } from './presets/currencies';
import { codeOfCurrency } from './presets/currency-names';
import { splitUnit } from './presets/header-units';
import { LAYOUTS } from './presets/layouts';
import type { ColumnProfile, FileProfile } from './profile';

/** What the columns of amounts are headed in any export, folded. */
const NAMES_OF_AMOUNTS: ReadonlySet<string> = new Set(
	LAYOUTS.flatMap(({ headers }) =>
		headers.flatMap(({ role, names }) =>
			role === 'amount' || role === 'closed_amount' ? names.map(foldHeader) : [],
		),
	),
);

/** Amounts of a deal that are another measure than its amount, by what their folded header has. Only columns of one compete. */
const OTHER_MEASURES =
	/\b(arr|acv|mrr|tcv|recurring|annual|monthly|expected|weighted|prorated|forecast|margin|profit|cost)\b/u;
const measureOf = (name: string): string => OTHER_MEASURES.exec(name.replace(/_/g, ' '))?.[1] ?? '';

type Roles = Assignment['roles'];

const columnOf = (file: FileProfile, roles: Roles, wanted: string): ColumnProfile | undefined => {
	const position = [...roles].find(([, { role }]) => role === wanted)?.[0];
	return file.columns.find((column) => column.position === position);
};

const isAre = (count: number, one: string, many: string) => (count === 1 ? one : many);

/** Columns that no role claims and whose headers name an amount and its currency. */
const furtherAmounts = (
	file: FileProfile,
	roles: Roles,
	currencyIn: (column: ColumnProfile) => string | undefined,
): ColumnProfile[] =>
	file.columns.filter(
		(column) =>
			!roles.has(column.position) && column.values > 0 && column.numbers > 0.5 && currencyIn(column),
	);

/** Rows that have an amount in one of `others` and none in `amount`. */
async function rowsElsewhere(
	engine: Engine,
	file: FileProfile,
	amount: ColumnProfile,
	others: readonly ColumnProfile[],
	options?: RunOptions,
): Promise<number> {
	const { rows } = await engine.query(
		`select count(*) as n from ${quoteName(file.raw.table)}
		where ${typedTextSql(amount)} is null and coalesce(${others.map(typedTextSql).join(', ')}) is not null`,
		options,
	);
	return Number(rows[0]?.['n']);
}

/**
 * The roles with the currency that the header of the amounts names. Of several columns of amounts that name different
 * currencies one is read and the others are not: the one that is mapped, unless another of the same name has more values,
 * or is in one currency where the mapped one is not. A column of currencies that contradicts the header is that of something else.
 * `told` are sentences of what was chosen.
 */
export async function chooseAmounts(
	engine: Engine,
	file: FileProfile,
	mapped: Roles,
	prefix?: RegExp,
	options?: RunOptions,
): Promise<{ roles: Roles; told: string[] }> {
	const roles = new Map(mapped);
	const told: string[] = [];
	const name = file.raw.file;
	const partsOf = ({ header }: ColumnProfile) => {
		const text = prefix ? header.trim().replace(prefix, '') : header;
		const own = splitUnit(text);
		return { name: foldHeader(own?.bare ?? text), currency: own?.currency ?? undefined };
	};
	const currencyIn = (column: ColumnProfile): string | undefined => {
		const own = partsOf(column);
		return NAMES_OF_AMOUNTS.has(own.name) ? own.currency : undefined;
	};
	let amount = columnOf(file, roles, 'amount');
	if (!amount) return { roles, told };
	const kind = measureOf(partsOf(amount).name);
	const further = furtherAmounts(file, roles, currencyIn).filter(
		(other) => measureOf(partsOf(other).name) === kind,
	);
	const beside = columnOf(file, roles, 'currency');
	const isOfOne = currencyIn(amount) !== undefined || (beside ? beside.distinct < 2 : namesCurrency(amount));
	const values = amount.values;
	const { name: measure } = partsOf(amount);
	const better = further
		.filter((other) => partsOf(other).name === measure)
		.filter((other) =>
			isOfOne ? currencyIn(amount!) && other.values > values : other.values >= 0.9 * values,
		)
		.sort((a, b) => b.values - a.values || a.position - b.position)[0];
	const chosen = better ?? amount;
	const own = currencyIn(chosen);
	const left = [...further, amount].filter((other) => other !== chosen && currencyIn(other) !== own);
	if (better) {
		roles.delete(amount.position);
		roles.set(better.position, { role: 'amount', exact: false });
		amount = better;
	}
	// Beside a column of currencies the others are conversions of the same amounts.
	if (left.length > 0 && (own !== undefined || !beside)) {
		for (const { position } of left) roles.set(position, { role: 'ignored', exact: false });
		const headers = left.map(({ header }) => `“${header}”`).join(', ');
		const n = await rowsElsewhere(engine, file, amount, left, options);
		told.push(
			`${name}: amounts of different currencies stand in several columns. “${amount.header}” is read as the amount${own ? `, in ${own}` : ''}; ${headers} ${isAre(left.length, 'is', 'are')} left aside, as they cannot be added.` +
				(n > 0
					? ` ${written(n)} ${isAre(n, 'row has', 'rows have')} an amount there alone, and ${isAre(n, 'counts', 'count')} as without one.`
					: ''),
		);
	}
	const closed = columnOf(file, roles, 'closed_amount');
	const ofClosed = closed && currencyIn(closed);
	// One that names none is in that of the amounts, as a CRM has both of the same deal.
	if (closed && ofClosed !== undefined && ofClosed !== own) {
		roles.set(closed.position, { role: 'ignored', exact: false });
		told.push(
			`${name}: “${closed.header}” names ${ofClosed} and “${amount.header}” ${own ?? 'no currency'}, so closed deals keep the amount of “${amount.header}”.`,
		);
	}
	if (own === undefined || (beside && !isOneCurrency(own))) return { roles, told };
	roles.set(amount.position, {
		...(roles.get(amount.position) ?? { exact: false }),
		role: 'amount',
		currency: own,
	});
	const codes = (beside?.samples ?? []).map((text) => codeOfCurrency(text) ?? text);
	if (!beside || codes.every((code) => code === own)) return { roles, told };
	roles.delete(beside.position);
	// Of amounts that were converted it is clear that they were in other currencies before.
	if (!better)
		told.push(
			`${name}: the header “${amount.header}” names ${own}, and “${beside.header}” has ${written(beside.distinct)} ${isAre(beside.distinct, 'value, another one', 'values')}: all amounts are read as ${own}, and “${beside.header}” as something else.`,
		);
	return { roles, told };
}
