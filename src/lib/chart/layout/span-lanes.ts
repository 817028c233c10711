import { scaleUtc, type ScaleTime } from 'd3-scale';

/** A stretch of time on a lane of its own. */
export interface LaneSpan {
	key: string;
	label: string;
	/** ISO instants; an end that is not known is null: the span is a mark where it begins. */
	from: string;
	to: string | null;
	tone: 'plain' | 'good' | 'bad' | 'back' | 'running';
	/** How long it is, and what became of it. */
	text: string;
	note?: string;
	/** What is usual, in days from the beginning of the span; beyond is a stretch that is long. */
	usual: { typical: number; long: number } | null;
	/** What is usual, in words. */
	usualText: string;
	/** Of what that is known, in words; empty where it is not. */
	usualOf: string;
}

/** Places along the time axis, 0..1. */
export interface LaneLayout {
	ticks: { at: number; day: string }[];
	lanes: { start: number; end: number; typical: number | null; long: number | null }[];
}

const DAY_MS = 86_400_000;
/** What is usual may draw the axis out to twice the length of the spans, no more: they are what is looked at. */
const MOST_BEYOND = 1;

/** Round days of the axis, at most `most`: `ticks` takes its count for a hint, and gives up to twice as many. */
function daysOf(scale: ScaleTime<number, number>, most: number): Date[] {
	// Ticks are written as days: two of one day would read as one.
	const days = scale.ticks(most).filter((tick) => tick.getTime() % DAY_MS === 0);
	const step = Math.ceil(days.length / most);
	return days.filter((_, index) => index % step === 0);
}

/** Lays spans out on one axis, from the beginning of the first to the end of the last, with `mostTicks` at most. Empty without spans. */
export function layoutLanes(spans: readonly LaneSpan[], mostTicks: number): LaneLayout {
	if (spans.length === 0) return { ticks: [], lanes: [] };
	const begins = spans.map(({ from }) => Date.parse(from));
	const ends = spans.map(({ to }, index) => (to === null ? (begins[index] ?? 0) : Date.parse(to)));
	const first = Math.min(...begins);
	const last = Math.max(...ends, first + DAY_MS);
	const marks = spans.map(({ usual }, index) => (usual ? (begins[index] ?? 0) + usual.long * DAY_MS : first));
	const end = Math.max(last, Math.min(Math.max(...marks), last + (last - first) * MOST_BEYOND));
	const scale = scaleUtc([first, end], [0, 1]);
	const within = (at: number) => (at <= end ? scale(at) : null);
	return {
		ticks: daysOf(scale, mostTicks).map((day) => ({ at: scale(day), day: day.toISOString() })),
		lanes: spans.map(({ usual }, index) => {
			const from = begins[index] ?? 0;
			return {
				start: scale(from),
				end: scale(Math.max(from, ends[index] ?? from)),
				typical: usual ? within(from + usual.typical * DAY_MS) : null,
				long: usual ? within(from + usual.long * DAY_MS) : null,
			};
		}),
	};
}
