import type { Format } from '../../chart/format';
import type { RowOf } from '../../model/contract';
import { headline } from '../../model/marts/headline';
import { headlineCompared } from '../../model/marts/headline-compared';
import type { pipelineTrend } from '../../model/marts/pipeline-trend';
import type { velocityTrend } from '../../model/marts/velocity-trend';
import { counted } from '../words';
import type { ComparedRow } from './changes';

export type HeadlineRow = RowOf<typeof headline>;
export type TrendRow = RowOf<typeof velocityTrend>;
export type PipelineRow = RowOf<typeof pipelineTrend>;

/** A tile as it is drawn; the view adds where it leads. */
export interface TileFacts {
	key:
		| 'win-rate'
		| 'won-value'
		| 'average-deal'
		| 'sales-cycle'
		| 'velocity'
		| 'open-pipeline'
		| 'coverage'
		| 'retention';
	label: string;
	value: string;
	full: string;
	change?: { text: string; judgement: 'good' | 'bad' | 'none' };
	comparison?: string;
	interval?: string;
	notes: string[];
	definition: string;
	trend?: (number | null)[];
	uncertain: boolean;
}

/** Under this n a number is shown as uncertain, not hidden. */
const CERTAIN_FROM = 20;

const { columns } = headlineCompared;

/** Which way is better. A difference of nothing is judged neither way. */
function judge(change: number, better: 'more' | 'less'): 'good' | 'bad' | 'none' {
	if (change === 0) return 'none';
	return change > 0 === (better === 'more') ? 'good' : 'bad';
}

type Change = Pick<TileFacts, 'change' | 'comparison'>;

/** What a number differs by from what it was; empty where nothing is compared or the two are not alike. */
function changed(
	difference: number | null,
	before: string,
	written: (difference: number) => string,
	judgement: (difference: number) => 'good' | 'bad' | 'none',
	words: (before: string) => string,
): Change {
	if (difference === null) return {};
	return {
		change: { text: written(difference), judgement: judgement(difference) },
		comparison: words(before),
	};
}

export interface TileSources {
	row: ComparedRow;
	/** Whether the compared columns are of what was asked to compare with, and sums and counts of both may be held together. */
	isCompared: boolean;
	isLikeForLike: boolean;
	/** The value whose deals are compared with, where it is no other window: better or worse is then not said of sums. */
	beside: string | null;
	/** The pipeline as it stands; null until it is known. */
	now: HeadlineRow | null;
	trend: readonly TrendRow[];
	/** The open pipeline at the end of each period. */
	pipeline: readonly PipelineRow[];
	currency: string | null;
	/** Whether the win rate's change is more than chance, alone among them tested. */
	isRateChanged: boolean;
	/** Whether the win rate is by value. */
	byValue: boolean;
}

