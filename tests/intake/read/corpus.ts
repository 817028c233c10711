import { ABOVE, FOOTER, joined, latin, NEVER_CLOSES, utf16, utf8, type Specimen } from './specimen';

/** One trap each. */
export const CORPUS: readonly Specimen[] = [
	{
		trap: 'nothing odd at all',
		content: 'Id,Stage\n1,Won\n2,Lost\n',
		expected: {
			headers: ['Id', 'Stage'],
			rows: [
				['1', 'Won'],
				['2', 'Lost'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'no line end after the last row',
		content: 'Id,Stage\n1,Won\n2,Lost',
		expected: {
			headers: ['Id', 'Stage'],
			rows: [
				['1', 'Won'],
				['2', 'Lost'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'a header and no row',
		content: 'Id,Stage\n',
		expected: { headers: ['Id', 'Stage'], rows: [], lines: [] },
	},
	{
		trap: 'a byte-order mark of UTF-8',
		content: '\uFEFFId,Stage\n1,Zürich\n',
		expected: { headers: ['Id', 'Stage'], rows: [['1', 'Zürich']], lines: [2] },
	},
	{
		trap: 'UTF-16 LE with its mark, separated by tabs, as Excel saves “Unicode text”',
		content: utf16('Id\tName\r\n1\tŁódź, 😀\r\n', 'le', true),
		expected: {
			encoding: 'UTF-16 LE',
			delimiter: '\t',
			headers: ['Id', 'Name'],
			rows: [['1', 'Łódź, 😀']],
			lines: [2],
		},
	},
	{
		trap: 'UTF-16 BE with its mark',
		content: utf16('Id;Name\n1;é\n', 'be', true),
		expected: {
			encoding: 'UTF-16 BE',
			delimiter: ';',
			headers: ['Id', 'Name'],
			rows: [['1', 'é']],
			lines: [2],
		},
	},
	{
		trap: 'UTF-16 without a mark',
		content: utf16('Id,Stage,Amount\n1,Won,100\n2,Lost,200\n', 'le', false),
		expected: {
			encoding: 'UTF-16 LE',
			headers: ['Id', 'Stage', 'Amount'],
			rows: [
				['1', 'Won', '100'],
				['2', 'Lost', '200'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'Windows-1252',
		content: latin('Id,Name\n1,Caf\xe9\n2,5 \x80\n'),
		expected: {
			encoding: 'Windows-1252',
			headers: ['Id', 'Name'],
			rows: [
				['1', 'Café'],
				['2', '5 €'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'a foreign byte pasted into UTF-8',
		content: joined(utf8('Id,Name\n1,éèàüö\n2,Caf'), latin('\xe9'), utf8('\n')),
		expected: {
			encoding: 'UTF-8 with Windows-1252 bytes',
			headers: ['Id', 'Name'],
			rows: [
				['1', 'éèàüö'],
				['2', 'Café'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'semicolons beside decimal commas',
		content: 'Id;Amount;Rate\n1;1,50;2,5\n2;3,25;4,5\n',
		expected: {
			delimiter: ';',
			headers: ['Id', 'Amount', 'Rate'],
			rows: [
				['1', '1,50', '2,5'],
				['2', '3,25', '4,5'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'vertical bars beside commas in texts',
		content: 'Id|Name|Stage\n1|Smith, Jones, Ltd|Won\n2|A, B, C|Lost\n',
		expected: {
			delimiter: '|',
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'Smith, Jones, Ltd', 'Won'],
				['2', 'A, B, C', 'Lost'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'times of day, whose colons divide every row evenly',
		content: 'Id,At\n1,10:00\n2,11:30\n',
		expected: {
			headers: ['Id', 'At'],
			rows: [
				['1', '10:00'],
				['2', '11:30'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'an instruction sep= on the first line',
		content: 'sep=;\r\nId;Name\r\n1;a,b\r\n',
		expected: {
			delimiter: ';',
			headerLine: 2,
			headers: ['Id', 'Name'],
			rows: [['1', 'a,b']],
			lines: [3],
		},
	},
	{
		trap: 'one column',
		content: 'Company\nAcme\nBeta\n',
		expected: { headers: ['Company'], rows: [['Acme'], ['Beta']], lines: [2, 3] },
	},
	{
		trap: 'one column of names with a comma and a blank cell in quotes',
		content: 'Owner\n"Smith, Anna"\n""\nJones\n',
		expected: { headers: ['Owner'], rows: [['Smith, Anna'], [null], ['Jones']], lines: [2, 3, 4] },
	},
	{
		trap: 'a report title, filters and a blank line above the header',
		content: 'Pipeline of May\nFiltered By: open, won\n\nId,Name,Stage\n1,a,Won\n2,b,Lost\n3,c,Won\n',
		expected: {
			headerLine: 4,
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'a', 'Won'],
				['2', 'b', 'Lost'],
				['3', 'c', 'Won'],
			],
			lines: [5, 6, 7],
			setAside: [[2, ABOVE, 'Filtered By: open, won']],
		},
	},
	{
		trap: 'a title padded with delimiters to the width of the table',
		content: 'Pipeline,,,\n,,,\nId,Name,Stage,Amount\n1,a,Won,5\n',
		expected: {
			headerLine: 3,
			headers: ['Id', 'Name', 'Stage', 'Amount'],
			rows: [['1', 'a', 'Won', '5']],
			lines: [4],
		},
	},
	{
		trap: 'empty and repeated headers, and one with a line end',
		content: 'Id,,Name,Name,"Close\nDate"\n1,2,3,4,5\n',
		expected: {
			headers: ['Id', 'Column 2', 'Name', 'Name', 'Close\nDate'],
			rows: [['1', '2', '3', '4', '5']],
			lines: [3],
		},
	},
	{
		trap: 'line ends within quotes',
		content: 'Id,Note,Stage\n1,"a\nb\r\nc\rd",Won\n2,x,Lost\n',
		expected: {
			headers: ['Id', 'Note', 'Stage'],
			rows: [
				['1', 'a\nb\r\nc\rd', 'Won'],
				['2', 'x', 'Lost'],
			],
			lines: [2, 6],
		},
	},
	{
		trap: 'CRLF, with a lone LF in quotes',
		content: 'Id,Note\r\n1,"a\nb"\r\n2,c\r\n',
		expected: {
			headers: ['Id', 'Note'],
			rows: [
				['1', 'a\nb'],
				['2', 'c'],
			],
			lines: [2, 4],
		},
	},
	{
		trap: 'CR alone, as old Macs wrote',
		content: 'Id,Stage\r1,Won\r2,"Lo\rst"\r3,Won\r',
		expected: {
			headers: ['Id', 'Stage'],
			rows: [
				['1', 'Won'],
				['2', 'Lo\rst'],
				['3', 'Won'],
			],
			lines: [2, 3, 5],
		},
	},
	{
		trap: 'all three line ends in one file',
		content: 'Id,Stage\n1,Won\r\n2,Lost\r3,Won\n4,Won\n',
		expected: {
			headers: ['Id', 'Stage'],
			rows: [
				['1', 'Won'],
				['2', 'Lost'],
				['3', 'Won'],
				['4', 'Won'],
			],
			lines: [2, 3, 4, 5],
		},
	},
	{
		trap: 'a lone LF in an unquoted cell of a CRLF file',
		content: 'Id,Note,Stage\r\n1,first\nsecond,Won\r\n2,x,Lost\r\n3,y,Lost\r\n',
		expected: {
			headers: ['Id', 'Note', 'Stage'],
			rows: [
				['1', 'first\nsecond', 'Won'],
				['2', 'x', 'Lost'],
				['3', 'y', 'Lost'],
			],
			lines: [2, 4, 5],
		},
	},
	{
		trap: 'blank lines and lines of nothing but delimiters and spaces',
		content: 'Id,Name,Stage\n\n1,a,Won\n,,\n   \n , ,\t\n2,b,Lost\n\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'a', 'Won'],
				['2', 'b', 'Lost'],
			],
			lines: [3, 7],
			blankLines: 5,
		},
	},
	{
		trap: 'blank cells, which are null, beside texts that only look so',
		content: 'Id,A,B,C\n1,,"",NA\n2, ,NULL,null\n',
		expected: {
			headers: ['Id', 'A', 'B', 'C'],
			rows: [
				['1', null, null, 'NA'],
				['2', ' ', 'NULL', 'null'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'a row too short in the middle, which may lack any of its texts',
		content: 'Id,Name,Stage\n1,a,Won\n2,b\n3,c,Lost\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'a', 'Won'],
				['3', 'c', 'Lost'],
			],
			lines: [2, 4],
			setAside: [[3, '2 cells where the header has 3', '2,b']],
		},
	},
	{
		trap: 'rows without the blank cells that they end with',
		content: 'Id,Name,Stage\n1,a,Won\n2,b\n3,c\n4,d,Lost\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'a', 'Won'],
				['2', 'b', null],
				['3', 'c', null],
				['4', 'd', 'Lost'],
			],
			lines: [2, 3, 4, 5],
			padded: 2,
		},
	},
	{
		trap: 'rows that end in a delimiter which the header has not',
		content: 'Id,Name,Stage\n1,a,Won,\n2,b,Lost,\n3,c,Lost,,\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'a', 'Won'],
				['2', 'b', 'Lost'],
				['3', 'c', 'Lost'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'a row too long',
		content: 'Id,Name,Stage\n1,a,Won\n2,Smith, Jones,Won\n3,c,Lost\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'a', 'Won'],
				['3', 'c', 'Lost'],
			],
			lines: [2, 4],
			setAside: [[3, '4 cells where the header has 3', '2,Smith, Jones,Won']],
		},
	},
	{
		trap: 'a header that does not name the last column',
		content: 'Id,Name\n1,a,Won\n2,b,Lost\n3,c,Lost\n',
		expected: {
			headers: ['Id', 'Name', 'Column 3'],
			rows: [
				['1', 'a', 'Won'],
				['2', 'b', 'Lost'],
				['3', 'c', 'Lost'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'an inch mark in an unquoted cell',
		content: 'Id,Name,Stage\n1,5" pipe,Won\n2,7",Lost\n3,a"b"c,Won\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', '5" pipe', 'Won'],
				['2', '7"', 'Lost'],
				['3', 'a"b"c', 'Won'],
			],
			lines: [2, 3, 4],
		},
	},
	{
		trap: 'quotes inside quotes that nobody doubled',
		content: 'Id,Name,Stage\n1,"the "big, new" deal",Won\n2,b,Lost\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'the "big, new" deal', 'Won'],
				['2', 'b', 'Lost'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'text after a closing quote',
		content: 'Id,Name,Stage\n1,"Acme" Ltd,Won\n2,b,Lost\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', '"Acme" Ltd', 'Won'],
				['2', 'b', 'Lost'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'spaces between delimiters and quotes',
		content: 'Id, "Name", "Stage"\n1, "a, b" , "Won"\n2, "c", "Lost"\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'a, b', 'Won'],
				['2', 'c', 'Lost'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'quotes escaped with backslashes',
		content: 'Id,Name,Path\n1,"say \\"hi\\", now","C:\\\\x"\n2,"b","c\\d"\n',
		expected: {
			headers: ['Id', 'Name', 'Path'],
			rows: [
				['1', 'say "hi", now', 'C:\\x'],
				['2', 'b', 'c\\d'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'a path that ends in a backslash, where quotes are doubled',
		content: 'Id,Path,Note\n1,"C:\\","a ""b"""\n2,"D:\\","c"\n',
		expected: {
			headers: ['Id', 'Path', 'Note'],
			rows: [
				['1', 'C:\\', 'a "b"'],
				['2', 'D:\\', 'c'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'cells quoted with apostrophes',
		content: "'Id','Name'\n'1','Smith, Anna'\n'2','O''Hara'\n",
		expected: {
			quote: "'",
			headers: ['Id', 'Name'],
			rows: [
				['1', 'Smith, Anna'],
				['2', "O'Hara"],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'a quote that opens and never closes, with nothing quoted below',
		content: 'Id,Name,Stage\n1,a,Won\n2,"b,Lost\n3,c,Won\n4,d,Won\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'a', 'Won'],
				['3', 'c', 'Won'],
				['4', 'd', 'Won'],
			],
			lines: [2, 4, 5],
			setAside: [[3, NEVER_CLOSES, '2,"b,Lost']],
		},
	},
	{
		trap: 'a quote that never closes above rows that are quoted',
		content: 'Id,Name,Stage\n1,"a",Won\n2,"b,Lost\n3,"c",Won\n4,"d, e",Won\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'a', 'Won'],
				['3', 'c', 'Won'],
				['4', 'd, e', 'Won'],
			],
			lines: [2, 4, 5],
			setAside: [[3, NEVER_CLOSES, '2,"b,Lost']],
		},
	},
	{
		trap: 'a quote that never closes and an inch mark below that seems to close it',
		content: 'Id,Name,Stage\nD-1,a,Won\nD-2,"b,Lost\nD-3,c,Won\nD-4,5",Won\nD-5,e,Won\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['D-1', 'a', 'Won'],
				['D-3', 'c', 'Won'],
				['D-4', '5"', 'Won'],
				['D-5', 'e', 'Won'],
			],
			lines: [2, 4, 5, 6],
			setAside: [[3, NEVER_CLOSES, 'D-2,"b,Lost']],
		},
	},
	{
		trap: 'a quote that never closes, closed as if by plan at the end of a broken row below',
		content:
			'Id,Name,Stage,Note\nD-1,a,Won,"x\nD-2,b,Lost,y\nD-3,c,Won,two\nlines"\nD-4,d,Won,z\nD-5,e,Won,z\n',
		expected: {
			headers: ['Id', 'Name', 'Stage', 'Note'],
			rows: [
				['D-2', 'b', 'Lost', 'y'],
				['D-4', 'd', 'Won', 'z'],
				['D-5', 'e', 'Won', 'z'],
			],
			lines: [3, 6, 7],
			setAside: [
				[2, NEVER_CLOSES, 'D-1,a,Won,"x'],
				[4, 'a text that may go on in the line beside', 'D-3,c,Won,two'],
				[5, '1 cell where the header has 4', 'lines"'],
			],
		},
	},
	{
		trap: 'a doubled quote at the end of a cell, before a row with a line end in quotes',
		content: 'Id,Name,Note\n1,a,"x""\n2,b,"two\nlines"\n3,c,y\n',
		expected: {
			headers: ['Id', 'Name', 'Note'],
			rows: [
				['2', 'b', 'two\nlines'],
				['3', 'c', 'y'],
			],
			lines: [3, 5],
			setAside: [[2, NEVER_CLOSES, '1,a,"x""']],
		},
	},
	{
		trap: 'a quote that never closes before a quoted cell of the same row',
		content: 'Id,Name,Stage,Note\n1,a,Won,x\n2,"b,Lost,"y, z"\n3,c,Won,w\n',
		expected: {
			headers: ['Id', 'Name', 'Stage', 'Note'],
			rows: [
				['1', 'a', 'Won', 'x'],
				['3', 'c', 'Won', 'w'],
			],
			lines: [2, 4],
			setAside: [[3, NEVER_CLOSES, '2,"b,Lost,"y, z"']],
		},
	},
	{
		trap: 'a text of several lines with as many commas as the table has columns',
		content: 'Id,Note,Stage\n1,"Dear Anna, well\nyes, no, fine\nbye, Ben",Won\n2,x,Lost\n',
		expected: {
			headers: ['Id', 'Note', 'Stage'],
			rows: [
				['1', 'Dear Anna, well\nyes, no, fine\nbye, Ben', 'Won'],
				['2', 'x', 'Lost'],
			],
			lines: [2, 5],
		},
	},
	{
		trap: 'the footer of a Salesforce report',
		content:
			'"Id","Name","Amount"\n"1","a","5"\n"2","b","7"\n\n"Open Pipeline"\n"Copyright (c) 2000-2024 salesforce.com, inc. All rights reserved."\n"Confidential Information - Do Not Distribute"\n"Generated By:  Anna Smith  5/1/2024 9:00 AM"\n"Filtered By: Stage equals Won, Lost"\n"Acme"\n',
		expected: {
			headers: ['Id', 'Name', 'Amount'],
			rows: [
				['1', 'a', '5'],
				['2', 'b', '7'],
			],
			lines: [2, 3],
			blankLines: 1,
			setAside: [
				[5, FOOTER, '"Open Pipeline"'],
				[6, FOOTER, '"Copyright (c) 2000-2024 salesforce.com, inc. All rights reserved."'],
				[7, FOOTER, '"Confidential Information - Do Not Distribute"'],
				[8, FOOTER, '"Generated By:  Anna Smith  5/1/2024 9:00 AM"'],
				[9, FOOTER, '"Filtered By: Stage equals Won, Lost"'],
				[10, FOOTER, '"Acme"'],
			],
		},
	},
	{
		trap: 'totals of full width below the data',
		content: 'Id,Name,Stage,Amount\n1,a,Won,5\n2,b,Lost,7\nGrand Totals (2 records),,,12\n',
		expected: {
			headers: ['Id', 'Name', 'Stage', 'Amount'],
			rows: [
				['1', 'a', 'Won', '5'],
				['2', 'b', 'Lost', '7'],
			],
			lines: [2, 3],
			setAside: [[4, FOOTER, 'Grand Totals (2 records),,,12']],
		},
	},
	{
		trap: 'totals of full width, a blank line and a copyright below',
		content: 'Id,Name,Stage,Amount\n1,a,Won,5\nTotal,,,5\n\nCopyright (c) 2000-2024 salesforce.com\n',
		expected: {
			headers: ['Id', 'Name', 'Stage', 'Amount'],
			rows: [['1', 'a', 'Won', '5']],
			lines: [2],
			blankLines: 1,
			setAside: [
				[3, FOOTER, 'Total,,,5'],
				[5, FOOTER, 'Copyright (c) 2000-2024 salesforce.com'],
			],
		},
	},
	{
		trap: 'subtotals among the data, which would count twice',
		content: 'Id,Name,Stage,Amount\n1,a,Won,5\nSubtotal,,,5\n2,b,Lost,7\n',
		expected: {
			headers: ['Id', 'Name', 'Stage', 'Amount'],
			rows: [
				['1', 'a', 'Won', '5'],
				['2', 'b', 'Lost', '7'],
			],
			lines: [2, 4],
			setAside: [[3, 'a line of totals', 'Subtotal,,,5']],
		},
	},
	{
		trap: 'a deal of a company called Total in the last row',
		content: 'Name,Stage,Amount\nAcme,Won,5\nTotal,Won,7\n',
		expected: {
			headers: ['Name', 'Stage', 'Amount'],
			rows: [
				['Acme', 'Won', '5'],
				['Total', 'Won', '7'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'a last row as narrow as others among the data',
		content: 'Id,Name,Stage\n1,a,Won\n2\n3,c,Lost\n4\n',
		expected: {
			headers: ['Id', 'Name', 'Stage'],
			rows: [
				['1', 'a', 'Won'],
				['3', 'c', 'Lost'],
			],
			lines: [2, 4],
			setAside: [
				[3, '1 cell where the header has 3', '2'],
				[5, 'report footer', '4'],
			],
		},
	},
	{
		trap: 'the header again, in a file put together from two',
		content: 'Id,Stage\n1,Won\n\uFEFFId,Stage\n2,Lost\nId,Stage\n',
		expected: {
			headers: ['Id', 'Stage'],
			rows: [
				['1', 'Won'],
				['2', 'Lost'],
			],
			lines: [2, 4],
			setAside: [
				[3, 'the header again', '\uFEFFId,Stage'],
				[5, 'the header again', 'Id,Stage'],
			],
		},
	},
	{
		trap: 'long numbers, leading zeros and dates, all text',
		content: 'Id,Zip,On\n12345678901234567890,00501,03/04/2024\n',
		expected: {
			headers: ['Id', 'Zip', 'On'],
			rows: [['12345678901234567890', '00501', '03/04/2024']],
			lines: [2],
		},
	},
	{
		trap: 'lines that look like comments',
		content: '#Id,Stage\n#1,Won\n#2,Lost\n',
		expected: {
			headers: ['#Id', 'Stage'],
			rows: [
				['#1', 'Won'],
				['#2', 'Lost'],
			],
			lines: [2, 3],
		},
	},
	{
		trap: 'a table without a header, as a person says',
		content: '1;Won\n2;Lost\n',
		dialect: { headerLine: 0 },
		expected: {
			delimiter: ';',
			headerLine: 0,
			headers: ['Column 1', 'Column 2'],
			rows: [
				['1', 'Won'],
				['2', 'Lost'],
			],
			lines: [1, 2],
		},
	},
	{
		trap: 'a delimiter and a header line that a person chose',
		content: 'a:b,c\nd:e,f\n1:2,3\n',
		dialect: { delimiter: ':', headerLine: 2 },
		expected: {
			delimiter: ':',
			headerLine: 2,
			headers: ['d', 'e,f'],
			rows: [['1', '2,3']],
			lines: [3],
			setAside: [[1, ABOVE, 'a:b,c']],
		},
	},
];
