import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, type Day } from '$lib/base/day';
import type { Engine, Row, Value } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { additiveColumns, type AnyMart } from '$lib/model/contract';
import { MARTS } from '$lib/model/marts';
import { coverage } from '$lib/model/marts/coverage';
import { forecastAccuracy } from '$lib/model/marts/forecast-accuracy';
import { forecastRecord } from '$lib/model/marts/forecast-record';
import { leadSources } from '$lib/model/marts/lead-sources';
import { usualParams } from '../support/every-mart';
import { deal, tell, type Asked, type Journey } from '../support/journeys';
import {
	asBuilders,
	cutAt,
	RANDOM_OWNERS,
	RANDOM_STAGES,
	RANDOM_START,
	randomJourneys,
} from '../support/random-journeys';
import { targetsSql, tellStaged } from '../support/staged';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

/** Journeys of many kinds at once: ties, skips, reopened deals, blanks. */
function someJourneys(seed: number, count: number): Journey[] {
	const [list = []] = fc.sample(randomJourneys({ minLength: count, maxLength: count }), { numRuns: 1, seed });
	return list;
}

const WINDOW = { from: addDays(RANDOM_START, 20), to: addDays(RANDOM_START, 75) };
const SCOPES = [{}, { ...WINDOW, basis: 'activity' as const }];
const BY_OWNER = { segment: 'owner', deal_id: 'D1', period: 'week' };

/** Columns that say where in the files a deal stands: the order of rows is what they tell. */
const PLACES_IN_FILES: readonly string[] = [
	'source_file',
	'source_line',
	'file',
	'line',
	'kept_line',
	'other_line',
];

/** What every mart says; of lists of deals without `unsaid`, columns that repeat what the export says today. */
async function answersOf(
	asked: Asked,
	asOf: Day | null = null,
	unsaid: readonly string[] = [],
): Promise<Record<string, Row[]>> {
	const answers: Record<string, Row[]> = {};
	for (const mart of MARTS) {
		for (const scope of SCOPES) {
			const rows = (await asked.ask(mart, { ...scope, asOf }, usualParams(mart, BY_OWNER) as never)) as Row[];
			const left = ['deal_list', 'deal_card'].includes(mart.name)
				? [...PLACES_IN_FILES, ...unsaid]
				: PLACES_IN_FILES;
			answers[`${mart.name} ${JSON.stringify(scope)}`] = rows.map((row) =>
				Object.fromEntries(Object.entries(row).filter(([name]) => !left.includes(name))),
			);
		}
	}
	return answers;
}

/** Marts about the rows of files, which are others where the rows are. */
const ABOUT_ROWS = ['deal_rows'];

const without = (answers: Record<string, Row[]>, marts: readonly string[]) =>
	Object.fromEntries(Object.entries(answers).filter(([name]) => !marts.includes(name.split(' ')[0] ?? '')));

test('the order of rows decides nothing in any mart', { timeout: 240_000 }, async () => {
	const list = someJourneys(20_261, 60);
	const straight = await answersOf(await tell(engine, RANDOM_STAGES, asBuilders(list)));
	const shuffled = [...list]
		.map((journey, index) => ({ journey, at: (index * 7919 + 31) % 101 }))
		.sort((a, b) => a.at - b.at)
		.map(({ journey }) => journey);
	const other = await answersOf(await tell(engine, RANDOM_STAGES, asBuilders(shuffled)));
	expect(without(other, ABOUT_ROWS)).toEqual(without(straight, ABOUT_ROWS));
});

