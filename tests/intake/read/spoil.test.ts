import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openNativeEngine } from '$lib/engine/native';
import { openForTests } from '../../support/engines';
import { readText } from '../../support/read-text';
import { encode, misreadings, spoilt, write } from './spoilt-export';

/** Which files are made, and how many: others where the environment says so. */
const seed = Number(process.env['SPOIL_SEED'] ?? 20_240_502);
const numRuns = Number(process.env['SPOIL_RUNS'] ?? 250);

describe('A good export, spoilt in random ways', async () => {
	const engine = await openForTests(openNativeEngine);

	it('is read with every row accounted for, and no value changed in what was kept', async () => {
		await fc.assert(
			fc.asyncProperty(spoilt, async (how) => {
				const written = write(how);
				const blob = new Blob([encode(written.text, how.encoding)]);
				const raw = await readText(engine, { name: 'x.csv', blob }, 'raw_0');
				const { rows } = await engine.query('select * from raw_0 order by row_no');
				const kept = rows.map((row) => raw.columns.map(({ name }) => String(row[name] ?? '')));
				expect([kept.length, raw.rowsRead]).toEqual([raw.rowsKept, raw.rowsKept + raw.rowsSetAside]);
				const aside: string[] = [];
				for await (const page of raw.allSetAside()) aside.push(...page.map(({ text }) => text));
				const headers = raw.columns.map(({ header }) => header);
				expect(misreadings(written, { headers, kept, aside, rowsRead: raw.rowsRead })).toEqual([]);
			}),
			// Which damage can be undone is a judgement; the same files each time make a change of it visible.
			{ numRuns, seed },
		);
	}, 120_000);
});
