import type { FrameState } from '$lib/chart/Frame.svelte';
import type { BoardEnd, BoardNote, BoardPick, BoardRow, BoardStep } from '$lib/chart/layout/stage-board';
import { createFormat, type Format } from '$lib/chart/format';
import type { RangeBarInput } from '$lib/chart/layout/range-bar';
import { laneStories, type LanesStory } from './lane-stories';
import { rateStories, wilson, type RateStory, type StoryBase } from './rate-stories';

/** The gallery's stories: every mark in every state. The page draws them and the tests enumerate them. */
export interface BoardStory extends StoryBase {
	mark: 'board';
	steps: BoardStep[];
	end: BoardEnd | null;
	rows?: BoardRow[];
	currency?: string;
	selected?: BoardPick;
	state?: FrameState;
}

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

export type Story = BoardStory | TilesStory | SmallStory | FrameStory | RateStory | RangeStory | LanesStory;

const DEFINITION = {
	step: 'Opportunities whose furthest known stage is this one or a later one.',
	moved: 'Reached the next stage.',
	open: 'Still in this stage at the end of the data.',
	dropped: 'Lost, and this was the furthest stage.',
	unknown: 'Lost, and the data do not prove how far they came.',
	rate: 'Resolved conversion: moved on ÷ (moved on + dropped). What is still open has not failed yet.',
	back: 'Moved from here to an earlier stage at least once.',
	skipped: 'Reached a later stage without a recorded stay here.',
	dwell: 'Days in the stage of those who have left it.',
	trend: 'Resolved conversion by month.',
};

interface Words {
	moved: string;
	open: string;
	dropped: string;
	unknown: string;
	back: string;
	skipped: string;
}

const ENGLISH: Words = {
	moved: 'moved on',
	open: 'still there',
	dropped: 'dropped',
	unknown: 'unknown',
	back: 'moved back',
	skipped: 'skipped',
};

interface Counts {
	title: string;
	moved: number;
	open?: number;
	dropped?: number;
	unknown?: number;
	benchmark?: number;
	back?: number;
	skipped?: number;
	emphasis?: boolean;
}

function step(counts: Counts, index: number, words: Words = ENGLISH, unknownInAll = 0): BoardStep {
	const { title, moved, open = 0, dropped = 0, unknown = 0 } = counts;
	const decided = moved + dropped;
	const interval = wilson(moved, decided);
	const outside = unknown + unknownInAll;
	const notes: BoardNote[] = [];
	if (counts.back !== undefined)
		notes.push({ key: 'back', label: words.back, value: counts.back, definition: DEFINITION.back });
	if (counts.skipped !== undefined)
		notes.push({
			key: 'skipped',
			label: words.skipped,
			value: counts.skipped,
			definition: DEFINITION.skipped,
		});
	return {
		key: `s${index + 1}`,
		title,
		total: moved + open + dropped + unknown,
		definition: DEFINITION.step,
		parts: [
			{ key: 'moved', role: 'moved', value: moved, label: words.moved, definition: DEFINITION.moved },
			{ key: 'open', role: 'open', value: open, label: words.open, definition: DEFINITION.open },
			{
				key: 'dropped',
				role: 'dropped',
				value: dropped,
				label: words.dropped,
				definition: DEFINITION.dropped,
			},
			{
				key: 'unknown',
				role: 'unknown',
				value: unknown,
				label: words.unknown,
				definition: DEFINITION.unknown,
			},
		],
		rate: {
			value: decided > 0 ? moved / decided : null,
			low: interval?.low ?? null,
			high: interval?.high ?? null,
			n: decided,
			floor: decided + outside > 0 ? moved / (decided + outside) : null,
			benchmark: counts.benchmark ?? null,
			definition: DEFINITION.rate,
		},
		notes,
		...(counts.emphasis ? { emphasis: true } : {}),
	};
}

const american = createFormat('en-US');

function ending(
	value: number,
	of: number,
	format: Format,
	title = 'Won',
	label = 'of all created',
): BoardEnd {
	return {
		title,
		value,
		definition: 'Opportunities that were won.',
		notes: [
			{
				key: 'cumulative',
				label,
				value: of > 0 ? value / of : null,
				format: (ratio) => format.percent(ratio),
				definition: 'Won ÷ reached at the first stage.',
			},
		],
	};
}

const STUDY: Counts[] = [
	{ title: 'Prospecting', moved: 8529, open: 402, dropped: 3110, benchmark: 0.75, back: 0, skipped: 0 },
	{ title: 'Qualifying', moved: 5660, open: 371, dropped: 2498, benchmark: 0.69, back: 212, skipped: 94 },
	{ title: 'Needs', moved: 4200, open: 340, dropped: 1120, benchmark: 0.78, back: 148, skipped: 310 },
	{
		title: 'Presenting',
		moved: 2316,
		open: 388,
		dropped: 1496,
		benchmark: 0.71,
		back: 402,
		skipped: 12,
		emphasis: true,
	},
	{ title: 'Objections', moved: 1663, open: 251, dropped: 402, benchmark: 0.8, back: 190, skipped: 655 },
	{ title: 'Closing', moved: 1244, open: 133, dropped: 286, benchmark: 0.82, back: 61, skipped: 3 },
];

