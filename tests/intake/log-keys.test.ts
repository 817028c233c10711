import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { importMapped, readFiles } from '$lib/intake/import';
import type { Mapping } from '$lib/intake/mapping';
import { recognise } from '$lib/intake/recognise';
import { recall, remember } from '$lib/intake/remember';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, ...rows: string[]) => ({ name, blob: new Blob([`${rows.join('\n')}\n`]) });
const IDS = [1, 2, 3, 4, 5, 6];
/** Six deals that have an id and, in another column, a second one, in this order. */
const listOf = (idHeader: string, otherHeader: string, second: (id: number) => string) =>
	file(
		'deals.csv',
		`${idHeader},${otherHeader},Stage,Amount,Created`,
		...IDS.map((id) => `${100 + id},${second(id)},Demo,100,2025-01-0${id}`),
	);
const logOf = (header: string, keyOf: (id: number) => string) =>
	file(
		'log.csv',
		`${header},To Stage,Changed At`,
		...IDS.flatMap((id) => [`${keyOf(id)},Lead,2025-01-0${id}`, `${keyOf(id)},Demo,2025-02-0${id}`]),
	);

async function joined(files: { name: string; blob: Blob }[], answer?: number) {
	const raws = await readFiles(engine, files);
	const recognition = await recognise(engine, raws);
	const { questions, doubts } = recognition;
	const mapping: Mapping =
		answer === undefined
			? recognition.mapping
			: (questions[0]?.choices[answer]?.patch(recognition.mapping) ?? recognition.mapping);
	const report = await importMapped(engine, raws, mapping);
	const { rows } = await engine.query(
		`select deal_id, deal_key is not null as is_joined, count(*) as n, cast(min(changed_at) as date) as first_on
		from stg_stage_events group by all order by deal_id`,
	);
	const events = rows.map(
		(row) => `${String(row['deal_id'])} ${String(row['is_joined'])} ${String(row['n'])}`,
	);
	return { recognition, mapping, report, questions, doubts: doubts.join(' '), events, rows };
}
const ALL = IDS.map((id) => `${100 + id} true 2`);

describe('a log whose ids stand in another column of the list than its id', () => {
	test('is joined with that column, and that is said', async () => {
		const { events, doubts, questions, report, mapping } = await joined([
			listOf('Deal ID', 'Deal Number', (id) => `D-${id}`),
			logOf('Deal Number', (id) => `D-${id}`),
		]);
		expect(events).toEqual(ALL);
		expect(questions).toEqual([]);
		expect(doubts).toContain(
			'“Deal Number” is joined with “Deal Number” of the list of deals, which has 6 of its 6 ids; “Deal ID” has none.',
		);
		expect(report.warnings.join(' ')).not.toMatch(/that no deal has/);
		expect(mapping.process.stages.map(({ label }) => label)).toEqual(['Lead', 'Demo']);
		// No copy of the log is left behind.
		const { rows } = await engine.query(
			"select table_name from information_schema.tables where table_name like 'keyed_%'",
		);
		expect(rows).toEqual([]);
	});

	test('is joined so by its header, though its ids are ids of other deals as well', async () => {
		const { events, doubts, rows } = await joined([
			listOf('Deal ID', 'Deal Number', (id) => `${107 - id}`),
			logOf('Deal Number', (id) => `${107 - id}`),
		]);
		expect(events).toEqual(ALL);
		expect(doubts).toContain('“Deal ID” has 6.');
		expect(String(rows[0]?.['first_on'])).toContain('2025-01-01');
	});

	test('is asked about where neither header nor ids decide, and joined as answered', async () => {
		const files = () => [
			listOf('Deal ID', 'Reference', (id) => `${107 - id}`),
			logOf('Opportunity', (id) => `${100 + id}`),
		];
		const asked = await joined(files(), 0);
		expect(asked.questions.map(({ code, text }) => [code, text])).toEqual([
			[
				'log-key',
				'“Deal ID” of the list of deals has 6 of the 6 ids of this log, and “Reference” 6; they are not of the same deals. In which of them do its ids stand?',
			],
		]);
		expect(String(asked.rows[0]?.['first_on'])).toContain('2025-01-01');
		const other = await joined(files(), 1);
		expect(String(other.rows[0]?.['first_on'])).toContain('2025-01-06');
		// What was answered is not asked of the next export.
		const again = recall(remember(other.mapping), other.recognition);
		expect(again.questions).toEqual([]);
		expect(again.mapping.files[1]?.columns[0]?.keys).toBe('Reference');
	});

	test('stays joined by the id where that is headed so, or the other column has the same ids', async () => {
		const named = await joined([
			listOf('Deal ID', 'Reference', (id) => `${107 - id}`),
			logOf('Deal ID', (id) => `${100 + id}`),
		]);
		expect([named.events, named.questions, named.doubts]).toEqual([ALL, [], '']);
		const same = await joined([
			listOf('Deal ID', 'Reference', (id) => `${100 + id}`),
			logOf('Opportunity', (id) => `${100 + id}`),
		]);
		expect([same.events, same.questions, same.doubts]).toEqual([ALL, [], '']);
	});

	test('counts ids that the list does not have nowhere, though they are ids of another column', async () => {
		const { events, report } = await joined([
			listOf('Deal ID', 'Deal Number', (id) => `D-${id}`),
			file(
				'log.csv',
				'Deal Number,To Stage,Changed At',
				...IDS.map((id) => `D-${id},Demo,2025-02-0${id}`),
				'101,Demo,2025-02-09',
			),
		]);
		expect(events).toContain('101 true 1');
		expect(events).toContain('Deal Number 101 false 1');
		expect(report.warnings.join(' ')).toMatch(/1 row of the stage history is of an id that no deal has/);
	});
});

test('a column of small numbers that has a few of many ids is not taken for that of the ids', async () => {
	const many = Array.from({ length: 40 }, (_, at) => at + 1);
	const { mapping, doubts, questions } = await joined([
		listOf('Deal ID', 'Score', (id) => String(id * 6)),
		file('log.csv', 'Key,To Stage,Changed At', ...many.map((id) => `${id},Lead,2025-01-02`)),
	]);
	expect(mapping.files.flatMap(({ columns }) => columns).filter(({ keys }) => keys !== undefined)).toEqual(
		[],
	);
	expect(doubts).not.toContain('is joined with');
	expect(questions).toEqual([]);
});
