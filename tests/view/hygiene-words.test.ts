import { describe, expect, test } from 'vitest';
import { createFormat } from '$lib/chart/format';
import type { RowOf } from '$lib/model/contract';
import { HYGIENE_CHECKS } from '$lib/model/hygiene-checks';
import type { hygiene } from '$lib/model/marts/hygiene';
import type { hygieneRows } from '$lib/model/marts/hygiene-rows';
import { WHOLE_SCOPE } from '$lib/model/scope';
import { effectsOf, foundWords, SEVERITY_WORDS } from '$lib/view/data/hygiene-words';
import { leftOutWords, scopeWords } from '$lib/view/words';

const format = createFormat('en-GB');

const NUMBERS = {
	win_ratio: 0.221,
	win_without_ratio: 0.24,
	average_won_cycle_days: 61,
	average_won_cycle_without_days: 61,
	median_won_cycle_days: 50,
	median_won_cycle_without_days: null,
	open_amount: 12_000_000,
	open_without_amount: 9_660_000,
	currency: null,
} as RowOf<typeof hygiene>;

const FOUND = {
	check_code: 'past-due',
	deal_id: 'A',
	deal_name: null,
	owner_name: null,
	stage: 'Offer',
	outcome: 'open',
	created_on: '2024-01-02',
	closed_on: null,
	expected_close_on: '2024-01-09',
	amount: null,
	currency: null,
	logged_label: null,
	logged_at: null,
	dwell_days: null,
	source_file: 'deals.csv',
	source_line: 2,
	rows_total: 1,
} as RowOf<typeof hygieneRows>;

describe('the audit in words', () => {
	test('a number that moves shows both, one that stays shows itself, one that is gone a dash', () => {
		const effects = effectsOf(NUMBERS, format);
		expect(effects.map(({ name }) => name)).toEqual([
			'Win rate',
			'Average cycle',
			'Median cycle',
			'Open pipeline',
		]);
		expect(effects[0]).toMatchObject({ with: format.percent(0.221, 1), without: format.percent(0.24, 1) });
		expect(effects[1]?.without).toBeNull();
		expect(effects[2]?.without).toBe('–');
		expect(effects[3]).toMatchObject({
			with: format.money(12_000_000, null),
			without: format.money(9_660_000, null),
		});
	});

	test('what is found names the values that the check looks at', () => {
		expect(foundWords(FOUND, format)).toBe(`due ${format.day('2024-01-09')}`);
		expect(foundWords({ ...FOUND, check_code: 'won-without-amount' }, format)).toBe('no amount');
		expect(foundWords({ ...FOUND, check_code: 'open-too-long', dwell_days: 21 }, format)).toBe(
			`${format.days(21)} in Offer`,
		);
		expect(foundWords({ ...FOUND, check_code: 'no-owner' }, format)).toBe('open, Offer');
	});

	test('every severity has words', () => {
		for (const { severity } of HYGIENE_CHECKS) expect(SEVERITY_WORDS[severity]?.words).toBeTruthy();
	});
});

describe('a scope that leaves deals out', () => {
	test('says so wherever it is put in words', () => {
		const scope = { ...WHOLE_SCOPE, leaveOut: ['past-due', 'no-owner'] };
		expect(leftOutWords(scope)).toBe('leaving out what the audit calls “past due” and “without an owner”');
		expect(scopeWords(scope, null, format)).toContain('leaving out what the audit calls “past due”');
	});

	test('says nothing where nothing is left out', () => {
		expect(leftOutWords(WHOLE_SCOPE)).toBeNull();
		expect(scopeWords(WHOLE_SCOPE, null, format)).not.toContain('leaving out');
	});
});
