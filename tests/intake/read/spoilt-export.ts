import fc from 'fast-check';

export const HEADER = ['Deal Id', 'Company', 'Stage', 'Amount', 'Created', 'Note'];
const COMPANIES = ['Acme', 'Müller & Söhne', 'Café Noël', 'Smith, Jones; Partners', "O'Hara", 'Beta | Gamma'];
const NOTES = ['', 'call back', 'two\nlines', 'said "yes", then no', '5" pipe', 'a;b', '100 %', 'été'];
const DAMAGE = ['extra-cell', 'missing-delimiter', 'stray-quote', 'nul'] as const;
const DIRT = ['blank-line', 'header-again', 'delimiters-only', 'comment'] as const;

/** One of `kinds` in one row of nine. */
const rarely = <T>(kinds: readonly T[]): fc.Arbitrary<T | null> =>
	fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...kinds) });

/** How an export of deals is written, and what was done to it. None of it is told to the reader. */
export const spoilt = fc.record({
	rows: fc.array(
		fc.record({
			company: fc.constantFrom(...COMPANIES),
			stage: fc.constantFrom('Lead', 'Proposal', 'Won', 'Lost'),
			amount: fc.integer({ min: 1, max: 99_999 }),
			day: fc.integer({ min: 1, max: 28 }),
			note: fc.constantFrom(...NOTES),
			damage: rarely(DAMAGE),
			dirt: rarely(DIRT),
			at: fc.nat({ max: 4 }),
		}),
		{ minLength: 12, maxLength: 30 },
	),
	order: fc.array(fc.nat({ max: 1_000_000 }), { minLength: 30, maxLength: 30 }),
	delimiter: fc.constantFrom(',', ';', '\t', '|', '^', '~', '||', ', ', '::'),
	quoting: fc.constantFrom('needed', 'all', 'backslash'),
	lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
	lastLineEnd: fc.boolean(),
	encoding: fc.constantFrom('UTF-8', 'UTF-8 BOM', 'UTF-16 LE', 'UTF-16 BE', 'Windows-1252'),
	preamble: fc.constantFrom([], ['Open deals'], ['Open deals', 'As of May', '']),
	footer: fc.constantFrom(
		[],
		['', 'Grand Totals (9 records)'],
		['', 'Copyright (c) 2024 Example Inc.', 'Confidential'],
	),
});

export type Spoilt = typeof spoilt extends fc.Arbitrary<infer T> ? T : never;

export function encode(text: string, encoding: string): Uint8Array<ArrayBuffer> {
	if (encoding === 'Windows-1252') return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
	if (!encoding.startsWith('UTF-16'))
		return new TextEncoder().encode((encoding === 'UTF-8' ? '' : '\uFEFF') + text);
	const view = new DataView(new ArrayBuffer(text.length * 2 + 2));
	[...`\uFEFF${text}`].forEach((unit, index) =>
		view.setUint16(index * 2, unit.charCodeAt(0), encoding === 'UTF-16 LE'),
	);
	return new Uint8Array(view.buffer);
}

export interface Written {
	text: string;
	/** The cells of each row by its id, as they were before the damage. */
	rows: Map<string, { cells: string[]; damage: Spoilt['rows'][number]['damage'] }>;
}

export function write(how: Spoilt): Written {
	const { delimiter, quoting, lineEnd } = how;
	const quoted = (cell: string): string =>
		quoting === 'backslash'
			? `"${cell.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
			: `"${cell.replaceAll('"', '""')}"`;
	const written = (cell: string): string =>
		quoting === 'all' || cell.includes(delimiter[0]!) || /["'\r\n]/.test(cell) ? quoted(cell) : cell;
	const header = HEADER.map(written).join(delimiter);
	const ordered = how.rows
		.map((row, index) => ({ ...row, id: `D-${1000 + index}`, key: how.order[index]! }))
		.sort((a, b) => a.key - b.key);
	const rows: Written['rows'] = new Map();
	const lines: string[] = [];
	for (const { id, company, stage, amount, day, note, damage: wanted, dirt, at } of ordered) {
		const created = `2024-05-${String(day).padStart(2, '0')}`;
		// What ends a record elsewhere is a line end in this file too.
		const cells = [id, company, stage, `${amount}.50`, created, note.replaceAll('\n', lineEnd)];
		// A delimiter too few and, by quotes that no longer hold it, one too many: nobody could tell.
		const makesUp = wanted === 'missing-delimiter' && at === 0 && cells[1]!.includes(delimiter);
		const damage = makesUp ? null : wanted;
		rows.set(id, { cells, damage });
		const texts = cells.map(written);
		if (damage === 'extra-cell') texts.push('beyond', 'and more');
		if (damage === 'missing-delimiter') texts.splice(at, 2, texts[at]! + texts[at + 1]!);
		if (damage === 'stray-quote') texts[at + 1] = `"${texts[at + 1]!}`;
		if (damage === 'nul') texts[2] += '\0';
		if (dirt === 'blank-line') lines.push('');
		if (dirt === 'header-again') lines.push(header);
		if (dirt === 'delimiters-only') lines.push(delimiter.repeat(5));
		if (dirt === 'comment') lines.push('# checked by hand');
		lines.push(texts.join(delimiter));
	}
	const text = [...how.preamble, header, ...lines, ...how.footer].join(lineEnd);
	return { text: text + (how.lastLineEnd ? lineEnd : ''), rows };
}

/** What was read of a file: the cells of its rows, and the whole text of each row that was set aside. */
export interface Read {
	headers: string[];
	kept: string[][];
	aside: string[];
	rowsRead: number;
}

/**
 * What was read wrong: sentences. A row that was kept is one of the export, once, with each value in its column; only
 * quotes may have stayed as they were written in a row with one too many.
 */
export function misreadings({ rows }: Written, { headers, kept, aside, rowsRead }: Read): string[] {
	const wrong: string[] = [];
	if (headers.join() !== HEADER.join()) wrong.push(`The header is read as ${headers.join(' | ')}.`);
	if (rowsRead !== kept.length + aside.length) {
		wrong.push(`${rowsRead} rows read, ${kept.length} kept, ${aside.length} set aside.`);
	}
	const byId = new Map(kept.map((cells) => [cells[0], cells]));
	if (byId.size !== kept.length) wrong.push('A row was kept twice.');
	for (const cells of kept) {
		const row = rows.get(cells[0] ?? '');
		const plain = (cell: string): string =>
			row?.damage === 'stray-quote' ? cell.replace(/["\\]/g, '') : cell;
		if (JSON.stringify(cells.map(plain)) !== JSON.stringify(row?.cells.map(plain))) {
			wrong.push(`Kept ${JSON.stringify(cells)} where ${JSON.stringify(row)} was written.`);
		}
	}
	const all = aside.join('\n');
	for (const [id, { damage }] of rows) {
		if (byId.has(id)) continue;
		if (damage === null) wrong.push(`${id} is sound and was not kept.`);
		else if (!all.includes(id)) wrong.push(`${id} was lost.`);
	}
	return wrong;
}
