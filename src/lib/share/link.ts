import { ProblemError, type Problem } from '../base/problem';
import { failure, success, type Result } from '../base/result';
import { MARTS } from '../model/marts';
import { assertShareable, type Snapshot } from './snapshot';
import { asItWasDrawn } from './versions/later-columns';
import { readV1, writeV1 } from './versions/v1';
import { readV2, writeV2 } from './versions/v2';
import { isBeforeV3, readV3, writeV3 } from './versions/v3';
import { isBeforeV4, readV4, writeV4 } from './versions/v4';
import { readV5, writeV5 } from './versions/v5';
import { isBeforeV6, readV6, writeV6 } from './versions/v6';

/*
 * A report in an address: `#r1.<payload>.<checksum>`. The payload is base64url of raw deflate of JSON, the checksum
 * base64url of the CRC-32 of the deflated bytes. The frame – `r`, a version, a dot – is the same in all versions.
 */

/** Longest link made or read, in characters of its fragment: browsers and chats take it whole. */
export const LONGEST_LINK = 30_000;
/** Most bytes of JSON that a link may unfold to. Deflate can hide a thousandfold. */
export const LARGEST_REPORT = 1_000_000;

/** How each version is read, newest last. */
const READERS = [readV1, readV2, readV3, readV4, readV5, readV6];
const VERSION = READERS.length;

/** A report is written in the oldest version that can say it, so that copies of the product not yet updated open it. */
function written(snapshot: Snapshot): { version: number; json: unknown } {
	if (!isBeforeV6(snapshot)) return { version: 6, json: writeV6(snapshot) };
	const { timeZone } = snapshot.catalog;
	if (timeZone !== undefined) return { version: 5, json: writeV5(snapshot, timeZone) };
	if (!isBeforeV4(snapshot)) return { version: 4, json: writeV4(snapshot) };
	if (!isBeforeV3(snapshot)) return { version: 3, json: writeV3(snapshot) };
	return snapshot.state.scope.leaveOut.length === 0
		? { version: 1, json: writeV1(snapshot) }
		: { version: 2, json: writeV2(snapshot) };
}

const CHECKSUM_LENGTH = 6;

/** Whether a fragment (with or without `#`) is meant as a report link. */
export const isLink = (fragment: string): boolean => /^#?r\d+\./.test(fragment);

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
	let entry = index;
	for (let bit = 0; bit < 8; bit++) entry = entry & 1 ? 0xedb88320 ^ (entry >>> 1) : entry >>> 1;
	return entry;
});

/** CRC-32 as in zip and PNG (ISO 3309), as four bytes, highest first. */
function checksum(bytes: Uint8Array): Uint8Array {
	let crc = 0xffffffff;
	for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
	crc = ~crc >>> 0;
	return Uint8Array.of(crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255);
}

