import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);

/** Days at the ends of months, years and summer times, in the forms of exports. */
const FILES = {
	'iso.csv':
		'id,stage,created,closed\n1,Won,2024-01-01,2024-03-31\n2,Lost,2023-12-31,2024-10-27\n3,Won,2024-03-10,2024-11-03\n',
	'us.csv':
		'id,stage,created,closed\n1,Won,1/1/2024,3/31/2024\n2,Lost,12/31/2023,10/27/2024\n3,Won,3/10/2024,11/3/2024\n',
	'text.csv':
		'id,stage,created,closed\n1,Won,1. Januar 2024,"Mar 31, 2024"\n2,Lost,31-Dec-23,27 octobre 2024\n3,Won,10 de marzo de 2024,3 Nov 2024\n',
	'serial.csv': 'id,stage,created,closed\n1,Won,45292,45382\n2,Lost,45291,45592\n3,Won,45361,45599\n',
	'midnight.csv':
		'id,stage,created,closed\n1,Won,2024-01-01T00:00:00+13:00,2024-03-31 00:00:00\n2,Lost,2023-12-31T00:00:00+13:00,2024-10-27 00:00:00\n3,Won,2024-03-10T00:00:00+13:00,2024-11-03 00:00:00\n',
};
const DAYS = [
	['2024-01-01', '2024-03-31'],
	['2023-12-31', '2024-10-27'],
	['2024-03-10', '2024-11-03'],
];

let folder = '';
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'funnelscope-zones-'));
	for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ZONES = { 'America/Los_Angeles': 480, 'Pacific/Auckland': -780, UTC: 0 };

test.each(
	Object.entries(ZONES).flatMap(([zone, offset]) =>
		Object.keys(FILES).map((name) => [name, zone, offset] as const),
	),
)(
	'no day of %s shifts in %s',
	async (name, zone, offset) => {
		const { stdout } = await run(
			process.execPath,
			['src/cli/run-ts.mjs', 'tests/support/print-days.ts', join(folder, name)],
			{ env: { ...process.env, TZ: zone } },
		);
		// The child truly ran in that zone.
		expect(JSON.parse(stdout)).toEqual({ zone: offset, days: DAYS });
	},
	120_000,
);
