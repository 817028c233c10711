import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** @type {Record<string, string>} */
const TYPES = {
	'.css': 'text/css; charset=utf-8',
	'.csv': 'text/csv; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
	'.ico': 'image/x-icon',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json; charset=utf-8',
	'.mjs': 'text/javascript; charset=utf-8',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.txt': 'text/plain; charset=utf-8',
	'.wasm': 'application/wasm',
	'.webmanifest': 'application/manifest+json',
	'.woff2': 'font/woff2',
};

/** The hashed files of a build never change under their name. */
const IMMUTABLE = /[/\\]_app[/\\]immutable[/\\]/;

/**
 * The policy for everything that is not a page: workers do not inherit the one in a page's meta tag. Pages keep
 * their own, which also holds the hash of their start script.
 */
const WORKER_POLICY =
	"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";

const META_POLICY = /<meta\s+http-equiv="content-security-policy"\s+content="([^"]*)"/i;

/** @param {string} path */
async function isFile(path) {
	// A path that cannot be looked at is as good as absent.
	return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

/**
 * The file that answers `address`: itself, its folder's index.html, or undefined.
 * @param {string} folder
 * @param {string} address
 */
async function fileFor(folder, address) {
	/** @type {string} */
	let name;
	try {
		name = decodeURIComponent(new URL(`http://localhost${address}`).pathname);
	} catch {
		// A malformed address names no file.
		return undefined;
	}
	const path = normalize(join(folder, name));
	if (name.includes('\0') || !`${path}${sep}`.startsWith(normalize(`${folder}${sep}`))) return undefined;
	for (const candidate of [path, join(path, 'index.html'), `${path}.html`]) {
		if (await isFile(candidate)) return candidate;
	}
	return undefined;
}

/**
 * The headers and size of a file; a page's policy is read from its meta tag, so that it is kept in one place.
 * @param {string} path
 */
async function headersFor(path) {
	const extension = extname(path);
	const { size } = await stat(path);
	const policy = extension === '.html' ? META_POLICY.exec(await readFile(path, 'utf8'))?.[1] : WORKER_POLICY;
	return {
		'content-type': TYPES[extension] ?? 'application/octet-stream',
		'content-length': size,
		'cache-control': IMMUTABLE.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
		'x-content-type-options': 'nosniff',
		'referrer-policy': 'no-referrer',
		...(policy
			? { 'content-security-policy': policy.replaceAll('&#39;', "'").replaceAll('&quot;', '"') }
			: {}),
	};
}

/**
 * Serves the files of `folder` on this machine alone. Takes `port`, or any free one if it is taken and `exact` is not
 * asked for. Resolves to the address and the way to stop; throws if the port cannot be had.
 * @param {string} folder
 * @param {{ port: number, exact?: boolean }} options
 * @returns {Promise<{ address: string, stop: () => Promise<void> }>}
 */
export async function serve(folder, { port, exact = false }) {
	const server = createServer(async (request, response) => {
		try {
			if (request.method !== 'GET' && request.method !== 'HEAD') {
				response.writeHead(405, { allow: 'GET, HEAD' }).end();
				return;
			}
			const path = await fileFor(folder, request.url ?? '/');
			if (!path) {
				response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
				return;
			}
			const { pathname, search } = new URL(`http://localhost${request.url ?? '/'}`);
			if (path.endsWith(`${sep}index.html`) && !pathname.endsWith('/') && !pathname.endsWith('.html')) {
				// Relative addresses in a page count from its folder.
				response.writeHead(308, { location: `${pathname.split('/').at(-1)}/${search}` }).end();
				return;
			}
			response.writeHead(200, await headersFor(path));
			if (request.method === 'HEAD') response.end();
			else await pipeline(createReadStream(path), response);
		} catch {
			// The reader has left, or the file has gone: there is nobody or nothing to answer with.
			response.destroy();
		}
	});
	/** @param {number} wanted */
	const listen = (wanted) =>
		new Promise((resolve, reject) => {
			server.once('error', reject);
			server.listen(wanted, '127.0.0.1', () => {
				server.off('error', reject);
				resolve(undefined);
			});
		});
	try {
		await listen(port);
	} catch (error) {
		if (exact || !(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
		await listen(0);
	}
	const bound = server.address();
	if (!bound || typeof bound === 'string') throw new Error('The server has no port.');
	return {
		address: `http://localhost:${bound.port}/`,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve(undefined));
				server.closeAllConnections();
			}),
	};
}
