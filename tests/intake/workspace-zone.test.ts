import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, type Day } from '$lib/base/day';
import { timeZoneOf, zoneTable } from '$lib/base/time-zone';
import type { Engine, Row } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { openNodeEngine } from '$lib/engine/node';
import { readFiles } from '$lib/intake/import';
import type { Mapping } from '$lib/intake/mapping';
import { recognise } from '$lib/intake/recognise';
import { zoneEffects } from '$lib/intake/zone-effect';
import { clockSql, yearsOf } from '$lib/model/clock';
import { dealList } from '$lib/model/marts/deal-list';
import { dealVisits } from '$lib/model/marts/deal-visits';
import { headline } from '$lib/model/marts/headline';
import { MARTS } from '$lib/model/marts';
import type { Scope } from '$lib/model/scope';
import { usualParams } from '../support/every-mart';
import { asFiles, deal, importFiles, mappingOf, type Asked, type Journey } from '../support/journeys';
import { asBuilders, RANDOM_STAGES, RANDOM_START, randomJourneys } from '../support/random-journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });

/** What a file says in a zone, recognised by itself. */
async function inZone(text: string, timeZone: string, asOf: Day | null = null, on = engine): Promise<Asked> {
	const { mapping } = await importFiles(on, [file('deals.csv', text)]);
	return importFiles(on, [file('deals.csv', text)], { mapping: { ...mapping, timeZone }, asOf });
}

/** Days of creation and close of the deals, in order of their ids. */
async function daysOf(asked: Asked): Promise<(string | null)[][]> {
	const rows = await asked.ask(dealList, {}, usualParams(dealList) as never);
	return rows
		.map(({ deal_id, created_on, closed_on }) => [deal_id, created_on, closed_on])
		.sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
}
const cyclesOf = async (asked: Asked): Promise<number[]> =>
	(
		await asked.engine.query(
			'select cycle_us from journeys as j order by (select external_id from stg_deals as d where d.deal_key = j.deal_key)',
		)
	).rows.map((row) => Number(row['cycle_us']) / 3_600_000_000);

describe('an instant falls on the day of the zone', () => {
	test.each(['native', 'the browser’s'])(
		'in New York, with each way of writing it (%s engine)',
		async (kind) => {
			const own = kind === 'native' ? engine : await openNodeEngine();
			// Half past eleven in the evening of 31 March is 1 April in London and in UTC.
			const text = `id,stage,created,closed
A,Won,2024-04-01T03:30:00Z,2024-05-01
B,Won,2024-03-31T23:30:00-04:00,2024-05-01
C,Won,2024-04-01T05:30:00+02:00,2024-05-01
D,Won,2024-03-31 23:30:00,2024-05-01
E,Won,2024-04-01T04:00:00Z,2024-05-01
`;
			const days = async (zone: string) =>
				(await daysOf(await inZone(text, zone, null, own))).map(([, created]) => created);
			expect(await days('America/New_York')).toEqual([
				'2024-03-31',
				'2024-03-31',
				'2024-03-31',
				'2024-03-31',
				'2024-04-01',
			]);
			// The offset of one row is no business of the next: D and E follow one of two hours.
			expect(await days('UTC')).toEqual([
				'2024-04-01',
				'2024-04-01',
				'2024-04-01',
				'2024-03-31',
				'2024-04-01',
			]);
			expect(await days('Asia/Kolkata')).toEqual([
				'2024-04-01',
				'2024-04-01',
				'2024-04-01',
				'2024-03-31',
				'2024-04-01',
			]);
			const asked = await inZone(text, 'America/New_York', null, own);
			const [march] = await asked.ask(headline, { from: '2024-03-01' as Day, to: '2024-04-01' as Day });
			expect(march?.deals_created).toBe(4);
			expect(asked.catalog.timeZone).toBe('America/New_York');
			if (own !== engine) await own.close();
		},
	);

	test('counts of seconds and milliseconds since 1970 are instants too', async () => {
		// 1711942200 is 2024-04-01T03:30:00Z.
		const text =
			'id,stage,created,changed\nA,Lead,1711942200,1711942200000\nB,Lead,1711900000,1711900000000\n';
		expect((await daysOf(await inZone(text, 'America/New_York')))[0]?.[1]).toBe('2024-03-31');
		expect((await daysOf(await inZone(text, 'UTC')))[0]?.[1]).toBe('2024-04-01');
	});

	test('a zone of half an hour, one that changed its offset for good, and one that left out a day', async () => {
		const kolkata = 'id,stage,created\nA,Lead,2024-06-30T18:29:59Z\nB,Lead,2024-06-30T18:30:00Z\n';
		expect(await daysOf(await inZone(kolkata, 'Asia/Kolkata'))).toEqual([
			['A', '2024-06-30', null],
			['B', '2024-07-01', null],
		]);
		// Moscow was four hours ahead of UTC from 2011 until 26 October 2014, and three since.
		const moscow = 'id,stage,created\nA,Lead,2014-06-30T20:30:00Z\nB,Lead,2015-06-30T20:30:00Z\n';
		expect(await daysOf(await inZone(moscow, 'Europe/Moscow'))).toEqual([
			['A', '2014-07-01', null],
			['B', '2015-06-30', null],
		]);
		// After 29 December 2011 came the 31st.
		const apia =
			'id,stage,created\nA,Lead,2011-12-30T09:59:00Z\nB,Lead,2011-12-30T10:00:00Z\nC,Lead,2012-01-02T09:00:00Z\n';
		expect(await daysOf(await inZone(apia, 'Pacific/Apia'))).toEqual([
			['A', '2011-12-29', null],
			['B', '2011-12-31', null],
			['C', '2012-01-02', null],
		]);
	});
});

