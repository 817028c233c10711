import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import { recognise } from '$lib/intake/recognise';
import { dealList } from '$lib/model/marts/deal-list';
import { evidence } from '$lib/model/marts/evidence';
import { funnel } from '$lib/model/marts/funnel';
import { funnelByPolicy } from '$lib/model/marts/funnel-by-policy';
import { funnelBySegment } from '$lib/model/marts/funnel-by-segment';
import { headline } from '$lib/model/marts/headline';
import { ledgerChanges } from '$lib/model/marts/ledger-changes';
import { ledgerSummary } from '$lib/model/marts/ledger-summary';
import { usualParams } from '../../support/every-mart';
import { exportFile, exportOf, exportsInOne } from '../../support/exports';
import { importFiles, type Asked } from '../../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const WEEK_1 = [
	{ id: 'A', owner: 'Ann', amount: 100, stage: 'Lead', created: '2025-08-20', close: '2025-10-31' },
	{ id: 'B', owner: 'Bob', amount: 200, stage: 'Proposal', created: '2025-07-01', close: '2025-09-30' },
	{ id: 'C', owner: 'Ann', amount: 300, stage: 'Lead', created: '2025-09-01', close: '2025-11-30' },
];
const WEEK_2 = [
	{ id: 'A', owner: 'Ann', amount: 150, stage: 'Demo', created: '2025-08-20', close: '2025-10-31' },
	{ id: 'B', owner: 'Bob', amount: 200, stage: 'Won', created: '2025-07-01', close: '2025-09-05' },
	{ id: 'C', owner: 'Bob', amount: 300, stage: 'Lead', created: '2025-09-01', close: '2025-12-31' },
	{ id: 'D', owner: 'Ann', amount: 50, stage: 'Demo', created: '2025-09-04', close: '2025-12-31' },
];
const WEEK_3 = [
	{ id: 'A', owner: 'Ann', amount: 150, stage: 'Lost', created: '2025-08-20', close: '2025-09-12' },
	{ id: 'C', owner: 'Bob', amount: 300, stage: 'Proposal', created: '2025-09-01', close: '2025-12-31' },
	{ id: 'D', owner: 'Ann', amount: 50, stage: 'Demo', created: '2025-09-04', close: '2025-12-31' },
];
const WEEKS = [
	exportOf('2025-09-02', WEEK_1),
	exportOf('2025-09-09', WEEK_2),
	exportOf('2025-09-16', WEEK_3),
];

const changes = async (asked: Asked) =>
	(await asked.ask(ledgerChanges, {}, { change: null, row_limit: 1000, row_offset: 0 })).map(
		({ deal_id, change, from_value, to_value, to_on }) => [to_on, deal_id, change, from_value, to_value],
	);
const events = async () =>
	(
		await engine.query(
			`select deal_id, strftime(changed_at, '%Y-%m-%d') as day, to_label, evidence_code
			from stg_stage_events order by deal_id, changed_at, place_in_instant, source_order`,
		)
	).rows.map((row) => [row['deal_id'], row['day'], row['to_label'], Number(row['evidence_code'])]);
const answers = async (asked: Asked) => ({
	funnel: await asked.ask(funnel),
	headline: await asked.ask(headline),
	evidence: await asked.ask(evidence),
	summary: await asked.ask(ledgerSummary),
	changes: await changes(asked),
});