function toBase64Url(bytes: Uint8Array): string {
	const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
	return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
	const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

async function through(
	bytes: Uint8Array<ArrayBuffer>,
	transform: CompressionStream | DecompressionStream,
	atMost: number,
): Promise<Uint8Array<ArrayBuffer> | 'too-large'> {
	const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader();
	const chunks: Uint8Array<ArrayBuffer>[] = [];
	let length = 0;
	for (let step = await reader.read(); !step.done; step = await reader.read()) {
		length += step.value.byteLength;
		if (length > atMost) {
			await reader.cancel();
			return 'too-large';
		}
		chunks.push(step.value);
	}
	return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

const TOO_LARGE_TO_MAKE: Problem = {
	code: 'report-too-large',
	message: `The report does not fit into a link of ${LONGEST_LINK} characters.`,
	wayOut: 'Leave out a block or shorten the notes.',
};
const TOO_LARGE_TO_READ: Problem = {
	code: 'link-too-large',
	message: 'The link is larger than any that Funnelscope makes, so it was not opened.',
	wayOut: 'Ask for a new link, and from whom it came.',
};
const CUT_OFF: Problem = {
	code: 'link-cut-off',
	message: 'The end of the link is missing: it was cut off on its way.',
	wayOut: 'Copy the whole link again; mail and chat programs may break a long one over lines.',
};
const ALTERED: Problem = {
	code: 'link-altered',
	message: 'The link is not as it was made: some of its characters have changed on the way.',
	wayOut: 'Copy it again, or ask for a new one.',
};

/**
 * The report as a fragment `#r1.…`. A Problem if it holds a mart that may not leave, or does not fit into
 * LONGEST_LINK characters.
 */
export async function encodeLink(snapshot: Snapshot): Promise<Result<string>> {
	try {
		for (const name of [...Object.keys(snapshot.results), ...snapshot.answers.map(({ mart }) => mart)]) {
			const mart = MARTS.find((known) => known.name === name);
			if (!mart) throw new Error(`There is no mart ${name}.`);
			assertShareable(mart);
		}
	} catch (cause) {
		if (cause instanceof ProblemError) return failure(cause.problem);
		throw cause;
	}
	const { version, json: report } = written(snapshot);
	const json = new TextEncoder().encode(JSON.stringify(report));
	if (json.byteLength > LARGEST_REPORT) return failure(TOO_LARGE_TO_MAKE);
	const payload = await through(json, new CompressionStream('deflate-raw'), LONGEST_LINK);
	if (payload === 'too-large') return failure(TOO_LARGE_TO_MAKE);
	const link = `#r${version}.${toBase64Url(payload)}.${toBase64Url(checksum(payload))}`;
	return link.length > LONGEST_LINK ? failure(TOO_LARGE_TO_MAKE) : success(link);
}

/** The parts of a link, or what is wrong with it as a text. */
function partsOf(
	fragment: string,
): Result<{ payload: Uint8Array<ArrayBuffer>; read: (json: unknown) => Snapshot }> {
	if (fragment.length > LONGEST_LINK * 2) return failure(TOO_LARGE_TO_READ);
	// What mail and chat programs put into a link or after it: line breaks, a closing bracket, a full stop.
	const text = fragment.replace(/^#/, '').replace(/\s|%20|%0A|%0D/gi, '');
	if (text.length > LONGEST_LINK) return failure(TOO_LARGE_TO_READ);
	const [, version, rest = ''] = /^r(\d+)(?:\.(.*))?$/.exec(text) ?? [];
	if (version === undefined) {
		return failure({
			code: 'not-a-link',
			message: 'The address holds no report.',
			wayOut: 'Open the whole link as it was shared: it goes on after a # with r1.',
		});
	}
	if (Number(version) > VERSION) {
		return failure({
			code: 'link-newer',
			message: `The link was made by a newer Funnelscope (its version is ${version}, this one reads up to ${VERSION}).`,
			wayOut:
				'Reload the page to get the newest version; if that does not help, ask whoever runs this copy to update it.',
		});
	}
	const read = READERS[Number(version) - 1];
	if (!read) return failure(ALTERED);
	const [, payload = '', mark, sum = '', after = ''] =
		/^([A-Za-z0-9_-]*)(\.?)([A-Za-z0-9_-]*)(.*)$/s.exec(rest) ?? [];
	if (mark === '' && after === '') return failure(CUT_OFF);
	if (mark === '' || /[A-Za-z0-9_-]/.test(after)) return failure(ALTERED);
	if (sum.length < CHECKSUM_LENGTH) return failure(after === '' ? CUT_OFF : ALTERED);
	// A length of 4n + 1 is no base64 of anything.
	if (sum.length > CHECKSUM_LENGTH || payload.length % 4 === 1) return failure(ALTERED);
	const bytes = fromBase64Url(payload);
	return toBase64Url(checksum(bytes)) === sum && toBase64Url(bytes) === payload
		? success({ payload: bytes, read })
		: failure(ALTERED);
}

/** The report that a fragment holds; a Problem if it is cut off, altered, too large or from a newer version. */
export async function decodeLink(fragment: string): Promise<Result<Snapshot>> {
	const parts = partsOf(fragment);
	if (!parts.ok) return parts;
	let json: unknown;
	try {
		const bytes = await through(parts.value.payload, new DecompressionStream('deflate-raw'), LARGEST_REPORT);
		if (bytes === 'too-large') return failure(TOO_LARGE_TO_READ);
		json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch (cause) {
		// The checksum holds, so these bytes were made so, and not by this encoder.
		return failure({ ...ALTERED, detail: cause instanceof Error ? cause.message : String(cause) });
	}
	try {
		return success(asItWasDrawn(parts.value.read(json)));
	} catch (cause) {
		if (cause instanceof ProblemError) return failure(cause.problem);
		throw cause;
	}
}
