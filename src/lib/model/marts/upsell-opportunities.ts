import { flag } from '../columns';
import { defineMart, noStatistics } from '../contract';
import buyers from '../parts/buyers.sql?raw';
import revenue from '../parts/scope_revenue.sql?raw';
import secondPurchaseSteps from '../parts/second_purchase_steps.sql?raw';
import { currencyColumn, dayColumn } from '../pipeline-columns';
import { purchaseRelations } from '../retention-scope';
import sql from './upsell_opportunities.sql?raw';

const maybeAmount = (definition: string) =>
	({ type: 'number', unit: 'amount', nullable: true, definition }) as const;

/** Metrics §9: accounts past the median time to a second purchase with no open deal. Names never leave in a link. */
export const upsellOpportunities = defineMart({
	name: 'upsell_opportunities',
	question: 'Which customers are due to buy again?',
	grain:
		'one account in scope, by expected value; none where the median time to a second purchase is not reached',
	population: 'all',
	params: {
		horizon_days: {
			type: 'integer',
			nullable: true,
			definition: 'Days ahead within which the next purchase is expected; null is 365.',
		},
		row_limit: { type: 'integer', definition: 'Most rows to return.' },
		row_offset: { type: 'integer', definition: 'Rows to pass over.' },
	},
	columns: {
		account_name: { type: 'text', unit: 'label', definition: 'Customer.' },
		purchases: { type: 'integer', unit: 'rows', definition: 'Purchases so far: orders, else deals won.' },
		first_on: dayColumn('Day of the first purchase.'),
		last_on: dayColumn('Day of the last purchase.'),
		waiting_days: { type: 'integer', unit: 'days', definition: 'Days since the last purchase.' },
		median_days: {
			type: 'integer',
			unit: 'days',
			definition: 'Kaplan–Meier median of the time to a second purchase, over all accounts in scope.',
		},
		is_subscriber: flag('A subscription of the account runs now.'),
		monthly_amount: maybeAmount('What its running subscriptions come to a month; null without any.'),
		average_amount: maybeAmount('Mean amount of its purchases that have one.'),
		chance_ratio: {
			type: 'number',
			unit: 'ratio',
			definition:
				'Chance of a purchase within the horizon by the curve of second purchases, given that there was none for so long: 1 − S(waited + horizon) ÷ S(waited). 0 where no account that waited as long has bought.',
		},
		expected_amount: maybeAmount('Expected value: chance × mean amount; null without an amount.'),
		currency: currencyColumn,
		accounts_total: { type: 'integer', unit: 'accounts', definition: 'Accounts in the whole list.' },
	},
	...noStatistics,
	checks: [
		{
			sentence: 'every account has waited longer than the median',
			holds: (row) => row.waiting_days > row.median_days,
		},
		{
			sentence: 'a chance is within 0 and 1',
			holds: (row) => row.chance_ratio >= 0 && row.chance_ratio <= 1,
		},
	],
	shareable: false,
	sql,
	relations: (scope) => ({
		...purchaseRelations(scope),
		scope_revenue: revenue,
		buyers,
		second_purchase_steps: secondPurchaseSteps,
	}),
});
