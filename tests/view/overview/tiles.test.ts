import { describe, expect, test } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { tilesOf, type TileSources } from '$lib/view/overview/tiles';
import { comparedRow, nowRow } from './rows';

const format = createFormat('en-GB');
const seen = (text: string | undefined) => text?.replace(/[\u202f\u00a0]/g, ' ');

const row = comparedRow([30, 70], [40, 60], {
	average_won_amount: 100,
	change_average_won_amount: 12,
	compared_average_won_amount: 88,
	deals_won_with_amount: 30,
	average_won_cycle_days: 61,
	change_average_won_cycle_days: 4,
	compared_average_won_cycle_days: 57,
	deals_won_with_cycle: 19,
	velocity_amount_per_day: 50,
	change_velocity_amount_per_day: -10,
	compared_velocity_amount_per_day: 60,
});
const tiles = (change: Partial<TileSources> = {}) =>
	Object.fromEntries(
		tilesOf(
			{
				row,
				isCompared: true,
				isLikeForLike: true,
				beside: null,
				now: nowRow({ open_amount: 12_000_000, deals_open: 413, deals_open_with_amount: 400 }),
				trend: [],
				pipeline: [],
				currency: 'EUR',
				isRateChanged: true,
				byValue: false,
				...change,
			},
			format,
		).map((tile) => [tile.key, tile]),
	);

describe('a tile', () => {
	test('says what the number was, and judges the difference by what is better', () => {
		const { 'won-value': won, 'sales-cycle': cycle, velocity } = tiles();
		expect([seen(won?.change?.text), won?.change?.judgement, seen(won?.comparison)]).toEqual([
			'−€1,000',
			'bad',
			'was €4,000',
		]);
		// A longer cycle is worse, though it is more.
		expect([seen(cycle?.change?.text), cycle?.change?.judgement]).toEqual(['+4 days', 'bad']);
		expect(velocity?.change?.judgement).toBe('bad');
		expect(tiles()['average-deal']?.change?.judgement).toBe('good');
	});

	test('judges a win rate only where the change is more than chance', () => {
		expect(tiles()['win-rate']?.change?.judgement).toBe('bad');
		const chance = tiles({ isRateChanged: false })['win-rate'];
		expect(chance?.change?.judgement).toBe('none');
		expect(chance?.notes).toContain('The change may be chance.');
	});

	test('by value is judged neither way: no test says what is chance', () => {
		const byValue = tiles({ byValue: true })['win-rate'];
		expect(byValue?.label).toBe('Win rate, by value');
		expect(byValue?.interval).toBeUndefined();
	});

	test('compares no sums of windows that do not last as long, and rates all the same', () => {
		const unlike = tiles({ isLikeForLike: false });
		expect(unlike['won-value']?.change).toBeUndefined();
		expect(unlike.velocity?.change).toBeUndefined();
		expect(seen(unlike['win-rate']?.change?.text)).toBe('−10.0 pts');
		expect(seen(unlike['average-deal']?.change?.text)).toBe('+€12');
	});

	test('compares nothing where there is nothing to compare with', () => {
		const alone = Object.values(tiles({ isCompared: false }));
		expect(alone.map(({ change }) => change)).toEqual(alone.map(() => undefined));
	});

	test('on fewer than twenty deals is uncertain', () => {
		expect(tiles()['sales-cycle']?.uncertain).toBe(true);
		expect(tiles()['average-deal']?.uncertain).toBe(false);
	});

	test('of the pipeline is of now, whatever the window, and unknown until it is known', () => {
		expect([seen(tiles()['open-pipeline']?.value), tiles()['open-pipeline']?.comparison]).toEqual([
			'€12.0 M',
			'413 open deals',
		]);
		expect(tiles({ now: null })['open-pipeline']?.value).toBe('–');
	});

	test('shows no sum where no won deal has an amount: it would pass for one that was counted', () => {
		const { 'won-value': won, 'average-deal': average } = tiles({
			row: { ...row, won_amount: 0, average_won_amount: null, deals_won_with_amount: 0 },
		});
		expect([won?.value, won?.comparison]).toEqual(['–', 'no won deal has an amount in EUR']);
		expect([average?.value, average?.comparison]).toEqual(['–', 'no won deal has an amount in EUR']);
		expect(won?.change).toBeUndefined();
	});

	test('shows no sum of a pipeline in which no open deal has an amount, and 0 where there is no open deal', () => {
		const open = (given: Parameters<typeof nowRow>[0]) => tiles({ now: nowRow(given) })['open-pipeline'];
		const none = open({ deals_open: 3, deals_open_with_amount: 0, open_amount: 0 });
		expect([none?.value, none?.full, none?.comparison]).toEqual([
			'–',
			'–',
			'no open deal has an amount in EUR',
		]);
		expect(none?.notes).toContain('3 open deals');
		const free = open({ deals_open: 3, deals_open_with_amount: 1, open_amount: 0 });
		expect([seen(free?.value), free?.comparison]).toEqual(['€0', '3 open deals']);
		const empty = open({ deals_open: 0, deals_open_with_amount: 0, open_amount: 0 });
		expect([seen(empty?.value), empty?.comparison]).toEqual(['€0', '0 open deals']);
	});

	test('of the pipeline of an older report, which does not tell how many have an amount, shows its sum', () => {
		const now = { ...nowRow({ deals_open: 3, open_amount: 0 }), deals_open_with_amount: null };
		expect(seen(tiles({ now: now as never })['open-pipeline']?.value)).toBe('€0');
	});

	test('prints the four factors of velocity', () => {
		const factors = tiles({ row: { ...row, deals_in_play: 200 } }).velocity?.notes[0];
		expect(seen(factors)).toBe('200 opportunities × 30.0 % × €100 ÷ 61 days (classic)');
	});
});
