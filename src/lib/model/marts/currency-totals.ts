import { defineMart, noStatistics } from '../contract';
import sql from './currency_totals.sql?raw';

const amount = (definition: string) => ({ type: 'number', unit: 'amount', definition }) as const;

/** Metrics §12: totals per currency, where the data hold several. */
export const currencyTotals = defineMart({
	name: 'currency_totals',
	question: 'What are the totals of each currency?',
	grain: 'one currency that deals in scope have',
	population: 'activity',
	params: {},
	columns: {
		currency: { type: 'text', unit: 'label', nullable: true, definition: 'Currency; null is none named.' },
		deals: { type: 'integer', unit: 'deals', definition: 'Deals of the filters in this currency.' },
		deals_won: { type: 'integer', unit: 'deals', definition: 'Of these, won in the window.' },
		won_amount: amount('Amount won in the window, in this currency.'),
		lost_amount: amount('Amount lost in the window, in this currency.'),
		open_amount: amount('Amount open at the as-of instant, in this currency.'),
	},
	...noStatistics,
	checks: [{ sentence: 'won deals are part of all', holds: (row) => row.deals_won <= row.deals }],
	shareable: true,
	sql,
});
