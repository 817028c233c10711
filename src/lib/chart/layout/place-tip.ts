import type { Box } from './tip';

const GAP = 8;
const MARGIN = 8;

/**
 * The top left corner, in viewport px, of a tip of `size` for `anchor`: above it, centred, or below it where
 * there is no room above; always wholly inside the viewport if the tip is no larger than that.
 */
export function placeTip(
	anchor: Box,
	size: { width: number; height: number },
	viewport: { width: number; height: number },
): { x: number; y: number } {
	const within = (at: number, length: number, limit: number) =>
		Math.max(MARGIN, Math.min(at, limit - length - MARGIN));
	const above = anchor.y - size.height - GAP;
	const below = anchor.y + anchor.height + GAP;
	const y = above >= MARGIN ? above : below;
	return {
		x: within(anchor.x + anchor.width / 2 - size.width / 2, size.width, viewport.width),
		y: within(y, size.height, viewport.height),
	};
}
