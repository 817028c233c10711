import begun from '../parts/forecast_begun.sql?raw';
import ended from '../parts/forecast_ended.sql?raw';
import largest from '../parts/forecast_largest.sql?raw';
import open from '../parts/forecast_open.sql?raw';
import openThen from '../parts/forecast_open_then.sql?raw';
import winAmounts from '../parts/forecast_win_amounts.sql?raw';
import wins from '../parts/forecast_wins.sql?raw';

/** What a forecast from now reads besides the scope: twice, but the second time of now alone, whose rows lie together. */
export const forecastRelations = () => ({ open_then: { inline: openThen } });

/** What forecasts from all past origins read besides the scope. */
export const recordRelations = () => ({ open_then: openThen });

/** What a forecast from now is made of: see `ForecastModel`. */
export const forecastSupport = {
	now: 'select now_on from now where now_on is not null',
	stages: 'select stage_rank from stg_stages order by stage_rank',
	ended,
	open,
	begun,
	wins,
	win_amounts: winAmounts,
	largest: largest.replaceAll('$every_origin', 'false'),
};

/** What forecasts from all past origins are made of. */
export const recordSupport = {
	...forecastSupport,
	largest: largest.replaceAll('$every_origin', 'true'),
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
