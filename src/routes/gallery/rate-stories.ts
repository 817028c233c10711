import type { Day } from '$lib/base/day';
import { createFormat } from '$lib/chart/format';
import type { MatrixCell } from '$lib/chart/layout/matrix';
import type { Quantiles } from '$lib/chart/layout/quantile-strip';
import type { RatePoint } from '$lib/chart/layout/rate-trend';

/** What every story of the gallery has. */
export interface StoryBase {
	id: string;
	title: string;
	/** What to look for. */
	sentence?: string;
	locale: string;
	/** Width of the container in px, where the story is about it. */
	container?: number;
}

export interface TrendsStory extends StoryBase {
	mark: 'trends';
	periods: string[];
	panels: { key: string; title: string; points: RatePoint[] }[];
}

export interface StripsStory extends StoryBase {
	mark: 'strips';
	rows: Quantiles[];
}

export interface MatrixStory extends StoryBase {
	mark: 'matrix';
	rows: { key: string; title: string }[];
	columns: { key: string; title: string }[];
	cells: MatrixCell[];
}

export interface FunnelsStory extends StoryBase {
	mark: 'funnels';
	/** Steps of each funnel: how many reached, and of those decided how many went on. */
	funnels: { title: string; counts: { title: string; total: number; moved: number; n: number }[] }[];
}

/** Stories of the marks beside the board: rates by period, quantiles, moves, funnels side by side. */
export type RateStory = TrendsStory | StripsStory | MatrixStory | FunnelsStory;

const american = createFormat('en-US');

// Wilson (1927), as the product computes it; the gallery invents counts, never intervals.
export function wilson(successes: number, n: number): { low: number; high: number } | null {
	if (n <= 0) return null;
	const z2 = 1.959963984540054 ** 2;
	const p = successes / n;
	const centre = p + z2 / (2 * n);
	const spread = Math.sqrt(z2) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
	return {
		low: Math.max(0, (centre - spread) / (1 + z2 / n)),
		high: Math.min(1, (centre + spread) / (1 + z2 / n)),
	};
}

