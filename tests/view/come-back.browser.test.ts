import { afterEach, beforeEach, expect, test } from 'vitest';
import { ComeBack } from '$lib/view/control/come-back';

let main: HTMLElement;
const drawn = () => new Promise((resolve) => setTimeout(resolve, 20));
const buttons = () => [...main.querySelectorAll('button')];

beforeEach(() => {
	main = document.createElement('main');
	main.tabIndex = -1;
	document.body.append(main);
});
afterEach(() => main.remove());

/** The page is left with this in focus, and come back to while it is still empty. */
function leave(html: string, selector: string): ComeBack {
	const comeBack = new ComeBack();
	main.innerHTML = html;
	const element = main.querySelector<HTMLElement>(selector);
	element?.focus();
	comeBack.leave('/funnel/#a', document.activeElement);
	main.replaceChildren();
	main.focus();
	comeBack.arrive('/funnel/#a');
	return comeBack;
}

test('what had the focus has it again once it is drawn, be it one of several alike', async () => {
	const html = '<button>Why?</button><p><button id="x">Why?</button></p><a href="#b">Deals</a>';
	leave(html, '#x');
	expect(document.activeElement).toBe(main);
	main.innerHTML = '<button>Why?</button>';
	await drawn();
	expect(document.activeElement).toBe(main);
	main.innerHTML = html;
	await drawn();
	expect(document.activeElement).toBe(buttons()[1]);
	leave(html, 'a');
	main.innerHTML = html;
	await drawn();
	expect(document.activeElement).toBe(main.querySelector('a'));
});

test('a control that is turned off is waited for', async () => {
	leave('<button>Run</button>', 'button');
	main.innerHTML = '<button disabled>Run</button>';
	await drawn();
	expect(document.activeElement).toBe(main);
	main.innerHTML = '<button>Run</button>';
	await drawn();
	expect(document.activeElement).toBe(buttons()[0]);
});

test('whoever presses a key, scrolls, or goes on elsewhere, is not called back', async () => {
	for (const moved of [
		new KeyboardEvent('keydown', { key: 'Tab', bubbles: true }),
		new WheelEvent('wheel'),
	]) {
		leave('<button>Run</button>', 'button');
		main.dispatchEvent(moved);
		main.innerHTML = '<button>Run</button>';
		await drawn();
		expect(document.activeElement).toBe(main);
	}
	// The address changes before the page does: a key in between is heard as well.
	const early = new ComeBack();
	main.innerHTML = '<button>Run</button>';
	buttons()[0]?.focus();
	early.leave('/funnel/', document.activeElement);
	main.focus();
	main.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true }));
	early.arrive('/funnel/');
	await drawn();
	expect(document.activeElement).toBe(main);

	const comeBack = leave('<button>Run</button>', 'button');
	comeBack.leave('/deals/', main);
	main.innerHTML = '<button>Run</button>';
	await drawn();
	expect(document.activeElement).toBe(main);
});

test('a page that was left without a focus in it, or never, is read from its top', async () => {
	const comeBack = new ComeBack();
	main.innerHTML = '<button>Run</button>';
	buttons()[0]?.focus();
	comeBack.leave('/funnel/', document.activeElement);
	main.focus();
	comeBack.leave('/funnel/', main);
	comeBack.arrive('/funnel/');
	comeBack.arrive('/deals/');
	await drawn();
	expect(document.activeElement).toBe(main);
});
