import type { Row } from '../../engine/engine';
import {
	rateChange,
	type RateChange,
	type SegmentChange,
	type SegmentPeriods,
} from '../../stats/decomposition';
import { amount, deals, flag, ratio } from '../columns';
import { segmentMembersSql } from '../compile';
import { defineMart, type Support } from '../contract';
import askedSegments from '../parts/asked_segments.sql?raw';
import comparedWindows from '../parts/compared_windows.sql?raw';
import sql from './rate_split.sql?raw';

const change = (definition: string) =>
	({ type: 'number', unit: 'ratio_change', nullable: true, definition }) as const;
const label = (definition: string) => ({ type: 'text', unit: 'label', definition }) as const;

/** Metrics §5, Kitagawa 1955: what other deals and what better deals add to the change of a win rate. */
export const rateSplit = defineMart({
	name: 'rate_split',
	question: 'Why did the win rate change: other deals, or the same deals doing better?',
	grain: 'one segment and value that deals closed in either window have',
	population: 'activity',
	params: {
		segment: {
			type: 'text',
			nullable: true,
			definition:
				'Key of a segment, e.g. owner; null splits by every segment of 2 to 12 values, each on its own.',
		},
		compare_from: {
			type: 'date',
			nullable: true,
			definition: 'First day of the window to compare with; both null is the equally long one just before.',
		},
		compare_to: { type: 'date', nullable: true, definition: 'First day after the window to compare with.' },
		rate: {
			type: 'text',
			nullable: true,
			choices: ['win_rate', 'win_amount_rate'],
			definition:
				'win_rate (by count) or win_amount_rate (by value); null is win_rate. Another gives no rows.',
		},
	},
	columns: {
		segment: label('Key of the segment. The rows of one segment add up to the whole change.'),
		segment_label: label('The segment as the export heads it.'),
		value: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Value of the segment; null is blank.',
		},
		is_compared: flag('There is a window to compare with.'),
		is_partial: flag('The window reaches past now: it is not over.'),
		is_compared_partial: flag('The compared window reaches past now.'),
		deals_closed: deals('Deals with this value closed in the window.'),
		deals_won: deals('Of these, won.'),
		closed_amount: amount('Amount of the deals closed in the window.'),
		won_amount: amount('Amount of the deals won in the window.'),
		compared_deals_closed: deals('Deals with this value closed in the compared window; 0 without one.'),
		compared_deals_won: deals('Of these, won.'),
		compared_closed_amount: amount('Amount of the deals closed in the compared window.'),
		compared_won_amount: amount('Amount of the deals won in the compared window.'),
		rate: label('The rate split: win_rate, of deals, or win_amount_rate, of their amounts.'),
	},
	statistics: {
		share_ratio: ratio('m2: this value’s share of all that closed in the window.'),
		compared_share_ratio: ratio('m1: its share of all that closed in the compared window.'),
		rate_ratio: ratio('r2: its win rate in the window; null where nothing closed.'),
		compared_rate_ratio: ratio('r1: its win rate in the compared window; null where nothing closed.'),
		mix_change: change(
			'Mix: (m2 − m1) · (r1 + r2) ÷ 2. A value that closed deals in one window only has that rate in both: all of its part is mix.',
		),
		performance_change: change('Performance: (r2 − r1) · (m1 + m2) ÷ 2.'),
		total_rate_ratio: ratio('Win rate of the window over all values of the segment.'),
		total_compared_rate_ratio: ratio('Win rate of the compared window over all values.'),
		total_change: change('Difference of the two: all mix and performance parts of the segment’s rows.'),
		total_mix_change: change('Sum of the mix parts of the segment.'),
		total_performance_change: change('Sum of the performance parts of the segment.'),
		is_reversed: flag(
			'Warning: every value with deals in both windows moves one way and the total the other (Simpson’s paradox).',
		),
	},
	derive: (row, support) => {
		const { whole, parts, totals, hasShares } = splitOf(support, row.segment);
		const own = parts.get(nameOf(row.value));
		const { successes_1, n_1, successes_2, n_2 } = hasShares ? periodsOf({ ...row }) : NOTHING;
		return {
			share_ratio: part(n_2, totals.n_2),
			compared_share_ratio: part(n_1, totals.n_1),
			rate_ratio: part(successes_2, n_2),
			compared_rate_ratio: part(successes_1, n_1),
			mix_change: own?.mix ?? null,
			performance_change: own?.performance ?? null,
			total_rate_ratio: part(totals.successes_2, totals.n_2),
			total_compared_rate_ratio: part(totals.successes_1, totals.n_1),
			total_change: whole?.change ?? null,
			total_mix_change: whole?.mix ?? null,
			total_performance_change: whole?.performance ?? null,
			is_reversed: whole?.is_reversed ?? false,
		};
	},
	support: { values: sql },
	checks: [
		{
			sentence: 'mix and performance of a segment add up to the change of the rate',
			holds: (row, rows) => {
				if (row.total_change === null) return row.mix_change === null;
				// The sum is that of the segment: looked at once, on its first row.
				if (rows.find(({ segment }) => segment === row.segment) !== row) return true;
				const parts = rows
					.filter(({ segment }) => segment === row.segment)
					.reduce((sum, one) => sum + (one.mix_change ?? NaN) + (one.performance_change ?? NaN), 0);
				return Math.abs(parts - row.total_change) <= 1e-9;
			},
		},
		{
			sentence: 'every segment splits the same change',
			holds: (row, rows) => {
				const other = rows.find(({ total_change }) => total_change !== null)?.total_change;
				return (
					row.total_change === null ||
					other === undefined ||
					other === null ||
					Math.abs(other - row.total_change) <= 1e-9
				);
			},
		},
		{
			sentence: 'won deals are part of those closed',
			holds: (row) =>
				row.deals_won <= row.deals_closed && row.compared_deals_won <= row.compared_deals_closed,
		},
	],
	shareable: true,
	sql,
	compiled: (_, { segments }) => ({
		closed_members: segmentMembersSql(segments, 'closed', ['window_key', 'outcome_code', 'amount']),
	}),
	relations: () => ({ asked_segments: askedSegments, windows: comparedWindows }),
});

