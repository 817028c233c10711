import type { Format } from '../../chart/format';
import type { Row } from '../../engine/engine';
import type { Source } from '../../session/source';
import { takeSnapshot, type AnyAsk, type Snapshot } from '../../share/snapshot';
import type { ViewState } from '../../share/state';
import { boardAsks, funnelReportAsks } from '../funnel/funnel-asks';
import type { ComparedRow, SplitRow } from '../overview/changes';
import { overviewAsks } from '../overview/overview-asks';
import { overviewStory } from '../overview/overview-story';
import { formatForReaders } from './reader-format';
import { costliest, isAnyTested, type BottleneckRow } from '../overview/stakes';

interface ReportText {
	title: string;
	notes: string;
	signal: AbortSignal;
}

/** Of the bottlenecks every stage as a whole, and the costliest: other values stay at home. */
function keptBottlenecks(rows: readonly Row[]): readonly Row[] {
	const all = rows as unknown as readonly BottleneckRow[];
	const costly = costliest(all).map(({ row }) => row);
	return all.filter((row) => row.segment === null || costly.includes(row)) as unknown as readonly Row[];
}

/**
 * The report of a view as it is shared: Overview with its sentences, or Funnel with its board. Rejects with
 * ProblemError as its questions do.
 */
export async function reportOf(
	source: Source,
	state: ViewState,
	text: ReportText,
	format: Format,
): Promise<Snapshot> {
	if (state.place !== 'overview') {
		const board = boardAsks({ ...state, kind: state.conversion }).matured;
		const [matured] = board
			? await source.read(board.mart, board.scope, board.params, { signal: text.signal })
			: [];
		const asks = funnelReportAsks(source.catalog, state, matured?.horizon_days ?? null);
		return takeSnapshot(source, state, asks, text);
	}
	const asked = overviewAsks(source.catalog, state);
	// The record of the forecast stays: a report tells the range.
	const { split, costs, record: _record, ...plain } = asked.asks;
	const asks: AnyAsk[] = [
		...Object.values(plain).filter((one) => one !== null),
		{ ...costs, keeps: keptBottlenecks },
	];
	const heard = new Map<AnyAsk, readonly Row[]>();
	const snapshot = await takeSnapshot(source, state, asks, {
		...text,
		onrows: (one, rows) => heard.set(one, rows),
	});
	const compared = heard.get(plain.compared) as unknown as readonly ComparedRow[];
	const beside = (plain.beside ? heard.get(plain.beside) : []) as unknown as readonly ComparedRow[];
	const all = heard.get(asks[asks.length - 1] as AnyAsk) as unknown as readonly BottleneckRow[];
	// What the sentences rest on beside that names all values of all segments: it stays, and the sentences leave.
	const splitRows: readonly SplitRow[] = split
		? await source.read(split.mart, split.scope, split.params, { signal: text.signal })
		: [];
	const rows = { compared, beside, split: splitRows, stakes: costliest(all), isTested: isAnyTested(all) };
	return { ...snapshot, told: overviewStory(rows, state, asked, source.catalog, formatForReaders(format)) };
}