describe('durations are between instants', () => {
	test('over the nights on which clocks change', async () => {
		// Of Berlin: 31 March 2024 has 23 hours, 27 October 25.
		const berlin = `id,stage,created,closed
A,Won,2024-03-30 12:00:00,2024-03-31 12:00:00
B,Won,2024-10-26 12:00:00,2024-10-27 12:00:00
C,Won,2024-06-01 12:00:00,2024-06-02 12:00:00
`;
		expect(await cyclesOf(await inZone(berlin, 'Europe/Berlin'))).toEqual([23, 25, 24]);
		// Of New York the same nights are as long as any.
		expect(await cyclesOf(await inZone(berlin, 'America/New_York'))).toEqual([24, 24, 24]);
	});

	test('a time that comes twice is the first, one that is left out as long after the change as it seems', async () => {
		const text = `id,stage,created,closed
A,Won,2024-11-03 01:30:00,2024-11-03 12:00:00
B,Won,2024-11-03T01:30:00-05:00,2024-11-03 12:00:00
C,Won,2024-03-10 02:30:00,2024-03-10 12:00:00
`;
		const asked = await inZone(text, 'America/New_York');
		expect(await cyclesOf(asked)).toEqual([11.5, 10.5, 8.5]);
		const { rows } = await engine.query('select created_at from stg_deals order by external_id');
		expect(rows.map((row) => row['created_at'])).toEqual([
			'2024-11-03T05:30:00.000Z',
			'2024-11-03T06:30:00.000Z',
			'2024-03-10T07:30:00.000Z',
		]);
	});

	test('whole days where the data have dates only, and the open time of a window too', async () => {
		const text = `id,stage,created,closed,modified
A,Won,2024-03-30,2024-04-02,2024-04-05 10:00:00
B,Won,2024-10-26,2024-10-28,2024-10-29 10:00:00
`;
		const asked = await inZone(text, 'Europe/Berlin');
		expect(asked.catalog.timeZone).toBe('Europe/Berlin');
		expect(await cyclesOf(asked)).toEqual([72, 48]);
		const [row] = await asked.engine.query('select * from stg_settings').then(({ rows }) => rows);
		expect([row?.['created_has_time'], row?.['closed_has_time']]).toEqual([false, false]);
	});

	test('the visits of a deal are told by the clock of the zone', async () => {
		const journeys = [
			deal('A')
				.in('Lead', '2024-03-30 23:30:00')
				.in('Demo', '2024-03-31 23:30:00')
				.won('2024-04-02 09:00:00'),
		];
		const mapping = { ...mappingOf(['Lead', 'Demo']), timeZone: 'Europe/Berlin' };
		const asked = await importFiles(engine, asFiles(journeys.map(({ journey }) => journey)), { mapping });
		const visits = await asked.ask(dealVisits, {}, { deal_id: 'A' });
		expect(visits.map(({ entered_at, visit_days }) => [entered_at, visit_days])).toEqual([
			['2024-03-30T23:30:00.000+01:00', 23 / 24],
			['2024-03-31T23:30:00.000+02:00', 33.5 / 24],
		]);
		// Asked by SQL they stand as the clock showed them, so that a day is the same day there.
		const { rows } = await engine.query(
			'select cast(entered_at as varchar) as entered from crm.visits order by 1',
		);
		expect(rows.map((row) => row['entered'])).toEqual(['2024-03-30 23:30:00', '2024-03-31 23:30:00']);
	});
});

