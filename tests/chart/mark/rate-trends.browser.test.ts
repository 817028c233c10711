import '../../../src/app.css';
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createFormat } from '$lib/chart/format';
import RateTrends from '$lib/chart/mark/RateTrends.svelte';
import { changing } from './changing.svelte';

let host: HTMLElement;
let component: Record<string, unknown>;

afterEach(async () => {
	await unmount(component);
	host.remove();
});

const point = (key: string, value: number) => ({
	key,
	value,
	low: null,
	high: null,
	n: 40,
	partial: false,
	immature: false,
});
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May'];

test('a period that is picked by key is still the one that is told when others are drawn around it', async () => {
	host = document.createElement('div');
	document.body.append(host);
	const picked: number[] = [];
	const of = (months: readonly string[]) => ({
		panels: [
			{
				key: '1',
				title: 'Lead',
				points: months.map((month) => point(month, (MONTHS.indexOf(month) + 1) / 10)),
			},
		],
		periods: months,
	});
	const props = changing({
		...of(MONTHS),
		definition: 'Moved on ÷ entered.',
		format: createFormat('en-GB'),
		onpick: (index: number) => picked.push(index),
	});
	component = mount(RateTrends, { target: host, props });
	flushSync();
	const slider = host.querySelector('[role="slider"]')!;
	const told = () => slider.getAttribute('aria-valuetext');
	await userEvent.tab();
	expect(document.activeElement).toBe(slider);
	expect(told()).toMatch(/^May: 50/);
	await userEvent.keyboard('{ArrowLeft}{Enter}');
	expect(picked).toEqual([3]);
	expect(told()).toMatch(/^Apr: 40/);
	// With the window the periods before it go: the fourth of all is the second of these.
	Object.assign(props, of(MONTHS.slice(2)));
	flushSync();
	expect(told()).toMatch(/^Apr: 40/);
	expect(slider.getAttribute('aria-valuenow')).toBe('1');
	expect(host.querySelector('.when')?.textContent).toBe('Apr');
	// Where it is drawn no more, the one that stands for the trend is told.
	Object.assign(props, of(MONTHS.slice(0, 2)));
	flushSync();
	expect(told()).toMatch(/^Feb: 20/);
	await userEvent.keyboard('{Home}');
	expect(told()).toMatch(/^Jan: 10/);
});

test('why a rate is not told is said where it is pointed at and where the arrows come to it', async () => {
	host = document.createElement('div');
	document.body.append(host);
	const untold = { ...point('Feb', 0), value: null, untold: 'not told beside credits' };
	const points = [point('Jan', 0.1), untold, { ...point('Mar', 0), value: null }];
	const props = {
		panels: [{ key: '1', title: 'Lead', points }],
		periods: ['Jan', 'Feb', 'Mar'],
		definition: 'Moved-on amount ÷ entered amount.',
		format: createFormat('en-GB'),
	};
	component = mount(RateTrends, { target: host, props });
	flushSync();
	const slider = host.querySelector<HTMLElement>('[role="slider"]')!;
	const value = () => host.querySelector('.value')?.textContent?.replaceAll(/\s+/g, ' ').trim();
	expect(value()).toMatch(/^10.*n 40$/);
	await userEvent.hover(slider, { position: { x: slider.clientWidth / 2, y: 20 } });
	await expect.poll(value).toBe('– not told beside credits');
	await userEvent.unhover(slider);
	await userEvent.tab();
	await userEvent.keyboard('{End}');
	expect(value()).toBe('– nothing to divide by');
	await userEvent.keyboard('{ArrowLeft}');
	expect(slider.getAttribute('aria-valuetext')).toBe('Feb: not told beside credits');
	expect(value()).toBe('– not told beside credits');
});
