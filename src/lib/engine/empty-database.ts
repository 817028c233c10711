/**
 * An empty database file of DuckDB 1.4.3, gzipped: three headers and no block, as native DuckDB leaves it after
 * `attach 'empty.db' as e (block_size 65536); checkpoint e; detach e`. DuckDB-WASM takes every file that it is given
 * for a database, even one without a byte, so that it cannot begin one itself. Smaller blocks than the usual 256 kB
 * waste less of a small file.
 */
const GZIPPED =
	'H4sIAAAAAAACA+3XMQqCYBgGYNu6RlvTT5KCbYFuzp0gqRtIY20tTR3FI+hZuoXYEBEFgaPD8ywfL+93gffY35eXW2iKXV5uo3HqOCRh/b+v4mqfZYdNuooAAACACejOp7ZfPK7vPPz4fM5eZ/6V7H8AAACw/wEAAIAJeAKAFhAWADAAAA==';

/** The bytes of an empty database file. */
export async function emptyDatabase(): Promise<Blob> {
	const bytes = Uint8Array.from(atob(GZIPPED), (letter) => letter.charCodeAt(0));
	return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).blob();
}
