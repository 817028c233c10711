import { readBytes } from './bytes';

const STEP = 64 * 1024;
/** NUL bytes at the end from which on they are padding; fewer may be of the last characters of another encoding. */
const FEWEST = 8;
/** A text that came in a mail is no larger. */
const LONGEST_MAIL = 1024 * 1024;

/**
 * How many NUL bytes stand behind the text of `blob`, as disks and tapes fill their last block; 0 where they are few or all.
 * Throws ProblemError `file-unreadable`.
 */
export async function paddingOf(blob: Blob, file: string): Promise<number> {
	let end = blob.size;
	while (end > 0) {
		const start = Math.max(0, end - STEP);
		const bytes = await readBytes(blob, start, end, file);
		const last = bytes.findLastIndex((byte) => byte !== 0);
		end = start + last + 1;
		if (last >= 0) break;
	}
	if (end === 0 || blob.size - end < FEWEST) return 0;
	// The last character of UTF-16 LE ends with such a byte.
	const [first, second] = await readBytes(blob, 0, 2, file);
	const isWide = first === 0xff && second === 0xfe && end % 2 === 1;
	return blob.size - end - (isWide ? 1 : 0);
}

/** The text without the marks that a mail has before each line of a text it quotes; null where not all lines have them. */
export async function withoutMailMarks(text: Blob, file: string): Promise<Blob | null> {
	if (text.size > LONGEST_MAIL) return null;
	const [first] = await readBytes(text, 0, 1, file);
	if (first !== 0x3e) return null;
	const lines = new TextDecoder('utf-8', { ignoreBOM: true })
		.decode(await readBytes(text, 0, text.size, file))
		.split(/(?<=\r\n|\n|\r(?!\n))/);
	if (lines.length < 2 || !lines.every((line) => /^>(?: |\s*$)/.test(line) || line.trim() === ''))
		return null;
	return new Blob(lines.map((line) => line.replace(/^> ?/, '')));
}
