import { defineMart } from '../contract';
import { wilsonInterval } from '../../stats/interval';
import sql from './headline.sql?raw';

const count = (definition: string) => ({ type: 'integer', unit: 'deals', definition }) as const;
const amount = (definition: string) => ({ type: 'number', unit: 'amount', definition }) as const;
const maybe = <U extends 'amount' | 'ratio' | 'days' | 'amount_per_day'>(unit: U, definition: string) =>
	({ type: 'number', unit, nullable: true, definition }) as const;

/** Metrics §5: the numbers one asks for first. One row, also of an empty scope. */
export const headline = defineMart({
	name: 'headline',
	question: 'How are we doing?',
	grain: 'one row: the scope',
	population: 'activity',
	params: {},
	columns: {
		deals_created: count('Deals started in the window.'),
		deals_won: count('Deals won with their close in the window.'),
		deals_lost: count('Deals lost with their close in the window.'),
		won_amount: amount('Amount of the deals won; deals without amount count as 0.'),
		lost_amount: amount('Amount of the deals lost; deals without amount count as 0.'),
		win_ratio: maybe(
			'ratio',
			'Win rate: won ÷ (won + lost), of deals closed in the window. Open deals are in neither.',
		),
		win_amount_ratio: maybe('ratio', 'Win rate by value: won amount ÷ (won amount + lost amount).'),
		deals_won_with_amount: count('Won deals that have an amount: the n of deal size.'),
		average_won_amount: maybe('amount', 'Average deal size: mean amount of won deals that have one.'),
		median_won_amount: maybe('amount', 'Median deal size, of won deals that have an amount (type 7).'),
		deals_won_with_cycle: count('Won deals with both a start and a close: the n of sales cycle.'),
		average_won_cycle_days: maybe('days', 'Sales cycle: mean of closed − created over won deals, in days.'),
		median_won_cycle_days: maybe('days', 'Median of closed − created over won deals, in days (type 7).'),
		average_closed_cycle_days: maybe('days', 'Mean of closed − created over all closed deals, in days.'),
		deals_in_play: count('Opportunities: deals open at any time in the window (classic convention).'),
		velocity_amount_per_day: maybe(
			'amount_per_day',
			'Pipeline velocity: opportunities × win rate × average won deal size ÷ average won cycle in days.',
		),
		deals_open: count('Deals open at the as-of instant, whenever they began.'),
		deals_open_with_amount: count('Deals open at the as-of instant that have an amount.'),
		open_amount: amount('Amount of the open pipeline at the as-of instant; deals without amount count as 0.'),
		deals_without_start: count('Deals of the filters that are in no window because they have no start.'),
		deals_without_amount: count(
			'Deals won or lost in the window without an amount: they count as 0 in value.',
		),
		currency: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Currency of every amount in this row; null where the data name none.',
		},
		deals_in_other_currencies: count(
			'Deals closed in the window whose amount is of another currency: they are in the counts and in no amount.',
		),
	},
	statistics: {
		win_low_ratio: maybe('ratio', 'Lower end of the 95 % Wilson interval of win rate, n = won + lost.'),
		win_high_ratio: maybe('ratio', 'Upper end of the 95 % Wilson interval of win rate.'),
	},
	derive: (row) => {
		const interval = wilsonInterval(row.deals_won, row.deals_won + row.deals_lost);
		return { win_low_ratio: interval?.low ?? null, win_high_ratio: interval?.high ?? null };
	},
	checks: [
		{
			sentence: 'win rate is null exactly when nothing closed',
			holds: (row) => (row.win_ratio === null) === (row.deals_won + row.deals_lost === 0),
		},
		{
			sentence: 'velocity is its four inputs',
			holds: (row) =>
				row.velocity_amount_per_day === null ||
				Math.abs(
					row.velocity_amount_per_day -
						(row.deals_in_play * (row.win_ratio ?? NaN) * (row.average_won_amount ?? NaN)) /
							(row.average_won_cycle_days ?? NaN),
				) <=
					1e-9 * Math.abs(row.velocity_amount_per_day),
		},
	],
	shareable: true,
	sql,
});
