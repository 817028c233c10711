import '../../../src/app.css';
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ColumnTable } from '../../../src/lib/chart/column-table.svelte';
import VirtualTable from '../../../src/lib/chart/mark/VirtualTable.svelte';
import ArrangedTable from '../../../src/routes/gallery/ArrangedTable.svelte';
import { TABLE_COLUMNS, tableRows } from '../../../src/routes/gallery/table-stories';

let standing: { component: Record<string, unknown>; host: HTMLElement } | undefined;

beforeEach(() => page.viewport(1200, 700));

async function stand(props: Partial<Parameters<typeof mount>[1]['props']> = {}, dir = 'ltr') {
	const host = document.createElement('div');
	host.style.width = '900px';
	host.dir = dir;
	document.body.append(host);
	const component = mount(ArrangedTable, {
		target: host,
		props: { caption: 'Rows', columns: TABLE_COLUMNS, rowCount: 1_000_000, fetch: tableRows, ...props },
	});
	standing = { component, host };
	flushSync();
	// Heads are measured by an observer, which reports after the first frame.
	await expect
		.poll(() => all('[role=separator]').map((each) => Number(each.getAttribute('aria-valuenow'))))
		.toEqual(widths());
	await new Promise(requestAnimationFrame);
}

afterEach(async () => {
	if (!standing) return;
	await unmount(standing.component);
	standing.host.remove();
	standing = undefined;
});

const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
const heads = () => all('[role=columnheader]').slice(1);
const labels = () => heads().map((head) => (head.textContent ?? '').trim().slice(0, 6).trim());
const head = (label: string) => {
	const found = heads().find((each) => each.textContent?.trim().startsWith(label));
	if (!found) throw new Error(`no head ${label}`);
	return found;
};
const edge = (label: string) => {
	const found = all('[role=separator]').find((each) => each.ariaLabel?.startsWith(`Width of ${label}`));
	if (!found) throw new Error(`no edge of ${label}`);
	return found;
};
const widths = () => heads().map((each) => Math.round(each.getBoundingClientRect().width));
const box = () => {
	const found = document.querySelector<HTMLElement>('[role=grid]');
	if (!found) throw new Error('no grid');
	return found;
};
const cellsOfFirst = () =>
	all('[aria-rowindex="2"] > :not(.tick)').map((cell) => Math.round(cell.getBoundingClientRect().width));

function mouse(type: string, target: EventTarget, x: number) {
	target.dispatchEvent(
		new MouseEvent(type, { bubbles: true, cancelable: true, button: 0, clientX: x, clientY: 16 }),
	);
}

/** Drags the edge of a head by `px` to the right, in two moves. */
async function dragEdge(label: string, px: number) {
	const from = edge(label).getBoundingClientRect().left + 4;
	mouse('mousedown', edge(label), from);
	mouse('mousemove', document, from + px / 2);
	await new Promise(requestAnimationFrame);
	mouse('mousemove', document, from + px);
	mouse('mouseup', document, from + px);
	flushSync();
}

