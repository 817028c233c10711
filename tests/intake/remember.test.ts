import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import { describeProblem } from '$lib/base/problem';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { importMapped, readFiles } from '$lib/intake/import';
import type { ColumnMapping, FileMapping, Mapping } from '$lib/intake/mapping';
import { recognise, type Recognition } from '$lib/intake/recognise';
import { recall, remember, type Memory } from '$lib/intake/remember';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const read = (files: Record<string, string>) =>
	readFiles(
		engine,
		Object.entries(files).map(([name, text]) => ({ name, blob: new Blob([text]) })),
	);
const recogniseAll = async (files: Record<string, string>): Promise<Recognition> =>
	recognise(engine, await read(files));

const FIRST = `id,owner,stage,created,closed,amount,region
A1,Ann,Won,03/04/2024,05/04/2024,100,North
A2,Ann,Lost,01/02/2024,02/03/2024,50,South
A3,Bob,Proposal,05/06/2024,,30,South
A4,Bob,Lead,06/07/2024,,20,North
`;
const SECOND = `id,owner,stage,created,closed,amount,region
A3,Bob,Won,05/06/2024,10/07/2024,30,South
A5,Cy,Proposal,01/07/2024,,40,East
A6,Cy,Lead,02/08/2024,,70,East
`;

/** The recognition with every question answered by the choice of this label, as a person does in the review. */
function answered({ mapping, questions }: Recognition, label: string): Mapping {
	return questions.reduce(
		(change, question) => question.choices.find((choice) => choice.label === label)?.patch(change) ?? change,
		mapping,
	);
}
const dayFirst = async (): Promise<Memory> =>
	remember(answered(await recogniseAll({ 'week-1.csv': FIRST }), 'Day first'));

const column = (mapping: Mapping, header: string): ColumnMapping | undefined =>
	mapping.files.flatMap(({ columns }) => columns).find((found) => found.header === header);
const rolesOf = (mapping: Mapping) =>
	Object.fromEntries(
		mapping.files.flatMap(({ columns }) => columns).map(({ header, role }) => [header, role]),
	);
const told = (announcements: ReturnType<typeof recall>['announcements']) =>
	announcements.map(({ problem }) => `${problem.code}: ${problem.message}`);

