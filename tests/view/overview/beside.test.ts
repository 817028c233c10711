import { describe, expect, test } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { coverage } from '$lib/model/marts/coverage';
import { retentionSummary } from '$lib/model/marts/retention-summary';
import { WHOLE_SCOPE } from '$lib/model/scope';
import { coverageTile, retentionTile, targetOf } from '$lib/view/overview/after-tiles';
import { besideName, besideRow, isPartOfScope } from '$lib/view/overview/beside';
import { storyText, tellStory } from '$lib/view/overview/story';
import { tilesOf } from '$lib/view/overview/tiles';
import { blankRow } from '../../../src/routes/gallery/blank-row';
import { comparedRow } from './rows';

const format = createFormat('en-GB');
const seen = (text: string | undefined) => text?.replace(/[\u202f\u00a0]/g, ' ');
const within = (values: (string | null)[], exclude = false) => ({
	...WHOLE_SCOPE,
	filters: [{ segment: 'size', values, exclude }],
});
const enterprise = { kind: 'segment', segment: 'size', value: 'Enterprise' } as const;

// 300 of 1,000 won; of them 40 of the 200 of Enterprise.
const whole = comparedRow([300, 700], [1, 1]);
const part = comparedRow([40, 160], [1, 1], { average_won_amount: 250 });

describe('the deals of one value beside the scope', () => {
	test('are a part of it unless its filters leave the value out', () => {
		expect(isPartOfScope(enterprise, WHOLE_SCOPE)).toBe(true);
		expect(isPartOfScope(enterprise, within(['SMB', 'Enterprise']))).toBe(true);
		expect(isPartOfScope(enterprise, within(['SMB']))).toBe(false);
		expect(isPartOfScope(enterprise, within(['Enterprise'], true))).toBe(false);
		expect(isPartOfScope(enterprise, within(['SMB'], true))).toBe(true);
	});

	test('are tested on the rest where they are a part, and whole against whole where they are not', () => {
		// 260 of 800 against 40 of 200: pooled 0.3, z = 0.125 / sqrt(0.21 · (1/800 + 1/200)) = 3.450.
		expect(besideRow(whole, part, true).change_win_p).toBeCloseTo(0.00056, 5);
		// 300 of 1,000 against 40 of 200: pooled 340/1,200, z = 0.1 / sqrt(0.20306 · 0.006) = 2.865.
		expect(besideRow(whole, part, false).change_win_p).toBeCloseTo(0.00417, 5);
	});

	test('are not tested where they or the rest are too few', () => {
		const few = comparedRow([2, 17], [1, 1]);
		expect(besideRow(whole, few, true).change_win_p).toBeNull();
		expect(besideRow(comparedRow([45, 170], [1, 1]), part, true).change_win_p).toBeNull();
	});

	test('stand where the compared window would, with what the scope has more of', () => {
		const row = besideRow(whole, part, true);
		expect(row.compared_deals_won).toBe(40);
		expect(row.compared_win_ratio).toBeCloseTo(0.2, 12);
		expect(row.change_win_ratio).toBeCloseTo(0.1, 12);
		expect(row.compared_average_won_amount).toBe(250);
		expect(row.change_average_won_amount).toBeNull();
		expect(row.deals_won).toBe(300);
	});

	test('are named as the data name them, blank with its column', () => {
		const catalog = { segments: [{ key: 'size', label: 'Size', values: [] }] };
		expect(besideName(enterprise, catalog)).toBe('Enterprise');
		expect(besideName({ ...enterprise, value: null }, catalog)).toBe('Size (blank)');
		expect(besideName({ ...enterprise, value: '42' }, catalog)).toBe('Size 42');
	});
});

describe('the headline beside a value', () => {
	const tell = (row: ReturnType<typeof besideRow>) =>
		tellStory(
			{
				row,
				split: [],
				stakes: [],
				isTested: true,
				shown: 'in Q3 2026',
				compared: null,
				beside: 'Enterprise',
				isSoFar: false,
				currency: 'EUR',
			},
			format,
		);

	test('says which is above the other, and never that anything rose or fell', () => {
		const story = tell(besideRow(whole, part, true));
		expect(seen(storyText(story))).toMatch(/^Win rate is 30\.0 %, 10\.0 points above Enterprise\./);
		expect(story.evidence.map(seen)).toContain('20.0 % in Enterprise, of 200 closed');
	});

	test('claims no difference that may be chance', () => {
		const like = comparedRow([62, 138], [1, 1]);
		expect(seen(storyText(tell(besideRow(whole, like, true))))).toMatch(
			/^Win rate is 30\.0 %, no clear difference from Enterprise\./,
		);
	});

	test('says so where nothing of the value closed', () => {
		const none = comparedRow([0, 0], [1, 1], { win_ratio: null });
		expect(seen(storyText(tell(besideRow(whole, none, true))))).toMatch(/nothing of Enterprise closed\./);
	});
});

