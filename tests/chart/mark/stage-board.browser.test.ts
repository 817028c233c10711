import '../../../src/app.css';
import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createFormat } from '$lib/chart/format';
import type { BoardPick } from '$lib/chart/layout/stage-board';
import StageBoard from '$lib/chart/mark/StageBoard.svelte';
import type { BoardStory } from '../../../src/routes/gallery/board-data';
import { stories } from '../../../src/routes/gallery/stories';

const boards = stories.filter((story): story is BoardStory => story.mark === 'board');
const [study] = boards;

let standing: { component: Record<string, unknown>; host: HTMLElement } | undefined;

async function stand(story: BoardStory, width: number, onpick: (pick: BoardPick) => void = () => undefined) {
	const host = document.createElement('div');
	host.style.width = `${width}px`;
	document.body.append(host);
	const component = mount(StageBoard, {
		target: host,
		props: {
			label: story.title,
			steps: story.steps,
			end: story.end,
			rows: story.rows ?? [],
			format: createFormat(story.locale),
			onpick,
		},
	});
	standing = { component, host };
	flushSync();
	// The width is measured by an observer, which reports after the first frame.
	await expect.poll(() => host.querySelector('.layercake-layout-svg')?.clientWidth ?? width).toBe(width);
	await tick();
	return host;
}

async function takeDown() {
	if (!standing) return;
	await unmount(standing.component);
	standing.host.remove();
	standing = undefined;
}

afterEach(takeDown);

const tipText = () => document.querySelector('[role=tooltip]')?.textContent ?? null;
const named = (host: HTMLElement, start: string) => {
	const found = [...host.querySelectorAll('button')].find((each) => each.ariaLabel?.startsWith(start));
	if (!found) throw new Error(`no button "${start}…"`);
	return found;
};

describe('text as the browser sets it', () => {
	it.each(boards.flatMap((story) => [360, 720, 1240].map((width) => [story.id, width, story] as const)))(
		'stays apart and on the board: %s at %i px',
		async (_, width, story) => {
			await document.fonts.load('600 13px "Inter Variable"');
			const host = await stand(story, width);
			const room = host.getBoundingClientRect();
			const texts = [...host.querySelectorAll('svg text')].map((text) => ({
				text: text.textContent,
				box: text.getBoundingClientRect(),
			}));
			for (const { text, box } of texts) {
				expect(box.left, `${text} leaves at the left`).toBeGreaterThan(room.left - 1);
				expect(box.right, `${text} leaves at the right`).toBeLessThan(room.right + 1);
			}
			texts.forEach(({ text, box }, index) => {
				for (const other of texts.slice(index + 1)) {
					const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
					const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
					// Line boxes are higher than the letters in them.
					expect(across > 1 && down > 4, `${text} overlaps ${other.text}`).toBe(false);
				}
			});
			expect(host.scrollWidth).toBeLessThanOrEqual(width);
		},
	);
});

describe('by keyboard', () => {
	it('arrow keys move, the tip follows, Escape closes it and Enter picks', async () => {
		if (!study) throw new Error('no story');
		const picks: BoardPick[] = [];
		const host = await stand(study, 1200, (pick) => picks.push(pick));
		await userEvent.tab();
		expect(document.activeElement?.ariaLabel).toMatch(/^Prospecting 12,041/);
		await userEvent.keyboard('{ArrowRight}{ArrowDown}');
		const focused = document.activeElement;
		expect(focused?.ariaLabel).toMatch(/^Qualifying: moved on 5,660/);
		expect(tipText()).toContain('Reached the next stage.');
		expect(document.getElementById(focused?.getAttribute('aria-describedby') ?? '')?.role).toBe('tooltip');
		await userEvent.keyboard('{Escape}');
		expect(tipText()).toBeNull();
		expect(document.activeElement).toBe(focused);
		await userEvent.keyboard('{Enter}');
		expect(picks).toEqual([{ kind: 'part', step: 's2', part: 'moved' }]);
		await userEvent.tab();
		expect(host.contains(document.activeElement)).toBe(false);
	});
});

describe('by pointer', () => {
	it('a tip comes with hovering, stays while one is on it, and goes after', async () => {
		if (!study) throw new Error('no story');
		const host = await stand(study, 1200);
		await userEvent.hover(named(host, 'Presenting: dropped'));
		expect(tipText()).toContain('1,496');
		const tip = document.querySelector('[role=tooltip]');
		if (!tip) throw new Error('no tip');
		const box = tip.getBoundingClientRect();
		expect(box.left).toBeGreaterThanOrEqual(0);
		expect(box.right).toBeLessThanOrEqual(window.innerWidth);
		await userEvent.hover(tip);
		await new Promise((resolve) => setTimeout(resolve, 250));
		expect(tipText()).toContain('1,496');
		const elsewhere = document.createElement('p');
		elsewhere.textContent = 'elsewhere';
		host.append(elsewhere);
		await userEvent.hover(elsewhere);
		await expect.poll(tipText).toBeNull();
	});

	it('a board that is drawn under a pointer at rest tells nothing until the pointer moves', async () => {
		if (!study) throw new Error('no story');
		const hit = named(await stand(study, 360), 'Prospecting: dropped').getBoundingClientRect();
		await takeDown();
		const resting = document.createElement('p');
		resting.style.cssText = `position: fixed; left: ${hit.left}px; top: ${hit.top}px; width: ${hit.width}px; height: ${hit.height}px`;
		document.body.append(resting);
		await userEvent.hover(resting);
		resting.remove();
		const board = named(await stand(study, 360), 'Prospecting: dropped');
		await expect.poll(() => board.matches(':hover')).toBe(true);
		expect(tipText()).toBeNull();
		await userEvent.hover(board, { position: { x: 2, y: 2 } });
		expect(tipText()).toContain('Prospecting');
		await userEvent.keyboard('{Escape}');
		await userEvent.hover(board, { position: { x: 3, y: 3 } });
		expect(tipText()).toBeNull();
	});
});
