import { quoteName, type Engine, type RunOptions } from '../../engine/engine';
import { typedTextSql } from '../cell-text';
import type { ColumnMapping, Mapping, Question } from '../mapping';
import { WORTH_LESS, WORTH_MORE } from '../presets/currencies';
import { codeOfCurrency } from '../presets/currency-names';
import type { RawFile } from '../read/raw-file';

/** Currencies offered as the one that rates are told in, where the file does not have it. */
const USUAL_BASES = ['EUR', 'USD', 'GBP'];

type Direction = 'rate' | 'inverse_rate';

const isRate = ({ role }: ColumnMapping): boolean => role === 'rate' || role === 'inverse_rate';

/** Mean rate of every currency in the file by its code, or as it is written where that is none. */
async function meanRates(
	engine: Engine,
	raw: RawFile,
	columns: readonly ColumnMapping[],
	options?: RunOptions,
): Promise<Map<string, { mean: number; isOne: boolean }>> {
	const cellOf = (column: ColumnMapping | undefined) =>
		column ? (raw.columns[column.position] ?? null) : null;
	const byRow = cellOf(columns.find(({ role }) => role === 'currency'));
	const means = new Map<string, { mean: number; isOne: boolean }>();
	for (const column of columns.filter(isRate)) {
		const cell = cellOf(column);
		if (cell === null) continue;
		const rate = `try_cast(replace(${typedTextSql(cell)}, ',', '.') as double)`;
		const currency = byRow === null ? `'${column.currency ?? ''}'` : `upper(${typedTextSql(byRow)})`;
		const { rows } = await engine.query(
			`select ${currency} as currency, avg(${rate}) as mean, bool_and(${rate} = 1) as is_one
			from ${quoteName(raw.table)} where ${rate} is not null group by 1 order by 1`,
			options,
		);
		for (const row of rows) {
			if (row['currency'] === null) continue;
			const written = String(row['currency']);
			const code = codeOfCurrency(written) ?? written;
			// One currency may stand by its name and by its code.
			const isOne = row['is_one'] === true && means.get(code)?.isOne !== false;
			means.set(code, { mean: Number(row['mean']), isOne });
		}
	}
	return means;
}

/** Which way rates go, by what some currencies are worth: a yen has never been worth a dollar. Null if nothing tells. */
function directionOf(base: string, means: ReadonlyMap<string, { mean: number }>): Direction | null {
	const votes = { rate: 0, inverse_rate: 0 };
	for (const [currency, { mean }] of means) {
		if (currency === base) continue;
		const isLess = WORTH_LESS.includes(currency) && WORTH_MORE.includes(base);
		const isMore = WORTH_MORE.includes(currency) && WORTH_LESS.includes(base);
		if (isLess) votes[mean < 1 ? 'rate' : 'inverse_rate'] += 1;
		if (isMore) votes[mean > 1 ? 'rate' : 'inverse_rate'] += 1;
	}
	if (votes.rate > 0 === votes.inverse_rate > 0) return null;
	return votes.rate > 0 ? 'rate' : 'inverse_rate';
}

function withDirection(
	columns: readonly ColumnMapping[],
	base: string,
	direction: Direction,
	why: string,
): ColumnMapping[] {
	return columns.map((column) =>
		isRate(column)
			? { ...column, role: direction, to: base, evidence: `${column.evidence}; ${why}` }
			: column,
	);
}

/**
 * The columns of a file of rates with the currency that they lead to, and which way: as headers and columns say, else
 * by the currency whose rate is 1 and by what currencies are worth. What neither tells is asked.
 */
export async function readRateDirection(
	engine: Engine,
	raw: RawFile,
	columns: readonly ColumnMapping[],
	options?: RunOptions,
): Promise<{ columns: ColumnMapping[]; questions: Question[] }> {
	const isTold =
		columns.some(({ role }) => role === 'to_currency') ||
		columns.every((column) => !isRate(column) || column.to !== undefined);
	if (isTold) return { columns: [...columns], questions: [] };
	const means = await meanRates(engine, raw, columns, options);
	const ones = [...means].filter(([, { isOne }]) => isOne).map(([currency]) => currency);
	const [one] = ones;
	const base = ones.length === 1 && one !== undefined ? one : null;
	// A role that a known export gives, as Salesforce's, is told; only its currency is not.
	const given = columns.some(({ role }) => role === 'inverse_rate') ? ('inverse_rate' as const) : null;
	const direction = base === null ? null : (given ?? directionOf(base, means));
	if (base !== null && direction !== null) {
		const why = `${base} is 1; ${direction === 'rate' ? `they are ${base} for 1 of each` : `they are of each for 1 ${base}`}`;
		return { columns: withDirection(columns, base, direction, why), questions: [] };
	}
	const bases =
		base === null ? USUAL_BASES.filter((code) => !means.has(code) || ones.includes(code)) : [base];
	const [example] = [...means].filter(([currency]) => currency !== base);
	const choices = bases.flatMap((code) => {
		const only = given ?? directionOf(code, means);
		return (['rate', 'inverse_rate'] as const)
			.filter((way) => only === null || way === only)
			.map((way) => {
				const label =
					way === 'rate'
						? `1 ${example?.[0] ?? 'unit'} = ${example?.[1].mean ?? 'rate'} ${code}`
						: `1 ${code} = ${example?.[1].mean ?? 'rate'} ${example?.[0] ?? 'units'}`;
				return {
					label,
					patch: (mapping: Mapping): Mapping => ({
						...mapping,
						files: mapping.files.map((file) =>
							file.file !== raw.file
								? file
								: { ...file, columns: withDirection(file.columns, code, way, `${label}, as answered`) },
						),
					}),
				};
			});
	});
	const question: Question = {
		code: 'ambiguous-rates',
		file: raw.file,
		text:
			base === null
				? `To which currency do the rates lead? No column says so, and no currency has the rate 1.`
				: `Are the rates ${base} for 1 of each currency, or of each for 1 ${base}? No header says so.`,
		choices,
	};
	return { columns: [...columns], questions: [question] };
}
