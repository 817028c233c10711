import { openAsBlob } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import type { StageMapping } from '$lib/intake/mapping';
import type { RowOf } from '$lib/model/contract';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { processScorecard } from '$lib/model/marts/process-scorecard';
import { processScorecardTrend } from '$lib/model/marts/process-scorecard-trend';
import { retentionSummary } from '$lib/model/marts/retention-summary';
import { asFiles, deal, importFiles, mappingOf, type JourneyBuilder } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const day = (text: string) => text as Day;
const JANUARY = { from: day('2024-01-01'), to: day('2024-02-01') };
const FEBRUARY = { from: day('2024-02-01'), to: day('2024-03-01') };
const BEFORE = { compare_from: null, compare_to: null };

const step = (label: string, more: Partial<StageMapping> = {}): StageMapping => ({
	label,
	kind: 'open',
	labels: [label],
	...more,
});

function tellSteps(stages: StageMapping[], builders: JourneyBuilder[]) {
	const mapping = mappingOf([]);
	return importFiles(engine, asFiles(builders.map(({ journey }) => journey)), {
		mapping: { ...mapping, process: { stages: [...stages, ...mapping.process.stages], evidence: [] } },
	});
}

const TWO = () => [
	step('Prospecting', { purpose: 'Find them', entryCriteria: 'A name', owner: 'Ann', target: 3 }),
	step('Closing', { target: 0.5 }),
];
/** Three start in January, two in February; of five that pass Prospecting one drops; two are won, one lost in Closing. */
const DEALS = () => [
	deal('A').in('Prospecting', '2024-01-01').in('Closing', '2024-01-11').won('2024-01-21').amount(100),
	deal('B').in('Prospecting', '2024-01-02').in('Closing', '2024-01-22').lost('2024-02-01').amount(50),
	deal('C').in('Prospecting', '2024-01-03').lost('2024-02-10'),
	deal('D').in('Prospecting', '2024-02-01').in('Closing', '2024-02-05').won('2024-02-20').amount(300),
	deal('E').in('Prospecting', '2024-02-29'),
];

const cells = <K extends keyof RowOf<typeof processScorecard>>(
	rows: RowOf<typeof processScorecard>[],
	...names: K[]
) => rows.map((row) => names.map((name) => row[name]));

