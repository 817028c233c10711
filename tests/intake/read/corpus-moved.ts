import type { Specimen } from './specimen';

const STRAY = 'stray quotes, which leave values in columns that never hold such';
const MISPLACED = 'values that stand in columns which never hold such';

const OTHER_ORDER = 'columns in another order than the header, from some row above on';
const CUT_OFF = 'the file ends within this row';

const HEADERS = ['Id', 'Name', 'Note'];
const STAGES = ['Lead', 'Won', 'Lost'];
/** Sixteen deals; that of the last column is blank in every other. */
const DEALS = Array.from({ length: 16 }, (_, n) => [
	`D-${10 + n}`,
	`Deal ${n}`,
	STAGES[n % 3]!,
	`2024-01-${10 + n}`,
	n % 2 === 0 ? '' : String(n * 10),
]);
/** The same with days in the fourth column, and notes in the last. */
const NOTED = DEALS.map(([id, name, stage], n) => [
	id!,
	name!,
	stage!,
	String(n * 10),
	n % 2 === 0 ? '' : 'to call',
]);
const DEAL_NAMES = ['Id', 'Name', 'Stage', 'Closed', 'Days'];
/** Eighteen deals of three stages. */
const MANY = Array.from({ length: 18 }, (_, n) => [`D-${10 + n}`, STAGES[n % 3]!]);
/** Seven deals of which the last three have days and day of closing the other way round. */
const SWAPPED = Array.from({ length: 7 }, (_, n) => {
	const [days, closed] = [String(n * 7), `2024-01-1${n}`];
	return [String(n + 1), `Deal ${'abcdefg'[n]!}`, ...(n < 4 ? [days, closed] : [closed, days])];
});
/** Eight deals of which one was lost. */
const BY_TURNS = Array.from({ length: 8 }, (_, n) =>
	n === 4
		? ['D-14', '', '2024-02-14', '', '55', 'Price']
		: [`D-${10 + n}`, `2024-02-${10 + n}`, '', String(1000 + n * 7), '', ''],
);
const asRead = (rows: readonly string[][]): (string | null)[][] =>
	rows.map((cells) => cells.map((cell) => (cell === '' ? null : cell)));
const lined = (rows: readonly string[][]): string => rows.map((cells) => `${cells.join(',')}\n`).join('');

