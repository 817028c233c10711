import { candidate, valueColumns, type Candidate, type Escape } from './candidate';
import { filled, isBlank } from './cell-kind';
import { looksLikeHeader } from './layout';
import { LONGER } from './other-delimiter';

/** Whether nearly all records hold one cell, be it with blank ones behind. */
const isHollow = ({ records, layout: { width } }: Candidate): boolean =>
	width === 1 ||
	records.filter((cells) => filled(cells.slice(1)) > 0).length * 5 <
		records.filter((cells) => !isBlank(cells)).length;

/** The same with whole rows between quotes, if that is how the file is written. */
export function wrapped(
	bytes: Uint8Array,
	text: string,
	whole: boolean,
	delimiters: readonly string[],
	plain: Candidate,
): Candidate {
	let found = plain;
	if (!isHollow(plain)) return plain;
	for (const delimiter of [...delimiters, ' ', ...LONGER.filter((one) => text.includes(one))]) {
		const other = candidate(bytes, whole, delimiter, plain.quote, plain.escape, true);
		if (!other) continue;
		const { width, agreement, coverage } = other.layout;
		const values = valueColumns(other.records, other.layout);
		// Where nearly all rows stand between quotes and hold values that are divided, some may be damaged besides.
		const rows = other.records.filter((cells) => !isBlank(cells)).length;
		const isDamaged = width > 2 && values > 0 && agreement >= 0.4 && other.unwrapped >= rows * 0.8;
		// Words of notes between quotes stand below no names.
		const head = other.records[other.layout.header]!;
		if (delimiter === ' ' && (head.length !== width || !looksLikeHeader(head))) continue;
		if (!isDamaged && (agreement < 0.9 || coverage < 0.8 || !delimiters.includes(delimiter))) continue;
		if (width < 2 || (width === 2 && values === 0)) continue;
		// A single column of decimal commas has a name without one.
		if (width === 2 && head.length === width && !looksLikeHeader(head) && plain.records[0]?.length === 1)
			continue;
		if (other.score > found.score || (isDamaged && found === plain)) found = other;
	}
	return found;
}

/** The same with quotes escaped by backslashes, if records are right by the rules then that else are not. */
export function escaped(
	bytes: Uint8Array,
	text: string,
	whole: boolean,
	told: Escape | undefined,
	plain: Candidate,
	alone = -1,
): Candidate {
	if (told || plain.malformed.size === 0 || !text.includes(`\\${plain.quote}`)) return plain;
	const other = candidate(bytes, whole, plain.delimiter, plain.quote, '\\', plain.wrapped, alone);
	if (!other) return plain;
	const without = (some: ReadonlySet<number>, others: ReadonlySet<number>): number =>
		[...some].filter((line) => !others.has(line)).length;
	// A record that is wrong in both ways proves neither.
	const cured = without(plain.malformed, other.malformed);
	// Only records that are cured may have lost a width that they had by chance.
	const agrees = other.layout.agreement >= plain.layout.agreement - cured / plain.records.length;
	return cured > 0 && agrees && without(other.malformed, plain.malformed) * 4 <= cured ? other : plain;
}
