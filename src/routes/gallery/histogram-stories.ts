import type { HistogramBin, HistogramMark } from '$lib/chart/layout/histogram';
import type { StoryBase } from './rate-stories';

/** How values spread. */
export interface HistogramStory extends StoryBase {
	mark: 'histogram';
	bins: HistogramBin[];
	marks: HistogramMark[];
}

const bins = (counts: readonly number[], width: number, isOpen = false): HistogramBin[] =>
	counts.map((count, index) => ({
		key: String(index),
		from: index * width,
		before: isOpen && index === counts.length - 1 ? null : (index + 1) * width,
		count,
	}));

const mark = (
	key: string,
	label: string,
	value: number,
	low: number | null,
	high: number | null,
): HistogramMark => ({
	key,
	label,
	value,
	low,
	high,
	tip: { title: key, value: label, lines: [], definition: 'A value that is told of all the others.' },
});

const story = (
	id: string,
	title: string,
	drawn: HistogramBin[],
	marks: HistogramMark[],
	more: Partial<StoryBase> = {},
): HistogramStory => ({ mark: 'histogram', id, title, locale: 'en-US', bins: drawn, marks, ...more });

const MANY = bins([5, 28, 52, 60, 51, 37, 26, 21, 11, 4, 4, 13], 14, true);
const BOTH = [
	mark('median', 'median 58 days (55–62)', 58, 55, 62),
	mark('p90', '90th percentile 114 days (106–122)', 114, 106, 122),
];

/** A histogram in every state. */
export const histogramStories: HistogramStory[] = [
	story('histogram', 'How values spread', MANY, BOTH),
	story('histogram-360', 'How values spread, 360 px', MANY, BOTH, { container: 360 }),
	story('histogram-one', 'One value', bins([1], 1), [mark('median', 'median 0 days', 0, 0, null)]),
	story('histogram-gap', 'Far apart', bins([900, 0, 0, 0, 0, 0, 0, 1], 365), [
		mark('median', 'median 12 days (9–…)', 12, 9, null),
	]),
	story('histogram-beyond', 'A mark beyond the axis', bins([3, 4, 2], 5), [
		mark('p90', '90th percentile 412 days, with a label longer than it need be', 412, 300, null),
	]),
	story('histogram-empty', 'No span', [], []),
	story('histogram-huge', 'Counts in billions', bins([1_204_000_000, 9_870_000_000, 12], 30), []),
	story('histogram-none', 'Nothing in any span', bins([0, 0, 0], 7), []),
	story('histogram-rtl', 'من اليمين إلى اليسار', MANY, [mark('median', 'الوسيط ٥٨ يومًا', 58, 55, 62)], {
		locale: 'ar-EG',
	}),
];