test('what another zone would change is counted in the files, column by column', async () => {
	const text = `id,stage,created,closed,modified
A,Won,2024-04-01T03:30:00Z,2024-05-01,2024-05-01 02:00
B,Won,2024-04-01T04:30:00Z,2024-05-01,2024-05-01 02:00
C,Won,,2024-05-01,2024-05-01T02:00:00Z
`;
	const raws = await readFiles(engine, [file('deals.csv', text)]);
	const { mapping } = await recognise(engine, raws);
	const told = async (from: string, to: string) =>
		(await zoneEffects(engine, raws, { ...mapping, timeZone: from }, to)).map(
			({ header, dates, instants, moved }) => [header, dates, instants, moved],
		);
	expect(await told('UTC', 'America/New_York')).toEqual([
		['created', 2, 2, 1],
		['modified', 3, 1, 1],
	]);
	expect(await told('America/New_York', 'America/New_York')).toEqual([
		['created', 2, 2, 0],
		['modified', 3, 1, 0],
	]);
});

test('an as-of day ends with the day of the zone', async () => {
	const text = `id,stage,created,closed
A,Won,2024-03-01T12:00:00Z,2024-04-01T03:30:00Z
B,Lead,2024-04-01T04:30:00Z,
C,Won,2024-03-02T12:00:00Z,2024-04-01T04:30:00Z
`;
	const asOf = '2024-03-31' as Day;
	const asked = await inZone(text, 'America/New_York', asOf);
	expect(asked.catalog.asOf).toBe('2024-04-01T00:00:00.000-04:00');
	expect(await daysOf(asked)).toEqual([
		['A', '2024-03-01', '2024-03-31'],
		['C', '2024-03-02', null],
	]);
	// In UTC none of it had ended by then.
	expect(await daysOf(await inZone(text, 'UTC', asOf))).toEqual([
		['A', '2024-03-01', null],
		['C', '2024-03-02', null],
	]);
});

test('midnights of UTC in all values are days of the calendar, and stay', async () => {
	// Salesforce’s loader writes a date so; 1711929600000 and 1714521600000 are midnights.
	const text = `id,stage,created,closed
A,Won,1711929600000,2024-05-01T00:00:00.000Z
B,Won,1714521600000,2024-06-01T00:00:00.000Z
`;
	for (const zone of ['UTC', 'America/Los_Angeles', 'Pacific/Auckland'])
		expect(await daysOf(await inZone(text, zone))).toEqual([
			['A', '2024-04-01', '2024-05-01'],
			['B', '2024-05-01', '2024-06-01'],
		]);
});

/** What every mart says, instants as the clock on the wall shows them. */
async function answersOf(asked: Asked, scope: Partial<Scope> = {}): Promise<Record<string, Row[]>> {
	const answers: Record<string, Row[]> = {};
	for (const mart of MARTS) {
		const params = usualParams(mart, { segment: 'owner', deal_id: 'D1', period: 'week' });
		const rows = (await asked.ask(mart, scope, params as never)) as Row[];
		answers[mart.name] = rows.map((row) =>
			Object.fromEntries(
				Object.entries(row).map(([name, value]) => [
					name,
					mart.columns[name as never]?.['type'] === 'instant' && typeof value === 'string'
						? value.slice(0, 23)
						: value,
				]),
			),
		);
	}
	return answers;
}

function someJourneys(seed: number, timed: boolean): Journey[] {
	const [list = []] = fc.sample(randomJourneys({ minLength: 30, maxLength: 30, timed }), {
		numRuns: 1,
		seed,
	});
	return list;
}

async function tellIn(
	zone: string | null,
	journeys: readonly Journey[],
	formats: string[] | null,
	asOf: Day | null,
): Promise<Asked> {
	const mapping: Mapping = mappingOf(RANDOM_STAGES);
	if (zone !== null) mapping.timeZone = zone;
	if (formats)
		for (const own of mapping.files)
			for (const column of own.columns)
				if (column.reading.as === 'date')
					column.reading = {
						as: 'date',
						formats,
						dateOnly: formats.every((format) => !format.includes('%H')),
					};
	return importFiles(engine, asFiles(asBuilders(journeys).map(({ journey }) => journey)), { mapping, asOf });
}

