import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, type Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { HYGIENE_CHECKS, type HygieneCode } from '$lib/model/hygiene-checks';
import { headline } from '$lib/model/marts/headline';
import { hygiene } from '$lib/model/marts/hygiene';
import { hygieneRows } from '$lib/model/marts/hygiene-rows';
import {
	asFiles,
	deal,
	importFiles,
	mappingOf,
	tell,
	type Asked,
	type JourneyBuilder,
} from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const STAGES = ['Lead', 'Offer', 'Close'];
const told = (builders: readonly JourneyBuilder[], asOf: Day | null = null) =>
	tell(engine, STAGES, builders, asOf);
const rowsOf = (asked: Asked, code: HygieneCode) =>
	asked.ask(hygieneRows, {}, { check_code: code, row_limit: 1_000, row_offset: 0 });
/** Ids of the deals that a check suspects, each once for every row. */
const suspects = async (asked: Asked, code: HygieneCode) =>
	(await rowsOf(asked, code)).map(({ deal_id }) => deal_id);
const day = (from: string, after: number) => addDays(from as Day, after);

describe('each check suspects what its rule says and nothing beside it', () => {
	test('without a start', async () => {
		const asked = await told([
			deal('A').created(null).standsIn('Lead'),
			deal('B').created('2024-01-01').standsIn('Lead'),
		]);
		expect(await suspects(asked, 'no-created')).toEqual(['A']);
	});

	test('closed before created: by the day where one of the two tells no time', async () => {
		const asked = await told([
			deal('A').created('2024-01-02').won('2024-01-01'),
			deal('B').created('2024-01-02 09:00').won('2024-01-02'),
			deal('C').created('2024-01-02').lost('2024-01-02'),
		]);
		expect(await suspects(asked, 'closed-before-created')).toEqual(['A']);
	});

	test('closed before created: by the time where both tell it', async () => {
		const asked = await told([
			deal('A').created('2024-01-02 09:00').won('2024-01-02 08:59'),
			deal('B').created('2024-01-02 09:00').won('2024-01-02 09:00'),
		]);
		expect(await suspects(asked, 'closed-before-created')).toEqual(['A']);
	});

	test('stage changes before the start: days where only days are told', async () => {
		const asked = await told([
			deal('A').created('2024-01-02').in('Lead', '2024-01-01').in('Offer', '2024-01-03'),
			deal('B').created('2024-01-02').in('Lead', '2024-01-02'),
		]);
		const rows = await rowsOf(asked, 'event-before-created');
		expect(rows).toMatchObject([
			{ deal_id: 'A', logged_label: 'Lead', source_file: 'history.csv', source_line: 2, rows_total: 1 },
		]);
	});

	test('stage changes before the start: more than a minute where the time is told', async () => {
		const asked = await told([
			deal('A').created('2024-01-02 09:00:00').in('Lead', '2024-01-02 08:58:59'),
			deal('B').created('2024-01-02 09:00:00').in('Lead', '2024-01-02 08:59:00'),
		]);
		expect(await suspects(asked, 'event-before-created')).toEqual(['A']);
	});

	test('stage changes after the close, but not those after the sale', async () => {
		const builders = [
			deal('A').in('Lead', '2024-01-01').in('Offer', '2024-01-11').lost('2024-01-10'),
			deal('B').in('Lead', '2024-01-01').in('Offer', '2024-01-10').lost('2024-01-10'),
			deal('C').in('Lead', '2024-01-01').in('Won', '2024-01-10').in('Care', '2024-01-20').won('2024-01-10'),
		];
		const asked = await importFiles(engine, asFiles(builders.map(({ journey }) => journey)), {
			mapping: mappingOf(STAGES, [{ label: 'Care', kind: 'after_sale', labels: ['Care'] }]),
		});
		expect(await rowsOf(asked, 'event-after-close')).toMatchObject([
			{ deal_id: 'A', logged_label: 'Offer', logged_at: '2024-01-11T00:00:00.000Z', source_line: 3 },
		]);
	});

	test('three stages within a minute, not two and not in sixty seconds', async () => {
		const asked = await told([
			deal('A')
				.created('2024-01-01')
				.in('Lead', '2024-01-05 10:00:00')
				.in('Offer', '2024-01-05 10:00:30')
				.in('Close', '2024-01-05 10:00:59'),
			deal('B')
				.created('2024-01-01')
				.in('Lead', '2024-01-05 10:00:00')
				.in('Offer', '2024-01-05 10:00:30')
				.in('Close', '2024-01-05 10:01:00'),
			deal('C').created('2024-01-01').in('Lead', '2024-01-05 10:00:00').in('Offer', '2024-01-05 10:00:30'),
		]);
		expect(await suspects(asked, 'stages-within-a-minute')).toEqual(['A']);
	});

	test('three stages on one day are nothing where only days are told, and that is said', async () => {
		const asked = await told([
			deal('A').in('Lead', '2024-01-05').in('Offer', '2024-01-05').in('Close', '2024-01-05'),
		]);
		expect(await suspects(asked, 'stages-within-a-minute')).toEqual([]);
		const row = (await asked.ask(hygiene)).find(({ check_code }) => check_code === 'stages-within-a-minute');
		expect(row).toMatchObject({ is_checked: false, needs: 'stage changes with a time of day' });
	});

	/** `count` deals lost from 16:00 on, every `seconds`. */
	const sweep = (count: number, seconds: number, name = 'S') =>
		Array.from({ length: count }, (_, index) => {
			const at = new Date(Date.UTC(2024, 0, 20, 16, 0, index * seconds))
				.toISOString()
				.slice(0, 19)
				.replace('T', ' ');
			return deal(`${name}${String(index).padStart(2, '0')}`)
				.created('2024-01-01')
				.in('Lead', '2024-01-02 09:00')
				.in('Lost', at)
				.lost('2024-01-20');
		});

	test('ten closings in five minutes are a bulk, nine are none, and ten in a second more are none', async () => {
		// Nine steps of 33 seconds are 297 seconds; of 34 seconds, 306.
		expect(await suspects(await told(sweep(10, 33)), 'bulk-closing')).toHaveLength(10);
		expect(await suspects(await told(sweep(9, 1)), 'bulk-closing')).toEqual([]);
		expect(await suspects(await told(sweep(10, 34)), 'bulk-closing')).toEqual([]);
	});

	test('a bulk that is less than a quarter of the day’s closings is a busy day', async () => {
		const others = (count: number) =>
			Array.from({ length: count }, (_, index) =>
				deal(`O${String(index).padStart(2, '0')}`)
					.created('2024-01-01')
					.in('Lead', '2024-01-02 09:00')
					.in(
						'Lost',
						`2024-01-20 ${String(Math.floor(index / 5)).padStart(2, '0')}:${String((index % 5) * 12).padStart(2, '0')}`,
					)
					.lost('2024-01-20'),
			);
		const bulk = (await suspects(await told([...sweep(10, 1), ...others(30)]), 'bulk-closing')) as string[];
		expect(bulk.map((id) => id[0])).toEqual(Array.from({ length: 10 }, () => 'S'));
		expect(await suspects(await told([...sweep(10, 1), ...others(31)]), 'bulk-closing')).toEqual([]);
	});

	test('closings of the last three days of a quarter that are more than thrice their even share', async () => {
		// A quarter of 91 days: 10 of 101 is 3 × 3 ÷ 91 × 101 = 9.99 and more; 10 of 102 is 10.09 and less.
		const quarter = (early: number) => [
			...Array.from({ length: early }, (_, index) =>
				deal(`E${String(index).padStart(3, '0')}`)
					.created('2023-12-01')
					.lost(day('2024-01-01', index % 88)),
			),
			...['2024-03-29', '2024-03-30', '2024-03-31'].flatMap((end, index) =>
				Array.from({ length: index === 2 ? 4 : 3 }, (_, n) =>
					deal(`L${index}${n}`).created('2023-12-01').lost(end),
				),
			),
			deal('Z').created('2024-04-01').standsIn('Lead'),
		];
		const found = (await suspects(await told(quarter(91)), 'closed-at-period-end')) as string[];
		expect(found).toHaveLength(10);
		expect(found.every((id) => id.startsWith('L'))).toBe(true);
		expect(await suspects(await told(quarter(92)), 'closed-at-period-end')).toEqual([]);
	});

	test('a quarter’s end is suspected of nothing before the quarter is over, nor with nine closings', async () => {
		const ending = (count: number, newest: string) => [
			deal('A').created('2023-12-01').lost('2024-01-02'),
			...Array.from({ length: count }, (_, index) =>
				deal(`L${index}`).created('2023-12-01').lost('2024-03-29'),
			),
			deal('Z').created(newest).standsIn('Lead'),
		];
		expect(await suspects(await told(ending(10, '2024-03-31')), 'closed-at-period-end')).toHaveLength(10);
		expect(await suspects(await told(ending(10, '2024-03-30')), 'closed-at-period-end')).toEqual([]);
		expect(await suspects(await told(ending(9, '2024-03-31')), 'closed-at-period-end')).toEqual([]);
	});

	test('won with an amount that is blank, zero or negative', async () => {
		const asked = await told([
			deal('A').created('2024-01-01').won('2024-01-05').amount(null),
			deal('B').created('2024-01-02').won('2024-01-05').amount(0),
			deal('C').created('2024-01-03').won('2024-01-05').amount(-5),
			deal('D').created('2024-01-04').won('2024-01-05').amount(0.01),
			deal('E').created('2024-01-05').lost('2024-01-05').amount(null),
		]);
		expect(await suspects(asked, 'won-without-amount')).toEqual(['A', 'B', 'C']);
	});

	test('open with an expected close before now, not on its day', async () => {
		const open = (id: string, due: string) => {
			const builder = deal(id).created('2024-01-01').standsIn('Lead');
			builder.journey.closed = due;
			return builder;
		};
		const asked = await told([
			open('A', '2024-01-09'),
			open('B', '2024-01-10'),
			deal('C').created('2024-01-10').lost('2024-01-10'),
		]);
		expect(await rowsOf(asked, 'past-due')).toMatchObject([
			{ deal_id: 'A', expected_close_on: '2024-01-09', source_file: 'deals.csv', source_line: 2 },
		]);
	});

	test('open more than twice as long as nine in ten stay, of twenty deals that have left', async () => {
		// Twenty stays of ten days: their 90th percentile is ten.
		const left = (count: number) =>
			Array.from({ length: count }, (_, index) =>
				deal(`L${String(index).padStart(2, '0')}`)
					.in('Lead', '2024-01-01')
					.in('Offer', '2024-01-11')
					.lost('2024-01-12'),
			);
		const still = [
			deal('A').in('Lead', '2024-01-11'),
			deal('B').in('Lead', '2024-01-10'),
			deal('Z').created('2024-01-31').standsIn('Lead'),
		];
		expect(await rowsOf(await told([...left(20), ...still]), 'open-too-long')).toMatchObject([
			{ deal_id: 'B', dwell_days: 21 },
		]);
		expect(await suspects(await told([...left(19), ...still]), 'open-too-long')).toEqual([]);
	});

	test('labels of no stage, in the list and in the log; blank ones of open deals are told apart', async () => {
		const asked = await told([
			deal('A').in('Limbo', '2024-01-01').in('Lead', '2024-01-02'),
			deal('B').created('2024-01-03').standsIn('Nowhere'),
			deal('C').created('2024-01-04'),
			deal('D').created('2024-01-05').standsIn('lead'),
		]);
		expect(
			(await rowsOf(asked, 'unknown-label')).map((row) => [row.deal_id, row.logged_label, row.stage]),
		).toEqual([
			['A', 'Limbo', 'Lead'],
			['B', null, 'Nowhere'],
		]);
		expect(await suspects(asked, 'no-stage')).toEqual(['C']);
	});

	test('history of an id that no deal has, with its line', async () => {
		const [deals, history] = asFiles([deal('A').in('Lead', '2024-01-01').journey]);
		const text = `${await (history?.blob ?? new Blob()).text()}Gone,Lead,2024-01-02\n`;
		const asked = await importFiles(
			engine,
			[deals ?? { name: '', blob: new Blob() }, { name: 'history.csv', blob: new Blob([text]) }],
			{
				mapping: mappingOf(STAGES),
			},
		);
		expect(await rowsOf(asked, 'unknown-deal')).toMatchObject([
			{ deal_id: 'Gone', outcome: null, source_file: 'history.csv', source_line: 3 },
		]);
		const row = (await asked.ask(hygiene)).find(({ check_code }) => check_code === 'unknown-deal');
		expect(row).toMatchObject({ rows_suspected: 1, deals_suspected: 0 });
	});

	test('several rows of one deal: those that were set aside, with their lines', async () => {
		const csv =
			'Deal ID,Owner,Region,Amount,Currency,Stage,Created,Close Date\nA,Ann,,1,,Lead,2024-01-01,\nB,Ann,,1,,Lead,2024-01-01,\nA,Ann,,1,,Lead,2024-01-01,\nA,Ann,,,,Lead,2024-01-01,\n';
		const asked = await importFiles(engine, [{ name: 'deals.csv', blob: new Blob([csv]) }], {
			mapping: mappingOf(STAGES),
		});
		const rows = await rowsOf(asked, 'repeated-id');
		expect(rows.map(({ deal_id, source_line }) => [deal_id, source_line])).toEqual([
			['A', 4],
			['A', 5],
		]);
	});

	test('without an owner, where any deal has one', async () => {
		expect(
			await suspects(
				await told([deal('A').created('2024-01-01'), deal('B').created('2024-01-02').owner('Ann')]),
				'no-owner',
			),
		).toEqual(['A']);
		const asked = await told([deal('A').created('2024-01-01')]);
		expect(await suspects(asked, 'no-owner')).toEqual([]);
		expect((await asked.ask(hygiene)).find(({ check_code }) => check_code === 'no-owner')?.is_checked).toBe(
			false,
		);
	});

	test('without a lead source or a lost reason, where any deal has one', async () => {
		const csv =
			'Deal ID,Source,Reason,Amount,Currency,Stage,Created,Close Date\nA,,Price,1,,Lost,2024-01-01,2024-01-05\nB,Web,,1,,Lost,2024-01-02,2024-01-05\nC,,,1,,Won,2024-01-03,2024-01-05\n';
		const mapping = mappingOf(STAGES);
		const columns = (mapping.files[0]?.columns ?? []).map((column) =>
			column.position === 1
				? { ...column, header: 'Source', role: 'source' as const }
				: column.position === 2
					? { ...column, header: 'Reason', role: 'lost_reason' as const }
					: column,
		);
		const files = mapping.files.map((file) => (file.file === 'deals.csv' ? { ...file, columns } : file));
		const asked = await importFiles(engine, [{ name: 'deals.csv', blob: new Blob([csv]) }], {
			mapping: { ...mapping, files },
		});
		expect(await suspects(asked, 'no-source')).toEqual(['A', 'C']);
		expect(await suspects(asked, 'no-lost-reason')).toEqual(['B']);
	});

	test('amounts in another currency than most', async () => {
		const asked = await told([
			deal('A').created('2024-01-01').amount(1, 'EUR'),
			deal('B').created('2024-01-02').amount(1, 'EUR'),
			deal('C').created('2024-01-03').amount(1, 'USD'),
			deal('D').created('2024-01-04').amount(1),
			deal('E').created('2024-01-05').amount(null, 'USD'),
		]);
		expect(await suspects(asked, 'other-currency')).toEqual(['C', 'D']);
	});

	test('dates of another age, and the lone one that lies a month after all others', async () => {
		const asked = await told([
			deal('A').created('1970-01-01').standsIn('Lead'),
			deal('B').created('1990-01-01').standsIn('Lead'),
			deal('C').created('2024-01-01').in('Lead', '2024-01-05'),
			deal('D').created('2024-02-05').standsIn('Lead'),
		]);
		expect(await suspects(asked, 'suspected-date')).toEqual(['A', 'D']);
		const near = await told([
			deal('C').created('2024-01-01').in('Lead', '2024-01-06'),
			deal('D').created('2024-02-05').standsIn('Lead'),
		]);
		expect(await suspects(near, 'suspected-date')).toEqual([]);
	});

	test('an expected close more than ten years ahead', async () => {
		const due = (id: string, on: string) => {
			const builder = deal(id).created('2024-01-01').standsIn('Lead');
			builder.journey.closed = on;
			return builder;
		};
		expect(
			await suspects(await told([due('A', '2034-01-01'), due('B', '2034-01-02')]), 'suspected-date'),
		).toEqual(['B']);
	});

	test('gone from the newest export', async () => {
		const list = (...rows: string[]) => new Blob([['Deal ID,Stage,Created', ...rows].join('\n')]);
		const files = [
			{ name: 'deals-2024-01-08.csv', blob: list('A,Lead,2024-01-01', 'B,Lead,2024-01-02') },
			{ name: 'deals-2024-01-15.csv', blob: list('A,Lead,2024-01-01', 'C,Lead,2024-01-10') },
		];
		const asked = await importFiles(engine, files);
		expect(asked.report.snapshots.map(({ deals }) => deals)).toEqual([2, 2]);
		expect(await suspects(asked, 'vanished')).toEqual(['B']);
		const before = await importFiles(engine, files, { asOf: '2024-01-10' as Day });
		expect(await suspects(before, 'vanished')).toEqual([]);
	});

	test('as of an earlier day, what came later is suspected of nothing', async () => {
		const builders = [
			deal('A').created('2024-01-10').in('Lead', '2024-01-05').in('Offer', '2024-01-20').lost('2024-01-15'),
			deal('B').created('2024-02-01').in('Lead', '2024-01-31'),
		];
		expect(await suspects(await told(builders), 'event-after-close')).toEqual(['A']);
		const before = await told(builders, '2024-01-16' as Day);
		expect(await suspects(before, 'event-after-close')).toEqual([]);
		expect(await suspects(before, 'event-before-created')).toEqual(['A']);
	});
});

