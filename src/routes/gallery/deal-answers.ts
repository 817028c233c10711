import type { AnyMart, RowOf } from '$lib/model/contract';
import type { dealCard } from '$lib/model/marts/deal-card';
import type { dealChanges } from '$lib/model/marts/deal-changes';
import type { dealRows } from '$lib/model/marts/deal-rows';
import type { dealVisits } from '$lib/model/marts/deal-visits';
import type { Source } from '$lib/session/source';
import { CATALOG } from './catalog';

const deal_id = '006/λ-1';

/** A deal of which only exports of different days tell, with a long name and an owner in another script. */
export const BETWEEN_EXPORTS: RowOf<typeof dealCard> = {
	deal_id,
	deal_name: 'Renewal and extension of the framework agreement for all subsidiaries in Northern Europe',
	account_name: 'Nordwestdeutsche Verpackungsmaschinenfabrik',
	owner_name: 'ليلى حداد',
	source_name: null,
	stage: 'عرض السعر',
	outcome: 'open',
	furthest_stage: 'عرض السعر',
	evidence: 'snapshots',
	amount: -1_250_000.5,
	currency: 'EUR',
	original_amount: -1_360_000,
	original_currency: 'USD',
	created_on: '2026-05-04',
	closed_on: null,
	expected_close_on: '2026-10-30',
	cycle_days: null,
	stage_days: 61,
	now_at: '2026-09-30T12:00:00Z',
};

/** A deal of which nothing is known but that it is. */
export const UNKNOWN: RowOf<typeof dealCard> = {
	...BETWEEN_EXPORTS,
	deal_id: 'D2',
	deal_name: null,
	account_name: null,
	owner_name: null,
	stage: 'Lost',
	outcome: 'lost',
	furthest_stage: null,
	evidence: 'current_stage',
	amount: null,
	original_amount: null,
	original_currency: null,
	created_on: null,
	expected_close_on: null,
	stage_days: null,
};

const visits: RowOf<typeof dealVisits>[] = [
	{
		deal_id,
		visit_number: 1,
		stage_rank: 1,
		stage: 'Lead',
		entered_at: '2026-05-04T00:00:00Z',
		left_at: '2026-07-31T00:00:00Z',
		move: 'skip',
		visit_days: 88,
		visits_completed: 31,
		median_visit_days: 12,
		p90_visit_days: 40,
	},
	{
		deal_id,
		visit_number: 2,
		stage_rank: 3,
		stage: 'عرض السعر',
		entered_at: '2026-07-31T00:00:00Z',
		left_at: null,
		move: 'open',
		visit_days: 61,
		visits_completed: 0,
		median_visit_days: null,
		p90_visit_days: null,
	},
];

const noChange = {
	amount_before: null,
	amount_after: null,
	expected_before_on: null,
	expected_after_on: null,
};
const changes: RowOf<typeof dealChanges>[] = [
	{ ...noChange, deal_id, field: 'amount', changed_at: '2026-06-05T00:00:00Z', amount_after: -1_250_000.5 },
	{
		...noChange,
		deal_id,
		field: 'expected_close',
		changed_at: '2026-07-31T00:00:00Z',
		expected_before_on: '2026-08-31',
		expected_after_on: '2026-10-30',
	},
];

const rows: RowOf<typeof dealRows>[] = [
	{
		deal_id,
		kind: 'deal',
		told_at: null,
		stage: null,
		source_file: 'opportunities of the north-western region, as exported on 30 September 2026.csv',
		source_line: 1_048_576,
	},
	{
		deal_id,
		kind: 'stage_change',
		told_at: '2026-07-31T00:00:00Z',
		stage: 'عرض السعر',
		source_file: 'exports.csv',
		source_line: 7,
	},
];

/** What is asked of the first deal is answered; of all others nothing is known. */
export const dealSource: Source = {
	kind: 'live',
	catalog: CATALOG,
	read: <M extends AnyMart>(mart: M, _scope: unknown, params: object) => {
		const answers: Record<string, object[]> = {
			deal_card: [BETWEEN_EXPORTS],
			deal_visits: visits,
			deal_changes: changes,
			deal_rows: rows,
		};
		const isKnown = 'deal_id' in params && params.deal_id === deal_id;
		return Promise.resolve((isKnown ? (answers[mart.name] ?? []) : []) as RowOf<M>[]);
	},
	explain: (mart) => mart.sql,
};
