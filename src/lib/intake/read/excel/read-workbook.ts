import { written } from '../../../base/written';
import { ProblemError } from '../../../base/problem';
import type { Engine } from '../../../engine/engine';
import type { ReadOptions } from '../load';
import type { RawFile } from '../raw-file';
import type { ZipMember } from '../zip';
import { sheetRows, type Valueless } from './sheet-rows';
import { SheetTable, type TableFacts } from './sheet-table';
import { openWorkbook, type Sheet, type Workbook } from './workbook';

interface ReadSheet {
	sheet: Sheet;
	/** Null if the sheet has no cells. */
	facts: TableFacts | null;
	table: string;
	content: SheetTable;
	valueless: Valueless;
}

const count = (value: number, one: string): string => `${written(value)} ${one}${value === 1 ? '' : 's'}`;

function noticesOf(file: string, { errors, uncalculated }: Valueless): string[] {
	const notices: string[] = [];
	const total = [...errors.values()].reduce((sum, times) => sum + times, 0);
	if (total > 0) {
		const kinds = [...errors].map(([error, times]) => `${written(times)} × ${error}`).join(', ');
		notices.push(`${file}: ${count(total, 'cell')} with an error (${kinds}): blank.`);
	}
	if (uncalculated > 0) {
		notices.push(
			`${file}: ${count(uncalculated, 'formula')} without a computed value: blank. Open the workbook in a spreadsheet, save it and give it again.`,
		);
	}
	return notices;
}

async function readSheet(
	engine: Engine,
	book: Workbook,
	sheet: Sheet,
	table: string,
	onProgress: (done: number) => void,
	signal: AbortSignal | undefined,
): Promise<ReadSheet> {
	const content = new SheetTable(engine, `${book.file} › ${sheet.name}`, table, signal);
	const valueless: Valueless = { errors: new Map(), uncalculated: 0 };
	try {
		for await (const rows of sheetRows(book, sheet, valueless, onProgress, signal)) await content.add(rows);
		return { sheet, facts: await content.finish(), table, content, valueless };
	} catch (error) {
		await content.discard();
		throw error;
	}
}

/** The sheets to keep, those with the largest tables first; a book without a table has one sheet that is not blank. */
async function chosen(read: readonly ReadSheet[]): Promise<ReadSheet[]> {
	const bySize = read
		.filter(({ facts }) => facts !== null)
		.sort((a, b) => Number(b.content.isTable) - Number(a.content.isTable) || b.content.size - a.content.size);
	const keep = bySize.filter(({ content }, index) => index === 0 || content.isTable);
	for (const one of read) if (!keep.includes(one)) await one.content.discard();
	return keep;
}

/** The sheet of this name, whatever the case of its letters. Throws ProblemError `no-such-sheet`. */
function sheetNamed({ file, sheets }: Workbook, name: string): Sheet {
	const found =
		sheets.find((sheet) => sheet.name === name) ??
		sheets.find((sheet) => sheet.name.toLowerCase() === name.trim().toLowerCase());
	if (found) return found;
	throw new ProblemError({
		code: 'no-such-sheet',
		message: `${file} has no sheet “${name}”.`,
		wayOut: `It has ${sheets.map((sheet) => `“${sheet.name}”`).join(', ')}.`,
		file,
	});
}

/**
 * Reads every sheet of a workbook that has a table: the largest first, named `book.xlsx › Sheet` if there are several
 * and as the file itself if there is one; with `options.sheet` that sheet alone. Throws ProblemError `file-damaged`, `no-records` if all sheets are blank, and
 * what openWorkbook throws.
 */
export async function readWorkbook(
	engine: Engine,
	{ name, blob }: { name: string; blob: Blob },
	members: readonly ZipMember[],
	nextTable: () => string,
	options: ReadOptions = {},
): Promise<RawFile[]> {
	const { signal, onProgress } = options;
	onProgress?.(0, 'Opening the workbook');
	const book = await openWorkbook(blob, name, members, signal);
	const sheets = options.sheet === undefined ? book.sheets : [sheetNamed(book, options.sheet)];
	const bytes = sheets.reduce((sum, { member }) => sum + member.size, 0);
	const read: ReadSheet[] = [];
	let before = 0;
	for (const sheet of sheets) {
		const told = (done: number) =>
			onProgress?.((before + done * sheet.member.size) / Math.max(bytes, 1), 'Reading the sheets');
		read.push(await readSheet(engine, book, sheet, nextTable(), told, signal));
		before += sheet.member.size;
	}
	const keep = await chosen(read);
	if (keep.length === 0) {
		throw new ProblemError({
			code: 'no-records',
			message: `${name} holds nothing but blank sheets.`,
			wayOut: 'Export it again with its rows.',
			file: name,
		});
	}
	const blank = read.filter(({ facts }) => facts === null);
	const others = read.filter((one) => one.facts !== null && !keep.includes(one));
	const listed = (sheets: readonly ReadSheet[]) => sheets.map(({ sheet }) => `“${sheet.name}”`).join(', ');
	const leftOut = [
		...(blank.length > 0 ? [`${name}: nothing stands in ${listed(blank)}.`] : []),
		...(others.length > 0 ? [`${name}: no table in ${listed(others)}; left out.`] : []),
	];
	return keep.flatMap(({ sheet, facts, table, valueless }, index) => {
		if (!facts) return [];
		const file = keep.length === 1 ? name : `${name} › ${sheet.name}`;
		return [
			{
				...facts,
				file,
				table,
				bytes: blob.size,
				lastModified:
					'lastModified' in blob && typeof blob.lastModified === 'number' ? blob.lastModified : null,
				encoding: 'Excel workbook',
				delimiter: '',
				quote: '',
				evidence: [`Sheet “${sheet.name}” of an Excel workbook.`, ...facts.evidence],
				notices: [...noticesOf(file, valueless), ...(index === 0 ? leftOut : [])],
				setAside: facts.setAside.map((row) => ({ ...row, file })),
				allSetAside: async function* (later) {
					for await (const page of facts.allSetAside(later)) yield page.map((row) => ({ ...row, file }));
				},
				padded: 0,
			},
		];
	});
}
