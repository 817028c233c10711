import { wilsonInterval } from '../../stats/interval';
import { twoProportionTest } from '../../stats/two-proportion';
import { amount, days, deals, flag, ratio } from '../columns';
import { defineMart } from '../contract';
import comparedWindows from '../parts/compared_windows.sql?raw';
import windowResults from '../parts/window_results.sql?raw';
import sql from './headline_compared.sql?raw';

const day = (definition: string) => ({ type: 'date', unit: 'day', nullable: true, definition }) as const;
const maybe = <U extends 'amount' | 'amount_per_day' | 'ratio_change' | 'probability'>(
	unit: U,
	definition: string,
) => ({ type: 'number', unit, nullable: true, definition }) as const;
const maybeDeals = (definition: string) =>
	({ type: 'integer', unit: 'deals', nullable: true, definition }) as const;
const WHOLE = 'null unless both windows are whole and one is compared with.';

/** Metrics §5 and §2: the headline of two windows and what differs. */
export const headlineCompared = defineMart({
	name: 'headline_compared',
	question: 'How are we doing, and how were we doing before?',
	grain: 'one row: the scope',
	population: 'activity',
	params: {
		compare_from: {
			type: 'date',
			nullable: true,
			definition: 'First day of the window to compare with; both null is the equally long one just before.',
		},
		compare_to: {
			type: 'date',
			nullable: true,
			definition: 'First day after the window to compare with.',
		},
	},
	columns: {
		from_on: day('First day of the window; null is unbounded.'),
		to_on: day('First day after the window; null is unbounded.'),
		compared_from_on: day('First day of the compared window; null is unbounded or not compared.'),
		compared_to_on: day('First day after the compared window; null is unbounded or not compared.'),
		is_partial: flag('The window reaches past now: it is not over.'),
		is_compared_partial: flag('The compared window reaches past now.'),
		is_compared: flag(
			'There is a window to compare with: one was asked for, or the scope’s window has both a start and an end.',
		),
		is_comparable: flag('There is one, and both windows are whole: counts and sums may be compared.'),
		deals_created: deals('Deals started in the window.'),
		deals_won: deals('Deals won with their close in the window.'),
		deals_lost: deals('Deals lost with their close in the window.'),
		won_amount: amount('Amount of the deals won; deals without amount count as 0.'),
		lost_amount: amount('Amount of the deals lost; deals without amount count as 0.'),
		win_ratio: ratio('Win rate: won ÷ (won + lost), of deals closed in the window.'),
		win_amount_ratio: ratio('Win rate by value: won amount ÷ (won amount + lost amount).'),
		deals_won_with_amount: deals('Won deals that have an amount: the n of deal size.'),
		average_won_amount: maybe('amount', 'Average deal size: mean amount of won deals that have one.'),
		median_won_amount: maybe('amount', 'Median deal size, of won deals that have an amount (type 7).'),
		deals_won_with_cycle: deals('Won deals with both a start and a close: the n of sales cycle.'),
		average_won_cycle_days: days('Sales cycle: mean of closed − created over won deals, in days.'),
		median_won_cycle_days: days('Median of closed − created over won deals, in days (type 7).'),
		deals_in_play: deals('Opportunities: deals open at any time in the window (classic convention).'),
		velocity_amount_per_day: maybe(
			'amount_per_day',
			'Pipeline velocity: opportunities × win rate × average won deal size ÷ average won cycle in days.',
		),
		compared_deals_created: maybeDeals('Deals started in the compared window.'),
		compared_deals_won: maybeDeals('Deals won with their close in the compared window.'),
		compared_deals_lost: maybeDeals('Deals lost with their close in the compared window.'),
		compared_won_amount: maybe('amount', 'Amount of the deals won in the compared window.'),
		compared_lost_amount: maybe('amount', 'Amount of the deals lost in the compared window.'),
		compared_win_ratio: ratio('Win rate of the compared window.'),
		compared_win_amount_ratio: ratio('Win rate by value of the compared window.'),
		compared_deals_won_with_amount: maybeDeals('Won deals with an amount in the compared window.'),
		compared_average_won_amount: maybe('amount', 'Average deal size of the compared window.'),
		compared_median_won_amount: maybe('amount', 'Median deal size of the compared window.'),
		compared_deals_won_with_cycle: maybeDeals('Won deals with a cycle in the compared window.'),
		compared_average_won_cycle_days: days('Mean sales cycle of the compared window.'),
		compared_median_won_cycle_days: days('Median sales cycle of the compared window.'),
		compared_deals_in_play: maybeDeals('Opportunities of the compared window.'),
		compared_velocity_amount_per_day: maybe('amount_per_day', 'Pipeline velocity of the compared window.'),
		change_deals_created: maybeDeals(`Difference of deals started; ${WHOLE}`),
		change_deals_won: maybeDeals(`Difference of deals won; ${WHOLE}`),
		change_deals_lost: maybeDeals(`Difference of deals lost; ${WHOLE}`),
		change_won_amount: maybe('amount', `Difference of won amount; ${WHOLE}`),
		change_lost_amount: maybe('amount', `Difference of lost amount; ${WHOLE}`),
		change_win_ratio: maybe('ratio_change', 'Difference of win rates, also of a window that is not over.'),
		change_win_amount_ratio: maybe('ratio_change', 'Difference of win rates by value.'),
		change_average_won_amount: maybe('amount', 'Difference of average deal sizes.'),
		change_median_won_amount: maybe('amount', 'Difference of median deal sizes.'),
		change_average_won_cycle_days: days('Difference of mean sales cycles, in days.'),
		change_median_won_cycle_days: days('Difference of median sales cycles, in days.'),
		change_deals_in_play: maybeDeals(`Difference of opportunities; ${WHOLE}`),
		change_velocity_amount_per_day: maybe('amount_per_day', `Difference of velocities; ${WHOLE}`),
		currency: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Currency of every amount in this row; null where the data name none.',
		},
	},
	statistics: {
		win_low_ratio: ratio('Lower end of the 95 % Wilson interval of win rate, n = won + lost.'),
		win_high_ratio: ratio('Upper end of the 95 % Wilson interval of win rate.'),
		compared_win_low_ratio: ratio('Lower end of the 95 % Wilson interval of the compared win rate.'),
		compared_win_high_ratio: ratio('Upper end of the 95 % Wilson interval of the compared win rate.'),
		change_win_p: maybe(
			'probability',
			'Two-sided p of the two-proportion z-test that both windows have the same win rate; null where nothing closed in one, or all ended alike.',
		),
	},
	derive: (row) => {
		const closed = row.deals_won + row.deals_lost;
		const [comparedWon, comparedLost] = [row.compared_deals_won ?? 0, row.compared_deals_lost ?? 0];
		const interval = wilsonInterval(row.deals_won, closed);
		const compared = wilsonInterval(comparedWon, comparedWon + comparedLost);
		return {
			win_low_ratio: interval?.low ?? null,
			win_high_ratio: interval?.high ?? null,
			compared_win_low_ratio: compared?.low ?? null,
			compared_win_high_ratio: compared?.high ?? null,
			change_win_p:
				twoProportionTest(row.deals_won, closed, comparedWon, comparedWon + comparedLost)?.p ?? null,
		};
	},
	checks: [
		{
			sentence: 'there are compared numbers exactly when there is a compared window',
			holds: (row) => (row.compared_deals_won !== null) === row.is_compared,
		},
		{
			sentence: 'counts are compared of whole windows only',
			holds: (row) => (row.change_deals_won !== null) === row.is_comparable,
		},
		{
			sentence: 'a change is what is now less what was',
			holds: (row) =>
				row.change_deals_won === null ||
				row.change_deals_won === row.deals_won - (row.compared_deals_won ?? NaN),
		},
		{
			sentence: 'there is one row',
			holds: (_, rows) => rows.length === 1,
		},
	],
	shareable: true,
	sql,
	relations: () => ({ windows: comparedWindows, window_results: windowResults }),
});
