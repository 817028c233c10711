/** A cell of a matrix; what does not occur has none. */
export interface MatrixCell {
	row: string;
	column: string;
	/** What the shade stands for, zero or more. */
	weight: number;
	text: string;
	/** All of it in words. */
	words: string;
}

/** Shades of the sequential scale, from the faintest that is something to the strongest. */
const SHADES = 6;

/** The shade 1..6 of a weight against the greatest of all; 0 where there is nothing. */
export function shadeOf(weight: number, greatest: number): number {
	if (!(weight > 0) || !(greatest > 0)) return 0;
	return Math.min(SHADES, Math.max(1, Math.ceil((weight / greatest) * SHADES)));
}
