import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quoteText, type Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readingSql } from '$lib/intake/cell';
import { dateForms } from '$lib/intake/date-forms';
import { decideDates } from '$lib/intake/dates';
import { decideDecimal, numberForms } from '$lib/intake/numbers';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

async function fill(values: readonly string[]): Promise<void> {
	const rows = values.map((value, index) => `(${index}, ${quoteText(value)})`);
	await engine.execute(
		`create or replace table texts as select * from (values ${rows.join(', ')}) as t (row_no, c0)`,
	);
}

const two = (value: number) => String(value).padStart(2, '0');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const GERMAN = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(
	' ',
);

/** Ways to write a day; those of slashes and hyphens leave open which number is the day. */
const DAY_FORMS: readonly ((y: number, m: number, d: number) => string)[] = [
	(y, m, d) => `${y}-${two(m)}-${two(d)}`,
	(y, m, d) => `${y}/${m}/${d}`,
	(y, m, d) => `${d}/${m}/${y}`,
	(y, m, d) => `${two(m)}/${two(d)}/${y}`,
	(y, m, d) => `${two(d)}.${two(m)}.${y}`,
	(y, m, d) => `${d}-${m}-${String(y).slice(2)}`,
	(y, m, d) => `${m}-${d}-${String(y).slice(2)}`,
	(y, m, d) => `${d}-${MONTHS[m - 1]}-${y}`,
	(y, m, d) => `${MONTHS[m - 1]} ${d}, ${y}`,
	(y, m, d) => `${d}. ${GERMAN[m - 1]} ${y}`,
	(y, m, d) => `${y}${two(m)}${two(d)}`,
];

const aDay = fc.date({
	min: new Date('1990-01-01T00:00:00Z'),
	max: new Date('2060-12-31T00:00:00Z'),
	noInvalidDate: true,
});

test('days written in random forms come back as they were, or the column is asked about', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(aDay, { minLength: 1, maxLength: 30 }),
			fc.array(fc.nat(DAY_FORMS.length - 1), { minLength: 1, maxLength: 3 }),
			async (days, forms) => {
				// Two orders with one separator cannot be told apart where no value contradicts; nobody can.
				fc.pre(!(forms.includes(2) && forms.includes(3)) && !(forms.includes(5) && forms.includes(6)));
				const written = days.map((day, index) => {
					const form = DAY_FORMS[forms[index % forms.length] ?? 0];
					return form?.(day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()) ?? '';
				});
				await fill(written);
				const decision = decideDates(await dateForms(engine, 'texts', 'c0'), 'day_first');
				if (decision.open.length > 0) return;
				const { rows } = await engine.query(
					`select ${readingSql('c0', decision.reading)} as read from texts order by row_no`,
				);
				expect(rows.map((row) => String(row['read']).slice(0, 10))).toEqual(
					days.map((day) => day.toISOString().slice(0, 10)),
				);
			},
		),
		{ numRuns: 150, seed: 20261126 },
	);
});

test('a column is asked about only where two orders fit some of its values', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(aDay, { minLength: 1, maxLength: 40 }), async (days) => {
			await fill(days.map((day) => `${day.getUTCDate()}/${day.getUTCMonth() + 1}/${day.getUTCFullYear()}`));
			const { open } = decideDates(await dateForms(engine, 'texts', 'c0'), 'month_first');
			const isProven = days.some((day) => day.getUTCDate() > 12);
			expect(open.length > 0).toBe(!isProven);
		}),
		{ numRuns: 60, seed: 7 },
	);
});

type Writer = (cents: number) => string;
const parts = (cents: number) => ({
	whole: String(Math.floor(Math.abs(cents) / 100)),
	part: two(Math.abs(cents) % 100),
	minus: cents < 0 ? '-' : '',
});
const grouped = (whole: string, mark: string) => whole.replace(/\B(?=(\d{3})+$)/g, mark);
const indian = (whole: string) =>
	whole.length <= 3 ? whole : `${whole.slice(0, -3).replace(/\B(?=(\d{2})+$)/g, ',')},${whole.slice(-3)}`;
const decimal =
	(group: string, mark: string, dress: (number: string, minus: string) => string): Writer =>
	(cents) => {
		const { whole, part, minus } = parts(cents);
		return dress(`${grouped(whole, group)}${mark}${part}`, minus);
	};
const NUMBER_FORMS: readonly Writer[] = [
	decimal('', '.', (number, minus) => `${minus}${number}`),
	decimal(',', '.', (number, minus) => `${minus}$${number}`),
	decimal(',', '.', (number, minus) => (minus ? `(${number})` : number)),
	decimal('.', ',', (number, minus) => `${minus}${number} €`),
	decimal('\u202f', ',', (number, minus) => `${minus}${number}`),
	decimal(' ', '.', (number, minus) => `${number}${minus}`),
	decimal("'", '.', (number, minus) => `CHF ${minus}${number}`),
	(cents) => `₹${parts(cents).minus}${indian(parts(cents).whole)}.${parts(cents).part}`,
	(cents) => `${parts(cents).minus}${parts(cents).whole}${parts(cents).part}e-2`,
	(cents) => String(Math.trunc(cents / 100)),
	(cents) => grouped(parts(Math.trunc(cents / 100) * 100).whole, '.'),
	(cents) => grouped(parts(Math.trunc(cents / 100) * 100).whole, ','),
];
const WHOLE_ONLY = 9;

test('numbers written in random forms come back as they were, or the column is asked about', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.integer({ min: 0, max: 9_999_999_99 }), { minLength: 1, maxLength: 30 }),
			fc.array(fc.nat(NUMBER_FORMS.length - 1), { minLength: 1, maxLength: 2 }),
			async (amounts, forms) => {
				const formAt = (index: number) => forms[index % forms.length] ?? 0;
				await fill(amounts.map((cents, index) => NUMBER_FORMS[formAt(index)]?.(cents) ?? ''));
				const decision = decideDecimal(await numberForms(engine, 'texts', 'c0'), ';');
				if (decision.open) return;
				const { rows } = await engine.query(
					`select ${readingSql('c0', { as: 'number', decimal: decision.decimal })} as read from texts order by row_no`,
				);
				expect(rows.map((row) => row['read'])).toEqual(
					amounts.map((cents, index) =>
						formAt(index) >= WHOLE_ONLY ? Math.trunc(cents / 100) : cents / 100,
					),
				);
			},
		),
		{ numRuns: 250, seed: 20261126 },
	);
});

test('text that is no number never becomes one', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(
				'TBD',
				'about 5',
				'5 to 6',
				'5-6',
				'1/2',
				'12:30',
				'Q3',
				'10 days',
				'1.2.3',
				'5,5,5',
				'x7',
				'1 2',
			),
			async (text) => {
				await fill([text]);
				for (const mark of ['.', ','] as const) {
					const { rows } = await engine.query(
						`select ${readingSql('c0', { as: 'number', decimal: mark })} as read from texts`,
					);
					expect(rows[0]?.['read']).toBeNull();
				}
			},
		),
		{ numRuns: 40 },
	);
});
