import { latin, type Specimen } from './specimen';

const HEADERS = ['Id', 'Name', 'Stage'];
const STRAY = 'stray quotes, which leave values in columns that never hold such';
const MISPLACED = 'values that stand in columns which never hold such';

const STAGES = ['Lead', 'Won', 'Lost'];
/** Forty-five deals of three stages and two owners. */
const MANY = Array.from({ length: 45 }, (_, n) => [
	`2024-01-${String((n % 28) + 1).padStart(2, '0')}`,
	STAGES[n % 3]!,
	['Ann', 'Bob'][n % 2]!,
	`word ${n}`,
]);

/** Five hundred deals of which all cells are filled but those of one, which has just been begun: its source is new, too. */
const BEGUN = Array.from({ length: 500 }, (_, n) => [
	`D${1000 + n}`,
	`Deal ${n}`,
	STAGES[n % 3]!,
	String(1000 + n * 37),
	`2024-0${1 + (n % 9)}-${10 + (n % 19)}`,
	['Ann', 'Bob'][n % 2]!,
	['Web', 'Fair'][n % 2]!,
]);
BEGUN[166] = ['D1166', 'Deal 166 (new)', 'Lead', '', '', '', 'Partners (EU)'];
BEGUN[300] = ['D1300', 'Deal 300', 'Lead', '', '2024-03-04', 'Ann', 'Fairs'];

