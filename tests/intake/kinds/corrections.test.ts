import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctionsFrom, type ValueCount } from '$lib/intake/kinds/corrections';
import { lettersApart, nearest } from '$lib/intake/kinds/near';

const count = (
	kind: ValueCount['kind'],
	file: string,
	column: string,
	values: Record<string, number>,
): ValueCount[] => Object.entries(values).map(([value, rows]) => ({ kind, file, column, value, rows }));

const offered = (counts: readonly ValueCount[]) =>
	correctionsFrom(counts).map(({ column, from, to, rows }) => [column, from, to, rows]);

describe('near spellings', () => {
	test('a name that the list does not have is offered the one that it is most like', () => {
		expect(
			offered([
				...count('deals', 'deals.csv', 'product', { GTXPro: 3, 'MG Special': 2, 'GTX Basic': 9, Unlike: 1 }),
				...count('products', 'products.csv', 'product', { 'GTX Pro': 1, 'MG Special': 1, 'GTX Basic': 1 }),
			]),
		).toEqual([['product', 'GTXPro', 'GTX Pro', 3]]);
	});

	test('the evidence names both texts, how they differ, and the file that decides', () => {
		const [correction] = correctionsFrom([
			...count('deals', 'deals.csv', 'account', { 'Acme Inc.': 4 }),
			...count('accounts', 'accounts.csv', 'account', { Acme: 1 }),
		]);
		expect(correction).toEqual({
			column: 'account',
			from: 'Acme Inc.',
			to: 'Acme',
			file: 'deals.csv',
			rows: 4,
			evidence: 'the same but for the legal form; accounts.csv has “Acme” and no “Acme Inc.”',
		});
	});

	test('two names of a list are two things, however alike', () => {
		expect(
			offered([
				...count('deals', 'deals.csv', 'account', { Northwind: 1, Northwinds: 90 }),
				...count('accounts', 'accounts.csv', 'account', { Northwind: 1, Northwinds: 1 }),
			]),
		).toEqual([]);
	});

	test('one that could be either of two is offered neither', () => {
		expect(
			offered([
				...count('deals', 'deals.csv', 'product', { 'Plat A': 1, Marter: 1 }),
				...count('products', 'products.csv', 'product', { Master: 1, Marker: 1 }),
			]),
		).toEqual([]);
	});

	test('a digit is never a slip, and short words are left alone', () => {
		expect(
			offered([
				...count('deals', 'deals.csv', 'product', { 'Plan 12': 1, Bolt: 1 }),
				...count('products', 'products.csv', 'product', { 'Plan 13': 1, Bold: 1 }),
			]),
		).toEqual([]);
	});

	test('case, space and accent variants of one label are offered the spelling of most rows', () => {
		expect(
			offered(
				count('deals', 'deals.csv', 'source', { Google: 8, google: 2, ' Google': 1, Café: 1, Cafe: 4 }),
			),
		).toEqual([
			['source', 'google', 'Google', 2],
			['source', ' Google', 'Google', 1],
			['source', 'Café', 'Cafe', 1],
		]);
	});

	test('a rare label one letter from a frequent one is offered it; two frequent ones are two', () => {
		expect(offered(count('deals', 'd.csv', 'source', { Referral: 100, Referal: 3, Refferals: 60 }))).toEqual([
			['source', 'Referal', 'Referral', 3],
		]);
	});

	test('a slip in a word that everyone knows shows without any other row', () => {
		expect(
			offered([
				...count('accounts', 'accounts.csv', 'sector', { technolgy: 12, medical: 12, Finances: 1 }),
				...count('accounts', 'accounts.csv', 'office_location', { Philipines: 1, Kenya: 2 }),
				...count('accounts', 'accounts.csv', 'nickname', { Philipines: 1 }),
			]),
		).toEqual([
			['sector', 'technolgy', 'technology', 12],
			['office_location', 'Philipines', 'Philippines', 1],
			['sector', 'Finances', 'Finance', 1],
		]);
	});

	test('the same list of values gives the same offers in any order', () => {
		const words = fc.constantFrom(
			'Google',
			'google',
			'GOOGLE',
			'Gogle',
			'Bing',
			'bing ',
			'Référence',
			'reference',
		);
		const counts = fc.uniqueArray(fc.record({ value: words, rows: fc.integer({ min: 1, max: 500 }) }), {
			selector: ({ value }) => value,
		});
		fc.assert(
			fc.property(counts, (values) => {
				const rows = values.map(({ value, rows: n }) => ({
					kind: 'deals' as const,
					file: 'd.csv',
					column: 'source',
					value,
					rows: n,
				}));
				expect(correctionsFrom([...rows].reverse())).toEqual(correctionsFrom(rows));
			}),
		);
	});

	test('letters apart are those of the plain definition, up to the most asked for', () => {
		// Restricted edit distance by its recursion, without any table or bound.
		const plain = (a: string, b: string): number => {
			if (a === '' || b === '') return a.length + b.length;
			const [x, y] = [a.slice(0, -1), b.slice(0, -1)];
			const options = [plain(x, b) + 1, plain(a, y) + 1, plain(x, y) + (a.at(-1) === b.at(-1) ? 0 : 1)];
			if (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1))
				options.push(plain(a.slice(0, -2), b.slice(0, -2)) + 1);
			return Math.min(...options);
		};
		const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 });
		fc.assert(
			fc.property(word, word, fc.integer({ min: 1, max: 3 }), (a, b, most) => {
				expect(Math.min(lettersApart(a, b, most), most + 1)).toBe(Math.min(plain(a, b), most + 1));
			}),
		);
	});

	test('nearest prefers what folds to the same over what is a letter away', () => {
		expect(nearest('gtx pro', ['GTX Prö', 'GTX Pros'])).toMatchObject({ to: 'GTX Prö' });
	});
});
