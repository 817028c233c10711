import type { Format } from '../../chart/format';
import type { RowOf } from '../../model/contract';
import { forecastAccuracy } from '../../model/marts/forecast-accuracy';

export type AccuracyRow = RowOf<typeof forecastAccuracy>;

/** One line of the record: what is told, and what qualifies it. */
export interface RecordLine {
	label: string;
	/** Null while it is worked out. */
	value: string | null;
	note: string;
	definition: string;
}

const RULES: Record<string, string> = {
	stage_weighted: 'all open, by stage',
	due_weighted: 'deals due, by stage',
	last_period: 'as the period before',
};

/** Which way the forecasts were off, taken together. */
function leaning(bias: number, format: Format): string {
	const part = format.percent(Math.abs(bias), 0);
	if (part === format.percent(0, 0)) return 'balanced in sum';
	return `${part} too ${bias < 0 ? 'low' : 'high'} in sum`;
}

/**
 * How past forecasts went, and the best of the simple rules beside them, metrics §7: always three lines, so that nothing
 * moves when the answer comes. `rows` is empty until then.
 */
export function recordLines(rows: readonly AccuracyRow[], format: Format): RecordLine[] {
	const model = rows.find(({ method }) => method === 'model');
	const rules = rows
		.filter(({ method, error_ratio }) => method !== 'model' && error_ratio !== null)
		.sort((a, b) => (a.error_ratio ?? 0) - (b.error_ratio ?? 0));
	const [best] = rules;
	const bias = model?.bias_ratio ?? null;
	const isKnown = rows.length > 0;
	const isChecked = (model?.forecasts ?? 0) > 0;
	const none = !isKnown ? '' : isChecked ? 'what came is not above zero in sum' : 'no past period to tell';
	const percent = (ratio: number | null | undefined) => (isKnown ? format.percent(ratio, 0) : null);
	const { statistics, columns } = forecastAccuracy;
	return [
		{
			label: 'Error of past forecasts',
			value: percent(model?.error_ratio),
			definition: `${statistics.error_ratio.definition} ${statistics.forecasts.definition}`,
			note: model && bias !== null ? `of ${format.full(model.forecasts)}, ${leaning(bias, format)}` : none,
		},
		{
			label: 'Outcome within their interval',
			value: percent(model?.inside_ratio),
			definition: `${statistics.inside_ratio.definition} Beside it the 95 % Wilson interval.`,
			note:
				model && model.inside_ratio !== null
					? format.interval(model.inside_low_ratio, model.inside_high_ratio, 0)
					: none,
		},
		{
			label: 'Best simple rule’s error',
			value: percent(best?.error_ratio),
			definition: `${statistics.error_ratio.definition} ${columns.method.definition}`,
			note: best ? (RULES[best.method] ?? best.method) : none,
		},
	];
}
