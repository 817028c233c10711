import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mapping } from '$lib/intake/mapping';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'funnelscope-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const file = async (name: string, text: string): Promise<string> => {
	const path = join(folder, name);
	await writeFile(path, text);
	return path;
};

const run = (...words: string[]): Promise<{ status: number | null; out: string; err: string }> =>
	new Promise((resolve, reject) => {
		const child = spawn(process.execPath, ['src/cli/funnelscope.mjs', ...words]);
		let [out, err] = ['', ''];
		child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
		child.on('error', reject);
		child.on('close', (status) => resolve({ status, out, err }));
	});

interface Answer {
	intake: {
		files: { file: string; rows_read: number; rows_kept: number; rows_set_aside: number }[];
		set_aside: { line: number; reason: string }[];
		warnings: string[];
		as_of_day: string;
		time_zone: string;
	};
	marts: Record<string, Record<string, unknown>[]>;
}

const query = async (...words: string[]): Promise<Answer> => {
	const { status, out, err } = await run('query', ...words, '--json');
	if (status !== 0) throw new Error(err);
	return JSON.parse(out) as Answer;
};

const DEALS = `opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Ann,GTX,Acme,Won,2017-01-01,2017-01-11,100
A2,Ann,GTX,,Lost,2017-01-02,2017-02-01,0
A3,Bob,MG,Acme,Won,2017-02-01,2017-03-03,300
A4,Bob,MG,Zeta,Engaging,2017-03-04,,
A5,Ann,MG,Zeta,Prospecting,,,
A1,Ann,GTX,Acme,Won,2017-01-01,2017-01-11,100
,Ann,GTX,Acme,Won,2017-01-01,2017-01-11,100
`;

