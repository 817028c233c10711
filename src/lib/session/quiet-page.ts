/** What browsers tell of themselves and TypeScript does not know: Network Information and Device Memory. */
export interface TellingNavigator {
	connection?: { saveData?: boolean; type?: string; effectiveType?: string };
	deviceMemory?: number;
}

/** So much memory a device should have, in GB, for work that may turn out to be for nothing. */
const ROOMY_GB = 4;

/** Whether some megabytes and seconds of a processor may be spent on what is only likely to be wanted. */
export function maySpendAhead({ connection, deviceMemory }: TellingNavigator): boolean {
	const isDear =
		connection?.saveData === true ||
		connection?.type === 'cellular' ||
		(connection?.effectiveType !== undefined && connection.effectiveType !== '4g');
	return !isDear && (deviceMemory ?? ROOMY_GB) >= ROOMY_GB;
}

/** Whether the reader wants no more done than what is asked for. */
export const savesData = ({ connection }: TellingNavigator): boolean => connection?.saveData === true;

/** The latest that a quiet moment is waited for: a page that always moves is as quiet as it will be. */
const LATEST_MS = 2_000;

/**
 * Does `work` once the page is looked at and has nothing else to do, where `maySpendAhead`; undoes it when the page has
 * been out of sight for `patienceMs`, and does it again when it is back. The answer ends all of it.
 */
export function whileQuiet(work: () => () => void, patienceMs = 60_000): () => void {
	if (!maySpendAhead(navigator as TellingNavigator)) return () => undefined;
	let undo: (() => void) | null = null;
	let leave = (): void => undefined;
	const begin = (): void => {
		// Safari has no requestIdleCallback.
		if (typeof requestIdleCallback === 'function') {
			const idle = requestIdleCallback(() => (undo = work()), { timeout: LATEST_MS });
			leave = () => cancelIdleCallback(idle);
		} else {
			const timer = setTimeout(() => (undo = work()), LATEST_MS);
			leave = () => clearTimeout(timer);
		}
	};
	const end = (): void => {
		undo?.();
		undo = null;
	};
	const look = (): void => {
		leave();
		if (document.visibilityState === 'visible') {
			if (undo === null) begin();
		} else {
			const timer = setTimeout(end, patienceMs);
			leave = () => clearTimeout(timer);
		}
	};
	document.addEventListener('visibilitychange', look);
	look();
	return () => {
		document.removeEventListener('visibilitychange', look);
		leave();
		end();
	};
}
