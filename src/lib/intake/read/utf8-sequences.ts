import { chunksOf } from './bytes';

/** Length of the valid UTF-8 sequence of two or more bytes at `i`, or 0. */
export function sequenceAt(bytes: Uint8Array, i: number): number {
	const lead = bytes[i]!;
	const length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : 4;
	if (lead < 0xc2 || lead > 0xf4 || i + length > bytes.length) return 0;
	for (let k = 1; k < length; k++) if ((bytes[i + k]! & 0xc0) !== 0x80) return 0;
	const second = bytes[i + 1]!;
	const overlong = (lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90);
	const beyond = (lead === 0xed && second > 0x9f) || (lead === 0xf4 && second > 0x8f);
	return overlong || beyond ? 0 : length;
}

/** `bytes` up to the last byte that no later chunk can change the reading of. */
function wholeSequences(bytes: Uint8Array): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back]!;
		if (byte >= 0xc0) {
			const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
			return length > back ? bytes.length - back : bytes.length;
		}
		if (byte < 0x80) break;
	}
	return bytes.length;
}

/** Calls `each` with the bytes of `blob` from `start`, never cutting a sequence of UTF-8 in two. */
export async function eachWhole(
	blob: Blob,
	file: string,
	signal: AbortSignal | undefined,
	each: (bytes: Uint8Array, last: boolean) => void,
): Promise<void> {
	let rest = new Uint8Array(0);
	for await (const chunk of chunksOf(blob, file, signal)) {
		const bytes = new Uint8Array(rest.length + chunk.length);
		bytes.set(rest);
		bytes.set(chunk, rest.length);
		const end = wholeSequences(bytes);
		each(bytes.subarray(0, end), false);
		rest = bytes.slice(end);
	}
	each(rest, true);
}
