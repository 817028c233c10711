import { ByteSink, chunksOf, CHUNK } from './bytes';
import type { Encoded } from './encoding';
import { isTable, labelOf } from './legacy-encoding';
import { eachWhole, sequenceAt } from './utf8-sequences';

/** What the bytes 0x80 to 0x9F mean in Windows-1252; Node 20 decodes them as Latin-1 if given all at once. */
const SPECIAL = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Control characters that are signs of Windows-1252 as Latin-1 has them. */
const CONTROLS = /[\u0080\u0082-\u008c\u008e\u0091-\u009c\u009e\u009f]/g;
/** Those that stand in no text for what they are; U+0085 ends lines. */
export const FOREIGN_CONTROLS = /[\u0080\u0082-\u0084\u0086-\u008c\u008e\u0091-\u009c\u009e\u009f]/g;

/** The text with control characters as the signs of Windows-1252 that they were. */
export const withSigns = (text: string): string =>
	text.replace(CONTROLS, (control) => SPECIAL[control.charCodeAt(0) - 0x80]!);

/** The text of `blob` as UTF-8, bytes decoded by what those from 0x80 on mean; sequences of UTF-8 are kept if `mixed`. */
async function decodeForeign(
	blob: Blob,
	file: string,
	meanings: string,
	mixed: boolean,
	signal?: AbortSignal,
): Promise<Blob> {
	const encoder = new TextEncoder();
	const table = Array.from({ length: 256 }, (_, byte) =>
		encoder.encode(meanings[byte - 0x80] ?? String.fromCharCode(byte)),
	);
	const parts: Blob[] = [];
	const sink = new ByteSink(CHUNK + 4096);
	await eachWhole(blob, file, signal, (bytes) => {
		let from = 0;
		for (let i = 0; i < bytes.length; i++) {
			if (bytes[i]! < 0x80) continue;
			const length = mixed ? sequenceAt(bytes, i) : 0;
			if (length) i += length - 1;
			else {
				sink.append(bytes.subarray(from, i));
				sink.append(table[bytes[i]!]!);
				from = i + 1;
			}
		}
		sink.append(bytes.subarray(from));
		parts.push(new Blob([sink.take()]));
	});
	return new Blob(parts);
}

/** The text of `blob`, of UTF-8, with control characters as the signs of Windows-1252 that they were. */
async function withoutControls(blob: Blob, file: string, signal?: AbortSignal): Promise<Blob> {
	const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	const encoder = new TextEncoder();
	const parts: Blob[] = [];
	const add = (text: string): void => {
		parts.push(new Blob([encoder.encode(withSigns(text))]));
	};
	for await (const chunk of chunksOf(blob, file, signal)) add(decoder.decode(chunk, { stream: true }));
	add(decoder.decode());
	return new Blob(parts);
}

/**
 * The text of `blob` as UTF-8 without a byte-order mark and what was cut off; a slice of the same bytes where it is
 * UTF-8 already. `lost` counts what is no character of the encoding and became U+FFFD.
 */
export async function toUtf8(
	blob: Blob,
	{ encoding, mark, cut = 0 }: Encoded,
	file: string,
	signal?: AbortSignal,
): Promise<{ text: Blob; lost: number }> {
	const text = blob.slice(mark, blob.size - cut);
	if (encoding === 'UTF-8') return { text, lost: 0 };
	if (encoding === 'Windows-1252') {
		return { text: await decodeForeign(text, file, SPECIAL, false, signal), lost: 0 };
	}
	if (encoding === 'UTF-8 with Windows-1252 bytes') {
		return { text: await decodeForeign(text, file, SPECIAL, true, signal), lost: 0 };
	}
	if (encoding === 'UTF-8 with Windows-1252 controls') {
		return { text: await withoutControls(text, file, signal), lost: 0 };
	}
	const label =
		encoding === 'UTF-16 LE' ? 'utf-16le' : encoding === 'UTF-16 BE' ? 'utf-16be' : labelOf(encoding);
	if (isTable(label)) return { text: await decodeForeign(text, file, label, false, signal), lost: 0 };
	const decoder = new TextDecoder(label, { ignoreBOM: true });
	const encoder = new TextEncoder();
	const parts: Blob[] = [];
	let lost = 0;
	const add = (decoded: string): void => {
		for (let at = decoded.indexOf('\uFFFD'); at >= 0; at = decoded.indexOf('\uFFFD', at + 1)) lost++;
		parts.push(new Blob([encoder.encode(decoded)]));
	};
	for await (const chunk of chunksOf(text, file, signal)) add(decoder.decode(chunk, { stream: true }));
	add(decoder.decode());
	return { text: new Blob(parts), lost };
}
