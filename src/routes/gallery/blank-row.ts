import type { AnyMart, RowOf } from '$lib/model/contract';

/** A row of a mart: what is given; of the rest, text is empty, counts are none and what may be undefined is null. */
export function blankRow<M extends AnyMart>(mart: M, given: Partial<RowOf<M>>): RowOf<M> {
	const row: Record<string, unknown> = {};
	for (const [name, column] of Object.entries({ ...mart.columns, ...mart.statistics })) {
		if ('nullable' in column && column.nullable) row[name] = null;
		else row[name] = column.type === 'text' ? '' : column.type === 'boolean' ? false : 0;
	}
	return { ...row, ...given } as RowOf<M>;
}