describe('the scorecard of a process', () => {
	test('judges each step by the measure of its name, with n, interval and the one beside it', async () => {
		const told = await tellSteps(TWO(), DEALS());
		const rows = await told.ask(processScorecard, FEBRUARY, BEFORE);
		expect(cells(rows, 'step', 'measure', 'is_measure_usual', 'measured', 'counted', 'hits')).toEqual([
			['Prospecting', 'new_deals', true, 2, 2, null],
			// Closed in February: B and C lost, D won.
			['Closing', 'win_ratio', true, 1 / 3, 3, 1],
		]);
		expect(cells(rows, 'beside_measure', 'beside_measured', 'beside_counted')).toEqual([
			// Of D and E only D has reached the second stage.
			['qualified_ratio', 1 / 2, 2],
			['average_won_amount', 300, 1],
		]);
		expect(cells(rows, 'measured_low_ratio')[0]).toEqual([null]);
		// Wilson, n = 3, one hit: (1 + 1.96²/2 ∓ 1.96 √(1·2/3 + 1.96²/4)) ÷ (3 + 1.96²).
		expect(rows[1]?.measured_low_ratio).toBeCloseTo(0.0615, 3);
		expect(rows[1]?.measured_high_ratio).toBeCloseTo(0.7923, 3);
	});

	test('holds actual against target, by whichever way is better', async () => {
		const stages = [
			step('Prospecting', { target: 2 }),
			step('Closing', { measure: 'drop_off_ratio', target: 0.5 }),
		];
		const rows = await (await tellSteps(stages, DEALS())).ask(processScorecard, FEBRUARY, BEFORE);
		expect(cells(rows, 'measured', 'target', 'target_difference', 'is_target_met')).toEqual([
			[2, 2, 0, true],
			[1 / 2, 0.5, 0, true],
		]);
		const [, closing] = await (
			await tellSteps(
				[step('Prospecting'), step('Closing', { measure: 'drop_off_ratio', target: 0.4 })],
				DEALS(),
			)
		).ask(processScorecard, FEBRUARY, BEFORE);
		expect(closing?.is_target_met).toBe(false);
	});

	test('has what the team wrote, also of ends of which it expects something', async () => {
		const mapping = mappingOf([]);
		const [won, lost] = mapping.process.stages;
		const told = await importFiles(engine, asFiles(DEALS().map(({ journey }) => journey)), {
			mapping: {
				...mapping,
				process: {
					stages: [...TWO(), { ...won, target: 0.25 } as StageMapping, lost as StageMapping],
					evidence: [],
				},
			},
		});
		const rows = await told.ask(processScorecard, {}, BEFORE);
		expect(cells(rows, 'step_number', 'step', 'purpose', 'entry_criteria', 'owner_name', 'measure')).toEqual([
			[1, 'Prospecting', 'Find them', 'A name', 'Ann', 'new_deals'],
			[2, 'Closing', null, null, null, 'win_ratio'],
			[3, 'Won', null, null, null, 'win_ratio'],
		]);
	});

	test('stands beside the window before; counts of windows that are not over are not compared', async () => {
		const told = await tellSteps(
			[step('Prospecting', { measure: 'moved_on_ratio' }), step('Closing', { measure: 'median_dwell_days' })],
			DEALS(),
		);
		const rows = await told.ask(processScorecard, FEBRUARY, {
			compare_from: JANUARY.from,
			compare_to: JANUARY.to,
		});
		// Prospecting in January: A and B moved on. In February: D moved on, C dropped.
		// Closing left in January by A after 10 days; in February by B after 10 and D after 15.
		expect(cells(rows, 'measured', 'counted', 'compared_measured', 'compared_counted', 'change')).toEqual([
			[1 / 2, 2, 1, 2, -1 / 2],
			[12.5, 2, 10, 1, 2.5],
		]);
		const partial = await (
			await tellSteps(TWO(), DEALS())
		).ask(processScorecard, { from: day('2024-02-15'), to: day('2024-03-15') }, BEFORE);
		expect(cells(partial, 'is_partial', 'measured', 'compared_measured', 'change')[0]).toEqual([
			true,
			1,
			1,
			null,
		]);
	});

	test('names the reason that most deals lost from the stage have, of those that name one', async () => {
		const csv =
			'Deal ID,Owner,Reason,Amount,Currency,Stage,Created,Close Date\nA,,Price,1,,Lost,2024-01-01,2024-01-05\nB,,Price,1,,Lost,2024-01-01,2024-01-05\nC,,Timing,1,,Lost,2024-01-01,2024-01-05\nD,,,1,,Lost,2024-01-01,2024-01-05\n';
		const history =
			'deal_id,to_stage,changed_at\nA,Lead,2024-01-01\nB,Lead,2024-01-01\nC,Lead,2024-01-01\nD,Lead,2024-01-01\n';
		const mapping = mappingOf(['Lead']);
		const files = mapping.files.map((file) => ({
			...file,
			columns: file.columns.map((column) =>
				column.header === 'Region' ? { ...column, header: 'Reason', role: 'lost_reason' as const } : column,
			),
		}));
		const told = await importFiles(
			engine,
			[
				{ name: 'deals.csv', blob: new Blob([csv]) },
				{ name: 'history.csv', blob: new Blob([history]) },
			],
			{ mapping: { ...mapping, files } },
		);
		const rows = await told.ask(processScorecard, {}, BEFORE);
		expect(
			cells(
				rows,
				'top_lost_reason',
				'top_lost_reason_deals',
				'deals_lost_with_reason',
				'top_lost_reason_ratio',
			),
		).toEqual([['Price', 2, 3, 2 / 3]]);
	});

	test('says why nothing is measured', async () => {
		const told = await tellSteps(
			[step('Lead', { measure: 'moved_on_ratio' }), step('Care', { kind: 'after_sale' })],
			[deal('A').in('Lead', '2024-01-01')],
		);
		const rows = await told.ask(processScorecard, FEBRUARY, BEFORE);
		expect(cells(rows, 'measured', 'counted', 'not_measured_because')).toEqual([
			[null, 0, 'No deal has passed or dropped from the stage in the window.'],
			[
				null,
				0,
				'No account is known to have been a customer at the start of the window, of all time a year ago.',
			],
		]);
	});

	test('an empty scope has every step, with no new deals and nothing else measured', async () => {
		const told = await tellSteps(TWO(), DEALS());
		const rows = await told.ask(
			processScorecard,
			{ filters: [{ segment: 'owner', values: ['Nobody'], exclude: false }] },
			BEFORE,
		);
		expect(cells(rows, 'measured', 'counted')).toEqual([
			[0, 0],
			[null, 0],
		]);
	});
});

