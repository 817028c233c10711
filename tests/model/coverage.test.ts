import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { coverage } from '$lib/model/marts/coverage';
import { pipelineYield } from '$lib/model/marts/pipeline-yield';
import { deal } from '../support/journeys';
import { targetsSql, tellStaged, valuesSql, type Target } from '../support/staged';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead'];
const none = { period: null, segment: null, periods: null, as_of: null };

/** Three past quarters of yields 2, 1/2 and 1, and the second of three months of the fourth. Now is 20 November. */
const deals = () => [
	// Due in the second quarter of 2024 at its start: 100. Won in it: 100 and 100 that came later.
	deal('A').created('2024-03-01').won('2024-05-10').amount(100).owner('Ann'),
	deal('B').created('2024-04-10').won('2024-06-30').amount(100).owner('Bob'),
	// Due in the third quarter at its start: 200, one of which is lost.
	deal('C').created('2024-06-01').won('2024-09-01').amount(100).owner('Ann'),
	deal('D').created('2024-06-01').lost('2024-09-01').amount(100).owner('Ann'),
	// Due in the fourth quarter at its start: 50 open, 80 won.
	deal('E').created('2024-09-01').won('2024-11-01').amount(80).owner('Ann'),
	deal('F').created('2024-09-01').amount(50).owner('Bob'),
	// Due before and never moved, due in the next year, and on no day.
	deal('G').created('2024-11-20').amount(7).owner('Ann'),
	deal('H').created('2024-11-19').amount(300).owner('Bob'),
	deal('I').created('2024-11-18').amount(1000).owner('Bob'),
];
const dues = valuesSql([
	{ id: 'A', dues: [{ at: '2024-03-01', due: '2024-06-15' }] },
	{ id: 'B', dues: [{ at: '2024-04-10', due: '2024-06-15' }] },
	{ id: 'C', dues: [{ at: '2024-06-01', due: '2024-09-30' }] },
	{ id: 'D', dues: [{ at: '2024-06-01', due: '2024-07-01' }] },
	{ id: 'E', dues: [{ at: '2024-09-01', due: '2024-10-01' }] },
	{ id: 'F', dues: [{ at: '2024-09-01', due: '2024-12-31' }], due: '2024-12-31' },
	{ id: 'G', dues: [{ at: '2024-11-20', due: '2024-09-30' }], due: '2024-09-30' },
	{ id: 'H', dues: [{ at: '2024-11-19', due: '2025-01-01' }], due: '2025-01-01' },
]);
const of = (
	starts: string,
	ends: string,
	target: number,
	segment: string | null = null,
	value: string | null = null,
): Target => ({
	starts,
	ends,
	target,
	segment,
	value,
});
const tell = (targets: readonly Target[]) =>
	tellStaged(engine, STAGES, deals(), [...dues, ...targetsSql(targets)]);

describe('yield', () => {
	test('is what was won in a period against what was due in it at its start', async () => {
		const rows = await (await tell([])).ask(pipelineYield, {}, { period: null, segment: null });
		expect(
			rows.map((row) => [row.period_on, row.deals_due, row.due_amount, row.won_amount, row.yield_ratio]),
		).toEqual([
			['2024-01-01', 0, 0, 0, null],
			['2024-04-01', 1, 100, 200, 2],
			['2024-07-01', 2, 200, 100, 0.5],
			// Not over: no yield.
			['2024-10-01', 2, 130, 80, null],
		]);
	});

	test('is not told where nothing tells the expected closes of that time', async () => {
		const told = await tellStaged(engine, STAGES, deals(), valuesSql([{ id: 'F', due: '2024-12-31' }]));
		const rows = await told.ask(pipelineYield, {}, { period: null, segment: null });
		expect(rows.every((row) => row.is_due_assumed && row.yield_ratio === null)).toBe(true);
		const [row] = await told.ask(coverage, {}, none);
		expect(row).toMatchObject({ periods_counted: 0, needed_ratio: null, deals_due: 1 });
	});
});

test('a period in which no more than credits were due has no yield', async () => {
	const told = await tellStaged(
		engine,
		STAGES,
		[
			deal('credit').created('2024-03-01').amount(-50),
			deal('won').created('2024-04-10').won('2024-05-10').amount(100),
			deal('now').created('2024-07-01').amount(1),
		],
		valuesSql([
			{ id: 'credit', dues: [{ at: '2024-03-01', due: '2024-06-15' }], due: '2024-06-15' },
			{ id: 'won', dues: [{ at: '2024-03-02', due: '2024-03-03' }] },
		]),
	);
	const rows = await told.ask(pipelineYield, {}, { period: 'quarter', segment: null });
	expect(
		rows
			.filter(({ period_on }) => period_on === '2024-04-01')
			.map((row) => [row.due_amount, row.won_amount, row.yield_ratio, row.needed_ratio]),
	).toEqual([[-50, 100, null, null]]);
});

