import { american, arabic } from './board-data';
import type { StoryBase } from './rate-stories';

export interface TilesStory extends StoryBase {
	mark: 'tiles';
	tiles: {
		label: string;
		value: string;
		full?: string;
		change?: { text: string; judgement: 'good' | 'bad' | 'none' };
		comparison?: string;
		interval?: string;
		definition: string;
		trend?: (number | null)[];
		partial?: boolean;
		uncertain?: boolean;
	}[];
}

export interface SmallStory extends StoryBase {
	mark: 'small';
	lines: { label: string; values: (number | null)[]; reference?: number; partial?: boolean }[];
	intervals: {
		label: string;
		value: number | null;
		low: number | null;
		high: number | null;
		benchmark?: number;
		uncertain?: boolean;
		judgement?: 'good' | 'bad';
	}[];
}

const TREND = [26, 27, 26, 28, 27, 27, 26.9, 22.8];

/** Tiles, small lines and dots in every state. */
export const tileStories: (TilesStory | SmallStory)[] = [
	{
		mark: 'tiles',
		id: 'tiles',
		title: 'Tiles',
		locale: 'en-US',
		tiles: [
			{
				label: 'Won value',
				value: american.money(1_920_400, 'EUR'),
				full: american.moneyFull(1_920_400, 'EUR'),
				change: { text: american.money(-214_000, 'EUR', { signed: true }), judgement: 'bad' },
				comparison: 'on Q2',
				definition: 'Sum of the amounts of what was won in the period.',
				trend: [5, 6, 5.6, 6.8, 7, 7.4, 7.9, 7.1],
			},
			{
				label: 'Win rate',
				value: american.percent(0.228),
				change: { text: american.points(-0.041), judgement: 'bad' },
				comparison: 'on Q2',
				interval: american.interval(0.206, 0.251),
				definition: 'Won ÷ (won + lost), closed in the period.',
				trend: TREND,
			},
			{
				label: 'Sales cycle',
				value: american.days(61),
				change: { text: american.daysSigned(4), judgement: 'bad' },
				comparison: 'on Q2',
				definition: 'Days from created to closed, of what was won.',
				trend: [55, 54, 56, 57, 55, 56, 57, 61],
			},
			{
				label: 'Average size',
				value: american.money(24_600, 'EUR'),
				change: { text: american.money(1300, 'EUR', { signed: true }), judgement: 'good' },
				definition: 'Mean amount of what was won.',
				trend: [21, 22, 21.5, null, 23, 23.3, 23.3, 24.6],
			},
			{
				label: 'Balance',
				value: american.money(-18_250, 'EUR'),
				change: { text: american.change(0), judgement: 'none' },
				definition: 'A value that may be negative.',
				trend: [-1, 2, -3, 1, -2, -4, 0, -2],
			},
			{
				label: 'Coverage',
				value: american.times(null),
				comparison: 'no target set',
				definition: 'Open pipeline due ÷ (target − already won).',
			},
		],
	},
	{
		mark: 'tiles',
		id: 'tiles-uncertain',
		title: 'Tiles: partial, uncertain, huge, long',
		locale: 'en-US',
		container: 360,
		tiles: [
			{
				label: 'Win rate',
				value: american.percent(0.5),
				interval: american.interval(0.237, 0.763),
				comparison: 'n 8',
				definition: 'Won ÷ (won + lost).',
				uncertain: true,
			},
			{
				label: 'This quarter',
				value: american.money(412_000, 'EUR'),
				comparison: '41 of 92 days',
				definition: 'Not over yet.',
				partial: true,
				trend: [4, 5, 6, 7, 6, 3],
			},
			{
				label: 'Pipeline',
				value: american.money(9_812_345_678_901, 'USD'),
				full: american.moneyFull(9_812_345_678_901, 'USD'),
				definition: 'All that is open.',
				trend: [9_812_345_678_901],
			},
			{
				label: 'Wiederholungskaufquote nach Kundenkohorte und Region',
				value: '38,2 %',
				change: { text: '+12,4 Pkt.', judgement: 'good' },
				comparison: 'gegenüber dem vorigen Quartal',
				definition: 'Langer Name.',
			},
		],
	},
	{
		mark: 'tiles',
		id: 'tiles-rtl',
		title: 'من اليمين إلى اليسار',
		locale: 'ar-EG',
		tiles: [
			{
				label: 'معدل الفوز',
				value: arabic.percent(0.228),
				change: { text: arabic.points(-0.041), judgement: 'bad' },
				comparison: 'عن الربع السابق',
				interval: arabic.interval(0.206, 0.251),
				definition: 'ما كُسب من كل ما أُغلق.',
				trend: TREND,
			},
			{
				label: 'الصفقات المفتوحة',
				value: arabic.money(-18_250, 'EUR'),
				definition: 'كل ما هو مفتوح.',
				trend: [-1, 2, -3],
			},
		],
	},
	{
		mark: 'small',
		id: 'small-rtl-360',
		title: 'خطوط صغيرة، ضيقة',
		locale: 'ar-EG',
		container: 360,
		lines: [
			{ label: 'ضخم', values: [1.2e12, 3.4e12, 9.8e12] },
			{ label: 'دون الصفر', values: [-4, 2, -1, -9], reference: 0 },
		],
		intervals: [{ label: '٥٠٫٠ ٪', value: 0.5, low: 0.24, high: 0.76 }],
	},
	{
		mark: 'small',
		id: 'small',
		title: 'Sparklines and interval dots',
		locale: 'en-US',
		lines: [
			{ label: 'Win rate by month, falling', values: TREND },
			{ label: 'With a gap', values: [3, 4, null, null, 5, 6, 4] },
			{ label: 'Against a target', values: [3, 4, 4, 5, 6], reference: 5.5 },
			{ label: 'Last period not over', values: [6, 6, 7, 8, 3], partial: true },
			{ label: 'One value', values: [4] },
			{ label: 'All the same', values: [4, 4, 4, 4] },
			{ label: 'Nothing known', values: [null, null] },
		],
		intervals: [
			{
				label: '60.7 %, between 59.2 and 62.3',
				value: 0.607,
				low: 0.592,
				high: 0.623,
				benchmark: 0.71,
				judgement: 'bad',
			},
			{
				label: '78.9 %, better than the rest',
				value: 0.789,
				low: 0.77,
				high: 0.81,
				benchmark: 0.7,
				judgement: 'good',
			},
			{ label: '50.0 %, n 8', value: 0.5, low: 0.24, high: 0.76, uncertain: true },
			{ label: 'No value', value: null, low: null, high: null, benchmark: 0.5 },
		],
	},
];
