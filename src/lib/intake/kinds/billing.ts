import type { ColumnMapping } from '../mapping';

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
