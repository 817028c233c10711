import { once } from 'node:events';
import { describeProblem, ProblemError } from '$lib/base/problem';
import { quoteName, type Engine } from '$lib/engine/engine';
import { readFiles } from '$lib/intake/import';
import type { RawFile } from '$lib/intake/read/raw-file';
import { csvLines } from '$lib/intake/read/write-csv';
import type { EngineChoice } from './arguments';
import { openEngine, openFiles } from './open';

/** Rows fetched at once: a result is held whole, a file need not be. */
const PAGE = 50_000;

async function print(text: string): Promise<void> {
	if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/**
 * Tells of every row of another table of a text, its header too, as of one set aside: of a text every line is printed or
 * told.
 */
async function tellRows(engine: Engine, file: string, raw: RawFile): Promise<void> {
	const tell = (line: number, cells: readonly string[]): boolean =>
		process.stderr.write(`${file}:${line}: set aside: of another table, ${raw.file}: ${csvLines([cells])}`);
	const headers = raw.columns.map(({ header }) => header);
	if (raw.headerLine > 0) tell(raw.headerLine, headers);
	for (let from = 0; from < raw.rowsKept; from += PAGE) {
		const { rows } = await engine.query(
			`select * from ${quoteName(raw.table)} where row_no > ${from} and row_no <= ${from + PAGE} order by row_no`,
		);
		for (const row of rows) {
			tell(
				raw.lineOf(Number(row['row_no'])),
				raw.columns.map(({ name }) => (row[name] as string | null) ?? ''),
			);
		}
	}
	for await (const page of raw.allSetAside()) {
		for (const { line, reason, text } of page)
			process.stderr.write(`${file}:${line}: set aside: ${reason}: ${text}\n`);
	}
}

/**
 * Prints the table of a file as it was read on stdout, and every row set aside on stderr. Names of columns are those of the
 * file, blank where it leaves them blank; of a table without a header rows alone are printed, and that is said. A file that
 * holds nothing has an empty table. Throws ProblemError.
 */
export async function read(path: string, sheet: string | null, choice: EngineChoice): Promise<void> {
	const files = await openFiles([path]);
	const engine = await openEngine(choice);
	try {
		const raws = await readFiles(engine, files, sheet === null ? {} : { sheet });
		const named = sheet === null ? undefined : raws.find(({ file }) => file.endsWith(` › ${sheet}`));
		const others = raws.flatMap(({ file, within }) => (within ? [file.slice(within.length + 3)] : []));
		if (sheet !== null && !named && others.length > 0) {
			throw new ProblemError({
				code: 'no-such-sheet',
				message: `${path} has no table “${sheet}”.`,
				wayOut: `Beside its first it has ${others.map((name) => `“${name}”`).join(', ')}.`,
				file: path,
			});
		}
		const raw = named ?? raws[0];
		if (!raw) throw new Error('No file was read.');
		const names = raw.columns.map(({ header, isUnnamed, written = header }) => (isUnnamed ? '' : written));
		if (raw.headerLine > 0 || names.some((name) => name !== '')) await print(csvLines([names]));
		else process.stderr.write(`note: ${raw.file} has no header: its rows alone are printed.\n`);
		for (let from = 0; from < raw.rowsKept; from += PAGE) {
			const { rows } = await engine.query(
				`select * from ${quoteName(raw.table)} where row_no > ${from} and row_no <= ${from + PAGE} order by row_no`,
			);
			await print(
				csvLines(rows.map((row) => raw.columns.map(({ name }) => (row[name] as string | null) ?? ''))),
			);
		}
		for await (const page of raw.allSetAside()) {
			for (const { file, line, reason, text } of page)
				process.stderr.write(`${file}:${line}: set aside: ${reason}: ${text}\n`);
		}
		for (const notice of raw.notices) process.stderr.write(`warning: ${notice}\n`);
		for (const text of raw.around ?? []) process.stderr.write(`${raw.file}: above the header: ${text}\n`);
		for (const other of raws) {
			if (other === raw) continue;
			if (other.within === raw.file) await tellRows(engine, raw.file, other);
			process.stderr.write(
				`not printed: ${other.file}, ${other.rowsKept} rows: another table of the same file\n`,
			);
		}
	} catch (error) {
		const isBlank =
			error instanceof ProblemError && ['empty-file', 'no-records'].includes(error.problem.code);
		if (!isBlank) throw error;
		process.stderr.write(`warning: ${describeProblem(error.problem)}\n`);
	} finally {
		await engine.close();
	}
}

/** Prints every row that reading the files set aside, whole, as CSV. Throws ProblemError. */
export async function aside(paths: readonly string[], choice: EngineChoice): Promise<void> {
	const files = await openFiles(paths);
	const engine = await openEngine(choice);
	try {
		await print('file,line,reason,record\n');
		for (const raw of await readFiles(engine, files)) {
			for await (const page of raw.allSetAside()) {
				await print(csvLines(page.map(({ file, line, reason, text }) => [file, String(line), reason, text])));
			}
			for (const notice of raw.notices) process.stderr.write(`warning: ${notice}\n`);
		}
	} finally {
		await engine.close();
	}
}