describe('weekly exports', () => {
	test('are compared by deal into appeared, vanished, stage, amount, expected close and owner', async () => {
		const asked = await importFiles(engine, WEEKS);
		expect(await changes(asked)).toEqual([
			['2025-09-16', 'B', 'vanished', 'Won', null],
			['2025-09-16', 'A', 'stage', 'Demo', 'Lost'],
			['2025-09-16', 'C', 'stage', 'Lead', 'Proposal'],
			['2025-09-09', 'B', 'stage', 'Proposal', 'Won'],
			['2025-09-09', 'A', 'amount', '100.0', '150.0'],
			['2025-09-09', 'A', 'stage', 'Lead', 'Demo'],
			['2025-09-09', 'C', 'expected_close', '2025-11-30', '2025-12-31'],
			['2025-09-09', 'C', 'owner', 'Ann', 'Bob'],
			['2025-09-09', 'D', 'appeared', null, 'Demo'],
		]);
		expect(await asked.ask(ledgerSummary)).toMatchObject([
			{
				from_on: '2025-09-02',
				to_on: '2025-09-09',
				interval_days: 7,
				deals_before: 3,
				deals_after: 4,
				before_amount: 600,
				after_amount: 700,
				deals_appeared: 1,
				deals_vanished: 0,
				deals_stage_changed: 2,
				deals_pushed: 1,
				deals_pulled_in: 0,
				deals_owner_changed: 1,
				appeared_amount: 50,
				increased_amount: 50,
			},
			{ to_on: '2025-09-16', deals_before: 4, deals_after: 3, deals_vanished: 1, vanished_amount: 200 },
		]);
	});

	test('become a history: moves are dated to the export that shows them, ends to their own date', async () => {
		const asked = await importFiles(engine, WEEKS);
		expect(await events()).toEqual([
			// First seen in the first stage: there since it was created.
			['A', '2025-08-20', 'Lead', 3],
			['A', '2025-09-09', 'Demo', 3],
			['A', '2025-09-12', 'Lost', 3],
			// First seen beyond it: known to be there from that export on.
			['B', '2025-09-02', 'Proposal', 3],
			['B', '2025-09-05', 'Won', 3],
			['C', '2025-09-01', 'Lead', 3],
			['C', '2025-09-16', 'Proposal', 3],
			['D', '2025-09-09', 'Demo', 3],
		]);
		expect(await asked.ask(evidence)).toEqual([{ evidence: 'snapshots', deals: 4, deals_unknown: 0 }]);
		expect(
			(await asked.ask(funnel)).map(({ stage, deals_reached, deals_dropped, deals_open, deals_moved_on }) => [
				stage,
				deals_reached,
				deals_dropped,
				deals_open,
				deals_moved_on,
			]),
		).toEqual([
			['Lead', 4, 0, 0, 4],
			['Demo', 4, 1, 1, 2],
			['Proposal', 2, 0, 1, 1],
		]);
	});

	test('tell of no skip: what a deal passed between two exports counts in order, and is told as not recorded', async () => {
		const asked = await importFiles(engine, WEEKS);
		const rows = await asked.ask(funnelByPolicy, {}, { optional_stages: null });
		const of = (policy: string, name: keyof (typeof rows)[number]) =>
			rows.filter((row) => row.policy === policy).map((row) => row[name]);
		// B is first seen in Proposal and D in Demo; C goes from Lead to Proposal between two exports.
		expect(of('observed', 'deals_reached')).toEqual([2, 2, 2]);
		expect(of('observed', 'deals_left_out')).toEqual([2, 2, 0]);
		expect(of('observed', 'deals_left_out_unrecorded')).toEqual([2, 2, 0]);
		expect(of('in_order', 'deals_reached')).toEqual([4, 4, 2]);
		expect(of('in_order', 'deals_moved_on')).toEqual([4, 2, 1]);
		expect(of('in_order', 'deals_removed')).toEqual([0, 0, 0]);
		expect(of('in_order', 'deals_left_out_unrecorded')).toEqual([0, 0, 0]);
		const skips = (row: { deals_skipped: number; deals_unrecorded: number }) => [
			row.deals_skipped,
			row.deals_unrecorded,
		];
		expect((await asked.ask(funnel)).map(skips)).toEqual([
			[2, 2],
			[2, 2],
			[0, 0],
		]);
		expect((await asked.ask(funnelBySegment, {}, { segment: null })).map(skips)).toEqual([
			[2, 2],
			[2, 2],
			[0, 0],
		]);
		// By what happened, A and C passed Lead, B and D unseen; A dropped at Demo, which B and C passed unseen.
		const happened = await asked.ask(funnel, { basis: 'activity' });
		expect(happened.map(skips)).toEqual([
			[2, 2],
			[2, 2],
			[0, 0],
		]);
		// The list is of as many as the number beside it, whatever is known of them.
		const unseen = { stage_rank: 1, bucket: 'skipped' };
		expect(await asked.ask(dealList, {}, { ...usualParams(dealList), ...unseen } as never)).toHaveLength(2);
	});

	test('the newest export decides the present; a deal that vanished stays as last seen, and is told', async () => {
		const asked = await importFiles(engine, WEEKS);
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, deals_lost: 1, deals_open: 2 });
		expect(asked.report.warnings).toEqual([
			'1 deal is missing from the newest export: kept as last seen, 0 of it open (B). Deals merged or deleted in the CRM, or no longer in the filter of the export, look so.',
		]);
	});

	test('are told in the report: day, evidence, deals and what is new', async () => {
		const { report } = await importFiles(engine, WEEKS);
		expect(report.snapshots).toEqual([
			{
				day: '2025-09-02',
				files: [{ file: 'deals-2025-09-02.csv', evidence: 'its name tells' }],
				deals: 3,
				changes: null,
			},
			{
				day: '2025-09-09',
				files: [{ file: 'deals-2025-09-09.csv', evidence: 'its name tells' }],
				deals: 4,
				changes: { appeared: 1, vanished: 0, stage: 2, amount: 1, expected_close: 1, owner: 1 },
			},
			{
				day: '2025-09-16',
				files: [{ file: 'deals-2025-09-16.csv', evidence: 'its name tells' }],
				deals: 3,
				changes: { appeared: 0, vanished: 1, stage: 2, amount: 0, expected_close: 0, owner: 0 },
			},
		]);
		expect(report.files.map(({ rows_read, rows_kept }) => [rows_read, rows_kept])).toEqual([
			[3, 3],
			[4, 4],
			[3, 3],
		]);
	});

	test('in one file with a column of days give the same', async () => {
		const apart = await answers(await importFiles(engine, WEEKS));
		const asked = await importFiles(engine, [
			exportsInOne('all.csv', [
				{ day: '2025-09-09', deals: WEEK_2 },
				{ day: '2025-09-02', deals: WEEK_1 },
				{ day: '2025-09-16', deals: WEEK_3 },
			]),
		]);
		expect(await answers(asked)).toEqual(apart);
	});

	test('give the same in any order, with one twice under another name or shuffled, and with one taken out again', async () => {
		const [one, two, three] = WEEKS as [(typeof WEEKS)[0], (typeof WEEKS)[0], (typeof WEEKS)[0]];
		const straight = await answers(await importFiles(engine, [one, two, three]));
		expect(await answers(await importFiles(engine, [three, one, two]))).toEqual(straight);
		const twice = await importFiles(engine, [
			one,
			exportFile('a copy.csv', [...WEEK_2].reverse()),
			three,
			two,
		]);
		expect(await answers(twice)).toEqual(straight);
		expect(twice.report.warnings).toContain(
			'a copy.csv is the same export as deals-2025-09-09.csv, row for row: it changes nothing.',
		);
		expect(twice.report.files.find(({ file }) => file === 'a copy.csv')).toMatchObject({
			rows_kept: 0,
			reasons: [{ reason: 'the same export as deals-2025-09-09.csv', rows: 4 }],
		});
		const without = await answers(await importFiles(engine, [one, three]));
		await importFiles(engine, [one, two, three]);
		expect(await answers(await importFiles(engine, [three, one]))).toEqual(without);
	});

	test('as of the day of an export, all of them give what those until then give', async () => {
		for (const [count, day] of [
			[1, '2025-09-02'],
			[2, '2025-09-09'],
			[2, '2025-09-10'],
			[3, '2025-09-16'],
		] as const) {
			const all = await answers(await importFiles(engine, WEEKS, { asOf: day as Day }));
			const cut = await answers(await importFiles(engine, WEEKS.slice(0, count), { asOf: day as Day }));
			// One export alone is no ledger, and its deals are known by their current stage.
			if (count === 1) {
				expect(all.headline).toEqual(cut.headline);
				expect(all.summary).toEqual([]);
			} else expect(all).toEqual(cut);
		}
	});

	test('between two exports a deal has closed on the date that the next one tells', async () => {
		const asked = await importFiles(engine, WEEKS, { asOf: '2025-09-06' as Day });
		// B was won on the 5th, A is still a Lead, D began on the 4th though no export had it yet.
		expect((await asked.ask(headline))[0]).toMatchObject({ deals_won: 1, deals_open: 3, deals_lost: 0 });
	});
});

