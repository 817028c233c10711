import fc from 'fast-check';
import { encode } from './spoilt-export';

/** A table as it was before it was written: its names and its rows. */
export interface TrueTable {
	header: string[];
	rows: TrueRow[];
}

interface TrueRow {
	cells: string[];
	/** How often it stands in the file. */
	times: number;
	/** What was done to it in one place at least. */
	damage: Damage | null;
	/** Whether the file ends within it. */
	isCut?: boolean;
}

const DAMAGES = [
	'quote opened',
	'quote dropped',
	'quote doubled',
	'cells beyond',
	'delimiter lost',
	'other delimiter',
	'in quotes',
	'NUL',
	'other line end',
] as const;
type Damage = (typeof DAMAGES)[number];

/** After these, quotes may stay in a cell as they were written. */
const OF_QUOTES: readonly (Damage | null)[] = ['quote opened', 'quote dropped', 'quote doubled'];

const COMPANIES = [
	'Acme',
	'Müller & Söhne',
	'Smith, Jones; Partners',
	"O'Hara",
	'Beta | Gamma',
	'Café Noël 2',
];
const NOTES = [
	'',
	'call back',
	'two\nlines',
	'said "yes", then no',
	'5" pipe',
	'a;b',
	'100 %',
	'été',
	'x, 1, 2',
];
const WORDS = ['North', 'South', 'East', 'West', 'Upper', 'Lower'];

/** Columns behind the first one, which is the key. */
const COLUMNS = ['Company', 'Stage', 'Amount', 'Created', 'Owner', 'Probability', 'Note'] as const;
/** Narrow tables and wide ones, each with numbers or dates. */
const WIDTHS: readonly (readonly (typeof COLUMNS)[number][])[] = [
	['Stage', 'Amount', 'Created'],
	['Company', 'Amount', 'Created', 'Note'],
	['Company', 'Stage', 'Amount', 'Created', 'Note'],
	COLUMNS,
];

/** One of `kinds`, `times` out of ten. */
const sometimes = <T>(times: number, ...kinds: T[]): fc.Arbitrary<T | null> =>
	fc.oneof(
		{ weight: 10 - times, arbitrary: fc.constant(null) },
		{ weight: times, arbitrary: fc.constantFrom(...kinds) },
	);

const TRAITS = [
	'delimiter',
	'changed',
	'quoting',
	'lineEnd',
	'encoding',
	'preamble',
	'header',
	'footer',
	'second',
	'trailing',
	'end',
] as const;
const PLAIN = {
	delimiter: ',',
	changed: null,
	quoting: 'needed',
	lineEnd: '\r\n',
	encoding: 'UTF-8',
	preamble: null,
	header: 'one',
	footer: null,
	second: null,
	trailing: null,
	end: null,
};

/** How a list of deals is written, in ways of which the reader is told none. */
export const rough = fc.record({
	key: fc.constantFrom('D-1000', '1000', 'word'),
	columns: fc.constantFrom(...WIDTHS),
	rows: fc.array(
		fc.record({
			company: fc.constantFrom(...COMPANIES),
			stage: fc.constantFrom('Lead', 'Proposal', 'Won', 'Lost'),
			amount: fc.integer({ min: 1, max: 99_999 }),
			day: fc.integer({ min: 10, max: 28 }),
			owner: fc.constantFrom('Ana', 'Bo Li', 'Zoë'),
			note: fc.constantFrom(...NOTES),
			damage: sometimes(1, ...DAMAGES),
			above: sometimes(1, 'blank', 'delimiters', 'header', 'comment'),
			at: fc.nat({ max: 7 }),
		}),
		{ minLength: 10, maxLength: 30 },
	),
	delimiter: fc.constantFrom(',', ',', ';', '\t', '|', '^', '~', ' ', '||', ', ', '::'),
	/** Another one from the row on that stands at this share of the file. */
	changed: sometimes(1, ',', ';', '\t', '|'),
	changedAt: fc.double({ min: 0.2, max: 0.8, noNaN: true }),
	quoting: fc.constantFrom('needed', 'needed', 'all', 'backslash', 'apostrophes', 'bare'),
	lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
	encoding: fc.constantFrom('UTF-8', 'UTF-8 BOM', 'UTF-16 LE', 'UTF-16 BE', 'Windows-1252', 'changing'),
	preamble: sometimes(4, 'title', 'titles', 'pairs', 'full width', 'blank'),
	header: fc.constantFrom('one', 'one', 'one', 'two', 'three', 'none', 'groups', 'units'),
	footer: sometimes(3, 'count', 'copyright', 'total'),
	second: sometimes(3, 'other', 'other, blank', 'same', 'same, blank'),
	trailing: sometimes(1, true),
	end: sometimes(2, 'cut', 'no line end'),
});

