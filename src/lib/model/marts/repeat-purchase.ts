import { wilsonInterval } from '../../stats/interval';
import { quantileInterval } from '../../stats/quantile-interval';
import { survivalCurve, survivalQuantile } from '../../stats/survival';
import { amount, days, ratio } from '../columns';
import { defineMart } from '../contract';
import buyers from '../parts/buyers.sql?raw';
import secondPurchaseTimes from '../parts/second_purchase_times.sql?raw';
import { currencyColumn } from '../pipeline-columns';
import { accounts } from '../retention-columns';
import { purchaseRelations } from '../retention-scope';
import sql from './repeat_purchase.sql?raw';

/** Metrics §9: how many accounts bought again, and after how long. */
export const repeatPurchase = defineMart({
	name: 'repeat_purchase',
	question: 'How many customers buy again, and how soon?',
	grain: 'one row: the accounts whose first purchase lies in the window',
	population: 'all',
	params: {},
	columns: {
		basis: {
			type: 'text',
			unit: 'label',
			definition: 'What a purchase is: orders, where a file of them was given, else deals that were won.',
		},
		accounts: accounts('Accounts with at least one purchase, the first of them in the window.'),
		accounts_repeated: accounts('Of these, accounts with at least two purchases.'),
		repeat_ratio: ratio(
			'Repeat-purchase rate: accounts with two or more purchases ÷ accounts with one or more.',
		),
		purchases: { type: 'integer', unit: 'rows', definition: 'Purchases of these accounts.' },
		median_repeated_days: days(
			'Median time from the first to the second purchase of those that bought again (type 7). Leaves out all who have not yet: read it beside the estimate.',
		),
		purchased_amount: amount('What these accounts bought; purchases without amount count as 0.'),
		currency: currencyColumn,
	},
	statistics: {
		repeat_low_ratio: ratio(
			'Lower end of the 95 % Wilson interval of the repeat-purchase rate, n = accounts.',
		),
		repeat_high_ratio: ratio('Upper end of the 95 % Wilson interval of the repeat-purchase rate.'),
		estimated_median_days: days(
			'Kaplan–Meier median of the time to the second purchase; accounts that have not bought again are censored at now. Null if fewer than half ever will by the curve.',
		),
		estimated_median_low_days: days('Lower end of the 95 % interval of that median (log-log).'),
		estimated_median_high_days: days('Upper end of that interval; null if the data set no upper end.'),
	},
	derive: (row, support) => {
		const repeat = wilsonInterval(row.accounts_repeated, row.accounts);
		const curve = survivalCurve(
			(support['times'] ?? []).map((time) => ({
				days: Number(time['days']),
				events: Number(time['events']),
				censored: Number(time['censored']),
			})),
		);
		const interval = quantileInterval(curve, 0.5);
		return {
			repeat_low_ratio: repeat?.low ?? null,
			repeat_high_ratio: repeat?.high ?? null,
			estimated_median_days: survivalQuantile(curve, 0.5),
			estimated_median_low_days: interval.low,
			estimated_median_high_days: interval.high,
		};
	},
	support: { times: secondPurchaseTimes },
	checks: [
		{ sentence: 'there is one row', holds: (_, rows) => rows.length === 1 },
		{
			sentence: 'accounts that bought again are part of those that bought',
			holds: (row) =>
				row.accounts_repeated <= row.accounts && row.purchases >= row.accounts + row.accounts_repeated,
		},
	],
	shareable: true,
	sql,
	relations: (scope) => ({ ...purchaseRelations(scope), buyers }),
});
