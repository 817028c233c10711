import { defineMart, noStatistics } from '../contract';
import sql from './deal_changes.sql?raw';

const day = (definition: string) => ({ type: 'date', unit: 'day', nullable: true, definition }) as const;
const money = (definition: string) =>
	({ type: 'number', unit: 'amount', nullable: true, definition }) as const;

/** What was changed of one deal, as change logs and further exports tell. */
export const dealChanges = defineMart({
	name: 'deal_changes',
	question: 'How did the deal’s amount and its expected close change?',
	grain: 'one change',
	population: 'all',
	params: { deal_id: { type: 'text', definition: 'Id of the deal as the export writes it.' } },
	columns: {
		deal_id: { type: 'text', unit: 'key', definition: 'Id of the deal as the export writes it.' },
		field: { type: 'text', unit: 'label', definition: 'What changed: amount or expected_close.' },
		changed_at: { type: 'instant', unit: 'instant', definition: 'When it changed.' },
		amount_before: money('Amount before; null is none, or no change of the amount.'),
		amount_after: money('Amount from then on.'),
		expected_before_on: day('Expected close before; null is none, or no change of it.'),
		expected_after_on: day('Expected close from then on.'),
	},
	...noStatistics,
	checks: [
		{
			sentence: 'a change is to another value, of one field',
			holds: (row) =>
				row.field === 'amount'
					? row.amount_before !== row.amount_after && row.expected_after_on === null
					: row.expected_before_on !== row.expected_after_on && row.amount_after === null,
		},
	],
	shareable: false,
	sql,
});
