const CHUNK_BYTES = 8 * 1024 * 1024;

const hexOf = (bytes: ArrayBuffer): string =>
	Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** SHA-256 of a text in UTF-8, in hex. */
export const hashText = async (text: string): Promise<string> =>
	hexOf(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));

/**
 * SHA-256 over the SHA-256s of the file's chunks of 8 MiB, in hex: the platform hashes only what is in memory, and a
 * whole export need not be.
 */
export async function hashFile(file: Blob, signal?: AbortSignal): Promise<string> {
	const sums: ArrayBuffer[] = [];
	for (let start = 0; start < file.size || start === 0; start += CHUNK_BYTES) {
		signal?.throwIfAborted();
		sums.push(
			await crypto.subtle.digest('SHA-256', await file.slice(start, start + CHUNK_BYTES).arrayBuffer()),
		);
	}
	return hexOf(await crypto.subtle.digest('SHA-256', await new Blob(sums).arrayBuffer()));
}
