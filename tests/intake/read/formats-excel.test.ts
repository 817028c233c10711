import { describe, expect, it } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { serialText, shownByCode } from '$lib/intake/read/excel/number-format';
import { attribute, XmlError, XmlScanner } from '$lib/intake/read/excel/xml';
import { openForTests } from '../../support/engines';
import { blobOf, problemOf, readBytesAs, rowsOf } from './formats-files';
import { STYLE, xlsxOf, xlsxParts, zipOf, type SheetCell } from '../../support/workbook';
import { readFiles } from '$lib/intake/import';

const engine = await openForTests(openNativeEngine);

const read = async (
	rows: (readonly SheetCell[] | null)[],
	options?: { is1904?: boolean },
	own: Engine = engine,
) => {
	const [raw] = await readBytesAs(own, 'book.xlsx', xlsxOf([{ name: 'Deals', rows }], options));
	if (!raw) throw new Error('Nothing was read.');
	return { raw, headers: raw.columns.map(({ header }) => header), rows: await rowsOf(own, raw) };
};

/** The text that a single cell becomes. */
const textOf = async (cell: SheetCell, options?: { is1904?: boolean }): Promise<string | null> => {
	const { rows } = await read(
		[
			['id', 'value'],
			['1', cell],
		],
		options,
	);
	return rows[0]?.[1] ?? null;
};

