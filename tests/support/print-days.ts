import { openAsBlob } from 'node:fs';
import { openNativeEngine } from '../../src/lib/engine/native';
import { importMapped, readFiles } from '../../src/lib/intake/import';
import { recognise } from '../../src/lib/intake/recognise';

/** Prints the days of creation and close of the deals of a file, in order of their ids, as JSON. */
const path = process.argv.at(-1) ?? '';
const engine = await openNativeEngine();
const raws = await readFiles(engine, [{ name: 'deals.csv', blob: await openAsBlob(path) }]);
const { mapping, questions } = await recognise(engine, raws);
if (questions.length > 0) throw new Error(questions.map(({ text }) => text).join('\n'));
await importMapped(engine, raws, mapping);
const { rows } = await engine.query('select created_at, closed_at from stg_deals order by deal_id');
const days = rows.map((row) => [row['created_at'], row['closed_at']].map((at) => String(at).slice(0, 10)));
process.stdout.write(`${JSON.stringify({ zone: new Date(2024, 0, 1).getTimezoneOffset(), days })}\n`);
await engine.close();