test('whatever the order of rows, a sum is the same to its last digit', { timeout: 120_000 }, async () => {
	// Tenths and rates that no binary number holds: added in another order they give another sum.
	const day = (from: number) => addDays(RANDOM_START, from);
	const list = Array.from({ length: 240 }, (_, n) => {
		const told = deal(`D${n}`)
			.in('S1', day(n))
			.in('S2', day(n + 3 + (n % 5)))
			.amount(((n * 7919) % 1000) / 10 + 0.1)
			.owner(RANDOM_OWNERS[n % 3] ?? '');
		if (n % 4 === 0) return told;
		return n % 3 === 0 ? told.lost(day(n + 20 + (n % 11))) : told.won(day(n + 25 + (n % 7)));
	});
	const targets = targetsSql(
		['07', '08', '09'].flatMap((month, index) =>
			RANDOM_OWNERS.map((value, n) => ({
				starts: `2024-${month}-01`,
				ends: `2024-${month === '09' ? '10' : `0${Number(month) + 1}`}-01`,
				target: 1000.1 + index / 10 + n / 7,
				segment: 'owner',
				value,
			})),
		),
	);
	const spend = Array.from(
		{ length: 7 },
		(_, n) =>
			`insert into stg_spend (source_name, spend_amount, starts_on, ends_before)
			values ('Ads', ${100.1 + n / 10}, '${day(n * 5)}', '${day(n * 5 + 31)}')`,
	);
	const answers = async (
		some: typeof list,
		statements: readonly string[],
	): Promise<Record<string, unknown>> => {
		const told = await tellStaged(engine, RANDOM_STAGES, some, statements);
		const quarter = { from: '2024-01-01' as Day, to: '2024-02-20' as Day };
		return {
			forecast_record: await told.ask(forecastRecord, {}, { period: 'month' }),
			forecast_accuracy: await told.ask(forecastAccuracy, {}, { period: 'month' }),
			coverage: await told.ask(coverage, {}, usualParams(coverage) as never),
			lead_sources: await told.ask(leadSources, quarter, usualParams(leadSources) as never),
		};
	};
	const straight = await answers(list, [...targets, ...spend]);
	expect(straight['forecast_record']).toSatisfy(
		(rows: { stage_weighted_amount: number }[]) =>
			rows.length > 4 && rows.every((row) => row.stage_weighted_amount > 0),
	);
	expect(straight['coverage']).toSatisfy((rows: { target_amount: number | null }[]) =>
		rows.some((row) => row.target_amount !== null),
	);
	for (const turn of [1, 2]) {
		const mixed = <T>(of: readonly T[]): T[] =>
			of
				.map((one, index) => ({ one, at: ((index + turn) * 7919 + 31) % 101 }))
				.sort((a, b) => a.at - b.at)
				.map(({ one }) => one);
		expect(await answers(mixed(list), mixed([...targets, ...spend]))).toEqual(straight);
	}
});

/** Columns of lists of deals that repeat the export, and places of values in the catalog, which is of all data. */
const OF_TODAY = ['stage', 'segment_codes'];

test(
	'as of a day, every mart says of all data what it says of the data cut at that day',
	{
		timeout: 240_000,
	},
	async () => {
		const day = addDays(RANDOM_START, 55);
		// Deals whose log begins with them and that never were closed before their close: only they tell where a deal stood
		// on an earlier day. What the export itself says of a deal that was lost and taken up again is of today.
		const list = someJourneys(20_262, 700).filter(
			({ created, closed, events, outcome }) =>
				events[0]?.at === created &&
				(outcome === 'open' || closed !== null) &&
				events.every(({ stage }) => stage !== 'Lost'),
		);
		expect(list.length).toBeGreaterThan(20);
		const cut = cutAt(list, day);
		const asOf = async (some: readonly Journey[]) => {
			const told = await tell(engine, RANDOM_STAGES, asBuilders(some), day);
			const answers = without(await answersOf(told, day, OF_TODAY), ABOUT_ROWS);
			// Values of a segment stand in the order of the catalog, which is of all data.
			const inOneOrder = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort();
			return Object.fromEntries(Object.entries(answers).map(([name, rows]) => [name, inOneOrder(rows)]));
		};
		expect(await asOf(list)).toEqual(await asOf(cut));
	},
);

