/** Why a row is set aside. */
export const NEVER_CLOSES = 'a quote opens here and never closes';
export const STRAY_QUOTES = 'stray quotes, which leave values in columns that never hold such';
export const HEADER_AGAIN = 'the header again';
export const CUT_OFF = 'the file ends within this row';
export const NUL_BYTE = 'a NUL byte, which no text has';
export const DELIMITER_MISSING = 'a delimiter too few, as its columns show';
export const COMMENT = 'a comment';
export const MERGE_MARK = 'a mark of a merge conflict';
export const TOTALS = 'a line of totals';
export const HEADING = 'a heading or a note amid the rows';
export const BROKEN = 'a text that may go on in the line beside';
export const NO_VALUE = 'no cell with a value';
export const MISPLACED = 'values that stand in columns which never hold such';
export const OTHER_ORDER = 'columns in another order than the header, from some row above on';
export const ABOVE_HEADER = 'above the header';
export const REPORT_FOOTER = 'report footer';

/** For a row of `cells` cells. */
export const otherWidth = (cells: number, width: number): string =>
	`${cells} ${cells === 1 ? 'cell' : 'cells'} where the header has ${width}`;