test('a file given twice under its own name is read once, and another one of that name is refused', async () => {
	const [one, two] = WEEKS;
	if (!one || !two) throw new Error('There are no exports.');
	const asked = await importFiles(engine, [one, two, one]);
	expect(asked.report.snapshots.map(({ day }) => day)).toEqual(['2025-09-02', '2025-09-09']);
	expect(asked.report.warnings).toContain(
		'deals-2025-09-02.csv was given twice, byte for byte the same: it is read once.',
	);
	await expect(importFiles(engine, [one, { ...two, name: one.name }])).rejects.toThrow(
		'Two files are named deals-2025-09-02.csv',
	);
});

test('amounts of a ledger follow the rate of their deal', async () => {
	const rows = (amount: number) =>
		`Deal ID,Stage,Created,Amount,Currency\n1,Lead,2025-01-05,${amount},USD\n2,Demo,2025-01-05,100,EUR\n`;
	const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });
	const asked = await importFiles(engine, [
		file('deals-2025-09-02.csv', rows(100)),
		file('deals-2025-09-09.csv', rows(300)),
		file('rates.csv', 'From Currency,To Currency,Rate\nUSD,EUR,0.5\n'),
	]);
	expect(await asked.ask(ledgerSummary)).toMatchObject([
		{ before_amount: 150, after_amount: 250, increased_amount: 100 },
	]);
});

