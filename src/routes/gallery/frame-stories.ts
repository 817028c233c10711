import type { FrameState } from '$lib/chart/Frame.svelte';
import type { RangeBarInput } from '$lib/chart/layout/range-bar';
import type { StoryBase } from './rate-stories';

export interface FrameStory extends StoryBase {
	mark: 'frame';
	state: FrameState;
	/** Whether a chart stands from before. */
	stale: boolean;
}

export interface RangeStory extends StoryBase {
	mark: 'range';
	bars: (Omit<RangeBarInput, 'width'> & { label: string })[];
}

/** Bars of a range, and a frame in every state. */
export const frameStories: (FrameStory | RangeStory)[] = [
	{
		mark: 'range',
		id: 'range',
		title: 'Bars with an interval and a target',
		locale: 'en-US',
		bars: [
			{
				label: 'All parts, with a target out of reach',
				parts: [
					{ key: 'won', label: 'won', value: 0.42, role: 'won' },
					{ key: 'open', label: 'from what is open', value: 0.96, role: 'moved' },
					{ key: 'come', label: 'to come', value: 0.48, role: 'open' },
				],
				interval: { low: 1.52, middle: 1.86, high: 2.21 },
				target: { value: 2.4, label: 'target 2.40 M' },
			},
			{
				label: 'Nothing certain yet',
				parts: [
					{ key: 'won', label: 'won', value: 0, role: 'won' },
					{ key: 'come', label: 'to come', value: 1, role: 'open' },
				],
				interval: { low: 0.2, middle: 1, high: 2 },
				target: null,
			},
			{
				label: 'More credits than sales',
				parts: [
					{ key: 'won', label: 'won', value: -1.2, role: 'won' },
					{ key: 'open', label: 'from what is open', value: 0.6, role: 'moved' },
					{ key: 'come', label: 'to come', value: -0.3, role: 'open' },
				],
				interval: { low: -2.1, middle: -0.9, high: 0.2 },
				target: null,
			},
			{ label: 'Nothing at all', parts: [], interval: null, target: null },
			{
				label: 'A part too narrow for its label',
				parts: [
					{ key: 'won', label: 'a label with more words than room', value: 1, role: 'won' },
					{ key: 'open', label: 'the rest', value: 99, role: 'moved' },
				],
				interval: null,
				target: { value: 20, label: 'target' },
			},
		],
	},
	{
		mark: 'range',
		id: 'range-rtl-360',
		title: 'مدى، ضيق',
		locale: 'ar-EG',
		container: 360,
		bars: [
			{
				label: 'Huge, and one part alone with a label much longer than its bar',
				parts: [
					{
						key: 'won',
						label: 'won of all that was due by the end of the quarter',
						value: 9_870_000_000,
						role: 'won',
					},
				],
				interval: { low: 9_000_000_000, middle: 9_870_000_000, high: 12_000_000_000 },
				target: { value: 11_000_000_000, label: 'target €11.0 B' },
			},
			{
				label: 'More credits than wins',
				parts: [
					{ key: 'won', label: 'won', value: -18_250, role: 'won' },
					{ key: 'open', label: 'from what is open', value: 42_000, role: 'moved' },
				],
				interval: { low: -12_000, middle: 23_750, high: 61_000 },
				target: null,
			},
		],
	},
	{
		mark: 'frame',
		id: 'frame-rtl-360',
		title: 'نطاق فارغ',
		locale: 'ar-EG',
		container: 360,
		state: { kind: 'empty', message: 'لا توجد فرص أُنشئت بين ١ يوليو و٣٠ سبتمبر ٢٠٢٦ في فريق الجنوب.' },
		stale: false,
	},
	{
		mark: 'frame',
		id: 'frame-first',
		title: 'First answer on its way',
		locale: 'en-US',
		state: { kind: 'loading' },
		stale: false,
	},
	{
		mark: 'frame',
		id: 'frame-stale',
		title: 'A newer answer on its way',
		locale: 'en-US',
		state: { kind: 'loading' },
		stale: true,
	},
	{
		mark: 'frame',
		id: 'frame-empty',
		title: 'Empty scope',
		locale: 'en-US',
		state: {
			kind: 'empty',
			message: 'No opportunity was created between 1 Jul and 30 Sep 2026 in team South.',
		},
		stale: false,
	},
	{
		mark: 'frame',
		id: 'frame-problem',
		title: 'A problem',
		locale: 'en-US',
		state: {
			kind: 'problem',
			problem: {
				code: 'out-of-memory',
				message: 'The query needs more memory than this browser allows.',
				wayOut: 'Narrow the window or leave out columns on Data, then try again.',
				detail: 'select stage, count(*)\nfrom visits\ngroup by stage',
			},
		},
		stale: false,
	},
];