// Blank and a value that is written like it are not the same.
const nameOf = (value: unknown): string => JSON.stringify(value ?? null);

interface Split {
	/** Null where one window has nothing to split by. */
	whole: RateChange | null;
	parts: Map<string, SegmentChange>;
	totals: Omit<SegmentPeriods, 'segment'>;
	/** Credit notes can make an amount negative, of which nothing has a share. */
	hasShares: boolean;
}

const totalsOf = (periods: readonly SegmentPeriods[]): Split['totals'] => ({
	successes_1: sum(periods, 'successes_1'),
	n_1: sum(periods, 'n_1'),
	successes_2: sum(periods, 'successes_2'),
	n_2: sum(periods, 'n_2'),
});
const sum = (periods: readonly SegmentPeriods[], key: keyof Split['totals']): number =>
	periods.reduce((total, one) => total + one[key], 0);
const NOTHING = { successes_1: 0, n_1: 0, successes_2: 0, n_2: 0 };
const part = (of: number, whole: number): number | null => (whole === 0 ? null : of / whole);

// The split of a segment needs all of its rows: made once an answer, not once a row of it.
const splits = new WeakMap<readonly Row[], Map<string, Split>>();

function splitOf(support: Support, segment: string): Split {
	const rows = support['values'];
	if (!rows) throw new Error('The split of a rate needs the rows of all values.');
	let known = splits.get(rows);
	if (!known) {
		const bySegment = new Map<string, SegmentPeriods[]>();
		for (const row of rows) {
			const key = String(row['segment']);
			const periods = bySegment.get(key) ?? [];
			if (periods.length === 0) bySegment.set(key, periods);
			periods.push(periodsOf(row));
		}
		known = new Map(
			[...bySegment].map(([key, periods]) => {
				const hasShares = periods.every(
					(one) => Math.min(one.successes_1, one.n_1, one.successes_2, one.n_2) >= 0,
				);
				const whole = hasShares ? rateChange(periods) : null;
				const parts = new Map(whole?.segments.map((one) => [one.segment, one]));
				return [key, { whole, parts, totals: hasShares ? totalsOf(periods) : NOTHING, hasShares }];
			}),
		);
		splits.set(rows, known);
	}
	const split = known.get(segment);
	if (!split) throw new Error(`There is no split by ${segment}.`);
	return split;
}

function periodsOf(row: Row): SegmentPeriods {
	const [part, whole] =
		row['rate'] === 'win_rate' ? ['deals_won', 'deals_closed'] : ['won_amount', 'closed_amount'];
	return {
		segment: nameOf(row['value']),
		successes_1: Number(row[`compared_${part}`]),
		n_1: Number(row[`compared_${whole}`]),
		successes_2: Number(row[part]),
		n_2: Number(row[whole]),
	};
}
