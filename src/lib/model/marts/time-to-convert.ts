import { quantileInterval } from '../../stats/quantile-interval';
import { survivalCurve } from '../../stats/survival';
import { days, deals, ratio } from '../columns';
import { defineMart } from '../contract';
import conversionLengths from '../parts/conversion_lengths.sql?raw';
import conversionTimes from '../parts/conversion_times.sql?raw';
import stageEntries from '../parts/stage_entries.sql?raw';
import sql from './time_to_convert.sql?raw';

const number = (definition: string) => ({ type: 'number', unit: 'days', definition }) as const;

/** Metrics §4 and §5: how the time to convert spreads. */
export const timeToConvert = defineMart({
	name: 'time_to_convert',
	question: 'How long do deals take to convert?',
	grain: 'one span of days, from 0 to the longest that is told; none where nothing converted',
	population: 'basis',
	params: {
		stage_rank: {
			type: 'integer',
			nullable: true,
			definition:
				'Stage whose deals are timed from their first entry until they got past it (0 where they had been further before); null is the whole way, from creation to won.',
		},
	},
	columns: {
		span_number: { type: 'integer', unit: 'key', definition: 'Number of the span, from 0.' },
		from_days: number('Shortest time of the span, in days.'),
		before_days: days('First time that is longer than the span; null of the last, which has no end.'),
		deals: deals(
			'Deals that took at least the span’s shortest time and less than the next span’s; one closed before its creation took none.',
		),
		share_ratio: ratio('These deals ÷ all that converted.'),
		deals_converted: deals(
			'Deals that converted with both ends dated: the n of every quantile. Activity basis: those won in the window, or that entered the stage in it.',
		),
		deals_waiting: deals(
			'Deals that are still open and may convert later: they are in no quantile, so times of young deals look shorter than they will be. None on the activity basis.',
		),
		mean_days: days('Mean time to convert.'),
		median_days: days('Half of those that converted took at most this long (type 7).'),
		p75_days: days('Three quarters took at most this long (type 7).'),
		p90_days: days('Nine tenths took at most this long (type 7).'),
	},
	statistics: {
		median_low_days: days(
			'Lower end of the 95 % interval of the median, of the times of those that converted (log-log).',
		),
		median_high_days: days('Upper end of that interval; null if the data set none.'),
		p90_low_days: days('Lower end of the 95 % interval of the 90th percentile (log-log).'),
		p90_high_days: days('Upper end of that interval; null if the data set none.'),
	},
	derive: (_, support) => {
		const curve = survivalCurve(
			(support['conversion_lengths'] ?? []).map((length) => ({
				days: Number(length['days']),
				events: Number(length['deals']),
				censored: 0,
			})),
		);
		const [median, ninety] = [quantileInterval(curve, 0.5), quantileInterval(curve, 0.9)];
		return {
			median_low_days: median.low,
			median_high_days: median.high,
			p90_low_days: ninety.low,
			p90_high_days: ninety.high,
		};
	},
	support: { conversion_lengths: conversionLengths },
	checks: [
		{
			sentence: 'the deals of all spans are those that converted',
			holds: (row, rows) => rows.reduce((sum, { deals: some }) => sum + some, 0) === row.deals_converted,
		},
		{
			sentence: 'spans follow each other without a gap, and only the last may have no end',
			holds: (row, rows) =>
				row.span_number === rows.length - 1 ||
				row.before_days === rows.find(({ span_number }) => span_number === row.span_number + 1)?.from_days,
		},
		{
			sentence: 'median ≤ p75 ≤ p90',
			holds: ({ median_days, p75_days, p90_days }) =>
				(median_days ?? 0) <= (p75_days ?? 0) * (1 + 1e-12) &&
				(p75_days ?? 0) <= (p90_days ?? 0) * (1 + 1e-12),
		},
	],
	shareable: true,
	sql,
	relations: () => ({ stage_entries: stageEntries, conversion_times: conversionTimes }),
});
