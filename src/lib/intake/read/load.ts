import { written } from '../../base/written';
import { ProblemError } from '../../base/problem';
import { EngineError, quoteName, quoteText, type Engine } from '../../engine/engine';
import { readBytes } from './bytes';
import type { TableSpan } from './another-table';
import { detectDialect, type Dialect, type DialectChoice } from './dialect';
import { WRITTEN } from './drawn-table';
import { openText, type OpenOptions, type OpenText } from './open';
import { lineOfRow, type RawFile } from './raw-file';
import type { SetAsideRow } from '../mapping';
import { scanText, setAsideRows } from './scan';
import type { Scan } from './scan-plan';

export interface ReadOptions {
	/** The sheet of a workbook to read, and no other. */
	sheet?: string | undefined;
	/** What a person decided about the file; the rest is found out. */
	dialect?: DialectChoice | undefined;
	/** Told how far the whole step is, 0..1, and what is being done. */
	onProgress?: ((done: number, phase: string) => void) | undefined;
	/** Aborting rejects with EngineError `cancelled` and leaves no table behind. */
	signal?: AbortSignal | undefined;
}

/** How much of a file is done once its text is checked. */
const CHECKED = 0.25;
/** How much of a table is done once its rows are found; the rest is their loading. */
const SCANNED = 0.4;

/** DuckDB's own default; longer records need more. */
const LINE_SIZE = 2_097_152;

/**
 * SQL that makes `table` of the clean file `name`, or adds its rows to the `before` that it has. Everything is told, nothing guessed, except for the line end, which
 * DuckDB sees at the first line: told CRLF, version 1.4 runs records together. Blank cells, quoted or not, become
 * null; no other text does (`NA` is a name in Namibia).
 */
function loadSql(
	table: string,
	name: string,
	before: number | null,
	width: number,
	delimiter: string,
	quote: string,
	longest: number,
): string {
	const columns = Array.from({ length: width }, (_, position) => `'c${position}': 'VARCHAR'`).join(', ');
	const line = Math.max(LINE_SIZE, longest + 1024);
	const into =
		before === null ? `create or replace table ${quoteName(table)} as` : `insert into ${quoteName(table)}`;
	return `${into}
		select ${before ?? 0} + row_number() over () as row_no, *
		from read_csv(${quoteText(name)}, auto_detect = false, header = true, columns = {${columns}},
			delim = ${quoteText(delimiter)}, quote = ${quoteText(quote)}, escape = ${quoteText(quote)}, nullstr = '',
			null_padding = false, ignore_errors = false, strict_mode = true, max_line_size = ${line},
			buffer_size = ${line * 4})`;
}

function repairs(scan: Scan): string[] {
	const say = (rows: number, what: string): string[] =>
		rows > 0 ? [`${written(rows)} ${rows === 1 ? 'row' : 'rows'} ${what}.`] : [];
	return [
		...say(scan.padded, 'shorter than the header: filled up with blank cells'),
		...say(scan.trimmed, 'longer than the header by blank cells alone: cut to its width'),
		...say(scan.narrowed, 'with a delimiter too many, as the columns show: a blank cell taken out'),
		...say(scan.reread, 'with another delimiter, or wholly between quotes: read as the others'),
		...say(scan.requoted, 'with stray quotes or line ends in a cell: kept as they stand, quoted anew'),
		...(scan.blankLines > 0
			? [`${written(scan.blankLines)} blank ${scan.blankLines === 1 ? 'line' : 'lines'}: no rows.`]
			: []),
	];
}

/** Text above a header is looked at so far: more would be no preamble. */
const PREAMBLE_BYTES = 16 * 1024;

/** The lines above the one on which the header begins, or the first row where there is none. */
async function linesAbove(text: Blob, file: string, line: number): Promise<string[]> {
	if (line <= 1) return [];
	const start = new TextDecoder().decode(await readBytes(text, 0, PREAMBLE_BYTES, file));
	return start
		.split(/\r\n|\n|\r/)
		.slice(0, line - 1)
		.filter((line) => line.trim() !== '');
}

/** Rethrows an abort as what the engine itself would throw, and anything else as it is. */
function rethrow(error: unknown, signal: AbortSignal | undefined): never {
	if (signal?.aborted && !(error instanceof EngineError)) {
		throw new EngineError('cancelled', 'Reading the file was cancelled.', undefined, { cause: error });
	}
	throw error;
}

/** A file of text as one of its tables is read. */
interface Source {
	name: string;
	blob: Blob;
	choice: DialectChoice | undefined;
	opened: OpenText;
	/** Where the table stands in the one above it, and that in the one above; none for the first. */
	path: readonly TableSpan[];
}

