import { contradicts, isHeading } from './column-kinds';
import { isComment } from './footer';
import { isDividedOtherwise, isHiddenRecord } from './hidden-record';
import { hasStrayQuotes } from './judge';
import { hasSeam } from './lost-quote';
import { cellTooMany, lacksLast } from './place';
import { COMMENT, HEADING, otherWidth } from './reasons';
import { cellTexts, isBlankCell, type ParsedRecord } from './record';
import { filledUp, readOtherwise, withoutCell } from './repair';
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
		const isBlankBeyond = beyond.every((cell) => isBlankCell(bytes, record, cell));
		const tooMany = count === width + 1 ? cellTooMany(cells, facts, plan.isTrailing) : -1;
		if (sound && isBlankBeyond && (count > width + 1 || tooMany === width)) {
			return { is: 'kept', record, mending: 'trimmed' };
		}
		const narrower = tooMany < 0 ? null : withoutCell(record, tooMany);
		const isProven = narrower && !contradicts(cellTexts(bytes, narrower, plan), facts);
		return isProven ? { is: 'kept', record: narrower, mending: 'narrowed' } : setAside(record, reason);
	}
	if (width > 2 && plan.hasComments && isComment(cells[0]!)) return setAside(record, COMMENT);
	const isDoubtful =
		!sound ||
		contradicts(cells, facts, 'likely') ||
		isHidden(bytes, at, record, cells, plan) ||
		hasStrayQuotes(bytes, record, plan.quote) ||
		hasSeam(cells);
	if (isDoubtful) return { is: 'kept', record, reason };
	if (isHeading(cells, facts, plan.shape)) return { is: 'kept', record, reason: HEADING };
	return lacksLast(cells, facts, plan.isWrittenShort) ? kept(record) : { is: 'kept', record, reason };
}
