import { Inflate } from 'fflate';
import { ProblemError } from '../../base/problem';
import { readBytes } from './bytes';
import { damaged } from './damage';

/** A member of an archive. */
export interface ZipMember {
	/** Path with `/`, as the archive has it. */
	path: string;
	/** Bytes once unpacked, as the archive says. */
	size: number;
	isEncrypted: boolean;
	packed: number;
	method: number;
	crc: number;
	/** When it was last changed, in milliseconds since 1970; null where the archive does not say. */
	modified: number | null;
	/** Where its local header stands. */
	at: number;
}

/** Unpacked bytes that the members of one archive may have together: what a page can hold beside the engine. */
export const MOST_UNPACKED = 2 * 1024 ** 3;
/** How often smaller than itself a large member may be: tables reach 50, archives made to do harm 1,000. */
const MOST_RATIO = 200;
const RATIO_FROM = 64 * 1024 * 1024;

/** Small enough that what one piece inflates to, 1,032 times as much at most, stays bearable. */
const PIECE = 64 * 1024;
const END = 22;
const FARTHEST_END = END + 65_535;
const STORED = 0;
const DEFLATED = 8;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
	let crc = byte;
	for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
	return crc;
});

/** CRC-32 (ISO 3309) of `bytes`, going on from that of the bytes before them; 0 to begin. */
export function crcOf(bytes: Uint8Array, before: number): number {
	let crc = ~before;
	for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
	return ~crc >>> 0;
}

const viewOf = (bytes: Uint8Array): DataView =>
	new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A path as text: UTF-8 where it is, as macOS writes without saying so, else the letters of Windows. */
function pathText(bytes: Uint8Array): string {
	let text: string;
	try {
		text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		// Not an error: names are told in either way, and no flag tells which.
		text = new TextDecoder('windows-1252').decode(bytes);
	}
	return text.replaceAll('\\', '/');
}

/** The 64-bit values of a member that does not fit 32 bits, in the order in which they are missing. */
function wideValues(extra: Uint8Array, missing: number): number[] {
	const view = viewOf(extra);
	for (let at = 0; at + 4 <= extra.length;) {
		const length = view.getUint16(at + 2, true);
		if (view.getUint16(at, true) === 1 && length >= missing * 8 && at + 4 + length <= extra.length) {
			return Array.from({ length: missing }, (_, index) =>
				Number(view.getBigUint64(at + 4 + index * 8, true)),
			);
		}
		at += 4 + length;
	}
	return [];
}

/** The first day that these dates can tell: what writes no date writes this one. */
const NO_DATE = (1 << 5) | 1;

