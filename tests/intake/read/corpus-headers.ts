import { ABOVE, DEALS, HEADERS, SIX, type Specimen } from './specimen';

/** Traps of headers. */
export const HEADS: readonly Specimen[] = [
	{
		trap: 'no header above numbers and dates',
		content: DEALS.map((line) => `${line}\n`).join(''),
		expected: {
			headerLine: 0,
			headers: ['Column 1', 'Column 2', 'Column 3', 'Column 4', 'Column 5'],
			rows: SIX.slice(0, 3),
			lines: [1, 2, 3],
		},
	},
	{
		trap: 'a first row of words above numbers, with a key like those below, is no line of the header',
		content:
			'Id,Name,Stage,Amount\nD-0,,Acme,"Smith, Anna"\nD-1,Acme,12,Acme\nD-2,Acme,"1,5",Acme\nD-3,Acme,"1,5",Acme\nD-4,Acme,"1,5",Acme\nD-5,Acme,,Acme\n',
		expected: {
			headers: ['Id', 'Name', 'Stage', 'Amount'],
			rows: [
				['D-0', null, 'Acme', 'Smith, Anna'],
				['D-1', 'Acme', '12', 'Acme'],
				['D-2', 'Acme', '1,5', 'Acme'],
				['D-3', 'Acme', '1,5', 'Acme'],
				['D-4', 'Acme', '1,5', 'Acme'],
				['D-5', 'Acme', null, 'Acme'],
			],
			lines: [2, 3, 4, 5, 6, 7],
		},
	},
	{
		trap: 'a header that lost a delimiter above a last column without values, where a seam tells the names',
		content:
			'Opened On,Deal IDAmount,Owner,Website,Notes\n2024-01-05,D-1,100,Eva,https://a.example,\n2024-02-06,D-2,250,Ben,https://b.example,\n2024-03-07,D-3,75,Eva,https://c.example,\n',
		expected: {
			headers: ['Opened On', 'Deal ID', 'Amount', 'Owner', 'Website', 'Notes'],
			rows: [
				['2024-01-05', 'D-1', '100', 'Eva', 'https://a.example', null],
				['2024-02-06', 'D-2', '250', 'Ben', 'https://b.example', null],
				['2024-03-07', 'D-3', '75', 'Eva', 'https://c.example', null],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'a header that lost a delimiter, where only what stands below the other names tells of which',
		content:
			'dealowner,created,amount,website,notes\nD-1,Eva,2024-01-05,100,https://a.example,\nD-2,Ben,2024-02-06,250,https://b.example,\nD-3,Eva,2024-03-07,75,https://c.example,\n',
		expected: {
			headers: ['dealowner', 'Column 2', 'created', 'amount', 'website', 'notes'],
			rows: [
				['D-1', 'Eva', '2024-01-05', '100', 'https://a.example', null],
				['D-2', 'Ben', '2024-02-06', '250', 'https://b.example', null],
				['D-3', 'Eva', '2024-03-07', '75', 'https://c.example', null],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'a header that lost one of two delimiters: what may be either has no name',
		content:
			'deal,owner,created,amount,notes\nD-1,Acme,Eva,2024-01-05,100,\nD-2,Beta,Ben,2024-02-06,250,\nD-3,Acme,Eva,2024-03-07,75,\n',
		expected: {
			headers: ['Column 1', 'Column 2', 'Column 3', 'created', 'amount', 'notes'],
			rows: [
				['D-1', 'Acme', 'Eva', '2024-01-05', '100', null],
				['D-2', 'Beta', 'Ben', '2024-02-06', '250', null],
				['D-3', 'Acme', 'Eva', '2024-03-07', '75', null],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'rows that end with a delimiter below a header that does not are no sign of a lost one',
		content:
			'Id,Amount Note,Amount,Created\nD-1,first of two,100,2024-01-05,\nD-2,second,250,2024-02-06,\nD-3,third,75,2024-03-07,\n',
		expected: {
			headers: ['Id', 'Amount Note', 'Amount', 'Created'],
			rows: [
				['D-1', 'first of two', '100', '2024-01-05'],
				['D-2', 'second', '250', '2024-02-06'],
				['D-3', 'third', '75', '2024-03-07'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'rows that end with a delimiter below a header that does not, one name of which tells what another column holds',
		content: 'Deal,Priority Value,Score\nD-1,High,5,\nD-2,Low,6,\nD-3,High,7,\n',
		expected: {
			headers: ['Deal', 'Priority Value', 'Score'],
			rows: [
				['D-1', 'High', '5'],
				['D-2', 'Low', '6'],
				['D-3', 'High', '7'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'rows that end with a delimiter below a header that does not, with an apostrophe amid a name',
		content:
			"Nome;Valore;Data dell'Offerta;Fase\nAlfa;100;2024-01-05;Vinta;\nBeta;200;2024-02-06;Persa;\nGamma;300;2024-03-07;Vinta;\n",
		expected: {
			delimiter: ';',
			headers: ['Nome', 'Valore', "Data dell'Offerta", 'Fase'],
			rows: [
				['Alfa', '100', '2024-01-05', 'Vinta'],
				['Beta', '200', '2024-02-06', 'Persa'],
				['Gamma', '300', '2024-03-07', 'Vinta'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'rows that end with a delimiter below a header that does not, with inches amid a name',
		content: 'Deal,Screen 15"TV,Stage,Owner\nD-1,x,New,Eva,\nD-2,y,New,Ben,\nD-3,z,Won,Eva,\n',
		expected: {
			headers: ['Deal', 'Screen 15"TV', 'Stage', 'Owner'],
			rows: [
				['D-1', 'x', 'New', 'Eva'],
				['D-2', 'y', 'New', 'Ben'],
				['D-3', 'z', 'Won', 'Eva'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'no header above words that come again',
		content: 'Anna,Won\nBen,Lost\nEve,Won\n',
		expected: {
			headerLine: 0,
			headers: ['Column 1', 'Column 2'],
			rows: [
				['Anna', 'Won'],
				['Ben', 'Lost'],
				['Eve', 'Won'],
			],
			lines: [1, 2, 3],
		},
	},
	{
		trap: 'no header, below a title',
		content: 'Open deals\n\n1,Acme,5\n2,Beta,6\n3,Gamma,7\n',
		expected: {
			headerLine: 0,
			headers: ['Column 1', 'Column 2', 'Column 3'],
			rows: [
				['1', 'Acme', '5'],
				['2', 'Beta', '6'],
				['3', 'Gamma', '7'],
			],
			lines: [3, 4, 5],
		},
	},
	{
		trap: 'one column of numbers without a header',
		content: '5\n6\n7\n',
		expected: { headerLine: 0, headers: ['Column 1'], rows: [['5'], ['6'], ['7']], lines: [1, 2, 3] },
	},
	{
		trap: 'years as names of columns',
		content: 'Region,2022,2023,2024\nNorth,5,6,7\nSouth,8,9,10\n',
		expected: {
			headers: ['Region', '2022', '2023', '2024'],
			rows: [
				['North', '5', '6', '7'],
				['South', '8', '9', '10'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'months as names of columns above amounts',
		content: 'Owner,2024-01-01,2024-02-01\nAnna,5,6\nBen,7,8\n',
		expected: {
			headers: ['Owner', '2024-01-01', '2024-02-01'],
			rows: [
				['Anna', '5', '6'],
				['Ben', '7', '8'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'units on a second line of the header',
		content: `Id,Amount,Closed\n,(EUR),(day)\n${[1, 2, 3, 4].map((n) => `D-${n},${n}.5,2024-01-0${n}\n`).join('')}`,
		expected: {
			headers: ['Id', 'Amount (EUR)', 'Closed (day)'],
			rows: [1, 2, 3, 4].map((n) => [`D-${n}`, `${n}.5`, `2024-01-0${n}`]),
			lines: [3, 4, 5, 6],
		},
	},
	{
		trap: 'groups on the first line of the header, over merged cells',
		content: `Deal,,Money,\nId,Name,Asked,Paid\n${[1, 2, 3, 4].map((n) => `D-${n},a,${n}0,${n}\n`).join('')}`,
		expected: {
			headers: ['Deal Id', 'Deal Name', 'Money Asked', 'Money Paid'],
			rows: [1, 2, 3, 4].map((n) => [`D-${n}`, 'a', `${n}0`, String(n)]),
			lines: [3, 4, 5, 6],
		},
	},
	{
		trap: 'words for missing values in the first row, which is no second header',
		content:
			'Id,Amount,Closed\nD-1,n/a,TBD\nD-2,5,2024-01-01\nD-3,6,2024-01-02\nD-4,7,2024-01-03\nD-5,8,2024-01-04\n',
		expected: {
			headers: ['Id', 'Amount', 'Closed'],
			rows: [
				['D-1', 'n/a', 'TBD'],
				['D-2', '5', '2024-01-01'],
				['D-3', '6', '2024-01-02'],
				['D-4', '7', '2024-01-03'],
				['D-5', '8', '2024-01-04'],
			],
			lines: [2, 3, 4, 5, 6],
		},
	},
	{
		trap: 'a header of blanks between quotes',
		content: '"Id","","Stage"\n"1","x","Won"\n',
		expected: { headers: ['Id', 'Column 2', 'Stage'], rows: [['1', 'x', 'Won']], lines: [2] },
	},
	{
		trap: 'the header again, quoted otherwise',
		content: 'Id,Stage\n1,Won\n"Id","Stage"\n2,Lost\n',
		expected: {
			headers: ['Id', 'Stage'],
			rows: [
				['1', 'Won'],
				['2', 'Lost'],
			],
			lines: [2, 4],
			setAside: [[3, 'the header again', '"Id","Stage"']],
		},
	},
	{
		trap: 'the header again behind a byte-order mark and in quotes, amid few rows',
		content: '\uFEFF"Id","Stage","City"\n"x","Won","Rome"\n\uFEFF"Id","Stage","City"\n"y","Lost","Oslo"\n',
		expected: {
			headers: ['Id', 'Stage', 'City'],
			rows: [
				['x', 'Won', 'Rome'],
				['y', 'Lost', 'Oslo'],
			],
			lines: [2, 4],
			setAside: [[3, 'the header again', '\uFEFF"Id","Stage","City"']],
		},
	},
	{
		trap: 'the header again in other capitals, with spaces and a delimiter behind it',
		content: 'Id,Stage,City\nx,Won,Rome\n"ID",stage , CITY,\nid,Stages,Oslo\ny,Lost,Oslo\n',
		expected: {
			headers: ['Id', 'Stage', 'City'],
			rows: [
				['x', 'Won', 'Rome'],
				['id', 'Stages', 'Oslo'],
				['y', 'Lost', 'Oslo'],
			],
			lines: [2, 4, 5],
			setAside: [[3, 'the header again', '"ID",stage , CITY,']],
		},
	},
	{
		trap: 'the header twice at the top',
		content: 'Id,Stage\nId,Stage\n1,Won\n',
		expected: {
			headers: ['Id', 'Stage'],
			rows: [['1', 'Won']],
			lines: [3],
			setAside: [[2, 'the header again', 'Id,Stage']],
		},
	},
	{
		trap: 'a header with a delimiter too many',
		content: `Id,,Name,Amount,Closed,Stage\n${DEALS.join('\n')}\n`,
		expected: { headers: HEADERS, rows: SIX.slice(0, 3), lines: [2, 3, 4] },
	},
	{
		trap: 'blank lines above the header',
		content: '\n\n  \nId,Stage\n1,Won\n',
		expected: { headerLine: 4, headers: ['Id', 'Stage'], rows: [['1', 'Won']], lines: [5] },
	},
	{
		trap: 'a title in the first of two columns, above a blank line',
		content: 'Spend of May,\n,\nSource,Sum\nWeb,100\nFair,200\n',
		expected: {
			headerLine: 3,
			headers: ['Source', 'Sum'],
			rows: [
				['Web', '100'],
				['Fair', '200'],
			],
			lines: [4, 5],
		},
	},
	{
		trap: 'a small table of facts above the header',
		content:
			'Report,Pipeline\nRun by,Anna\n\nId,Name,Stage,Amount\n1,a,Won,5\n2,b,Lost,6\n3,c,Won,7\n4,d,Won,8\n',
		expected: {
			headerLine: 4,
			headers: ['Id', 'Name', 'Stage', 'Amount'],
			rows: [
				['1', 'a', 'Won', '5'],
				['2', 'b', 'Lost', '6'],
				['3', 'c', 'Won', '7'],
				['4', 'd', 'Won', '8'],
			],
			lines: [5, 6, 7, 8],
			setAside: [
				[1, ABOVE, 'Report,Pipeline'],
				[2, ABOVE, 'Run by,Anna'],
			],
		},
	},
	{
		trap: 'the unit of one column alone below its name',
		content: `Id,Stage,Amount\n,,EUR\n${[1, 2, 3, 4].map((n) => `D-${n},Won,${n}.5\n`).join('')}`,
		expected: {
			headers: ['Id', 'Stage', 'Amount EUR'],
			rows: [1, 2, 3, 4].map((n) => [`D-${n}`, 'Won', `${n}.5`]),
			lines: [3, 4, 5, 6],
		},
	},
	{
		trap: 'groups over few of many names, and units below these',
		content: `Deal,,,Money,\nId,Name,Stage,Amount,Closed\n,,,(EUR),(day)\n${DEALS.map((line) => {
			const [id, name, amount, closed, stage] = line.split(',');
			return `${id},${name},${stage},${amount},${closed}\n`;
		}).join('')}`,
		expected: {
			headers: ['Deal Id', 'Deal Name', 'Deal Stage', 'Money Amount (EUR)', 'Money Closed (day)'],
			rows: SIX.slice(0, 3).map(([id, name, amount, closed, stage]) => [
				id!,
				name!,
				stage!,
				amount!,
				closed!,
			]),
			lines: [4, 5, 6],
		},
	},
	{
		trap: 'names of some columns only, above rows of text',
		content: 'Owner,Team,,\nAnna,North,yes,a\nBen,South,no,b\nCy,North,no,c\n',
		expected: {
			headers: ['Owner', 'Team', 'Column 3', 'Column 4'],
			rows: [
				['Anna', 'North', 'yes', 'a'],
				['Ben', 'South', 'no', 'b'],
				['Cy', 'North', 'no', 'c'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'a header that lacks a delimiter, where two names run together',
		content: `Id,NameAmount,Closed,Stage\n${DEALS.join('\n')}\n`,
		expected: { headers: HEADERS, rows: SIX.slice(0, 3), lines: [2, 3, 4] },
	},
	{
		trap: 'a header that lacks its last name, with a capital letter within another one',
		content: `DealId,Name,Amount,Closed\n${DEALS.join('\n')}\n`,
		expected: {
			headers: ['DealId', 'Name', 'Amount', 'Closed', 'Column 5'],
			rows: SIX.slice(0, 3),
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'a header that lacks a name, and whose names are of several words each',
		content: `DealId,DealName,AmountPaid,CloseDate\n${DEALS.join('\n')}\n`,
		expected: {
			headers: ['DealId', 'DealName', 'AmountPaid', 'CloseDate', 'Column 5'],
			rows: SIX.slice(0, 3),
			lines: [2, 3, 4],
		},
	},
];