/** As `rough`, but plain in all respects but two. */
export const oneOrTwo = fc
	.tuple(rough, fc.shuffledSubarray([...TRAITS], { minLength: 0, maxLength: 2 }))
	.map(([how, kept]): Rough => {
		const plain = Object.fromEntries(
			TRAITS.filter((trait) => !kept.includes(trait)).map((trait) => [trait, PLAIN[trait]]),
		);
		return { ...how, ...plain };
	});

type Rough = typeof rough extends fc.Arbitrary<infer T> ? T : never;

export interface RoughFile {
	bytes: Uint8Array<ArrayBuffer>;
	text: string;
	tables: TrueTable[];
}

/** A name without digits for row `index`, of which no two are equal. */
const wordKey = (index: number): string =>
	[WORDS[index % 6], WORDS[Math.floor(index / 6) % 6], 'Gate'].join(' ');

function tableOf({ key, columns, rows }: Rough): TrueTable {
	return {
		header: [key === 'word' ? 'Deal' : 'Deal Id', ...columns],
		rows: rows.map((row, index) => {
			const values: Record<(typeof COLUMNS)[number], string> = {
				Company: row.company,
				Stage: row.stage,
				Amount: `${row.amount}.50`,
				Created: `2024-05-${row.day}`,
				Owner: row.owner,
				Probability: `${row.amount % 100} %`,
				Note: row.note,
			};
			const name = key === 'word' ? wordKey(index) : key.replace('1000', String(1000 + index));
			return { cells: [name, ...columns.map((column) => values[column])], times: 0, damage: row.damage };
		}),
	};
}

/** What writes cells and records by these rules. */
function writer(
	{ quoting }: Rough,
	delimiter: string,
): { cell(text: string): string; line(cells: readonly string[]): string } {
	const quote = quoting === 'apostrophes' ? "'" : '"';
	const escape = quoting === 'backslash' ? '\\' : quoting === 'bare' ? '' : quote;
	const cell = (text: string): string => {
		const needs =
			quoting === 'all' || text.includes(delimiter[0]!) || text.includes(quote) || /[\r\n]/.test(text);
		if (!needs) return text;
		const inner = quoting === 'backslash' ? text.replaceAll('\\', '\\\\') : text;
		return quote + inner.replaceAll(quote, escape + quote) + quote;
	};
	return { cell, line: (cells) => cells.map(cell).join(delimiter) };
}

function damaged(
	cells: readonly string[],
	damage: Damage | null,
	at: number,
	delimiter: string,
	how: Rough,
): string {
	const { cell, line } = writer(how, delimiter);
	const quote = how.quoting === 'apostrophes' ? "'" : '"';
	const texts = cells.map(cell);
	const last = texts.length - 1;
	const position = at % texts.length;
	const quoted = texts.findIndex((text) => text.startsWith(quote));
	switch (damage) {
		case 'quote opened':
			texts[position] = quote + texts[position]!;
			break;
		case 'quote dropped':
			if (quoted >= 0) texts[quoted] = at % 2 === 0 ? texts[quoted]!.slice(1) : texts[quoted]!.slice(0, -1);
			break;
		case 'quote doubled':
			if (quoted >= 0) texts[quoted] = quote + texts[quoted]! + quote;
			break;
		case 'cells beyond':
			texts.push('beyond', 'and more');
			break;
		case 'delimiter lost':
			texts.splice(at % last, 2, texts[at % last]! + texts[(at % last) + 1]!);
			break;
		case 'other delimiter':
			return writer(how, delimiter === ';' ? ',' : ';').line(cells);
		case 'in quotes':
			return (
				quote + line(cells).replaceAll(quote, (how.quoting === 'backslash' ? '\\' : quote) + quote) + quote
			);
		case 'NUL':
			texts[last] += '\0';
			break;
		case 'other line end':
		case null:
	}
	return texts.join(delimiter);
}

