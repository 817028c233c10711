import { readdir, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { MARTS } from '$lib/model/marts';
import { GOLDEN_FOLDER, goldenAnswers, goldenPath, TOLERANCE, type Golden } from './golden/answers';

/*
 * Numbers of the sample company that have been looked at once must not move without a reason. What they mean is tested
 * by hand and by independent loops elsewhere; `npm run golden` rewrites them.
 */
let answers: Map<string, Golden>;
beforeAll(async () => {
	answers = new Map((await goldenAnswers()).map((answer) => [answer.mart, answer]));
}, 180_000);

function isSame(actual: unknown, kept: unknown): boolean {
	if (typeof actual !== 'number' || typeof kept !== 'number') return actual === kept;
	return Math.abs(actual - kept) <= TOLERANCE * Math.max(Math.abs(actual), Math.abs(kept), 1e-9);
}

describe('the answer of the sample company is the one that is kept', () => {
	test.each(MARTS.map(({ name }) => name))('to %s', async (mart) => {
		const kept = JSON.parse(await readFile(goldenPath(mart), 'utf8')) as Golden;
		const actual = answers.get(mart);
		expect(actual?.params).toEqual(kept.params);
		expect(actual?.columns).toEqual(kept.columns);
		expect(actual?.rows.length).toBe(kept.rows.length);
		const differences = kept.rows.flatMap((row, index) =>
			row.flatMap((value, place) => {
				const found = actual?.rows[index]?.[place];
				return isSame(found, value)
					? []
					: [`row ${index}, ${kept.columns[place]}: ${JSON.stringify(found)}, kept ${JSON.stringify(value)}`];
			}),
		);
		expect(differences).toEqual([]);
	});

	test('and every kept answer is of a mart that there is', async () => {
		const files = (await readdir(GOLDEN_FOLDER)).filter((name) => name.endsWith('.json'));
		expect(files.sort()).toEqual(MARTS.map(({ name }) => `${name}.json`).sort());
	});
});
