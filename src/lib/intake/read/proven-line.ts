import { kindOf } from './cell-kind';
import { contradicts } from './column-kinds';
import { endsWithinQuotes, hasStrayQuotes, partsQuoted, type Judge } from './judge';
import { NEVER_CLOSES } from './reasons';
import { BARE, cellTexts, lineAt, parseRecord, QUOTED, type ParsedRecord } from './record';
import type { ScanPlan } from './scan-plan';
import { alone, isEndless, kept, setAside, WAIT, type Held, type Verdict } from './verdict';

/** A cell without the stray quote that it begins or ends with. */
const withoutOuterQuotes = (cell: string): string => cell.replace(/^['"]|['"]$/g, '');

/**
 * Whether quotes that may have been meant otherwise give a record cells that contradict their columns; other quotes, as
 * that of `5" pipe`, speak for their own cell only.
 */
export function isByChance(bytes: Uint8Array, record: ParsedRecord, plan: ScanPlan): boolean {
	const { facts, quote } = plan;
	const cells = cellTexts(bytes, record, plan).map(withoutOuterQuotes);
	if (hasStrayQuotes(bytes, record, quote)) return contradicts(cells, facts);
	return cells.some(
		(cell, position) =>
			record.cells[position * 3 + 2] === BARE && contradicts([cell], facts.slice(position, position + 1)),
	);
}

/** Whether cells behind the one with the stray quote are of their columns' kinds, and none contradicts its own. */
function isProvenBehind(bytes: Uint8Array, record: ParsedRecord, plan: ScanPlan): boolean {
	const { facts } = plan;
	const cells = cellTexts(bytes, record, plan);
	const stray = record.cells.findIndex((kind, index) => index % 3 === 2 && kind > QUOTED);
	const behind = cells.map((cell, position) => (position * 3 + 2 > stray ? cell : ''));
	const shows = behind.some((cell, position) => {
		const { kind } = facts[position]!;
		return kind !== 'text' && kindOf(cell) === kind;
	});
	return shows && !contradicts(cells.map(withoutOuterQuotes), facts);
}

/**
 * The line at `at` as a record, if one of its quotes taken as text gives it all its cells, each of its column's kind; with
 * what follows, if its last cell goes on below: kept without that, a value would be cut.
 */
export function provenLine(
	held: Held,
	at: number,
	line: { bodyEnd: number; end: number },
	judge: Judge,
): ParsedRecord | 'wait' | null {
	const { plan } = judge;
	const { width, facts, quote, lineEnd } = plan;
	const { bytes } = held;
	if (!facts.some(({ kind }) => kind !== 'text')) return null;
	for (const closing of ['cellwise', 'trailing'] as const) {
		const record = parseRecord(bytes, at, line.bodyEnd, true, plan, closing);
		if (record.open || record.cells.length !== width * 3) continue;
		if (partsQuoted(bytes, record, quote) || !isProvenBehind(bytes, record, plan)) continue;
		if (!endsWithinQuotes(bytes, record, quote)) {
			return { ...record, end: line.end, lineEnd: line.end > line.bodyEnd ? lineEnd : 0 };
		}
		const whole = parseRecord(bytes, at, held.limit, held.last, plan, closing);
		if (whole.cut && !isEndless(held, at)) return 'wait';
		// What goes on below must have been found there.
		const isLonger = !endsWithinQuotes(bytes, whole, quote);
		const fits = isLonger && !whole.open && !whole.cut && whole.cells.length === width * 3;
		if (fits && !judge.holdsRecords(held, at, whole)) return whole;
	}
	return null;
}

/**
 * A quote of the record at `at` never closes: the line on which it begins is set aside, and nothing that follows it; unless
 * one of its quotes taken as text gives it all its cells, each of its column's kind.
 */
export function neverCloses(held: Held, at: number, judge: Judge): Verdict {
	const line = lineAt(held.bytes, at, held.limit);
	if (line.end >= held.limit && !held.last) return WAIT;
	const own = provenLine(held, at, line, judge);
	if (own === 'wait') return WAIT;
	return own ? kept(own) : setAside(alone(line), NEVER_CLOSES);
}
