import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../src/app.css', import.meta.url), 'utf8');

type Theme = 'light' | 'dark';

/** The tokens of app.css that are colours, in one theme. The first definition counts: the later ones are overrides. */
function colours(theme: Theme): Map<string, string> {
	const found = new Map<string, string>();
	for (const match of css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)) {
		const [, name = '', light = '', dark = ''] = match;
		if (!found.has(name)) found.set(name, theme === 'light' ? light : dark);
	}
	return found;
}

/** WCAG 2.2 relative luminance of `#rrggbb`. */
function luminance(hex: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
		const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
	const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['paper', 'raised', 'emphasis'];
const TEXTS = ['ink', 'ink-2', 'ink-3', 'accent', 'good', 'bad', 'back', 'moved-text'];
const MARKS = ['moved', 'dropped', 'won', 'open', 'unknown', 'accent', 'focus', 'line-strong', 'flow-edge'];
const TEXT_PAIRS: [string, string][] = [
	...GROUNDS.flatMap((ground) => TEXTS.map((text): [string, string] => [text, ground])),
	['ink', 'sunken'],
	['ink-2', 'sunken'],
	['accent', 'accent-soft'],
	['accent-hover', 'accent-soft'],
	['ink', 'accent-soft'],
	['on-accent', 'accent'],
	['on-accent', 'accent-hover'],
	['on-moved', 'moved'],
	['on-dropped', 'dropped'],
	['on-won', 'won'],
	['ink', 'problem-soft'],
	['bad', 'problem-soft'],
	['accent', 'problem-soft'],
	['ink', 'caution-soft'],
	['back', 'caution-soft'],
	...['seq-0', 'seq-1', 'seq-2', 'seq-3'].map((seq): [string, string] => ['on-seq-low', seq]),
	...['seq-4', 'seq-5', 'seq-6'].map((seq): [string, string] => ['on-seq-high', seq]),
];
const MARK_PAIRS: [string, string][] = [
	...MARKS.flatMap((mark) => ['paper', 'raised'].map((ground): [string, string] => [mark, ground])),
	...['moved', 'dropped', 'bad'].map((mark): [string, string] => [mark, 'emphasis']),
	['moved-soft', 'paper'],
	['open', 'open-ground'],
	['unknown', 'unknown-ground'],
];

describe.each(['light', 'dark'] as const)('the tokens in the %s theme', (theme) => {
	const palette = colours(theme);
	const ratio = ([front, ground]: [string, string]) => {
		const a = palette.get(front);
		const b = palette.get(ground);
		if (!a || !b) throw new Error(`app.css has no colour --${a ? ground : front}`);
		return contrast(a, b);
	};

	it.each(TEXT_PAIRS)('give text --%s on --%s at least 4.5:1', (...pair) => {
		expect(ratio(pair)).toBeGreaterThanOrEqual(4.5);
	});

	it.each(MARK_PAIRS)('give the mark --%s on --%s at least 3:1', (...pair) => {
		expect(ratio(pair)).toBeGreaterThanOrEqual(3);
	});

	it('tell what moved on from what dropped in greyscale too', () => {
		expect(ratio(['moved', 'dropped'])).toBeGreaterThanOrEqual(1.6);
	});

	it('step the sequential scale in one direction of lightness', () => {
		const steps = [0, 1, 2, 3, 4, 5, 6].map((step) => luminance(palette.get(`seq-${step}`) ?? ''));
		const sorted = [...steps].sort((a, b) => (theme === 'light' ? b - a : a - b));
		expect(steps).toEqual(sorted);
		expect(new Set(steps).size).toBe(7);
	});
});

describe('contrast', () => {
	it('agrees with the published values of WCAG', () => {
		expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
		expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
	});
});
