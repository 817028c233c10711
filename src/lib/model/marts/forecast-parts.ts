import arrivals from '../parts/forecast_arrivals.sql?raw';
import learned from '../parts/forecast_learned.sql?raw';
import open from '../parts/forecast_open.sql?raw';
import openThen from '../parts/forecast_open_then.sql?raw';
import origins from '../parts/forecast_origins.sql?raw';
import stays from '../parts/forecast_stays.sql?raw';
import winAmounts from '../parts/forecast_win_amounts.sql?raw';
import wins from '../parts/forecast_wins.sql?raw';

/** What every forecast mart reads besides the scope. */
export const forecastRelations = () => ({ forecast_stays: stays, origins, open_then: openThen });

/** What a forecast is made of: see `ForecastModel`. */
export const forecastSupport = {
	origins: 'select origin_on from origins order by origin_on',
	stages: 'select stage_rank from stg_stages order by stage_rank',
	learned,
	open,
	arrivals,
	wins,
	win_amounts: winAmounts,
};

/** Columns that hold nothing where there is no forecast. */
export const maybe = <U extends 'amount' | 'deals' | 'ratio'>(unit: U, definition: string) =>
	({ type: 'number', unit, nullable: true, definition }) as const;

export const day = (definition: string) => ({ type: 'date', unit: 'day', definition }) as const;

export const thinColumn = {
	type: 'text',
	unit: 'label',
	nullable: true,
	definition:
		'Why there is no forecast: fewer than 30 wins or 100 ended stays to learn from. Null where there is one.',
} as const;
