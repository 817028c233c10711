import { wilsonInterval } from '../../stats/interval';
import { amount, flag, ratio } from '../columns';
import { defineMart } from '../contract';
import { currencyColumn, dayColumn } from '../pipeline-columns';
import { accounts, basisColumn } from '../retention-columns';
import { activityRelations } from '../retention-scope';
import sql from './retention_cohorts.sql?raw';

/** Metrics §9: the cohort heat map, in accounts and in money. Cells later than now are not there. */
export const retentionCohorts = defineMart({
	name: 'retention_cohorts',
	question: 'Do customers stay, month by month since they came?',
	grain: 'one cohort, a whole month that the window touches, and month since then, up to now',
	population: 'all',
	params: {},
	columns: {
		basis: basisColumn,
		cohort_on: dayColumn('First day of the month of the accounts’ first purchase, or first subscription.'),
		month_number: {
			type: 'integer',
			unit: 'months',
			definition: 'Months since then; 0 is the month itself.',
		},
		month_on: dayColumn('First day of that month.'),
		is_partial: flag('The month is not over: its numbers may still rise.'),
		accounts: accounts('Accounts of the cohort.'),
		accounts_active: accounts(
			'Of these, accounts with a subscription running in that month; without subscriptions, with a purchase in it.',
		),
		active_ratio: ratio('Active ÷ all accounts of the cohort.'),
		start_amount: amount('What the cohort came to in its first month.'),
		active_amount: amount(
			'What it came to in that month: monthly amounts on the last day of the month on which they run; without subscriptions, what was bought.',
		),
		amount_ratio: ratio('That ÷ the first month’s; null where that was nothing.'),
		currency: currencyColumn,
	},
	statistics: {
		active_low_ratio: ratio(
			'Lower end of the 95 % Wilson interval of active ÷ all, n = accounts of the cohort.',
		),
		active_high_ratio: ratio('Upper end of the 95 % Wilson interval of active ÷ all.'),
	},
	derive: (row) => {
		const active = wilsonInterval(row.accounts_active, row.accounts);
		return { active_low_ratio: active?.low ?? null, active_high_ratio: active?.high ?? null };
	},
	checks: [
		{
			sentence: 'all accounts of a cohort are active in its first month, and never more than all',
			holds: (row) =>
				row.month_number === 0 ? row.accounts_active === row.accounts : row.accounts_active <= row.accounts,
		},
		{
			sentence: 'no active accounts, no money',
			holds: (row) => row.accounts_active > 0 || row.active_amount === 0,
		},
	],
	shareable: true,
	sql,
	relations: activityRelations,
});