/** Rows whose cells stand beside their columns, and cells that lost a part of themselves. */
export const MOVED: readonly Specimen[] = [
	{
		trap: 'an opening quote lost before doubled ones',
		content: 'Id,Name,Note\n1,Ann,x\n2,Screen 24""",y\n3,Eve,z\n',
		expected: {
			headers: HEADERS,
			rows: [
				['1', 'Ann', 'x'],
				['3', 'Eve', 'z'],
			],
			lines: [2, 4],
			setAside: [[3, STRAY, '2,Screen 24""",y']],
		},
	},
	{
		trap: 'a closing quote lost behind doubled ones',
		content: `Id,Name,Stage,Closed,Days\n${lined(DEALS)}D-26,"Screen 24"",Won,2024-02-01,\nD-27,Deal 17,Lost,2024-02-02,\n`,
		expected: {
			headers: DEAL_NAMES,
			rows: [...asRead(DEALS), ['D-27', 'Deal 17', 'Lost', '2024-02-02', null]],
			lines: [...DEALS.keys(), 17].map((row) => row + 2),
			setAside: [[18, STRAY, 'D-26,"Screen 24"",Won,2024-02-01,']],
		},
	},
	{
		trap: 'inches, of which one cell has an odd number',
		content: 'Id,Name,Note\n1,Screen 24",x\n2,Bob,"so"\n3,Eve,z\n',
		expected: {
			headers: HEADERS,
			rows: [
				['1', 'Screen 24"', 'x'],
				['2', 'Bob', 'so'],
				['3', 'Eve', 'z'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'quotes of a word processor where others are plain',
		content: 'Id,Name,Note\n1,"Bell, Ann",x\n2,“42”,y\n3,"Xu, Eve",z\n',
		expected: {
			headers: HEADERS,
			rows: [
				['1', 'Bell, Ann', 'x'],
				['3', 'Xu, Eve', 'z'],
			],
			lines: [2, 4],
			setAside: [[3, STRAY, '2,“42”,y']],
		},
	},
	{
		trap: 'an opening quote lost before a text of two lines',
		content: 'Id,Name,Note\n1,Ann,x\n2,Bob,wants an offer\nBut later"\n3,Eve,z\n',
		expected: {
			headers: HEADERS,
			rows: [
				['1', 'Ann', 'x'],
				['3', 'Eve', 'z'],
			],
			lines: [2, 5],
			setAside: [
				[3, 'a text that may go on in the line beside', '2,Bob,wants an offer'],
				[4, '1 cell where the header has 3', 'But later"'],
			],
		},
	},
	{
		trap: 'a blank cell put in, and the last one, which was blank, lost',
		content: `Id,Name,Stage,Days,Note\n${lined(NOTED)}D-26,Deal 16,,Won,12\n`,
		expected: {
			headers: ['Id', 'Name', 'Stage', 'Days', 'Note'],
			rows: asRead(NOTED),
			lines: NOTED.map((_, row) => row + 2),
			setAside: [[18, MISPLACED, 'D-26,Deal 16,,Won,12']],
		},
	},
	{
		trap: 'a row that leaves blank what no other does, each value in its column',
		content: `Id,Name,Stage,Closed,Days\n${lined(DEALS)}D-26,Deal 16,,2024-02-01,\n`,
		expected: {
			headers: DEAL_NAMES,
			rows: [...asRead(DEALS), ['D-26', 'Deal 16', null, '2024-02-01', null]],
			lines: [...DEALS.keys(), 16].map((row) => row + 2),
		},
	},
	{
		trap: 'columns that change their order part way',
		content: `Id,Name,Days,Closed\n${SWAPPED.map((cells) => `${cells.join(',')}\n`).join('')}`,
		expected: {
			headers: ['Id', 'Name', 'Days', 'Closed'],
			rows: SWAPPED.slice(0, 4),
			lines: [2, 3, 4, 5],
			setAside: SWAPPED.slice(4).map((cells, row) => [row + 6, OTHER_ORDER, cells.join(',')]),
		},
	},
	{
		trap: 'a last amount that lacks a digit, and its line end',
		content: 'Id,Amount\n1,10.50\n2,20.75\n3,3.00\n4,8.20\n5,9.95\n6,7.1',
		expected: {
			headers: ['Id', 'Amount'],
			rows: [
				['1', '10.50'],
				['2', '20.75'],
				['3', '3.00'],
				['4', '8.20'],
				['5', '9.95'],
			],
			lines: [2, 3, 4, 5, 6],
			setAside: [[7, CUT_OFF, '6,7.1']],
		},
	},
	{
		trap: 'a last stage that is the beginning of one, without a line end',
		content: `Id,Stage\n${[...MANY, ['D-30', 'Wo']].map((cells) => cells.join(',')).join('\n')}`,
		expected: {
			headers: ['Id', 'Stage'],
			rows: MANY,
			lines: MANY.map((_, row) => row + 2),
			setAside: [[20, CUT_OFF, 'D-30,Wo']],
		},
	},
	{
		trap: 'a last stage that is new, without a line end',
		content: `Id,Stage\n${[...MANY, ['D-30', 'Open']].map((cells) => cells.join(',')).join('\n')}`,
		expected: {
			headers: ['Id', 'Stage'],
			rows: [...MANY, ['D-30', 'Open']],
			lines: [...MANY.keys(), MANY.length].map((row) => row + 2),
		},
	},
	{
		trap: 'a delimiter behind a backslash, before a blank cell that may be the one too many',
		content: `Id,Name,Stage,Closed,Days\n${lined(DEALS)}D-26,Smith\\,Bob,,2024-02-01,\n`,
		expected: {
			headers: DEAL_NAMES,
			rows: asRead(DEALS),
			lines: DEALS.map((_, row) => row + 2),
			setAside: [[18, '6 cells where the header has 5', 'D-26,Smith\\,Bob,,2024-02-01,']],
		},
	},
	...[
		{
			trap: 'a last number that is smaller than the others',
			last: '800',
			others: ['1200', '3400', '2500', '9800', '4100', '5600'],
		},
		{
			trap: 'a last id of fewer digits',
			last: 'D-999',
			others: ['D-1005', 'D-1004', 'D-1003', 'D-1002', 'D-1001', 'D-1000'],
		},
		{
			trap: 'a last word with which another text begins',
			last: 'New',
			others: ['New Business', 'Renewal', 'New Business', 'Renewal', 'New Business', 'Renewal'],
		},
	].map(({ trap, last, others }): Specimen => {
		const rows = [...others, last].map((cell, n) => [`Deal ${'abcdefg'[n]!}`, cell]);
		return {
			trap: `${trap}, without a line end`,
			content: `Name,Kept\n${rows.map((cells) => cells.join(',')).join('\n')}`,
			expected: { headers: ['Name', 'Kept'], rows, lines: rows.map((_, row) => row + 2) },
		};
	}),
	{
		trap: 'columns that are filled by turns, of which one deal alone fills the others',
		content: `Id,Won,Lost,Paid,Missed,Why\n${lined(BY_TURNS)}`,
		expected: {
			headers: ['Id', 'Won', 'Lost', 'Paid', 'Missed', 'Why'],
			rows: asRead(BY_TURNS),
			lines: BY_TURNS.map((_, row) => row + 2),
		},
	},
];
