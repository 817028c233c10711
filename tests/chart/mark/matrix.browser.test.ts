import { mount, unmount } from 'svelte';
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import Matrix from '$lib/chart/mark/Matrix.svelte';

const axis = ['Lead', 'Demo', 'Offer'].map((title, at) => ({ key: String(at), title }));
const cellOf = (row: number, column: number) => ({
	row: String(row),
	column: String(column),
	weight: 1,
	text: '1',
	words: `${row} to ${column}`,
});

test('the cells of a matrix are one stop of the Tab key, and the arrows go through them in both directions', async () => {
	const target = document.body.appendChild(document.createElement('div'));
	const picked: string[] = [];
	const matrix = mount(Matrix, {
		target,
		props: {
			rows: axis,
			columns: axis,
			cells: [cellOf(2, 0), cellOf(2, 1), cellOf(1, 0), cellOf(0, 2)],
			label: 'Moves',
			corner: 'from, to',
			definition: 'How many moved.',
			onpick: ({ row, column }) => picked.push(`${row} to ${column}`),
		},
	});
	const after = document.body.appendChild(document.createElement('button'));
	const focused = () => document.activeElement?.getAttribute('aria-label');
	const press = async (keys: string) => {
		await userEvent.keyboard(keys);
		return focused();
	};
	expect(target.querySelectorAll('button[tabindex="0"]')).toHaveLength(1);
	target.querySelector<HTMLElement>('[role="region"]')?.focus();
	await userEvent.tab();
	expect(focused()).toBe('0 to 2');
	expect(document.querySelector('[role="tooltip"]')?.textContent).toContain('0 to 2');
	expect(await press('{ArrowDown}')).toBe('1 to 0');
	expect(await press('{ArrowDown}')).toBe('2 to 0');
	expect(await press('{ArrowRight}')).toBe('2 to 1');
	expect(await press('{ArrowRight}')).toBe('2 to 1');
	expect(await press('{Home}')).toBe('2 to 0');
	expect(await press('{End}')).toBe('2 to 1');
	await userEvent.keyboard('{Enter}');
	expect(picked).toEqual(['2 to 1']);
	await userEvent.tab();
	expect(document.activeElement).toBe(after);
	await userEvent.tab({ shift: true });
	expect(focused()).toBe('2 to 1');
	expect(await press('{ArrowUp}')).toBe('1 to 0');
	await unmount(matrix);
	target.remove();
	after.remove();
});
