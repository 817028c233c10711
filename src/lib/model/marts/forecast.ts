import type { Day } from '../../base/day';
import { amount, deals, flag, isClose } from '../columns';
import { defineMart, FORECAST_PERIODS } from '../contract';
import { DRAWS, SEED } from '../forecast-origin';
import { ForecastModel, forecastModel } from '../forecast-statistics';
import { day, forecastRelations, forecastSupport, maybe, thinColumn } from './forecast-parts';
import sql from './forecast.sql?raw';

/** Metrics §7: what will be won by the end of a period, of open deals and of deals that do not exist yet. */
export const forecast = defineMart({
	name: 'forecast',
	question: 'What will come by the end of the period?',
	grain: 'one calendar period, from the one that holds the day after now',
	population: 'all',
	params: {
		period: {
			type: 'text',
			nullable: true,
			choices: FORECAST_PERIODS,
			definition: 'week (from Monday), week_sunday, week_saturday, month, quarter or year; null is quarter.',
		},
		periods: { type: 'integer', nullable: true, definition: 'How many periods; null is 2.' },
	},
	columns: {
		period_on: day('First day of the calendar period.'),
		from_on: day('First day forecast: the first of the period, or the day after now.'),
		to_on: day('First day after the period.'),
		now_on: day('The day at whose end the forecast is made.'),
		is_partial: flag('The period has begun: part of it is won already.'),
		deals_won: deals('Deals won in the period up to now.'),
		won_amount: amount('Their amount; deals without amount count as 0.'),
		deals_open: deals('Deals open now.'),
		open_amount: amount('Their amount; deals without amount count as 0.'),
		deals_open_without_amount: deals(
			'Open deals without an amount: whatever their chance, they add nothing.',
		),
		deals_not_forecast: deals('Open deals without a start or a dated stage: nothing tells their age.'),
		deals_due: deals('Open deals whose expected close lies in the period.'),
		due_amount: amount('Their amount.'),
	},
	statistics: {
		open_expected_deals: maybe(
			'deals',
			'Expected number of open deals won in the period: the sum of their chances by stage, age in it and band of amounts, times the level of wins in past forecasts of the same stretch: those that came ÷ those expected, leaning to 1 where few came, of a year ago counting half.',
		),
		open_expected_amount: maybe('amount', 'Expected won value of open deals: Σ chance × amount.'),
		to_come_expected_deals: maybe(
			'deals',
			'Expected wins of deals that do not exist yet: begun at the rate of the last twelve months, won in time by the same chances and at the same level.',
		),
		to_come_expected_amount: maybe(
			'amount',
			'Their expected value: expected wins × mean amount of the latest 300 wins.',
		),
		expected_amount: maybe('amount', 'Won so far + expected of open deals + expected of deals to come.'),
		p10_amount: maybe(
			'amount',
			'10th percentile of the period’s won value, won so far included, over 2,000 draws.',
		),
		p50_amount: maybe('amount', 'Median of the same.'),
		p90_amount: maybe('amount', '90th percentile of the same: with the 10th, the 80 % interval.'),
		shared_error_ratio: maybe(
			'ratio',
			'By how much all chances were off together in past forecasts of the same stretch, as a standard deviation, and at least by how much their level may be: the interval is wider by it.',
		),
		forecasts_behind: {
			type: 'integer',
			unit: 'rows',
			nullable: true,
			definition: 'Past month ends whose forecasts of the same stretch the level and the interval rest on.',
		},
		thin_reason: thinColumn,
		draws: { type: 'integer', unit: 'rows', definition: 'Draws of the simulation.' },
		seed: { type: 'integer', unit: 'key', definition: 'Seed of its random numbers.' },
	},
	derive: (row, support) => {
		const model = forecastModel(support);
		const today = row.now_on as Day;
		const made = model.forecast(today, ForecastModel.stretch(today, row.from_on as Day, row.to_on as Day));
		const plus = (value: number | undefined) => (value === undefined ? null : row.won_amount + value);
		return {
			open_expected_deals: made?.open_expected_deals ?? null,
			open_expected_amount: made?.open_expected ?? null,
			to_come_expected_deals: made?.arrivals_expected_deals ?? null,
			to_come_expected_amount: made?.arrivals_expected ?? null,
			expected_amount: plus(made?.expected),
			p10_amount: plus(made?.p10),
			p50_amount: plus(made?.p50),
			p90_amount: plus(made?.p90),
			shared_error_ratio: made ? Math.sqrt(made.sharedVariance) : null,
			forecasts_behind: made?.past ?? null,
			thin_reason: made ? null : (model.origin(today)?.thin ?? 'no dated deals in scope'),
			draws: DRAWS,
			seed: SEED,
		};
	},
	support: forecastSupport,
	checks: [
		{
			sentence: 'expected = won + open deals + deals to come',
			holds: (row) =>
				row.expected_amount === null ||
				isClose(
					row.expected_amount,
					row.won_amount + (row.open_expected_amount ?? 0) + (row.to_come_expected_amount ?? 0),
				),
		},
		{
			sentence: 'the percentiles stand in order',
			holds: (row) =>
				row.p10_amount === null ||
				(row.p10_amount <= (row.p50_amount ?? 0) && (row.p50_amount ?? 0) <= (row.p90_amount ?? 0)),
		},
		{
			sentence: 'there is a forecast, or a reason why not',
			holds: (row) => (row.expected_amount === null) === (row.thin_reason !== null),
		},
		{
			sentence: 'no more open deals are expected to be won in a period than are open',
			holds: (row) => (row.open_expected_deals ?? 0) <= row.deals_open + 1e-6,
		},
	],
	shareable: true,
	sql,
	relations: forecastRelations,
});
