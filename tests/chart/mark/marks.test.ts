import { createRawSnippet } from 'svelte';
import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import Frame from '$lib/chart/Frame.svelte';
import type { BoardFormats } from '$lib/chart/layout/stage-board';
import { pickKey } from '$lib/chart/layout/stage-board-pick';
import { tableOfBoard } from '$lib/chart/layout/stage-board-table';
import DataTable from '$lib/chart/mark/DataTable.svelte';
import StageBoard from '$lib/chart/mark/StageBoard.svelte';
import Tile from '$lib/chart/mark/Tile.svelte';
import type { BoardStory } from '../../../src/routes/gallery/board-data';
import { stories } from '../../../src/routes/gallery/stories';

const format = createFormat('en-US');
const formats: BoardFormats = {
	value: format.count,
	full: format.full,
	count: format.count,
	ratio: (ratio) => format.percent(ratio),
	points: format.points,
	interval: format.interval,
};

const boards = stories.filter((story): story is BoardStory => story.mark === 'board');

function storyOf(id: string): BoardStory {
	const found = boards.find((story) => story.id === id);
	if (!found) throw new Error(`no story ${id}`);
	return found;
}

function drawn(story: BoardStory, more: Partial<{ onpick: () => void; startWidth: number }> = {}): string {
	return render(StageBoard, {
		props: {
			label: story.title,
			steps: story.steps,
			end: story.end,
			rows: story.rows ?? [],
			format: createFormat(story.locale),
			selected: story.selected ?? null,
			startWidth: story.container ?? 1080,
			...more,
		},
	}).body;
}

const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;
const plain = (text: string) => text.replaceAll(/[\u202f\u00a0]/g, ' ');

describe('the stories', () => {
	it('have names of their own', () => {
		expect(new Set(stories.map(({ id }) => id)).size).toBe(stories.length);
	});

	it.each(boards.map((story) => [story.id, story] as const))(
		'%s draws on a server, without a number gone wrong',
		(_, story) => {
			const body = drawn(story);
			expect(body).not.toMatch(/NaN|undefined|Infinity/);
			if (story.steps.length > 0) {
				expect(count(body, /<button/g)).toBeGreaterThan(story.steps.length);
				for (const step of story.steps) expect(body).toContain(step.title.slice(0, 5));
			}
		},
	);
});

