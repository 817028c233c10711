import type { BoardHit, BoardPick } from './stage-board';

/** A stable name for what was picked; two picks of one thing have the same. */
export function pickKey(pick: BoardPick): string {
	return Object.values(pick).join('\u001f');
}

/**
 * Where an arrow key leads from `current`: up and down inside a step, left and right to the like thing of the
 * next step; on a turned board all arrows go through the parts in order. Home and End lead to the ends.
 */
export function moveFocus(
	hits: readonly BoardHit[],
	current: number,
	key: string,
	options: { turned: boolean; direction: 'ltr' | 'rtl' },
): number {
	const from = hits[current];
	if (!from) return 0;
	if (key === 'Home') return 0;
	if (key === 'End') return hits.length - 1;
	const forwards = options.direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
	const step = key === 'ArrowDown' || key === forwards ? 1 : -1;
	if (options.turned) return Math.min(hits.length - 1, Math.max(0, current + step));
	if (key === 'ArrowUp' || key === 'ArrowDown') {
		const next = hits[current + step];
		return next && next.column === from.column ? current + step : current;
	}
	const column = from.column + step;
	const there = hits.flatMap((hit, index) => (hit.column === column ? [index] : []));
	const [first] = there;
	if (first === undefined) return current;
	const like = there.find(
		(index) => hits[index]?.pick.kind === from.pick.kind && lastWord(hits[index]) === lastWord(from),
	);
	const rank = current - hits.findIndex((hit) => hit.column === from.column);
	return like ?? there[Math.min(rank, there.length - 1)] ?? first;
}

/** What a part, note or row is called within its step. */
function lastWord(hit: BoardHit | undefined): string {
	const pick = hit?.pick;
	if (!pick) return '';
	if (pick.kind === 'part') return pick.part;
	if (pick.kind === 'note' || pick.kind === 'end-note') return pick.note;
	return pick.kind === 'cell' ? pick.row : '';
}