/** Metrics §5 as tiles, each with its trend, its comparison and its interval. */
export function tilesOf(sources: TileSources, format: Format): TileFacts[] {
	const { row, isCompared, isLikeForLike, beside, now, trend, pipeline, currency, isRateChanged, byValue } =
		sources;
	const closed = row.deals_won + row.deals_lost;
	const compared = <T>(change: T | null): T | null => (isCompared ? change : null);
	const summed = <T>(change: T | null): T | null => (isCompared && isLikeForLike ? change : null);
	/** Groups of deals differ by what they are: neither is better for being larger or slower. */
	const judged = (better: 'more' | 'less') => (change: number) =>
		beside === null ? judge(change, better) : 'none';
	const words = (before: string) => (beside === null ? `was ${before}` : `${before} in ${beside}`);
	/** Of a sum over fewer deals only what it is, and no difference: it could only be less. */
	const sum = (difference: number | null, before: string, written: (value: number) => string): Change =>
		isCompared && beside !== null
			? { comparison: words(before) }
			: changed(summed(difference), before, written, (change) => judge(change, 'more'), words);
	const money = (value: number | null) => format.money(value, currency);
	const signedLike = (like: number | null) => (value: number) =>
		format.money(value, currency, { signed: true, like });
	const perDay = (value: number | null) => (value === null ? money(null) : `${money(value)}/day`);
	/** Deals without an amount count as 0 (metrics §3); where none has one, a sum of 0 would pass for one that was counted. */
	const hasNoAmount = row.deals_won > 0 && row.deals_won_with_amount === 0;
	const inCurrency = currency === null ? '' : ` in ${currency}`;
	const noAmount = `no won deal has an amount${inCurrency}`;
	// Of an older report it is not known.
	const hasNoOpenAmount = now !== null && now.deals_open > 0 && now.deals_open_with_amount === 0;
	const openAmount = hasNoOpenAmount ? null : (now?.open_amount ?? null);
	const closedNote = `${counted(closed, 'deal', format)} closed, ${format.full(row.deals_won)} of them won`;
	return [
		byValue
			? {
					key: 'win-rate',
					label: 'Win rate, by value',
					value: format.percent(row.win_amount_ratio),
					full: format.percent(row.win_amount_ratio, 2),
					// Of amounts no test says whether a difference is chance: it is not judged.
					...changed(
						compared(row.change_win_amount_ratio),
						format.percent(row.compared_win_amount_ratio),
						format.points,
						() => 'none',
						words,
					),
					notes: [closedNote],
					definition: columns.win_amount_ratio.definition,
					uncertain: closed < CERTAIN_FROM,
				}
			: {
					key: 'win-rate',
					label: 'Win rate',
					value: format.percent(row.win_ratio),
					full: format.percent(row.win_ratio, 2),
					...changed(
						compared(row.change_win_ratio),
						format.percent(row.compared_win_ratio),
						format.points,
						(change) => (isRateChanged ? judge(change, 'more') : 'none'),
						words,
					),
					...(row.win_low_ratio === null
						? {}
						: { interval: format.interval(row.win_low_ratio, row.win_high_ratio) }),
					notes: [
						closedNote,
						...(isCompared && !isRateChanged
							? [beside === null ? 'The change may be chance.' : 'The difference may be chance.']
							: []),
					],
					definition: columns.win_ratio.definition,
					trend: trend.map((period) => period.win_ratio),
					uncertain: closed < CERTAIN_FROM,
				},
		{
			key: 'won-value',
			label: 'Won value',
			value: money(hasNoAmount ? null : row.won_amount),
			full: format.moneyFull(hasNoAmount ? null : row.won_amount, currency),
			...(hasNoAmount
				? { comparison: noAmount }
				: sum(row.change_won_amount, money(row.compared_won_amount), signedLike(row.won_amount))),
			notes: [counted(row.deals_won, 'deal', format) + ' won'],
			definition: columns.won_amount.definition,
			trend: trend.map((period) => period.won_amount),
			uncertain: false,
		},
		{
			key: 'average-deal',
			label: 'Average deal',
			value: money(row.average_won_amount),
			full: format.moneyFull(row.average_won_amount, currency),
			...(hasNoAmount
				? { comparison: noAmount }
				: changed(
						compared(row.change_average_won_amount),
						money(row.compared_average_won_amount),
						signedLike(row.average_won_amount),
						judged('more'),
						words,
					)),
			notes: [
				`${counted(row.deals_won_with_amount, 'won deal', format)} with an amount`,
				`median ${money(row.median_won_amount)}`,
			],
			definition: columns.average_won_amount.definition,
			trend: trend.map((period) => period.average_won_amount),
			uncertain: row.deals_won_with_amount < CERTAIN_FROM,
		},
		{
			key: 'sales-cycle',
			label: 'Sales cycle',
			value: format.days(row.average_won_cycle_days),
			full: format.days(row.average_won_cycle_days),
			...changed(
				compared(row.change_average_won_cycle_days),
				format.days(row.compared_average_won_cycle_days),
				format.daysSigned,
				judged('less'),
				words,
			),
			notes: [
				`${counted(row.deals_won_with_cycle, 'won deal', format)} with a start`,
				`median ${format.days(row.median_won_cycle_days)}`,
			],
			definition: columns.average_won_cycle_days.definition,
			trend: trend.map((period) => period.average_won_cycle_days),
			uncertain: row.deals_won_with_cycle < CERTAIN_FROM,
		},
		{
			key: 'velocity',
			label: 'Velocity',
			value: perDay(row.velocity_amount_per_day),
			full: `${format.moneyFull(row.velocity_amount_per_day, currency)} a day`,
			...sum(
				row.change_velocity_amount_per_day,
				perDay(row.compared_velocity_amount_per_day),
				signedLike(row.velocity_amount_per_day),
			),
			notes: [
				`${format.full(row.deals_in_play)} opportunities × ${format.percent(row.win_ratio)} × ${money(row.average_won_amount)} ÷ ${format.days(row.average_won_cycle_days)} (classic)`,
			],
			definition: columns.velocity_amount_per_day.definition,
			trend: trend.map((period) => period.velocity_amount_per_day),
			uncertain: closed < CERTAIN_FROM,
		},
		{
			key: 'open-pipeline',
			label: 'Open pipeline',
			value: money(openAmount),
			full: format.moneyFull(openAmount, currency),
			...(now
				? {
						comparison: hasNoOpenAmount
							? `no open deal has an amount${inCurrency}`
							: counted(now.deals_open, 'open deal', format),
					}
				: {}),
			notes: [
				'As it stands now, whatever the window.',
				...(hasNoOpenAmount ? [counted(now.deals_open, 'open deal', format)] : []),
			],
			definition: headline.columns.open_amount.definition,
			// Before the data tell the past, an open deal cannot be told from one that was never there.
			trend: pipeline.map((period) => (period.is_before_history ? null : period.open_amount)),
			uncertain: false,
		},
	];
}
