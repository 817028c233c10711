import { ProblemError } from '../../base/problem';
import { readBytes } from './bytes';
import { detectEncoding, toUtf8, type Encoding } from './encoding';
import { otherFormat } from './format';

/** A file of text, ready to be split into records. */
export interface OpenText {
	file: string;
	/** UTF-8 without a byte-order mark and without NUL bytes. */
	text: Blob;
	encoding: Encoding;
	evidence: string[];
}

export interface OpenOptions {
	signal?: AbortSignal | undefined;
	/** Told how much of the file was looked at, 0..1. */
	onProgress?: ((done: number) => void) | undefined;
}

/**
 * Opens delimited text of any usual encoding. Throws ProblemError `empty-file`, `not-delimited-text` (naming what
 * the file is and the way out), `nul-bytes` or `file-unreadable`.
 */
export async function openText(name: string, blob: Blob, options: OpenOptions = {}): Promise<OpenText> {
	if (blob.size === 0) {
		throw new ProblemError({
			code: 'empty-file',
			message: `${name} is empty.`,
			wayOut: 'Export it again; the download may have been cut off.',
			file: name,
		});
	}
	const problem = otherFormat(await readBytes(blob, 0, 4096, name), name);
	if (problem) throw new ProblemError(problem);
	const encoded = await detectEncoding(blob, name, {
		signal: options.signal,
		onProgress: (done) => options.onProgress?.(done),
	});
	const text = await toUtf8(blob, encoded, name, options.signal);
	return { file: name, text, encoding: encoded.encoding, evidence: [encoded.evidence] };
}
