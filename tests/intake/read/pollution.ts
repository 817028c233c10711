import type { Table } from '../../support/table-score';

/** Ways in which a table is spoilt on its way into a file, each with the table that a reader should still find in it. */

export interface Polluted {
	kind: string;
	content: Uint8Array<ArrayBuffer>;
	clean: Table;
}

interface Style {
	delimiter: string;
	quote: string;
	/** What stands before a quote within quotes. */
	escape: string;
	lineEnd: string;
	quoteAll: boolean;
}

const PLAIN: Style = { delimiter: ',', quote: '"', escape: '"', lineEnd: '\r\n', quoteAll: false };

const STAGES = ['Prospecting', 'Needs assessment', 'Closing', 'Won', 'Lost'];
const NOTES = [
	'Called twice, no answer yet',
	'Wants the 24" screen, and a price by Friday',
	'Ask for the "big" order, then close',
	'Renewal due; owner on leave, try again in May',
];

/** A list of deals as a CRM would export it; the last column is blank in every other row. */
export const SOURCE: Table = {
	header: ['Deal Id', 'Company', 'Stage', 'Amount', 'Created', 'Email', 'Note', 'Comment'],
	rows: Array.from({ length: 24 }, (_, row) => [
		`D-${1000 + row}`,
		row % 3 === 0 ? `Müller & Söhne, Werk ${row}` : `Café Noël ${row}`,
		STAGES[row % STAGES.length]!,
		`${(row * 137) % 900}.50`,
		`2024-${String(1 + (row % 12)).padStart(2, '0')}-${String(1 + row).padStart(2, '0')}`,
		`buyer${row}@example.com`,
		`${NOTES[row % NOTES.length]!} (${row})`,
		row % 2 === 0 ? '' : `seen by Ana ${row}`,
	]),
};

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function cellOf(cell: string, { delimiter, quote, escape, quoteAll }: Style): string {
	const needs = quoteAll || cell.includes(delimiter) || cell.includes(quote) || /[\r\n]/.test(cell);
	return needs ? quote + cell.replaceAll(quote, escape + quote) + quote : cell;
}

const lineOf = (cells: readonly string[], style: Style): string =>
	cells.map((cell) => cellOf(cell, style)).join(style.delimiter);

const linesOf = ({ header, rows }: Table, style: Style): string[] =>
	[header, ...rows].map((cells) => lineOf(cells, style));

function written(table: Table, change: Partial<Style> = {}): string {
	const style = { ...PLAIN, ...change };
	return linesOf(table, style)
		.map((line) => line + style.lineEnd)
		.join('');
}

function utf16(text: string, little: boolean): Uint8Array<ArrayBuffer> {
	const view = new DataView(new ArrayBuffer(text.length * 2));
	for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), little);
	return new Uint8Array(view.buffer);
}

/** Text in an encoding of one byte a character, `table` being what is not Latin-1 in it. */
const narrow = (text: string, table: Record<string, number> = {}): Uint8Array<ArrayBuffer> =>
	Uint8Array.from(text, (letter) => table[letter] ?? letter.charCodeAt(0));

const MAC = { ü: 0x9f, ö: 0x9a, é: 0x8e, ë: 0x91 };

/** The file with line `line` (0 is the header) as `change` makes it. */
function withLine(line: number, change: (cells: string[], style: Style) => string): string {
	const style = PLAIN;
	const records = [SOURCE.header, ...SOURCE.rows];
	return records
		.map(
			(cells, index) => (index === line ? change([...cells], style) : lineOf(cells, style)) + style.lineEnd,
		)
		.join('');
}

