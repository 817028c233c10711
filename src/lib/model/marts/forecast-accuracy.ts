import { wilsonInterval } from '../../stats/interval';
import { ratio } from '../columns';
import { defineMart, type Support } from '../contract';
import past from '../parts/forecast_past.sql?raw';
import { maybe, recordRelations, recordSupport } from './forecast-parts';
import { pastForecast, recordPeriod } from './forecast-record';

type Method = 'model' | 'stage_weighted' | 'last_period' | 'due_weighted';

interface Compared {
	won: number;
	model: number;
	stage_weighted: number;
	due_weighted: number;
	last_period: number;
	isInside: boolean;
}

const compared = new WeakMap<Support, Compared[]>();

/** The month ends on which all four could be asked, so that they answer for the same ones. */
function comparedBy(support: Support): Compared[] {
	const found = compared.get(support);
	if (found) return found;
	const rows = (support['past'] ?? []).flatMap((row) => {
		const made = pastForecast(support, row as { origin_on: string; from_on: string; to_on: string });
		if (!made) return [];
		const won = Number(row['won_amount']);
		return [
			{
				won,
				model: made.expected,
				stage_weighted: Number(row['stage_weighted_amount']),
				due_weighted: Number(row['due_weighted_amount']),
				last_period: Number(row['last_period_amount']),
				isInside: won >= made.p10 && won <= made.p90,
			},
		];
	});
	compared.set(support, rows);
	return rows;
}

/** Metrics §7: error, bias and interval of the forecast over its record, and of the simple rules: the two that it must beat, and a harder one. */
export const forecastAccuracy = defineMart({
	name: 'forecast_accuracy',
	question: 'How far can the forecast be trusted?',
	grain: 'one way to forecast: model, stage_weighted, last_period or due_weighted',
	population: 'all',
	params: { period: recordPeriod },
	columns: {
		method: {
			type: 'text',
			unit: 'label',
			definition:
				'model: this forecast; stage_weighted: open amounts times the share won from their stage; last_period: the same value as before; due_weighted: as stage_weighted, of the deals expected to close by the end alone.',
		},
	},
	statistics: {
		forecasts: {
			type: 'integer',
			unit: 'rows',
			definition: 'Past month ends compared: those with enough to learn from, the same for all.',
		},
		mean_error_amount: maybe('amount', 'Mean absolute error.'),
		error_ratio: ratio('Sum of absolute errors ÷ sum of what came.'),
		bias_ratio: {
			type: 'number',
			unit: 'ratio_change',
			nullable: true,
			definition: 'Sum of errors ÷ sum of what came: above 0 the forecasts were too high.',
		},
		inside_ratio: ratio('Share of month ends whose outcome lay in the 80 % interval; of the model only.'),
		inside_low_ratio: ratio('Lower end of its 95 % Wilson interval.'),
		inside_high_ratio: ratio('Upper end of its 95 % Wilson interval.'),
	},
	derive: ({ method }, support) => {
		const rows = comparedBy(support);
		const errors = rows.map((row) => row[method as Method] - row.won);
		const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
		const absolute = sum(errors.map(Math.abs));
		const came = sum(rows.map(({ won }) => won));
		const inside = rows.filter(({ isInside }) => isInside).length;
		const interval = method === 'model' ? wilsonInterval(inside, rows.length) : null;
		return {
			forecasts: rows.length,
			mean_error_amount: rows.length > 0 ? absolute / rows.length : null,
			error_ratio: came > 0 ? absolute / came : null,
			bias_ratio: came > 0 ? sum(errors) / came : null,
			inside_ratio: method === 'model' && rows.length > 0 ? inside / rows.length : null,
			inside_low_ratio: interval?.low ?? null,
			inside_high_ratio: interval?.high ?? null,
		};
	},
	support: { ...recordSupport, past },
	checks: [
		{
			sentence: 'all answer for the same month ends',
			holds: (row, rows) => rows.every(({ forecasts }) => forecasts === row.forecasts),
		},
	],
	shareable: true,
	sql: `select method
from (values ('model', 1), ('stage_weighted', 2), ('last_period', 3), ('due_weighted', 4)) as methods (method, place)
order by place`,
	relations: recordRelations,
});
