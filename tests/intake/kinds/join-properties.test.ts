import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { recognise } from '$lib/intake/recognise';
import { readFiles } from '$lib/intake/import';
import { caseSafeSuffix } from '../../../sample-data/faults';
import { importFiles } from '../../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, rows: readonly (readonly string[])[]) => ({
	name,
	blob: new Blob([`${rows.map((cells) => cells.join(',')).join('\n')}\n`]),
});

const ACCOUNTS = ['Northwind Traders', 'Blue Yonder Airlines', 'Contoso Pharma', 'Fabrikam Steel'];
const PRODUCTS = ['GTX Pro', 'MG Special', 'Plant Suite', 'Sensor Kit'];
const PEOPLE = ['Ann Petrov', 'Bob Nakamura', 'Cid Fernandez'];
const emailOf = (name: string): string => `${name.toLowerCase().replace(' ', '.')}@example.com`;
const idOf = (index: number): string => `0015g00000Xy${'abcd'[index]}Za`;

/** How a name is spoilt, and whether it is still that of the list, offered as it, or nobody's. */
const SPOILT: { as: (name: string) => string; is: 'listed' | 'offered' | 'unknown' | 'blank' }[] = [
	{ as: (name) => name, is: 'listed' },
	{ as: (name) => name, is: 'listed' },
	{ as: (name) => name.toUpperCase(), is: 'offered' },
	{ as: (name) => name.replace(' ', ''), is: 'offered' },
	{ as: (name) => `${name} GmbH`, is: 'offered' },
	// Two letters that changed places, in a word that is long enough.
	{ as: (name) => name.replace(/^(.)(.)(.)(.)/, '$1$2$4$3'), is: 'offered' },
	{ as: () => 'Zebra Quartz', is: 'unknown' },
	{ as: () => '', is: 'blank' },
];
const spoiling = fc.constantFrom(...SPOILT);
const rows = fc.array(
	fc.record({
		account: fc.nat({ max: ACCOUNTS.length - 1 }),
		accountAs: spoiling,
		product: fc.nat({ max: PRODUCTS.length - 1 }),
		// A product has no legal form, and short ones no slips.
		productAs: fc.constantFrom(SPOILT[0]!, SPOILT[2]!, SPOILT[3]!, SPOILT[6]!, SPOILT[7]!),
		owner: fc.nat({ max: PEOPLE.length - 1 }),
		ownerAs: fc.constantFrom('name', 'email', 'stranger', 'blank'),
	}),
	{ minLength: 4, maxLength: 24 },
);

test('however names are spelt, every row is matched, unmatched or blank, and accepted offers match what was meant', async () => {
	await fc.assert(
		fc.asyncProperty(rows, async (deals) => {
			const files = [
				file('deals.csv', [
					['Deal ID', 'Account', 'Product', 'Owner', 'Stage', 'Amount', 'Created'],
					...deals.map((deal, at) => [
						`D${at}`,
						deal.accountAs.as(ACCOUNTS[deal.account]!),
						deal.productAs.as(PRODUCTS[deal.product]!),
						{
							name: PEOPLE[deal.owner]!,
							email: emailOf(PEOPLE[deal.owner]!),
							stranger: 'Zoe Quist',
							blank: '',
						}[deal.ownerAs],
						at % 2 ? 'Won' : 'Demo',
						'10',
						'2024-01-05',
					]),
				]),
				file('accounts.csv', [['Account Name', 'Industry'], ...ACCOUNTS.map((name) => [name, 'Steel'])]),
				file('products.csv', [['Product', 'Series'], ...PRODUCTS.map((name) => [name, 'S'])]),
				file('people.csv', [
					['Sales Rep', 'Email', 'Team'],
					...PEOPLE.map((name) => [name, emailOf(name), 'North']),
				]),
			];
			const count = (is: (deal: (typeof deals)[number]) => boolean): number => deals.filter(is).length;
			const expected = (of: 'accountAs' | 'productAs', isAccepted: boolean) => ({
				rows: deals.length,
				rows_blank: count((deal) => deal[of].is === 'blank'),
				rows_matched: count((deal) => deal[of].is === 'listed' || (isAccepted && deal[of].is === 'offered')),
				rows_unmatched: count(
					(deal) => deal[of].is === 'unknown' || (!isAccepted && deal[of].is === 'offered'),
				),
			});
			const owners = {
				rows: deals.length,
				rows_blank: count(({ ownerAs }) => ownerAs === 'blank'),
				rows_matched: count(({ ownerAs }) => ownerAs === 'name' || ownerAs === 'email'),
				rows_unmatched: count(({ ownerAs }) => ownerAs === 'stranger'),
			};
			const joinsOf = ({ report }: Awaited<ReturnType<typeof importFiles>>) =>
				Object.fromEntries(
					report.joins
						.filter(({ from }) => from === 'deals')
						.map(({ column, rows: all, rows_blank, rows_matched, rows_unmatched }) => [
							column,
							{ rows: all, rows_blank, rows_matched, rows_unmatched },
						]),
				);
			// A column that no row fills is joined to nothing.
			const filled = <T extends { rows: number; rows_blank: number }>(joins: Record<string, T>) =>
				Object.fromEntries(Object.entries(joins).filter(([, join]) => join.rows > join.rows_blank));
			const asked = await importFiles(engine, files);
			expect(filled(joinsOf(asked))).toEqual(
				filled({
					account: expected('accountAs', false),
					product: expected('productAs', false),
					owner: owners,
				}),
			);
			const { mapping } = await recognise(engine, await readFiles(engine, files));
			const corrections = asked.report.corrections.map(({ column, from, to }) => ({ column, from, to }));
			const accepted = await importFiles(engine, files, { mapping: { ...mapping, corrections } });
			expect(filled(joinsOf(accepted))).toEqual(
				filled({
					account: expected('accountAs', true),
					product: expected('productAs', true),
					owner: owners,
				}),
			);
		}),
		{ numRuns: 15, seed: 20_240_505 },
	);
}, 240_000);

test('accounts are meant by ids of 15 or 18 characters, and by the name of a list that has ids', async () => {
	const asked = await importFiles(engine, [
		file('deals.csv', [
			['Deal ID', 'Account ID', 'Stage', 'Amount', 'Created'],
			['1', idOf(0), 'Demo', '10', '2024-01-05'],
			['2', `${idOf(1)}${caseSafeSuffix(idOf(1))}`, 'Won', '10', '2024-01-05'],
			['3', '0015g00000XyzZa', 'Won', '10', '2024-01-05'],
		]),
		file('accounts.csv', [
			['Account ID', 'Account Name', 'Industry'],
			[`${idOf(0)}${caseSafeSuffix(idOf(0))}`, ACCOUNTS[0]!, 'Steel'],
			[idOf(1), ACCOUNTS[1]!, 'Food'],
		]),
	]);
	expect(asked.report.joins.find(({ column }) => column === 'account')).toMatchObject({
		rows: 3,
		rows_blank: 0,
		rows_matched: 2,
		rows_unmatched: 1,
		unmatched: [{ value: '0015g00000XyzZa', rows: 1 }],
	});
	expect((await engine.query('select account_name from stg_deals order by deal_id')).rows).toEqual([
		{ account_name: ACCOUNTS[0] },
		{ account_name: ACCOUNTS[1] },
		{ account_name: '0015g00000XyzZa' },
	]);
});