describe('the next export of a known layout', () => {
	test('counts day numbers from 1904 as answered, and is asked where only the other dates speak for it', async () => {
		const rows = (days: readonly number[]) =>
			days.map((day, at) => `B${at},Ann,Won,${day},2024-0${1 + at}-20,${100 + at}\n`).join('');
		const export1 = `id,owner,stage,created,closed,amount\n${rows([43831, 43850, 43880, 43900])}`;
		const first = await recogniseAll({ 'mac-1.csv': export1 });
		expect(first.questions.map(({ code, column: header }) => [code, header])).toEqual([
			['day-numbers', 'created'],
		]);
		expect(first.questions[0]?.text).toContain('From 1900 nearly all are 2020-01-0');
		expect(first.questions[0]?.text).toContain('from 1904 2024-01-0');
		const memory = remember(answered(first, 'Counted from 1904'));
		const next = await recogniseAll({ 'mac-2.csv': export1.replaceAll('B', 'C') });
		const recalled = recall(memory, next);
		expect([recalled.questions, recalled.announcements]).toEqual([[], []]);
		expect(column(recalled.mapping, 'created')?.reading).toMatchObject({ formats: ['spreadsheet_day_1904'] });
		// Counted from 1900 these are of 2024 as the others are: nothing is asked.
		const usual = `id,owner,stage,created,closed,amount\n${rows([45300, 45310, 45320, 45330])}`;
		expect((await recogniseAll({ 'usual.csv': usual })).questions).toEqual([]);
	});

	test('is asked nothing that was answered, and reads as it was', async () => {
		const memory = await dayFirst();
		const next = await recogniseAll({ 'week-2.csv': SECOND });
		expect(next.questions.map(({ code }) => code)).toEqual(['ambiguous-dates', 'ambiguous-dates']);
		const { mapping, questions, doubts, announcements } = recall(memory, next);
		expect([questions, doubts, announcements]).toEqual([[], [], []]);
		expect(column(mapping, 'created')?.reading).toMatchObject({ formats: ['%d/%m/%Y'] });
		expect(mapping.files[0]).toMatchObject({ file: 'week-2.csv', confidence: 1 });
	});

	test('is known with its columns in another order and its headers in another case', async () => {
		const shuffled = `REGION,Amount,closed,created,Stage,owner,id
South,30,10/07/2024,05/06/2024,Won,Bob,A3
East,40,,01/07/2024,Proposal,Cy,A5
`;
		const files = { 'week-2.csv': shuffled };
		const memory = await dayFirst();
		const raws = await read(files);
		const { mapping, questions, announcements } = recall(memory, await recognise(engine, raws));
		expect([questions, announcements]).toEqual([[], []]);
		expect(rolesOf(mapping)).toMatchObject({ REGION: 'segment', Amount: 'amount', Stage: 'stage', id: 'id' });
		const report = await importMapped(engine, raws, mapping);
		expect(report.files[0]).toMatchObject({ rows_read: 2, rows_kept: 2 });
	});

	test('keeps the stages as they were named, ordered, merged and marked by hand', async () => {
		const { mapping } = await dayFirst();
		const process = {
			evidence: [],
			stages: [
				{ label: 'Offer', kind: 'open' as const, labels: ['Proposal', 'Lead'] },
				{ label: 'Done', kind: 'won' as const, labels: ['Won'] },
				{ label: 'Gone', kind: 'lost' as const, labels: ['Lost'] },
			],
		};
		const again = recall(remember({ ...mapping, process }), await recogniseAll({ 'week-2.csv': SECOND }));
		expect(again.mapping.process.stages).toEqual(process.stages);
		expect(again.announcements).toEqual([]);
	});

	test('keeps roles that were chosen by hand', async () => {
		const { mapping } = await dayFirst();
		const byHand: Mapping = {
			...mapping,
			files: mapping.files.map((file) => ({
				...file,
				columns: file.columns.map((entry) =>
					entry.header === 'region' ? { ...entry, role: 'ignored', evidence: 'chosen by you' } : entry,
				),
			})),
		};
		const again = recall(remember(byHand), await recogniseAll({ 'week-2.csv': SECOND }));
		expect(column(again.mapping, 'region')?.role).toBe('ignored');
		expect(again.announcements).toEqual([]);
	});

	test('reads dates by forms of its own, in the order that was answered', async () => {
		const timed = SECOND.replace('01/07/2024', '01/07/2024 10:30');
		const { mapping, questions } = recall(await dayFirst(), await recogniseAll({ 'week-2.csv': timed }));
		expect(questions).toEqual([]);
		expect(column(mapping, 'created')?.reading).toMatchObject({
			formats: expect.arrayContaining(['%d/%m/%Y', '%d/%m/%Y %H:%M']) as unknown,
		});
	});

	test('whose dates prove the other order is announced and not read as before', async () => {
		const american = SECOND.replace('05/06/2024', '06/25/2024');
		const { announcements, mapping } = recall(
			await dayFirst(),
			await recogniseAll({ 'week-2.csv': american }),
		);
		expect(column(mapping, 'created')?.reading).toMatchObject({ formats: ['%m/%d/%Y'] });
		expect(told(announcements)).toContain(
			'reading-changed: “created” was read day first in earlier exports; the values of this one prove it is written month first.',
		);
		expect(announcements.every(({ needsLook }) => needsLook)).toBe(true);
	});
});

test('a sign of several countries is no code any more where no other file tells of which', async () => {
	const deals = FIRST.replace('amount', 'Amount ($)');
	const targets = (code: string) => `Month,Owner,Target (${code})\n2024-05,Ann,100\n2024-06,Ann,100\n`;
	const first = await recogniseAll({ 'week-1.csv': deals, 'targets.csv': targets('USD') });
	const memory = remember(answered(first, 'Day first'));
	expect(column(memory.mapping, 'Amount ($)')?.codes).toEqual({ $: 'USD' });
	const codesOf = async (files: Record<string, string>) =>
		column(recall(memory, await recogniseAll(files)).mapping, 'Amount ($)')?.codes;
	expect(await codesOf({ 'week-2.csv': deals })).toBeUndefined();
	expect(await codesOf({ 'week-2.csv': deals, 'targets.csv': targets('CAD') })).toEqual({ $: 'CAD' });
});

