import { joined, latin, utf16, utf8, type Specimen } from './specimen';

/** Traps of encodings and line ends. */
export const TEXTS: readonly Specimen[] = [
	{
		trap: 'Windows-1252 from half of the file on, beside few characters of UTF-8',
		content: joined(
			utf8('Id,Name\n1,Zoë\n2,Café\n'),
			latin('3,M\xfcller\n4,caf\xe9\n5,no\xebl\n6,\xe9t\xe9\n7,for\xeat\n'),
		),
		expected: {
			encoding: 'UTF-8 with Windows-1252 bytes',
			headers: ['Id', 'Name'],
			rows: [
				['1', 'Zoë'],
				['2', 'Café'],
				['3', 'Müller'],
				['4', 'café'],
				['5', 'noël'],
				['6', 'été'],
				['7', 'forêt'],
			],
			lines: [2, 3, 4, 5, 6, 7, 8],
		},
	},
	{
		trap: 'one letter of UTF-8 above rows of Windows-1252',
		content: joined(utf8('Id,Name\n1,Zoë\n'), latin('2,M\xfcller\n3,caf\xe9\n4,no\xebl\n')),
		expected: {
			encoding: 'UTF-8 with Windows-1252 bytes',
			headers: ['Id', 'Name'],
			rows: [
				['1', 'Zoë'],
				['2', 'Müller'],
				['3', 'café'],
				['4', 'noël'],
			],
			lines: [2, 3, 4, 5],
		},
	},
	{
		trap: 'Windows-1252 with a capital Ã before a closing quote',
		content: latin('Id,Name\n1,\x93MANH\xc3\x94\n2,Jo\xe3o\n3,Conceição\n'),
		expected: {
			encoding: 'Windows-1252',
			headers: ['Id', 'Name'],
			rows: [
				['1', '“MANHÃ”'],
				['2', 'João'],
				['3', 'Conceição'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'UTF-16 BE without a mark',
		content: utf16('Id,Stage,Amount\n1,Won,100\n2,Lost,200\n', 'be', false),
		expected: {
			encoding: 'UTF-16 BE',
			headers: ['Id', 'Stage', 'Amount'],
			rows: [
				['1', 'Won', '100'],
				['2', 'Lost', '200'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'UTF-16 of another alphabet, without a mark',
		content: utf16('名前,段階,金額\n株式会社,成立,100\n有限会社,失注,200\n', 'le', false),
		expected: {
			encoding: 'UTF-16 LE',
			headers: ['名前', '段階', '金額'],
			rows: [
				['株式会社', '成立', '100'],
				['有限会社', '失注', '200'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'Mac Roman with CR alone',
		content: latin('Id;Name\r1;M\x9fller\r2;Caf\x8e\r'),
		expected: {
			encoding: 'Mac Roman',
			delimiter: ';',
			headers: ['Id', 'Name'],
			rows: [
				['1', 'Müller'],
				['2', 'Café'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'ISO-8859-15, whose euro sign is another byte',
		content: latin('Id;Name;Sum\n1;Caf\xe9;5 \xa4\n'),
		expected: {
			encoding: 'ISO-8859-15',
			delimiter: ';',
			headers: ['Id', 'Name', 'Sum'],
			rows: [['1', 'Café', '5 €']],
			lines: [2],
		},
	},
	{
		trap: 'Windows-1250',
		content: latin('Id;Name\n1;\xa3\xf3d\x9f Wa\xb3\xeasa\n'),
		expected: {
			encoding: 'Windows-1250',
			delimiter: ';',
			headers: ['Id', 'Name'],
			rows: [['1', 'Łódź Wałęsa']],
			lines: [2],
		},
	},
	{
		trap: 'Windows-1251',
		content: latin('Id;Name\n1;\xcf\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0\n'),
		expected: {
			encoding: 'Windows-1251',
			delimiter: ';',
			headers: ['Id', 'Name'],
			rows: [['1', 'Привет мир']],
			lines: [2],
		},
	},
	{
		trap: 'Shift-JIS, in which a backslash and a vertical bar may be half a character',
		content: latin('Id,Name\n1,\x83\x41\x83\x4e\x83\x81\x95\x5c\x8e\xa6\n'),
		expected: { encoding: 'Shift-JIS', headers: ['Id', 'Name'], rows: [['1', 'アクメ表示']], lines: [2] },
	},
	{
		trap: 'GB 18030',
		content: latin('Id,Name\n1,\xd6\xd0\xb9\xfa\xb9\xab\xcb\xbe\n'),
		expected: { encoding: 'GB18030', headers: ['Id', 'Name'], rows: [['1', '中国公司']], lines: [2] },
	},
	{
		trap: 'the mark of UTF-8 above a file that is Windows-1252',
		content: latin('\xef\xbb\xbfId,Name\n1,Caf\xe9\n2,M\xfcller\n'),
		expected: {
			encoding: 'Windows-1252',
			headers: ['Id', 'Name'],
			rows: [
				['1', 'Café'],
				['2', 'Müller'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'two files put together, one UTF-8 and one Windows-1252',
		content: joined(utf8('Id,Name\n1,Café\n2,Müller\n'), latin('3,Caf\xe9\n')),
		expected: {
			encoding: 'UTF-8 with Windows-1252 bytes',
			headers: ['Id', 'Name'],
			rows: [
				['1', 'Café'],
				['2', 'Müller'],
				['3', 'Café'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'line separators of Unicode, which end no row',
		content: 'Id,Note\n1,a\u2028b\n2,c\u0085d\n',
		expected: {
			headers: ['Id', 'Note'],
			rows: [
				['1', 'a\u2028b'],
				['2', 'c\u0085d'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'CRLF, but LF in the last lines',
		content: 'Id,Stage\r\n1,Won\r\n2,Lost\r\n3,Won\n4,Lost\n',
		expected: {
			headers: ['Id', 'Stage'],
			rows: [
				['1', 'Won'],
				['2', 'Lost'],
				['3', 'Won'],
				['4', 'Lost'],
			],
			lines: [2, 3, 4, 5],
		},
	},
	{
		trap: 'letters made of two characters, and signs beyond the first plane',
		content: 'Id,Name\n1,Cafe\u0301\n2,👩‍💻\n',
		expected: {
			headers: ['Id', 'Name'],
			rows: [
				['1', 'Cafe\u0301'],
				['2', '👩‍💻'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'hard spaces, which are text',
		content: 'Id,Sum\n1,1\u00a0000\n2,\u00a0\n',
		expected: {
			headers: ['Id', 'Sum'],
			rows: [
				['1', '1\u00a0000'],
				['2', '\u00a0'],
			],
			lines: [2, 3],
		},
	},
];
