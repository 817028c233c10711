import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import {
	layoutStageBoard,
	type Board,
	type BoardFormats,
	type BoardInput,
	type BoardRate,
	type BoardStep,
} from '$lib/chart/layout/stage-board';
import { isUndecidable, rateDomain } from '$lib/chart/layout/stage-board-sheet';
import { stackFromZero, stackLengths } from '$lib/chart/layout/stage-board-stack';
import type { Box } from '$lib/chart/layout/tip';

const format = createFormat('en-US');
const formats: BoardFormats = {
	value: format.count,
	full: format.full,
	count: format.count,
	ratio: (ratio) => format.percent(ratio),
	points: format.points,
	interval: format.interval,
};

const rate = (value: number, n: number, more: Partial<BoardRate> = {}): BoardRate => ({
	value,
	low: Math.max(0, value - 0.02),
	high: Math.min(1, value + 0.02),
	n,
	definition: 'rate',
	...more,
});

interface Values {
	moved: number;
	open?: number;
	dropped?: number;
	unknown?: number;
}

function step(key: string, values: Values, more: Partial<BoardStep> = {}): BoardStep {
	const { moved, open = 0, dropped = 0, unknown = 0 } = values;
	const part = (role: 'moved' | 'open' | 'dropped' | 'unknown', value: number) => ({
		key: role,
		role,
		value,
		label: role,
		definition: `${role}.`,
	});
	return {
		key,
		title: key,
		total: moved + open + dropped + unknown,
		parts: [part('moved', moved), part('open', open), part('dropped', dropped), part('unknown', unknown)],
		rate: moved + dropped > 0 ? rate(moved / (moved + dropped), moved + dropped) : null,
		notes: [],
		...more,
	};
}

const layout = (steps: BoardStep[], width = 1200, more: Partial<BoardInput> = {}) =>
	layoutStageBoard({
		steps,
		end: { title: 'End', value: steps.at(-1)?.parts[0]?.value ?? 0, notes: [] },
		rateLabel: 'moved on',
		width,
		formats,
		...more,
	});

const at = <T>(list: readonly T[], index: number): T => {
	const found = list[index];
	if (found === undefined) throw new Error(`nothing at ${index} of ${list.length}`);
	return found;
};

function clash(a: Box, b: Box): boolean {
	const hair = 0.01;
	return (
		a.x + hair < b.x + b.width &&
		b.x + hair < a.x + a.width &&
		a.y + hair < b.y + b.height &&
		b.y + hair < a.y + a.height
	);
}

/** Every promise of geometry that holds for whatever board. */
function expectSound(board: Board): void {
	const inside = (box: Box) =>
		box.x >= -0.01 &&
		box.y >= -0.01 &&
		box.x + box.width <= board.width + 0.01 &&
		box.y + box.height <= board.height + 0.01;
	for (const text of board.texts) expect(inside(text.box), `"${text.text}" leaves the board`).toBe(true);
	for (const hit of board.hits) expect(inside(hit), `${hit.key} leaves the board`).toBe(true);
	for (const bar of board.bars) {
		expect(inside(bar)).toBe(true);
		const along = board.turned ? 'width' : 'height';
		const sum = bar.segments.reduce((total, segment) => total + segment[along], 0);
		expect(sum).toBeCloseTo(bar[along], 5);
		for (const segment of bar.segments) expect(segment[along]).toBeGreaterThanOrEqual(0);
	}
	board.texts.forEach((text, index) => {
		for (const other of board.texts.slice(index + 1))
			expect(clash(text.box, other.box), `"${text.text}" overlaps "${other.text}"`).toBe(false);
	});
	for (const { track, interval, dot, benchmark, band } of board.rates)
		for (const x of [...(interval ?? []), ...(band ?? []), dot, benchmark])
			if (x !== null) {
				expect(x).toBeGreaterThanOrEqual(track[0] - 0.01);
				expect(x).toBeLessThanOrEqual(track[1] + 0.01);
			}
	const keys = board.hits.map((hit) => hit.key);
	expect(new Set(keys).size).toBe(keys.length);
	expect(new Set(board.texts.map((text) => text.key)).size).toBe(board.texts.length);
	for (const hit of board.hits) expect(hit.name.length).toBeGreaterThan(0);
	// A part is as long as the number that it draws; across that nothing keeps a target under 24 px.
	for (const { pick, key, width, height } of board.hits) {
		const across = pick.kind === 'part' ? (board.turned ? height : width) : height;
		expect(across, `${key} is ${width} × ${height}`).toBeGreaterThanOrEqual(24);
	}
}

