import { decompress } from 'fzstd';

/** Bytes of the widest number that a file may hold. */
const WIDEST = 16;

/**
 * The bytes of a Zstandard frame, where numbers of any width may begin: of a frame that is not packed fzstd hands out a part
 * of another one. Throws Error where the frame is damaged.
 */
export function decompressZstdFrame(bytes: Uint8Array): Uint8Array {
	const own = decompress(bytes);
	return own.byteOffset % WIDEST === 0 ? own : own.slice();
}
