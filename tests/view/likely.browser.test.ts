import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { likely, PRESSED_MS } from '$lib/view/control/likely';
import WindowControl from '$lib/view/shell/WindowControl.svelte';
import { CATALOG } from '../share/a-report';

let node: HTMLButtonElement;
let told: string[];
let end: () => void;

const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const point = (type: string, pointerType = 'mouse') =>
	node.dispatchEvent(new PointerEvent(type, { pointerType, bubbles: true }));

beforeEach(() => {
	node = document.createElement('button');
	document.body.append(node);
	const heard: string[] = [];
	told = heard;
	const attached = likely(
		(change: string, isPressed) => {
			heard.push(isPressed ? `${change} pressed` : change);
			let isTakenBack = false;
			return () => {
				if (!isTakenBack) heard.push('taken back');
				isTakenBack = true;
			};
		},
		() => 'A',
	)(node);
	end = () => attached?.();
});
afterEach(() => {
	end();
	node.remove();
});

test('what the pointer comes to lie on is told, and taken back as soon as it is left', () => {
	point('pointerenter');
	expect(told).toEqual(['A']);
	point('pointerleave');
	expect(told).toEqual(['A', 'taken back']);
});

test('a finger that has pressed leaves before it clicks: it is taken back only after that', async () => {
	point('pointerenter', 'touch');
	point('pointerdown', 'touch');
	point('pointerup', 'touch');
	point('pointerleave', 'touch');
	await pass(PRESSED_MS / 3);
	expect(told).toEqual(['A pressed']);
	await pass(PRESSED_MS * 2);
	expect(told).toEqual(['A pressed', 'taken back']);
});

test('what is pressed by key is not taken back because its popup closes', async () => {
	node.focus();
	node.click();
	node.blur();
	await pass(PRESSED_MS / 3);
	expect(told).toEqual(['A']);
	await pass(PRESSED_MS * 2);
	expect(told).toEqual(['A', 'taken back']);
});

test('what has come back is not taken back by having been left before', async () => {
	point('pointerdown');
	point('pointerleave');
	point('pointerenter');
	await pass(PRESSED_MS * 2);
	expect(told).toEqual(['A pressed', 'A']);
});

test('an element that goes away is heard no more, and taken back once the page has asked', async () => {
	point('pointerenter');
	end();
	expect(told).toEqual(['A']);
	await pass(20);
	point('pointerenter');
	expect(told).toEqual(['A', 'taken back']);
});

test('a window that is picked is not taken back before the page has asked for it', async () => {
	const heard: string[] = [];
	const control = mount(WindowControl, {
		target: document.body,
		props: {
			catalog: CATALOG,
			from: null,
			to: null,
			weekStart: 'monday',
			onahead: () => {
				heard.push('ahead');
				return () => heard.push('taken back');
			},
			onchange: () => {
				heard.push('picked');
				// The address is changed in steps, none of which waits.
				setTimeout(() => heard.push('asked'));
			},
			onweekstart: () => undefined,
		},
	});
	const trigger = document.querySelector<HTMLElement>('button.trigger');
	trigger?.click();
	await pass(200);
	const choices = document.querySelectorAll<HTMLElement>('[role="dialog"] ul button');
	await userEvent.click(choices[1]!);
	await pass(PRESSED_MS * 3);
	await unmount(control);
	expect([...new Set(heard.slice(heard.indexOf('picked')))]).toEqual(['picked', 'asked', 'taken back']);
});