test(
	'columns that add up by their contract do, over values and over periods',
	{ timeout: 60_000 },
	async () => {
		const told = await tell(engine, RANDOM_STAGES, asBuilders(someJourneys(20_263, 60)));
		const summed = async (mart: AnyMart, over: string, asked: Row) => {
			const scope = { from: '2024-01-01' as Day, to: '2025-01-01' as Day };
			const rows = (await told.ask(mart, scope, usualParams(mart, asked) as never)) as Row[];
			const keys = Object.keys(mart.columns).filter(
				(name) => name !== over && mart.columns[name]?.unit === 'key',
			);
			const sums: Record<string, number> = {};
			for (const row of rows) {
				for (const name of additiveColumns(mart)[over] ?? []) {
					const cell = [...keys.map((key) => row[key] ?? null), name].join(' ');
					sums[cell] = Math.round(((sums[cell] ?? 0) + Number(row[name])) * 1e6) / 1e6;
				}
			}
			return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
		};
		const parts: Record<string, [part: Row, whole: Row]> = {
			value: [{ segment: 'owner' }, { segment: null }],
			period_on: [{ period: 'month' }, { period: 'year' }],
		};
		for (const mart of MARTS) {
			for (const { over } of mart.adds ?? []) {
				const [part, whole] = parts[over] ?? [{}, {}];
				const sums = await summed(mart, over, whole);
				expect([mart.name, over, await summed(mart, over, part)]).toEqual([mart.name, over, sums]);
				// Deals of these journeys are due on no day, so that nothing covers or slips.
				if (!['coverage', 'pipeline_slippage'].includes(mart.name)) expect(sums).not.toEqual({});
			}
		}
	},
);

