import { once } from 'node:events';
import { describeProblem, ProblemError } from '$lib/base/problem';
import { quoteName } from '$lib/engine/engine';
import { readFiles } from '$lib/intake/import';
import { csvLines } from '$lib/intake/read/write-csv';
import type { EngineChoice } from './arguments';
import { openEngine, openFiles } from './open';

/** Rows fetched at once: a result is held whole, a file need not be. */
const PAGE = 50_000;

async function print(text: string): Promise<void> {
	if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/**
 * Prints the table of a file as it was read on stdout, and every row set aside on stderr. Names of columns are those of the
 * file, blank where it leaves them blank; a table without a header has them numbered. A file that holds nothing has an
 * empty table. Throws ProblemError.
 */
export async function read(path: string, sheet: string | null, choice: EngineChoice): Promise<void> {
	const files = await openFiles([path]);
	const engine = await openEngine(choice);
	try {
		const raws = await readFiles(engine, files, sheet === null ? {} : { sheet });
		const raw = (sheet !== null && raws.find(({ file }) => file.endsWith(` › ${sheet}`))) || raws[0];
		if (!raw) throw new Error('No file was read.');
		const nameOf = ({ header, isUnnamed }: (typeof raw.columns)[number]): string =>
			isUnnamed === true && raw.headerLine > 0 ? '' : header;
		await print(csvLines([raw.columns.map(nameOf)]));
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
		for (const other of raws) {
			if (other === raw) continue;
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
