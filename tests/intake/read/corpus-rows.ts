import { FOOTER, HEADERS, joined, NEVER_CLOSES, SIX, six, SIX_LINES, utf8, type Specimen } from './specimen';

const NUL = 'a NUL byte, which no text has';
const CUT = 'the file ends within this row';

/** Traps of rows. */
export const ROWS: readonly Specimen[] = [
	{
		trap: 'a delimiter missing in one row, which would stand in wrong columns if filled up',
		content: six().replace('Delta,80', 'Delta80'),
		expected: {
			headers: HEADERS,
			rows: SIX.filter(([id]) => id !== 'D-4'),
			lines: [2, 3, 4, 6, 7],
			setAside: [[5, '4 cells where the header has 5', 'D-4,Delta80,2024-04-08,Won']],
		},
	},
	{
		trap: 'a delimiter missing in one row of a file whose rows end with one',
		content: six()
			.replaceAll(/^(D-.*)$/gm, '$1,')
			.replace('Delta,80', 'Delta80'),
		expected: {
			headers: HEADERS,
			rows: SIX.filter(([id]) => id !== 'D-4'),
			lines: [2, 3, 4, 6, 7],
			setAside: [[5, 'a delimiter too few, as its columns show', 'D-4,Delta80,2024-04-08,Won,']],
		},
	},
	{
		trap: 'a row by another delimiter in a file whose rows end with one, which is no text of its last cell',
		content:
			'Id,Name,Amount,Closed\n' +
			[1, 2, 3, 4, 5, 6, 7]
				.map((n) => (n === 4 ? 'D-4;N;40.5;2024-01-04,\n' : `D-${n},N,${n}0.5,2024-01-0${n},\n`))
				.join(''),
		expected: {
			headers: ['Id', 'Name', 'Amount', 'Closed'],
			rows: [1, 2, 3, 5, 6, 7].map((n) => [`D-${n}`, 'N', `${n}0.5`, `2024-01-0${n}`]),
			lines: [2, 3, 4, 6, 7, 8],
			setAside: [[5, '2 cells where the header has 4', 'D-4;N;40.5;2024-01-04,']],
		},
	},
	{
		trap: 'a delimiter too many in one row, as its columns show',
		content: six().replace('Delta,80', 'Delta,,80'),
		expected: { headers: HEADERS, rows: SIX, lines: SIX_LINES },
	},
	{
		trap: 'a comma in an unquoted name, as its columns show',
		content: six().replace('Delta', 'Delta, Inc'),
		expected: {
			headers: HEADERS,
			rows: SIX.filter(([id]) => id !== 'D-4'),
			lines: [2, 3, 4, 6, 7],
			setAside: [[5, '6 cells where the header has 5', 'D-4,Delta, Inc,80,2024-04-08,Won']],
		},
	},
	{
		trap: 'commas in an unquoted name and in an unquoted number, beside a blank cell that is not too many',
		content: `Id,Name,Note,Amount,Stage\n${[1, 2, 3, 4, 5, 6].map((n) => `D-${n},Acme,${n % 2 ? 'x' : ''},${n}00.50,Won\n`).join('')}D-7,Smith, Eva,,700.50,Won\nD-8,Acme,,32,250.50,Won\n`,
		expected: {
			headers: ['Id', 'Name', 'Note', 'Amount', 'Stage'],
			rows: [1, 2, 3, 4, 5, 6].map((n) => [`D-${n}`, 'Acme', n % 2 ? 'x' : null, `${n}00.50`, 'Won']),
			lines: SIX_LINES,
			setAside: [
				[8, '6 cells where the header has 5', 'D-7,Smith, Eva,,700.50,Won'],
				[9, '6 cells where the header has 5', 'D-8,Acme,,32,250.50,Won'],
			],
		},
	},
	{
		trap: 'comments that hold the delimiter, more than a third of few rows',
		content: `# checked, by hand\n${HEADERS.join(',')}\nD-1,Acme,100,2024-01-05,Won\n; note: prices, taxes excluded\n-- old, below\nD-2,Beta,120,2024-02-06,Lost\n`,
		expected: {
			headerLine: 2,
			headers: HEADERS,
			rows: [
				['D-1', 'Acme', '100', '2024-01-05', 'Won'],
				['D-2', 'Beta', '120', '2024-02-06', 'Lost'],
			],
			lines: [3, 6],
			setAside: [
				[1, 'above the header', '# checked, by hand'],
				[4, 'a comment', '; note: prices, taxes excluded'],
				[5, 'a comment', '-- old, below'],
			],
		},
	},
	{
		trap: 'a comment of as many cells as a row, and a row whose key is missing',
		content: `${six()}# a, b, c, d, e\n--,Eta,70,2024-07-11,Won\n`,
		expected: {
			headers: HEADERS,
			rows: [...SIX, ['--', 'Eta', '70', '2024-07-11', 'Won']],
			lines: [...SIX_LINES, 9],
			setAside: [[8, 'a comment', '# a, b, c, d, e']],
		},
	},
	{
		trap: 'rows by another delimiter with a line break between quotes, which have one cell by that of their file',
		content: six().replace('D-3,Gamma,75,2024-03-07,Won', 'D-3;"Gamma";75;2024-03-07;"two\nlines"'),
		expected: {
			headers: HEADERS,
			rows: SIX.filter(([id]) => id !== 'D-3'),
			lines: [2, 3, 6, 7, 8],
			setAside: [
				[4, '1 cell where the header has 5', 'D-3;"Gamma";75;2024-03-07;"two'],
				[5, '1 cell where the header has 5', 'lines"'],
			],
		},
	},
	{
		trap: 'an export appended to another one, whose footer stands amid rows then',
		content: `${six()}\nGrand Totals (6 records)\n${HEADERS.join(',')}\nD-7,Eta,70,2024-07-11,Won\n`,
		expected: {
			headers: HEADERS,
			rows: [...SIX, ['D-7', 'Eta', '70', '2024-07-11', 'Won']],
			lines: [...SIX_LINES, 11],
			blankLines: 1,
			setAside: [
				[9, FOOTER, 'Grand Totals (6 records)'],
				[10, 'the header again', HEADERS.join(',')],
			],
		},
	},
	{
		trap: 'a NUL byte in a row that a stray quote swallows, beside sound rows',
		content: six()
			.replace('Beta', '"Beta')
			.replace('D-4,Delta', 'D-4\0,Delta')
			.replace('D-5,Eps', 'D-5,""Eps"'),
		expected: {
			headers: HEADERS,
			// So few rows do not prove what the columns hold: the quote of D-2 may have been meant otherwise.
			rows: SIX.filter(([id]) => id !== 'D-2' && id !== 'D-4').map(([id, name, ...rest]) => [
				id!,
				id === 'D-5' ? '"Eps' : name!,
				...rest,
			]),
			lines: [2, 4, 6, 7],
			setAside: [
				[3, NEVER_CLOSES, 'D-2,"Beta,250.5,2024-02-06,Lost'],
				[5, NUL, 'D-4\0,Delta,80,2024-04-08,Won'],
			],
		},
	},
	{
		trap: 'a stray quote as the last cell of a row, above a damaged row with a line break between quotes',
		content: six()
			.replace('02-06,Lost', '02-06,"')
			.replace('75,2024-03-07,Won', '"75,2024-03-07,"two\nlines"'),
		expected: {
			headers: HEADERS,
			rows: SIX.filter(([id]) => id !== 'D-2' && id !== 'D-3'),
			lines: [2, 6, 7, 8],
			setAside: [
				[3, NEVER_CLOSES, 'D-2,Beta,250.5,2024-02-06,"'],
				[4, NEVER_CLOSES, 'D-3,Gamma,"75,2024-03-07,"two'],
				[5, '1 cell where the header has 5', 'lines"'],
			],
		},
	},
	{
		trap: 'a stray quote that another one closes by chance, below a row with cells beyond the header',
		content: six()
			.replace('02-06,Lost', '02-06,"Lost')
			.replace('03-07,Won', '03-07,Won,beyond,and more')
			.replace('04-08,Won', '04-08,"'),
		expected: {
			headers: HEADERS,
			rows: SIX.filter(([id]) => !['D-2', 'D-3', 'D-4'].includes(id!)),
			lines: [2, 6, 7],
			setAside: [
				[3, NEVER_CLOSES, 'D-2,Beta,250.5,2024-02-06,"Lost'],
				[4, '7 cells where the header has 5', 'D-3,Gamma,75,2024-03-07,Won,beyond,and more'],
				[5, NEVER_CLOSES, 'D-4,Delta,80,2024-04-08,"'],
			],
		},
	},
	{
		trap: 'a stray quote whose partner opens a cell of the next row, which lacks a delimiter',
		content: six().replace('Delta', '"Delta').replace('D-5,Eps', 'D-5"Eps"'),
		expected: {
			headers: HEADERS,
			rows: SIX.filter(([id]) => id !== 'D-4' && id !== 'D-5'),
			lines: [2, 3, 4, 7],
			setAside: [
				[5, NEVER_CLOSES, 'D-4,"Delta,80,2024-04-08,Won'],
				[6, '4 cells where the header has 5', 'D-5"Eps",90,2024-05-09,Lost'],
			],
		},
	},
	{
		trap: 'a delimiter of two bytes missing behind a quote, whose partner stands rows below',
		content: six('||').replace('Delta||80', '"De||lta"80').replace('Zeta', '"Ze||ta"'),
		expected: {
			delimiter: '||',
			headers: HEADERS,
			rows: SIX.filter(([id]) => id !== 'D-4').map((cells) =>
				cells.map((cell) => (cell === 'Zeta' ? 'Ze||ta' : cell)),
			),
			lines: [2, 3, 4, 6, 7],
			setAside: [[5, NEVER_CLOSES, 'D-4||"De||lta"80||2024-04-08||Won']],
		},
	},
	{
		trap: 'a comment among the rows',
		content: six().replace('D-4', '# typed in by hand\nD-4'),
		expected: {
			headers: HEADERS,
			rows: SIX,
			lines: [2, 3, 4, 6, 7, 8],
			setAside: [[5, 'a comment', '# typed in by hand']],
		},
	},
	{
		trap: 'rows in blocks parted by blank lines, which are one table',
		content: 'Id,Name,Stage\n1,a,Won\n\n2,b,Lost\n\n\n3,c,Won\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'a', 'Won'],
				['2', 'b', 'Lost'],
				['3', 'c', 'Won'],
			],
			lines: [2, 4, 7],
			blankLines: 3,
		},
	},
	{
		trap: 'a NUL byte in a cell',
		content: six().replace('Delta', 'De\0lta'),
		expected: {
			headers: HEADERS,
			rows: SIX.filter(([id]) => id !== 'D-4'),
			lines: [2, 3, 4, 6, 7],
			setAside: [[5, NUL, 'D-4,De\0lta,80,2024-04-08,Won']],
		},
	},
	{
		trap: 'NUL bytes to the end, as a crash leaves them',
		content: `${six()}\0\0\0\0`,
		expected: { headers: HEADERS, rows: SIX, lines: SIX_LINES, setAside: [[8, NUL, '\0\0\0\0']] },
	},
	{
		trap: 'a file that is cut off within a row',
		content: six().slice(0, -13),
		expected: {
			headers: HEADERS,
			rows: SIX.slice(0, 5),
			lines: SIX_LINES.slice(0, 5),
			setAside: [[7, CUT, 'D-6,Zeta,95,20']],
		},
	},
	{
		trap: 'a file that is cut off within a quoted cell',
		content: 'Id,Note,Stage\n1,a,Won\n2,"called, and then',
		expected: {
			headers: ['Id', 'Note', 'Stage'],
			rows: [['1', 'a', 'Won']],
			lines: [2],
			setAside: [[3, NEVER_CLOSES, '2,"called, and then']],
		},
	},
	{
		trap: 'a file that is cut off within a character',
		content: joined(utf8('Id,Name\n1,Café\n2,Z'), Uint8Array.from([0xc3])),
		expected: {
			headers: ['Id', 'Name'],
			rows: [['1', 'Café']],
			lines: [2],
			setAside: [[3, CUT, '2,Z']],
		},
	},
	{
		trap: 'a sign for the end of the file, as DOS wrote',
		content: `${six()}\x1a`,
		expected: { headers: HEADERS, rows: SIX, lines: SIX_LINES, blankLines: 1 },
	},
	{
		trap: 'rows without their last blank cells',
		content: 'Id,Name,Stage,Reason\n1,a,Won\n2,b,Lost,price\n3,c,Won\n',
		expected: {
			headers: ['Id', 'Name', 'Stage', 'Reason'],
			rows: [
				['1', 'a', 'Won', null],
				['2', 'b', 'Lost', 'price'],
				['3', 'c', 'Won', null],
			],
			lines: [2, 3, 4],
			padded: 2,
		},
	},
	{
		trap: 'rows that are the same',
		content: 'Id,Stage\n1,Won\n1,Won\n1,Won\n',
		expected: {
			headers: ['Id', 'Stage'],
			rows: [
				['1', 'Won'],
				['1', 'Won'],
				['1', 'Won'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'one row',
		content: 'Id,Name,Stage\n1,a,Won\n',
		expected: { headers: ['Id', 'Name', 'Stage'], rows: [['1', 'a', 'Won']], lines: [2] },
	},
	{
		trap: 'white space around cells, which is kept',
		content: 'Id,Name,Stage\n1, a ,Won\n2,\tb,Lost\n3,c,Won \n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', ' a ', 'Won'],
				['2', '\tb', 'Lost'],
				['3', 'c', 'Won '],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'a footer that says how many rows there are',
		content: `${six()}\n6 records\n`,
		expected: {
			headers: HEADERS,
			rows: SIX,
			lines: SIX_LINES,
			blankLines: 1,
			setAside: [[9, FOOTER, '6 records']],
		},
	},
	{
		trap: 'totals below their columns',
		content: `${six()}Total,,690.5,,\n`,
		expected: {
			headers: HEADERS,
			rows: SIX,
			lines: SIX_LINES,
			setAside: [[8, FOOTER, 'Total,,690.5,,']],
		},
	},
	{
		trap: 'blank tails of nothing but delimiters, as spreadsheets leave them',
		content: `${six()}${',,,,\n'.repeat(5)}`,
		expected: { headers: HEADERS, rows: SIX, lines: SIX_LINES, blankLines: 5 },
	},
	{
		trap: 'a text of two lines that lost its quotes, amid rows whose keys have digits',
		content: six().replace('D-4,Delta', 'D-4,Delta\nLtd'),
		expected: {
			headers: HEADERS,
			rows: SIX.map((cells) => (cells[0] === 'D-4' ? ['D-4', 'Delta\nLtd', ...cells.slice(2)] : cells)),
			lines: [2, 3, 4, 5, 7, 8],
		},
	},
	{
		trap: 'two short rows that have all cells together, each with a key of its own',
		content: six().replace('D-5,Eps,90,2024-05-09,Lost', 'D-5,Eps,90\nD-9,2024-05-09,Lost'),
		expected: {
			headers: HEADERS,
			rows: SIX.map((cells) => (cells[0] === 'D-5' ? ['D-5', 'Eps', '90', null, null] : cells)),
			lines: [2, 3, 4, 5, 6, 8],
			padded: 1,
			setAside: [[7, '3 cells where the header has 5', 'D-9,2024-05-09,Lost']],
		},
	},
];