/** The file that is written so, and what stands in it. */
export function writeRough(how: Rough): RoughFile {
	const { lineEnd, columns } = how;
	const delimiter = how.delimiter;
	const first = tableOf(how);
	const width = columns.length + 1;
	const tables = [first];
	const lines: string[] = [];
	const { line } = writer(how, delimiter);
	const full = (...cells: string[]): string =>
		[...cells, ...Array.from({ length: width - cells.length }, () => '')].join(delimiter);
	if (how.preamble === 'title') lines.push('Open deals');
	if (how.preamble === 'titles') lines.push('Open deals', 'As of May', '');
	if (how.preamble === 'pairs') lines.push(line(['Report', 'Open deals']), line(['Run by', 'Ana']), '');
	if (how.preamble === 'full width') lines.push(full('Open deals'), full(''));
	if (how.preamble === 'blank') lines.push('', '');
	const header = line(first.header);
	if (how.header === 'groups')
		lines.push(full('Deal', ...columns.map((column) => (column === 'Amount' ? 'Money' : ''))));
	if (how.header !== 'none') lines.push(header);
	if (how.header === 'units') {
		lines.push(line(first.header.map((name) => ({ Amount: '(EUR)', Created: '(day)' })[name] ?? '')));
	}
	if (how.header === 'two' || how.header === 'three') lines.push(header);
	if (how.header === 'three') lines.push(header);
	const isSimple = delimiter.length === 1 && delimiter !== ' ' && how.quoting !== 'bare';
	const changesAt = how.changed && isSimple ? Math.floor(first.rows.length * how.changedAt) : Infinity;
	/** The row on the last line so far. */
	let last: TrueRow | null = null;
	first.rows.forEach((row, index) => {
		const { damage: wanted, above, at } = how.rows[index]!;
		const own = index >= changesAt ? how.changed! : delimiter;
		// What ends a record elsewhere is a line end in this file too.
		row.cells = row.cells.map((cell) => cell.replaceAll('\n', lineEnd));
		// A delimiter too few and, by quotes that no longer hold it, one too many: nobody could tell.
		const makesUp = wanted === 'delimiter lost' && row.cells.some((cell) => cell.includes(own));
		const damage = makesUp ? null : wanted;
		row.damage = damage;
		row.times = 1;
		last = row;
		if (above === 'blank') lines.push('');
		if (above === 'delimiters') lines.push(full(''));
		if (above === 'header' && how.header !== 'none') lines.push(header);
		if (above === 'comment') lines.push('# checked by hand');
		lines.push(damaged(row.cells, damage, at, own, how) + (how.trailing ? own : ''));
		if (damage === 'other line end') lines.push(`${lines.pop()!}${lineEnd === '\n' ? '\r' : ''}`);
	});
	if (how.footer) last = null;
	if (how.footer === 'count') lines.push('', 'Grand Totals (9 records)');
	if (how.footer === 'copyright') lines.push('', 'Copyright (c) 2024 Example Inc.', 'Confidential');
	if (how.footer === 'total')
		lines.push(line(['Total', ...columns.map((column) => (column === 'Amount' ? '12345.50' : ''))]));
	if (how.second?.endsWith('blank')) lines.push('');
	if (how.second?.startsWith('same')) {
		if (how.header !== 'none') lines.push(header);
		for (const row of first.rows.slice(0, 8)) {
			lines.push(line(row.cells) + (how.trailing ? delimiter : ''));
			row.times = 2;
			last = row;
		}
	}
	if (how.second?.startsWith('other')) {
		const names = ['Region', 'Quota'];
		const rows = Array.from({ length: 5 }, (_, index) => [
			`Region ${WORDS[index]!}`,
			`${(index + 1) * 1200}`,
		]);
		lines.push(...[names, ...rows].map(line));
		tables.push({ header: names, rows: rows.map((cells) => ({ cells, times: 1, damage: null })) });
		last = tables[1]!.rows.at(-1)!;
	}
	let text = lines.join(lineEnd) + (how.end === null ? lineEnd : '');
	if (how.end === 'cut') {
		text = text.slice(0, -4);
		const cut = last as TrueRow | null;
		if (cut) cut.isCut = true;
	}
	if (how.encoding !== 'changing') return { text, tables, bytes: encode(text, how.encoding) };
	const half = text.indexOf(lineEnd, text.length / 2);
	const [before, behind] = half < 0 ? [text, ''] : [text.slice(0, half), text.slice(half)];
	const bytes = Uint8Array.from([...encode(before, 'UTF-8'), ...encode(behind, 'Windows-1252')]);
	return { text, tables, bytes };
}