test('tiles beside a value compare rates and means, and only tell its sums', () => {
	const tiles = tilesOf(
		{
			row: besideRow(whole, part, true),
			isCompared: true,
			isLikeForLike: false,
			beside: 'Enterprise',
			now: null,
			trend: [],
			pipeline: [],
			currency: 'EUR',
			isRateChanged: true,
			byValue: false,
		},
		format,
	);
	const told = Object.fromEntries(
		tiles.map(({ key, change, comparison }) => [key, [seen(change?.text), seen(comparison)]]),
	);
	expect(told['win-rate']).toEqual(['+10.0 pts', '20.0 % in Enterprise']);
	// A mean of 250 against none given.
	expect(tiles.find(({ key }) => key === 'average-deal')?.change).toBeUndefined();
	expect(told['won-value']).toEqual([undefined, '€4,000 in Enterprise']);
});

describe('the tile of coverage', () => {
	const unfiltered = { hasTargets: true, isFiltered: false };
	const row = (given: Partial<Parameters<typeof coverageTile>[0][number]>) =>
		blankRow(coverage, {
			is_current: true,
			period_on: '2026-10-01',
			to_on: '2027-01-01',
			deals_due: 12,
			due_amount: 600,
			...given,
		});

	test('lends its target to the forecast of the same period, if it is one of the whole', () => {
		const rows = [
			row({ target_amount: 400, is_target_partial: false }),
			row({ period_on: '2027-01-01', to_on: '2027-04-01', target_amount: 500, is_target_partial: true }),
		];
		expect(targetOf(rows, { period_on: '2026-10-01', to_on: '2027-01-01' })).toBe(400);
		expect(targetOf(rows, { period_on: '2026-10-01', to_on: '2026-11-01' })).toBeNull();
		expect(targetOf(rows, { period_on: '2027-01-01', to_on: '2027-04-01' })).toBeNull();
		expect(targetOf(rows, undefined)).toBeNull();
	});

	test('says that there are no targets, and how they come', () => {
		const tile = coverageTile([], { hasTargets: false, isFiltered: false }, 'EUR', format);
		expect([tile.value, tile.comparison]).toEqual(['–', 'no targets given']);
		expect(tile.notes.join()).toMatch(/file of targets/);
	});

	test('says that what is filtered has none, or the period', () => {
		const filtered = { hasTargets: true, isFiltered: true };
		const tile = coverageTile([row({ target_amount: null })], filtered, 'EUR', format);
		expect(coverageTile([row({ target_amount: null })], unfiltered, 'EUR', format).comparison).toBe(
			'no target for Q4 2026',
		);
		expect([tile.label, tile.value, tile.comparison]).toEqual([
			'Coverage, Q4 2026',
			'–',
			'no target for what is filtered',
		]);
	});

	test('is judged by what past periods say is needed', () => {
		const given = { target_amount: 400, won_amount: 100, remaining_amount: 300, coverage_ratio: 2 };
		const short = coverageTile([row({ ...given, needed_ratio: 3.1 })], unfiltered, 'EUR', format);
		expect([seen(short.value), seen(short.change?.text), short.change?.judgement]).toEqual([
			'2.0 ×',
			'needs 3.1 ×',
			'bad',
		]);
		const enough = coverageTile([row({ ...given, needed_ratio: 2 })], unfiltered, 'EUR', format);
		expect(enough.change?.judgement).toBe('good');
		expect(coverageTile([row(given)], unfiltered, 'EUR', format).change).toBeUndefined();
	});

	test('says that a target is met', () => {
		const given = { target_amount: 400, won_amount: 410, remaining_amount: 0, is_target_met: true };
		expect(coverageTile([row(given)], unfiltered, 'EUR', format).value).toBe('met');
	});
});

describe('the tile of retention', () => {
	const row = (given: Partial<NonNullable<Parameters<typeof retentionTile>[0]>>) =>
		blankRow(retentionSummary, {
			basis: 'subscriptions',
			accounts_start: 50,
			accounts_retained: 45,
			net_retention_ratio: 1.05,
			gross_retention_ratio: 0.9,
			logo_retention_ratio: 0.9,
			...given,
		});

	test('tells net retention, and what it was', () => {
		const tile = retentionTile(row({}), row({ net_retention_ratio: 1.1 }), format);
		expect([
			seen(tile.value),
			seen(tile.change?.text),
			tile.change?.judgement,
			seen(tile.comparison),
		]).toEqual(['105.0 %', '−5.0 pts', 'none', 'was 110.0 %']);
	});

	test('is not held against a window that rests on something else', () => {
		const tile = retentionTile(row({}), row({ basis: 'deals' }), format);
		expect([tile.change, seen(tile.comparison)]).toEqual([undefined, 'gross 90.0 %']);
	});

	test('is nothing where no account was there before', () => {
		const none = row({ accounts_start: 0, net_retention_ratio: null });
		expect(retentionTile(none, undefined, format).value).toBe('–');
		expect(retentionTile(undefined, undefined, format).value).toBe('–');
	});

	test('of few accounts is shown as uncertain', () => {
		expect(retentionTile(row({ accounts_start: 19 }), undefined, format).uncertain).toBe(true);
		expect(retentionTile(row({ accounts_start: 20 }), undefined, format).uncertain).toBe(false);
	});
});