describe('decimal marks', () => {
	const euro = (amounts: string[]) =>
		[
			'id;stage;created;closed;amount',
			...amounts.map((amount, index) => `B${index};Lead;2024-01-0${index + 1};;${amount}`),
		].join('\n');

	test('that were answered are not asked again', async () => {
		const first = await recogniseAll({ 'a.csv': euro(['1.234', '2.500']) });
		expect(first.questions.map(({ code }) => code)).toEqual(['ambiguous-decimal']);
		const memory = remember(answered(first, 'Dots group thousands'));
		const { mapping, questions } = recall(memory, await recogniseAll({ 'b.csv': euro(['7.100', '9.000']) }));
		expect(questions).toEqual([]);
		expect(column(mapping, 'amount')?.reading).toEqual({ as: 'number', decimal: ',' });
	});

	test('and scales of the header that were answered are not asked again, one beside the other', async () => {
		const header = 'Amount (M$)';
		const again = async (amounts: string[]) =>
			recogniseAll({ 'b.csv': euro(amounts).replace('amount', header) });
		const first = await again(['1.234', '2.500']);
		expect(first.questions.map(({ code }) => code)).toEqual(['ambiguous-decimal', 'ambiguous-scale']);
		const ofMark = answered(first, 'Dots group thousands');
		const memory = remember(answered({ ...first, mapping: ofMark }, 'Thousands'));
		for (const amounts of [['7.100', '9.000'], ['7.100,5'], ['7', '9']]) {
			const { mapping, questions, announcements } = recall(memory, await again(amounts));
			expect([questions, announcements]).toEqual([[], []]);
			expect(column(mapping, header)?.reading).toEqual({ as: 'number', decimal: ',', factor: 1000 });
		}
		const half = recall(remember(ofMark), await again(['7.100', '9.000']));
		expect(half.questions.map(({ code }) => code)).toEqual(['ambiguous-scale']);
		expect(column(half.mapping, header)?.reading).toEqual({ as: 'number', decimal: ',' });
	});

	test('of amounts remembered before their header was understood leave it its scale', async () => {
		const header = 'Amount (k€)';
		const export1 = await recogniseAll({ 'a.csv': euro(['1.234', '2.500']).replace('amount', header) });
		const memory = remember(answered(export1, 'Dots group thousands'));
		const { reading } = column(memory.mapping, header) as { reading: { factor?: number } };
		delete reading.factor;
		const { mapping, questions } = recall(
			memory,
			await recogniseAll({ 'b.csv': euro(['7.100', '9.000']).replace('amount', header) }),
		);
		expect(questions).toEqual([]);
		expect(column(mapping, header)?.reading).toEqual({ as: 'number', decimal: ',', factor: 1000 });
	});

	test('that no value proves any more stay what they were', async () => {
		const memory = remember((await recogniseAll({ 'a.csv': euro(['1.234,50', '2,5']) })).mapping);
		const { mapping, announcements } = recall(memory, await recogniseAll({ 'b.csv': euro(['7', '9']) }));
		expect(column(mapping, 'amount')?.reading).toEqual({ as: 'number', decimal: ',' });
		expect(announcements).toEqual([]);
	});

	test('that values prove to be others are announced', async () => {
		const memory = remember((await recogniseAll({ 'a.csv': euro(['1.234,50', '2,5']) })).mapping);
		const { mapping, announcements } = recall(
			memory,
			await recogniseAll({ 'b.csv': euro(['7,000.25', '9.5']) }),
		);
		expect(column(mapping, 'amount')?.reading).toEqual({ as: 'number', decimal: '.' });
		expect(told(announcements)[0]).toContain('with the decimal mark “,” in earlier exports');
	});
});