/** A table as it was read. */
export interface ReadTable {
	/** Empty where the file does not name the column. */
	headers: string[];
	kept: string[][];
	/** The whole text of each row that was set aside. */
	aside: string[];
	rowsRead: number;
}

const withoutBlanks = (cells: readonly string[]): string[] =>
	cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1);
const keyOf = (cells: readonly string[]): string => JSON.stringify(withoutBlanks(cells));
const withoutQuotes = (cells: readonly string[]): string[] =>
	cells.map((cell) => cell.replace(/["'\\]/g, ''));

/** Whether the cells are the first ones of a row that was cut off. */
const isBeginning = (cells: readonly string[], whole: readonly string[]): boolean =>
	withoutBlanks(whole)
		.join('\0')
		.startsWith(withoutBlanks(withoutQuotes(cells)).join('\0')) ||
	withoutBlanks(withoutQuotes(whole))
		.join('\0')
		.startsWith(withoutBlanks(withoutQuotes(cells)).join('\0'));

/**
 * What was read silently wrong: sentences. Each row that was kept is one of the file, no more often than it stands there,
 * with each value below its name; each row of the file was kept or can be found in what was set aside.
 */
export function silentlyWrong({ tables }: RoughFile, read: readonly ReadTable[]): string[] {
	const wrong: string[] = [];
	const rows = tables.flatMap(({ header, rows: own }) => own.map((row) => ({ ...row, header, kept: 0 })));
	for (const { headers, kept, aside, rowsRead } of read) {
		if (rowsRead !== kept.length + aside.length) {
			wrong.push(`${rowsRead} rows read, ${kept.length} kept, ${aside.length} set aside.`);
		}
		for (const cells of kept) {
			const row =
				rows.find((one) => one.kept < one.times && keyOf(one.cells) === keyOf(cells)) ??
				rows.find(
					(one) =>
						one.kept < one.times &&
						OF_QUOTES.includes(one.damage) &&
						keyOf(withoutQuotes(one.cells)) === keyOf(withoutQuotes(cells)),
				) ??
				rows.find(
					(one) =>
						(one.isCut ||
							(one.damage === 'quote dropped' && one.cells.some((cell) => /[\r\n]/.test(cell)))) &&
						isBeginning(cells, one.cells),
				);
			if (!row) {
				wrong.push(`Kept, and no row of the file: ${JSON.stringify(cells)}`);
				continue;
			}
			row.kept++;
			const misnamed = row.header.find(
				(name, position) => headers[position] !== '' && !headers[position]?.includes(name),
			);
			if (misnamed !== undefined)
				wrong.push(`${row.cells[0]}: ${misnamed} stands below ${headers.join(' | ')}`);
		}
	}
	const aside = read.flatMap((table) => table.aside).join('\n');
	for (const row of rows) {
		const isFound = row.kept > 0 || aside.includes(row.cells[0]!);
		if (!isFound && !row.isCut) wrong.push(`Lost: ${JSON.stringify(row.cells)}`);
	}
	return wrong;
}
