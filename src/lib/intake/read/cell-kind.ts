/** What a cell holds, as far as its form tells: enough to tell names of columns from values below them. */
export type CellKind = 'blank' | 'number' | 'date' | 'mark' | 'placeholder' | 'text';

const DATE =
	/^(?:(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:(?:T|[ ,]+)\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:\s?[ap]\.?m\.?)?(?:\s?(?:Z|[+-]\d{1,2}:?\d{2})|\s+(?:[A-Z]{2,5}|\(.*\)))*)?|\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[ap]m)?|\d{1,2}[-\s](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-\s,]+\d{2,4})$/i;
const NUMBER =
	/^[-+(]?\s?[\p{Sc}]?\s?[-+]?(?:\d[\d.,'’\s]*|[.,]\d+)(?:e[-+]?\d+)?\s?(?:%|\p{Sc}|[A-Z]{3})?\)?$/iu;
const MARK = /@\S+\.|^https?:|^www\.|^(?:true|false)$/i;
const PLACEHOLDER = /^(?:n\/?a|null|none|nil|nan|nd|tb[adc]|unknown|[-–—.?*/\\]+|\\n|#n\/a)$/i;

/** The kind of a cell's text. `mark` is an address or a flag: a value, but neither number nor date. */
export function kindOf(text: string): CellKind {
	const cell = text.trim();
	if (cell === '') return 'blank';
	const first = cell.charCodeAt(0);
	// Most cells begin with a letter: they are no date but a flag or an address at most.
	const maybeNumber = first < 65 || first > 127;
	if (maybeNumber && DATE.test(cell)) return 'date';
	if (maybeNumber && NUMBER.test(cell)) return 'number';
	if (MARK.test(cell)) return 'mark';
	return PLACEHOLDER.test(cell) ? 'placeholder' : 'text';
}

/** Whether a cell is a value rather than a name: a number, an amount, a date, a time, an address or a flag. */
export function isValue(text: string): boolean {
	const kind = kindOf(text);
	return kind === 'number' || kind === 'date' || kind === 'mark';
}

/** Whether cells are strokes and nothing else, a line drawn below names or between rows. */
export const isRule = (cells: readonly string[]): boolean =>
	filled(cells) > 1 &&
	cells.every((cell) => /^(?:[-=_~*#]{3,}|:?-+:?)?$/.test(cell.trim()) && cell.trim() !== '-');

export const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');
export const filled = (cells: readonly string[]): number =>
	cells.reduce((sum, cell) => sum + (cell.trim() === '' ? 0 : 1), 0);