describe('the trend of the scorecard', () => {
	test('has every step in every period, partial ones marked', async () => {
		const told = await tellSteps(TWO(), DEALS());
		const rows = await told.ask(processScorecardTrend, { to: day('2024-02-15') }, { period: 'month' });
		expect(
			rows.map(({ step, period_on, is_partial, measured, counted, is_target_met }) => [
				step,
				period_on,
				is_partial,
				measured,
				counted,
				is_target_met,
			]),
		).toEqual([
			['Prospecting', '2024-01-01', false, 3, 3, true],
			['Prospecting', '2024-02-01', true, 1, 1, false],
			['Closing', '2024-01-01', false, 1, 1, true],
			// Until the 14th: B and C lost.
			['Closing', '2024-02-01', true, 0, 2, false],
		]);
	});
});

describe('the scorecard of the sample company', () => {
	test('agrees with the headline and the funnel on the activity basis', async () => {
		const files = ['salesforce-opportunities.csv', 'salesforce-opportunity-history.csv'];
		const told = await importFiles(
			engine,
			await Promise.all(
				files.map(async (name) => ({ name, blob: await openAsBlob(`sample-data/files/${name}`) })),
			),
		);
		const scope = { from: day('2025-01-01'), to: day('2026-01-01') };
		const rows = await told.ask(processScorecard, scope, BEFORE);
		expect(rows.map(({ measure }) => measure)).toEqual([
			'new_deals',
			'moved_on_ratio',
			'moved_on_ratio',
			'moved_on_ratio',
			'drop_off_ratio',
			'win_ratio',
			'retention_ratio',
		]);
		const [top] = await told.ask(headline, scope);
		const stages = await told.ask(funnel, { ...scope, basis: 'activity' });
		expect(rows[0]?.measured).toBe(top?.deals_created);
		expect(rows[5]).toMatchObject({ measured: top?.win_ratio, beside_measured: top?.average_won_amount });
		expect(rows.slice(1, 5).map(({ measured }) => measured)).toEqual([
			stages[1]?.resolved_ratio,
			stages[2]?.resolved_ratio,
			stages[3]?.resolved_ratio,
			stages[4]?.drop_off_ratio,
		]);
		const [accounts] = await told.ask(retentionSummary, scope);
		expect(rows[6]).toMatchObject({
			measured: accounts?.logo_retention_ratio,
			counted: accounts?.accounts_start,
			beside_measured: accounts?.upsell_ratio,
		});
		const whole = await told.ask(processScorecard, {}, BEFORE);
		const [lastYear] = await told.ask(retentionSummary, {});
		expect(whole[6]?.measured).toBe(lastYear?.logo_retention_ratio);
		expect(whole[6]?.counted).toBeGreaterThan(0);
		const trend = await told.ask(processScorecardTrend, scope, { period: 'quarter' });
		for (const own of rows.filter(({ measure }) => measure !== 'retention_ratio')) {
			const parts = trend.filter(({ step_number }) => step_number === own.step_number);
			expect(parts.reduce((sum, { counted }) => sum + counted, 0)).toBe(own.counted);
		}
	});
});
