import { written } from '../../base/written';
import { ProblemError } from '../../base/problem';
import { readBytes } from './bytes';
import { paddingOf, withoutMailMarks } from './carried';
import { findDrawing, withoutDrawing } from './drawn-table';
import { chosenEncoding, detectEncoding, type Encoding } from './encoding';
import { toUtf8 } from './to-utf8';
import { otherFormat } from './format';

/** A file of text, ready to be split into records. */
export interface OpenText {
	file: string;
	/** UTF-8 without a byte-order mark. */
	text: Blob;
	encoding: Encoding;
	/** The file ends within a character: its last record is not whole. */
	isCut: boolean;
	/** Whether its cells stood in a drawn table: they are as `WRITTEN` says. */
	wasDrawn: boolean;
	evidence: string[];
	/** What must be known before the text is believed. */
	notices: string[];
}

export interface OpenOptions {
	/** As a person chose; found out otherwise. */
	encoding?: Encoding | undefined;
	/** Whether a person said what divides its cells: then no table is drawn in it. */
	isDivided?: boolean | undefined;
	signal?: AbortSignal | undefined;
	/** Told how much of the file was looked at, 0..1. */
	onProgress?: ((done: number) => void) | undefined;
}

/**
 * Opens delimited text of any usual encoding. Throws ProblemError `empty-file`, `not-delimited-text` (naming what
 * the file is and the way out), `nul-bytes` or `file-unreadable`.
 */
export async function openText(name: string, given: Blob, options: OpenOptions = {}): Promise<OpenText> {
	if (given.size === 0) {
		throw new ProblemError({
			code: 'empty-file',
			message: `${name} is empty.`,
			wayOut: 'Export it again; the download may have been cut off.',
			file: name,
		});
	}
	const problem = otherFormat(await readBytes(given, 0, 4096, name), name);
	if (problem) throw new ProblemError(problem);
	const padding = await paddingOf(given, name);
	const blob = given.slice(0, given.size - padding);
	const encoded = options.encoding
		? await chosenEncoding(blob, name, options.encoding)
		: await detectEncoding(blob, name, {
				signal: options.signal,
				onProgress: (done) => options.onProgress?.(done),
			});
	const { text: carried, lost } = await toUtf8(blob, encoded, name, options.signal);
	const unquoted = await withoutMailMarks(carried, name);
	const plain = unquoted ?? carried;
	const drawing = options.isDivided ? null : await findDrawing(plain, name);
	const text = drawing ? await withoutDrawing(plain, name, drawing, options.signal) : plain;
	const isCut = (encoded.cut ?? 0) > 0;
	return {
		file: name,
		text,
		isCut,
		encoding: encoded.encoding,
		wasDrawn: drawing !== null,
		evidence: [
			encoded.evidence,
			...(unquoted ? ['Each line begins with “>”, as a mail quotes: it is read without.'] : []),
			...(drawing ? [`${drawing.is}: cells are read without their padding.`] : []),
		],
		notices: [
			...(padding > 0
				? [
						`${name} ends with ${written(padding)} NUL bytes, which are no text and were left out. It may have been cut off: compare its last row.`,
					]
				: []),
			...(isCut ? [`${name} ends within a character: it was cut off. Its last row is set aside.`] : []),
			...(lost > 0
				? [
						`${name}: ${written(lost)} ${lost === 1 ? 'place is' : 'places are'} no text of ${encoded.encoding} and stand as “\uFFFD”. Export it again as CSV (UTF-8).`,
					]
				: []),
		],
	};
}
