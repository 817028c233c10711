import { MOST_PIXELS } from './row-window';

/** Where the rows of a long table stand in a box that scrolls: all rows are of one height. */
export interface RowScroll {
	/** Height of what is scrolled, in px: no browser draws a million rows at their full height. */
	height: number;
	/**
	 * The rows in sight at a scroll position, and a few around them: from `first` to before `before`. As many at any
	 * position, so that what is drawn of a row that has gone out of sight can serve one that comes into it.
	 */
	inSight(top: number): { first: number; before: number };
	/** Where row `index` stands in the scrolled box while it is scrolled to `top`, in px. */
	placeOf(index: number, top: number): number;
	/** The nearest scroll position to `top` at which row `index` is wholly in sight. */
	reach(index: number, top: number): number;
}

/** Rows drawn before they come into sight. */
const AROUND = 8;

/**
 * `count` rows of `row` px under a head of `head` px, in a box of `box` px. Where the rows are higher than a browser can
 * draw, a step of the scroll position is more than a step of the rows, and both ends are still reached.
 */
export function rowScroll(
	{ count, row, head, box }: { count: number; row: number; head: number; box: number },
	most = MOST_PIXELS,
): RowScroll {
	const room = Math.max(0, box - head);
	const whole = count * row;
	const height = Math.min(whole, most);
	const pace = height < whole && height > room ? (whole - room) / (height - room) : 1;
	const lowest = Math.max(0, height - room);
	const drawn = Math.min(count, Math.ceil(room / row) + 1 + 2 * AROUND);
	return {
		height,
		inSight(top) {
			const wanted = Math.floor((top * pace) / row) - AROUND;
			const first = Math.max(0, Math.min(count - drawn, wanted));
			return { first, before: first + drawn };
		},
		placeOf: (index, top) => index * row - top * (pace - 1),
		reach(index, top) {
			const least = ((index + 1) * row - room) / pace;
			const latest = (index * row) / pace;
			return Math.min(lowest, Math.max(0, Math.max(least, Math.min(latest, top))));
		},
	};
}
