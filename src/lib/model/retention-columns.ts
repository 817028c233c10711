import { wilsonInterval } from '../stats/interval';
import { amount, isClose, ratio } from './columns';

export const accounts = (definition: string) => ({ type: 'integer', unit: 'accounts', definition }) as const;

export const basisColumn = {
	type: 'text',
	unit: 'label',
	definition:
		'What this rests on: subscriptions, orders or deals (won ones), the first of these that the data have.',
} as const;

/** Who stayed, left and grew, as `parts/retention_results.sql` counts it. */
export const retentionColumns = {
	accounts_start: accounts(
		'Accounts active at the start. With subscriptions: one runs on the eve of the window. Else: a purchase in the equally long span before it.',
	),
	start_amount: amount(
		'Recurring revenue at the start: the monthly amounts that run on the eve. Without subscriptions: what those accounts bought in the span before.',
	),
	accounts_retained: accounts(
		'Of these, accounts still active at the end: a subscription runs on the last day; else, a purchase in the window.',
	),
	accounts_churned: accounts('Of these, accounts no longer active at the end.'),
	churn_amount: amount('What the churned accounts came to at the start.'),
	accounts_contracted: accounts('Retained accounts that come to less at the end.'),
	contraction_amount: amount('By how much less.'),
	accounts_expanded: accounts('Retained accounts that come to more at the end.'),
	expansion_amount: amount('By how much more. An account’s products are taken together.'),
	retained_amount: amount('What the retained accounts come to at the end.'),
	gross_retention_ratio: ratio(
		'GRR: (start − contraction − churn) ÷ start; at most 1, null where the start comes to nothing or less.',
	),
	net_retention_ratio: ratio('NRR: (start + expansion − contraction − churn) ÷ start.'),
	logo_retention_ratio: ratio('Accounts still active ÷ accounts at the start.'),
	accounts_upsold: accounts(
		'Of the accounts at the start, those with a deal won in the window, or a higher amount at its end.',
	),
	upsell_ratio: ratio('Upsell rate: accounts upsold ÷ accounts at the start.'),
	accounts_new: accounts('Active at the end, and never before the window: in none of the rates.'),
	new_amount: amount('What the new accounts come to at the end.'),
	accounts_reactivated: accounts(
		'Active at the end and not at the start, but before that: in none of the rates.',
	),
	reactivated_amount: amount('What the accounts that came back come to at the end.'),
} as const;

export const retentionIntervalColumns = {
	logo_low_ratio: ratio(
		'Lower end of the 95 % Wilson interval of logo retention, n = accounts at the start.',
	),
	logo_high_ratio: ratio('Upper end of the 95 % Wilson interval of logo retention.'),
	upsell_low_ratio: ratio(
		'Lower end of the 95 % Wilson interval of the upsell rate, n = accounts at the start.',
	),
	upsell_high_ratio: ratio('Upper end of the 95 % Wilson interval of the upsell rate.'),
} as const;

interface Retained {
	accounts_start: number;
	accounts_retained: number;
	accounts_churned: number;
	accounts_upsold: number;
	accounts_expanded: number;
	accounts_contracted: number;
	start_amount: number;
	churn_amount: number;
	contraction_amount: number;
	expansion_amount: number;
	retained_amount: number;
	gross_retention_ratio: number | null;
	net_retention_ratio: number | null;
}

/** The 95 % Wilson intervals of the rates of `retentionColumns`; money ratios have none. */
export function retentionIntervals(
	row: Pick<Retained, 'accounts_start' | 'accounts_retained' | 'accounts_upsold'>,
) {
	const logo = wilsonInterval(row.accounts_retained, row.accounts_start);
	const upsell = wilsonInterval(row.accounts_upsold, row.accounts_start);
	return {
		logo_low_ratio: logo?.low ?? null,
		logo_high_ratio: logo?.high ?? null,
		upsell_low_ratio: upsell?.low ?? null,
		upsell_high_ratio: upsell?.high ?? null,
	};
}

/** What `retentionColumns` promise of each other. */
export const retentionChecks = [
	{
		sentence: 'at the start = retained + churned, in accounts',
		holds: (row: Retained) => row.accounts_start === row.accounts_retained + row.accounts_churned,
	},
	{
		sentence: 'start + expansion − contraction − churn = what the retained come to at the end',
		holds: (row: Retained) =>
			isClose(
				row.start_amount + row.expansion_amount - row.contraction_amount - row.churn_amount,
				row.retained_amount,
			),
	},
	{
		sentence: 'gross retention is at most 1, and no more than net',
		holds: (row: Retained) =>
			row.gross_retention_ratio === null ||
			(row.gross_retention_ratio <= 1 + 1e-9 &&
				row.gross_retention_ratio <= (row.net_retention_ratio ?? 0) + 1e-9),
	},
	{
		sentence: 'accounts that grew, shrank or were upsold are part of those at the start',
		holds: (row: Retained) =>
			row.accounts_expanded + row.accounts_contracted <= row.accounts_retained &&
			row.accounts_upsold <= row.accounts_start,
	},
];
