import type { ColumnMapping } from '../mapping';

/** What a list of subscriptions or orders without a column of amounts lacks, and the way out; null where it has one. */
export function tellLackingAmount(
	file: string,
	kind: 'subscriptions' | 'orders',
	columns: readonly ColumnMapping[],
): string | null {
	if (columns.some(({ role }) => role === 'amount')) return null;
	const [what, needed, without] =
		kind === 'subscriptions'
			? ['subscriptions', 'what each is worth a month or a year', 'Retention is told from won deals']
			: ['orders', 'what each is worth', 'Purchases are told from won deals'];
	return `${file} is a list of ${what} without an amount, so its rows are set aside: at 0 they would be contractions and expansions that never were. ${without} until it is exported with a column of ${needed}, or the column that holds it is given the role “amount”.`;
}

/**
 * Amounts of subscriptions of which nothing says for how long they are paid are read as a month's: the columns with that
 * in their evidence, and the sentences that say so.
 */
export function tellBilling(
	file: string,
	columns: readonly ColumnMapping[],
): { columns: ColumnMapping[]; doubts: string[] } {
	const isTold = columns.some(({ role }) => role === 'billing_period');
	const isOpen = ({ role, per }: ColumnMapping): boolean => role === 'amount' && per === undefined && !isTold;
	return {
		columns: columns.map((column) =>
			isOpen(column)
				? { ...column, evidence: `${column.evidence}; nothing says for how long it is paid: read as a month` }
				: column,
		),
		doubts: columns
			.filter(isOpen)
			.map(
				({ header }) =>
					`${file}: nothing says for how long “${header}” is paid, so it is read as an amount per month. If it is paid for a year, recurring revenue is twelve times too high: head the column “Amount per Year”, or give the amount "per": "year" in the mapping.`,
			),
	};
}