/** Rows from which something was lost, and files of which little is there to tell how they are written. */
export const LOST: readonly Specimen[] = [
	{
		trap: 'a degree sign in Windows-1252, which makes a Chinese letter with what follows',
		content: latin('Id,Temp (\xb0C),Stage\n1,20,Won\n2,30,Lost\n'),
		expected: {
			encoding: 'Windows-1252',
			headers: ['Id', 'Temp (°C)', 'Stage'],
			rows: [
				['1', '20', 'Won'],
				['2', '30', 'Lost'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'quotes that stand twice around a cell',
		content: 'Id,Name,Stage\n1,""a"",Won\n2,b,Lost\n',
		expected: {
			headers: HEADERS,
			rows: [['2', 'b', 'Lost']],
			lines: [3],
			setAside: [[2, STRAY, '1,""a"",Won']],
		},
	},
	{
		trap: 'an opening quote lost in a column of quoted cells',
		content: 'Id,Name,Stage\n1,"a","Won"\n2,b","Lost"\n3,"c","Won"\n4,"d","Won"\n',
		expected: {
			headers: HEADERS,
			rows: [
				['1', 'a', 'Won'],
				['3', 'c', 'Won'],
				['4', 'd', 'Won'],
			],
			lines: [2, 4, 5],
			setAside: [[3, STRAY, '2,b","Lost"']],
		},
	},
	{
		trap: 'a row between other quotes cell by cell',
		content: `Id,Name,Stage\n1,"a","Won"\n2,'b','Lost'\n3,"c","Won"\n`,
		expected: {
			headers: HEADERS,
			rows: [
				['1', 'a', 'Won'],
				['3', 'c', 'Won'],
			],
			lines: [2, 4],
			setAside: [[3, STRAY, "2,'b','Lost'"]],
		},
	},
	{
		trap: 'a text of two lines that lost its quotes in the last cell',
		content: 'Id,Name,Note\n1,Ann,called again\n2,Bob,wants to\nsee the offer\n3,Eve,no answer\n',
		expected: {
			headers: ['Id', 'Name', 'Note'],
			rows: [
				['1', 'Ann', 'called again'],
				['3', 'Eve', 'no answer'],
			],
			lines: [2, 5],
			setAside: [
				[3, 'a text that may go on in the line beside', '2,Bob,wants to'],
				[4, '1 cell where the header has 3', 'see the offer'],
			],
		},
	},
	{
		trap: 'blank cells between quotes, and no other',
		content: 'Id,Name,Stage\n"1","a","Won"\n"","",""\n"2","b","Lost"\n',
		expected: {
			headers: HEADERS,
			rows: [
				['1', 'a', 'Won'],
				['2', 'b', 'Lost'],
			],
			lines: [2, 4],
			setAside: [[3, 'no cell with a value', '"","",""']],
		},
	},
	{
		trap: 'the header again in capitals of another script, on a new page',
		content: 'Имя,Город,Сумма\nИван,Казань,5\n\fИМЯ,ГОРОД,СУММА\nОльга,Москва,7\n',
		expected: {
			headers: ['Имя', 'Город', 'Сумма'],
			rows: [
				['Иван', 'Казань', '5'],
				['Ольга', 'Москва', '7'],
			],
			lines: [2, 4],
			setAside: [[3, 'the header again', '\fИМЯ,ГОРОД,СУММА']],
		},
	},
	{
		trap: 'two columns that a space divides, with spaces between quotes',
		content: 'term definition\n"cold call" "no answer"\nlead "a new name"\n"warm call" yes\n',
		expected: {
			delimiter: ' ',
			headers: ['term', 'definition'],
			rows: [
				['cold call', 'no answer'],
				['lead', 'a new name'],
				['warm call', 'yes'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'a single name with a delimiter behind it, which no row has',
		content: 'Name;\nAnn Bell\nBob Ito\nEve Xu\n',
		expected: {
			delimiter: ';',
			headers: ['Name'],
			rows: [['Ann Bell'], ['Bob Ito'], ['Eve Xu']],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'decimal commas that divide few rows as evenly as semicolons do',
		content: 'Id;Name;Amount;Closed\n1;Ann, A;10,50;2024-01-05\n2;Bob, B;;x;20,75;2024-02-05\n',
		expected: {
			delimiter: ';',
			headers: ['Id', 'Name', 'Amount', 'Closed'],
			rows: [['1', 'Ann, A', '10,50', '2024-01-05']],
			lines: [2],
			setAside: [[3, '6 cells where the header has 4', '2;Bob, B;;x;20,75;2024-02-05']],
		},
	},
	{
		trap: 'a delimiter lost and another doubled among columns that hold the same few values',
		content: `Closed,Stage,Owner,Note\n${MANY.map((cells) => `${cells.join(',')}\n`).join('')}2024-02-01,,LeadAnn,word 50\n`,
		expected: {
			headers: ['Closed', 'Stage', 'Owner', 'Note'],
			rows: MANY,
			lines: MANY.map((_, row) => row + 2),
			setAside: [[47, MISPLACED, '2024-02-01,,LeadAnn,word 50']],
		},
	},
	{
		trap: 'records that were just begun amid full ones, of which nothing is lost',
		content: `Id,Name,Stage,Amount,Closed,Owner,Source\n${BEGUN.map((cells) => `${cells.join(',')}\n`).join('')}`,
		expected: {
			headers: ['Id', 'Name', 'Stage', 'Amount', 'Closed', 'Owner', 'Source'],
			rows: BEGUN.map((cells) => cells.map((cell) => (cell === '' ? null : cell))),
			lines: BEGUN.map((_, row) => row + 2),
		},
	},
	{
		trap: 'a cell too many, before a blank one that may be it',
		content: 'Id,Name,Note\n1,Ann,x\n2,,Bob,\n3,Eve,y\n',
		expected: {
			headers: ['Id', 'Name', 'Note'],
			rows: [
				['1', 'Ann', 'x'],
				['3', 'Eve', 'y'],
			],
			lines: [2, 4],
			setAside: [[3, '4 cells where the header has 3', '2,,Bob,']],
		},
	},
	{
		trap: 'a comment of as many words as there are columns',
		content: 'Term;Meaning\ncall;by phone\n# old words; not used\nlead;a name\nwin;a deal\n',
		expected: {
			delimiter: ';',
			headers: ['Term', 'Meaning'],
			rows: [
				['call', 'by phone'],
				['lead', 'a name'],
				['win', 'a deal'],
			],
			lines: [2, 4, 5],
			setAside: [[3, 'a comment', '# old words; not used']],
		},
	},
	{
		trap: 'marks of a merge conflict, with the rows of both sides',
		content:
			'Id,Name,Note\n1,Ann,called again\n<<<<<<< HEAD\n2,Bob,wants more\n||||||| merged\n2,Bob,asks\n=======\n2,Bob,gave up\n>>>>>>> 1a2b3c (Notes, of all)\n3,Eve,no answer\n',
		expected: {
			headers: ['Id', 'Name', 'Note'],
			rows: [
				['1', 'Ann', 'called again'],
				['2', 'Bob', 'wants more'],
				['2', 'Bob', 'asks'],
				['2', 'Bob', 'gave up'],
				['3', 'Eve', 'no answer'],
			],
			lines: [2, 4, 6, 8, 10],
			setAside: [
				[3, 'a mark of a merge conflict', '<<<<<<< HEAD'],
				[5, 'a mark of a merge conflict', '||||||| merged'],
				[7, 'a mark of a merge conflict', '======='],
				[9, 'a mark of a merge conflict', '>>>>>>> 1a2b3c (Notes, of all)'],
			],
		},
	},
	{
		trap: 'what begins as marks of a conflict do and is none',
		content: 'Name,Note\n<<<<<<<<,odd\n=======\n>>>>>>>x,odd\n"<<<<<<< HEAD",odd\nEve,no answer\n',
		expected: {
			headers: ['Name', 'Note'],
			rows: [
				['<<<<<<<<', 'odd'],
				['>>>>>>>x', 'odd'],
				['<<<<<<< HEAD', 'odd'],
				['Eve', 'no answer'],
			],
			lines: [2, 4, 5, 6],
			setAside: [[3, '1 cell where the header has 2', '=======']],
		},
	},
];
