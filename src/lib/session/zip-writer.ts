import { ProblemError } from '../base/problem';
import { crcOf } from '../intake/read/zip';

export interface ZipEntry {
	path: string;
	content: Blob;
}

const DEFLATED = 8;
const STORED = 0;
/** Paths are UTF-8. */
const UTF8 = 0x0800;
/** Sizes and places are 32 bits: more needs another form of the format, which few exports reach. */
const MOST_BYTES = 0xffff_ffff;
/** 1 January 1980, the first day that the format knows: the same workspace gives the same file. */
const FIRST_DAY = 0x0021;

interface Packed {
	path: Uint8Array<ArrayBuffer>;
	method: number;
	crc: number;
	size: number;
	content: Blob;
	at: number;
}

/** Already packed, or too small to gain by it. */
const isWorthPacking = (path: string): boolean => !/\.(zip|xlsx|parquet|gz|zst|funnelscope)$/i.test(path);

async function pack(
	{ path, content }: ZipEntry,
	at: number,
	signal: AbortSignal | undefined,
): Promise<Packed> {
	let crc = 0;
	const counted = content.stream().pipeThrough(
		new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
			transform(piece, controller) {
				signal?.throwIfAborted();
				crc = crcOf(piece, crc);
				controller.enqueue(piece);
			},
		}),
	);
	const isPacked = isWorthPacking(path);
	const packed = isPacked ? counted.pipeThrough(new CompressionStream('deflate-raw')) : counted;
	return {
		path: new TextEncoder().encode(path),
		method: isPacked ? DEFLATED : STORED,
		content: await new Response(packed).blob(),
		crc,
		size: content.size,
		at,
	};
}

/** What the header of a member and its entry in the list at the end have in common, in this order. */
function facts({ path, method, crc, size, content }: Packed): Uint8Array<ArrayBuffer> {
	const view = new DataView(new ArrayBuffer(26));
	view.setUint16(0, 20, true);
	view.setUint16(2, UTF8, true);
	view.setUint16(4, method, true);
	view.setUint16(6, 0, true);
	view.setUint16(8, FIRST_DAY, true);
	view.setUint32(10, crc, true);
	view.setUint32(14, content.size, true);
	view.setUint32(18, size, true);
	view.setUint16(22, path.length, true);
	view.setUint16(24, 0, true);
	return new Uint8Array(view.buffer);
}

const SIGN = {
	header: Uint8Array.of(0x50, 0x4b, 3, 4),
	entry: Uint8Array.of(0x50, 0x4b, 1, 2, 20, 0),
	end: Uint8Array.of(0x50, 0x4b, 5, 6),
};

function entryTail(at: number): Uint8Array<ArrayBuffer> {
	const view = new DataView(new ArrayBuffer(14));
	view.setUint32(10, at, true);
	return new Uint8Array(view.buffer);
}

/** A ZIP archive of these members, in this order. Throws ProblemError `workspace-too-large` beyond 4 GB. */
export async function writeZip(entries: readonly ZipEntry[], signal?: AbortSignal): Promise<Blob> {
	const parts: BlobPart[] = [];
	const members: Packed[] = [];
	let at = 0;
	for (const entry of entries) {
		if (entry.content.size > MOST_BYTES || at > MOST_BYTES) throw tooLarge();
		const member = await pack(entry, at, signal);
		members.push(member);
		parts.push(SIGN.header, facts(member), member.path, member.content);
		at += 30 + member.path.length + member.content.size;
	}
	let listBytes = 0;
	for (const member of members) {
		parts.push(SIGN.entry, facts(member), entryTail(member.at), member.path);
		listBytes += 46 + member.path.length;
	}
	if (at + listBytes > MOST_BYTES || members.length > 0xffff) throw tooLarge();
	const end = new DataView(new ArrayBuffer(18));
	end.setUint16(4, members.length, true);
	end.setUint16(6, members.length, true);
	end.setUint32(8, listBytes, true);
	end.setUint32(12, at, true);
	parts.push(SIGN.end, new Uint8Array(end.buffer));
	return new Blob(parts);
}

const tooLarge = (): ProblemError =>
	new ProblemError({
		code: 'workspace-too-large',
		message: 'The workspace is larger than 4 GB, which one file of this kind cannot hold.',
		wayOut: 'Keep the exports themselves, or take one out first.',
	});
