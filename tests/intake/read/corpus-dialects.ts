import { DEALS, HEADERS, MORE, NEVER_CLOSES, SIX, six, SIX_LINES, type Specimen } from './specimen';

/** Traps of delimiters and quotes. */
export const DIALECTS: readonly Specimen[] = [
	...[
		[';', 'semicolons'],
		['\t', 'tabs'],
		['|', 'vertical bars'],
		['^', 'carets'],
		['~', 'tildes'],
		['\x1f', 'unit separators'],
		['\x01', 'control characters, as Hive writes'],
		['||', 'two vertical bars'],
		[' | ', 'vertical bars between spaces'],
		['|~|', 'three signs'],
		['::', 'two colons'],
		[', ', 'commas and spaces'],
		['; ', 'semicolons and spaces'],
		['¦', 'a broken bar, which is two bytes'],
	].map(([delimiter = '', name = '']): Specimen => ({
		trap: `cells parted by ${name}`,
		content: six(delimiter),
		expected: { delimiter, headers: HEADERS, rows: SIX, lines: SIX_LINES },
	})),
	{
		trap: 'cells parted by commas and spaces, with quotes escaped by backslashes',
		content: six(', ').replace('Acme', '"said \\"yes\\", then no"').replace('Gamma', '"5\\" pipe"'),
		expected: {
			delimiter: ', ',
			headers: HEADERS,
			rows: SIX.map(([id, name, ...rest]) => [
				id!,
				name === 'Acme' ? 'said "yes", then no' : name === 'Gamma' ? '5" pipe' : name!,
				...rest,
			]),
			lines: SIX_LINES,
		},
	},
	{
		trap: 'cells parted by two colons, and a stray quote that another one closes by chance rows below',
		content: six('::').replace('Beta', '"Beta').replace('04-08::Won', '04-08::"'),
		expected: {
			delimiter: '::',
			headers: HEADERS,
			rows: SIX.filter(([id]) => id !== 'D-2' && id !== 'D-4'),
			lines: [2, 4, 6, 7],
			setAside: [
				[3, NEVER_CLOSES, 'D-2::"Beta::250.5::2024-02-06::Lost'],
				[5, NEVER_CLOSES, 'D-4::Delta::80::2024-04-08::"'],
			],
		},
	},
	{
		trap: 'apostrophes as quotes of the few cells that need them',
		content: six('~').replace('Beta', "'O''Hara'").replace('Eps', "'two\nlines'"),
		expected: {
			delimiter: '~',
			quote: "'",
			headers: HEADERS,
			rows: SIX.map(([id, name, ...rest]) => [
				id!,
				name === 'Beta' ? "O'Hara" : name === 'Eps' ? 'two\nlines' : name!,
				...rest,
			]),
			lines: [2, 3, 4, 5, 6, 8],
		},
	},
	{
		trap: 'spaces that part cells without quotes, below a title',
		content: `"Open deals"\n${six(' ')}`,
		expected: { delimiter: ' ', headerLine: 2, headers: HEADERS, rows: SIX, lines: [3, 4, 5, 6, 7, 8] },
	},
	{
		trap: 'spaces that part quoted cells',
		content: '"Id" "Name" "Stage"\n"1" "Acme Ltd" "Won"\n"2" "Beta Ltd" "Lost"\n"3" "Gamma" "Won"\n',
		expected: {
			delimiter: ' ',
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'Acme Ltd', 'Won'],
				['2', 'Beta Ltd', 'Lost'],
				['3', 'Gamma', 'Won'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'sentences in one column, whose spaces part nothing',
		content: 'Note\nCalled her twice\nShe never called back\nDeal is lost\n',
		expected: {
			delimiter: ',',
			headers: ['Note'],
			rows: [['Called her twice'], ['She never called back'], ['Deal is lost']],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'a delimiter of two bytes inside quotes',
		content: 'Id||Name||Stage\n1||"a || b"||Won\n2||c||Lost\n',
		expected: {
			delimiter: '||',
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'a || b', 'Won'],
				['2', 'c', 'Lost'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'blank cells beside vertical bars, which are no delimiter of two',
		content: 'Id|Name|Note|Stage\n1|||Won\n2|b||Lost\n3||x|Won\n',
		expected: {
			delimiter: '|',
			headers: ['Id', 'Name', 'Note', 'Stage'],
			rows: [
				['1', null, null, 'Won'],
				['2', 'b', null, 'Lost'],
				['3', null, 'x', 'Won'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'a tab said by sep=',
		content: 'sep=\t\r\nId\tName\r\n1\ta,b\r\n',
		expected: { delimiter: '\t', headerLine: 2, headers: ['Id', 'Name'], rows: [['1', 'a,b']], lines: [3] },
	},
	{
		trap: 'sep= of two bytes',
		content: 'sep=||\nId||Name\n1||a|b\n',
		expected: { delimiter: '||', headerLine: 2, headers: ['Id', 'Name'], rows: [['1', 'a|b']], lines: [3] },
	},
	{
		trap: 'sep= that a spreadsheet put between quotes',
		content: '"sep=;"\nId;Name\n1;a,b\n',
		expected: { delimiter: ';', headerLine: 2, headers: ['Id', 'Name'], rows: [['1', 'a,b']], lines: [3] },
	},
	{
		trap: 'the delimiter changed part way',
		content: `${HEADERS.join(',')}\n${DEALS.join('\n')}\n${MORE.join('\n').replaceAll(',', ';')}\n`,
		expected: { headers: HEADERS, rows: SIX, lines: SIX_LINES },
	},
	{
		trap: 'another delimiter in one row',
		content: six().replace('D-4,Delta,80,2024-04-08,Won', 'D-4;Delta;80;2024-04-08;Won'),
		expected: { headers: HEADERS, rows: SIX, lines: SIX_LINES },
	},
	{
		trap: 'another delimiter in the header',
		content: six().replace('Id,Name,Amount,Closed,Stage', 'Id;Name;Amount;Closed;Stage'),
		expected: { headers: HEADERS, rows: SIX, lines: SIX_LINES },
	},
	{
		trap: 'whole rows between quotes, as one cell',
		content: six()
			.trimEnd()
			.split('\n')
			.map((line) => `"${line}"\n`)
			.join(''),
		expected: { headers: HEADERS, rows: SIX, lines: SIX_LINES },
	},
	{
		trap: 'whole rows between quotes where they hold quotes, as spreadsheets do',
		content: 'Id,Name,Stage\n"1,""Acme, Inc"",Won"\n2,Beta,Lost\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'Acme, Inc', 'Won'],
				['2', 'Beta', 'Lost'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'whole rows between quotes, with line ends in their cells',
		content: '"Id,Note,Amount"\n"1,""two\nlines"",5"\n"2,x,7"\n"3,y,9"\n',
		expected: {
			headers: ['Id', 'Note', 'Amount'],
			rows: [
				['1', 'two\nlines', '5'],
				['2', 'x', '7'],
				['3', 'y', '9'],
			],
			lines: [2, 4, 5],
		},
	},
	{
		trap: 'every cell between quotes',
		content: six()
			.trimEnd()
			.split('\n')
			.map((line) => `"${line.replaceAll(',', '","')}"\n`)
			.join(''),
		expected: { headers: HEADERS, rows: SIX, lines: SIX_LINES },
	},
	{
		trap: 'apostrophes as quotes, and apostrophes in words',
		content: "Id,Name,Note\n1,'Smith, Anna','don''t'\n2,O'Hara,'x, y'\n3,Ben,'z'\n",
		expected: {
			quote: "'",
			headers: ['Id', 'Name', 'Note'],
			rows: [
				['1', 'Smith, Anna', "don't"],
				['2', "O'Hara", 'x, y'],
				['3', 'Ben', 'z'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'apostrophes in words, which are no quotes',
		content: "Id,Name,Stage\n1,O'Hara,Won\n2,'t Hooft,Lost\n3,Dell',Won\n",
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', "O'Hara", 'Won'],
				['2', "'t Hooft", 'Lost'],
				['3', "Dell'", 'Won'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'a quote doubled as text, alone in its cell',
		content: 'Id,Mark,Stage\n1,"""",Won\n2,"""""",Lost\n',
		expected: {
			headers: ['Id', 'Mark', 'Stage'],
			rows: [
				['1', '"', 'Won'],
				['2', '""', 'Lost'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'a stray quote before a cell, above columns that prove where it ends',
		content: six().replace('Delta', '"Delta'),
		expected: {
			headers: HEADERS,
			rows: SIX.map((cells) => cells.map((cell) => (cell === 'Delta' ? '"Delta' : cell))),
			lines: SIX_LINES,
		},
	},
	{
		trap: 'an inch mark at the end of a quoted cell, not doubled',
		content: six().replace('Delta', '"Pipe, 5""'),
		expected: {
			headers: HEADERS,
			rows: SIX.map((cells) => cells.map((cell) => (cell === 'Delta' ? 'Pipe, 5"' : cell))),
			lines: SIX_LINES,
		},
	},
	{
		trap: 'text that looks like a formula',
		content: 'Id,Name\n1,=1+2\n2,"=SUM(A1,B1)"\n3,+49 30\n4,-x\n',
		expected: {
			headers: ['Id', 'Name'],
			rows: [
				['1', '=1+2'],
				['2', '=SUM(A1,B1)'],
				['3', '+49 30'],
				['4', '-x'],
			],
			lines: [2, 3, 4, 5],
		},
	},
	{
		trap: 'ids written as formulas to keep their zeros',
		content: 'Id,Name\n="001",a\n="002",b\n',
		expected: {
			headers: ['Id', 'Name'],
			rows: [
				['="001"', 'a'],
				['="002"', 'b'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'JSON in a quoted cell',
		content: 'Id,Data\n1,"{""type"": ""Point"", ""at"": [1, 2]}"\n',
		expected: { headers: ['Id', 'Data'], rows: [['1', '{"type": "Point", "at": [1, 2]}']], lines: [2] },
	},
	{
		trap: 'blank columns, so that two delimiters stand beside each other in every row',
		content: 'Id|Region|City|Fax|Reason\n1||Rome||Price\n2||Oslo||\n3||Bern||Price\n',
		expected: {
			delimiter: '|',
			headers: ['Id', 'Region', 'City', 'Fax', 'Reason'],
			rows: [
				['1', null, 'Rome', null, 'Price'],
				['2', null, 'Oslo', null, null],
				['3', null, 'Bern', null, 'Price'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'one column of notes between quotes, whose words are as many',
		content: '"Note"\n"50% up-front; rest later"\n"50% up-front; rest later"\n',
		expected: {
			delimiter: ';',
			headers: ['Note'],
			rows: [['50% up-front; rest later'], ['50% up-front; rest later']],
			lines: [2, 3],
		},
	},
];
