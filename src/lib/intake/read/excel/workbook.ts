import { ProblemError } from '../../../base/problem';
import { damaged } from '../damage';
import { unpack, type ZipMember } from '../zip';
import { shownByBuiltIn, shownByCode, type Shown } from './number-format';
import { attribute, readXml, XmlError, type XmlHandler } from './xml';

export interface Sheet {
	name: string;
	member: ZipMember;
}

/** What all sheets of a workbook share, and where the sheets are. */
export interface Workbook {
	file: string;
	blob: Blob;
	/** In the order of their tabs; charts are none. */
	sheets: Sheet[];
	/** Texts that cells name by their number. */
	texts: readonly string[];
	/** How a cell of each style shows a number. */
	styles: readonly Shown[];
	/** Whether days count from 1904, as they once did on the Macintosh. */
	is1904: boolean;
}

/** Whether the members are those of a workbook, or of another office document. */
export function isOfficeDocument(members: readonly ZipMember[]): boolean {
	return members.some(({ path }) => path === '[Content_Types].xml');
}

interface Relation {
	type: string;
	target: string;
}

/** `target` as seen from the folder of `from`. */
function resolve(from: string, target: string): string {
	const parts = target.startsWith('/') ? [] : from.split('/').slice(0, -1);
	for (const part of target.split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '' && part !== '.') parts.push(part);
	}
	return parts.join('/');
}

class Package {
	constructor(
		readonly blob: Blob,
		readonly file: string,
		readonly members: readonly ZipMember[],
		readonly signal: AbortSignal | undefined,
	) {}

	find(path: string): ZipMember | undefined {
		const wanted = path.toLowerCase();
		return this.members.find((member) => member.path.toLowerCase() === wanted);
	}

	async read(member: ZipMember, handler: XmlHandler): Promise<void> {
		try {
			await readXml(unpack(this.blob, this.file, member, this.signal), handler);
		} catch (error) {
			if (!(error instanceof XmlError)) throw error;
			throw damaged(this.file, `${member.path} in it is not the XML that it should be.`, error);
		}
	}

	/** What the part at `path` refers to, by the ids that it uses. */
	async relations(path: string): Promise<Map<string, Relation>> {
		const slash = path.lastIndexOf('/') + 1;
		const member = this.find(`${path.slice(0, slash)}_rels/${path.slice(slash)}.rels`);
		const found = new Map<string, Relation>();
		if (!member) return found;
		await this.read(member, {
			open(name, tag) {
				if (name !== 'Relationship' || attribute(tag, 'TargetMode') === 'External') return;
				const type = attribute(tag, 'Type') ?? '';
				found.set(attribute(tag, 'Id') ?? '', {
					type: type.slice(type.lastIndexOf('/') + 1),
					target: resolve(path, attribute(tag, 'Target') ?? ''),
				});
			},
		});
		return found;
	}
}

/** Letters that XML cannot hold are written as `_x000D_` in the texts of a workbook. */
export const unescaped = (text: string): string =>
	text.includes('_x')
		? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
		: text;

async function readTexts(parts: Package, member: ZipMember): Promise<string[]> {
	const texts: string[] = [];
	let text = '';
	let isText = false;
	let hints = 0;
	await parts.read(member, {
		open(name) {
			if (name === 'si') text = '';
			else if (name === 'rPh') hints++;
			else if (name === 't') isText = hints === 0;
		},
		close(name) {
			if (name === 'si') texts.push(unescaped(text));
			else if (name === 'rPh') hints--;
			else if (name === 't') isText = false;
		},
		text(piece) {
			if (isText) text += piece;
		},
	});
	return texts;
}

async function readStyles(parts: Package, member: ZipMember): Promise<Shown[]> {
	const codes = new Map<number, Shown>();
	const ids: number[] = [];
	let isCells = false;
	await parts.read(member, {
		open(name, tag) {
			if (name === 'numFmt') {
				codes.set(Number(attribute(tag, 'numFmtId')), shownByCode(attribute(tag, 'formatCode') ?? ''));
			} else if (name === 'cellXfs') isCells = true;
			else if (name === 'xf' && isCells) ids.push(Number(attribute(tag, 'numFmtId') ?? 0));
		},
		close(name) {
			if (name === 'cellXfs') isCells = false;
		},
	});
	return ids.map((id) => codes.get(id) ?? shownByBuiltIn(id));
}

const OTHER_DOCUMENTS: [start: string, is: string][] = [
	['word/', 'a Word document'],
	['ppt/', 'a PowerPoint presentation'],
];

function otherDocument(file: string, members: readonly ZipMember[]): ProblemError {
	const found = OTHER_DOCUMENTS.find(([start]) => members.some(({ path }) => path.startsWith(start)));
	return new ProblemError({
		code: 'not-a-table',
		message: `${file} is ${found?.[1] ?? 'an office document without a workbook'}, not a table.`,
		wayOut: 'Give the table as an Excel workbook or as CSV.',
		file,
	});
}

/** Opens a workbook. Throws ProblemError `file-damaged`, `not-a-table` or `binary-workbook`. */
export async function openWorkbook(
	blob: Blob,
	file: string,
	members: readonly ZipMember[],
	signal?: AbortSignal,
): Promise<Workbook> {
	const parts = new Package(blob, file, members, signal);
	const root = [...(await parts.relations('')).values()].find(({ type }) => type === 'officeDocument');
	const main = parts.find(root?.target ?? 'xl/workbook.xml');
	if (main?.path.endsWith('.bin')) {
		throw new ProblemError({
			code: 'binary-workbook',
			message: `${file} is a binary Excel workbook (xlsb).`,
			wayOut:
				'Open it in Excel and save it as an ordinary workbook (xlsx) or as CSV (UTF-8), then give that file.',
			file,
		});
	}
	if (!main) throw otherDocument(file, members);
	const relations = await parts.relations(main.path);
	const named: { name: string; id: string }[] = [];
	let isWorkbook = false;
	let is1904 = false;
	await parts.read(main, {
		open(name, tag) {
			if (name === 'workbook') isWorkbook = true;
			else if (name === 'workbookPr') is1904 = /^(1|true|on)$/.test(attribute(tag, 'date1904') ?? '');
			else if (name === 'sheet') {
				// The prefix of its id is a habit, not a rule.
				const prefixed = /\s([\w.-]+:id)\s*=\s*["'][^"']*["']\s*$/.exec(tag)?.[1] ?? 'r:id';
				const id = attribute(tag, prefixed) ?? '';
				named.push({ name: attribute(tag, 'name') ?? '', id });
			}
		},
	});
	if (!isWorkbook) throw otherDocument(file, members);
	const sheets = named.flatMap(({ name, id }) => {
		const relation = relations.get(id);
		if (relation && relation.type !== 'worksheet') return [];
		const member = relation && parts.find(relation.target);
		if (!member) throw damaged(file, `its sheet “${name}” is missing.`);
		return [{ name, member }];
	});
	const shared = (type: string): ZipMember | undefined => {
		const relation = [...relations.values()].find((candidate) => candidate.type === type);
		if (!relation) return undefined;
		const member = parts.find(relation.target);
		if (!member) throw damaged(file, `its part ${relation.target} is missing.`);
		return member;
	};
	const texts = shared('sharedStrings');
	const styles = shared('styles');
	return {
		file,
		blob,
		sheets,
		texts: texts ? await readTexts(parts, texts) : [],
		styles: styles ? await readStyles(parts, styles) : [],
		is1904,
	};
}
