import type { Format } from '../../chart/format';
import type { HistogramBin, HistogramMark } from '../../chart/layout/histogram';
import type { Tip } from '../../chart/layout/tip';
import type { TableTwin } from '../../chart/layout/table';
import type { RowOf } from '../../model/contract';
import { timeToConvert } from '../../model/marts/time-to-convert';
import { counted, named, spanWords } from '../words';

export type TimeSpanRow = RowOf<typeof timeToConvert>;

const { columns, statistics } = timeToConvert;

/** The spans as bars. */
export const timeBins = (rows: readonly TimeSpanRow[]): HistogramBin[] =>
	rows.map((row) => ({
		key: String(row.span_number),
		from: row.from_days,
		before: row.before_days,
		count: row.deals,
	}));

/** A quantile with its interval in words: `median 64 days (61–67)`. */
function marked(
	name: string,
	value: number,
	low: number | null,
	high: number | null,
	format: Format,
): string {
	// The days are named once: the ends of the interval are written as plain numbers.
	const end = (days: number) =>
		format.full(Math.abs(days) < 10 ? Math.round(days * 10) / 10 : Math.round(days));
	const ends = low === null ? '' : ` (${end(low)}–${high === null ? '…' : end(high)})`;
	return `${name} ${format.days(value)}${ends}`;
}

/** Median and 90th percentile as marks on the axis. */
export function timeMarks(row: TimeSpanRow | undefined, format: Format): HistogramMark[] {
	if (!row || row.median_days === null || row.p90_days === null) return [];
	const mark = (
		key: 'median' | 'p90',
		name: string,
		value: number,
		low: number | null,
		high: number | null,
	): HistogramMark => ({
		key,
		label: marked(name, value, low, high, format),
		value,
		low,
		high,
		tip: {
			title: name,
			value: format.days(value),
			lines: [
				...(low === null
					? []
					: [`95 % interval ${format.days(low)} to ${high === null ? '…' : format.days(high)}`]),
				`n = ${format.full(row.deals_converted)}`,
			],
			definition: `${columns.deals_converted.definition} ${columns[`${key}_days`].definition} ${statistics[`${key}_low_days`].definition}`,
		},
	});
	return [
		mark('median', 'median', row.median_days, row.median_low_days, row.median_high_days),
		mark('p90', '90th percentile', row.p90_days, row.p90_low_days, row.p90_high_days),
	];
}

/** What a span holds: `14 to 28 days: 96 deals, 15.6 %`. */
export function spanTip({ from, before, count }: HistogramBin, of: number, format: Format): Tip {
	return {
		title: spanWords(from, before, format),
		value: counted(count, 'deal', format),
		lines: [`${format.percent(of === 0 ? null : count / of)} of ${format.full(of)}`],
		definition: `${columns.deals.definition} ${columns.share_ratio.definition}`,
	};
}

/** What the spread says, in one sentence; null where nothing converted. */
export function timeSentence(
	row: TimeSpanRow | undefined,
	stage: string | null,
	format: Format,
): string | null {
	if (!row || row.median_days === null) return null;
	const past = stage === null ? null : `that got past ${named(stage)}`;
	const isOne = row.deals_converted === 1;
	const what = past === null ? (isOne ? 'won deal' : 'won deals') : `${isOne ? 'deal' : 'deals'} ${past}`;
	const sentence = isOne
		? `The one ${what} took ${format.days(row.median_days)}.`
		: `Of ${format.full(row.deals_converted)} ${what} half took at most ${format.days(row.median_days)}, nine of ten at most ${format.days(row.p90_days)}.`;
	if (row.deals_waiting === 0) return sentence;
	return `${sentence} ${counted(row.deals_waiting, 'deal is', format, 'deals are')} still on the way and in no bar: their times will be longer.`;
}

/** The spans as a table. */
export const timeSpanTable = (rows: readonly TimeSpanRow[], caption: string, format: Format): TableTwin => ({
	caption,
	columns: [
		{
			key: 'from_days',
			label: 'From, days',
			align: 'end',
			format: format.full,
			definition: columns.from_days.definition,
		},
		{
			key: 'before_days',
			label: 'Before',
			align: 'end',
			format: format.full,
			definition: columns.before_days.definition,
		},
		{ key: 'deals', label: 'Deals', align: 'end', format: format.full, definition: columns.deals.definition },
		{
			key: 'share_ratio',
			label: 'Share',
			align: 'end',
			format: (value) => format.percent(value),
			definition: columns.share_ratio.definition,
		},
	],
	rows: rows.map((row) => ({ ...row })),
});
