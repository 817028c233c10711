import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, root } from './install.mjs';
import { serve } from './serve.mjs';

const DEFAULT_PORT = 4173;

/** @param {string} message @param {number} code @returns {never} */
function stop(message, code) {
	process.stderr.write(`${message}\n`);
	process.exit(code);
}

/** @returns {{ port: number, exact: boolean, built: boolean }} */
function options() {
	try {
		const { values } = parseArgs({
			options: { port: { type: 'string' }, built: { type: 'boolean', default: false } },
		});
		const port = Number(values.port ?? DEFAULT_PORT);
		if (!Number.isInteger(port) || port < 0 || port > 65535)
			throw new Error(`There is no port ${values.port}.`);
		return { port, exact: values.port !== undefined && port !== 0, built: values.built };
	} catch (error) {
		return stop(
			`${error instanceof Error ? error.message : error}\nUsage: npm start -- [--port NUMBER] [--built]\n  --built  serve build/ as it is`,
			2,
		);
	}
}

const { port, exact, built } = options();
try {
	if (!built) {
		ensureInstalled();
		const { status } = spawnSync(
			process.execPath,
			[join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build'],
			{
				cwd: root,
				stdio: ['ignore', 2, 2],
			},
		);
		if (status !== 0) stop('The build failed: see above.', 1);
	}
	const { address } = await serve(join(root, 'build'), { port, exact });
	process.stdout.write(`${address}\n`);
} catch (error) {
	stop(error instanceof Error ? error.message : String(error), 1);
}