describe('every mart', { timeout: 240_000 }, () => {
	test('says the same of calendar dates in every zone', async () => {
		const journeys = someJourneys(31, false);
		const utc = await answersOf(await tellIn(null, journeys, null, null));
		// In Havana 10 March 2024 had no midnight.
		expect(await answersOf(await tellIn('America/Havana', journeys, null, null))).toEqual(utc);
		// Files without any time are read without a zone: in Apia 30 December 2011 never was, and yet it stays.
		const apia = await inZone('id,stage,created\nA,Lead,2011-12-30\n', 'Pacific/Apia');
		expect([await daysOf(apia), apia.catalog.timeZone]).toEqual([[['A', '2011-12-30', null]], undefined]);
	});

	test('says of instants in a zone without summer time what it says of the times on its walls', async () => {
		const onWalls = someJourneys(2_031, true);
		const ahead = 5.5 * 3_600_000;
		const inUtc = (text: string | null) =>
			text === null
				? null
				: `${new Date(Date.parse(`${text.replace(' ', 'T')}:00Z`) - ahead).toISOString().slice(0, 19)}Z`;
		const instants = onWalls.map((journey) => ({
			...journey,
			created: inUtc(journey.created),
			closed: inUtc(journey.closed),
			events: journey.events.map(({ stage, at }) => ({ stage, at: inUtc(at) ?? '' })),
		}));
		const asOf = addDays(RANDOM_START, 55);
		const window = {
			from: addDays(RANDOM_START, 20),
			to: addDays(RANDOM_START, 75),
			basis: 'activity' as const,
		};
		for (const [scope, told, formats] of [
			[{ ...window, asOf: null }, onWalls, null],
			[{ asOf }, instants, ['%Y-%m-%dT%H:%M:%SZ']],
		] as const) {
			const walls = await answersOf(await tellIn('UTC', onWalls, null, scope.asOf), scope);
			const zoned = await tellIn('Asia/Kolkata', told, formats && [...formats], scope.asOf);
			expect(await answersOf(zoned, scope)).toEqual(walls);
		}
	});
});

/** The clock of a zone at an instant, as the platform writes it: `2024-03-31 23:30:00`. */
const clocks = new Map<string, Intl.DateTimeFormat>();
function wallOf(zone: string, at: number): string {
	const clock =
		clocks.get(zone) ??
		new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
	clocks.set(zone, clock);
	return clock.format(at * 1000);
}

test('the macros of a zone tell the time as Intl does, at random instants and about each change of the clock', async () => {
	const zones = [
		'Europe/Berlin',
		'America/New_York',
		'Africa/Casablanca',
		'Pacific/Apia',
		'Australia/Lord_Howe',
		'America/Sao_Paulo',
		'Asia/Kathmandu',
		'Europe/London',
		'Africa/Cairo',
		'Asia/Tehran',
	];
	const [from, to] = [Date.UTC(1975, 0, 1) / 1000, Date.UTC(2049, 0, 1) / 1000];
	const random = fc.sample(fc.integer({ min: from, max: to }), { numRuns: 300, seed: 7 });
	for (const zone of zones) {
		const table = yearsOf(zoneTable(zone, 1970, 2060), 1974, 2050);
		await engine.execute(clockSql(table));
		const about = table.changes.flatMap(({ at }) => [at - 1, at, at + 1, at - 1800, at + 5400]);
		const instants = [...new Set([...random, ...about])]
			.filter((at) => at > from && at < to)
			.sort((a, b) => a - b);
		const values = instants.map((at) => `(${at}::bigint)`).join(', ');
		const { rows } = await engine.query(
			`select seconds, strftime(wall, '%Y-%m-%d %H:%M:%S') as wall, day, epoch_us(instant_of(wall)) // 1000000 as again
			from (
				select seconds, local_at(told) as wall, day_of(told) as day
				from (select seconds, make_timestamp(seconds * 1000000) as told from (values ${values}) as t (seconds)) as a
			) as b
			order by seconds`,
		);
		const firsts = new Map<string, number>();
		for (const at of instants) if (!firsts.has(wallOf(zone, at))) firsts.set(wallOf(zone, at), at);
		for (const row of rows) {
			const at = Number(row['seconds']);
			const wall = wallOf(zone, at);
			expect([zone, at, row['wall'], row['day']]).toEqual([zone, at, wall, wall.slice(0, 10)]);
			// Back again: the same instant, or an earlier one at which the clock showed the same.
			const again = Number(row['again']);
			expect(wallOf(zone, again)).toBe(wall);
			expect(again).toBeLessThanOrEqual(firsts.get(wall) ?? at);
		}
	}
});

test('names of zones are known in any case, and offsets are none', () => {
	expect(['europe/berlin', 'Asia/Kolkata', 'UTC'].map(timeZoneOf)).toEqual([
		'Europe/Berlin',
		'Asia/Kolkata',
		'UTC',
	]);
	expect(['Mars/Base', '+02:00', '', 'Europe/'].map(timeZoneOf)).toEqual([null, null, null, null]);
});