describe('the width of a column', () => {
	it('follows its edge; those before it stay, and those behind it share what is left', async () => {
		await stand();
		const before = widths();
		const sum = before.reduce((total, each) => total + each, 0);
		await dragEdge('Amount', 90);
		const after = widths();
		expect(after.slice(0, 2)).toEqual([before[0], (before[1] ?? 0) + 90]);
		expect(after[2]).toBeLessThan(before[2] ?? 0);
		expect(Math.abs(after.reduce((total, each) => total + each, 0) - sum)).toBeLessThan(2);
		expect(cellsOfFirst()).toEqual(after);
		expect(edge('Amount').getAttribute('aria-valuenow')).toBe(String(after[1]));
		mouse('dblclick', edge('Amount'), 0);
		flushSync();
		expect(widths()[0]).toBe(before[0]);
		expect(widths()[1]).toBeLessThan(after[1] ?? 0);
	});

	it('is left as it is by a click on its edge', async () => {
		await stand();
		await dragEdge('Amount', 0);
		expect(box().style.getPropertyValue('--columns')).not.toContain('120px');
		expect(box().style.getPropertyValue('--columns').match(/fr/g)).toHaveLength(4);
	});

	it('goes with the arrows, to its least with Home, and back with Enter', async () => {
		await stand();
		const [, before = 0] = widths();
		edge('Amount').focus();
		await userEvent.keyboard('{ArrowRight}{ArrowRight}');
		expect(widths()[1]).toBe(before + 40);
		await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}');
		expect(widths()[1]).toBe(before + 38);
		await userEvent.keyboard('{Home}');
		expect(widths()[1]).toBe(Number(edge('Amount').getAttribute('aria-valuemin')));
		await userEvent.keyboard('{Enter}');
		expect(widths()[1]).toBe(before);
	});

	it('goes back to what it was when Escape breaks its edge off, wherever that is let go', async () => {
		await stand();
		const before = widths();
		const from = edge('Amount').getBoundingClientRect().left + 4;
		mouse('mousedown', edge('Amount'), from);
		mouse('mousemove', document, from + 80);
		flushSync();
		expect(widths()).not.toEqual(before);
		await userEvent.keyboard('{Escape}');
		expect(widths()).toEqual(before);
		await new Promise(requestAnimationFrame);
		mouse('mousemove', document, from + 120);
		mouse('mouseup', document, from + 120);
		flushSync();
		expect(widths()).toEqual(before);
		expect(box().style.getPropertyValue('--columns').match(/fr/g)).toHaveLength(4);
		// The next one is heard again, and so are the keys.
		await dragEdge('Amount', 30);
		expect(widths()[1]).toBe((before[1] ?? 0) + 30);
		await userEvent.keyboard('{ArrowRight}');
		expect(widths()[1]).toBe((before[1] ?? 0) + 50);
	});

	it('grows to the left where the page is read from right to left', async () => {
		await stand({}, 'rtl');
		const [, before = 0] = widths();
		await dragEdge('Amount', -60);
		expect(widths()[1]).toBe(before + 60);
		edge('Amount').focus();
		await userEvent.keyboard('{ArrowLeft}');
		expect(widths()[1]).toBe(before + 80);
	});
});

describe('the order of columns', () => {
	const point = (type: string, target: EventTarget, x: number) =>
		target.dispatchEvent(
			new PointerEvent(type, { bubbles: true, button: 0, pointerType: 'mouse', clientX: x, clientY: 16 }),
		);
	const middle = (label: string) => {
		const { left, right } = head(label).getBoundingClientRect();
		return (left + right) / 2;
	};

	it('changes by dragging a head, which asks for no other order of rows', async () => {
		await stand();
		const to = middle('Owner') + 20;
		point('pointerdown', head('Amount'), middle('Amount'));
		point('pointermove', document, to - 40);
		flushSync();
		expect(head('Owner').className).toContain('before');
		point('pointermove', document, to);
		flushSync();
		expect(head('Owner').className).toContain('behind');
		point('pointerup', document, to);
		head('Amount').querySelector('button')?.click();
		flushSync();
		expect(labels()).toEqual(['Name', 'Owner', 'Amount', 'Note w']);
		expect(head('Amount').ariaSort).toBeNull();
		expect(all('[aria-rowindex="2"] > :not(.tick)')[1]?.textContent?.trim()).toBe('Ann');
	});

	it('is left as it is where a drag is broken off, and nothing comes before the name', async () => {
		await stand();
		point('pointerdown', head('Amount'), middle('Amount'));
		point('pointermove', document, middle('Owner') + 20);
		await userEvent.keyboard('{Escape}');
		point('pointerup', document, middle('Owner') + 20);
		flushSync();
		expect(labels()).toEqual(['Name', 'Amount', 'Owner', 'Note w']);
		point('pointerdown', head('Owner'), middle('Owner'));
		point('pointermove', document, head('Name').getBoundingClientRect().left + 3);
		point('pointerup', document, head('Name').getBoundingClientRect().left + 3);
		flushSync();
		expect(labels()).toEqual(['Name', 'Owner', 'Amount', 'Note w']);
	});

	it('changes with Alt and an arrow, and the head keeps the focus', async () => {
		await stand();
		head('Amount').querySelector('button')?.focus();
		await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}');
		expect(labels()).toEqual(['Name', 'Owner', 'Amount', 'Note w']);
		await expect.poll(() => document.activeElement?.textContent?.trim()).toBe('Amount');
		await expect
			.poll(() => document.querySelector('[role=status]')?.textContent)
			.toBe('Amount is column 3 of 4.');
		await userEvent.keyboard('{Alt>}{ArrowLeft}{ArrowLeft}{ArrowLeft}{/Alt}');
		expect(labels()).toEqual(['Name', 'Amount', 'Owner', 'Note w']);
	});
});

