import { HEADING, SIX, SIX_LINES, six, type Specimen } from './specimen';

const HEADERS = ['Id', 'Name', 'Amount', 'Closed', 'Stage'];
const LINES = six().split('\n').slice(0, -1);
/** Twelve deals, so that it is known which columns are never blank. */
const TWELVE = [...SIX, ...SIX.map(([id, ...cells]) => [id!.replace('D-', 'D-1'), ...cells])];
const twelve = (delimiter = ','): string =>
	[HEADERS, ...TWELVE].map((cells) => `${cells.join(delimiter)}\n`).join('');
const linesTo = (last: number): number[] => Array.from({ length: last - 1 }, (_, row) => row + 2);
const STRAY = 'stray quotes, which leave values in columns that never hold such';
const TOTALS = 'a line of totals';
const MISPLACED = 'values that stand in columns which never hold such';

/** Rows that are right by the rules, and wrong by what their columns hold. */
export const DOUBT: readonly Specimen[] = [
	{
		trap: 'a delimiter lost and one too many, so that values stand in the columns beside',
		content: `${six()}D-7,Eta Ltd120,2024-07-05,Won,by phone\n`,
		expected: {
			headers: HEADERS,
			rows: SIX,
			lines: SIX_LINES,
			setAside: [[8, MISPLACED, 'D-7,Eta Ltd120,2024-07-05,Won,by phone']],
		},
	},
	{
		trap: 'words where a number should be, which somebody wrote',
		content: `${six()}D-7,Eta,ask Bob,2024-07-05,Won\n`,
		expected: {
			headers: HEADERS,
			rows: [...SIX, ['D-7', 'Eta', 'ask Bob', '2024-07-05', 'Won']],
			lines: [...SIX_LINES, 8],
		},
	},
	{
		trap: 'changes of several fields in one column, sorted by field',
		content: `Id,Field,Old Value,New Value,Edit Date\n${LINES.slice(1)
			.flatMap((_, row) => [0, 1, 2, 3].map((n) => `${row}${n},Amount,${n}0,${n}5,2024-05-0${n + 1}\n`))
			.join('')}90,Close Date,2024-06-01,2024-07-01,2024-05-09\n91,Stage,Lead,Won,2024-05-09\n`,
		expected: {
			headers: ['Id', 'Field', 'Old Value', 'New Value', 'Edit Date'],
			rows: [
				...LINES.slice(1).flatMap((_, row) =>
					[0, 1, 2, 3].map((n) => [`${row}${n}`, 'Amount', `${n}0`, `${n}5`, `2024-05-0${n + 1}`]),
				),
				['90', 'Close Date', '2024-06-01', '2024-07-01', '2024-05-09'],
				['91', 'Stage', 'Lead', 'Won', '2024-05-09'],
			],
			lines: linesTo(27),
		},
	},
	{
		trap: 'a short row without the text that its last column never lacks',
		content: `${twelve()}D-30,Acme,100,2024-01-05\n`,
		expected: {
			headers: HEADERS,
			rows: TWELVE,
			lines: linesTo(13),
			setAside: [[14, '4 cells where the header has 5', 'D-30,Acme,100,2024-01-05']],
		},
	},
	{
		trap: 'a cell beyond the header, in a column that has no name because lines end with a delimiter',
		content: `${twelve().replaceAll('\n', ',\n')}D-30,Smith, Jones,100,2024-01-05,Won\n`,
		expected: {
			headers: [...HEADERS, 'Column 6'],
			rows: TWELVE.map((cells) => [...cells, null]),
			lines: linesTo(13),
			setAside: [[14, MISPLACED, 'D-30,Smith, Jones,100,2024-01-05,Won']],
		},
	},
	{
		trap: 'a row between apostrophes as a whole, in a file that knows none',
		content: `${six()}'D-7,Eta,120,2024-07-05,Won'\n`,
		expected: {
			headers: HEADERS,
			rows: SIX,
			lines: SIX_LINES,
			setAside: [[8, STRAY, "'D-7,Eta,120,2024-07-05,Won'"]],
		},
	},
	{
		trap: 'a row between apostrophes as a whole, which its columns prove',
		content:
			"Id,Stage,Closed\n1,Won,2024-01-05\n2,Lost,2024-02-06\n3,Won,2024-03-07\n4,Won,2024-04-08\n5,Lost,2024-05-09\n'6,Won,2024-06-10'\n",
		expected: {
			headers: ['Id', 'Stage', 'Closed'],
			rows: [
				['1', 'Won', '2024-01-05'],
				['2', 'Lost', '2024-02-06'],
				['3', 'Won', '2024-03-07'],
				['4', 'Won', '2024-04-08'],
				['5', 'Lost', '2024-05-09'],
				['6', 'Won', '2024-06-10'],
			],
			lines: [2, 3, 4, 5, 6, 7],
		},
	},
	{
		trap: 'a quote that opens behind a name whose delimiter is lost',
		content: 'Name,Note,Stage\nAcme,a,Won\nBeta,b,Lost\nGamma"c, d",Won\nDelta,d,Won\n',
		expected: {
			headers: ['Name', 'Note', 'Stage'],
			rows: [
				['Acme', 'a', 'Won'],
				['Beta', 'b', 'Lost'],
				['Delta', 'd', 'Won'],
			],
			lines: [2, 3, 5],
			setAside: [[4, STRAY, 'Gamma"c, d",Won']],
		},
	},
	{
		trap: 'whole rows between quotes with a delimiter behind, the header again, and a row that lost a cell',
		content: [
			HEADERS.join(),
			...LINES.slice(1, 5),
			HEADERS.join(),
			'D-7,Eta,2024-07-05,Won',
			...LINES.slice(5),
		]
			.map((line) => `"${line}",\n`)
			.join(''),
		expected: {
			headers: HEADERS,
			rows: SIX,
			lines: [2, 3, 4, 5, 8, 9],
			setAside: [
				[6, 'the header again', `"${HEADERS.join()}",`],
				[7, '2 cells where the header has 5', '"D-7,Eta,2024-07-05,Won",'],
			],
		},
	},
	{
		trap: 'spaces between cells and no header, with quotes around cells of several words',
		content: SIX.map(([id, name, ...cells]) => `${id} "${name} Ltd" ${cells.join(' ')}\n`).join(''),
		expected: {
			delimiter: ' ',
			headerLine: 0,
			headers: ['Column 1', 'Column 2', 'Column 3', 'Column 4', 'Column 5'],
			rows: SIX.map(([id, name, ...cells]) => [id!, `${name} Ltd`, ...cells]),
			lines: [1, 2, 3, 4, 5, 6],
		},
	},
	{
		trap: 'spaces between cells, and a comment of as many words',
		content: `${six(' ')}# checked by Ana yesterday\n`,
		expected: {
			delimiter: ' ',
			headers: HEADERS,
			rows: SIX,
			lines: SIX_LINES,
			setAside: [[8, 'a comment', '# checked by Ana yesterday']],
		},
	},
	{
		trap: 'cells parted by two colons, and commas in all numbers',
		content: six('::')
			.replaceAll('250.5', '250,5')
			.replace(/(?<=::)(\d+)(?=::2024)/g, '$1,0'),
		expected: {
			delimiter: '::',
			headers: HEADERS,
			rows: SIX.map(([id, name, amount, ...cells]) => [
				id!,
				name!,
				amount!.includes('.') ? amount!.replace('.', ',') : `${amount!},0`,
				...cells,
			]),
			lines: SIX_LINES,
		},
	},
	{
		trap: 'lines of one column with words and numbers, as many in each',
		content: 'Address of the customer\nMain Street 1\nMain Street 2\nPark Lane 3\nPark Lane 4\n',
		expected: {
			headers: ['Address of the customer'],
			rows: [['Main Street 1'], ['Main Street 2'], ['Park Lane 3'], ['Park Lane 4']],
			lines: [2, 3, 4, 5],
			delimiter: ',',
		},
	},
	{
		trap: 'headings of full width over few rows, the first right below the names',
		content: 'Owner,Amount,Note\nNorth,,\nAnna,5,z\nBen,6,x\nSouth,,\nCy,7,y\n',
		expected: {
			headers: ['Owner', 'Amount', 'Note'],
			rows: [
				['Anna', '5', 'z'],
				['Ben', '6', 'x'],
				['Cy', '7', 'y'],
			],
			lines: [3, 4, 6],
			setAside: [
				[2, HEADING, 'North,,'],
				[5, HEADING, 'South,,'],
			],
		},
	},
	{
		trap: 'rows of which nearly all leave the other cells blank, which are no headings',
		content: 'Owner,Fax,Note\nAnna,,\nBen,,\nCy,,\nDi,,x\nEd,5,\n',
		expected: {
			headers: ['Owner', 'Fax', 'Note'],
			rows: [
				['Anna', null, null],
				['Ben', null, null],
				['Cy', null, null],
				['Di', null, 'x'],
				['Ed', '5', null],
			],
			lines: [2, 3, 4, 5, 6],
		},
	},
	{
		trap: 'totals of groups amid few rows and their average below',
		content:
			'Owner,Stage,Amount\nAnna,Won,5\nTotal North,,5\nBen,Lost,6\nCy,Won,7\nSouth total,,13\nAverage,,6\n',
		expected: {
			headers: ['Owner', 'Stage', 'Amount'],
			rows: [
				['Anna', 'Won', '5'],
				['Ben', 'Lost', '6'],
				['Cy', 'Won', '7'],
			],
			lines: [2, 4, 5],
			setAside: [
				[3, TOTALS, 'Total North,,5'],
				[6, TOTALS, 'South total,,13'],
				[7, TOTALS, 'Average,,6'],
			],
		},
	},
	{
		trap: 'a short row that may have lost any delimiter, where blank cells at the end are written',
		content: 'Id,Name,City,Note\n1,a,Rome,\n2,b,Oslo,\n3,c,Bern,x\n4,d,Paris,\n5,eLyon,y\n6,f,Wien,\n',
		expected: {
			headers: ['Id', 'Name', 'City', 'Note'],
			rows: [
				['1', 'a', 'Rome', null],
				['2', 'b', 'Oslo', null],
				['3', 'c', 'Bern', 'x'],
				['4', 'd', 'Paris', null],
				['6', 'f', 'Wien', null],
			],
			lines: [2, 3, 4, 5, 7],
			setAside: [[6, '3 cells where the header has 4', '5,eLyon,y']],
		},
	},
	{
		trap: 'rows of a name and no more, of leads of which little is known',
		content:
			'Name,Company,City,Source\nAnn Lee,Acme,Rome,Web\nBob Ray,Beta,Oslo,Fair\nCat Fox,,,\nDan Hill,Crux,Bern,Web\nEva Wood,,,\nFay Moss,Dyn,Wien,Web\nGus Lane,Ecco,Rome,Fair\nHal Reed,,,\nIda Park,Fino,Oslo,Web\nJon Stone,Gala,Bern,Fair\n',
		expected: {
			headers: ['Name', 'Company', 'City', 'Source'],
			rows: [
				['Ann Lee', 'Acme', 'Rome', 'Web'],
				['Bob Ray', 'Beta', 'Oslo', 'Fair'],
				['Cat Fox', null, null, null],
				['Dan Hill', 'Crux', 'Bern', 'Web'],
				['Eva Wood', null, null, null],
				['Fay Moss', 'Dyn', 'Wien', 'Web'],
				['Gus Lane', 'Ecco', 'Rome', 'Fair'],
				['Hal Reed', null, null, null],
				['Ida Park', 'Fino', 'Oslo', 'Web'],
				['Jon Stone', 'Gala', 'Bern', 'Fair'],
			],
			lines: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
		},
	},
];