describe('a layout that has changed', () => {
	test('announces a renamed column by both names, and reads it in the place of the old one', async () => {
		const renamed = SECOND.replace('region', 'sales region').replace('closed', 'close date');
		const { mapping, announcements, questions } = recall(
			await dayFirst(),
			await recogniseAll({ 'week-2.csv': renamed }),
		);
		expect(told(announcements)).toEqual([
			'column-renamed: The column “closed” of earlier exports is not in this one; “close date” is new, and is read in its place.',
			'column-renamed: The column “region” of earlier exports is not in this one; “sales region” is new, and is read in its place.',
		]);
		expect(rolesOf(mapping)).toMatchObject({ 'close date': 'closed', 'sales region': 'segment' });
		expect(questions).toEqual([]);
	});

	test('announces a missing column that nothing replaces, by what rests on it', async () => {
		const without = SECOND.split('\n')
			.map((line) => line.split(',').toSpliced(5, 1).join(','))
			.join('\n');
		const { announcements, mapping } = recall(
			await dayFirst(),
			await recogniseAll({ 'week-2.csv': without }),
		);
		expect(announcements.map(({ problem }) => describeProblem(problem))).toEqual([
			'week-2.csv – The column “amount” of week-1.csv is not in this one, and nothing looks like it. What rests on it is blank for this file; say which column holds it now, or export it again.',
		]);
		expect(announcements[0]?.needsLook).toBe(true);
		expect(mapping.files[0]?.columns).toHaveLength(6);
	});

	test('only tells of a new column to filter by, and drops nothing', async () => {
		const more = SECOND.split('\n')
			.map((line, index) => (line === '' ? line : `${line},${index === 0 ? 'colour' : 'Red'}`))
			.join('\n');
		const { announcements, mapping, questions } = recall(
			await dayFirst(),
			await recogniseAll({ 'week-2.csv': more }),
		);
		expect(announcements.map(({ needsLook, problem }) => [needsLook, problem.code, problem.column])).toEqual([
			[false, 'column-new', 'colour'],
		]);
		expect([column(mapping, 'colour')?.role, questions]).toEqual(['segment', []]);
	});

	test('gives a role that an earlier column has to no new one', async () => {
		const more = SECOND.split('\n')
			.map((line, index) => (line === '' ? line : `${index === 0 ? 'deal_id' : `X${index}`},${line}`))
			.join('\n');
		const { mapping } = recall(await dayFirst(), await recogniseAll({ 'week-2.csv': more }));
		expect(mapping.files[0]?.columns.filter(({ role }) => role === 'id').map(({ header }) => header)).toEqual(
			['id'],
		);
	});

	test('says of a column whose values are something else that they are', async () => {
		const words = SECOND.replaceAll(/,(30|40|70),/g, ',soon,');
		const { announcements } = recall(await dayFirst(), await recogniseAll({ 'week-2.csv': words }));
		expect(told(announcements).join()).toContain('“amount” was read as a number in earlier exports');
	});
});

describe('a stage label never seen', () => {
	test('is put after the one it follows, and announced with what it may be the new name of', async () => {
		const iso = (text: string) => text.replaceAll(/(\d\d)\/(\d\d)\/(\d{4})/g, '$3-$2-$1');
		const memory = remember((await recogniseAll({ 'week-1.csv': iso(FIRST) })).mapping);
		expect(memory.mapping.process.stages.map(({ label }) => label)).toEqual([
			'Lead',
			'Proposal',
			'Won',
			'Lost',
		]);
		const { mapping, announcements } = recall(
			memory,
			await recogniseAll({ 'week-2.csv': iso(SECOND).replace('Proposal', 'Proposal sent') }),
		);
		expect(mapping.process.stages.map(({ label }) => label)).toEqual([
			'Lead',
			'Proposal sent',
			'Proposal',
			'Won',
			'Lost',
		]);
		expect(announcements).toEqual([
			{
				needsLook: true,
				problem: {
					code: 'stage-new',
					message: '“Proposal sent” is a stage that earlier exports did not have.',
					wayOut:
						'It was put after “Lead”: check its place and its kind. No row is in “Proposal” any more: if this is its new name, merge the two.',
				},
			},
		]);
	});

	test('is none where only its case or its spaces are new', async () => {
		const { announcements } = recall(
			await dayFirst(),
			await recogniseAll({ 'week-2.csv': SECOND.replace('Proposal', ' PROPOSAL ') }),
		);
		expect(announcements).toEqual([]);
	});
});

