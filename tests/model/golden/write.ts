import { readdir, rm, writeFile } from 'node:fs/promises';
import { GOLDEN_FOLDER, goldenAnswers, goldenPath } from './answers';

/*
 * Rewrites the golden files: npm run golden. Look at what changed (git diff --stat tests/model/golden) before you keep
 * it: a number that moves without a reason is a fault.
 */
const answers = await goldenAnswers();
const known = new Set(answers.map(({ mart }) => `${mart}.json`));
for (const name of await readdir(GOLDEN_FOLDER)) {
	if (name.endsWith('.json') && !known.has(name)) await rm(`${GOLDEN_FOLDER}/${name}`);
}
for (const { mart, params, columns, rows } of answers) {
	const lines = rows.map((row) => `\t\t${JSON.stringify(row)}`).join(',\n');
	await writeFile(
		goldenPath(mart),
		`{\n\t"mart": ${JSON.stringify(mart)},\n\t"params": ${JSON.stringify(params)},\n\t"columns": ${JSON.stringify(columns)},\n\t"rows": [${lines && `\n${lines}\n\t`}]\n}\n`,
	);
}
