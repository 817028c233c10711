import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parse } from 'svelte/compiler';
import { describe, expect, test } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { stories, type Story } from '../../src/routes/gallery/stories';

const LIB = 'src/lib';

const svelteIn = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.svelte'))
		.map((name) => join(folder, name));

/** The components that a file imports. */
function importsOf(file: string): string[] {
	const text = readFileSync(file, 'utf8');
	const paths = [...text.matchAll(/from '([^']+\.svelte)'/g)].map(([, path = '']) =>
		normalize(path.startsWith('$lib/') ? join(LIB, path.slice(5)) : join(dirname(file), path)),
	);
	// Modules with state are named alike; their file ends otherwise.
	return paths.filter((path) => existsSync(path));
}

/** Every component that the gallery shows, by itself or within another. */
function shown(): Set<string> {
	const found = new Set<string>();
	const next = svelteIn('src/routes/gallery').flatMap(importsOf);
	for (let file = next.pop(); file !== undefined; file = next.pop()) {
		if (found.has(file)) continue;
		found.add(file);
		next.push(...importsOf(file));
	}
	return found;
}

const PLACE = 'asks an engine for a whole place, which the tests of that place open and look over';
const WORKSPACE =
	'reads and changes the workspace, which the gallery has none of; tests of opening and keeping show it';
const PART = 'draws the answers of a mart inside its place, with a mark that has its own stories';

/** Components without a story, each with the reason. Folders end with a stroke. */
const WITHOUT: Record<string, string> = {
	'view/overview/OverviewView.svelte': PLACE,
	'view/sql/': PLACE,
	'view/data/DataView.svelte': WORKSPACE,
	'view/intake/': WORKSPACE,
	'view/workspace/': WORKSPACE,
	'view/share/': PLACE,
	'view/deals/DealsView.svelte': PLACE,
	'view/deals/ColumnControl.svelte': PART,
	'view/deals/DealCell.svelte': PART,
	'view/funnel/FunnelView.svelte': PLACE,
	'view/shell/Shell.svelte': PLACE,
	'view/shell/Rail.svelte': WORKSPACE,
	'view/shell/DropTarget.svelte': WORKSPACE,
	'view/shell/Answer.svelte': 'is heard and not seen, in the walk through the scope by keyboard',
	'view/shell/KeyboardHelp.svelte': 'is a dialog of words alone, opened in the tests of the keyboard',
	'view/shell/Wordmark.svelte': 'is the name of the product, the same everywhere',
};

const reasonOf = (file: string) =>
	Object.entries(WITHOUT).find(([path]) =>
		path.endsWith('/') ? file.startsWith(join(LIB, path)) : file === join(LIB, path),
	)?.[1];

test('every component and every mark has a story, or a reason for none', () => {
	const stories = shown();
	const components = [...svelteIn(join(LIB, 'chart')), ...svelteIn(join(LIB, 'view'))];
	expect(components.length).toBeGreaterThan(60);
	expect(components.filter((file) => !stories.has(file) && reasonOf(file) === undefined)).toEqual([]);
});

test('no reason outlives what it is of', () => {
	const stories = shown();
	const components = [...svelteIn(join(LIB, 'view'))];
	const idle = Object.keys(WITHOUT).filter((path) =>
		path.endsWith('/')
			? !components.some((file) => file.startsWith(join(LIB, path)) && !stories.has(file))
			: !components.includes(join(LIB, path)) || stories.has(join(LIB, path)),
	);
	expect(idle).toEqual([]);
});

test('no mark of the charts is without a story', () => {
	const stories = shown();
	expect(svelteIn(join(LIB, 'chart')).filter((file) => !stories.has(file))).toEqual([]);
});

/** What a mark may be given that a drawing is easily wrong for, and how a story shows that it is given it. */
const STATES = {
	empty: (story) => rowsOf(story).some((rows) => rows.length === 0),
	'one row': (story) => rowsOf(story).some((rows) => rows.length === 1),
	huge: (story) => some(story, (value) => typeof value === 'number' && Math.abs(value) >= 1e9),
	negative: (story) => some(story, (value) => typeof value === 'number' && value < 0),
	// Of none there is no rate.
	null: (story) =>
		some(story, (value, key) => (value === null && key !== 'end') || (value === 0 && key === 'n')),
	partial: (story) =>
		some(
			story,
			(value, key) =>
				(value === true && /^(partial|immature|uncertain|stale)$/.test(key)) ||
				(value === null && /^(to|before|high)$/.test(key)) ||
				(value === 'open' && key === 'role'),
		),
	'long labels': (story) =>
		some(
			story,
			(value, key) =>
				typeof value === 'string' && /^(title|label|text|message)$/.test(key) && value.length >= 40,
		),
	'right to left': (story) => createFormat(story.locale).direction === 'rtl',
	'360 px': (story) => (story.container ?? Infinity) <= 360,
} as const satisfies Record<string, (story: Story) => boolean>;
type State = keyof typeof STATES;

