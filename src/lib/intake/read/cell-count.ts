import { kindOf } from './cell-kind';
import { contradicts, isHeading, type ColumnFact } from './column-kinds';
import { isComment } from './footer';
import { isDividedOtherwise, isHiddenRecord } from './hidden-record';
import { hasStrayQuotes } from './judge';
import { COMMENT, HEADING, otherWidth } from './reasons';
import { cellTexts, isBlankCell, type ParsedRecord } from './record';
import { filledUp, readOtherwise, withoutBlank } from './repair';
import type { ScanPlan } from './scan-plan';
import { mayBeSplit } from './split-cell';
import { kept, setAside, type Verdict } from './verdict';

/** Whether a record that has too few cells has others inside them, by another delimiter or within stray quotes. */
function isHidden(
	bytes: Uint8Array,
	at: number,
	{ bodyEnd }: ParsedRecord,
	cells: readonly string[],
	{ width, delimiterText }: ScanPlan,
): boolean {
	const isWithin = delimiterText.length > 1 && cells.some((cell) => cell.includes(delimiterText));
	if (isWithin) return true;
	const filled = cells.filter((cell) => cell.trim() !== '');
	if (filled.length === 1) return isHiddenRecord(filled[0]!, width, delimiterText);
	return isDividedOtherwise(new TextDecoder().decode(bytes.subarray(at, bodyEnd)), width, delimiterText);
}

/** Whether the last cell of a record that has too few is a value of its column, so that no delimiter is missing before it. */
function isInPlace(cells: readonly string[], facts: readonly ColumnFact[]): boolean {
	const last = cells.length - 1;
	const { likely } = facts[last]!;
	return likely !== 'text' && kindOf(cells[last]!) === likely;
}

/**
 * A record that has too few or too many cells: read in another way if that fits; filled up or cut where only blank
 * cells are missing or too many and the others stand in their columns; else set aside.
 */
export function settleWidth(bytes: Uint8Array, at: number, record: ParsedRecord, plan: ScanPlan): Verdict {
	const { width, facts, wrapped } = plan;
	const count = record.cells.length / 3;
	if (count === width) return kept(record);
	if (plan.wasDrawn) return { is: 'kept', record, reason: otherWidth(count, width) };
	const otherwise = readOtherwise(bytes, at, record, plan, width, wrapped, facts);
	if (otherwise) return { is: 'kept', record, otherwise, mending: 'reread' };
	const cells = cellTexts(bytes, record, plan);
	const reason = otherWidth(count, width);
	const sound = !contradicts(filledUp(cells, width), facts);
	if (count > width) {
		const isSplit = !plan.isTrailed && mayBeSplit(cells, facts, plan.delimiterText);
		if (isSplit) return setAside(record, reason);
		const beyond = Array.from({ length: count - width }, (_, extra) => width + extra);
		if (sound && beyond.every((cell) => isBlankCell(bytes, record, cell))) {
			return { is: 'kept', record, mending: 'trimmed' };
		}
		const narrower = withoutBlank(bytes, record, plan, facts);
		return narrower ? { is: 'kept', record: narrower, mending: 'narrowed' } : setAside(record, reason);
	}
	if (width > 2 && plan.hasComments && isComment(cells[0]!)) return setAside(record, COMMENT);
	const isDoubtful =
		!sound ||
		contradicts(cells, facts, 'likely') ||
		isHidden(bytes, at, record, cells, plan) ||
		hasStrayQuotes(bytes, record, plan.quote);
	if (isDoubtful) return { is: 'kept', record, reason };
	if (isHeading(cells, facts, plan.shape)) return { is: 'kept', record, reason: HEADING };
	return plan.writesBlanks && !isInPlace(cells, facts) ? { is: 'kept', record, reason } : kept(record);
}
