import type { Day } from '../../base/day';
import { amount, deals } from '../columns';
import { defineMart, FORECAST_PERIODS, type Support } from '../contract';
import { ForecastModel, forecastModel } from '../forecast-statistics';
import past from '../parts/forecast_past.sql?raw';
import { day, maybe, recordRelations, recordSupport, thinColumn } from './forecast-parts';

/** The period that is forecast from each month end. */
export const recordPeriod = {
	type: 'text',
	nullable: true,
	choices: FORECAST_PERIODS,
	definition: 'What is forecast from each month end: the next week, month, quarter or year; null is month.',
} as const;

/** What was forecast on a past month end, with nothing later known. Null if there was too little to learn from. */
export function pastForecast(support: Support, row: { origin_on: string; from_on: string; to_on: string }) {
	const origin = row.origin_on as Day;
	const stretch = ForecastModel.stretch(origin, row.from_on as Day, row.to_on as Day);
	return forecastModel(support).forecast(origin, stretch);
}

/** Metrics §7: the forecast's own record, beside two simple rules. */
export const forecastRecord = defineMart({
	name: 'forecast_record',
	question: 'Had we forecast on past month ends, how right would we have been?',
	grain: 'one month end of the last three years whose next period is over',
	population: 'all',
	params: { period: recordPeriod },
	columns: {
		origin_on: day('The month end at whose close the forecast is made, from what was known then.'),
		from_on: day('First day forecast.'),
		to_on: day('First day after the forecast.'),
		deals_won: deals('Deals won in those days, and not taken up again since.'),
		won_amount: amount('Their amount: what came.'),
		stage_weighted_amount: amount(
			'First simple rule: the amount of every deal open then × the share won of the closed deals that had reached its stage.',
		),
		due_weighted_amount: amount(
			'The same of the deals alone that were expected to close by the end, or on no day that was known then, as sales teams often have it.',
		),
		last_period_amount: amount('Second simple rule: the won value of as long a stretch before.'),
	},
	statistics: {
		open_expected_amount: maybe('amount', 'Expected won value of the deals open on the month end.'),
		to_come_expected_amount: maybe('amount', 'Expected won value of deals that began later.'),
		expected_amount: maybe('amount', 'The forecast: both together.'),
		p10_amount: maybe('amount', '10th percentile of the forecast.'),
		p50_amount: maybe('amount', 'Its median.'),
		p90_amount: maybe('amount', '90th percentile.'),
		error_amount: maybe('amount', 'Forecast less what came.'),
		is_inside: {
			type: 'boolean',
			unit: 'flag',
			nullable: true,
			definition: 'What came lies within the 80 % interval, from the 10th to the 90th percentile.',
		},
		thin_reason: thinColumn,
	},
	derive: (row, support) => {
		const made = pastForecast(support, row);
		const thin = forecastModel(support).origin(row.origin_on as Day)?.thin;
		return {
			open_expected_amount: made?.open_expected ?? null,
			to_come_expected_amount: made?.arrivals_expected ?? null,
			expected_amount: made?.expected ?? null,
			p10_amount: made?.p10 ?? null,
			p50_amount: made?.p50 ?? null,
			p90_amount: made?.p90 ?? null,
			error_amount: made ? made.expected - row.won_amount : null,
			is_inside: made ? row.won_amount >= made.p10 && row.won_amount <= made.p90 : null,
			thin_reason: made ? null : (thin ?? 'no dated deals in scope'),
		};
	},
	support: recordSupport,
	checks: [
		{
			sentence: 'there is a forecast, or a reason why not',
			holds: (row) => (row.expected_amount === null) === (row.thin_reason !== null),
		},
		{
			sentence: 'the percentiles stand in order',
			holds: (row) => row.p10_amount === null || row.p10_amount <= (row.p90_amount ?? 0),
		},
	],
	shareable: true,
	sql: past,
	relations: recordRelations,
});