it('heads that cannot move leave Alt and an arrow to the browser, whose way back it is; those that can keep it', async () => {
	const isKept = (key: string) => {
		const pressed = new KeyboardEvent('keydown', { key, altKey: true, bubbles: true, cancelable: true });
		document.activeElement?.dispatchEvent(pressed);
		return pressed.defaultPrevented;
	};
	await stand();
	head('Name').querySelector('button')?.focus();
	expect(isKept('ArrowLeft')).toBe(false);
	head('Amount').querySelector('button')?.focus();
	expect(isKept('ArrowLeft')).toBe(true);
	const table = new ColumnTable(() => ({ columns: TABLE_COLUMNS, onsort: () => undefined }));
	const host = document.createElement('div');
	document.body.append(host);
	const component = mount(VirtualTable, {
		target: host,
		props: { caption: 'Still', table, rowCount: 3, fetch: tableRows },
	});
	flushSync();
	host.querySelectorAll<HTMLElement>('[role=columnheader] button')[1]?.focus();
	expect(document.activeElement?.textContent?.trim()).toBe('Amount');
	expect([isKept('ArrowLeft'), isKept('ArrowRight')]).toEqual([false, false]);
	await unmount(component);
	host.remove();
});

it('heads are one stop of the Tab key, and the edge of the one in focus another', async () => {
	await stand();
	box().focus();
	await userEvent.keyboard('{Tab}{Tab}');
	expect(document.activeElement?.textContent?.trim()).toBe('Name');
	await userEvent.keyboard('{ArrowRight}{ArrowRight}');
	await expect.poll(() => document.activeElement?.textContent?.trim()).toBe('Owner');
	await userEvent.keyboard('{End}');
	await expect.poll(() => document.activeElement?.textContent?.trim()).toMatch(/^Note/);
	await userEvent.keyboard('{Home}{Tab}');
	await expect.poll(() => document.activeElement?.ariaLabel).toBe('Width of Name');
});

it('names stay in sight when the rest is scrolled sideways, unless they would take half of it', async () => {
	await stand({ widths: { name: 200, amount: 900, owner: 500 } });
	const at = () => Math.round(head('Name').getBoundingClientRect().left - box().getBoundingClientRect().left);
	const first = () =>
		Math.round(
			(all('[aria-rowindex="2"] > [role=rowheader]')[0]?.getBoundingClientRect().left ?? 0) -
				box().getBoundingClientRect().left,
		);
	box().scrollLeft = 300;
	box().dispatchEvent(new Event('scroll'));
	flushSync();
	expect([at(), first()]).toEqual([40, 40]);
	expect(box().className).toContain('shifted');
	edge('Name').focus({ preventScroll: true });
	for (let step = 0; step < 15; step += 1) await userEvent.keyboard('{ArrowRight}');
	box().scrollLeft = 300;
	expect([at(), first()]).toEqual([-260, -260]);
});

it('names stay in sight from right to left, whatever way their own text is read', async () => {
	await stand({ widths: { name: 200, amount: 900, owner: 500 } }, 'rtl');
	box().scrollLeft = -300;
	box().dispatchEvent(new Event('scroll'));
	flushSync();
	const { right } = box().getBoundingClientRect();
	const from = (element: Element | undefined) =>
		Math.round(right - (element?.getBoundingClientRect().right ?? 0));
	// The scroll bar of the rows stands at the left.
	expect([from(head('Name')), from(all('[aria-rowindex="2"] > [role=rowheader]')[0])]).toEqual([40, 40]);
});