describe('what a check does to the numbers', () => {
	const builders = () => [
		deal('A').created('2024-01-01').won('2024-01-11').amount(100).owner('Ann'),
		deal('B').created('2024-01-01').won('2024-01-31').amount(null).owner('Ann'),
		deal('C').created('2024-01-01').lost('2024-01-20').amount(50).owner('Bob'),
		deal('D').created('2024-01-05').standsIn('Lead').amount(30),
		deal('E').created('2024-01-06').standsIn('Lead').amount(7).owner('Bob'),
	];

	test('win rate, cycle and open pipeline stand beside those without its deals', async () => {
		const rows = await (await told(builders())).ask(hygiene);
		expect(rows.map(({ check_code }) => check_code)).toEqual(HYGIENE_CHECKS.map(({ code }) => code));
		expect(rows.find(({ check_code }) => check_code === 'won-without-amount')).toMatchObject({
			rows_suspected: 1,
			deals_suspected: 1,
			deals_closed: 3,
			deals_closed_without: 2,
			win_ratio: 2 / 3,
			win_without_ratio: 1 / 2,
			average_won_cycle_days: 20,
			average_won_cycle_without_days: 10,
			median_won_cycle_days: 20,
			median_won_cycle_without_days: 10,
			open_amount: 37,
			open_without_amount: 37,
			severity: 'incomplete',
		});
		expect(rows.find(({ check_code }) => check_code === 'no-owner')).toMatchObject({
			win_ratio: 2 / 3,
			win_without_ratio: 2 / 3,
			deals_open: 2,
			deals_open_without: 1,
			open_amount: 37,
			open_without_amount: 7,
		});
	});

	test('a check that is left out still shows both, others show the numbers without its deals', async () => {
		const rows = await (await told(builders())).ask(hygiene, { leaveOut: ['won-without-amount'] });
		expect(rows.find(({ check_code }) => check_code === 'won-without-amount')).toMatchObject({
			is_left_out: true,
			win_ratio: 2 / 3,
			win_without_ratio: 1 / 2,
		});
		expect(rows.find(({ check_code }) => check_code === 'no-owner')).toMatchObject({
			is_left_out: false,
			win_ratio: 1 / 2,
			win_without_ratio: 1 / 2,
			open_amount: 37,
			open_without_amount: 7,
		});
	});

	test('numbers without are those of the headline under a scope that leaves out', async () => {
		const asked = await told(builders());
		for (const row of await asked.ask(hygiene, { from: '2024-01-15' as Day })) {
			const [without] = await asked.ask(headline, { from: '2024-01-15' as Day, leaveOut: [row.check_code] });
			expect(without).toMatchObject({
				win_ratio: row.win_without_ratio,
				won_amount: row.won_without_amount,
				average_won_cycle_days: row.average_won_cycle_without_days,
				median_won_cycle_days: row.median_won_cycle_without_days,
				open_amount: row.open_without_amount,
			});
		}
	});

	test('a check that there is not leaves nothing, never all', async () => {
		const [row] = await (await told(builders())).ask(headline, { leaveOut: ['nonsense'] });
		expect(row).toMatchObject({ deals_won: 0, deals_open: 0 });
	});

	test('filters hold for rows and effects; rows are paged', async () => {
		const asked = await told(builders());
		const ann = { filters: [{ segment: 'owner', values: ['Ann'], exclude: false }] };
		expect((await asked.ask(hygiene, ann)).find(({ check_code }) => check_code === 'no-owner')).toMatchObject(
			{ deals_suspected: 0 },
		);
		const page = await asked.ask(hygieneRows, {}, { check_code: 'past-due', row_limit: 1, row_offset: 0 });
		expect(page).toEqual([]);
		const all = await told(
			Array.from({ length: 5 }, (_, index) => deal(`D${index}`).created(null).standsIn('Lead')),
		);
		const second = await all.ask(hygieneRows, {}, { check_code: 'no-created', row_limit: 2, row_offset: 2 });
		expect(second.map(({ deal_id, rows_total }) => [deal_id, rows_total])).toEqual([
			['D2', 5],
			['D3', 5],
		]);
	});
});
