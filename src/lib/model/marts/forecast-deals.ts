import type { Day } from '../../base/day';
import { ratio } from '../columns';
import { defineMart, FORECAST_PERIODS } from '../contract';
import { ForecastModel, forecastModel } from '../forecast-statistics';
import { day, forecastRelations, forecastSupport, maybe, thinColumn } from './forecast-parts';
import sql from './forecast_deals.sql?raw';

const text = (definition: string) => ({ type: 'text', unit: 'label', nullable: true, definition }) as const;

/** Metrics §7: the chance of each open deal. Rows of single deals never leave in a link. */
export const forecastDeals = defineMart({
	name: 'forecast_deals',
	question: 'How likely is each open deal to be won in time?',
	grain: 'one open deal whose stage is dated, largest first',
	population: 'all',
	params: {
		period: {
			type: 'text',
			nullable: true,
			choices: FORECAST_PERIODS,
			definition:
				'Won by the end of the week, month, quarter or year that holds the day after now; null is quarter.',
		},
		row_limit: { type: 'integer', definition: 'Most rows to return.' },
		row_offset: { type: 'integer', definition: 'Rows to pass over.' },
	},
	columns: {
		deal_id: text('Id of the deal as the export writes it.'),
		deal_name: text('Name of the deal.'),
		account_name: text('Account of the deal.'),
		owner_name: text('Owner of the deal.'),
		stage_rank: { type: 'integer', unit: 'key', definition: 'Rank of the stage it is in; 0 is not known.' },
		stage: text('Name of that stage; null is not known.'),
		entered_on: day('Day on which it entered the stage.'),
		age_days: { type: 'integer', unit: 'days', definition: 'Whole days since then.' },
		amount: maybe('amount', 'Its amount; null adds nothing to a forecast.'),
		amount_band: {
			type: 'integer',
			unit: 'key',
			definition: 'Deals of like amount: half a power of ten a band; -1 without an amount.',
		},
		expected_close_on: {
			type: 'date',
			unit: 'day',
			nullable: true,
			definition: 'Expected close as the export says; the forecast does not use it.',
		},
		now_on: day('The day at whose end the forecast is made.'),
		from_on: day('First day forecast.'),
		to_on: day('First day after the period.'),
	},
	statistics: {
		win_chance_ratio: ratio(
			'Chance of being won from tomorrow to the end of the period, by stage, age and amount, at the level of the record.',
		),
		expected_amount: maybe('amount', 'Chance × amount.'),
		thin_reason: thinColumn,
	},
	derive: (row, support) => {
		const today = row.now_on as Day;
		const model = forecastModel(support);
		const stretch = ForecastModel.stretch(today, row.from_on as Day, row.to_on as Day);
		const origin = model.origin(today);
		const thin = origin ? origin.thin : 'no dated deals in scope';
		const chance =
			origin && thin === null
				? origin.chance(
						{ stage: row.stage_rank, age: row.age_days, group: row.amount_band },
						stretch,
						model.level(today, stretch).factor,
					)
				: null;
		return {
			win_chance_ratio: chance,
			expected_amount: chance === null ? null : chance * (row.amount ?? 0),
			thin_reason: thin,
		};
	},
	support: forecastSupport,
	checks: [
		{
			sentence: 'a chance lies within 0 and 1',
			holds: (row) =>
				row.win_chance_ratio === null || (row.win_chance_ratio >= 0 && row.win_chance_ratio <= 1),
		},
	],
	shareable: false,
	sql,
	relations: forecastRelations,
});
