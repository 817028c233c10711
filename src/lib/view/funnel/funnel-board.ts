import type { Format } from '../../chart/format';
import type { BoardEnd, BoardFormats, BoardNote, BoardPick, BoardStep } from '../../chart/layout/stage-board';
import { funnel } from '../../model/marts/funnel';
import type { Scope } from '../../model/scope';
import { WHOLE_LIST, type Bucket, type ViewState } from '../../share/state';
import type { PolicyRow } from './board-kinds';
import type { FunnelRow } from './funnel-sentence';

type Measure = ViewState['measure'];
/** The conversions that the rows of the funnel hold. */
export type Conversion = Extract<ViewState['conversion'], 'so_far' | 'resolved'>;
type Pick = NonNullable<ViewState['pick']>;

const { columns, statistics } = funnel;

/** The words over the rates. */
export const rateLabel = (measure: Measure, conversion: Conversion): string =>
	`moved on${measure === 'value' ? ', by value' : ''} (${conversion === 'resolved' ? 'resolved' : 'so far'})`;

/** How the board writes numbers: deals as counts, value as money of the scope's currency. */
export function boardFormats(measure: Measure, currency: string | null, format: Format): BoardFormats {
	return {
		value: (value) => (measure === 'value' ? format.money(value, currency) : format.count(value)),
		full: (value) => (measure === 'value' ? format.moneyFull(value, currency) : format.full(value)),
		count: format.count,
		ratio: (ratio) => format.percent(ratio),
		points: format.points,
		interval: format.interval,
	};
}

/** Keys of the buckets by the part, note or step that the board was asked about. */
const BUCKET_OF: Record<string, Bucket> = {
	moved_on: 'moved_on',
	open: 'open',
	dropped: 'dropped',
	unknown: 'unknown',
	skipped: 'skipped',
	moved_back: 'moved_back',
	removed: 'removed',
};

function rateOf(
	row: FunnelRow,
	measure: Measure,
	conversion: Conversion,
	unknown: number,
): BoardStep['rate'] {
	if (conversion === 'so_far') {
		return measure === 'value'
			? {
					value: row.so_far_amount_ratio,
					low: null,
					high: null,
					n: row.deals_reached,
					definition: columns.so_far_amount_ratio.definition,
				}
			: {
					value: row.so_far_ratio,
					low: row.so_far_low_ratio,
					high: row.so_far_high_ratio,
					n: row.deals_reached,
					definition: `${columns.so_far_ratio.definition} ${statistics.so_far_low_ratio.definition}`,
				};
	}
	const n = row.deals_moved_on + row.deals_dropped;
	return measure === 'value'
		? {
				value: row.resolved_amount_ratio,
				low: null,
				high: null,
				n,
				floor: unknown > 0 ? row.resolved_floor_amount_ratio : null,
				definition:
					unknown > 0
						? `${columns.resolved_amount_ratio.definition} ${columns.resolved_floor_amount_ratio.definition}`
						: columns.resolved_amount_ratio.definition,
			}
		: {
				value: row.resolved_ratio,
				low: row.resolved_low_ratio,
				high: row.resolved_high_ratio,
				n,
				floor: unknown > 0 ? row.resolved_floor_ratio : null,
				definition: `${columns.resolved_ratio.definition} ${unknown > 0 ? columns.resolved_floor_ratio.definition : statistics.resolved_low_ratio.definition}`,
			};
}

/** The funnel's rows as the steps of a board. Parts without a deal in any stage are left out. */
export function boardSteps(
	rows: readonly FunnelRow[],
	measure: Measure,
	conversion: Conversion,
): BoardStep[] {
	const inValue = measure === 'value';
	const unknown = rows.reduce((sum, row) => sum + row.deals_unknown, 0);
	// Of deals without any recorded stay nothing says that they skipped.
	const hasSkips = rows.some((row) => row.deals_skipped > row.deals_unrecorded);
	const hasUnrecorded = rows.some((row) => row.deals_unrecorded > 0);
	const hasMovesBack = rows.some((row) => row.deals_moved_back > 0);
	return rows.map((row, index) => {
		const isLast = index === rows.length - 1;
		const notes: BoardNote[] = [];
		if (hasSkips)
			notes.push({
				key: 'skipped',
				label: hasUnrecorded ? 'skipped or unrecorded' : 'skipped',
				value: inValue ? row.skipped_amount : row.deals_skipped,
				definition: hasUnrecorded
					? `${columns.deals_skipped.definition} ${columns.deals_unrecorded.definition}`
					: columns.deals_skipped.definition,
			});
		if (hasMovesBack)
			notes.push({
				key: 'moved_back',
				label: 'moved back',
				value: inValue ? row.moved_back_amount : row.deals_moved_back,
				definition: columns.deals_moved_back.definition,
			});
		const parts: BoardStep['parts'] = [
			{
				key: 'moved_on',
				role: 'moved',
				value: inValue ? row.moved_on_amount : row.deals_moved_on,
				label: isLast ? 'won' : 'moved on',
				definition: columns.deals_moved_on.definition,
			},
			{
				key: 'open',
				role: 'open',
				value: inValue ? row.open_amount : row.deals_open,
				label: 'still there',
				definition: columns.deals_open.definition,
			},
			{
				key: 'dropped',
				role: 'dropped',
				value: inValue ? row.dropped_amount : row.deals_dropped,
				label: 'dropped',
				definition: columns.deals_dropped.definition,
			},
		];
		if (row.deals_unknown > 0)
			parts.push({
				key: 'unknown',
				role: 'unknown',
				value: inValue ? row.unknown_amount : row.deals_unknown,
				label: 'lost, stage unknown',
				definition: columns.deals_unknown.definition,
			});
		return {
			key: String(row.stage_rank),
			title: row.stage,
			total: inValue ? row.reached_amount : row.deals_reached,
			definition: inValue ? columns.reached_amount.definition : columns.deals_reached.definition,
			parts,
			rate: rateOf(row, measure, conversion, unknown),
			notes,
		};
	});
}

