/** Tells after each call which share of `total` parts is done, from 0 to 1; calls beyond them tell 1. */
export function counted(total: number, tell: ((done: number) => void) | undefined): () => void {
	let parts = 0;
	return () => tell?.(Math.min(1, ++parts / Math.max(1, total)));
}