describe('an upright board', () => {
	const steps = [
		step('A', { moved: 600, open: 100, dropped: 300 }),
		step('B', { moved: 150, open: 50, dropped: 400 }, { emphasis: true }),
	];
	const board = layout(steps);

	it('draws bars in proportion on one scale from zero', () => {
		const [a, b, end] = [at(board.bars, 0), at(board.bars, 1), at(board.bars, 2)];
		expect(b.height / a.height).toBeCloseTo(0.6, 6);
		expect(end.height / a.height).toBeCloseTo(0.15, 6);
		expect(a.y + a.height).toBeCloseTo(b.y + b.height, 6);
	});

	it('stacks moved on at the foot, then open, dropped and unknown', () => {
		const [moved, open, dropped] = at(board.bars, 0).segments;
		expect([moved?.role, open?.role, dropped?.role]).toEqual(['moved', 'open', 'dropped']);
		expect((moved?.y ?? 0) > (open?.y ?? 0) && (open?.y ?? 0) > (dropped?.y ?? 0)).toBe(true);
	});

	it('stacks by role, in whatever order the parts came', () => {
		const shuffled = { ...at(steps, 0), parts: [...at(steps, 0).parts].reverse() };
		expect(at(layout([shuffled, at(steps, 1)]).bars, 0)).toEqual(at(board.bars, 0));
	});

	it('lets what moved on flow into the next bar at its height', () => {
		const [a, b] = [at(board.bars, 0), at(board.bars, 1)];
		const edge = at(board.ribbons, 0).edge;
		expect(edge.startsWith(`M${a.x + a.width},${at(a.segments, 0).y}`)).toBe(true);
		expect(edge.endsWith(`${b.x},${b.y}`)).toBe(true);
	});

	it('lets no more arrive than the next bar holds', () => {
		const uneven = layout([step('A', { moved: 900, dropped: 100 }), step('B', { moved: 10, dropped: 90 })]);
		expect(at(uneven.ribbons, 0).edge.endsWith(`,${at(uneven.bars, 1).y}`)).toBe(true);
	});

	it('tints the step to look at over its whole height', () => {
		const tint = at(board.tints, 0);
		expect(board.tints).toHaveLength(1);
		expect(tint.key).toBe('B');
		expect([tint.y, tint.height]).toEqual([0, board.height]);
	});

	it('writes what was dropped beside its bar with a minus', () => {
		expect(board.texts.map((text) => text.text)).toContain('−300');
	});

	it('keeps labels off the edge of the flow that leaves the bar', () => {
		const thin = layout([
			step('A', { moved: 940, open: 30, dropped: 30 }),
			step('B', { moved: 600, dropped: 340 }),
		]);
		const edge = at(at(thin.bars, 0).segments, 0).y;
		const labels = thin.texts.filter((text) => text.key.startsWith('label\u001fA'));
		expect(labels.length).toBeGreaterThan(0);
		for (const { box } of labels) expect(box.y + box.height).toBeLessThanOrEqual(edge + 1);
	});

	it('names every part with its share for those who hear it', () => {
		const names = board.hits.map((hit) => hit.name);
		expect(names.map((name) => name.replaceAll(/[\u202f\u00a0]/g, ' '))).toContain(
			'A: dropped 300, 30.0 % of 1,000',
		);
	});

	it('is read step by step', () => {
		const columns = board.hits.map((hit) => hit.column);
		expect(columns).toEqual([...columns].sort((a, b) => a - b));
	});
});