describe('funnelscope query', () => {
	test('prints intake and marts of a plain export, every row accounted for', async () => {
		const { intake, marts } = await query(await file('pipeline.csv', DEALS));
		expect(intake.files[0]).toMatchObject({
			file: 'pipeline.csv',
			rows_read: 7,
			rows_kept: 5,
			rows_set_aside: 2,
		});
		expect(intake.set_aside.map(({ line, reason }) => [line, reason.split(' (')[0]])).toEqual([
			[7, 'an exact copy of another row'],
			[8, 'no id'],
		]);
		expect(intake.as_of_day).toBe('2017-03-04');
		expect(marts['headline']?.[0]).toMatchObject({
			deals_won: 2,
			deals_lost: 1,
			win_ratio: 2 / 3,
			average_won_amount: 200,
			average_won_cycle_days: 20,
			deals_open: 2,
			deals_without_start: 1,
		});
		expect(
			marts['funnel']?.map((row) => [
				row['stage'],
				row['deals_reached'],
				row['deals_unknown'],
				row['deals_dropped'],
			]),
		).toEqual([
			['Prospecting', 5, 1, 0],
			['Engaging', 3, 0, 0],
		]);
	});

	test('tells days by the zone that is named, or that the mapping names, and refuses one that there is not', async () => {
		const path = await file(
			'instants.csv',
			'id,stage,created,closed\nA,Won,2024-04-01T03:30:00Z,2024-05-01\nB,Won,2024-04-01T04:30:00Z,2024-05-01\n',
		);
		const window = ['--to', '2024-04-01', '--mart', 'headline'];
		const here = await query(path, ...window, '--time-zone', 'america/new_york');
		expect(here.intake.time_zone).toBe('America/New_York');
		expect(here.marts['headline']?.[0]).toMatchObject({ deals_created: 1 });
		expect((await query(path, ...window)).marts['headline']?.[0]).toMatchObject({ deals_created: 0 });
		const { out } = await run('map', path, '--time-zone', 'America/New_York');
		const map = await file('zoned.json', out);
		expect((await query(path, ...window, '--map', map)).marts['headline']?.[0]).toMatchObject({
			deals_created: 1,
		});
		const refused = await run('query', path, '--time-zone', 'Mars/Base');
		expect(refused.status).toBe(2);
		expect(refused.err).toContain('Europe/Berlin');
		const broken = await file('broken.json', out.replace('America/New_York', 'Mars/Base'));
		expect(await run('query', path, '--map', broken)).toMatchObject({ status: 1, out: '' });
	});

	test('narrows by window, by filters and by mart', async () => {
		const path = await file('pipeline.csv', DEALS);
		const windowed = await query(path, '--from', '2017-02-01', '--to', '2017-03-01', '--mart', 'headline');
		expect(Object.keys(windowed.marts)).toEqual(['headline']);
		expect(windowed.marts['headline']?.[0]).toMatchObject({ deals_won: 0, deals_lost: 1, deals_created: 1 });
		const filtered = await query(path, '--where', 'Owner=ann', '--where', 'product=GTX');
		expect(filtered.marts['headline']?.[0]).toMatchObject({ deals_won: 1, deals_lost: 1 });
		const blank = await query(path, '--where', 'account=');
		expect(blank.marts['headline']?.[0]).toMatchObject({ deals_won: 0, deals_lost: 1 });
	});

	test('looks at the data as of an earlier day', async () => {
		const { marts } = await query(await file('pipeline.csv', DEALS), '--as-of', '2017-01-31');
		expect(marts['headline']?.[0]).toMatchObject({ deals_won: 1, deals_lost: 0, deals_open: 2 });
	});

	test('gives the same numbers on the engine of the browser', async () => {
		const path = await file('pipeline.csv', DEALS);
		expect((await query(path, '--engine', 'wasm')).marts).toEqual((await query(path)).marts);
	});

	test('joins a stage log by id, whatever the order of the files', async () => {
		const log = await file(
			'log.csv',
			'deal_id,to_stage,changed_at\nA2,Prospecting,2017-01-02\nA2,Engaging,2017-01-05\nA2,Lost,2017-02-01\nZZ,Engaging,2017-01-01\n',
		);
		const path = await file('pipeline.csv', DEALS);
		const { marts, intake } = await query(path, log);
		expect(marts['funnel']?.map((row) => [row['deals_dropped'], row['deals_unknown']])).toEqual([
			[0, 0],
			[1, 0],
		]);
		expect(intake.warnings.join(' ')).toContain(
			'1 row of the stage history is of an id that no deal has: it counts nowhere.',
		);
		expect((await query(log, path)).marts).toEqual(marts);
	});

	test('asks rather than guesses when a date can be read in two ways, and takes the answer from a mapping', async () => {
		const path = await file(
			'ambiguous.csv',
			'Deal ID,Stage,Created,Amount\nA,Won,06/08/2024,5\nB,Lost,07/08/2024,6\nC,Won,09/08/2024,7\n',
		);
		const refused = await run('query', path, '--json');
		expect(refused.status).toBe(1);
		expect(refused.out).toBe('');
		expect(refused.err).toMatch(/ambiguous\.csv.*“Created”.*day first or month first.*--map/s);
		const printed = await run('map', path);
		const mapping = JSON.parse(printed.out) as Mapping;
		const created = mapping.files[0]?.columns.find(({ role }) => role === 'created');
		if (created?.reading.as !== 'date') throw new Error('Created is no date');
		created.reading.formats = ['%d/%m/%Y'];
		const { intake } = await query(path, '--map', await file('mapping.json', JSON.stringify(mapping)));
		expect(intake.as_of_day).toBe('2024-08-09');
	});

	test('reads this week’s files by last week’s mapping, and refuses rather than guesses where columns differ', async () => {
		const header = 'Deal ID,Stage,Created,Amount';
		const first = await file('week-1.csv', `${header}\nA,Won,06/08/2024,5\nB,Lost,07/08/2024,6\n`);
		const mapping = JSON.parse((await run('map', first)).out) as Mapping;
		const created = mapping.files[0]?.columns.find(({ role }) => role === 'created');
		if (created?.reading.as !== 'date') throw new Error('Created is no date');
		created.reading.formats = ['%d/%m/%Y'];
		const map = await file('week-1.json', JSON.stringify(mapping));

		const second = await file('week-2.csv', `${header}\nA,Won,06/08/2024,5\nC,Won,11/08/2024,7\n`);
		const { intake } = await query(second, '--map', map);
		expect(intake.as_of_day).toBe('2024-08-11');

		const third = await file('week-3.csv', 'Deal ID,Stage,Created,Amount due\nA,Won,06/08/2024,5\n');
		const refused = await run('query', third, '--map', map, '--json');
		expect([refused.status, refused.out]).toEqual([1, '']);
		expect(refused.err).toMatch(/week-3\.csv.*“Amount” of earlier exports.*“Amount due” is new.*--map/s);
		const checked = await run('map', third, '--map', map);
		expect(checked.err).toMatch(/^changed: week-3\.csv.*“Amount due”/m);
		const again = await file('week-3.json', checked.out);
		expect((await query(third, '--map', again)).marts['headline']?.[0]).toMatchObject({ won_amount: 5 });
	});

	test('says plainly what failed, and how', async () => {
		const path = await file('pipeline.csv', DEALS);
		const cases: [string[], number, RegExp][] = [
			[['query', 'no-such.csv'], 1, /no file no-such\.csv/],
			[['query', path, '--from', '2017-02-30'], 2, /--from takes a day/],
			[['query', path, '--from', '2017-02-01', '--to', '2017-02-01'], 2, /holds no day/],
			[['query', path, '--where', 'Colour=red'], 1, /no column “Colour”.*owner/],
			[['query', path, '--where', 'Owner=Zoe'], 1, /No deal has “Zoe”.*Ann/],
			[['query', path, '--mart', 'funel'], 2, /no mart funel.*funnel/],
			[['query', path, '--as-of', '2016-12-31'], 1, /end of 2016-12-31 nothing had happened.*2017-01-01/],
			[['query', path, '--mart', 'funnel', '--param', 'horizon=3'], 2, /funnel has no parameter horizon/],
			[
				['query', path, '--param', 'horizon=3'],
				2,
				/None of the marts asked has a parameter horizon.*horizon_days/,
			],
			[
				['query', path, '--mart', 'velocity_trend', '--param', 'period=fortnight'],
				2,
				/period takes one of its choices, not “fortnight”.*week_sunday.*month, quarter/,
			],
			[
				['query', path, '--mart', 'paths', '--param', 'by_outcome=maybe'],
				2,
				/by_outcome takes true or false/,
			],
			[
				['query', path, '--mart', 'conversion_matured', '--param', 'horizon_days=-3'],
				2,
				/horizon_days takes a whole number/,
			],
			[['query', path, '--mart', 'pipeline_as_of', '--param', 'as_of=2017-02-30'], 2, /as_of takes a day/],
			[
				['query', path, '--mart', 'deal_visits'],
				2,
				/deal_visits needs the parameter deal_id.*Id of the deal/,
			],
			[
				['query', path, '--param', 'compare_from=2017-02-01', '--param', 'compare_to=2017-01-01'],
				2,
				/no day.*compare_to is the first day after/,
			],
			[
				['query', path, '--param', 'start_on=2017-02-01', '--param', 'end_on=2017-01-01'],
				2,
				/no day.*end_on is the later/,
			],
			[
				['query', path, '--mart', 'funnel_by_policy', '--param', 'optional_stages=2,9'],
				1,
				/no stage “9”.*1 \(Prospecting\)/,
			],
			[['query', path, '--starts-in', 'Demo'], 1, /no stage “Demo”.*2 \(Engaging\)/],
			[['query', path, '--starts-in', 'Engaging', '--basis', 'activity'], 2, /needs --basis cohort/],
			[['query', path, '--colour'], 2, /no option --colour/],
			[['query', await file('empty.csv', '')], 1, /empty\.csv/],
			[
				['query', await file('people.csv', 'name,city\nAnn,Rome\nBob,Oslo\n')],
				1,
				/people\.csv.*no column of an id/s,
			],
			[
				[
					'query',
					await file(
						'gone.csv',
						'Deal ID,Stage,Created Date,Is Deleted\nA1,Lead,2024-01-02,true\nA2,Won,2024-01-03,true\n',
					),
				],
				1,
				/gone\.csv is an opportunity that counts: 2 deleted in the CRM/,
			],
			[['query', path, '--map', path], 1, /not JSON/],
			[['conjure', path], 2, /no command conjure/],
		];
		for (const [words, status, message] of cases) {
			const result = await run(...words, '--json');
			expect(result.err, words.join(' ')).toMatch(message);
			expect(result.status, words.join(' ')).toBe(status);
			expect(result.out).toBe('');
		}
	});
});

