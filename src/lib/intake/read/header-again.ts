/** Whether the bytes `from`..`end` are one of `headers`; appended files have a byte-order mark before theirs. */
export function isHeaderAgain(
	headers: readonly Uint8Array[],
	bytes: Uint8Array,
	from: number,
	end: number,
): boolean {
	return headers.some((header) => {
		const start = end - from === header.length + 3 && bytes[from] === 0xef ? from + 3 : from;
		if (end - start !== header.length) return false;
		for (let i = 0; i < header.length; i++) if (bytes[start + i] !== header[i]) return false;
		return true;
	});
}
