import { openAsBlob } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { HYGIENE_CHECKS } from '$lib/model/hygiene-checks';
import { MARTS } from '$lib/model/marts';
import { hygiene } from '$lib/model/marts/hygiene';
import { brokenChecks, readMart } from '$lib/model/read';
import { WHOLE_SCOPE } from '$lib/model/scope';
import truths from '../../sample-data/truths.json';
import { importFiles, type Asked } from '../support/journeys';

const open = async (folder: string, name: string) => ({ name, blob: await openAsBlob(`${folder}/${name}`) });
const SAMPLE = ['salesforce-opportunities.csv', 'salesforce-opportunity-history.csv'];

/** Rows that each check suspects, of the checks that suspect any. */
async function found(asked: Asked): Promise<Record<string, number>> {
	const rows = await asked.ask(hygiene);
	return Object.fromEntries(
		rows
			.filter(({ rows_suspected }) => rows_suspected > 0)
			.map((row) => [row.check_code, row.rows_suspected]),
	);
}

describe('the audit of the sample company', () => {
	let engine: Engine;
	let sample: Asked;
	beforeAll(async () => {
		engine = await openNativeEngine();
		sample = await importFiles(
			engine,
			await Promise.all(SAMPLE.map((name) => open('sample-data/files', name))),
		);
	});
	afterAll(() => engine.close());

	test('finds the planted faults, each as often as it was planted, and no other', async () => {
		const { faults } = truths;
		const { 'open-too-long': openTooLong, ...planted } = await found(sample);
		// Skips, moves back, re-entries and reopened deals are how deals go, not faults; amounts of deals not yet won are
		// still to come; variants of a label are offered as one when the file is read.
		expect(planted).toEqual({
			'repeated-id': faults.duplicate_rows.count + faults.older_rows.count,
			'stages-within-a-minute': faults.late_entry.count,
			'bulk-closing': faults.swept_up.count,
			'won-without-amount': faults.won_without_amount.count,
			'past-due': faults.past_due.count,
			'unknown-deal': faults.unknown_history_rows.count,
			'no-owner': faults.empty_owner.count,
			'no-source': faults.empty_source.count,
			'no-lost-reason': faults.empty_lost_reason.count,
		});
		// Planted stalls are open for more than 180 days in any stage; the audit goes by what is usual in each stage.
		expect(openTooLong).toBe(await openTooLongByLoops());
	});

	/** Open deals with a dwell of more than twice the 90th percentile of their stage, from the visits, without SQL's help. */
	async function openTooLongByLoops(): Promise<number> {
		const { rows } = await engine.query('select deal_key, stage_rank, entered_at, left_at, move from visits');
		const now = Date.parse(sample.catalog.asOf ?? '');
		const stays = new Map<string, { stage: number; ms: number; isRunning: boolean }>();
		for (const row of rows) {
			const key = `${String(row['deal_key'])} ${String(row['stage_rank'])}`;
			const stay = stays.get(key) ?? { stage: Number(row['stage_rank']), ms: 0, isRunning: false };
			const isRunning = row['move'] === 'open';
			stay.ms +=
				(isRunning ? now : Date.parse(String(row['left_at']))) - Date.parse(String(row['entered_at']));
			stay.isRunning ||= isRunning;
			stays.set(key, stay);
		}
		let count = 0;
		for (const stage of new Set([...stays.values()].map((stay) => stay.stage))) {
			const own = [...stays.values()].filter((stay) => stay.stage === stage);
			const done = own
				.filter(({ isRunning }) => !isRunning)
				.map(({ ms }) => ms)
				.sort((a, b) => a - b);
			const at = 0.9 * (done.length - 1);
			const [low, high] = [done[Math.floor(at)] ?? NaN, done[Math.ceil(at)] ?? NaN];
			const p90 = low + (high - low) * (at - Math.floor(at));
			count += own.filter(({ isRunning, ms }) => isRunning && ms > 2 * p90).length;
		}
		return count;
	}

	test('finds in entry dates what they still tell: the latest entry of each stage only', async () => {
		const other = await openNativeEngine();
		try {
			const hubspot = await importFiles(other, [await open('sample-data/files', 'hubspot-deals.csv')]);
			const { faults } = truths;
			const all = await found(hubspot);
			expect(all).toMatchObject({
				'bulk-closing': faults.swept_up.count,
				'past-due': faults.past_due.count,
				'no-owner': faults.empty_owner.count,
				'no-source': faults.empty_source.count,
			});
			// A later entry into a stage hides the one that was typed in.
			expect(all['stages-within-a-minute']).toBeLessThanOrEqual(faults.late_entry.count);
			expect(all['repeated-id']).toBeUndefined();
			expect(all['unknown-deal']).toBeUndefined();
		} finally {
			await other.close();
		}
	});

	test('no mart breaks a promise, whatever is left out', async () => {
		for (const leaveOut of [['past-due', 'no-owner'], HYGIENE_CHECKS.map(({ code }) => code)]) {
			for (const mart of MARTS) {
				const isAsked = Object.entries(mart.params).every(([, { nullable }]) => nullable === true);
				if (!isAsked) continue;
				const params = Object.fromEntries(Object.keys(mart.params).map((name) => [name, null]));
				for (const basis of ['cohort', 'activity'] as const) {
					const rows = await readMart(
						engine,
						sample.catalog,
						mart,
						{ ...WHOLE_SCOPE, basis, leaveOut },
						params as never,
					);
					expect(brokenChecks(mart, rows)).toEqual([]);
				}
			}
		}
	}, 120_000);
});
