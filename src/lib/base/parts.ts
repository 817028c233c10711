/**
 * Tells after each call which share of `total` parts is done, from 0 to 1: one part more, or so many. Calls beyond them
 * tell 1.
 */
export function counted(total: number, tell: ((done: number) => void) | undefined): (parts?: number) => void {
	let done = 0;
	return (parts = 1) => {
		done += parts;
		tell?.(Math.min(1, done / Math.max(1, total)));
	};
}