test('a ledger never adds what a deal of another currency once came to, and a deal without an amount has none', async () => {
	const rows = (amount: number | string) =>
		`Deal ID,Stage,Created,Amount,Currency\n1,Lead,2025-01-05,${amount},USD\n2,Demo,2025-01-05,100,EUR\n3,Demo,2025-01-05,${amount},EUR\n`;
	const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });
	const asked = await importFiles(engine, [
		file('deals-2025-09-02.csv', rows(300)),
		file('deals-2025-09-09.csv', rows('')),
	]);
	expect(await asked.ask(ledgerSummary)).toMatchObject([
		{ before_amount: 400, after_amount: 100, deals_amount_changed: 2, decreased_amount: 300 },
	]);
	const listed = await asked.ask(ledgerChanges, {}, { change: null, row_limit: 10, row_offset: 0 });
	expect(listed.map(({ deal_id, amount, amount_change }) => [deal_id, amount, amount_change])).toEqual([
		['1', null, -300],
		['3', null, -300],
	]);
});

describe('the day of an export', () => {
	const rows = (stage: string) =>
		`Deal ID,Stage,Created,Amount\n1,${stage},2025-01-05,10\n2,Lead,2025-01-06,20\n`;
	const days = async (...files: { name: string; text: string }[]) => {
		const raws = await readFiles(
			engine,
			files.map(({ name, text }) => ({ name, blob: new Blob([text]) })),
		);
		const { mapping, questions } = await recognise(engine, raws);
		return {
			days: mapping.files.map(({ snapshotDay }) => snapshotDay),
			questions: questions.map(({ code, file }) => [code, file]),
		};
	};

	test.each([
		['deals-2025-09-23.csv', 'deals-2025-09-30.csv'],
		['opps_20250923.csv', 'opps_20250930.csv'],
		['opps_20250923_1830.csv', 'opps_20250930_1831.csv'],
		['Export 23 Sep 2025.csv', 'Export 30 Sep 2025.csv'],
		['Pipeline Sep-23-2025.csv', 'Pipeline Sep-30-2025.csv'],
		['23.09.2025 Deals.csv', '30.09.2025 Deals.csv'],
		['deals 9-23-25.csv', 'deals 9-30-25.csv'],
	])('is told by names such as %s', async (first, second) => {
		expect(await days({ name: first, text: rows('Lead') }, { name: second, text: rows('Won') })).toEqual({
			days: ['2025-09-23', '2025-09-30'],
			questions: [],
		});
	});

	test('is told by the text around the rows before the name', async () => {
		const told = await days(
			{ name: 'a.csv', text: `Opportunity report\nAs of 2025-09-23\n\n${rows('Lead')}` },
			{ name: 'b 2025-01-01.csv', text: `${rows('Won')}\nGenerated on 30 September 2025\n` },
		);
		expect(told).toEqual({ days: ['2025-09-23', '2025-09-30'], questions: [] });
	});

	test('is asked where nothing tells it, and the answer counts', async () => {
		const files = [
			{ name: 'deals-2025-09-23.csv', blob: new Blob([rows('Lead')]) },
			{ name: 'deals (1).csv', blob: new Blob([rows('Won')]) },
		];
		const raws = await readFiles(engine, files);
		const { mapping, questions } = await recognise(engine, raws);
		expect(questions.map(({ code, file, choices }) => [code, file, choices.length])).toEqual([
			['snapshot-day', 'deals (1).csv', 1],
		]);
		const answered = questions[0]?.day?.(mapping, '2025-09-30' as Day);
		if (!answered) throw new Error('The question takes no day.');
		const asked = await importFiles(engine, files, { mapping: answered });
		expect(await changes(asked)).toEqual([['2025-09-30', '1', 'stage', 'Lead', 'Won']]);
		const asPart = questions[0]?.choices[0]?.patch(mapping);
		if (!asPart) throw new Error('The question has no choice.');
		const list = await importFiles(engine, files, { mapping: asPart });
		expect(list.report.snapshots).toEqual([]);
		expect(list.catalog.deals).toBe(2);
	});

	test('when the file was last changed is offered, and taken for no proof', async () => {
		const files = [
			new File([rows('Lead')], 'a.csv', { lastModified: Date.UTC(2025, 8, 23, 18) }),
			new File([rows('Won')], 'b.csv', { lastModified: Date.UTC(2025, 8, 30, 18) }),
		];
		const raws = await readFiles(
			engine,
			files.map((file) => ({ name: file.name, blob: file })),
		);
		const { mapping, questions } = await recognise(engine, raws);
		expect(mapping.files.map(({ snapshotDay }) => snapshotDay)).toEqual([undefined, undefined]);
		const answered = questions.reduce((told, { choices }) => choices[0]?.patch(told) ?? told, mapping);
		expect(answered.files.map(({ snapshotDay }) => snapshotDay)).toEqual(['2025-09-23', '2025-09-30']);
	});

	test('when a member of an archive was last changed is offered too; the archive’s blank date is none', async () => {
		// The writer takes the parts of local time, as archives hold them.
		const packed = zipSync({
			'a.csv': [strToU8(rows('Lead')), { mtime: new Date(2025, 8, 23, 12) }],
			'b.csv': [strToU8(rows('Won')), { mtime: new Date(2025, 8, 30, 12) }],
			'c.csv': [strToU8(rows('Demo')), { mtime: new Date(1980, 0, 1) }],
		});
		const raws = await readFiles(engine, [{ name: 'week.zip', blob: new Blob([new Uint8Array(packed)]) }]);
		const { questions } = await recognise(engine, raws);
		expect(
			Object.fromEntries(
				questions.map(({ file, choices }) => [file, choices.length > 1 ? choices[0]?.label : null]),
			),
		).toEqual({
			'week.zip › a.csv': 'Of 2025-09-23, when the file was last changed',
			'week.zip › b.csv': 'Of 2025-09-30, when the file was last changed',
			'week.zip › c.csv': null,
		});
	});

	test('is not asked of the same file twice, of parts of one export, or of lists that share no deal', async () => {
		const other = 'Deal ID,Stage,Created,Amount\n8,Lead,2025-01-05,10\n9,Won,2025-01-06,20\n';
		const nothing = { days: [undefined, undefined], questions: [] };
		expect(await days({ name: 'a.csv', text: rows('Lead') }, { name: 'b.csv', text: rows('Lead') })).toEqual(
			nothing,
		);
		expect(await days({ name: 'a.csv', text: rows('Lead') }, { name: 'b.csv', text: other })).toEqual(
			nothing,
		);
		expect(
			await days(
				{ name: 'deals-2025-09-30-part1.csv', text: rows('Lead') },
				{ name: 'deals-2025-09-30-part2.csv', text: other },
			),
		).toEqual(nothing);
		expect(
			await days(
				{ name: 'open-2025-09-30.csv', text: rows('Lead') },
				{ name: 'closed-2025-10-01.csv', text: other },
			),
		).toEqual(nothing);
	});

	test('of parts of one export is one day: together they are compared with the next', async () => {
		const part = (name: string, deals: typeof WEEK_1) => exportFile(name, deals);
		const asked = await importFiles(engine, [
			part('deals-2025-09-02-part1.csv', WEEK_1.slice(0, 2)),
			part('deals-2025-09-02-part2.csv', WEEK_1.slice(2)),
			...WEEKS.slice(1),
		]);
		expect(asked.report.snapshots.map(({ day, deals }) => [day, deals])).toEqual([
			['2025-09-02', 3],
			['2025-09-09', 4],
			['2025-09-16', 3],
		]);
		expect(await answers(asked)).toEqual(await answers(await importFiles(engine, WEEKS)));
	});
});