const toOpen = (choice: DialectChoice | undefined): OpenOptions => ({
	encoding: choice?.encoding,
	isDivided: choice?.delimiter !== undefined,
});

/** What is known of how a text is written before it is looked at. */
const told = ({ wasDrawn }: OpenText, choice: DialectChoice | undefined): DialectChoice | undefined =>
	wasDrawn ? { ...choice, ...WRITTEN, wasDrawn } : choice;

/** How the table is written that stands in `span` of the text of another one. */
function dialectWithin(
	{ delimiter, quote, escape, plan, text }: Dialect,
	file: string,
	{ start, end, line, headerLine }: TableSpan,
	signal: AbortSignal | undefined,
): Promise<Dialect> {
	const within = { line, delimiter, standIn: plan.delimiter, quote, escape };
	return detectDialect(text.slice(start, end), file, { headerLine }, signal, within);
}

/** The rows of a delimited file that are set aside, read again from the file: nothing of it is held meanwhile. */
async function* readSetAside(
	{ name, blob, choice, path }: Source,
	table: string,
	signal: AbortSignal | undefined,
): AsyncGenerator<SetAsideRow[], void, undefined> {
	const opened = await openText(name, blob, { ...toOpen(choice), signal });
	let dialect = await detectDialect(opened.text, name, told(opened, choice), signal);
	let isCut = opened.isCut;
	for (const span of path) {
		isCut &&= span.end === dialect.text.size;
		dialect = await dialectWithin(dialect, table, span, signal);
	}
	yield* setAsideRows(dialect.text, table, { ...dialect.plan, isCut }, signal);
}

/** What another table is called: by the title above it, else by its lines. */
const tableName = (file: string, { title }: Dialect, { line, lastLine }: TableSpan): string =>
	`${file} › ${title === '' ? `lines ${line}-${lastLine}` : title}`;

async function readTable(
	engine: Engine,
	source: Source,
	file: string,
	table: string,
	dialect: Dialect,
	isCut: boolean,
	signal: AbortSignal | undefined,
	onDone: (done: number, phase: string) => void,
): Promise<{ raw: RawFile; others: readonly TableSpan[] }> {
	const { blob, opened, path } = source;
	const scan = await scanText(
		dialect.text,
		file,
		{ ...dialect.plan, isCut },
		{ signal, onProgress: (done) => onDone(done * SCANNED, 'Finding the rows') },
	);
	await load(engine, file, table, dialect, scan, signal, (done) =>
		onDone(SCANNED + done * (1 - SCANNED), 'Loading the rows'),
	);
	const lineBreaks = scan.lineBreaks;
	const { others } = scan;
	const raw: RawFile = {
		file,
		...(path.length === 0 ? {} : { within: source.name }),
		table,
		bytes: path.length === 0 ? blob.size : dialect.text.size,
		lastModified: 'lastModified' in blob && typeof blob.lastModified === 'number' ? blob.lastModified : null,
		encoding: opened.encoding,
		delimiter: dialect.delimiter,
		quote: dialect.quote,
		headerLine: dialect.headerLine,
		evidence: [
			...(path.length === 0 ? opened.evidence : [`A table of its own in ${source.name}.`]),
			...dialect.evidence,
			...repairs(scan),
			...others.map(
				({ line, lastLine }) => `Lines ${line} to ${lastLine} are another table, which is read by itself.`,
			),
		],
		around:
			path.length === 0
				? await linesAbove(opened.text, source.name, dialect.headerLine || dialect.plan.dataLine)
				: [],
		notices: path.length === 0 ? [...opened.notices, ...dialect.notices] : dialect.notices,
		columns: dialect.headers.map((header, position) => ({
			header,
			position,
			name: `c${position}`,
			...(dialect.unnamed.has(position) ? { isUnnamed: true } : {}),
			...(dialect.written.has(position) ? { written: dialect.written.get(position)! } : {}),
		})),
		rowsRead: scan.rowsRead,
		rowsKept: scan.rowsKept,
		rowsSetAside: scan.rowsSetAside,
		reasons: scan.reasons,
		setAside: scan.setAside,
		allSetAside: (later) => readSetAside(source, file, later),
		padded: scan.padded,
		blankLines: scan.blankLines,
		lineBreaks,
		lineOf: (rowNo) => lineOfRow(lineBreaks, scan.rowsKept, rowNo),
	};
	return { raw, others };
}

