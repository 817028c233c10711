import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { importMapped, readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { buildModel } from '$lib/model/build';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { company, stageName, OPEN_STAGES, type CrmExport } from '../support/crm-exports/company';
import { dynamicsCloseAndAttioExports } from '../support/crm-exports/dynamics-close-attio';
import { expectedFunnel, expectedHeadline } from '../support/crm-exports/expected';
import { hubspotExports } from '../support/crm-exports/hubspot';
import { pipedriveAndZohoExports } from '../support/crm-exports/pipedrive-zoho';
import { salesforceExports } from '../support/crm-exports/salesforce';
import { smallerCrmExports } from '../support/crm-exports/smaller';
import { Asked } from '../support/journeys';

const SOLD = company(240);
const EXPORTS: CrmExport[] = [
	...salesforceExports(SOLD),
	...hubspotExports(SOLD),
	...pipedriveAndZohoExports(SOLD),
	...dynamicsCloseAndAttioExports(SOLD),
	...smallerCrmExports(SOLD),
];
const STAGES = Array.from({ length: OPEN_STAGES }, (_, stage) => stageName(stage));

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

describe.each(EXPORTS.map((one) => [one.name, one] as const))('the company as %s exports it', (_, given) => {
	let asked: Asked;
	let questions: string[];
	beforeAll(async () => {
		const raws = await readFiles(engine, given.files);
		const recognition = await recognise(engine, raws);
		questions = recognition.questions.map(({ text }) => text);
		const report = await importMapped(engine, raws, recognition.mapping);
		asked = new Asked(engine, await buildModel(engine, null), report, recognition.mapping);
	});

	test('is recognised without a question, and every row is accounted for', () => {
		expect(Object.fromEntries(asked.mapping.files.map(({ file, layout }) => [file, layout]))).toEqual(
			given.layouts,
		);
		expect(questions).toEqual([]);
		for (const file of asked.report.files) {
			expect(file.rows_read).toBe(file.rows_kept + file.rows_set_aside);
			expect(file.columns.filter(({ unreadable }) => unreadable > 0)).toEqual([]);
		}
	});

	test('has the stages of the company in order', () => {
		const open = asked.mapping.process.stages.filter(({ kind }) => kind === 'open');
		expect(open.map(({ label }) => label)).toEqual(given.stages ?? STAGES);
	});

	test(`gives the funnel that it proves (${given.carries})`, async () => {
		const rows = await asked.ask(funnel);
		expect(
			rows.map((row) => ({
				reached: row.deals_reached,
				entered: row.deals_entered,
				dropped: row.deals_dropped,
				open: row.deals_open,
				unknown: row.deals_unknown,
			})),
		).toEqual(expectedFunnel(SOLD, given.carries, given.startsUntold));
	});

	test('gives the outcomes, the amounts, the win rate and the cycle', async () => {
		const expected = expectedHeadline(SOLD, given.createdIn, given.closedIn);
		const [head] = await asked.ask(headline);
		expect(head).toMatchObject({
			deals_created: expected.deals,
			deals_won: expected.won,
			deals_lost: expected.lost,
			deals_open: expected.open,
		});
		expect(head?.won_amount).toBeCloseTo(expected.wonAmount, 2);
		expect(head?.average_won_amount).toBeCloseTo(expected.averageWonAmount, 6);
		expect(head?.win_ratio).toBeCloseTo(expected.winRatio, 12);
		expect(head?.average_won_cycle_days).toBeCloseTo(expected.meanCycleDays, 8);
		if (given.currency) expect(head?.currency).toBe(given.currency);
	});
});
