import { ProblemError } from '../base/problem';
import type { Catalog } from './catalog';
import { segmentColumn } from './compile';

/** A column that a list of deals is ordered by, and which way. */
export interface OrderKey {
	column: string;
	descending: boolean;
}

/** What a segment of the data is called among the columns of a list. */
export const SEGMENT_PREFIX = 'segment.';

/** What each column is ordered by, in `deal_list.sql`; ends are ordered by name, as the words that are shown are. */
const ORDERED_BY: Record<string, string> = {
	deal_id: 'd.external_id',
	deal_name: 'd.deal_name',
	account_name: 'd.account_name',
	owner_name: 'd.owner_name',
	source_name: 'd.source_name',
	stage: 'd.stage_label',
	outcome: "case l.outcome_code when 1 then 'won' when 2 then 'lost' else 'open' end",
	currency: 'd.currency',
	evidence: `case l.evidence_code
		when 1 then 'history' when 2 then 'entry_dates' when 3 then 'snapshots' else 'current_stage'
	end`,
	source_file: 'd.source_file',
	source_line: 'd.source_line',
	furthest_stage: 'l.furthest_rank',
	amount: 'stood.amount',
	created_on: 'l.created_on',
	closed_on: 'l.closed_on',
	expected_close_on: 'case when l.outcome_code = 0 then due.expected_close_on else d.expected_close_on end',
	cycle_days: 'l.cycle_us',
	stage_days: 't.dwell_us',
};

interface SqlKey {
	expression: string;
	way: 'asc' | 'desc';
}

/** What is looked at first where no order is asked for: what is still to be won, by its worth, then what was decided last. */
const UNASKED: readonly SqlKey[] = [
	{ expression: 'l.outcome_code <> 0', way: 'asc' },
	{ expression: 'case when l.outcome_code = 0 then l.amount end', way: 'desc' },
	{ expression: 'coalesce(l.closed_on, l.created_on)', way: 'desc' },
];

function expressionOf(column: string, catalog: Pick<Catalog, 'segments'>): string | null {
	if (Object.hasOwn(ORDERED_BY, column)) return ORDERED_BY[column] ?? null;
	if (!column.startsWith(SEGMENT_PREFIX)) return null;
	const key = column.slice(SEGMENT_PREFIX.length);
	const index = catalog.segments.findIndex((segment) => segment.key === key);
	return index < 0 ? null : `d.${segmentColumn(index)}`;
}

/** Whether a list of these data can be ordered by `column`. */
export const isOrderColumn = (column: string, catalog: Pick<Catalog, 'segments'>): boolean =>
	expressionOf(column, catalog) !== null;

/** The order as the parameter of the list takes it: `amount!,owner_name`; null is the order that is asked for nowhere. */
export const orderText = (order: readonly OrderKey[]): string | null =>
	order.length === 0
		? null
		: order.map(({ column, descending }) => column + (descending ? '!' : '')).join(',');

/**
 * The SQL that an order compiles to. Columns keep their own types, and relations that no column asks for are not
 * joined: a million deals are put in order by their keys alone. Throws ProblemError for a column that there is not.
 */
export function orderSql(text: string | null, catalog: Pick<Catalog, 'segments'>): Record<string, string> {
	const asked = (text ?? '')
		.split(',')
		.filter((part) => part !== '')
		.map((part): SqlKey => {
			const column = part.replace(/!$/, '');
			const expression = expressionOf(column, catalog);
			if (expression === null)
				throw new ProblemError({
					code: 'unknown-column',
					message: `The list of deals has no column “${column}” to be ordered by.`,
					wayOut: `There are ${[...Object.keys(ORDERED_BY), ...catalog.segments.map(({ key }) => SEGMENT_PREFIX + key)].join(', ')}.`,
				});
			return { expression, way: part.endsWith('!') ? 'desc' : 'asc' };
		});
	const keys = asked.length > 0 ? asked : UNASKED;
	const reads = (relation: string) =>
		String(keys.some(({ expression }) => new RegExp(`\\b${relation}\\.`).test(expression)));
	return {
		order_values: keys.map(({ expression }, index) => `${expression} as order_${index + 1}`).join(',\n'),
		order: [...keys.map(({ way }, index) => `order_${index + 1} ${way} nulls last`), 'deal_key'].join(', '),
		ordered_by_texts: reads('d'),
		ordered_by_amount: reads('stood'),
		ordered_by_due: reads('due'),
		ordered_by_time: reads('t'),
	};
}