function dwell(steps: readonly BoardStep[], days: [number, number, string?][], format: Format): BoardRow {
	return {
		kind: 'spread',
		key: 'dwell',
		label: 'days in stage: median, 90th percentile',
		columns: ['median days', '90th percentile'],
		format: format.daysShort,
		cells: Object.fromEntries(
			steps.flatMap(({ key }, index) => {
				const cell = days[index];
				return cell
					? [
							[
								key,
								{
									value: cell[0],
									upper: cell[1],
									...(cell[2] ? { note: cell[2] } : {}),
									definition: DEFINITION.dwell,
								},
							],
						]
					: [];
			}),
		),
	};
}

function trend(steps: readonly BoardStep[], format: Format): BoardRow {
	return {
		kind: 'trend',
		key: 'trend',
		label: 'conversion by month, last 12',
		format: (ratio) => format.percent(ratio),
		cells: Object.fromEntries(
			steps.map(({ key, rate }, row) => [
				key,
				{
					values: Array.from({ length: 12 }, (_, month) =>
						rate?.value === null || rate?.value === undefined
							? null
							: rate.value + 0.03 * Math.sin(month * 1.1 + row) - (row === 3 ? 0.009 * (month - 11) : 0),
					),
					definition: DEFINITION.trend,
				},
			]),
		),
	};
}

const study = STUDY.map((counts, index) => step(counts, index));
const STUDY_DAYS: [number, number, string?][] = [
	[6, 19],
	[9, 27],
	[11, 30, '48 stalled'],
	[16, 58, '54 stalled'],
	[12, 49],
	[8, 21],
];

/** A chain of `count` steps from `start`, each keeping `keep` of what reached it. */
function chain(count: number, start: number, keep: number, titles?: string[]): BoardStep[] {
	let reached = start;
	return Array.from({ length: count }, (_, index) => {
		const moved = Math.round(reached * keep);
		const open = Math.round((reached - moved) * 0.2);
		const counts: Counts = {
			title: titles?.[index] ?? `Step ${index + 1}`,
			moved,
			open,
			dropped: reached - moved - open,
			benchmark: keep - 0.02 + (index % 3) * 0.02,
			back: Math.round(moved * 0.04),
			skipped: index,
		};
		reached = moved;
		return step(counts, index);
	});
}

/** By value: no interval is known for a ratio of amounts, and n still counts what was decided. */
function byValue(steps: readonly BoardStep[]): BoardStep[] {
	return steps.map((each, index) => ({
		...each,
		rate: each.rate && { ...each.rate, low: null, high: null, floor: null, n: 3800 - index * 540 },
		notes: each.notes.filter((note) => note.key === 'back'),
	}));
}

const lastMoved = (steps: readonly BoardStep[]) =>
	steps.at(-1)?.parts.find((part) => part.role === 'moved')?.value ?? 0;

const TWELVE = [
	'Prospecting',
	'Contacted',
	'Qualifying',
	'Discovery',
	'Needs assessment',
	'Solution design',
	'Demo',
	'Proposal',
	'Objections',
	'Negotiation',
	'Legal review',
	'Closing',
];
const LONG = [
	'Erstqualifizierungsgespräch mit allen Entscheidern am Standort',
	'Technische Machbarkeitsprüfung',
	'Angebot und Preisverhandlung (inkl. Rahmenvertrag)',
	'Rechtsprüfung',
];
const ARABIC: Words = {
	moved: 'انتقلت',
	open: 'ما زالت هنا',
	dropped: 'خرجت',
	unknown: 'غير معروف',
	back: 'عادت',
	skipped: 'تخطت',
};

