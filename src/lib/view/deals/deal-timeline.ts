import type { Format } from '../../chart/format';
import type { LaneSpan } from '../../chart/layout/span-lanes';
import type { RowOf } from '../../model/contract';
import type { dealChanges } from '../../model/marts/deal-changes';
import type { dealRows } from '../../model/marts/deal-rows';
import type { dealVisits } from '../../model/marts/deal-visits';

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

/** The visits as lanes of a chart, in order. A visit that still runs is drawn up to `now`. */
export const visitLanes = (visits: readonly VisitRow[], now: string | null, format: Format): LaneSpan[] =>
	visits.flatMap((visit) => {
		// A visit without a day at which it began has no place in time.
		if (visit.entered_at === null) return [];
		const move = MOVES[visit.move];
		const typical = visit.median_visit_days;
		const long = visit.p90_visit_days;
		return [
			{
				key: String(visit.visit_number),
				label: visit.stage,
				from: visit.entered_at,
				to: visit.move === 'open' ? now : visit.left_at,
				tone: move?.tone ?? 'plain',
				text: `${visit.visit_days === null ? 'end not dated' : format.days(visit.visit_days)}, ${move?.words ?? visit.move}`,
				usual: typical === null || long === null ? null : { typical, long },
				usualText:
					typical === null || long === null
						? 'none completed to compare with'
						: `usual ${format.daysShort(typical)}, nine of ten ≤ ${format.daysShort(long)}`,
			},
		];
	});

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
