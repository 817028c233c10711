import { ProblemError } from '../base/problem';
import { detectDialect } from './read/dialect';
import { WRITTEN } from './read/drawn-table';
import { openText } from './read/open';

const PEEK_BYTES = 64 * 1024;
const LINE_FEED = 10;

/** The headers of delimited text, from its beginning alone; null for other formats, and where they are not clear. */
export async function peekHeaders(name: string, blob: Blob): Promise<string[] | null> {
	const bytes = new Uint8Array(await blob.slice(0, PEEK_BYTES).arrayBuffer());
	// A letter cut in two would make the whole look like another encoding.
	const end = blob.size <= PEEK_BYTES ? bytes.length : bytes.lastIndexOf(LINE_FEED) + 1;
	try {
		const { text, wasDrawn } = await openText(name, new Blob([bytes.subarray(0, end)]));
		return (await detectDialect(text, name, wasDrawn ? WRITTEN : {})).headers;
	} catch (cause) {
		// It will be told when the file is read as a whole.
		if (cause instanceof ProblemError) return null;
		throw cause;
	}
}
