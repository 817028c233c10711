/**
 * An empty database file of DuckDB 1.4.3, gzipped: three headers and no block, as `attach 'empty.db'; detach empty`
 * leaves it. DuckDB-WASM takes every file that it is given for a database, even one without a byte, so that it cannot
 * begin one itself.
 */
const GZIPPED =
	'H4sIAAAAAAACA+3YoQ3CUBQF0I9jC5ConzaUpDiS1mEwTEBTNkDgGADFIBVdANE5ugkBQYogIUFWnGNeXu5b4L7j47a4XGNb7ovtJvznlMYsLn/nVVod8rxer5IAAAAAjEB3b2bz864f9ueXz+HwHJi+xyTo/wAAAKD/6/8AAAAwFi93GsiZADAAAA==';

/** The bytes of an empty database file. */
export async function emptyDatabase(): Promise<Blob> {
	const bytes = Uint8Array.from(atob(GZIPPED), (letter) => letter.charCodeAt(0));
	return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).blob();
}
