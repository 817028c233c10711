import type { LaneSpan } from '$lib/chart/layout/span-lanes';
import type { StoryBase } from './rate-stories';

/** Spans on lanes, and bars of a cell against a mark. */
export interface LanesStory extends StoryBase {
	mark: 'lanes';
	lanes: readonly { title: string; spans: readonly LaneSpan[] }[];
	meters: { value: number; mark: number | null; text: string; title: string }[];
}

const span = (
	label: string,
	from: string,
	to: string | null,
	tone: LaneSpan['tone'],
	text: string,
	usual: LaneSpan['usual'],
): LaneSpan => ({
	key: `${label} ${from}`,
	label,
	from: `${from}T00:00:00Z`,
	to: to && `${to}T00:00:00Z`,
	tone,
	text,
	usual,
	usualText: usual
		? `usual ${usual.typical} d, nine of ten ≤ ${usual.long} d`
		: 'none completed to compare with',
	usualOf: usual ? 'usual: n = 1,204 completed visits of the deals in scope' : '',
});

/** Spans of time on lanes: every end that one can have, one moment, none, and what is off the axis. */
export const LANES: LanesStory['lanes'] = [
	{
		title: 'Every end',
		spans: [
			span('Prospecting', '2026-01-05', '2026-01-19', 'plain', '14 days, moved on', { typical: 9, long: 21 }),
			span(
				'A long label that has no room at all',
				'2026-01-19',
				'2026-02-24',
				'back',
				'36 days, moved back',
				{
					typical: 12,
					long: 30,
				},
			),
			span('Prospecting', '2026-02-24', '2026-03-02', 'plain', '6 days, moved on', { typical: 9, long: 21 }),
			span('Proposal', '2026-03-02', '2026-03-30', 'running', '28 days, still there', null),
		],
	},
	{
		title: 'Won, and lost at once',
		spans: [
			span('Proposal', '2026-03-02', '2026-03-30', 'good', '28 days, won', { typical: 30, long: 400 }),
			span('Follow-up', '2026-03-30', '2026-03-30', 'bad', '0 days, lost', { typical: 2, long: 5 }),
			span('Renewal', '2026-03-30', null, 'good', 'end not dated, won', null),
		],
	},
	{
		title: 'One span, under a name that two lines do not hold',
		spans: [
			span(
				'Technical validation, security questionnaire and architecture review',
				'2026-03-30',
				'2026-04-02',
				'plain',
				'3 days, moved on',
				{ typical: 9, long: 21 },
			),
		],
	},
	{ title: 'No span', spans: [] },
];

const METERS: LanesStory['meters'] = [
	{ value: 0, mark: 20, text: '0 d', title: '0 days, nine of ten 20 days' },
	{ value: 8, mark: 20, text: '8 d', title: '8 days, nine of ten 20 days' },
	{ value: 400, mark: 20, text: '400 d', title: '400 days, nine of ten 20 days' },
	{ value: 8, mark: null, text: '8 d', title: '8 days, nothing to compare with' },
];

const lanes = (id: string, title: string, container?: number, locale = 'en-GB'): LanesStory => ({
	mark: 'lanes',
	id,
	title,
	locale,
	...(container ? { container } : {}),
	lanes: LANES,
	meters: METERS,
});

export const laneStories: readonly LanesStory[] = [
	lanes('lanes', 'Spans of time on lanes, beside what is usual'),
	lanes('lanes-360', 'The same on a phone', 360),
	lanes('lanes-rtl', 'من اليمين إلى اليسار', undefined, 'ar-EG'),
];