/** Whether anything within a story, but its own title, is so. */
function some(story: object, is: (value: unknown, key: string) => boolean): boolean {
	const within = (value: unknown, key: string): boolean =>
		is(value, key) ||
		(typeof value === 'object' &&
			value !== null &&
			Object.entries(value).some(([name, part]) => within(part, Array.isArray(value) ? key : name)));
	return Object.entries(story).some(
		([key, value]) => !/^(id|title|sentence)$/.test(key) && within(value, key),
	);
}

/** What a mark draws one by one, for each of the marks that a story holds. */
function rowsOf(story: Story): (readonly unknown[])[] {
	switch (story.mark) {
		case 'board':
			return [story.steps];
		case 'tiles':
			return [story.tiles];
		case 'small':
			return story.lines.map(({ values }) => values.filter((value) => value !== null));
		case 'trends':
			return [story.periods];
		case 'strips':
			return [story.rows];
		case 'matrix':
			return [story.cells];
		case 'funnels':
			return story.funnels.map(({ counts }) => counts);
		case 'histogram':
			return [story.bins];
		case 'lanes':
			return story.lanes.map(({ spans }) => spans);
		case 'range':
			return story.bars.map(({ parts }) => parts);
		case 'frame':
			return [];
	}
}

const LENGTHS = 'lengths of time are never below nothing';
const COUNTS = 'counts are never below nothing';
const WORDS = 'holds words and what stands in it, no numbers';

/** States that a mark cannot be in, each with the reason. */
const CANNOT: Record<Story['mark'], Partial<Record<State, string>>> = {
	board: {},
	tiles: { empty: 'stands only where there are tiles', 'one row': 'is a row of several by design' },
	small: { 'long labels': 'has no label of its own' },
	trends: { negative: 'rates are shares of deals' },
	strips: { negative: LENGTHS },
	matrix: {
		negative: 'shades have a size alone; what is written may be below nothing and is text',
		null: 'what does not occur has no cell',
		partial: 'moves are whole, whenever they were',
		huge: 'numbers come written; how they are is the format’s to show',
	},
	funnels: { partial: 'a funnel is of one scope, whole or not; its board says which' },
	histogram: { negative: COUNTS },
	lanes: { negative: LENGTHS, huge: 'lengths come written; spans are days on an axis' },
	range: {},
	frame: {
		empty: 'its message is a state of its own',
		'one row': WORDS,
		huge: WORDS,
		negative: WORDS,
		null: WORDS,
	},
};

describe.each(Object.keys(CANNOT) as Story['mark'][])('the stories of the mark %s', (mark) => {
	const own = stories.filter((story) => story.mark === mark);
	const states = Object.keys(STATES) as State[];

	test('show every state that it can be in', () => {
		const missing = states.filter(
			(state) => !CANNOT[mark][state] && !own.some((story) => STATES[state](story)),
		);
		expect(missing).toEqual([]);
	});

	test('show none that it is said not to be able to be in', () => {
		const idle = states.filter((state) => CANNOT[mark][state] && own.some((story) => STATES[state](story)));
		expect(idle).toEqual([]);
	});
});

/** Where a cut text is said in full one step further. */
const SAID_FURTHER = {
	'view/deals/DealCell.svelte': 'its row opens on the deal, which says all of it',
};

/** Elements that the keyboard comes to. */
const REACHED = /^(a|button|input|select|textarea|summary|label)$/;

test('nothing is told by a title that only a mouse can ask for', () => {
	const told: string[] = [];
	for (const file of [...svelteIn(join(LIB, 'chart')), ...svelteIn(join(LIB, 'view'))]) {
		if (Object.keys(SAID_FURTHER).some((path) => file === join(LIB, path))) continue;
		const source = readFileSync(file, 'utf8');
		const look = (node: unknown): void => {
			if (typeof node !== 'object' || node === null) return;
			if (Array.isArray(node)) return node.forEach(look);
			const { type, name, attributes, start, end } = node as Record<string, unknown>;
			if (type === 'RegularElement' && Array.isArray(attributes) && !REACHED.test(String(name))) {
				for (const attribute of attributes as { type: string; name?: string; start: number; end: number }[]) {
					if (attribute.type !== 'Attribute' || attribute.name !== 'title') continue;
					const value = source.slice(attribute.start, attribute.end).replace(/^title=/, '');
					const rest =
						source.slice(Number(start), attribute.start) + source.slice(attribute.end, Number(end));
					// A text that may be cut off says itself in full.
					const itself = /^\{([\w.]+)\}$/.exec(value)?.[1] ?? (value === '{title}' ? 'title' : undefined);
					if (itself === undefined || !rest.includes(`{${itself}}`)) told.push(`${file}: ${value}`);
				}
			}
			Object.values(node).forEach(look);
		};
		look(parse(source, { modern: true }).fragment);
	}
	expect(told).toEqual([]);
});
