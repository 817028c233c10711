import { kindOf } from './cell-kind';
import { beginsAsRows, contradicts, type ColumnFact } from './column-kinds';
import { BARE, cellTexts, parseRecord, PLAIN, type ParsedRecord } from './record';
import { filledUp } from './repair';
import type { ScanPlan } from './scan-plan';
import type { Held } from './verdict';

/** How many cells from the one at `from` on are values of their columns. */
const fitting = (cells: readonly string[], from: number, facts: readonly ColumnFact[]): number =>
	cells.filter((cell, position) => {
		const likely = facts[position]?.likely ?? 'text';
		return position >= from && likely !== 'text' && kindOf(cell) === likely;
	}).length;

const isBlankText = (text: string | undefined): boolean => (text ?? '').trim() === '';

/**
 * The record, which has too few cells, and the one below as one, if a text of two lines between them has lost its quotes, or a
 * line end stands beside a delimiter: both have all cells together, of their columns' kinds, and what stands below begins as no
 * row does or contradicts its columns. Null if that is not proven; `wait` if the line below is not there yet.
 */
export function brokenRecord(held: Held, record: ParsedRecord, plan: ScanPlan): ParsedRecord | 'wait' | null {
	const { bytes, limit, last } = held;
	const { width, facts, shape } = plan;
	const count = record.cells.length / 3;
	if (count < 2 || record.lineEnd === 0 || record.end >= limit)
		return record.end >= limit && !last ? 'wait' : null;
	const below = parseRecord(bytes, record.end, limit, last, plan, 'strict');
	if (below.cut) return last ? null : 'wait';
	if (below.malformed || below.open || count + below.cells.length / 3 !== width + 1) return null;
	const { lineEnd, bodyEnd, end } = below;
	const innerLines = record.innerLines + 1 + below.innerLines;
	const [above, rest] = [cellTexts(bytes, record, plan), cellTexts(bytes, below, plan)];
	const first = facts[0]!;
	const isAlike = beginsAsRows(above[0]!, first, shape);
	const isRow = beginsAsRows(rest[0]!, first, shape);
	const endsBlank = isBlankText(above.at(-1));
	const isBeside = endsBlank || isBlankText(rest[0]);
	const cells = endsBlank
		? [...record.cells.slice(0, -3), ...below.cells]
		: isBeside
			? [...record.cells, ...below.cells.slice(3)]
			: [...record.cells.slice(0, -2), below.cells[1]!, BARE, ...below.cells.slice(3)];
	const joined = endsBlank
		? [...above.slice(0, -1), ...rest]
		: isBeside
			? [...above, ...rest.slice(1)]
			: [...above.slice(0, -1), `${above.at(-1)}\n${rest[0]}`, ...rest.slice(1)];
	// Where keys are words, the values below stand in their columns only behind the cells above.
	const isBehind = fitting(joined, count, facts) > fitting(rest, 0, facts);
	const isOdd = isAlike || isBehind || contradicts(filledUp(rest, width), facts, 'likely');
	const isText = isBeside || (record.cells.at(-1) === PLAIN && below.cells[2] === PLAIN);
	if (!isText || isRow || !isOdd || contradicts(joined, facts) || contradicts(joined, facts, 'likely'))
		return null;
	return { ...record, lineEnd, bodyEnd, end, innerLines, rewrite: true, cells };
}
