import { describe, expect, test } from 'vitest';
import { CHUNK, RowWindow } from '$lib/chart/layout/row-window';

const COUNT = 60 * CHUNK + 5;

/** Rows that are their own index, fetched when told to. */
function source() {
	const asked: { from: number; give: () => Promise<void>; fail: (cause: Error) => Promise<void> }[] = [];
	const heard = { changed: 0, failed: [] as unknown[] };
	const settle = () => new Promise<void>((resolve) => setTimeout(resolve));
	const window = new RowWindow<number>(
		(from, count) =>
			new Promise((resolve, reject) => {
				asked.push({
					from,
					give: () => (resolve(Array.from({ length: count }, (_, n) => from + n)), settle()),
					fail: (cause) => (reject(cause), settle()),
				});
			}),
		() => (heard.changed += 1),
		(cause) => heard.failed.push(cause),
	);
	return { window, asked, heard };
}

describe('rows in sight', () => {
	test('are fetched in chunks and told of when they come', async () => {
		const { window, asked, heard } = source();
		window.look(CHUNK - 5, CHUNK + 5, COUNT);
		expect(asked.map(({ from }) => from)).toEqual([0]);
		await asked[0]?.give();
		await asked[1]?.give();
		expect(asked.slice(0, 2).map(({ from }) => from)).toEqual([0, CHUNK]);
		expect([window.at(CHUNK - 1), window.at(CHUNK), window.at(2 * CHUNK)]).toEqual([
			CHUNK - 1,
			CHUNK,
			undefined,
		]);
		expect(heard.changed).toBe(2);
	});

	test('that were scrolled past before they were asked for are never fetched', async () => {
		const { window, asked } = source();
		window.look(0, 10, COUNT);
		for (let n = 1; n < 50; n += 1) window.look(n * CHUNK, n * CHUNK + 10, COUNT);
		await asked[0]?.give();
		expect(asked.map(({ from }) => from)).toEqual([0, 49 * CHUNK]);
	});

	test('are followed by the next ones that way, before these are seen, and by none beyond the ends', async () => {
		const { window, asked } = source();
		const last = async () => {
			await asked.at(-1)?.give();
			return asked.map(({ from }) => from / CHUNK);
		};
		window.look(10 * CHUNK, 10 * CHUNK + 30, COUNT);
		await last();
		await last();
		expect(await last()).toEqual([10, 11, 12]);
		window.look(9 * CHUNK + 150, 9 * CHUNK + 180, COUNT);
		await last();
		await last();
		expect(await last()).toEqual([10, 11, 12, 9, 8, 7]);
		window.look(COUNT - 3, COUNT - 1, COUNT);
		await last();
		expect(await last()).toEqual([10, 11, 12, 9, 8, 7, 60]);
		window.look(20, 40, COUNT);
		await last();
		expect(await last()).toEqual([10, 11, 12, 9, 8, 7, 60, 0]);
	});

	test('are not fetched again while they are kept', async () => {
		const { window, asked } = source();
		window.look(0, 10, COUNT);
		await asked[0]?.give();
		window.look(3, 12, COUNT);
		expect(asked.filter(({ from }) => from === 0)).toHaveLength(1);
	});

	test('are not asked for again where they were looked at while on their way', async () => {
		const { window, asked } = source();
		window.look(0, 10, COUNT);
		window.look(3, 12, COUNT);
		for (let given = 0; given < asked.length; given += 1) await asked[given]?.give();
		expect(asked.map(({ from }) => from / CHUNK)).toEqual([0, 1, 2]);
	});

	test('that fail are told, and fetched when looked at again', async () => {
		const { window, asked, heard } = source();
		window.look(0, 10, COUNT);
		await asked[0]?.fail(new Error('gone'));
		expect(heard.failed).toEqual([new Error('gone')]);
		window.look(0, 10, COUNT);
		expect(asked).toHaveLength(2);
	});

	test('tell nothing once stopped', async () => {
		const { window, asked, heard } = source();
		window.look(0, 10, COUNT);
		window.stop();
		await asked[0]?.give();
		expect(heard).toEqual({ changed: 0, failed: [] });
	});
});
