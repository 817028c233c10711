/** Questions that have been run, newest first, kept in this browser only. */
const KEY = 'funnelscope.sql-history';
const MOST = 50;

/** Empty where the browser keeps nothing. */
export function readHistory(): string[] {
	try {
		const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
		return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string') : [];
	} catch {
		// A browser that refuses storage, or a text that is not ours: there is no history, and nothing is lost by it.
		return [];
	}
}

/** Puts a question first, once, and tells what is now kept. */
export function remember(text: string): string[] {
	const kept = [text, ...readHistory().filter((one) => one !== text)].slice(0, MOST);
	try {
		localStorage.setItem(KEY, JSON.stringify(kept));
	} catch {
		// Full or refused: the list still holds for this page.
	}
	return kept;
}

export function forgetHistory(): void {
	try {
		localStorage.removeItem(KEY);
	} catch {
		// Where storage is refused, nothing was kept.
	}
}
