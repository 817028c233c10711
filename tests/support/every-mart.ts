import type { Row } from '$lib/engine/engine';
import type { AnyMart } from '$lib/model/contract';
import { WHOLE_SCOPE, type Scope } from '$lib/model/scope';

/** Parameters that have no default of their own, by mart. */
const GIVEN: Record<string, Row> = {
	conversion_matured_by_segment: { segment: 'owner' },
	deal_list: { row_limit: 100, row_offset: 0 },
	forecast_deals: { row_limit: 100, row_offset: 0 },
	funnel_by_segment: { segment: 'owner' },
	hygiene_rows: { check_code: 'past-due', row_limit: 100, row_offset: 0 },
	ledger_changes: { row_limit: 100, row_offset: 0 },
	paths: { by_outcome: false, row_limit: 20 },
	pipeline_moves: { row_limit: 100, row_offset: 0 },
	segment_values: { segment: 'owner' },
	upsell_opportunities: { row_limit: 100, row_offset: 0 },
};

/** What a mart is asked with where a test is about every mart: nothing, but for what has no default. `more` goes before. */
export function usualParams(mart: AnyMart, more: Row = {}): Row {
	const params: Row = {};
	for (const [name, { type, nullable }] of Object.entries(mart.params)) {
		const value = more[name] ?? GIVEN[mart.name]?.[name] ?? (type === 'boolean' ? false : null);
		if (value === null && !nullable && GIVEN[mart.name]?.[name] === undefined && type !== 'text')
			throw new Error(`${mart.name} needs a value of ${name}: give it one in GIVEN.`);
		params[name] = value;
	}
	return params;
}

/** Every number in it is a finite one; else where the first is that is not, as a path. */
export function firstUnsound(rows: readonly object[]): string | null {
	for (const [index, row] of rows.entries()) {
		for (const [name, value] of Object.entries(row)) {
			if (typeof value === 'number' && !Number.isFinite(value)) return `row ${index}, ${name}: ${value}`;
			if (value === undefined) return `row ${index}, ${name} is undefined`;
		}
	}
	return null;
}

/** A scope that is bounded on both sides, for marts that compare windows. */
export const bounded = (from: string, to: string, more: Partial<Scope> = {}): Scope => ({
	...WHOLE_SCOPE,
	from: from as Scope['from'],
	to: to as Scope['to'],
	...more,
});
