import { written } from '../base/written';
import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { withListIds } from './list-ids';
import type { ColumnRole, FileMapping } from './mapping';
import { codeOfCurrency } from './presets/currency-names';
import { columnsOf, hasRole, joinedIdSql, mappedFiles, roleSql, type MappedFile } from './project-sql';
import type { RawFile } from './read/raw-file';

/** Deals whose amounts are compared, chosen by the hash of their id. */
const SOME_DEALS = 5_000;
/** Fewer deals than this prove no cents, but in the log of a CRM that is known to write them. */
const LEAST_DEALS = 5;
const WRITES_CENTS: readonly string[] = ['close.status_changes'];

const amounts = (file: MappedFile, also: string): string =>
	`select ${joinedIdSql(file)} as deal_id, cast(${roleSql(file, 'amount')} as double) as amount${also}
	from ${quoteName(file.raw.table)}`;

/**
 * Leaves the amounts of a log aside where their header names a currency that the list of deals does not: they would be
 * taken for earlier amounts of deals in another currency. Amends the mappings; returns sentences that say so.
 * `currenciesOf` are the values of a column of currencies of a file.
 */
export function leaveForeignAmounts(
	mappings: readonly FileMapping[],
	currenciesOf: (file: string, position: number) => readonly string[],
): string[] {
	const columnOf = ({ columns }: FileMapping, wanted: ColumnRole) =>
		columns.find(({ role }) => role === wanted);
	const named = new Set(
		mappings.flatMap((list) => {
			const amount = list.kind === 'deals' ? columnOf(list, 'amount') : undefined;
			const codes = columnOf(list, 'currency');
			if (!amount) return [];
			const own = amount.currency ?? '';
			if (!codes) return [amount.codes?.[own] ?? own];
			return currenciesOf(list.file, codes.position).map((text) => codeOfCurrency(text) ?? text.trim());
		}),
	);
	return mappings.flatMap((log) => {
		const amount = log.kind === 'stage_history' ? columnOf(log, 'amount') : undefined;
		if (amount?.currency === undefined || named.size === 0) return [];
		if (named.size === 1 && named.has(amount.currency)) return [];
		amount.role = 'ignored';
		return [
			`${log.file}: the amounts under “${amount.header}” are not used, as those of the list of deals are not all in ${amount.currency}.`,
		];
	});
}

/**
 * Divides the amounts of a log by a hundred where it writes them in cents and the list of deals does not: where the last
 * amount of nine in ten of its deals is a hundred times that of the deal. Amends the mappings.
 */
export async function matchLogAmounts(
	engine: Engine,
	raws: readonly RawFile[],
	mappings: readonly FileMapping[],
	options?: RunOptions,
): Promise<void> {
	const given = mappedFiles(raws, mappings).filter((file) => hasRole(file, 'amount') && hasRole(file, 'id'));
	await withListIds(engine, given, options, (files) => divideCents(engine, files, options));
}

async function divideCents(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<void> {
	const lists = files.filter(({ mapping }) => mapping.kind === 'deals');
	if (lists.length === 0) return;
	for (const log of files.filter(({ mapping }) => mapping.kind === 'stage_history')) {
		const column = columnsOf(log, 'amount')[0];
		if (column?.reading.as !== 'number' || column.reading.divisor !== undefined) continue;
		const { rows } = await engine.query(
			`with logged as (
				select deal_id, amount
				from (${amounts(log, `, ${roleSql(log, 'changed_at', 'timestamp')} as changed_at, row_no`)}) as rows_of_log
				where deal_id is not null and amount <> 0 and changed_at is not null
				qualify row_number() over (partition by deal_id order by changed_at desc, row_no desc) = 1
			),
			compared as (select * from logged order by hash(deal_id), deal_id limit ${SOME_DEALS})
			select count(*) as n, count(*) filter (abs(compared.amount - 100 * listed.amount) < 1) as in_cents
			from compared
			inner join (
				select deal_id, max(amount) as amount from (${lists.map((file) => amounts(file, '')).join(' union all ')}) as listed
				where amount <> 0 group by deal_id
			) as listed on listed.deal_id = compared.deal_id`,
			options,
		);
		const [n, inCents] = [Number(rows[0]?.['n'] ?? 0), Number(rows[0]?.['in_cents'] ?? 0)];
		if (n < (WRITES_CENTS.includes(log.mapping.layout) ? 1 : LEAST_DEALS) || inCents < 0.9 * n) continue;
		column.reading.divisor = 100;
		column.evidence = `${column.evidence}; the last amounts of ${written(inCents)} of ${written(n)} deals are a hundred times those of the list: cents, divided by 100`;
	}
}
