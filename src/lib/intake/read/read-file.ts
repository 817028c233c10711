import { ProblemError } from '../../base/problem';
import { EngineError, type Engine } from '../../engine/engine';
import { readBytes } from './bytes';
import { otherReadable } from './format';
import { readDelimited, type ReadOptions } from './load';
import { encryptedWorkbook } from './ole';
import type { RawFile } from './raw-file';

interface NamedFile {
	name: string;
	blob: Blob;
}

type Progress = Pick<ReadOptions, 'onProgress' | 'signal' | 'sheet'>;

async function readZip(
	engine: Engine,
	file: NamedFile,
	nextTable: () => string,
	options: Progress,
	isMember: boolean,
): Promise<RawFile[]> {
	const { zipMembers } = await import('./zip');
	const { isOfficeDocument } = await import('./excel/workbook');
	const members = await zipMembers(file.blob, file.name);
	if (isOfficeDocument(members)) {
		const { readWorkbook } = await import('./excel/read-workbook');
		return readWorkbook(engine, file, members, nextTable, options);
	}
	if (isMember) {
		throw new ProblemError({
			code: 'nested-archive',
			message: `${file.name} is an archive within an archive.`,
			wayOut: 'Unpack the outer one and give what is inside.',
			file: file.name,
		});
	}
	const { readArchive } = await import('./archive');
	const readMember = (member: NamedFile, onProgress: Progress['onProgress']): Promise<RawFile[]> =>
		readByContent(engine, member, nextTable, { ...options, onProgress }, true);
	return readArchive(file, members, readMember, options);
}

async function readByContent(
	engine: Engine,
	file: NamedFile,
	nextTable: () => string,
	options: Progress,
	isMember: boolean,
): Promise<RawFile[]> {
	// What reads other formats is fetched only when such a file comes.
	switch (otherReadable(await readBytes(file.blob, 0, 4096, file.name))) {
		case 'zip':
			return readZip(engine, file, nextTable, options, isMember);
		case 'parquet': {
			const { readParquet } = await import('./parquet');
			return [await readParquet(engine, file, nextTable(), options)];
		}
		case 'arrow': {
			const { readArrow } = await import('./arrow-ipc');
			return [await readArrow(engine, file, nextTable(), options)];
		}
		case 'ole': {
			const problem = await encryptedWorkbook(file.name, file.blob);
			if (problem) throw new ProblemError(problem);
		}
	}
	return readDelimited(engine, file, nextTable, options);
}

/**
 * Reads a file of any format that is known by its content – delimited text, Excel, Parquet, Arrow, or a ZIP archive of
 * such – into tables named by `nextTable`, each row accounted for. One RawFile a table, at least one. Throws
 * ProblemError with the way out where a file or a member of it cannot be read whole, and EngineError `cancelled`.
 */
export async function readFile(
	engine: Engine,
	file: NamedFile,
	nextTable: () => string,
	options: Progress = {},
): Promise<RawFile[]> {
	try {
		return await readByContent(engine, file, nextTable, options, false);
	} catch (error) {
		if (options.signal?.aborted && !(error instanceof EngineError)) {
			throw new EngineError('cancelled', 'Reading the file was cancelled.', undefined, { cause: error });
		}
		throw error;
	}
}