describe('a workbook', () => {
	it('gives its texts exactly as they are', async () => {
		const texts = [
			'Ünïcödé 日本語 👩‍👩‍👧',
			' spaces around ',
			'two\nlines',
			'carriage\rreturn and \r\n both',
			'<tag> & "quotes" \'and\'',
			'_x005F_ literally, _x000D_ too',
			'=SUM(A1)',
			'x'.repeat(32_767),
			'001',
			'1.50',
			'NULL',
		];
		const { rows } = await read([['id', 'text'], ...texts.map((text, index) => [`D${index}`, text])]);
		expect(rows.map(([, text]) => text)).toEqual(texts);
	});

	it.each<[string, SheetCell, string | null]>([
		['a whole number without a point', 12, '12'],
		['a whole number that is written with one', { value: '12.0' }, '12'],
		['a number that Excel writes with 17 digits', { value: '0.10000000000000001' }, '0.1'],
		[
			'the sum of 0.1 and 0.2 as the double that it is',
			{ value: '0.30000000000000004' },
			'0.30000000000000004',
		],
		['a large number in scientific notation', { value: '1.5E+10' }, '15000000000'],
		[
			'an id beyond 2^53 that another program wrote',
			{ value: '12345678901234567890' },
			'12345678901234567890',
		],
		['a negative number', { value: '-4.25', style: STYLE.money }, '-4.25'],
		['minus zero', { value: '-0' }, '0'],
		['a number with a word in its format', { value: '3', style: STYLE.words }, '3'],
		['true', true, 'true'],
		['false', false, 'false'],
		['a date', { value: '45292', style: STYLE.date }, '2024-01-01'],
		['a date in words', { value: '45292', style: STYLE.longDate }, '2024-01-01'],
		[
			'a date with a time that its format hides',
			{ value: '45292.5', style: STYLE.date },
			'2024-01-01T12:00:00Z',
		],
		['an instant', { value: '45292.41736111111', style: STYLE.instant }, '2024-01-01T10:01:00Z'],
		['midnight, where a time is shown', { value: '45292', style: STYLE.instant }, '2024-01-01T00:00:00Z'],
		['milliseconds', { value: '45292.000000011574', style: STYLE.ownInstant }, '2024-01-01T00:00:00.001Z'],
		['a second before midnight', { value: '45291.999999999', style: STYLE.instant }, '2024-01-01T00:00:00Z'],
		['a time of day', { value: '0.75', style: STYLE.time }, '18:00:00'],
		['a duration', { value: '1.5', style: STYLE.elapsed }, '36:00:00'],
		['the first day of 1900', { value: '1', style: STYLE.date }, '1900-01-01'],
		['28 February 1900', { value: '59', style: STYLE.date }, '1900-02-28'],
		['29 February 1900, which never was', { value: '60', style: STYLE.date }, '1900-02-29'],
		['1 March 1900', { value: '61', style: STYLE.date }, '1900-03-01'],
		['a day before 1970', { value: '20000', style: STYLE.date }, '1954-10-03'],
		['the last day', { value: '2958465', style: STYLE.date }, '9999-12-31'],
		['a negative date, which no sheet shows', { value: '-5', style: STYLE.date }, '-5'],
		['a date written out', { value: '2024-02-29T00:00:00', type: 'd', style: STYLE.date }, '2024-02-29'],
		['an instant written out', { value: '2024-02-29T10:30:00.250', type: 'd' }, '2024-02-29T10:30:00.250Z'],
		['the value of a formula', { formula: 'A1&"<"', value: '7' }, '7'],
		['the text of a formula', { formula: 'A1', value: 'a & b', type: 'str' }, 'a & b'],
		['a text in its own cell', { type: 'inlineStr', inner: '<is><t>in&#32;line</t></is>' }, 'in line'],
		[
			'a text in many fonts, without its reading aid',
			{
				type: 'inlineStr',
				inner:
					'<is><r><rPr><b/></rPr><t>東</t></r><r><t xml:space="preserve">京 </t></r><rPh sb="0" eb="1"><t>とう</t></rPh></is>',
			},
			'東京 ',
		],
		['an error', { value: '#N/A', type: 'e' }, null],
		['an empty text', { type: 'inlineStr', inner: '<is><t></t></is>' }, null],
	])('gives %s', async (_, cell, expected) => {
		expect(await textOf(cell)).toBe(expected);
	});

	it('counts days from 1904 where it says so', async () => {
		expect(await textOf({ value: '0', style: STYLE.date }, { is1904: true })).toBe('1904-01-01');
		expect(await textOf({ value: '43830.25', style: STYLE.instant }, { is1904: true })).toBe(
			'2024-01-01T06:00:00Z',
		);
	});

	it('tells of error cells and of formulas that were never computed', async () => {
		const { raw, rows } = await read([
			['id', 'amount', 'note'],
			['1', { value: '#N/A', type: 'e' }, { formula: 'B2+1' }],
			['2', { value: '#REF!', type: 'e', formula: 'X!A1' }, 'b'],
			['3', { value: '#N/A', type: 'e' }, 'c'],
		]);
		expect(rows).toEqual([
			['1', null, null],
			['2', null, 'b'],
			['3', null, 'c'],
		]);
		expect(raw.notices).toEqual([
			'book.xlsx: 3 cells with an error (2 × #N/A, 1 × #REF!): blank.',
			'book.xlsx: 1 formula without a computed value: blank. Open the workbook in a spreadsheet, save it and give it again.',
		]);
	});

	it('says which columns hold numbers, so that nobody asks for their decimal mark', async () => {
		const { raw } = await read([
			['id', 'amount', 'code', 'on', 'none'],
			['a', 1.234, 1, { value: '45292', style: STYLE.date }, null],
			['b', null, 'x', { value: '45293', style: STYLE.date }, null],
		]);
		expect(raw.columns.map(({ isNumber = false }) => isNumber)).toEqual([false, true, false, false, false]);
	});

	it('finds the table below titles and blank rows, away from the left edge, and knows the row of each line', async () => {
		const { raw, headers, rows } = await read([
			[null, 'Opportunity report'],
			[null, 'As of', '2024-06-01'],
			null,
			[null, 'Id', 'Stage', null, 'Amount'],
			[null, 'D1', 'Lead', null, 10],
			null,
			[null, 'D2', 'Won', null, 20],
			[null, 'D3', 'Lost'],
			[null, 'Id', 'Stage', null, 'Amount'],
			[null, 'D5', 'Won', null, 7, 'said later'],
			[null, 'Total', null, null, 42],
			[null, 'Copyright 2024 Example'],
		]);
		expect(headers).toEqual(['Id', 'Stage', 'Column 3', 'Amount', 'Column 5']);
		expect(rows).toEqual([
			['D1', 'Lead', null, '10', null],
			['D2', 'Won', null, '20', null],
			['D3', 'Lost', null, null, null],
			['D5', 'Won', null, '7', 'said later'],
		]);
		expect([1, 2, 3, 4].map((row) => raw.lineOf(row))).toEqual([5, 7, 8, 10]);
		expect(() => raw.lineOf(5)).toThrow(RangeError);
		expect(raw).toMatchObject({ headerLine: 4, rowsRead: 7, rowsKept: 4, rowsSetAside: 3, blankLines: 1 });
		expect(raw.reasons).toEqual([
			{ reason: 'report footer', rows: 2 },
			{ reason: 'the header again', rows: 1 },
		]);
		expect(raw.setAside.map(({ line, text }) => [line, text])).toEqual([
			[9, ',Id,Stage,,Amount'],
			[11, ',Total,,,42'],
			[12, ',Copyright 2024 Example'],
		]);
	});

	it('takes what stands left of the header for a column, if it is there from the start', async () => {
		const { headers, rows } = await read([
			[null, 'Id', 'Stage'],
			[0, 'D1', 'Lead'],
			[1, 'D2', 'Won'],
		]);
		expect(headers).toEqual(['Column 1', 'Id', 'Stage']);
		expect(rows[1]).toEqual(['1', 'D2', 'Won']);
		const many = Array.from({ length: 300 }, (_, index) => [null, `D${index}`, 'Won']);
		const { raw } = await read([[null, 'Id', 'Stage'], ...many, ['margin', 'D300', 'Won'], ...many]);
		expect([raw.rowsRead, raw.rowsKept, raw.columns.length]).toEqual([601, 600, 2]);
		expect(raw.setAside).toEqual([
			{ file: 'book.xlsx', line: 302, reason: 'cells to the left of the table', text: 'margin,D300,Won' },
		]);
		expect(raw.lineOf(301)).toBe(303);
	});

	it('reads one column, a header alone and 300 columns', async () => {
		expect((await read([['only'], ['a'], ['b']])).rows).toEqual([['a'], ['b']]);
		const alone = await read([['a', 'b', 'c']]);
		expect([alone.headers, alone.rows]).toEqual([['a', 'b', 'c'], []]);
		const wide = Array.from({ length: 300 }, (_, index) => `c ${index}`);
		const { headers, rows } = await read([wide, wide.map((_, index) => index * 1.5)]);
		expect(headers).toEqual(wide);
		expect(rows).toEqual([wide.map((_, index) => String(index * 1.5))]);
	});

	it('gives every sheet that has a table, the largest first, and names the others', async () => {
		const raws = await readBytesAs(
			engine,
			'book.xlsx',
			xlsxOf([
				{ name: 'Cover', rows: [['Pipeline 2024']] },
				{
					name: 'Teams',
					rows: [
						['Team', 'Owner'],
						['North', 'Ann'],
					],
				},
				{ name: 'Blank', rows: [] },
				{
					name: 'Deals & more',
					rows: [
						['Id', 'Stage', 'Amount'],
						['D1', 'Won', 5],
						['D2', 'Lost', 6],
					],
				},
			]),
		);
		expect(raws.map(({ file }) => file)).toEqual(['book.xlsx › Deals & more', 'book.xlsx › Teams']);
		expect(await Promise.all(raws.map((raw) => rowsOf(engine, raw)))).toEqual([
			[
				['D1', 'Won', '5'],
				['D2', 'Lost', '6'],
			],
			[['North', 'Ann']],
		]);
		expect(raws.flatMap(({ notices }) => notices)).toEqual([
			'book.xlsx: nothing stands in “Blank”.',
			'book.xlsx: no table in “Cover”; left out.',
		]);
		const { rows } = await engine.query(
			"select table_name from duckdb_tables() where table_name like 'raw%'",
		);
		expect(rows.map((row) => row['table_name']).sort()).toEqual(raws.map(({ table }) => table).sort());
	});

	it('is known by its content, whatever its name', async () => {
		const blob = blobOf(
			xlsxOf([
				{
					name: 'S',
					rows: [
						['a', 'b'],
						['1', '2'],
					],
				},
			]),
		);
		const [raw] = await readFiles(engine, [{ name: 'export.csv', blob }]);
		expect([raw?.file, raw?.encoding]).toEqual(['export.csv', 'Excel workbook']);
		const [text] = await readFiles(engine, [{ name: 'text.xlsx', blob: new Blob(['a,b\n1,2\n']) }]);
		expect([text?.encoding, text?.rowsKept]).toEqual(['UTF-8', 1]);
	});

	it('is read as other programs write it: prefixes, no references, single quotes, UTF-16', async () => {
		const parts: Record<string, string | Uint8Array> = xlsxParts([{ name: 'S', rows: [] }]);
		const sheet =
			"<?xml version='1.0'?><x:worksheet xmlns:x='m'><!-- a > b --><x:sheetData><x:row><x:c t = 'inlineStr'><x:is><x:t>a</x:t></x:is></x:c><x:c t='str'><x:v><![CDATA[b<]]></x:v></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c><x:c/></x:row><x:row r='5'><x:c><x:v>2</x:v></x:c><x:c t='b'><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>";
		parts['xl/worksheets/sheet1.xml'] = new Uint8Array(Buffer.from(`\ufeff${sheet}`, 'utf16le'));
		const [raw] = await readBytesAs(engine, 'x.xlsx', zipOf(parts));
		expect(raw?.columns.map(({ header }) => header)).toEqual(['a', 'b<']);
		expect(raw && (await rowsOf(engine, raw))).toEqual([
			['1', null],
			['2', 'true'],
		]);
		expect(raw?.lineOf(2)).toBe(5);
	});
});