/**
 * Reads a delimited file of any usual encoding and dialect, row by row accounted for, into tables named by `nextTable`: the
 * first or main one by the name of the file, then others in the same text, each by its title or its lines. Throws
 * ProblemError with file, line and way out where the file cannot be read, `counts-do-not-agree` if the engine did not see
 * the rows that the scanner kept, and EngineError `cancelled`.
 */
export async function readDelimited(
	engine: Engine,
	{ name, blob }: { name: string; blob: Blob },
	nextTable: () => string,
	options: ReadOptions = {},
): Promise<RawFile[]> {
	const { signal, onProgress } = options;
	const choice = options.dialect;
	const raws: RawFile[] = [];
	try {
		onProgress?.(0, 'Checking the text');
		const opened = await openText(name, blob, {
			...toOpen(choice),
			signal,
			onProgress: (done) => onProgress?.(done * CHECKED, 'Checking the text'),
		});
		const names = new Set<string>();
		const read = async (dialect: Dialect, isCut: boolean, path: readonly TableSpan[]): Promise<void> => {
			const span = path.at(-1);
			const byTitle = span ? tableName(name, dialect, span) : name;
			const file = span && names.has(byTitle) ? tableName(name, { ...dialect, title: '' }, span) : byTitle;
			names.add(file);
			const source: Source = { name, blob, choice, opened, path };
			const { raw, others } = await readTable(
				engine,
				source,
				file,
				nextTable(),
				dialect,
				isCut,
				signal,
				(done, phase) => {
					if (path.length === 0) onProgress?.(CHECKED + done * (1 - CHECKED), phase);
				},
			);
			raws.push(raw);
			for (const other of others) {
				const inner = await dialectWithin(dialect, name, other, signal);
				await read(inner, isCut && other.end === dialect.text.size, [...path, other]);
			}
		};
		await read(await detectDialect(opened.text, name, told(opened, choice), signal), opened.isCut, []);
		onProgress?.(1, 'Loading the rows');
		return raws;
	} catch (error) {
		for (const { table } of raws) await dropIfAlive(engine, table, error);
		rethrow(error, signal);
	}
}

/** Leaves no table behind, unless `error` says that the engine is gone with all of them. */
export async function dropIfAlive(engine: Engine, table: string, error: unknown): Promise<void> {
	if (error instanceof EngineError && ['died', 'closed'].includes(error.code)) return;
	await engine.execute(`drop table if exists ${quoteName(table)}`);
}

/** Loads the files of kept records one after the other, so that the bar moves and a stop is heard between them. */
async function load(
	engine: Engine,
	file: string,
	table: string,
	{ quote, plan }: { quote: string; plan: { width: number; delimiter: number } },
	{ clean, longest, rowsKept }: Scan,
	signal: AbortSignal | undefined,
	onLoaded: (done: number) => void,
): Promise<void> {
	const inEngine = `clean-${table}.csv`;
	const delimiter = String.fromCharCode(plan.delimiter);
	const bytes = clean.reduce((sum, { size }) => sum + size, 0);
	let [rows, done, sql]: [number | null, number, string] = [null, 0, ''];
	onLoaded(0);
	try {
		for (const piece of clean) {
			sql = loadSql(table, inEngine, rows, plan.width, delimiter, quote, longest);
			await engine.addFile(inEngine, piece, { signal });
			await engine.execute(sql, { signal });
			const count = `select count(*) as n, max(row_no) as last from ${quoteName(table)}`;
			const [counted] = (await engine.query(count, { signal })).rows;
			rows = Number(counted?.['n']);
			if (Number(counted?.['last'] ?? 0) !== rows) break;
			done += piece.size;
			onLoaded(done / bytes);
		}
		if (rows !== rowsKept || done !== bytes) {
			throw new ProblemError({
				code: 'counts-do-not-agree',
				message: `${file}: ${rowsKept} rows were found in the file, but ${rows} arrived in the database.`,
				wayOut: 'Nothing was imported; save the file anew as CSV (UTF-8) from a spreadsheet and give that.',
				file,
				detail: sql,
			});
		}
	} catch (error) {
		await dropIfAlive(engine, table, error);
		if (error instanceof EngineError && error.code === 'sql') {
			throw new ProblemError({
				code: 'file-not-loaded',
				message: `${file} could not be loaded: ${error.message}`,
				wayOut: 'Nothing was imported; save the file anew as CSV (UTF-8) from a spreadsheet and give that.',
				file,
				detail: sql,
			});
		}
		throw error;
	} finally {
		await engine.dropFile(inEngine).catch((error: unknown) => {
			// An engine that is gone has dropped its files with it.
			if (!(error instanceof EngineError)) throw error;
		});
	}
}