describe('funnelscope --list, map and read', () => {
	test('--list tells every mart with its columns, and query gives exactly those', async () => {
		const { out } = await run('--list', '--json');
		const contracts = JSON.parse(out) as { name: string; columns: Record<string, { definition: string }> }[];
		const { marts } = await query(await file('pipeline.csv', DEALS));
		for (const [name, rows] of Object.entries(marts)) {
			const contract = contracts.find((candidate) => candidate.name === name);
			expect(contract, name).toBeDefined();
			for (const row of rows) {
				expect(Object.keys(contract?.columns ?? {}).sort()).toEqual(Object.keys(row).sort());
			}
		}
		expect((await run('--list')).out).toContain('funnel – Where do deals go, stage by stage?');
	});

	test('a mapping that it printed gives the same numbers when passed back', async () => {
		const path = await file('pipeline.csv', DEALS);
		const mapping = await file('mapping.json', (await run('map', path)).out);
		expect((await query(path, '--map', mapping)).marts).toEqual((await query(path)).marts);
	});

	test('read prints the table as it was read, and the rows set aside on stderr', async () => {
		const path = await file('messy.csv', 'a;b;c\r\n1;"x;\ny";3\r\n2;too;many;cells\r\n4;;"""q"""\r\n');
		const { out, err, status } = await run('read', path, '--csv');
		expect(out).toBe('a,b,c\n1,"x;\ny",3\n4,,"""q"""\n');
		expect(err).toMatch(/messy\.csv:4: set aside: .*4 cells/);
		expect(status).toBe(0);
	});
});
