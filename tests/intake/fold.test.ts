import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoteText, type Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { openNodeEngine } from '$lib/engine/node';
import { foldLabel } from '$lib/intake/fold';
import { foldedSql } from '$lib/intake/project-sql';

test.each([
	['Won´t buy', "won't buy"],
	['Won`t buy', "won't buy"],
	['`Won`', 'won'],
	['´Won´', 'won'],
	['a`b`c', "a'b'c"],
	['5´10', '5 10'],
	['5`10', '5 10'],
	['Qualifié  A', 'qualifie a'],
	['a ^ b', 'a ^ b'],
	['ΤΕΛΟΣ', 'τελοσ'],
	['제안', '제안'],
])('%s is folded to %s', (text, folded) => {
	expect(foldLabel(text)).toBe(folded);
});

describe.each([
	['native', openNativeEngine],
	['wasm', openNodeEngine],
])('on the %s engine', (_, open) => {
	let engine: Engine;
	beforeAll(async () => {
		engine = await open();
	});
	afterAll(() => engine.close());

	test('SQL folds labels as TypeScript does', async () => {
		const character = fc.constantFrom(
			...'abcXYZ019 éÉñÜßøŁçıİŠžÆœΣςω',
			...['e\u0301', 'n\u0303', '\u0301', 'A\u030a', ' \u0308'],
			...[
				'´',
				'`',
				'’',
				'‘',
				"'",
				'^',
				'¨',
				'¯',
				'·',
				'~',
				'˜',
				'-',
				'–',
				'.',
				'(',
				')',
				'/',
				'&',
				'"',
				'#',
				'¿',
			],
			...[' ', '\t', '\u00a0', '\u2003', '\u202f', '\u3000', '\u000b', '\ufeff'],
			...'제안협상가각힣',
			...['\u1112\u1161\u11ab'],
		);
		const text = fc.array(character, { maxLength: 10 }).map((parts) => parts.join(''));
		await fc.assert(
			fc.asyncProperty(fc.array(text, { minLength: 40, maxLength: 60 }), async (texts) => {
				const rows = texts.map((value, index) => `(${index}, ${quoteText(value)})`);
				const { rows: read } = await engine.query(
					`select ${foldedSql('t')} as folded from (values ${rows.join(', ')}) as v (n, t) order by n`,
				);
				expect(texts.map((value, index) => [value, read[index]?.['folded']])).toEqual(
					texts.map((value) => [value, foldLabel(value)]),
				);
			}),
			{ numRuns: 60, seed: 20261128 },
		);
	});
});
