import { ABOVE, HEADERS, SIX, SIX_LINES, six, type Specimen } from './specimen';

/** Files that say little of how their cells are divided and quoted, or where their rows end. */
export const DIVISION: readonly Specimen[] = [
	{
		trap: 'a header between apostrophes over bare numbers, divided by semicolons and spaces',
		content: "'Id'; 'Age'; 'Rate'\n1; 23; 45\n2; 34; 56\n3; 44; 57\n",
		expected: {
			delimiter: '; ',
			quote: "'",
			headers: ['Id', 'Age', 'Rate'],
			rows: [
				['1', '23', '45'],
				['2', '34', '56'],
				['3', '44', '57'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'one cell between apostrophes with one doubled inside, divided by two bars',
		content: six('||').replace('Beta', "'O''Hara'"),
		expected: {
			delimiter: '||',
			quote: "'",
			headers: HEADERS,
			rows: SIX.map((cells) => cells.map((cell) => (cell === 'Beta' ? "O'Hara" : cell))),
			lines: SIX_LINES,
		},
	},
	{
		trap: 'apostrophes as quotes of the cells that need them, escaped by backslashes inside',
		content: "Id;Note;Stage\n1;'it\\'s late; call';Won\n2;none;Lost\n3;'can\\'t; later';Won\n",
		expected: {
			delimiter: ';',
			quote: "'",
			headers: ['Id', 'Note', 'Stage'],
			rows: [
				['1', "it's late; call", 'Won'],
				['2', 'none', 'Lost'],
				['3', "can't; later", 'Won'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'two columns divided by a space, of which only the names stand between quotes',
		content: '"Record Id" "Account"\nD-1 Acme\nD-2 Beta\nD-3 ""\n',
		expected: {
			delimiter: ' ',
			headers: ['Record Id', 'Account'],
			rows: [
				['D-1', 'Acme'],
				['D-2', 'Beta'],
				['D-3', null],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'one row of two quoted cells divided by a space',
		content: '"first name" "home city"\n"Ann Lee" "New York"\n',
		expected: {
			delimiter: ' ',
			headers: ['first name', 'home city'],
			rows: [['Ann Lee', 'New York']],
			lines: [2],
		},
	},
	{
		trap: 'names of one column, the last of which has a nickname between quotes',
		content: 'Name\nAnn Lee\nBo Li\nJoe "Ace"\n',
		expected: {
			headers: ['Name'],
			rows: [['Ann Lee'], ['Bo Li'], ['Joe "Ace"']],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'cells divided by spaces, with decimal commas between quotes that divide rows as evenly',
		content:
			'"id" "temp" "year" "sum" "rest"\n1 7.9 2005 "45.188,88 €" "78.722,63 €"\n2 6.4 2017 "99.244,31 €" "96.304,49 €"\n',
		expected: {
			delimiter: ' ',
			headers: ['id', 'temp', 'year', 'sum', 'rest'],
			rows: [
				['1', '7.9', '2005', '45.188,88 €', '78.722,63 €'],
				['2', '6.4', '2017', '99.244,31 €', '96.304,49 €'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'cells divided by two colons, with one colon in times',
		content: 'Id::Opens::City\n1::12:30::Rome\n2::11:20::Oslo\n',
		expected: {
			delimiter: '::',
			headers: ['Id', 'Opens', 'City'],
			rows: [
				['1', '12:30', 'Rome'],
				['2', '11:20', 'Oslo'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'two columns divided by two colons, with thousands and cents in all rows',
		content: 'Id::Amount\n1::$39,901.94\n2::$41,411.45\n3::$17,300.20\n',
		expected: {
			delimiter: '::',
			headers: ['Id', 'Amount'],
			rows: [
				['1', '$39,901.94'],
				['2', '$41,411.45'],
				['3', '$17,300.20'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'two columns, one of them of phone numbers that spaces divide as evenly',
		content: 'Id;Phone\nD-1;+49 554 5452705\nD-2;+1 616 5499545\nD-3;+39 305 2664325\n',
		expected: {
			delimiter: ';',
			headers: ['Id', 'Phone'],
			rows: [
				['D-1', '+49 554 5452705'],
				['D-2', '+1 616 5499545'],
				['D-3', '+39 305 2664325'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'a title of as many words between commas as decimal commas divide rows into, above semicolons',
		content:
			'Chancen, Vertrieb, Nord\nId;Betrag;Summe;Phase\nD-1;1,50;2,20;Offen\nD-2;2,50;3,20;Offen\nD-3;4,10;5,00;Neu\n',
		expected: {
			delimiter: ';',
			headerLine: 2,
			headers: ['Id', 'Betrag', 'Summe', 'Phase'],
			rows: [
				['D-1', '1,50', '2,20', 'Offen'],
				['D-2', '2,50', '3,20', 'Offen'],
				['D-3', '4,10', '5,00', 'Neu'],
			],
			lines: [3, 4, 5],
			setAside: [[1, ABOVE, 'Chancen, Vertrieb, Nord']],
		},
	},
	{
		trap: 'a single column of quoted decimal commas',
		content: 'Sum\n"15,70"\n"45,41"\n"12,30"\n',
		expected: { headers: ['Sum'], rows: [['15,70'], ['45,41'], ['12,30']], lines: [2, 3, 4] },
	},
	{
		trap: 'two columns of texts whose rows end with a delimiter that the header lacks',
		content: 'Name,City\nAnn,Rome,\nBo,Oslo,\nCy,Bonn,\n',
		expected: {
			headers: ['Name', 'City'],
			rows: [
				['Ann', 'Rome'],
				['Bo', 'Oslo'],
				['Cy', 'Bonn'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'a column that is lost in most rows, from one on',
		content: `${six()}${SIX.concat(SIX)
			.map(([id, , ...rest]) => `${[id, ...rest].join(',')}\n`)
			.join('')}`,
		expected: {
			headers: HEADERS,
			rows: SIX,
			lines: SIX_LINES,
			setAside: SIX.concat(SIX).map(([id, , ...rest], row) => [
				8 + row,
				'4 cells where the header has 5',
				[id, ...rest].join(','),
			]),
		},
	},
	{
		trap: 'a header and a single row with a cell more',
		content: 'Name,Colour\nAnn,black,by phone\n',
		expected: {
			headers: ['Name', 'Colour'],
			rows: [],
			lines: [],
			setAside: [[2, '3 cells where the header has 2', 'Ann,black,by phone']],
		},
	},
	{
		trap: 'a first row between quotes that are not those of its file, which is no line of the header',
		content:
			'"id"^"zip"\n\'7160\'^\'39660\'\n"7161"^""\n"7162"^"50455"\n"7163"^"60521"\n"7164"^"99314"\n"7165"^"19965"\n',
		expected: {
			delimiter: '^',
			headers: ['id', 'zip'],
			rows: [
				['7161', null],
				['7162', '50455'],
				['7163', '60521'],
				['7164', '99314'],
				['7165', '19965'],
			],
			lines: [3, 4, 5, 6, 7],
			setAside: [[2, 'stray quotes, which leave values in columns that never hold such', "'7160'^'39660'"]],
		},
	},
	{
		trap: 'a line drawn below the names, and one between rows',
		content: six()
			.replace('\nD-1', '\n---,----,------,------,-----\nD-1')
			.replace('\nD-4', '\n===,===,===,===,===\nD-4'),
		expected: {
			headers: HEADERS,
			rows: SIX,
			lines: [3, 4, 5, 7, 8, 9],
			setAside: [
				[2, 'no cell with a value', '---,----,------,------,-----'],
				[6, 'no cell with a value', '===,===,===,===,==='],
			],
		},
	},
	{
		trap: 'a line end behind a delimiter, and one before another, amid rows',
		content: six().replace('D-2,Beta,', 'D-2,Beta,\n').replace('D-5,Eps', 'D-5,Eps\n'),
		expected: { headers: HEADERS, rows: SIX, lines: [2, 3, 5, 6, 7, 9] },
	},
	{
		trap: 'a row on two lines which together have all cells, in a file of two rows',
		content: 'Id,City,Note,Stage,Owner\n1,Rome,call\nlater,Won,Ana\n2,Oslo,none,Lost,Bo\n',
		expected: {
			headers: ['Id', 'City', 'Note', 'Stage', 'Owner'],
			rows: [
				['1', 'Rome', 'call\nlater', 'Won', 'Ana'],
				['2', 'Oslo', 'none', 'Lost', 'Bo'],
			],
			lines: [2, 4],
		},
	},
	{
		trap: 'the same where keys are words, so that nothing tells whether both lines are rows',
		content:
			'Name,City,Note,Stage,Owner\nAnn,Rome,call\nback,Won,Ana\nBo,Oslo,none,Lost,Cy\nDi,Bonn,ask,Lost,Cy\n',
		expected: {
			headers: ['Name', 'City', 'Note', 'Stage', 'Owner'],
			rows: [
				['Bo', 'Oslo', 'none', 'Lost', 'Cy'],
				['Di', 'Bonn', 'ask', 'Lost', 'Cy'],
			],
			lines: [4, 5],
			setAside: [
				[2, '3 cells where the header has 5', 'Ann,Rome,call'],
				[3, '3 cells where the header has 5', 'back,Won,Ana'],
			],
		},
	},
];