describe('the board', () => {
	const body = drawn(storyOf('board'));

	it('is a named group of buttons, each with a name, one of them reachable by Tab', () => {
		expect(body).toContain('role="group" aria-label="Where opportunities go"');
		const buttons = count(body, /<button/g);
		expect(count(body, /<button[^>]*aria-label="[^"]+"/g)).toBe(buttons);
		expect(count(body, /tabindex="0"/g)).toBe(1);
		expect(count(body, /tabindex="-1"/g)).toBe(buttons - 1);
	});

	it('says of each part its value and its share', () => {
		expect(plain(body)).toContain('aria-label="Presenting: dropped 1,496, 35.6 % of 4,200"');
		expect(plain(body)).toContain(
			'Presenting: moved on 60.8 %, 95 % interval 59.2–62.3 %, n = 3,812, benchmark 71.0 % (−10.2 pts)',
		);
	});

	it('hatches what is still there', () => {
		expect(body).toMatch(/fill="url\(#[^)]+-open\)"/);
		expect(body).not.toMatch(/class="[^"]*segment moved[^"]*"[^>]*fill="url/);
	});

	it('keeps its drawing from being read twice', () => {
		expect(body).toMatch(/<svg[^>]*layercake-layout-svg[\s\S]*?<g aria-hidden="true">/);
	});

	it('draws a flow between all neighbours', () => {
		expect(count(body, /class="flow moves/g)).toBe(6);
	});

	it('draws few as a hollow dot, unknown as a band and no dot', () => {
		expect(drawn(storyOf('board-few'))).toMatch(/class="rate uncertain/);
		const unknown = drawn(storyOf('board-unknown'));
		expect(count(unknown, /class="rate undecidable/g)).toBe(4);
		expect(count(unknown, /class="dot/g)).toBe(0);
		expect(count(unknown, /class="band/g)).toBe(4);
	});

	it('says so where there are no steps', () => {
		const none = drawn(storyOf('board-none'));
		expect(none).toContain('There is nothing to show.');
		expect(none).not.toContain('<button');
	});

	it('marks what is selected, once something can be picked', () => {
		const story = storyOf('board-selected');
		const pressed = drawn(story, { onpick: () => undefined });
		expect(count(pressed, /aria-pressed="true"/g)).toBe(1);
		expect(drawn(story)).not.toContain('aria-pressed');
	});

	it('needs no style that a strict policy would refuse', () => {
		expect(body).not.toContain('<style');
		expect(body).not.toContain('<script');
	});

	it('speaks of nothing but its rows', () => {
		const own = drawn({ ...storyOf('board-zero'), title: 'T', steps: storyOf('board-2').steps, end: null });
		expect(own.replaceAll(/class="[^"]*"/g, '')).not.toMatch(/\b(deal|won|opportunit)/i);
	});
});

describe('the table twin', () => {
	const story = storyOf('board');
	const table = tableOfBoard({
		caption: 'Where they go',
		stepLabel: 'Stage',
		totalLabel: 'reached',
		rateLabel: 'moved on',
		steps: story.steps,
		end: story.end,
		rows: story.rows ?? [],
		formats,
	});

	it('holds every number of the board', () => {
		expect(table.rows).toHaveLength(7);
		expect(table.rows[3]).toMatchObject({
			step: 'Presenting',
			total: 4200,
			'part dropped': 1496,
			n: 3812,
			benchmark: 0.71,
			'row dwell': 16,
			'upper dwell': 58,
			'note back': 402,
		});
		expect(table.rows[6]).toMatchObject({ step: 'Won', total: 1244 });
		const known = new Set(table.columns.map((column) => column.key));
		for (const row of table.rows) for (const key of Object.keys(row)) expect(known).toContain(key);
	});

	it('tells the least a rate can be only where that is not decided', () => {
		const labels = (id: string) => {
			const { steps, end } = storyOf(id);
			const words = { caption: '', stepLabel: 'Step', totalLabel: 'all', rateLabel: 'rate' };
			return tableOfBoard({ ...words, steps, end, formats }).columns.map((column) => column.label);
		};
		expect(labels('board')).not.toContain('at least');
		expect(labels('board-unknown')).toContain('at least');
	});

	it('is a real table with heads for rows and columns', () => {
		const { body } = render(DataTable, { props: { table } });
		expect(count(body, /<th scope="row"/g)).toBe(7);
		expect(count(body, /<th scope="col"/g)).toBe(table.columns.length);
		expect(body).toContain('<caption');
		expect(plain(body)).toContain('60.8 %');
	});
});

describe('the frame', () => {
	const children = createRawSnippet(() => ({ render: () => '<p id="chart">chart</p>' }));
	const table = { caption: 'T', columns: [{ key: 'a', label: 'A', align: 'start' as const }], rows: [] };

	it('is a figure named by its title, with the toggle of its table', () => {
		const { body } = render(Frame, { props: { title: 'Title', sentence: 'Says this.', table, children } });
		const id = /id="([^"]+-title)"/.exec(body)?.[1] ?? 'none';
		expect(body).toContain(`aria-labelledby="${id}"`);
		expect(body).toContain('Says this.');
		expect(body).toMatch(/<button[^>]*aria-pressed="false"/);
	});

	it('keeps the chart that stands while a newer answer is on its way', () => {
		const { body } = render(Frame, { props: { title: 'Title', state: { kind: 'loading' }, children } });
		expect(body).toContain('aria-busy="true"');
		expect(body).toMatch(/class="content stale[\s\S]*id="chart"/);
	});

	it('shows no chart, sentence or toggle where the scope is empty', () => {
		const state = { kind: 'empty', message: 'Nothing here.' } as const;
		const { body } = render(Frame, {
			props: { title: 'Title', sentence: 'Says this.', table, state, children },
		});
		expect(body).toContain('Nothing here.');
		expect(body).not.toMatch(/chart<|Says this|<button/);
	});

	it('tells a problem with its way out', () => {
		const problem = { code: 'x', message: 'It broke.', wayOut: 'Mend it.', detail: 'select 1' };
		const { body } = render(Frame, { props: { title: 'Title', state: { kind: 'problem', problem } } });
		expect(body).toMatch(/role="alert"[\s\S]*It broke\.[\s\S]*Mend it\.[\s\S]*select 1/);
	});
});

describe('a tile', () => {
	it('says in words whether a change is better or worse', () => {
		const { body } = render(Tile, {
			props: {
				label: 'Cycle',
				value: '61 days',
				change: { text: '+4 days', judgement: 'bad' },
				definition: 'Days.',
			},
		});
		expect(body).toMatch(/\+4 days[\s\S]*, worse/);
		expect(body).not.toContain('<svg');
	});
});

it('two picks in two stories do not share a key by chance', () => {
	expect(pickKey({ kind: 'end' })).not.toBe(pickKey({ kind: 'step', step: 'end' }));
});
