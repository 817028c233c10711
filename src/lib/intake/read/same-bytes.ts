import { readBytes } from './bytes';

const PIECE = 4 * 1024 * 1024;

/** Whether two files hold the same bytes. Throws ProblemError `file-unreadable` if one changed or went away. */
export async function sameBytes(a: Blob, b: Blob, file: string): Promise<boolean> {
	if (a.size !== b.size) return false;
	for (let start = 0; start < a.size; start += PIECE) {
		const [left, right] = await Promise.all([
			readBytes(a, start, start + PIECE, file),
			readBytes(b, start, start + PIECE, file),
		]);
		if (left.some((byte, at) => byte !== right[at])) return false;
	}
	return true;
}
