import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

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
	'view/overview/': PART,
	'view/sql/': PLACE,
	'view/data/DataView.svelte': WORKSPACE,
	'view/intake/': WORKSPACE,
	'view/workspace/': WORKSPACE,
	'view/share/': PLACE,
	'view/deals/DealsView.svelte': PLACE,
	'view/deals/ColumnControl.svelte': PART,
	'view/deals/DealCell.svelte': PART,
	'view/funnel/FunnelView.svelte': PLACE,
	'view/funnel/BasisBridge.svelte': PART,
	'view/funnel/ConversionTimes.svelte': PART,
	'view/funnel/Headline.svelte': PART,
	'view/funnel/Paths.svelte': PART,
	'view/funnel/ReachWords.svelte': PART,
	'view/funnel/Segments.svelte': PART,
	'view/funnel/TimesAndMoves.svelte': PART,
	'view/funnel/Trend.svelte': PART,
	'view/shell/Shell.svelte': PLACE,
	'view/shell/Rail.svelte': WORKSPACE,
	'view/shell/DropTarget.svelte': WORKSPACE,
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
