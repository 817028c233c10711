const MAGIC = 0x184d_2204;
/** Bytes of a block at most, by the number in the frame's header. */
const BLOCK_SIZES = [0, 0, 0, 0, 64 * 1024, 256 * 1024, 1024 * 1024, 4 * 1024 * 1024];

/**
 * Decompresses LZ4 frames (LZ4 frame format 1.6), the way in which Arrow packs its buffers; checksums are passed over.
 * Throws Error where the bytes are cut off or no such frame.
 */
export function decompressLz4Frame(input: Uint8Array): Uint8Array {
	const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
	let output = new Uint8Array(0);
	let length = 0;
	const reserve = (more: number): void => {
		if (length + more <= output.length) return;
		const larger = new Uint8Array(Math.max(length + more, output.length * 2));
		larger.set(output.subarray(0, length));
		output = larger;
	};

	/** Blocks may copy from what stands before them in the frame. */
	const block = (start: number, end: number): void => {
		let at = start;
		const more = (value: number): number => {
			let byte = 255;
			while (byte === 255) {
				if (at >= end) throw new Error('An LZ4 block is cut off.');
				value += byte = input[at++]!;
			}
			return value;
		};
		while (at < end) {
			const token = input[at++]!;
			const literals = token >> 4 === 15 ? more(15) : token >> 4;
			if (at + literals > end) throw new Error('An LZ4 block is cut off.');
			reserve(literals);
			output.set(input.subarray(at, at + literals), length);
			at += literals;
			length += literals;
			if (at === end) return;
			if (at + 2 > end) throw new Error('An LZ4 block is cut off.');
			const distance = input[at]! | (input[at + 1]! << 8);
			at += 2;
			const copied = ((token & 15) === 15 ? more(15) : token & 15) + 4;
			if (distance === 0 || distance > length) throw new Error('An LZ4 block refers to what is not there.');
			reserve(copied);
			// Byte by byte, as a copy may overlap itself.
			for (let from = length - distance, to = length + copied; length < to;)
				output[length++] = output[from++]!;
		}
	};

	for (let at = 0; at < input.length;) {
		if (at + 7 > input.length || view.getUint32(at, true) !== MAGIC)
			throw new Error('The bytes are no LZ4 frame.');
		const flags = input[at + 4]!;
		const largest = BLOCK_SIZES[(input[at + 5]! >> 4) & 7]!;
		if (flags >> 6 !== 1 || largest === 0 || flags & 1)
			throw new Error('The LZ4 frame is of an unknown kind.');
		at += 7 + (flags & 8 ? 8 : 0);
		for (;;) {
			if (at + 4 > input.length) throw new Error('The LZ4 frame is cut off.');
			const size = view.getUint32(at, true);
			at += 4;
			if (size === 0) break;
			const end = at + (size & 0x7fff_ffff);
			if (end > input.length || end - at > largest) throw new Error('The LZ4 frame is cut off.');
			reserve(largest);
			if (size >= 0x8000_0000) {
				output.set(input.subarray(at, end), length);
				length += end - at;
			} else block(at, end);
			at = end + (flags & 16 ? 4 : 0);
		}
		at += flags & 4 ? 4 : 0;
		if (at > input.length) throw new Error('The LZ4 frame is cut off.');
	}
	return output.subarray(0, length);
}