describe('what is remembered', () => {
	const HISTORY = `id,from_stage,to_stage,changed_at
A1,Lead,Proposal,2024-04-03
A1,Proposal,Won,2024-04-05
A3,Lead,Proposal,2024-06-05
`;

	test('outlives exports that do not have all of it', async () => {
		const both = await recogniseAll({ 'deals.csv': FIRST, 'history.csv': HISTORY });
		const memory = remember(answered(both, 'Day first'));
		const without = recall(memory, await recogniseAll({ 'deals-2.csv': SECOND }));
		expect(without.questions).toEqual([]);
		const later = remember(without.mapping, memory);
		const again = recall(later, await recogniseAll({ 'deals-3.csv': SECOND, 'history-3.csv': HISTORY }));
		expect(again.announcements).toEqual([]);
		expect(again.mapping.files.map(({ confidence }) => confidence)).toEqual([1, 1]);
	});

	test('of the file of the same name goes before that of another', async () => {
		const { mapping } = await dayFirst();
		const [file] = mapping.files as [FileMapping];
		const other: FileMapping = {
			...file,
			file: 'other.csv',
			columns: file.columns.map((entry) =>
				entry.header === 'region' ? { ...entry, role: 'source', evidence: 'chosen by you' } : entry,
			),
		};
		const memory = remember({ ...mapping, files: [file, other] });
		const role = async (name: string) =>
			column(recall(memory, await recogniseAll({ [name]: SECOND })).mapping, 'region')?.role;
		expect([await role('week-1.csv'), await role('other.csv')]).toEqual(['segment', 'source']);
	});

	test('holds the day of an export for the very file that it was answered for, and for no later one of its name', async () => {
		const { mapping } = await dayFirst();
		const [file] = mapping.files as [FileMapping];
		const memory = remember({ ...mapping, files: [{ ...file, snapshotDay: '2024-07-31' as Day }] });
		const next = await recogniseAll({ 'week-1.csv': SECOND });
		const asked: Recognition = {
			...next,
			questions: [{ code: 'snapshot-day', file: 'week-1.csv', text: 'Of which day?', choices: [] }],
		};
		const same = recall(memory, asked, ['week-1.csv']);
		expect([same.mapping.files[0]?.snapshotDay, same.questions]).toEqual(['2024-07-31', []]);
		const later = recall(memory, asked);
		expect(later.mapping.files[0]?.snapshotDay).not.toBe('2024-07-31');
		expect(later.questions.map(({ code }) => code)).toEqual(['snapshot-day']);
	});

	test('says nothing of files of another layout', async () => {
		const next = await recogniseAll({ 'poem.csv': 'roses,are\nred,violets\nare,blue\n' });
		expect(recall(await dayFirst(), next)).toEqual({ ...next, announcements: [], newParting: null });
	});
});

test('whatever happens to the columns, each is mapped once at its place, and each that is gone is announced', async () => {
	const memory = await dayFirst();
	const headers = FIRST.split('\n')[0]?.split(',') ?? [];
	const recognised = await recogniseAll({ 'week-2.csv': SECOND });
	const base = recognised.mapping.files[0] as FileMapping;
	const change = fc.record({
		kept: fc.shuffledSubarray(headers, { minLength: 4 }),
		fresh: fc.uniqueArray(fc.stringMatching(/^[a-z]{3,8} [a-z]{3,8}$/), { maxLength: 3 }),
	});
	fc.assert(
		fc.property(change, ({ kept, fresh }) => {
			const columns = [...kept, ...fresh].map((header, position): ColumnMapping => {
				const known = base.columns.find((entry) => entry.header === header);
				return known
					? { ...known, position }
					: { header, position, role: 'segment', reading: { as: 'text' }, evidence: '' };
			});
			const files = [{ ...base, columns }];
			const { mapping, announcements } = recall(memory, {
				...recognised,
				mapping: { ...recognised.mapping, files },
			});
			expect(mapping.files[0]?.columns.map(({ header, position }) => [header, position])).toEqual(
				columns.map(({ header, position }) => [header, position]),
			);
			const gone = headers.filter((header) => !kept.includes(header));
			const isClose = kept.length / (headers.length + fresh.length) >= 0.5;
			for (const header of isClose ? gone : [])
				expect(told(announcements).filter((text) => text.includes(`The column “${header}”`))).toHaveLength(1);
		}),
	);
});
