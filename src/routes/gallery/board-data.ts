import type { FrameState } from '$lib/chart/Frame.svelte';
import type { BoardEnd, BoardNote, BoardPick, BoardRow, BoardStep } from '$lib/chart/layout/stage-board';
import { createFormat, type Format } from '$lib/chart/format';
import { wilson, type StoryBase } from './rate-stories';

export interface BoardStory extends StoryBase {
	mark: 'board';
	steps: BoardStep[];
	end: BoardEnd | null;
	rows?: BoardRow[];
	currency?: string;
	selected?: BoardPick;
	state?: FrameState;
}

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

export function step(counts: Counts, index: number, words: Words = ENGLISH, unknownInAll = 0): BoardStep {
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

export const american = createFormat('en-US');

export function ending(
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

export function dwell(
	steps: readonly BoardStep[],
	days: [number, number, string?][],
	format: Format,
): BoardRow {
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

export function trend(steps: readonly BoardStep[], format: Format): BoardRow {
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

export const study = STUDY.map((counts, index) => step(counts, index));
export const STUDY_DAYS: [number, number, string?][] = [
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

export const twelve = chain(12, 12041, 0.82, TWELVE).map((each, index) =>
	index === 7 ? { ...each, emphasis: true } : each,
);
export const long = chain(4, 3120, 0.6, LONG);
export const two = chain(2, 840, 0.55, ['Lead', 'Proposal']);
export const three = chain(3, 2210, 0.6, ['Lead', 'Demo', 'Proposal']);
export const seven = chain(7, 48210, 0.71);
export const money = byValue(
	chain(
		6,
		812_400_000,
		0.69,
		STUDY.map(({ title }) => title),
	),
);
export const billions = byValue(chain(4, 9_700_000_000_000, 0.4));
export const few = [
	step({ title: 'Lead', moved: 14, open: 3, dropped: 9, benchmark: 0.6, back: 1, skipped: 0 }, 0),
	step({ title: 'Demo', moved: 7, open: 2, dropped: 5, benchmark: 0.6, back: 0, skipped: 2 }, 1),
	step(
		{ title: 'Proposal', moved: 3, open: 1, dropped: 3, benchmark: 0.5, back: 0, skipped: 0, emphasis: true },
		2,
	),
];
export const undecidable = [
	step({ title: 'Prospecting', moved: 1380, open: 120, dropped: 210, unknown: 640 }, 0),
	step({ title: 'Qualifying', moved: 940, open: 90, dropped: 350 }, 1, ENGLISH, 640),
	step({ title: 'Proposal', moved: 410, open: 160, dropped: 370 }, 2, ENGLISH, 640),
	step({ title: 'Closing', moved: 280, open: 40, dropped: 90 }, 3, ENGLISH, 640),
];
export const allUnknown = [
	step({ title: 'Prospecting', moved: 0, unknown: 412 }, 0),
	step({ title: 'Proposal', moved: 0 }, 1, ENGLISH, 412),
];
export const zero = [
	step({ title: 'Prospecting', moved: 0 }, 0),
	step({ title: 'Proposal', moved: 0 }, 1),
	step({ title: 'Closing', moved: 0 }, 2),
];
export const arabic = createFormat('ar-EG');
export const rightToLeft = [
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

export function board(
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
