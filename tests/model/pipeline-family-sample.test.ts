import { openAsBlob, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, type Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { coverage } from '$lib/model/marts/coverage';
import { leadSources } from '$lib/model/marts/lead-sources';
import { pipelineAsOf } from '$lib/model/marts/pipeline-as-of';
import { pipelineSlippage } from '$lib/model/marts/pipeline-slippage';
import { pipelineTrend } from '$lib/model/marts/pipeline-trend';
import { pipelineWaterfall } from '$lib/model/marts/pipeline-waterfall';
import { repeatPurchase } from '$lib/model/marts/repeat-purchase';
import { retentionCohorts } from '$lib/model/marts/retention-cohorts';
import { retentionSummary } from '$lib/model/marts/retention-summary';
import { importFiles, type Asked } from '../support/journeys';

/** The numbers of the sample company, by loops over its files that share nothing with the product. */

type Line = Record<string, string>;
const lines = (name: string): Line[] =>
	Papa.parse<Line>(readFileSync(`sample-data/files/${name}`, 'utf8'), { header: true, skipEmptyLines: true })
		.data;

/** `M/D/YYYY`, perhaps with a time, as `YYYY-MM-DD`; null where blank. */
function dayOf(text: string | undefined): string | null {
	const match = /^(\d+)\/(\d+)\/(\d+)/.exec(text ?? '');
	return match ? `${match[3]}-${match[1]?.padStart(2, '0')}-${match[2]?.padStart(2, '0')}` : null;
}
const moneyOf = (text: string | undefined) => (text ? Number(text.replaceAll(',', '')) : null);

interface Deal {
	account: string;
	source: string;
	created: string;
	closed: string | null;
	isWon: boolean;
	amount: number | null;
	log: { on: string; stage: string; amount: number | null; due: string | null }[];
}

/** Opportunities by id, the newest row of each, with their history in its order. */
function readDeals(): Deal[] {
	const rows = new Map<string, Line>();
	const rank = (line: Line) => [dayOf(line['Last Modified Date']) ?? '', line['Closed'] ?? ''].join(' ');
	for (const line of lines('salesforce-opportunities.csv')) {
		const id = line['Opportunity ID'] ?? '';
		if (!id.startsWith('006')) continue;
		const known = rows.get(id);
		if (!known || rank(line) > rank(known)) rows.set(id, line);
	}
	const deals = new Map<string, Deal>();
	for (const [id, line] of rows) {
		deals.set(id, {
			account: line['Account Name'] ?? '',
			source: line['Lead Source'] ?? '',
			created: dayOf(line['Created Date']) ?? '',
			closed: line['Closed'] === '1' ? dayOf(line['Close Date']) : null,
			isWon: line['Won'] === '1',
			amount: moneyOf(line['Amount']),
			log: [],
		});
	}
	for (const line of lines('salesforce-opportunity-history.csv')) {
		deals.get(line['Opportunity ID'] ?? '')?.log.push({
			on: dayOf(line['Last Modified Date']) ?? '',
			stage: line['To Stage'] ?? '',
			amount: moneyOf(line['Amount']),
			due: dayOf(line['Close Date']),
		});
	}
	return [...deals.values()];
}

/** Stage, amount and due day at the end of a day; null where the deal was not open. */
function standing(deal: Deal, day: string) {
	if (deal.created > day || (deal.closed !== null && deal.closed <= day)) return null;
	const last = deal.log.filter(({ on }) => on <= day).at(-1);
	if (!last) return null;
	return last.stage.startsWith('Closed') ? null : last;
}

const STAGES = ['Prospecting', 'Qualifying', 'Needs assessment', 'Presenting', 'Objections', 'Closing'];
const sum = (numbers: readonly (number | null)[]) =>
	numbers.reduce<number>((total, number) => total + (number ?? 0), 0);

let engine: Engine;
let sample: Asked;
let deals: Deal[];
beforeAll(async () => {
	engine = await openNativeEngine();
	const names = [
		'salesforce-opportunities.csv',
		'salesforce-opportunity-history.csv',
		'subscriptions.csv',
		'targets.csv',
		'lead-source-spend.csv',
	];
	sample = await importFiles(
		engine,
		await Promise.all(
			names.map(async (name) => ({ name, blob: await openAsBlob(`sample-data/files/${name}`) })),
		),
	);
	deals = readDeals();
});
afterAll(() => engine.close());

test('the pipeline of past days, stage by stage and month by month, is that of the history', async () => {
	for (const as_of of ['2024-02-29', '2025-01-15', '2025-12-31', '2026-08-15']) {
		const rows = await sample.ask(pipelineAsOf, {}, { as_of, segment: null });
		const open = deals.flatMap((deal) => standing(deal, as_of) ?? []);
		expect(rows.map((row) => [row.stage, row.deals_open])).toEqual(
			STAGES.map((stage) => [stage, open.filter((one) => one.stage === stage).length]),
		);
		expect(sum(rows.map((row) => row.open_amount))).toBeCloseTo(sum(open.map(({ amount }) => amount)), 2);
		expect(sum(rows.map((row) => row.deals_past_due))).toBe(
			open.filter(({ due }) => (due ?? '9') < as_of).length,
		);
	}
	for (const row of await sample.ask(
		pipelineTrend,
		{ from: '2025-01-01' as Day },
		{ period: 'month', by_stage: false, segment: null },
	)) {
		if (row.as_of_on === sample.catalog.asOfDay) continue;
		expect(row.deals_open, row.as_of_on).toBe(deals.filter((deal) => standing(deal, row.as_of_on)).length);
	}
});

test('the waterfall of a quarter is what became of its deals', async () => {
	const [start_on, end_on] = ['2026-03-31', '2026-06-30'];
	const [row] = await sample.ask(
		pipelineWaterfall,
		{},
		{ start_on, end_on, due_from: null, due_to: null, segment: null },
	);
	const both = deals.map((deal) => ({ deal, from: standing(deal, start_on), to: standing(deal, end_on) }));
	expect(row).toMatchObject({
		deals_start: both.filter(({ from }) => from).length,
		deals_created: both.filter(({ deal, from, to }) => !from && to && deal.created > start_on).length,
		deals_reopened: both.filter(({ deal, from, to }) => !from && to && deal.created <= start_on).length,
		deals_increased: both.filter(({ from, to }) => from && to && (to.amount ?? 0) > (from.amount ?? 0))
			.length,
		deals_decreased: both.filter(({ from, to }) => from && to && (to.amount ?? 0) < (from.amount ?? 0))
			.length,
		deals_won: both.filter(({ deal, from, to }) => from && !to && deal.isWon && (deal.closed ?? '') <= end_on)
			.length,
		deals_end: both.filter(({ to }) => to).length,
	});
	expect(row?.deals_start).toBeGreaterThan(100);
});

test('slipped deals of a quarter are those due in it at its start and after it at its end', async () => {
	const rows = await sample.ask(pipelineSlippage, {}, { period: 'quarter', segment: null });
	const row = rows.find(({ period_on }) => period_on === '2026-04-01');
	const due = deals.filter((deal) => {
		const on = standing(deal, '2026-03-31')?.due ?? '';
		return on >= '2026-04-01' && on < '2026-07-01';
	});
	expect(row?.deals_due).toBe(due.length);
	expect(row?.deals_slipped).toBe(
		due.filter((deal) => (standing(deal, '2026-06-30')?.due ?? '') >= '2026-07-01').length,
	);
	expect(row?.deals_slipped).toBeGreaterThan(0);
});

test('coverage is due pipeline against the teams’ targets, and what is needed what past quarters yielded', async () => {
	const day = '2026-08-15';
	const [row] = await sample.ask(
		coverage,
		{},
		{ period: 'quarter', segment: null, periods: null, as_of: day },
	);
	const target = sum(
		lines('targets.csv')
			.filter((line) => line['Period Type'] === 'Quarter' && line['Period Start'] === '2026-07-01')
			.map((line) => moneyOf(line['Won Amount Target'])),
	);
	const wonIn = (from: string, before: string) =>
		sum(
			deals
				.filter(({ isWon, closed }) => isWon && (closed ?? '') >= from && (closed ?? '') < before)
				.map(({ amount }) => amount),
		);
	const dueIn = (on: string, from: string, before: string) =>
		sum(
			deals.map((deal) => {
				const there = standing(deal, on);
				return there?.due && there.due >= from && there.due < before ? there.amount : null;
			}),
		);
	const won = wonIn('2026-07-01', addDays(day as Day, 1));
	const due = dueIn(day, '2026-07-01', '2026-10-01');
	expect(row?.target_amount).toBeCloseTo(target, 2);
	expect(row?.won_amount).toBeCloseTo(won, 2);
	expect(row?.due_amount).toBeCloseTo(due, 2);
	expect(row?.coverage_ratio).toBeCloseTo(due / (target - won), 9);
	const starts = [
		'2024-07-01',
		'2024-10-01',
		'2025-01-01',
		'2025-04-01',
		'2025-07-01',
		'2025-10-01',
		'2026-01-01',
		'2026-04-01',
		'2026-07-01',
	];
	const yields = starts.slice(0, -1).map((from, index) => {
		const before = starts[index + 1] ?? '';
		return wonIn(from, before) / dueIn(addDays(from as Day, -1), from, before);
	});
	yields.sort((a, b) => a - b);
	expect(row?.periods_counted).toBe(8);
	expect(row?.needed_ratio).toBeCloseTo(2 / ((yields[3] ?? NaN) + (yields[4] ?? NaN)), 9);
	expect(row?.needed_low_ratio).toBeCloseTo(1 / (yields[7] ?? NaN), 9);
});

test('retention over a year is that of the subscriptions of its eve and its last day', async () => {
	const subscriptions = lines('subscriptions.csv');
	const perAccount = (day: string) => {
		const amounts = new Map<string, number>();
		for (const line of subscriptions) {
			const end = line['End Date'] ?? '';
			if ((line['Start Date'] ?? '') > day || (end !== '' && end < day)) continue;
			const account = line['Account Name'] ?? '';
			amounts.set(account, (amounts.get(account) ?? 0) + Number(line['Amount per Month']));
		}
		return amounts;
	};
	const [start, end] = [perAccount('2025-09-30'), perAccount('2026-09-30')];
	const before = sum([...start.values()]);
	const kept = sum([...start].map(([account, amount]) => Math.min(amount, end.get(account) ?? 0)));
	const after = sum([...start.keys()].map((account) => end.get(account) ?? 0));
	const [row] = await sample.ask(retentionSummary, { from: '2025-10-01' as Day, to: '2026-10-01' as Day });
	expect(row).toMatchObject({
		basis: 'subscriptions',
		accounts_start: start.size,
		accounts_retained: [...start.keys()].filter((account) => end.has(account)).length,
	});
	expect(row?.start_amount).toBeCloseTo(before, 2);
	expect(row?.gross_retention_ratio).toBeCloseTo(kept / before, 9);
	expect(row?.net_retention_ratio).toBeCloseTo(after / before, 9);
	// A cohort’s cell: accounts that came in March 2024 and had a subscription running in March 2025.
	const month = (day: string) => day.slice(0, 7);
	const firsts = new Map<string, string>();
	for (const line of subscriptions) {
		const [account, starts] = [line['Account Name'] ?? '', line['Start Date'] ?? ''];
		if (starts < (firsts.get(account) ?? '9')) firsts.set(account, starts);
	}
	const cohort = [...firsts].filter(([, first]) => month(first) === '2024-03').map(([account]) => account);
	const active = cohort.filter((account) =>
		subscriptions.some(
			(line) =>
				line['Account Name'] === account &&
				month(line['Start Date'] ?? '') <= '2025-03' &&
				(line['End Date'] === '' || month(line['End Date'] ?? '') >= '2025-03'),
		),
	);
	const cell = (await sample.ask(retentionCohorts)).find(
		(one) => one.cohort_on === '2024-03-01' && one.month_number === 12,
	);
	expect(cell).toMatchObject({ accounts: cohort.length, accounts_active: active.length });
});

test('repeat purchases are of accounts with two won deals, and cost is spend per won deal', async () => {
	const wins = new Map<string, number>();
	for (const { account, isWon } of deals) if (isWon) wins.set(account, (wins.get(account) ?? 0) + 1);
	const [row] = await sample.ask(repeatPurchase);
	expect(row).toMatchObject({
		accounts: wins.size,
		accounts_repeated: [...wins.values()].filter((count) => count >= 2).length,
	});
	const spend = sum(
		lines('lead-source-spend.csv')
			.filter((line) => line['Lead Source'] === 'Referral' && (line['Month'] ?? '').startsWith('2025'))
			.map((line) => Number(line['Spend'])),
	);
	const rows = await sample.ask(leadSources, {
		from: '2025-01-01' as Day,
		to: '2026-01-01' as Day,
		basis: 'activity',
	});
	const referral = rows.find(({ lead_source }) => lead_source === 'Referral');
	const won = deals.filter(
		({ source, isWon, closed }) => source === 'Referral' && isWon && (closed ?? '').startsWith('2025'),
	);
	expect(referral?.spend_amount).toBeCloseTo(spend, 2);
	expect(referral?.cost_per_won_amount).toBeCloseTo(spend / won.length, 9);
	expect(referral?.return_ratio).toBeCloseTo(sum(won.map(({ amount }) => amount)) / spend, 9);
});