/** An instant as MS-DOS writes it. Its zone is that of the machine which packed it, and not told: it is read as UTC. */
function instantOf(date: number, time: number): number | null {
	const [year, month, day] = [1980 + (date >> 9), (date >> 5) & 15, date & 31];
	if (date <= NO_DATE || month < 1 || month > 12 || day < 1) return null;
	return Date.UTC(year, month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}

const WIDE = 0xffff_ffff;

function memberAt(directory: Uint8Array, at: number): { member: ZipMember; end: number } | null {
	if (at + 46 > directory.length) return null;
	const view = viewOf(directory);
	if (view.getUint32(at, true) !== 0x0201_4b50) return null;
	const pathEnd = at + 46 + view.getUint16(at + 28, true);
	const extraEnd = pathEnd + view.getUint16(at + 30, true);
	const end = extraEnd + view.getUint16(at + 32, true);
	if (end > directory.length) return null;
	const values = [
		view.getUint32(at + 24, true),
		view.getUint32(at + 20, true),
		view.getUint32(at + 42, true),
	];
	const wide = wideValues(
		directory.subarray(pathEnd, extraEnd),
		values.filter((value) => value === WIDE).length,
	);
	const [size = 0, packed = 0, offset = 0] = values.map((value) =>
		value === WIDE ? (wide.shift() ?? WIDE) : value,
	);
	return {
		member: {
			path: pathText(directory.subarray(at + 46, pathEnd)),
			size,
			packed,
			at: offset,
			method: view.getUint16(at + 10, true),
			crc: view.getUint32(at + 16, true),
			modified: instantOf(view.getUint16(at + 14, true), view.getUint16(at + 12, true)),
			isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
		},
		end,
	};
}

const CUT_OFF = 'its list of contents, which stands at the end, is missing or cut off.';

/** Where the list of contents stands and how many members it has. */
async function findDirectory(
	blob: Blob,
	file: string,
): Promise<{ start: number; end: number; members: number }> {
	const from = Math.max(0, blob.size - FARTHEST_END - 20);
	const tail = await readBytes(blob, from, blob.size, file);
	const view = viewOf(tail);
	for (let at = tail.length - END; at >= 0; at--) {
		if (view.getUint32(at, true) !== 0x0605_4b50) continue;
		if (at + END + view.getUint16(at + 20, true) !== tail.length) continue;
		const members = view.getUint16(at + 10, true);
		const size = view.getUint32(at + 12, true);
		const start = view.getUint32(at + 16, true);
		if (members !== 0xffff && size !== WIDE && start !== WIDE) return { start, end: start + size, members };
		if (at < 20 || view.getUint32(at - 20, true) !== 0x0706_4b50) throw damaged(file, CUT_OFF);
		const wideAt = Number(view.getBigUint64(at - 12, true));
		const wide = viewOf(await readBytes(blob, wideAt, wideAt + 56, file));
		if (wide.byteLength < 56 || wide.getUint32(0, true) !== 0x0606_4b50) throw damaged(file, CUT_OFF);
		const wideStart = Number(wide.getBigUint64(48, true));
		return {
			start: wideStart,
			end: wideStart + Number(wide.getBigUint64(40, true)),
			members: Number(wide.getBigUint64(32, true)),
		};
	}
	throw damaged(file, CUT_OFF);
}

/**
 * The members of an archive, in its order. Throws ProblemError `file-damaged` if its list of contents is not whole, and
 * `archive-too-large` if it would unpack to more than 2 GB or to more than 200 times its size.
 */
export async function zipMembers(blob: Blob, file: string): Promise<ZipMember[]> {
	const { start, end, members: count } = await findDirectory(blob, file);
	if (end > blob.size || start > end) throw damaged(file, CUT_OFF);
	const directory = await readBytes(blob, start, end, file);
	const members: ZipMember[] = [];
	for (let at = 0; members.length < count;) {
		const found = memberAt(directory, at);
		if (!found)
			throw damaged(file, `its list of contents breaks off after ${members.length} of ${count} members.`);
		members.push(found.member);
		at = found.end;
	}
	const unpacked = members.reduce((sum, { size }) => sum + size, 0);
	const swollen = members.find(({ size, packed }) => size > RATIO_FROM && size > packed * MOST_RATIO);
	if (unpacked > MOST_UNPACKED || swollen) {
		throw new ProblemError({
			code: 'archive-too-large',
			message: swollen
				? `${file} holds ${swollen.path}, which would unpack to ${MOST_RATIO} times its size and more.`
				: `${file} would unpack to ${(unpacked / 1024 ** 3).toFixed(1)} GB; ${MOST_UNPACKED / 1024 ** 3} GB are the most.`,
			wayOut: 'Unpack it yourself and give the files inside, if you trust where it comes from.',
			file,
		});
	}
	return members;
}

/** The packed bytes of a member: where they begin, behind a header whose length only it tells. */
async function packedBytes(blob: Blob, file: string, member: ZipMember): Promise<Blob> {
	const header = await readBytes(blob, member.at, member.at + 30, file);
	const view = viewOf(header);
	if (header.length < 30 || view.getUint32(0, true) !== 0x0403_4b50) {
		throw damaged(file, `${member.path} is not where its list of contents says.`);
	}
	const start = member.at + 30 + view.getUint16(26, true) + view.getUint16(28, true);
	if (start + member.packed > blob.size) throw damaged(file, `${member.path} is cut off.`);
	return blob.slice(start, start + member.packed);
}

/**
 * The bytes of a member, piece by piece, checked against the length and the checksum that the archive has for them.
 * Throws ProblemError `file-damaged`, `archive-encrypted` or `archive-method`.
 */
export async function* unpack(
	blob: Blob,
	file: string,
	member: ZipMember,
	signal?: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
	if (member.isEncrypted) {
		throw new ProblemError({
			code: 'archive-encrypted',
			message: `${member.path} in ${file} is locked with a password.`,
			wayOut: 'Unpack it with the password and give the file inside.',
			file,
		});
	}
	if (member.method !== STORED && member.method !== DEFLATED) {
		throw new ProblemError({
			code: 'archive-method',
			message: `${member.path} in ${file} is packed by method ${member.method}, which is not read here.`,
			wayOut: 'Unpack it and give the file inside, or pack it anew as an ordinary ZIP.',
			file,
		});
	}
	const packed = await packedBytes(blob, file, member);
	let size = 0;
	let crc = 0;
	let pieces: Uint8Array<ArrayBuffer>[] = [];
	const take = (piece: Uint8Array): void => {
		size += piece.length;
		if (size > member.size) throw damaged(file, `${member.path} unpacks to more than it says.`);
		crc = crcOf(piece, crc);
		if (piece.length > 0) pieces.push(piece as Uint8Array<ArrayBuffer>);
	};
	const inflate = member.method === DEFLATED ? new Inflate(take) : null;
	for (let at = 0; at < packed.size || at === 0; at += PIECE) {
		signal?.throwIfAborted();
		const bytes = await readBytes(packed, at, at + PIECE, file);
		if (!inflate) take(bytes);
		else {
			try {
				inflate.push(bytes, at + PIECE >= packed.size);
			} catch (error) {
				if (error instanceof ProblemError) throw error;
				throw damaged(file, `${member.path} cannot be unpacked.`, error);
			}
		}
		yield* pieces;
		pieces = [];
	}
	if (size !== member.size) throw damaged(file, `${member.path} unpacks to less than it says.`);
	if (crc !== member.crc) throw damaged(file, `the checksum of ${member.path} does not fit its bytes.`);
}