/** A rate of so many of so many, period by period; the last is not over, the last `immature` are too young. */
function rates(counts: readonly (readonly [number, number])[], immature: number): RatePoint[] {
	return counts.map(([moved, n], index) => {
		const interval = wilson(moved, n);
		return {
			key: String(index),
			value: n > 0 ? moved / n : null,
			low: interval?.low ?? null,
			high: interval?.high ?? null,
			n,
			partial: index === counts.length - 1,
			immature: index >= counts.length - immature,
			marked: index >= counts.length - 6 && index < counts.length - 2,
		};
	});
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug'].map((month) => `${month} 2026`);

/** 120 months, with the seasons of a year and a slow rise. */
const TEN_YEARS = Array.from({ length: 120 }, (_, index) =>
	american.month(`${2016 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01` as Day),
);
const decade = (n: (index: number) => number) =>
	TEN_YEARS.map((_, index) => {
		const of = n(index);
		const rate = 0.42 + index / 900 + 0.06 * Math.sin((index * Math.PI) / 6);
		return [Math.round(of * rate), of] as const;
	});
const DECADE = [
	{
		key: 'many',
		title: 'Qualified',
		points: rates(
			decade((index) => 240 + index),
			2,
		),
	},
	{
		key: 'few',
		title: 'Few, with gaps',
		points: rates(
			decade((index) => (index % 7 === 3 || index % 7 === 5 ? 0 : 9)),
			2,
		),
	},
	{
		key: 'more',
		title: 'Proposal',
		points: rates(
			decade((index) => 90 + (index % 12) * 4),
			3,
		),
	},
];

export const rateStories: RateStory[] = [
	{
		mark: 'trends',
		id: 'trends',
		title: 'A rate by period, one panel a step',
		sentence: 'What is hatched is younger than the horizon: its fall is no fall.',
		locale: 'en-US',
		periods: MONTHS,
		panels: [
			{
				key: 'many',
				title: 'Qualified',
				points: rates(
					[
						[310, 480],
						[322, 500],
						[340, 510],
						[298, 470],
						[350, 520],
						[280, 500],
						[190, 490],
						[40, 210],
					],
					2,
				),
			},
			{
				key: 'few',
				title: 'Few: n under 20, and a gap',
				points: rates(
					[
						[4, 9],
						[6, 12],
						[0, 0],
						[7, 15],
						[5, 11],
						[9, 14],
						[3, 10],
						[0, 3],
					],
					2,
				),
			},
			{
				key: 'none',
				title: 'Nothing to divide by',
				points: rates(
					MONTHS.map(() => [0, 0] as const),
					8,
				),
			},
		],
	},
	{
		mark: 'trends',
		id: 'trends-ten-years',
		title: 'A rate by month, ten years',
		sentence: 'So close together months are a line without dots, and as many of them are named as fit.',
		locale: 'en-US',
		periods: TEN_YEARS,
		panels: DECADE,
	},
	{
		mark: 'trends',
		id: 'trends-ten-years-360',
		title: 'A rate by month, ten years, 360 px',
		locale: 'en-US',
		container: 360,
		periods: TEN_YEARS,
		panels: DECADE,
	},
	{
		mark: 'trends',
		id: 'trends-one',
		title: 'A rate by period: one period, 360 px',
		locale: 'en-US',
		container: 360,
		periods: MONTHS.slice(0, 1),
		panels: [
			{ key: 'one', title: 'Commercial proposal and negotiation of terms', points: rates([[4, 9]], 1) },
		],
	},
	{
		mark: 'trends',
		id: 'trends-none',
		title: 'No period',
		locale: 'en-US',
		periods: [],
		panels: [{ key: 'none', title: 'Prospecting', points: [] }],
	},
	{
		mark: 'trends',
		id: 'trends-rtl',
		title: 'معدل لكل شهر',
		locale: 'ar-EG',
		periods: ['يوليو', 'أغسطس', 'سبتمبر'],
		panels: [
			{
				key: 'huge',
				title: 'عرض السعر',
				points: rates(
					[
						[1_020_000_000, 2_000_000_000],
						[900_000_000, 2_000_000_000],
						[3, 8],
					],
					1,
				),
			},
		],
	},
	{
		mark: 'strips',
		id: 'strips-none',
		title: 'No row',
		locale: 'en-US',
		rows: [],
	},
	{
		mark: 'strips',
		id: 'strips-rtl',
		title: 'مدد البقاء',
		locale: 'ar-EG',
		rows: [
			{
				key: 'a',
				title: 'Technical validation, security questionnaire and architecture review',
				n: 1_204_512_000,
				median: 14,
				p75: 29,
				p90: 12_041,
				estimate: 16,
				low: 15,
				high: 18,
			},
			{ key: 'b', title: 'عرض السعر', n: 3, median: 0, p75: 1, p90: 2, estimate: 0.5, low: 0, high: null },
		],
	},
	{
		mark: 'strips',
		id: 'strips',
		title: 'Quantiles, and an estimate beside the median',
		locale: 'en-US',
		rows: [
			{
				key: 'a',
				title: 'Prospecting',
				n: 4812,
				median: 4,
				p75: 9,
				p90: 18,
				estimate: 4.5,
				low: 4.2,
				high: 4.8,
			},
			{
				key: 'b',
				title: 'Negotiation of terms',
				n: 12,
				median: 21,
				p75: 40,
				p90: 66,
				estimate: 44,
				low: 20,
				high: null,
			},
			{
				key: 'c',
				title: 'Nobody left',
				n: 0,
				median: null,
				p75: null,
				p90: null,
				estimate: null,
				low: null,
				high: null,
			},
		],
	},
	{
		mark: 'strips',
		id: 'strips-360',
		title: 'Quantiles, 360 px',
		locale: 'de-DE',
		container: 360,
		rows: [
			{
				key: 'a',
				title: 'Qualifizierung',
				n: 812,
				median: 14,
				p75: 29,
				p90: 118,
				estimate: 16,
				low: 15,
				high: 18,
			},
		],
	},
	{
		mark: 'matrix',
		id: 'matrix',
		title: 'From and to',
		locale: 'en-US',
		rows: [
			{ key: '2', title: 'Qualified' },
			{ key: '3', title: 'Proposal' },
			{ key: '4', title: 'Negotiation of terms' },
		],
		columns: [
			{ key: '1', title: 'Lead' },
			{ key: '2', title: 'Qualified' },
			{ key: '3', title: 'Proposal' },
		],
		cells: [
			['2', '1', 0.01],
			['3', '1', 0.02],
			['3', '2', 0.035],
			['4', '1', 0.045],
			['4', '2', 0.055],
			['4', '3', 0.06],
		].map(([row, column, weight]) => ({
			row: String(row),
			column: String(column),
			weight: Number(weight),
			text: american.percent(Number(weight)),
			words: `From ${row} to ${column}: ${american.percent(Number(weight))}`,
		})),
	},
	{
		mark: 'matrix',
		id: 'matrix-none',
		title: 'Nothing moved',
		locale: 'en-US',
		rows: [],
		columns: [],
		cells: [],
	},
	{
		mark: 'matrix',
		id: 'matrix-rtl-360',
		title: 'من وإلى، ضيق',
		locale: 'ar-EG',
		container: 360,
		rows: [{ key: '2', title: 'Technical validation, security questionnaire and review' }],
		columns: [{ key: '1', title: 'عرض السعر' }],
		cells: [{ row: '2', column: '1', weight: 0.4, text: '−€1.25 M', words: 'من الثاني إلى الأول' }],
	},
	{
		mark: 'funnels',
		id: 'funnels-rtl-360',
		title: 'أقماع، ضيقة',
		locale: 'ar-EG',
		container: 360,
		funnels: [
			{
				title: 'ضخم',
				counts: [
					{ title: 'عميل', total: 9_870_000_000_000, moved: 3_000, n: 3_900 },
					{ title: 'دون الصفر', total: -18_250, moved: 14, n: 27 },
				],
			},
			{
				title: 'واحد',
				counts: [{ title: 'Technical validation, security questionnaire', total: 1, moved: 0, n: 1 }],
			},
			{ title: 'لا شيء', counts: [] },
		],
	},
	{
		mark: 'funnels',
		id: 'funnels',
		title: 'Small funnels side by side',
		locale: 'en-US',
		funnels: [
			{
				title: 'North',
				counts: [
					{ title: 'Lead', total: 4100, moved: 3000, n: 3900 },
					{ title: 'Proposal', total: 3000, moved: 1400, n: 2700 },
				],
			},
			{
				title: 'A value with quite a long name',
				counts: [
					{ title: 'Commercial proposal', total: 14, moved: 6, n: 12 },
					{ title: 'Nobody decided', total: 6, moved: 0, n: 0 },
				],
			},
		],
	},
];
