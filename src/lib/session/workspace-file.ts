import { ProblemError, type Problem } from '../base/problem';
import { unpack, zipMembers, type ZipMember } from '../intake/read/zip';
import { hashFile } from './file-hash';
import type { ManifestFile } from './kept-manifest';
import type { Kept } from './storage';
import { writeZip } from './zip-writer';

/*
 * A workspace as one file: a ZIP that any program opens. `funnelscope.json` comes first and says what the others are;
 * they lie under `files/` as they were opened.
 */

const FORMAT = 'funnelscope-workspace';
const VERSION = 1;
const LIST = 'funnelscope.json';
export const WORKSPACE_SUFFIX = '.funnelscope';

interface WorkspaceList extends Omit<Kept, 'files'> {
	format: typeof FORMAT;
	version: number;
	files: (ManifestFile & { path: string })[];
}

const refuse = (
	code: string,
	file: string,
	message: string,
	wayOut: string,
	detail?: string,
): ProblemError => {
	const problem: Problem = { code, file, message, wayOut };
	return new ProblemError(detail === undefined ? problem : { ...problem, detail });
};
const notWhole = (file: string, what: string): ProblemError =>
	refuse(
		'workspace-file-damaged',
		file,
		`${file} is an exported workspace, and not whole: ${what}`,
		'Export the workspace again, or unpack the file and open what is in it.',
	);

/** Whether a file is an exported workspace, by what it holds and not by its name. */
export async function isWorkspaceFile(file: Blob): Promise<boolean> {
	const head = new Uint8Array(await file.slice(0, 30 + LIST.length).arrayBuffer());
	const isZip = head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
	return isZip && new TextDecoder().decode(head.subarray(30)) === LIST;
}

/** A name that is safe in every archive and file system, and still the name. */
const safeName = (name: string): string => name.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '_');

/** The workspace as one file. Throws ProblemError `workspace-too-large` beyond the 4 GB of a ZIP. */
export async function writeWorkspaceFile(kept: Kept, signal?: AbortSignal): Promise<File> {
	const { files, ...rest } = kept;
	const entries: WorkspaceList['files'] = [];
	for (const [index, file] of files.entries()) {
		const { name, type, size, lastModified } = file;
		const hash = await hashFile(file, signal);
		entries.push({
			path: `files/${index + 1}-${safeName(name)}`,
			name,
			type,
			modified: lastModified,
			bytes: size,
			hash,
		});
	}
	const list: WorkspaceList = { format: FORMAT, version: VERSION, ...rest, files: entries };
	const archive = await writeZip(
		[
			{ path: LIST, content: new Blob([JSON.stringify(list, null, '\t')]) },
			...files.map((content, index) => ({ path: entries[index]?.path ?? '', content })),
		],
		signal,
	);
	return new File([archive], `${safeName(kept.name) || 'workspace'}${WORKSPACE_SUFFIX}`, {
		type: 'application/zip',
	});
}

async function contentOf(archive: File, member: ZipMember, signal: AbortSignal | undefined): Promise<Blob> {
	const pieces: Blob[] = [];
	let batch: Uint8Array<ArrayBuffer>[] = [];
	let bytes = 0;
	for await (const piece of unpack(archive, archive.name, member, signal)) {
		batch.push(piece);
		bytes += piece.length;
		// A Blob may lie on disk; pieces in a list lie in memory.
		if (bytes < 16 * 1024 * 1024) continue;
		pieces.push(new Blob(batch));
		batch = [];
		bytes = 0;
	}
	return new Blob([...pieces, ...batch]);
}

/** The list of an archive, each part of it of the kind that it must be. */
function listFrom(text: string, file: string): WorkspaceList {
	let list: Partial<WorkspaceList> | null;
	try {
		list = JSON.parse(text) as Partial<WorkspaceList> | null;
	} catch (cause) {
		throw notWhole(file, `${LIST} is not JSON: ${(cause as Error).message}.`);
	}
	if (list?.format !== FORMAT || typeof list.version !== 'number')
		throw notWhole(file, `${LIST} is not the list of a workspace.`);
	if (list.version > VERSION) {
		throw refuse(
			'workspace-file-newer',
			file,
			`${file} was exported by a newer version of Funnelscope (format ${list.version}; this page reads up to ${VERSION}).`,
			'Reload this page to have the newest version, and open it again.',
		);
	}
	const { mapping, files, name } = list;
	if (
		typeof name !== 'string' ||
		!Array.isArray(files) ||
		files.length === 0 ||
		mapping?.version !== 1 ||
		!Array.isArray(mapping.files) ||
		!Array.isArray(mapping.process?.stages)
	)
		throw notWhole(file, `${LIST} lacks the name, the files or the mapping.`);
	return list as WorkspaceList;
}

/**
 * The workspace that a file holds, verified file by file. Throws ProblemError `workspace-file-damaged` naming what is
 * missing or changed, `workspace-file-newer`, or that of a damaged archive.
 */
export async function readWorkspaceFile(archive: File, signal?: AbortSignal): Promise<Kept> {
	const members = await zipMembers(archive, archive.name);
	const memberOf = (path: string): ZipMember => {
		const member = members.find((candidate) => candidate.path === path);
		if (!member) throw notWhole(archive.name, `${path} is not in it.`);
		return member;
	};
	const list = listFrom(await (await contentOf(archive, memberOf(LIST), signal)).text(), archive.name);
	const files: File[] = [];
	for (const { path, name, type, modified, bytes, hash } of list.files) {
		const content = await contentOf(archive, memberOf(path), signal);
		if (content.size !== bytes || (await hashFile(content, signal)) !== hash)
			throw notWhole(archive.name, `${name} is not what was exported.`);
		files.push(new File([content], name, { type, lastModified: modified }));
	}
	const { name, mapping, memory, settings, isNamed } = list;
	return {
		name,
		isNamed: isNamed === true,
		files,
		mapping,
		memory: memory?.version === 1 ? memory : { version: 1, mapping, older: [] },
		settings: settings ?? {},
	};
}
