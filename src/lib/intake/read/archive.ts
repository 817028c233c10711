import { ProblemError, type Problem } from '../../base/problem';
import type { RawFile } from './raw-file';
import { unpack, type ZipMember } from './zip';

/** What is wrong with a member that is just no table; anything else must not be passed over. */
const NO_TABLE = [
	'not-delimited-text',
	'not-a-table',
	'binary-workbook',
	'workbook-encrypted',
	'empty-file',
	'no-records',
	'nul-bytes',
	'nested-archive',
	'archive-encrypted',
	'archive-method',
];

/** Members that no one put there: folders, and what macOS and Windows add for themselves. */
const isNoise = ({ path }: ZipMember): boolean =>
	path.endsWith('/') || /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i.test(path);

/** Pieces are gathered into larger ones, as a Blob of very many is slow to read. */
const GATHERED = 8 * 1024 * 1024;

async function memberBlob(
	blob: Blob,
	file: string,
	member: ZipMember,
	onProgress: (done: number) => void,
	signal: AbortSignal | undefined,
): Promise<Blob> {
	const parts: Blob[] = [];
	let pieces: Uint8Array<ArrayBuffer>[] = [];
	let held = 0;
	let done = 0;
	for await (const piece of unpack(blob, file, member, signal)) {
		pieces.push(piece);
		held += piece.length;
		done += piece.length;
		if (held < GATHERED) continue;
		parts.push(new Blob(pieces));
		pieces = [];
		held = 0;
		onProgress(done / member.size);
	}
	const whole = [...parts, ...pieces];
	return member.modified === null
		? new Blob(whole)
		: new File(whole, member.path, { lastModified: member.modified });
}

function noTable(file: string, problems: readonly Problem[]): ProblemError {
	const [first] = problems;
	return new ProblemError({
		code: first?.code ?? 'empty-file',
		message: first
			? `No file in ${file} can be read: ${problems.map(({ message }) => message).join(' ')}`
			: `${file} holds no files.`,
		wayOut: first?.wayOut ?? 'Export it again with its files.',
		file,
	});
}

/**
 * Reads every member of a ZIP archive that `readMember` can read, in order, named `archive.zip › member.csv`; the others
 * are named in the notices of the first. Throws ProblemError if there is none, or if one is damaged.
 */
export async function readArchive(
	{ name, blob }: { name: string; blob: Blob },
	members: readonly ZipMember[],
	readMember: (
		member: { name: string; blob: Blob },
		onProgress: (done: number, phase: string) => void,
	) => Promise<RawFile[]>,
	options: {
		signal?: AbortSignal | undefined;
		onProgress?: ((done: number, phase: string) => void) | undefined;
	} = {},
): Promise<RawFile[]> {
	const own = members.filter((member) => !isNoise(member));
	const bytes = own.reduce((sum, { size }) => sum + size, 0);
	const raws: RawFile[] = [];
	const problems: Problem[] = [];
	let before = 0;
	for (const member of own) {
		const file = `${name} › ${member.path}`;
		const told = (done: number, phase: string) =>
			options.onProgress?.((before + done * member.size) / Math.max(bytes, 1), phase);
		try {
			const unpacked = await memberBlob(
				blob,
				name,
				member,
				(done) => told(done * 0.2, 'Unpacking'),
				options.signal,
			);
			raws.push(
				...(await readMember({ name: file, blob: unpacked }, (done, phase) => told(0.2 + done * 0.8, phase))),
			);
		} catch (error) {
			if (!(error instanceof ProblemError) || !NO_TABLE.includes(error.problem.code)) throw error;
			problems.push(error.problem);
		}
		before += member.size;
	}
	const [first, ...rest] = raws;
	if (!first) throw noTable(name, problems);
	const notices = problems.map(({ message, wayOut }) => `${message} ${wayOut}`);
	return [{ ...first, notices: [...notices, ...first.notices] }, ...rest];
}
