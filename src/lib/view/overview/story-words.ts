import type { Format } from '../../chart/format';
import type { Tip } from '../../chart/layout/tip';
import { bottlenecks } from '../../model/marts/bottlenecks';
import { approximate, APPROXIMATE_NOTE } from '../approximate';
import { BLANK, counted, named } from '../words';
import type { Stake } from './stakes';

interface NamedValue {
	segment_label: string | null;
	value: string | null;
}

/** A segment value as a sentence names it: `Mid-market`; with its column where it would not say enough by itself. */
export function valueName({ segment_label, value }: NamedValue): string {
	if (value === null) return `${segment_label ?? ''} ${BLANK}`.trim();
	return named(/\p{L}{3}/u.test(value) ? value : `${segment_label ?? ''} ${value}`.trim());
}

/** How much of a change one part is, in words; null under a fifth, which explains nothing. */
export function partOfIt(share: number): string | null {
	const words: [from: number, text: string][] = [
		[0.95, 'All of it is'],
		[0.75, 'Most of it is'],
		[0.58, 'Two thirds of it is'],
		[0.42, 'About half of it is'],
		[0.29, 'A third of it is'],
		[0.2, 'A fifth of it is'],
	];
	return words.find(([from]) => share >= from)?.[1] ?? null;
}

/** The stage of a bottleneck, with the deals it is about: `Presenting, Mid-market`. */
export const stakeName = ({ row }: Pick<Stake, 'row'>): string =>
	row.segment === null ? named(row.stage) : `${named(row.stage)}, ${valueName(row)}`;

/** What the bottleneck is held against: its numbers, and whose the others are. */
export function stakeEvidence({ row, by }: Stake, format: Format, isApproximate = false): string {
	const target = by === 'conversion' ? row.target_ratio : row.target_median_days;
	const others =
		target !== null ? 'set as target' : row.segment === null ? 'in its best four quarters' : 'elsewhere';
	if (by === 'conversion') {
		return `${format.percent(row.resolved_ratio)} move on against ${format.percent(row.benchmark_ratio)} ${others}`;
	}
	const days = approximate(isApproximate, format.days);
	return `half stay over ${days(row.median_dwell_days)} against ${days(row.benchmark_median_dwell_days)} ${others}`;
}

/** What the worth of a bottleneck means, and what it rests on. */
export function stakeTip(
	{ row, by }: Stake,
	currency: string | null,
	format: Format,
	isApproximate = false,
): Tip {
	const { columns, statistics } = bottlenecks;
	const title = stakeName({ row });
	const n = (deals: number) => `n = ${counted(deals, 'deal', format)}`;
	// A target is no sample.
	const benchmark =
		row.target_ratio !== null
			? `target ${format.percent(row.target_ratio)}`
			: `benchmark ${format.percent(row.benchmark_ratio)}, ${n(row.benchmark_deals_moved_on + row.benchmark_deals_dropped)}`;
	if (by === 'conversion')
		return {
			title,
			value: format.moneyFull(row.won_at_stake_amount, currency),
			lines: [
				`${format.percent(row.resolved_ratio)} move on, 95 % interval ${format.interval(row.resolved_low_ratio, row.resolved_high_ratio)}`,
				n(row.deals_moved_on + row.deals_dropped),
				benchmark,
			],
			definition: columns.won_at_stake_amount.definition,
		};
	const days = approximate(isApproximate, format.days);
	return {
		title,
		value: days(row.days_at_stake),
		lines: [
			`half stay over ${days(row.median_dwell_days)}, ${n(row.deals_completed + row.deals_running)}`,
			row.target_median_days !== null
				? `target ${format.days(row.target_median_days)}`
				: `benchmark ${days(row.benchmark_median_dwell_days)}`,
		],
		definition: `${statistics.days_at_stake.definition} ${statistics.median_dwell_days.definition}${isApproximate ? ` ${APPROXIMATE_NOTE}` : ''}`,
	};
}

/** The deals that the bottleneck was seen in, and when its benchmark was. */
export function stakeDeals({ row, by }: Stake, format: Format): string {
	const deals =
		by === 'conversion'
			? `${counted(row.deals_moved_on + row.deals_dropped, 'deal', format)} decided`
			: `${counted(row.deals_completed, 'deal', format)} have left, ${format.full(row.deals_running)} are there`;
	const from = by === 'conversion' ? row.benchmark_from_on : row.benchmark_dwell_from_on;
	return from === null ? deals : `${deals} · benchmark from ${format.month(from)}`;
}
