import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepFocus } from '$lib/view/control/keep-focus';

let stop: () => void;
let host: HTMLElement;

beforeEach(() => {
	host = document.createElement('main');
	host.tabIndex = -1;
	document.body.append(host);
	stop = keepFocus();
});

afterEach(() => {
	stop();
	host.remove();
});

function draw(html: string, focused: string): HTMLElement {
	host.innerHTML = html;
	const element = host.querySelector<HTMLElement>(focused);
	if (!element) throw new Error(`no ${focused}`);
	element.focus();
	expect(document.activeElement).toBe(element);
	return element;
}

const expectFocus = (selector: string) =>
	expect.poll(() => document.activeElement?.matches(selector) ?? false).toBe(true);

test('a button that another one stands in for hands the focus to it', async () => {
	const run = draw(
		'<p><input id="before"><button id="run">Run</button><button id="after">A</button></p>',
		'#run',
	);
	const made = document.createElement('button');
	made.id = 'stop';
	run.replaceWith(made);
	await expectFocus('#stop');
});

test('a removed row hands it to the same control of the next one, the last to the one before', async () => {
	const row = (at: number) =>
		`<li id="r${at}"><button class="take">T</button><button class="leave">L</button></li>`;
	draw(`<div><ul>${[1, 2, 3].map(row).join('')}</ul><button id="below">B</button></div>`, '#r2 .leave');
	host.querySelector('#r2')?.remove();
	await expectFocus('#r3 .leave');
	host.querySelector('#r3')?.remove();
	await expectFocus('#r1 .leave');
	host.querySelector('#r1')?.remove();
	await expectFocus('#below');
});

test('a button that is turned off hands it to its neighbour', async () => {
	const next = draw('<div><button id="back">B</button><button id="next">N</button></div>', '#next');
	(next as HTMLButtonElement).disabled = true;
	await expectFocus('#back');
});

test('a step of a dialog that replaces another gets it, and it never leaves the dialog', async () => {
	draw(
		'<div role="dialog" tabindex="-1"><div id="list"><button id="go">G</button></div></div><button>O</button>',
		'#go',
	);
	const dialog = host.querySelector('[role="dialog"]');
	const step = document.createElement('div');
	step.innerHTML = '<button id="first">F</button><button>S</button>';
	host.querySelector('#list')?.replaceWith(step);
	await expectFocus('#first');
	dialog?.replaceChildren('nothing to press');
	await expectFocus('[role="dialog"]');
});

test('a page that is begun anew is begun at its top', async () => {
	draw('<section><button id="take-out">T</button></section>', '#take-out');
	host.innerHTML = '<p>Reading</p><button>Stop</button>';
	await expectFocus('main');
});

test('a dialog that closes together with what opened it leaves the focus to the page', async () => {
	const layer = document.createElement('div');
	layer.innerHTML = '<div role="dialog"><button>Take out</button></div>';
	document.body.prepend(layer);
	layer.querySelector('button')?.focus();
	layer.remove();
	await expectFocus('main');
});

test('what the reader leaves is left, and what is hidden is passed over', async () => {
	const left = draw('<p><button id="left">L</button><button id="other">O</button></p>', '#left');
	left.blur();
	await new Promise((done) => setTimeout(done));
	left.remove();
	await new Promise((done) => setTimeout(done));
	expect(document.activeElement).toBe(document.body);
	const gone = draw(
		'<p><button id="gone">G</button><button style="visibility: hidden">H</button><button id="seen">S</button></p>',
		'#gone',
	);
	gone.remove();
	await expectFocus('#seen');
});