describe('rates', () => {
	it('share the tenths around all that is drawn', () => {
		expect(rateDomain([rate(0.61, 100, { benchmark: 0.75 }), rate(0.68, 100)])).toEqual([0.5, 0.8]);
		expect(rateDomain([rate(0.99, 100)])).toEqual([0.8, 1]);
		expect(rateDomain([])).toEqual([0, 1]);
	});

	it('are uncertain under n = 20, and certain from there', () => {
		const board = layout([
			step('A', { moved: 1, dropped: 1 }, { rate: rate(0.5, 19) }),
			step('B', { moved: 1, dropped: 1 }, { rate: rate(0.5, 20) }),
		]);
		expect(board.rates.map((mark) => mark.certainty)).toEqual(['uncertain', 'certain']);
	});

	it('are a band without a dot where what is unknown outweighs chance', () => {
		const open = rate(0.8, 400, { floor: 0.5 });
		const board = layout([step('A', { moved: 80, dropped: 20, unknown: 60 }, { rate: open })]);
		const mark = at(board.rates, 0);
		expect(mark.certainty).toBe('undecidable');
		expect(mark.dot).toBeNull();
		expect(mark.interval).toBeNull();
		expect(mark.band?.[0]).toBeLessThan(mark.band?.[1] ?? 0);
		const tip = board.hits.find((hit) => hit.pick.kind === 'rate')?.tip;
		expect(tip?.lines[0]?.replaceAll('\u202f', ' ')).toBe('unknown, between 50.0 % and 80.0 %');
	});

	it('stay decided where what is unknown is less than chance', () => {
		expect(isUndecidable(rate(0.8, 400, { floor: 0.79 }))).toBe(false);
		expect(isUndecidable(rate(0.8, 400, { floor: null }))).toBe(false);
	});

	it('without a value are a dash, never zero', () => {
		const nothing: BoardRate = { value: null, low: null, high: null, n: 0, definition: '' };
		const board = layout([step('A', { moved: 0 }, { rate: nothing })]);
		expect(at(board.rates, 0)).toMatchObject({ certainty: 'none', dot: null, interval: null });
		expect(board.texts.find((text) => text.key.startsWith('rate'))?.text).toBe('–');
	});
});

describe('the stack', () => {
	it('always adds up, and shows whatever is there', () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e12, noNaN: true })), {
					minLength: 1,
					maxLength: 6,
				}),
				fc.double({ min: 3, max: 400, noNaN: true }),
				(values, length) => {
					const lengths = stackLengths(values, length);
					const sum = lengths.reduce((a, b) => a + b, 0);
					expect(sum).toBeCloseTo(values.some((value) => value > 0) ? length : 0, 5);
					lengths.forEach((size, index) => {
						if (at(values, index) > 0) expect(size).toBeGreaterThan(0);
						else expect(size).toBe(0);
					});
				},
			),
		);
	});

	it('takes what is negative for nothing to draw', () => {
		expect(stackLengths([10, -5], 100)).toEqual([100, 0]);
	});
});

