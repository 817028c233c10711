/** Bytes of a first cell that are looked at. */
const LOOKED_AT = 64;
/** Share of rows whose first cells must be alike. */
const NEARLY_ALL = 0.9;

/**
 * The first cell of the line that begins at `from`: runs of digits as `0`, of letters as `a`, quotes left out. `D-17` is
 * `a-0`, and so is `"D-18"`.
 */
export function shapeOf(
	bytes: Uint8Array,
	from: number,
	limit: number,
	{ delimiter, quote }: { delimiter: number; quote: number },
): string {
	let shape = '';
	const end = Math.min(limit, from + LOOKED_AT);
	for (let i = from; i < end && bytes[i] !== delimiter; i++) {
		const byte = bytes[i]!;
		if (byte === quote) continue;
		const lower = byte | 32;
		const isDigit = byte >= 48 && byte <= 57;
		const isLetter = (lower >= 97 && lower <= 122) || byte >= 128;
		const kind = isDigit ? '0' : isLetter ? 'a' : String.fromCharCode(byte);
		if (shape.at(-1) !== kind || (!isDigit && !isLetter)) shape += kind;
	}
	return shape;
}

/** Whether a shape is that of a number or a name with one, by which rows are told from lines of text. */
export const isTelling = (shape: string): boolean => shape.includes('0');

/** The shape of nearly all first cells of `rows`, if it tells rows from text; else empty. */
export function usualShape(rows: readonly (readonly string[])[]): string {
	const counts = new Map<string, number>();
	const encoder = new TextEncoder();
	for (const [first = ''] of rows) {
		const bytes = encoder.encode(first.trim());
		const shape = shapeOf(bytes, 0, bytes.length, { delimiter: -1, quote: 0x22 });
		counts.set(shape, (counts.get(shape) ?? 0) + 1);
	}
	const [shape, most] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0];
	return isTelling(shape) && most >= rows.length * NEARLY_ALL ? shape : '';
}
