/** Px between what scrolls into sight and the bar. */
const AIR = 8;

/**
 * Keeps clear of a bar that stands fast at an edge of the window whatever scrolls into sight, as what the focus comes to,
 * while the component that calls it is there. `height` is that of the bar, in px.
 */
export function keepClear(edge: 'top' | 'bottom', height: () => number): void {
	$effect(() => {
		const { style } = document.documentElement;
		style.setProperty(`--fast-${edge}`, `${height() + AIR}px`);
		return () => style.removeProperty(`--fast-${edge}`);
	});
}