/** What came out of the last stage. On cohort basis with its share of all that started. */
export function boardEnd(
	rows: readonly FunnelRow[],
	measure: Measure,
	{ basis, startRank = null }: { basis: Scope['basis']; startRank?: number | null },
	currency: string | null,
	format: Format,
): BoardEnd | null {
	const first = rows[0];
	const last = rows[rows.length - 1];
	if (!first || !last) return null;
	const inValue = measure === 'value';
	const notes: BoardNote[] = [];
	if (basis === 'cohort')
		notes.push({
			key: 'share',
			label: startRank === null ? 'of all created' : 'of all that began',
			value: inValue ? last.moved_on_of_all_amount_ratio : last.moved_on_of_all_ratio,
			definition: `Won ÷ ${inValue ? 'amount' : 'deals'} reached at the first stage. What is still open may yet be won.`,
			format: (value) => format.percent(value),
		});
	notes.push(
		inValue
			? {
					key: 'deals',
					label: 'deals won',
					value: last.deals_moved_on,
					definition: columns.deals_moved_on.definition,
					format: format.count,
				}
			: {
					key: 'amount',
					label: 'won value',
					value: last.moved_on_amount,
					definition: columns.moved_on_amount.definition,
					format: (value) => format.money(value, currency),
				},
	);
	const won = inValue ? last.moved_on_amount : last.deals_moved_on;
	return { title: 'Won', value: won, definition: columns.deals_moved_on.definition, notes };
}

/** The pick of the address that a thing on the board stands for; null if it stands for no deals. */
export function pickOf(picked: BoardPick, rows: readonly FunnelRow[]): Pick | null {
	const last = rows[rows.length - 1];
	// What would be won by another way to count skips is told beside, and is of other deals.
	if (picked.kind === 'end-note' && picked.note === 'imputed') return null;
	if (picked.kind === 'end' || picked.kind === 'end-note')
		return last ? { rank: last.stage_rank, bucket: 'moved_on' } : null;
	const rank = Number(picked.step);
	if (picked.kind === 'part' || picked.kind === 'note') {
		const bucket = BUCKET_OF[picked.kind === 'part' ? picked.part : picked.note];
		return bucket ? { rank, bucket } : null;
	}
	return { rank, bucket: 'reached' };
}

/** The change of the view that leads from a board that imputes skips, as Overview's does, to that of the Funnel. */
export const inFunnel = (pick: ViewState['pick']): Partial<ViewState> => ({
	place: 'funnel',
	...WHOLE_LIST,
	pick,
	skips: 'imputed',
});

/** Whether a pick of the board is the one that the address has. */
export const isSamePick = (one: ViewState['pick'], other: ViewState['pick']): boolean =>
	one?.rank === other?.rank && one?.bucket === other?.bucket && one?.to === other?.to;

/** The thing on the board that shows a pick of the address; null where none does. */
export function boardPickOf(pick: ViewState['pick']): BoardPick | null {
	if (!pick || isOfLists(pick)) return null;
	const step = String(pick.rank);
	if (pick.bucket === 'reached' || pick.bucket === 'entered') return { kind: 'step', step };
	if (pick.bucket === 'skipped' || pick.bucket === 'moved_back')
		return { kind: 'note', step, note: pick.bucket };
	return { kind: 'part', step, part: pick.bucket };
}

/** Whether a pick is of no part of a stage on the board: only lists have its deals. */
const isOfLists = ({ bucket, to }: Pick): boolean =>
	to !== undefined || bucket === 'running' || bucket === 'all_open';

/** Deals of a pick, as the row that the board is drawn from counts them; null if no row has them. */
export function dealsOf(pick: Pick, rows: readonly (FunnelRow | PolicyRow)[]): number | null {
	if (isOfLists(pick)) return null;
	const row = rows.find((candidate) => candidate.stage_rank === pick.rank);
	return (row as Partial<Record<string, number>> | undefined)?.[`deals_${pick.bucket}`] ?? null;
}
