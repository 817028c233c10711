import { days } from '../columns';
import { defineMart, noStatistics } from '../contract';
import sql from './deal_card.sql?raw';

const text = (definition: string) => ({ type: 'text', unit: 'label', nullable: true, definition }) as const;
const day = (definition: string) => ({ type: 'date', unit: 'day', nullable: true, definition }) as const;
const money = (definition: string) =>
	({ type: 'number', unit: 'amount', nullable: true, definition }) as const;

/** One deal as it stands. */
export const dealCard = defineMart({
	name: 'deal_card',
	question: 'What is this deal?',
	grain: 'one deal',
	population: 'all',
	params: { deal_id: { type: 'text', definition: 'Id of the deal as the export writes it.' } },
	columns: {
		deal_id: { type: 'text', unit: 'key', definition: 'Id of the deal as the export writes it.' },
		deal_name: text('Name of the deal.'),
		account_name: text('Customer.'),
		owner_name: text('Owner of the deal.'),
		source_name: text('Lead source.'),
		stage: text('Stage as the export names it.'),
		outcome: { type: 'text', unit: 'label', definition: 'open, won or lost, at the as-of instant.' },
		furthest_stage: text('Furthest stage the deal is known to have reached; null is unknown.'),
		evidence: {
			type: 'text',
			unit: 'label',
			definition: 'How its reach is known: history, entry_dates, snapshots or current_stage.',
		},
		amount: money('Amount at the as-of instant, in the currency beside it.'),
		currency: text('Currency of the amount, where the export names one.'),
		original_amount: money('Amount as the export writes it, before conversion.'),
		original_currency: text('Currency of that amount.'),
		created_on: day('Day the deal started.'),
		closed_on: day('Day it was won or lost.'),
		expected_close_on: day('Day on which it is expected to close; of a closed deal as the export says.'),
		cycle_days: days('Closed − created, in days.'),
		stage_days: days(
			'Days that an open deal has been in its stage up to now, all its visits there together: metrics §4, dwell.',
		),
		now_at: { type: 'instant', unit: 'instant', nullable: true, definition: 'The as-of instant.' },
	},
	...noStatistics,
	checks: [
		{ sentence: 'an id is that of one deal', holds: (_row, rows) => rows.length === 1 },
		{
			sentence: 'only a closed deal has a close',
			holds: (row) => row.closed_on === null || row.outcome !== 'open',
		},
	],
	shareable: false,
	sql,
});
