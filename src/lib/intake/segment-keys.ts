import { foldHeader } from './fold';
import type { ColumnMapping, ColumnRole } from './mapping';

/** Roles that are segments of deals besides what else they are. */
export const SEGMENT_ROLES: readonly ColumnRole[] = [
	'owner',
	'account',
	'source',
	'pipeline',
	'lost_reason',
	'currency',
	'product',
	'team',
	'segment',
];

/** Roles of text whose values are names that files share, under their own name as key. */
const NAMED_ROLES: readonly ColumnRole[] = [...SEGMENT_ROLES, 'manager', 'job'];

/** A header as a key: letters, digits and single underscores. */
export const slug = (header: string): string =>
	foldHeader(header)
		.replace(/[^\p{L}\p{N}]+/gu, '_')
		.replace(/^_+|_+$/g, '') || 'column';

/** The key under which a column's values are filtered, joined and corrected; null if it is no such column. */
export function columnKey(column: Pick<ColumnMapping, 'role' | 'header'>): string | null {
	if (column.role === 'segment') return slug(column.header);
	return NAMED_ROLES.includes(column.role) ? column.role : null;
}
