/**
 * The roles of a table and its parts, to be spread on them. A table whose rows become blocks on a narrow screen is one
 * to those who hear it only where its roles are said: browsers take them away with the layout.
 */
export const TABLE_ROLES = {
	table: { role: 'table' },
	group: { role: 'rowgroup' },
	row: { role: 'row' },
	head: { role: 'columnheader', scope: 'col' },
	name: { role: 'rowheader', scope: 'row' },
	cell: { role: 'cell' },
} as const;