describe('the parts of a segment add up to the whole', () => {
	/**
	 * Columns that count or add up deals, visits or money: of these a whole is the sum of its parts. Stalled is beyond
	 * what is usual of the deals asked of.
	 */
	const addsUp = (name: string, { unit, nullable }: AnyMart['columns'][string]) =>
		['deals', 'visits', 'amount'].includes(unit) &&
		!nullable &&
		!/^(average|median|p\d|expected|benchmark|others?|rest|all|compared|total)_|_(total|in_stage|stalled)$|^(stalled|in_stage)_/.test(
			name,
		);

	/** What a row is about, as far as the owner does not decide it. */
	const keyOf = (mart: AnyMart, row: Row) =>
		JSON.stringify(
			Object.entries(mart.columns)
				.filter(([, { unit, type }]) => ['key', 'label', 'day'].includes(unit) && type !== 'number')
				.filter(([name]) => !NOT_KEYS.has(name))
				.map(([name]) => row[name] ?? null),
		);
	/** Places in the order of an answer, which depend on what else is in it. */
	const NOT_KEYS = new Set(['place', 'currency']);

	/** Marts whose rows are of single deals or accounts, or that hold a value against the others: no sums. */
	const NO_SUMS: Record<string, string> = {
		owners: 'holds each value against the rest of the scope',
		bottlenecks: 'holds each value against the rest of the scope',
		coverage: 'targets are those of what is filtered',
		deal_list: 'has the total of the list in each row',
		forecast_record: 'has as many month ends as its deals have history',
		funnel_by_policy: 'differences between policies are told, and add up, as those of the parts',
		conversion_trend: 'begins with the first entry of its deals',
		velocity_trend: 'begins with the first fact of its deals',
		time_to_convert: 'has spans as wide as its deals need; its totals are added up below',
	};

	function sums(mart: AnyMart, rows: readonly Row[]): Map<string, Map<string, number>> {
		const columns = Object.entries(mart.columns).filter(([name, contract]) => addsUp(name, contract));
		const found = new Map<string, Map<string, number>>();
		for (const row of rows) {
			const key = keyOf(mart, row);
			const own = found.get(key) ?? new Map<string, number>();
			for (const [name] of columns) own.set(name, (own.get(name) ?? 0) + Number(row[name] as Value));
			if ([...own.values()].some((value) => value !== 0)) found.set(key, own);
		}
		return found;
	}

	const round = (all: Map<string, Map<string, number>>) =>
		Object.fromEntries(
			[...all].map(([key, own]) => [
				key,
				Object.fromEntries([...own].map(([column, value]) => [column, Number(value.toFixed(4))])),
			]),
		);

	const marts = MARTS.filter(
		(mart) =>
			!(mart.name in NO_SUMS) &&
			!('row_limit' in mart.params) &&
			!('deal_id' in mart.params) &&
			Object.entries(mart.columns).some(([name, contract]) => addsUp(name, contract)),
	);

	let asked: Asked;
	beforeAll(async () => {
		const regions = ['North', 'South', null];
		const list = someJourneys(20_263, 60).map((journey, n) => ({
			...journey,
			region: regions[n % 3] ?? null,
		}));
		asked = await tell(engine, RANDOM_STAGES, asBuilders(list));
	});

	test.each(marts.map(({ name }) => name))('in %s', async (name) => {
		const mart = marts.find((one) => one.name === name) as AnyMart;
		for (const scope of SCOPES) {
			const params = usualParams(mart, {
				period: 'month',
				// Without it, the horizon is that of the deals asked of.
				horizon_days: 14,
				start_on: WINDOW.from,
				end_on: WINDOW.to,
			}) as never;
			const whole = sums(mart, (await asked.ask(mart, scope, params)) as Row[]);
			const parts: Row[] = [];
			for (const owner of [...RANDOM_OWNERS, null]) {
				const filters = [{ segment: 'owner', values: [owner], exclude: false }];
				parts.push(...((await asked.ask(mart, { ...scope, filters }, params)) as Row[]));
			}
			const added = sums(mart, parts);
			expect(round(added), `${name} ${JSON.stringify(scope)}`).toEqual(round(whole));
		}
	});

	/** Asked by a segment, a mart has a row of each value where it has one of all without; these take it otherwise. */
	const TAKES_ANOTHER: Record<string, string> = {
		lead_sources: 'without a segment takes the source',
		segment_values: 'has a row of each value alone',
		velocity_trend: 'begins with the first fact of its deals',
		rate_split: 'without a segment takes them all, one after the other',
	};
	const bySegment = marts.filter(({ name, params }) => 'segment' in params && !(name in TAKES_ANOTHER));

	test.each(bySegment.map(({ name }) => name))('asked by any segment, in %s', async (name) => {
		const mart = bySegment.find((one) => one.name === name) as AnyMart;
		const given = { period: 'month', horizon_days: 14, start_on: WINDOW.from, end_on: WINDOW.to };
		const unnamed = (rows: readonly Row[]) => rows.map((row) => ({ ...row, value: null, segment: null }));
		expect(asked.catalog.segments.length).toBeGreaterThan(1);
		for (const scope of SCOPES) {
			const told = async (segment: string | null) => {
				const params = { ...usualParams(mart, given), segment };
				return sums(mart, unnamed((await asked.ask(mart, scope, params as never)) as Row[]));
			};
			const whole = await told(null);
			for (const { key } of asked.catalog.segments)
				expect(round(await told(key)), `${name} by ${key} ${JSON.stringify(scope)}`).toEqual(round(whole));
		}
	});

	test('in the deals that time_to_convert tells of, whatever their spans', async () => {
		const mart = MARTS.find(({ name }) => name === 'time_to_convert') as AnyMart;
		const told = async (scope: Parameters<Asked['ask']>[1]) => {
			const rows = (await asked.ask(mart, scope, usualParams(mart, BY_OWNER) as never)) as Row[];
			return {
				converted: Number(rows[0]?.['deals_converted'] ?? 0),
				inSpans: rows.reduce((sum, row) => sum + Number(row['deals']), 0),
			};
		};
		for (const scope of SCOPES) {
			const whole = await told(scope);
			const parts = [];
			for (const owner of [...RANDOM_OWNERS, null])
				parts.push(
					await told({ ...scope, filters: [{ segment: 'owner', values: [owner], exclude: false }] }),
				);
			expect(whole.converted).toBeGreaterThan(0);
			expect(parts.reduce((sum, { converted }) => sum + converted, 0)).toBe(whole.converted);
			expect(parts.reduce((sum, { inSpans }) => sum + inSpans, 0)).toBe(whole.inSpans);
		}
	});
});