describe('a workbook that cannot be read', () => {
	const good = xlsxOf([
		{ name: 'Deals', rows: [['a', 'b'], ...Array.from({ length: 500 }, (_, i) => [`D${i}`, i])] },
	]);
	const withPart = (path: string, content: string | null): Uint8Array => {
		const parts: Record<string, string> = xlsxParts([
			{
				name: 'Deals',
				rows: [
					['a', 'b'],
					['1', '2'],
				],
			},
		]);
		if (content === null) delete parts[path];
		else parts[path] = content;
		return zipOf(parts);
	};
	const tables = async (): Promise<unknown[]> =>
		(await engine.query('select table_name from duckdb_tables()')).rows.map((row) => row['table_name']);

	it('is refused wherever it is cut off, and leaves no table', async () => {
		await engine.execute(
			'drop table if exists raw_0; drop table if exists raw_1; drop table if exists raw_2; drop table if exists raw_3',
		);
		for (const share of [0.05, 0.5, 0.9, 0.999]) {
			const cut = good.slice(0, Math.floor(good.length * share));
			expect(await problemOf(readBytesAs(engine, 'cut.xlsx', cut))).toMatchObject({
				code: 'file-damaged',
				file: 'cut.xlsx',
			});
		}
		expect(await tables()).toEqual([]);
	});

	it('is refused if a byte of a sheet was changed', async () => {
		const parts = xlsxParts([
			{
				name: 'Deals',
				rows: [
					['a', 'b'],
					['1', 'found'],
				],
			},
		]);
		const bytes = zipOf(parts, 0);
		const at = Buffer.from(bytes).indexOf('found');
		bytes[at] = 0x46;
		expect(await problemOf(readBytesAs(engine, 'x.xlsx', bytes))).toMatchObject({
			code: 'file-damaged',
			message: 'x.xlsx is damaged: the checksum of xl/sharedStrings.xml does not fit its bytes.',
		});
		expect(await tables()).toEqual([]);
	});

	it.each([
		['a part is missing', 'xl/sharedStrings.xml', null, 'file-damaged'],
		['a sheet is missing', 'xl/worksheets/sheet1.xml', null, 'file-damaged'],
		['a sheet is no XML', 'xl/worksheets/sheet1.xml', '<worksheet><sheetData></worksheet>', 'file-damaged'],
		['a sheet ends early', 'xl/worksheets/sheet1.xml', '<worksheet><sheetData><row r="1">', 'file-damaged'],
		[
			'a sheet names a text that is not there',
			'xl/worksheets/sheet1.xml',
			'<worksheet><sheetData><row r="1"><c t="s"><v>99</v></c></row></sheetData></worksheet>',
			'file-damaged',
		],
		[
			'a sheet declares entities',
			'xl/worksheets/sheet1.xml',
			'<!DOCTYPE a [<!ENTITY b "bb">]><worksheet/>',
			'file-damaged',
		],
		['all sheets are blank', 'xl/worksheets/sheet1.xml', '<worksheet><sheetData/></worksheet>', 'no-records'],
	])('is refused if %s', async (_, path, content, code) => {
		expect(await problemOf(readBytesAs(engine, 'x.xlsx', withPart(path, content)))).toMatchObject({
			code,
			file: 'x.xlsx',
		});
		expect(await tables()).toEqual([]);
	});

	it('is refused if it is another office document or a binary workbook', async () => {
		const types = { '[Content_Types].xml': '<Types/>' };
		const rels = (target: string) => ({
			'_rels/.rels': `<R><Relationship Id="r" Type="x/officeDocument" Target="${target}"/></R>`,
			[target]: '<a/>',
		});
		const letter = zipOf({ ...types, ...rels('word/document.xml') });
		expect(await problemOf(readBytesAs(engine, 'x.docx', letter))).toMatchObject({
			code: 'not-a-table',
			message: 'x.docx is a Word document, not a table.',
		});
		const binary = zipOf({ ...types, ...rels('xl/workbook.bin') });
		expect(await problemOf(readBytesAs(engine, 'x.xlsb', binary))).toMatchObject({ code: 'binary-workbook' });
	});

	it('is known wherever its parts stand', async () => {
		const parts = xlsxParts([
			{
				name: 'Deals',
				rows: [
					['Id', 'Stage'],
					['D1', 'Won'],
				],
			},
		]);
		const moved = Object.fromEntries(
			Object.entries(parts).map(([path, content]) => [
				path.replace(/^xl\//, ''),
				content.replaceAll('"/xl/', '"/').replaceAll('"xl/', '"'),
			]),
		);
		expect(Object.keys(moved)).toContain('workbook.xml');
		const [raw] = await readBytesAs(engine, 'x.xlsx', zipOf(moved));
		expect([raw!.rowsKept, ...raw!.columns.map(({ header }) => header)]).toEqual([1, 'Id', 'Stage']);
		await engine.execute(`drop table ${raw!.table}`);
	});

	it('is told from an old one if it is locked with a password', async () => {
		const ole = new Uint8Array(4096);
		ole.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
		ole[30] = 9;
		ole[48] = 1;
		const old = await problemOf(readBytesAs(engine, 'old.xls', ole));
		expect(old).toMatchObject({
			code: 'not-delimited-text',
			message: 'old.xls is an old Excel workbook (xls), not CSV.',
		});
		ole.set(Buffer.from('EncryptedPackage', 'utf16le'), 1024 + 128);
		expect(await problemOf(readBytesAs(engine, 'locked.xlsx', ole))).toMatchObject({
			code: 'workbook-encrypted',
			file: 'locked.xlsx',
		});
	});
});

describe('number formats', () => {
	it.each([
		['General', 'number'],
		['0.00E+00', 'number'],
		['#,##0.00 "days"', 'number'],
		['_-* #,##0.00\\ "€"_-;-* #,##0.00', 'number'],
		['[Red]0;[Blue]-0', 'number'],
		['@', 'number'],
		['yyyy-mm-dd', 'date'],
		['[$-409]d\\-mmm\\-yy;@', 'date'],
		['mmm yy', 'date'],
		['yyyy"年"m"月"d"日"', 'date'],
		['dd/mm/yyyy hh:mm AM/PM', 'instant'],
		['m/d/yy h:mm:ss.00', 'instant'],
		['h:mm', 'time'],
		['mm:ss.0', 'time'],
		['[h]:mm', 'elapsed'],
		['[ss]', 'elapsed'],
	])('%s shows a %s', (code, shown) => {
		expect(shownByCode(code)).toBe(shown);
	});

	it('agree with the calendar on every day of four centuries', () => {
		for (let day = 61; day < 150_000; day += 13) {
			const date = new Date((day - 25_569) * 86_400_000).toISOString().slice(0, 10);
			expect(serialText(day, 'date', false)).toBe(date);
		}
	});
});

describe('the XML of a sheet', () => {
	const scanned = (pieces: readonly string[]): string[] => {
		const seen: string[] = [];
		const scanner = new XmlScanner({
			open: (name, tag) => void seen.push(`+${name} ${tag}`),
			close: (name) => void seen.push(`-${name}`),
			text: (text) => void seen.push(text),
		});
		for (const piece of pieces) scanner.write(piece);
		scanner.end();
		return seen;
	};

	it('is the same however it is cut into pieces', () => {
		const text = '<?xml?><!-- <a> --><a b="x>y" c=\'"\'>1 &lt; 2\r\n<x:d/><![CDATA[<&]]>é</a >\n';
		const whole = scanned([text]);
		expect(whole).toEqual(['+a a b="x>y" c=\'"\'', '1 < 2\n', '+d x:d', '-d', '<&', 'é', '-a']);
		expect(scanned([...text])).toEqual(whole);
		for (let at = 1; at < text.length; at++) {
			expect(scanned([text.slice(0, at), text.slice(at)])).toEqual(whole);
		}
	});

	it('has attributes by their name alone, not by what stands in the values of others', () => {
		const tag = `sheet name="a r:id='x' id=" state = 'hidden' r:id="rId1"`;
		expect(attribute(tag, 'name')).toBe("a r:id='x' id=");
		expect(attribute(tag, 'r:id')).toBe('rId1');
		expect(attribute(tag, 'state')).toBe('hidden');
		expect(attribute(tag, 'id')).toBeUndefined();
		expect(attribute('row r="5"', 'r')).toBe('5');
	});

	it.each(['<a>', '<a></b>', '</a>', '<a/>x', '', '<a b="', '<a>&foo;</a>', '<!DOCTYPE a><a/>'])(
		'is refused if it is %s',
		(text) => {
			expect(() => scanned([text])).toThrow(XmlError);
		},
	);
});
