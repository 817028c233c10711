import type { Widths } from '../../chart/column-table.svelte';

/** How a reader has set up the columns of the list of deals. */
export interface ColumnSetting {
	/** Keys of those chosen; null leaves it to the width of the table. */
	shown: readonly string[] | null;
	/** Keys in the order that they were moved to; those not named follow. */
	order: readonly string[];
	/** Of those made wider or narrower, in px. */
	widths: Widths;
}

/** Setting of a workspace under which they are kept. */
export const COLUMN_SETTING = 'deal-columns';

export const AS_THE_WIDTH_ALLOWS: ColumnSetting = { shown: null, order: [], widths: {} };

export const isAsTheWidthAllows = ({ shown, order, widths }: ColumnSetting): boolean =>
	shown === null && order.length === 0 && Object.keys(widths).length === 0;

const keysIn = (value: unknown): readonly string[] | null =>
	Array.isArray(value) && value.every((key) => typeof key === 'string') ? value : null;

/** What a workspace keeps, as it may stand in any: of an earlier version there are the keys chosen alone. */
export function readColumnSetting(kept: unknown): ColumnSetting {
	const chosen = keysIn(kept);
	if (chosen) return { ...AS_THE_WIDTH_ALLOWS, shown: chosen };
	if (typeof kept !== 'object' || kept === null) return AS_THE_WIDTH_ALLOWS;
	const { shown, order, widths }: { shown?: unknown; order?: unknown; widths?: unknown } = kept;
	const sized = typeof widths === 'object' && widths !== null ? Object.entries(widths) : [];
	return {
		shown: keysIn(shown),
		order: keysIn(order) ?? [],
		widths: Object.fromEntries(
			sized.filter(([, width]: [string, unknown]) => typeof width === 'number' && width > 0),
		),
	};
}
