import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { typedTextSql } from './cell-text';
import { foldHeader } from './fold';
import type { ColumnRole } from './mapping';
import { isOfWonSale } from './presets/vocabulary';
import type { ColumnProfile, FileProfile } from './profile';

type Roles = ReadonlyMap<number, { role: ColumnRole }>;

/** The column that has a role. */
export const columnOf = (file: FileProfile, roles: Roles, wanted: ColumnRole): ColumnProfile | undefined => {
	const position = [...roles].find(([, { role }]) => role === wanted)?.[0];
	return position === undefined ? undefined : file.columns[position];
};
const isFull = ({ values, distinct }: ColumnProfile, most: number): boolean =>
	values === most && distinct === values;
const mostValues = (file: FileProfile): number => Math.max(0, ...file.columns.map(({ values }) => values));

/** What deals have several of, each with an id of its own. */
const PARTS_OF_DEALS =
	/^(?:payment|invoice|refund|charge|order|transaction|shipment|delivery|activity|task|call|meeting|email|note|ticket|quote|line|line ?item|item|document)s?[ _]?(?:id|no|number|key)$/;
const IDS_OF_LEADS = /^leads?[ _]?(?:id|no|number|key)$/;
const OUTCOMES: readonly ColumnRole[] = ['stage', 'is_won', 'is_lost', 'won_at', 'lost_at', 'entered_stage'];

/**
 * The column of ids that tells that a row is something of a deal and no deal: a payment or an activity with a status, or
 * a lead, of which some became deals. Null if the rows may be deals.
 */
export function idOfOther(file: FileProfile, roles: Roles): ColumnProfile | null {
	const id = columnOf(file, roles, 'id');
	const hasStages = [...roles.values()].some(({ role }) => OUTCOMES.includes(role));
	if (!id || hasStages) return null;
	const most = mostValues(file);
	// A deal may have the number of its quote beside its own.
	const tellsSales = columnOf(file, roles, 'status')?.samples.some((text) => isOfWonSale(foldHeader(text)));
	if (tellsSales && isFull(id, most)) return null;
	return (
		file.columns.find((column) => {
			if (column === id || !isFull(column, most)) return false;
			const header = foldHeader(column.header);
			return PARTS_OF_DEALS.test(header) || (IDS_OF_LEADS.test(header) && id.values < 0.9 * most);
		}) ?? null
	);
}

/** How many rows have the same text in a column as another one. */
export async function sharedRows(
	engine: Engine,
	file: FileProfile,
	column: ColumnProfile,
	options?: RunOptions,
): Promise<number> {
	const { rows } = await engine.query(
		`select coalesce(sum(n), 0) as shared
		from (
			select ${typedTextSql(column)} as text, count(*) as n from ${quoteName(file.raw.table)} group by all
		) as texts
		where text is not null and n > 1`,
		options,
	);
	return Number(rows[0]?.['shared']);
}

const MONEY =
	/amount|value|price|revenue|total|worth|\bsum\b|betrag|wert|summe|umsatz|preis|montant|valeur|prix|importe|monto|valor|precio|ingres|importo|valore|prezzo|bedrag|waarde|belopp|kwota|сумма|金額|金额/u;

/** A sentence of the columns that may hold what a deal is worth, where none is read so; null if there are none. */
export function tellMissingAmount(file: FileProfile, roles: Roles): string | null {
	if (columnOf(file, roles, 'amount')) return null;
	const likely = file.columns.filter(
		({ header, position, values, numbers }) =>
			!roles.has(position) && values > 0 && numbers > 0.5 && MONEY.test(foldHeader(header)),
	);
	if (likely.length === 0) return null;
	const headers = likely.map(({ header }) => `“${header}”`).join(', ');
	return `${file.raw.file}: no column is known to hold what a deal is worth, so amounts are blank. If ${likely.length === 1 ? headers : `one of ${headers}`} does, give it the role “amount”.`;
}