/** Files that are spoilt as a whole. */
function wholeFiles(): Polluted[] {
	const files: Polluted[] = [];
	const add = (kind: string, content: string | Uint8Array<ArrayBuffer>, clean: Table = SOURCE): void => {
		files.push({ kind, content: typeof content === 'string' ? utf8(content) : content, clean });
	};
	const { header, rows } = SOURCE;
	const source = written(SOURCE);
	const numbered = header.map((_, position) => `Column ${position + 1}`);
	const other = (width: number): Table => ({
		header: [...header, 'Extra'].slice(0, width),
		rows: rows.slice(0, 10).map((cells) => [...cells, 'x'].slice(0, width)),
	});
	add('standard', source);
	add('no payload', '', { header: [], rows: [] });
	add('no line end at the end', source.slice(0, -2));
	add('blank lines at the end', `${source}\r\n\r\n`);
	add('header only', written({ header, rows: [] }), { header, rows: [] });
	add('one row', written({ header, rows: rows.slice(0, 1) }), { header, rows: rows.slice(0, 1) });
	add('no header', linesOf(SOURCE, PLAIN).slice(1).join('\r\n'), { header: numbered, rows });
	const groups = ['Deal', '', '', 'Money', 'Dates', 'Contact', '', ''];
	const joined = ['Deal', 'Deal', 'Deal', 'Money', 'Dates', 'Contact', 'Contact', 'Contact'];
	add('header of two lines', `${lineOf(groups, PLAIN)}\r\n${source}`, {
		header: header.map((name, position) => `${joined[position]!} ${name}`),
		rows,
	});
	const units = ['', '', '', '(EUR)', '(day)', '', '', ''];
	const [first = '', ...rest] = linesOf(SOURCE, PLAIN);
	add('units below the header', [first, lineOf(units, PLAIN), ...rest].join('\r\n'), {
		header: header.map((name, position) => [name, units[position]!].filter(Boolean).join(' ')),
		rows,
	});
	add('header twice', `${first}\r\n${source}`);
	add('title of full width', `Open deals,,,,,,,\r\n,,,,,,,\r\n${source}`);
	add('titles and filters', `Open deals\r\nFiltered by: all, of this year\r\nRun by Ana\r\n\r\n${source}`);
	add('report footer', `${source}\r\nGrand Totals (24 records)\r\nCopyright (c) 2024 Example Inc.\r\n`);
	for (const [kind, table] of [
		['another table with less columns', other(7)],
		['another table with more columns', other(9)],
	] as const) {
		add(kind, source + written(table));
		add(kind, `${source}\r\n${written(table)}`);
	}
	add('another table with other columns', `${source}\r\nStage,Sum\r\nWon,1200\r\nLost,300\r\n`);
	// A second export below the first one is more rows of the same table.
	add('the same table again', source + written({ header, rows: rows.slice(0, 5) }), {
		header,
		rows: [...rows, ...rows.slice(0, 5)],
	});
	for (const delimiter of [';', '\t', '|', '^', '~', ', ', '||', '::', ' | ']) {
		add('other delimiter', written(SOURCE, { delimiter }));
	}
	add('space as delimiter', written(SOURCE, { delimiter: ' ', quoteAll: true }));
	for (const lineEnd of ['\n', '\r']) add('other line end', written(SOURCE, { lineEnd }));
	add(
		'mixed line ends',
		linesOf(SOURCE, PLAIN)
			.map((line, index) => line + ['\n', '\r\n', '\r'][index % 3]!)
			.join(''),
	);
	add('every cell quoted', written(SOURCE, { quoteAll: true }));
	add('apostrophes as quotes', written(SOURCE, { quote: "'", escape: "'" }));
	add('quotes escaped by a backslash', written(SOURCE, { escape: '\\' }));
	add('quotes not escaped', written(SOURCE, { escape: '' }));
	add(
		'whole rows quoted',
		linesOf(SOURCE, PLAIN)
			.map((line) => `"${line.replaceAll('"', '""')}"\r\n`)
			.join(''),
	);
	add('sep= on the first line', `sep=;\r\n${written(SOURCE, { delimiter: ';' })}`);
	add(
		'delimiter at the end of each row',
		[first, ...rest.map((line) => `${line},`)].map((line) => `${line}\r\n`).join(''),
	);
	add('comments', source.replace('\r\nD-1005', '\r\n# the rest was typed in by hand\r\nD-1005'));
	add('encoding', utf8(`\uFEFF${source}`));
	add('encoding', utf16(`\uFEFF${source}`, true));
	add('encoding', utf16(`\uFEFF${source}`, false));
	add('encoding', utf16(source, true));
	add('encoding', utf16(source, false));
	add('encoding', narrow(source));
	add('encoding', narrow(source, MAC));
	const half = source.indexOf('D-1012');
	add(
		'encoding changed part way',
		Uint8Array.from([...utf8(source.slice(0, half)), ...narrow(source.slice(half))]),
	);
	add(
		'delimiter changed part way',
		[...linesOf(SOURCE, PLAIN).slice(0, 13), ...linesOf(SOURCE, { ...PLAIN, delimiter: ';' }).slice(13)].join(
			'\r\n',
		),
	);
	add('cut off within a row', source.slice(0, source.indexOf('@', source.indexOf('D-1020'))), {
		header,
		rows: rows.slice(0, 20),
	});
	return files;
}

/** Files in which one line is spoilt, for every line and column. */
function spoiltLines(): Polluted[] {
	const files: Polluted[] = [];
	const { header, rows } = SOURCE;
	for (let line = 0; line <= rows.length; line++) {
		const add = (kind: string, content: string, clean: Table = SOURCE): void => {
			files.push({ kind, content: utf8(content), clean });
		};
		for (let column = 0; column < header.length; column++) {
			const spoilt = (change: (cell: string) => string): Table => {
				const table = [header, ...rows].map((cells) => [...cells]);
				table[line]![column] = change(table[line]![column]!);
				const [top = [], ...below] = table;
				return { header: top, rows: below };
			};
			if (column > 0) {
				add(
					'a delimiter missing in one line',
					withLine(line, (cells, style) => {
						const texts = cells.map((cell) => cellOf(cell, style));
						texts.splice(column - 1, 2, texts[column - 1]! + texts[column]!);
						return texts.join(',');
					}),
				);
			}
			add(
				'a delimiter too many in one line',
				withLine(line, (cells, style) =>
					lineOf([...cells.slice(0, column), '', ...cells.slice(column)], style),
				),
			);
			add(
				'a stray quote in one line',
				withLine(line, (cells, style) =>
					cells
						.map((cell, position) => {
							const text = cellOf(cell, style);
							if (position !== column) return text;
							return text.startsWith('"') ? `""${text.slice(1)}` : `"${text}`;
						})
						.join(','),
				),
				spoilt((cell) => `"${cell}`),
			);
		}
		for (const delimiter of [' ', ';']) {
			add(
				'another delimiter in one line',
				withLine(line, (cells, style) => lineOf(cells, { ...style, delimiter })),
			);
		}
		if (line > 0) {
			add(
				'a NUL byte in one line',
				withLine(line, (cells, style) => lineOf(cells, style).replace('-', '-\0')),
			);
		}
	}
	return files;
}

export const polluted = (): Polluted[] => [...wholeFiles(), ...spoiltLines()];