describe('coverage', () => {
	test('is what is due against what remains of the target, beside what past yields say is needed', async () => {
		const told = await tell([of('2024-10-01', '2025-01-01', 200), of('2025-01-01', '2025-04-01', 400)]);
		const rows = await told.ask(coverage, {}, none);
		expect(rows.map((row) => row.period_on)).toEqual(['2024-10-01', '2025-01-01']);
		expect(rows[0]).toMatchObject({
			as_of_on: '2024-11-20',
			is_current: true,
			target_amount: 200,
			deals_won: 1,
			won_amount: 80,
			remaining_amount: 120,
			deals_due: 1,
			due_amount: 50,
			deals_overdue: 1,
			overdue_amount: 7,
			coverage_ratio: 50 / 120,
			// Yields 2 and 0.5: the median is 1.25.
			periods_counted: 2,
			median_yield_ratio: 1.25,
			needed_ratio: 0.8,
			needed_low_ratio: 0.5,
			needed_high_ratio: 2,
		});
		expect(rows[0]?.needed_amount).toBeCloseTo(96, 9);
		expect(rows[0]?.gap_amount).toBeCloseTo(46, 9);
		expect(rows[1]).toMatchObject({
			is_current: false,
			deals_due: 1,
			coverage_ratio: 300 / 400,
			deals_overdue: 0,
		});
		const [last] = await told.ask(coverage, {}, { ...none, periods: 1 });
		expect(last).toMatchObject({ periods_counted: 1, needed_ratio: 2 });
	});

	test('is that of an earlier day as it stood then', async () => {
		const told = await tell([of('2024-07-01', '2024-10-01', 300)]);
		const [row] = await told.ask(coverage, {}, { ...none, as_of: '2024-07-31' });
		// C and D are open and due, nothing of the quarter is won yet.
		expect(row).toMatchObject({
			period_on: '2024-07-01',
			deals_due: 2,
			won_amount: 0,
			coverage_ratio: 200 / 300,
			periods_counted: 1,
		});
		// At the end of a quarter's last day the next one is to be covered.
		const [next] = await told.ask(coverage, {}, { ...none, as_of: '2024-06-30' });
		expect(next).toMatchObject({ period_on: '2024-07-01', is_current: true, periods_counted: 1 });
	});

	test('is undefined where the target is met, or there is none', async () => {
		const met = await (await tell([of('2024-10-01', '2025-01-01', 80)])).ask(coverage, {}, none);
		expect(met[0]).toMatchObject({
			remaining_amount: 0,
			is_target_met: true,
			coverage_ratio: null,
			gap_amount: -50,
		});
		const without = await (await tell([])).ask(coverage, {}, none);
		expect(without[0]).toMatchObject({
			target_amount: null,
			remaining_amount: null,
			is_target_met: false,
			coverage_ratio: null,
			due_amount: 50,
		});
	});

	const target = async (
		targets: readonly Target[],
		filters: { segment: string; values: (string | null)[]; exclude: boolean }[] = [],
	) => {
		const [row] = await (await tell(targets)).ask(coverage, { filters }, none);
		return [row?.target_amount, row?.is_target_partial];
	};
	const month = (number: number) =>
		[`2024-${number}-01`, number === 12 ? '2025-01-01' : `2024-${number + 1}-01`] as const;

	test('adds up months to a quarter, and says where one is missing', async () => {
		expect(await target([of(...month(10), 1), of(...month(11), 2), of(...month(12), 4)])).toEqual([7, false]);
		expect(await target([of(...month(10), 1), of(...month(12), 4)])).toEqual([5, true]);
	});

	test('takes a quarter’s own target and not its months beside it', async () => {
		expect(
			await target([of('2024-10-01', '2025-01-01', 100), of(...month(10), 1), of(...month(11), 2)]),
		).toEqual([100, false]);
	});

	test('fills a year with months where a quarter has no target of its own', async () => {
		const told = await tell([
			of('2024-10-01', '2025-01-01', 100),
			of(...month(10), 1),
			of('2024-07-01', '2024-08-01', 2),
			of('2024-08-01', '2024-09-01', 4),
		]);
		const [row] = await told.ask(coverage, {}, { ...none, period: 'year' });
		expect([row?.target_amount, row?.is_target_partial]).toEqual([106, true]);
	});

	test('adds up the parts of a segment where the company has none of its own, and does not add two segments', async () => {
		const quarter = ['2024-10-01', '2025-01-01'] as const;
		const parts = [of(...quarter, 10, 'owner', 'Ann'), of(...quarter, 20, 'owner', 'Bob')];
		expect(await target(parts)).toEqual([30, false]);
		expect(await target([...parts, of(...quarter, 25, 'region', 'North')])).toEqual([30, false]);
		expect(await target([...parts, of(...quarter, 500)])).toEqual([500, false]);
		// Months of one part beside a quarter of the other.
		expect(
			await target([
				of(...quarter, 10, 'owner', 'Ann'),
				of(...month(10), 1, 'owner', 'Bob'),
				of(...month(11), 2, 'owner', 'Bob'),
			]),
		).toEqual([13, true]);
	});

	test('under a filter has the target of what is filtered, and none where targets do not know it', async () => {
		const quarter = ['2024-10-01', '2025-01-01'] as const;
		const parts = [
			of(...quarter, 10, 'owner', 'Ann'),
			of(...quarter, 20, 'owner', 'Bob'),
			of(...quarter, 500),
		];
		expect(await target(parts, [{ segment: 'owner', values: ['Bob'], exclude: false }])).toEqual([20, false]);
		expect(await target(parts, [{ segment: 'owner', values: ['Bob'], exclude: true }])).toEqual([10, false]);
		expect(await target(parts, [{ segment: 'region', values: [null], exclude: false }])).toEqual([
			null,
			false,
		]);
		// A value with the sign that marks parameters is no parameter.
		expect(await target(parts, [{ segment: 'owner', values: ['US$north'], exclude: true }])).toEqual([
			30,
			false,
		]);
	});

	test('under a filter ends with the last period that has a target or a deal due for what is filtered', async () => {
		const told = await tell([
			of('2024-10-01', '2025-01-01', 100),
			of('2025-04-01', '2025-07-01', 20, 'owner', 'Bob'),
			of('2025-10-01', '2026-01-01', 500),
		]);
		const periods = async (values: string[] | null) =>
			(
				await told.ask(
					coverage,
					{ filters: values === null ? [] : [{ segment: 'owner', values, exclude: false }] },
					none,
				)
			).map(({ period_on }) => period_on);
		const all = ['2024-10-01', '2025-01-01', '2025-04-01', '2025-07-01', '2025-10-01'];
		expect(await periods(null)).toEqual(all);
		expect(await periods(['Bob'])).toEqual(all.slice(0, 3));
		expect((await periods(['Ann'])).at(-1)).not.toBe('2025-10-01');
	});

	test('by segment has each value’s own target and pipeline, adding up to the whole', async () => {
		const quarter = ['2024-10-01', '2025-01-01'] as const;
		const told = await tell([
			of(...quarter, 100, 'owner', 'ANN'),
			of(...quarter, 20, 'owner', 'Bob'),
			// Has a target and not a single deal.
			of(...quarter, 5, 'owner', 'Zoe'),
		]);
		const rows = (await told.ask(coverage, {}, { ...none, segment: 'owner' })).filter(
			(row) => row.is_current,
		);
		expect(
			rows.map((row) => [row.value, row.target_amount, row.won_amount, row.due_amount, row.overdue_amount]),
		).toEqual([
			['Ann', 100, 80, 0, 7],
			['Bob', 20, 0, 50, 0],
			['Zoe', 5, 0, 0, 0],
		]);
		const [whole] = await told.ask(coverage, {}, none);
		expect([whole?.target_amount, whole?.won_amount, whole?.due_amount]).toEqual([125, 80, 50]);
	});

	test('leaves out targets of other currencies and other measures', async () => {
		const quarter = ['2024-10-01', '2025-01-01'] as const;
		const told = await tellStaged(
			engine,
			STAGES,
			[deal('A').created('2024-11-01').amount(1, 'EUR'), deal('B').created('2024-11-02').amount(1, 'EUR')],
			targetsSql([
				{ ...of(...quarter, 10), currency: 'EUR' },
				{ ...of(...quarter, 7), currency: 'USD' },
				{ ...of(...quarter, 99), measure: 'won_deals' },
			]),
		);
		const [row] = await told.ask(coverage, { from: null as Day | null }, none);
		expect(row?.target_amount).toBe(10);
	});
});
