import { velocityChange, type VelocityFactor } from '../../stats/decomposition';
import { wilsonInterval } from '../../stats/interval';
import { amount, days, deals, flag, ratio } from '../columns';
import { defineMart } from '../contract';
import { periodParam } from '../pipeline-columns';
import windowResults from '../parts/window_results.sql?raw';
import { trendRelations } from '../trend-relations';
import sql from './velocity_trend.sql?raw';

const day = (definition: string) => ({ type: 'date', unit: 'day', definition }) as const;
const maybe = <U extends 'amount' | 'amount_per_day' | 'deals' | 'logarithm' | 'share'>(
	unit: U,
	definition: string,
) => ({ type: 'number', unit, nullable: true, definition }) as const;

/** Metrics §5: the four factors of pipeline velocity in each period, and what each adds to its change. */
export const velocityTrend = defineMart({
	name: 'velocity_trend',
	question: 'Are we speeding up, and why?',
	grain: 'one calendar period of the window, from the first fact in it to now',
	population: 'activity',
	params: { period: periodParam },
	columns: {
		period_on: day('First day of the calendar period, also where the window begins inside it.'),
		from_on: day('First day counted: the period clipped to the window.'),
		to_on: day('First day not counted: the end of the period, of the window, or the day after now.'),
		is_partial: flag(
			'The period is not over, or the window cuts it: never to be compared as if it were whole.',
		),
		window_days: { type: 'integer', unit: 'days', definition: 'Days counted.' },
		deals_created: deals('Deals started in the period.'),
		deals_in_play: deals('Opportunities: deals open at any time in the period (classic convention).'),
		deals_won: deals('Deals won with their close in the period.'),
		deals_lost: deals('Deals lost with their close in the period.'),
		win_ratio: ratio('Win rate: won ÷ (won + lost), of deals closed in the period.'),
		won_amount: amount('Amount of the deals won; deals without amount count as 0.'),
		deals_won_with_amount: deals('Won deals that have an amount: the n of deal size.'),
		average_won_amount: maybe('amount', 'Average deal size: mean amount of won deals that have one.'),
		deals_won_with_cycle: deals('Won deals with both a start and a close: the n of sales cycle.'),
		average_won_cycle_days: days('Sales cycle: mean of closed − created over won deals, in days.'),
		velocity_amount_per_day: maybe(
			'amount_per_day',
			'Pipeline velocity, classic: opportunities × win rate × average won deal size ÷ average won cycle in days.',
		),
		won_amount_per_day: maybe('amount_per_day', 'Won value per day: won amount ÷ days counted.'),
		deals_open_average: maybe(
			'deals',
			'Number of open deals averaged over time: the days that all deals together were open in the period ÷ days counted. Deals without a start, and closed ones without a close, are left out.',
		),
		deals_closed_with_cycle: deals(
			'Deals closed in the period with both a start and a close: the n of mean residence.',
		),
		average_closed_cycle_days: days(
			'Mean residence: closed − created in days over all deals closed in the period, won and lost.',
		),
		flow_velocity_amount_per_day: maybe(
			'amount_per_day',
			'Pipeline velocity, flow convention: time-averaged open deals × win rate × average won deal size ÷ mean residence of all exits. By Little’s law close to won value per day where the pipeline is steady.',
		),
		before_deals_in_play: {
			type: 'integer',
			unit: 'deals',
			nullable: true,
			definition: 'Opportunities of the period before; null unless both periods are whole.',
		},
		before_win_ratio: ratio('Win rate of the period before; null unless both periods are whole.'),
		before_average_won_amount: maybe(
			'amount',
			'Average deal size of the period before; null unless both periods are whole.',
		),
		before_average_won_cycle_days: days('Sales cycle of the period before; null unless both are whole.'),
		currency: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Currency of every amount in this row; null where the data name none.',
		},
		deals_without_amount: deals(
			'Deals won or lost in the period without an amount: they count as 0 in value.',
		),
		deals_in_other_currencies: deals(
			'Deals closed in the period whose amount is of another currency: in the counts and in no amount.',
		),
	},
	statistics: {
		win_low_ratio: ratio('Lower end of the 95 % Wilson interval of win rate, n = won + lost.'),
		win_high_ratio: ratio('Upper end of the 95 % Wilson interval of win rate.'),
		velocity_log: maybe(
			'logarithm',
			'ln(V ÷ V of the period before), classic convention; null unless both periods are whole and all factors above 0.',
		),
		deals_in_play_log: maybe('logarithm', 'Part of opportunities in it: ln of their quotient.'),
		win_log: maybe('logarithm', 'Part of win rate in it: ln of its quotient.'),
		won_amount_log: maybe('logarithm', 'Part of deal size in it: ln of its quotient.'),
		won_cycle_log: maybe('logarithm', 'Part of sales cycle in it: −ln of its quotient.'),
		deals_in_play_share: maybe(
			'share',
			'Opportunities’ share of the change: its part ÷ the whole; null if there was none.',
		),
		win_share: maybe('share', 'Win rate’s share of the change.'),
		won_amount_share: maybe('share', 'Deal size’s share of the change.'),
		won_cycle_share: maybe('share', 'Sales cycle’s share of the change.'),
	},
	derive: (row) => {
		const interval = wilsonInterval(row.deals_won, row.deals_won + row.deals_lost);
		const { log_change, factors } = velocityChange(
			{
				opportunities: row.before_deals_in_play,
				win_ratio: row.before_win_ratio,
				deal_amount: row.before_average_won_amount,
				cycle_days: row.before_average_won_cycle_days,
			},
			{
				opportunities: row.deals_in_play,
				win_ratio: row.win_ratio,
				deal_amount: row.average_won_amount,
				cycle_days: row.average_won_cycle_days,
			},
		);
		const part = (name: VelocityFactor) => factors.find(({ factor }) => factor === name);
		return {
			win_low_ratio: interval?.low ?? null,
			win_high_ratio: interval?.high ?? null,
			velocity_log: log_change,
			deals_in_play_log: part('opportunities')?.log_change ?? null,
			win_log: part('win_ratio')?.log_change ?? null,
			won_amount_log: part('deal_amount')?.log_change ?? null,
			won_cycle_log: part('cycle_days')?.log_change ?? null,
			deals_in_play_share: part('opportunities')?.share ?? null,
			win_share: part('win_ratio')?.share ?? null,
			won_amount_share: part('deal_amount')?.share ?? null,
			won_cycle_share: part('cycle_days')?.share ?? null,
		};
	},
	checks: [
		{
			sentence: 'win rate is null exactly when nothing closed',
			holds: (row) => (row.win_ratio === null) === (row.deals_won + row.deals_lost === 0),
		},
		{
			sentence: 'the four logarithms add up to that of velocity',
			holds: (row) =>
				row.velocity_log === null ||
				Math.abs(
					row.velocity_log -
						(row.deals_in_play_log ?? NaN) -
						(row.win_log ?? NaN) -
						(row.won_amount_log ?? NaN) -
						(row.won_cycle_log ?? NaN),
				) <= 1e-9,
		},
		{
			sentence: 'a partial period is not split',
			holds: (row) => !row.is_partial || row.velocity_log === null,
		},
		{
			sentence: 'no more deals are open on average than at any time',
			holds: (row) => (row.deals_open_average ?? 0) <= row.deals_in_play + 1e-9,
		},
		{
			sentence: 'a period holds at least one day',
			holds: (row) => row.window_days > 0 && row.from_on < row.to_on,
		},
	],
	adds: [
		{
			over: 'period_on',
			columns: [
				'window_days',
				'deals_created',
				'deals_won',
				'deals_lost',
				'won_amount',
				'deals_won_with_amount',
				'deals_won_with_cycle',
				'deals_closed_with_cycle',
				'deals_without_amount',
				'deals_in_other_currencies',
			],
		},
	],
	shareable: true,
	sql,
	relations: () => ({ ...trendRelations, window_results: windowResults }),
});
