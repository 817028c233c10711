import type { Format } from '../../chart/format';
import type { LaneSpan } from '../../chart/layout/span-lanes';
import type { RowOf } from '../../model/contract';
import type { dealChanges } from '../../model/marts/deal-changes';
import type { dealRows } from '../../model/marts/deal-rows';
import type { dealVisits } from '../../model/marts/deal-visits';
import { counted, listed, named } from '../words';

export type VisitRow = RowOf<typeof dealVisits>;
export type ChangeRow = RowOf<typeof dealChanges>;
export type FileRow = RowOf<typeof dealRows>;

const MOVES: Record<string, { words: string; tone: LaneSpan['tone'] }> = {
	forward: { words: 'moved on', tone: 'plain' },
	skip: { words: 'skipped ahead', tone: 'plain' },
	back: { words: 'moved back', tone: 'back' },
	won: { words: 'won', tone: 'good' },
	lost: { words: 'lost', tone: 'bad' },
	open: { words: 'still there', tone: 'running' },
};

/** What exports of different days tell of a stage that was passed: it lay between two of them, and may have been entered. */
const PASSED_UNSEEN = 'moved on between two exports';

/**
 * The visits as lanes of a chart, in order. A visit that still runs is drawn up to `now`. Where all is known from exports
 * of different days, nothing tells of a skip.
 */
export const visitLanes = (
	visits: readonly VisitRow[],
	now: string | null,
	isBetween: boolean,
	format: Format,
): LaneSpan[] =>
	visits.flatMap((visit) => {
		// A visit without a day at which it began has no place in time.
		if (visit.entered_at === null) return [];
		const move = MOVES[visit.move];
		const words = isBetween && visit.move === 'skip' ? PASSED_UNSEEN : (move?.words ?? visit.move);
		const typical = visit.median_visit_days;
		const long = visit.p90_visit_days;
		return [
			{
				key: String(visit.visit_number),
				label: visit.stage,
				from: visit.entered_at,
				to: visit.move === 'open' ? now : visit.left_at,
				tone: move?.tone ?? 'plain',
				text: `${visit.visit_days === null ? 'end not dated' : format.days(visit.visit_days)}, ${words}`,
				usual: typical === null || long === null ? null : { typical, long },
				usualText:
					typical === null || long === null
						? 'none completed to compare with'
						: `usual ${format.daysShort(typical)}, nine of ten ≤ ${format.daysShort(long)}`,
				usualOf:
					visit.visits_completed === 0
						? ''
						: `usual: n = ${counted(visit.visits_completed, 'completed visit', format)} of the deals in scope`,
			},
		];
	});

type Visited = Pick<VisitRow, 'stage_rank' | 'move'>;

/** The stages before the furthest one, all of them where it was won, that no visit was to. */
function passed<S extends { rank: number }>(visits: readonly Visited[], stages: readonly S[]): S[] {
	const visited = new Set(visits.map(({ stage_rank }) => stage_rank));
	const furthest = visits.at(-1)?.move === 'won' ? Infinity : Math.max(0, ...visited);
	return stages.filter(({ rank }) => rank < furthest && !visited.has(rank));
}

/**
 * What exports of different days leave open about the stages that a deal passed: `Demo and Offer lie between two
 * exports …`; null where they saw it in all of them. Without the stages of its own process they are not named.
 */
export function unseenWords(
	visits: readonly Visited[],
	stages: readonly { rank: number; label: string }[] | null,
): string | null {
	if (stages === null)
		return visits.some(({ move }) => move === 'skip')
			? 'Stages that it passed lie between two exports: whether it was in them is not known.'
			: null;
	const labels = passed(visits, stages).map(({ label }) => named(label));
	if (labels.length === 0) return null;
	const [lies, them] = labels.length === 1 ? ['lies', 'it'] : ['lie', 'them'];
	return `${listed(labels, 'and', labels.length)} ${lies} between two exports: none of them shows the deal in ${them}, and whether it was there is not known.`;
}

/** A change as a sentence without its day. */
export function changeWords(row: ChangeRow, currency: string | null, format: Format): string {
	if (row.field === 'amount') {
		const words = (amount: number | null) => (amount === null ? 'none' : format.moneyFull(amount, currency));
		return `Amount ${words(row.amount_before)} → ${words(row.amount_after)}`;
	}
	const words = (day: string | null) => (day === null ? 'none' : format.day(day));
	const before = row.expected_before_on;
	const after = row.expected_after_on;
	const way = before === null || after === null ? '' : after > before ? ', pushed out' : ', pulled in';
	return `Expected close ${words(before)} → ${words(after)}${way}`;
}

/** What a row of a file tells of the deal. */
export function rowWords(row: FileRow): string {
	if (row.kind === 'deal') return 'The deal';
	if (row.kind === 'set_aside') return 'Another row of it, set aside';
	return `Stage log: ${row.stage ?? 'no stage named'}`;
}
