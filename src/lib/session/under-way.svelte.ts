/** How many questions of this page wait for their answer. */
class UnderWay {
	count = $state(0);
}

export const underWay = new UnderWay();

/** Counts one question in `underWay`: call it with whether that question waits, as often as is convenient. */
export function waiting(): (isWaiting: boolean) => void {
	let counted = false;
	return (isWaiting) => {
		if (isWaiting === counted) return;
		counted = isWaiting;
		underWay.count += isWaiting ? 1 : -1;
	};
}