describe('parts below zero', () => {
	const steps = [
		step('Lead', { moved: -60, open: 20, dropped: -20 }),
		step('Offer', { moved: -80, dropped: 20 }),
	];

	it('stack on the other side of zero, and shorten nothing above it', () => {
		const { spans, above, below } = stackFromZero([-60, 20, -20], (size) => size);
		expect(spans).toEqual([
			{ from: -60, to: -0 },
			{ from: 0, to: 20 },
			{ from: -80, to: -60 },
		]);
		expect([above, below]).toEqual([20, 80]);
	});

	it.each([1000, 400])(
		'are drawn on one scale with those above zero at %i px, and nothing overlaps',
		(width) => {
			const board = layoutStageBoard({
				steps,
				end: { title: 'Won', value: -80, notes: [] },
				rateLabel: 'moved on',
				width,
				formats,
			});
			const along = width < 720 ? 'width' : 'height';
			const drawn = (key: string, part: string) =>
				board.bars.find((bar) => bar.key === key)?.segments.find((segment) => segment.key === part)?.[
					along
				] ?? 0;
			expect(drawn('Lead', 'moved') / drawn('Lead', 'open')).toBeCloseTo(3, 5);
			expect(drawn('Offer', 'moved')).toBeCloseTo(drawn('Lead', 'moved') * (80 / 60), 5);
			expect(board.bars.at(-1)?.[along]).toBeCloseTo(drawn('Offer', 'moved'), 5);
			const start = along === 'width' ? 'x' : 'y';
			const [lead] = board.bars;
			const [moved, open] = ['moved', 'open'].map((key) => lead?.segments.find((one) => one.key === key));
			if (along === 'width') expect(moved?.x).toBeLessThan(open?.x ?? 0);
			else expect(moved?.[start]).toBeGreaterThan(open?.[start] ?? Infinity);
			board.texts.forEach((text, index) =>
				board.texts.slice(index + 1).forEach((other) => {
					const apart =
						text.box.x >= other.box.x + other.box.width ||
						other.box.x >= text.box.x + text.box.width ||
						text.box.y >= other.box.y + other.box.height ||
						other.box.y >= text.box.y + text.box.height;
					expect(apart, `${text.text} and ${other.text}`).toBe(true);
				}),
			);
		},
	);

	it('are told with one sign and without a share of a total that they lessen', () => {
		const board = layoutStageBoard({ steps, end: null, rateLabel: 'moved on', width: 1000, formats });
		expect(board.texts.map(({ text }) => text)).toContain('−20');
		expect(board.texts.some(({ text }) => text.startsWith('−−'))).toBe(false);
		expect(board.hits.find(({ pick }) => pick.kind === 'step')?.tip.lines.join()).not.toContain('%');
	});
});

describe('a narrow board', () => {
	const steps = Array.from({ length: 12 }, (_, index) =>
		step(`Step ${index}`, { moved: 12 - index, dropped: 3 }),
	);

	it('turns below 720 px, and where columns would be too narrow', () => {
		expect(layout(steps.slice(0, 3), 719).turned).toBe(true);
		expect(layout(steps.slice(0, 3), 720).turned).toBe(false);
		expect(layout(steps, 900).turned).toBe(true);
		expect(layout(steps, 920).turned).toBe(false);
	});

	it('puts one step under the other, each bar from the same edge', () => {
		const board = layout(steps, 360);
		const bars = board.bars.filter((bar) => bar.segments.length > 1);
		expect(new Set(bars.map((bar) => bar.x)).size).toBe(1);
		bars.slice(1).forEach((bar, index) => expect(bar.y).toBeGreaterThan(at(bars, index).y));
	});
});

describe('from right to left', () => {
	it('is the mirror image', () => {
		const steps = [step('A', { moved: 60, dropped: 40 }), step('B', { moved: 20, dropped: 40 })];
		for (const width of [360, 1200]) {
			const ltr = layout(steps, width);
			const rtl = layout(steps, width, { direction: 'rtl' });
			expectSound(rtl);
			rtl.bars.forEach((bar, index) => {
				const twin = at(ltr.bars, index);
				expect(bar.x).toBeCloseTo(width - twin.x - twin.width, 6);
				expect(bar.y).toBe(twin.y);
			});
			expect(rtl.ribbons).toHaveLength(ltr.ribbons.length);
			// What is written stands where it is drawn and grows the other way.
			rtl.texts.forEach((text, index) => {
				const twin = at(ltr.texts, index);
				expect([text.key, text.x, text.anchor]).toEqual([
					twin.key,
					width - twin.x,
					twin.anchor === 'start' ? 'end' : 'start',
				]);
				expect(text.box.x).toBeCloseTo(width - twin.box.x - twin.box.width, 6);
			});
			rtl.rates.forEach((rate, index) => {
				expect(rate.dot).toBeCloseTo(width - (at(ltr.rates, index).dot ?? Number.NaN), 6);
			});
		}
	});

	it('turns paths round, not only boxes', () => {
		const steps = [step('A', { moved: 60, dropped: 40 }), step('B', { moved: 20, dropped: 40 })];
		const rtl = layout(steps, 1200, { direction: 'rtl' });
		const [a, b] = [at(rtl.bars, 0), at(rtl.bars, 1)];
		expect(at(rtl.ribbons, 0).edge.startsWith(`M${a.x},`)).toBe(true);
		expect(at(rtl.ribbons, 0).edge.endsWith(`${b.x + b.width},${b.y}`)).toBe(true);
	});
});

