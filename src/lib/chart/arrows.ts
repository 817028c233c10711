import type { Attachment } from 'svelte/attachments';

/** Where a thing stands in a table. */
export interface Place {
	row: number;
	column: number;
}

/** Index that a key leads to from `at`, of things in the order of the text; null if it leads nowhere. */
export function nextInRow(key: string, at: number, count: number, isMirrored: boolean): number | null {
	const forward = isMirrored ? -1 : 1;
	const next = {
		ArrowRight: at + forward,
		ArrowLeft: at - forward,
		ArrowDown: at + 1,
		ArrowUp: at - 1,
		Home: 0,
		End: count - 1,
	}[key];
	return next === undefined ? null : Math.min(count - 1, Math.max(0, next));
}

/**
 * Index that a key leads to from `at`, of things in a table where some cells have none: sideways within the row, up and
 * down to what is nearest in the next row that has any, so that all are reached; null if the key leads nowhere.
 */
export function nextInTable(
	key: string,
	at: number,
	places: readonly Place[],
	isMirrored: boolean,
): number | null {
	const from = places[at];
	if (!from) return null;
	const inRow = (row: number) => places.flatMap((place, index) => (place.row === row ? [index] : []));
	if (key === 'ArrowUp' || key === 'ArrowDown') {
		const way = key === 'ArrowDown' ? 1 : -1;
		const behind = places.map(({ row }) => (row - from.row) * way).filter((rows) => rows > 0);
		if (behind.length === 0) return at;
		const away = (index: number) => Math.abs((places[index]?.column ?? 0) - from.column);
		const row = from.row + way * Math.min(...behind);
		return inRow(row).reduce((nearest, index) => (away(index) < away(nearest) ? index : nearest));
	}
	const own = inRow(from.row);
	const next = nextInRow(key, own.indexOf(at), own.length, isMirrored);
	return next === null ? null : (own[next] ?? at);
}

const placeIn = (thing: Element): Place => {
	const cell = thing.closest('td');
	return { row: cell?.closest('tr')?.rowIndex ?? 0, column: cell?.cellIndex ?? 0 };
};

/**
 * Arrows, Home and End take the focus from one of the things that `selector` names to another that can be seen. Which of
 * them Tab comes to is up to who draws them: the one that had the focus last, else the first.
 */
export const arrows =
	(selector: string, { inTable = false } = {}): Attachment<HTMLElement> =>
	(room) => {
		const onkeydown = (event: KeyboardEvent) => {
			if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof Element)) return;
			const from = event.target.closest<HTMLElement>(selector);
			if (!from) return;
			const things = [...room.querySelectorAll<HTMLElement>(selector)].filter(
				(thing) => thing.getClientRects().length > 0,
			);
			const at = things.indexOf(from);
			const isMirrored = getComputedStyle(room).direction === 'rtl';
			const next = inTable
				? nextInTable(event.key, at, things.map(placeIn), isMirrored)
				: nextInRow(event.key, at, things.length, isMirrored);
			if (next === null) return;
			event.preventDefault();
			things[next]?.focus();
		};
		room.addEventListener('keydown', onkeydown);
		return () => room.removeEventListener('keydown', onkeydown);
	};
