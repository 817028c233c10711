import { quoteText } from './engine';

/** What DuckDB-WASM is opened with, in the browser and in Node. The only copy. */
export const wasmConfig = {
	path: ':memory:',
	query: {
		castBigIntToDouble: true,
		// The longest the worker computes before it looks for a cancellation, in milliseconds.
		queryPollingInterval: 20,
	},
};

/** What native DuckDB is opened with. */
export const nativeConfig = {
	// One thread, as in the browser: timings compare, and the order of unordered answers is the same.
	threads: '1',
};

/** To be said on every connection: its tables are those of the packed database. */
export const usePacked = 'use packed';

const everywhere = [
	// Tables in memory are as large as their text unless the database is told to pack them: seven times smaller.
	`attach ':memory:' as packed (compress)`,
	usePacked,
	// A failed automatic load corrupts DuckDB-WASM in the browser and hangs it in Node.
	'set autoload_known_extensions = false',
	'set autoinstall_known_extensions = false',
	// A file added again under the same name must be read again, whatever its size and time stamp.
	'set enable_external_file_cache = false',
	// The rows of a file keep their order, so that a row can be traced back to its line.
	'set preserve_insertion_order = true',
	// 1/0 is null, on every engine: a ratio without a denominator is undefined, not infinite.
	'set ieee_floating_point_ops = false',
];

/**
 * The statements to run first on a newly opened DuckDB-WASM. `nowhere` is an address of our own origin that
 * answers 404: an explicit `LOAD` then fails cleanly and asks nothing of anybody else.
 */
export const wasmOpening = (nowhere: string): string[] => [
	...everywhere,
	`set custom_extension_repository = ${quoteText(nowhere)}`,
];

/** The statements to run first on a newly opened native DuckDB, whose added files lie in the folder `files`. */
export const nativeOpening = (files: string): string[] => [
	...everywhere,
	// A folder that holds no extension: INSTALL fails cleanly, without a network.
	`set custom_extension_repository = ${quoteText(`${files}/no-extensions`)}`,
	`set extension_directory = ${quoteText(`${files}/no-extensions`)}`,
	// read_csv('name') finds an added file by its bare name, as in the browser.
	`set file_search_path = ${quoteText(files)}`,
];