describe('at the edges', () => {
	it('stands with no steps, with one, and with nothing in any', () => {
		expect(layoutStageBoard({ steps: [], end: null, rateLabel: '', width: 800, formats }).hits).toEqual([]);
		expectSound(layout([step('A', { moved: 1 })]));
		const empty = layout([step('A', { moved: 0 }), step('B', { moved: 0 })]);
		expectSound(empty);
		expect(empty.legend).toEqual([]);
		expect(empty.bars.every((bar) => bar.height === 0)).toBe(true);
		expect(JSON.stringify(empty)).not.toMatch(/NaN|Infinity/);
	});

	it('names in its key only the roles that occur', () => {
		expect(layout([step('A', { moved: 5, unknown: 3 })]).legend.map(({ role }) => role)).toEqual([
			'moved',
			'unknown',
		]);
	});
});

describe('whatever the steps and the width', () => {
	const count = fc.oneof(
		fc.constant(0),
		fc.integer({ min: 1, max: 30 }),
		fc.integer({ min: 1, max: 2_000_000_000 }),
	);
	const title = fc.oneof(
		fc.constantFrom(
			'Lead',
			'Erstqualifizierungsgespräch mit allen',
			'需求评估与方案设计阶段',
			'مرحلة التفاوض',
			'W'.repeat(40),
		),
		fc.string({ minLength: 0, maxLength: 60 }),
	);
	const ratio = fc.double({ min: 0, max: 1, noNaN: true });
	const aStep = fc.record({
		title,
		values: fc.record({ moved: count, open: count, dropped: count, unknown: count }),
		emphasis: fc.boolean(),
		rate: fc.option(
			fc.record({
				value: fc.option(ratio),
				spread: ratio,
				n: count,
				floor: fc.option(ratio),
				benchmark: fc.option(ratio),
			}),
		),
		note: fc.option(count),
	});

	it('no text overlaps another, none leaves the board, and every bar adds up', () => {
		fc.assert(
			fc.property(
				fc.array(aStep, { minLength: 1, maxLength: 12 }),
				fc.integer({ min: 320, max: 1600 }),
				fc.constantFrom('ltr' as const, 'rtl' as const),
				fc.boolean(),
				(drawn, width, direction, further) => {
					const steps = drawn.map((each, index) =>
						step(`s${index}`, each.values, {
							title: each.title,
							emphasis: each.emphasis,
							rate: each.rate && {
								value: each.rate.value,
								low: each.rate.value === null ? null : each.rate.value * (1 - each.rate.spread),
								high:
									each.rate.value === null
										? null
										: each.rate.value + (1 - each.rate.value) * each.rate.spread,
								n: each.rate.n,
								floor:
									each.rate.floor === null || each.rate.value === null
										? null
										: each.rate.floor * each.rate.value,
								benchmark: each.rate.benchmark,
								definition: '',
							},
							notes: [{ key: 'back', label: 'moved back', value: each.note, definition: '' }],
						}),
					);
					const cells = Object.fromEntries(
						steps.map(({ key, total }) => [key, { value: total % 90, upper: total % 400, definition: '' }]),
					);
					const rows = further
						? [{ kind: 'spread' as const, key: 'r', label: 'days: median', format: format.daysShort, cells }]
						: [];
					const end = {
						title: 'The very end of it all',
						value: at(drawn, drawn.length - 1).values.moved,
						notes: [{ key: 'of', label: 'of everything that was created', value: 0.1, definition: '' }],
					};
					const board = layoutStageBoard({
						steps,
						end,
						rows,
						rateLabel: 'moved on (resolved)',
						width,
						direction,
						formats,
					});
					expect(JSON.stringify(board)).not.toMatch(/NaN|Infinity/);
					expectSound(board);
					const totals = board.texts.filter((text) => text.key.startsWith('total'));
					expect(totals).toHaveLength(steps.length + 1);
					for (const each of steps.filter(({ title }) => title.trim() !== ''))
						expect(board.texts.some((text) => text.key.startsWith(`title\u001f${each.key}\u001f`))).toBe(
							true,
						);
				},
			),
			{ numRuns: 300 },
		);
	});
});