const twelve = chain(12, 12041, 0.82, TWELVE).map((each, index) =>
	index === 7 ? { ...each, emphasis: true } : each,
);
const long = chain(4, 3120, 0.6, LONG);
const two = chain(2, 840, 0.55, ['Lead', 'Proposal']);
const three = chain(3, 2210, 0.6, ['Lead', 'Demo', 'Proposal']);
const seven = chain(7, 48210, 0.71);
const money = byValue(
	chain(
		6,
		812_400_000,
		0.69,
		STUDY.map(({ title }) => title),
	),
);
const billions = byValue(chain(4, 9_700_000_000_000, 0.4));
const few = [
	step({ title: 'Lead', moved: 14, open: 3, dropped: 9, benchmark: 0.6, back: 1, skipped: 0 }, 0),
	step({ title: 'Demo', moved: 7, open: 2, dropped: 5, benchmark: 0.6, back: 0, skipped: 2 }, 1),
	step(
		{ title: 'Proposal', moved: 3, open: 1, dropped: 3, benchmark: 0.5, back: 0, skipped: 0, emphasis: true },
		2,
	),
];
const undecidable = [
	step({ title: 'Prospecting', moved: 1380, open: 120, dropped: 210, unknown: 640 }, 0),
	step({ title: 'Qualifying', moved: 940, open: 90, dropped: 350 }, 1, ENGLISH, 640),
	step({ title: 'Proposal', moved: 410, open: 160, dropped: 370 }, 2, ENGLISH, 640),
	step({ title: 'Closing', moved: 280, open: 40, dropped: 90 }, 3, ENGLISH, 640),
];
const allUnknown = [
	step({ title: 'Prospecting', moved: 0, unknown: 412 }, 0),
	step({ title: 'Proposal', moved: 0 }, 1, ENGLISH, 412),
];
const zero = [
	step({ title: 'Prospecting', moved: 0 }, 0),
	step({ title: 'Proposal', moved: 0 }, 1),
	step({ title: 'Closing', moved: 0 }, 2),
];
const arabic = createFormat('ar-EG');
const rightToLeft = [
	step(
		{ title: 'التنقيب', moved: 8529, open: 402, dropped: 3110, benchmark: 0.75, back: 40, skipped: 0 },
		0,
		ARABIC,
	),
	step(
		{ title: 'التأهيل', moved: 5660, open: 371, dropped: 2498, benchmark: 0.69, back: 212, skipped: 94 },
		1,
		ARABIC,
	),
	step(
		{
			title: 'العرض',
			moved: 2316,
			open: 388,
			dropped: 2956,
			benchmark: 0.71,
			back: 402,
			skipped: 12,
			emphasis: true,
		},
		2,
		ARABIC,
	),
	step(
		{ title: 'الإغلاق', moved: 1244, open: 133, dropped: 939, benchmark: 0.82, back: 61, skipped: 3 },
		3,
		ARABIC,
	),
];

function board(
	id: string,
	title: string,
	steps: BoardStep[],
	more: Partial<BoardStory> & { ending?: BoardEnd | null } = {},
): BoardStory {
	const { ending: given, ...rest } = more;
	const end =
		given === undefined
			? ending(lastMoved(steps), steps[0]?.total ?? 0, createFormat(rest.locale ?? 'en-US'))
			: given;
	return { mark: 'board', id, title, locale: 'en-US', steps, end, ...rest };
}

const TREND = [26, 27, 26, 28, 27, 27, 26.9, 22.8];

export const stories: Story[] = [
	board('board', 'Where opportunities go', study, {
		sentence: 'Presenting keeps ten points fewer than elsewhere: it is the stage to look at.',
		rows: [dwell(study, STUDY_DAYS, american), trend(study, american)],
	}),
	board('board-selected', 'A part is selected', study, {
		selected: { kind: 'part', step: 's4', part: 'dropped' },
	}),
	board('board-2', 'Two steps', two),
	board('board-3', 'Three steps', three),
	board('board-7', 'Seven steps', seven),
	board('board-12', 'Twelve steps', twelve, { rows: [trend(twelve, american)] }),
	board('board-long', 'Long labels', long, {
		locale: 'de-DE',
		sentence: 'Titles wrap to two lines, then end in an ellipsis.',
	}),
	board('board-money', 'By value', money, { currency: 'EUR' }),
	board('board-huge', 'Values in trillions', billions, { currency: 'USD' }),
	board('board-few', 'Few: n under 20', few, {
		sentence: 'Hollow dots and thin lines: too few to be certain.',
	}),
	board('board-unknown', 'Unknown drop-offs', undecidable, {
		sentence: 'One export without history: where the lost ones dropped is not known, so the rates are spans.',
	}),
	board('board-all-unknown', 'Everything unknown', allUnknown),
	board('board-one', 'One row', [step({ title: 'Prospecting', moved: 1, back: 0, skipped: 0 }, 0)]),
	board('board-zero', 'Nothing reached any step', zero),
	board('board-none', 'No steps', [], { ending: null }),
	board('board-uneven', 'More arrives than moved on', [
		step({ title: 'Lead', moved: 300, open: 20, dropped: 80 }, 0),
		step({ title: 'Demo', moved: 700, open: 90, dropped: 210 }, 1),
		step({ title: 'Proposal', moved: 120, open: 2, dropped: 3 }, 2),
	]),
	board('board-360', 'Turned, 360 px', study, {
		container: 360,
		rows: [dwell(study, STUDY_DAYS, american), trend(study, american)],
	}),
	board('board-360-unknown', 'Turned, unknown', undecidable, { container: 360 }),
	board('board-360-long', 'Turned, long labels', long, { container: 360, locale: 'de-DE' }),
	board('board-360-money', 'Turned, by value', money, { container: 360, currency: 'EUR' }),
	board('board-rtl', 'من اليمين إلى اليسار', rightToLeft, {
		locale: 'ar-EG',
		ending: ending(1244, 12041, arabic, 'فوز', 'من الكل'),
	}),
	board('board-rtl-360', 'من اليمين إلى اليسار، ضيق', rightToLeft, {
		locale: 'ar-EG',
		container: 360,
		ending: ending(1244, 12041, arabic, 'فوز', 'من الكل'),
	}),
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
				trend: [1],
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
	...rateStories,
	...laneStories,
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
