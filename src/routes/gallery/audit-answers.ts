import type { AnyMart, RowOf } from '$lib/model/contract';
import { HYGIENE_CHECKS } from '$lib/model/hygiene-checks';
import type { forecast } from '$lib/model/marts/forecast';
import type { hygiene } from '$lib/model/marts/hygiene';
import type { hygieneRows } from '$lib/model/marts/hygiene-rows';
import type { Source } from '$lib/session/source';
import { CATALOG } from './catalog';

type CheckRow = RowOf<typeof hygiene>;

/** Every check, without a find. */
const clean: CheckRow[] = HYGIENE_CHECKS.map(({ code, words, rule, reason, severity, needs }) => ({
	check_code: code,
	check: words,
	rule,
	reason,
	severity,
	needs,
	is_checked: true,
	is_left_out: false,
	rows_suspected: 0,
	deals_suspected: 0,
	deals_closed: 1_204,
	deals_closed_without: 1_204,
	win_ratio: 0.2752,
	win_without_ratio: 0.2752,
	won_amount: 18_600_000,
	won_without_amount: 18_600_000,
	average_won_cycle_days: 74.2,
	average_won_cycle_without_days: 74.2,
	median_won_cycle_days: 64,
	median_won_cycle_without_days: 64,
	deals_open: 413,
	deals_open_without: 413,
	open_amount: 12_000_000,
	open_without_amount: 12_000_000,
	currency: 'EUR',
}));

const found: Record<string, Partial<CheckRow>> = {
	'repeated-id': { rows_suspected: 1, deals_suspected: 1 },
	'past-due': {
		rows_suspected: 95,
		deals_suspected: 95,
		deals_open_without: 318,
		open_without_amount: 9_660_000,
	},
	// More rows than deals, huge and negative amounts, and nothing left to divide by.
	'open-too-long': {
		rows_suspected: 1_048_576_000,
		deals_suspected: 413,
		is_left_out: true,
		deals_open_without: 0,
		win_without_ratio: null,
		average_won_cycle_without_days: null,
		median_won_cycle_without_days: null,
		open_amount: 9_870_000_000_000,
		open_without_amount: -1_250_000,
	},
	// Rows of no deal: there is nothing to leave out.
	'unknown-deal': { rows_suspected: 15, deals_suspected: 0 },
	'suspected-date': { is_checked: false },
};

const AUDIT: CheckRow[] = clean.map((row) => ({ ...row, ...found[row.check_code] }));

const rowsOf = (code: string): RowOf<typeof hygieneRows>[] =>
	[
		'Renewal and extension of the framework agreement for all subsidiaries in Northern Europe',
		'عقد',
		null,
	].map((deal_name, index) => ({
		check_code: code,
		deal_id: index === 2 ? null : `006-${index}`,
		deal_name,
		owner_name: index === 0 ? 'ليلى حداد' : null,
		stage: 'Lead',
		outcome: 'open',
		created_on: '2026-01-02',
		closed_on: null,
		expected_close_on: '2026-03-01',
		amount: 1_000,
		currency: 'EUR',
		logged_label: null,
		logged_at: null,
		dwell_days: 412.5,
		source_file: 'opportunities of the north-western region, as exported on 30 September 2026.csv',
		source_line: index === 2 ? null : 1_048_576 + index,
		rows_total: 60,
	}));

/** The quarter, with a forecast and without one. */
const quarter: RowOf<typeof forecast> = {
	period_on: '2026-10-01',
	from_on: '2026-10-01',
	to_on: '2027-01-01',
	now_on: '2026-09-30',
	is_partial: false,
	deals_won: 0,
	won_amount: 0,
	deals_open: 413,
	open_amount: 12_000_000,
	deals_open_without_amount: 0,
	deals_not_forecast: 0,
	deals_due: 95,
	due_amount: 5_280_000,
	open_expected_deals: 110,
	open_expected_amount: 3_390_000,
	to_come_expected_deals: 40,
	to_come_expected_amount: 1_230_000,
	expected_amount: 4_620_000,
	p10_amount: 3_690_000,
	p50_amount: 4_600_000,
	p90_amount: 5_590_000,
	shared_error_ratio: 0.1,
	forecasts_behind: 30,
	thin_reason: null,
	draws: 2_000,
	seed: 1,
};
const thin: RowOf<typeof forecast> = {
	...quarter,
	expected_amount: null,
	p10_amount: null,
	p50_amount: null,
	p90_amount: null,
	thin_reason: 'too few wins',
};

/** Answers the audit with these checks, and what stands behind each of them. */
const answering = (checks: readonly CheckRow[]): Source => ({
	kind: 'live',
	catalog: CATALOG,
	read: <M extends AnyMart>(mart: M, scope: { leaveOut: readonly string[] }, params: object) => {
		const code = 'check_code' in params ? String(params.check_code) : '';
		const answers: Record<string, readonly object[]> = {
			hygiene: checks,
			hygiene_rows: code === 'repeated-id' ? [] : rowsOf(code),
			forecast: [scope.leaveOut.includes('open-too-long') ? thin : quarter],
		};
		return Promise.resolve((answers[mart.name] ?? []) as RowOf<M>[]);
	},
	explain: (mart) => mart.sql,
});

export const auditSource = answering(AUDIT);
export const cleanSource = answering(clean);
/** An audit that is still on its way. */
export const waitingSource: Source = {
	...auditSource,
	read: () => new Promise<never>(() => undefined),
};
/** One that failed. */
export const failingSource: Source = {
	...auditSource,
	read: () => Promise.reject(new Error('The engine has stopped.')),
};
