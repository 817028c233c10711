#!/usr/bin/env node
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';
import { runTypeScript } from './run-ts.mjs';

try {
	ensureInstalled();
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
}
await runTypeScript(join(root, 'src', 'cli', 'main.ts'), process.argv.slice(2));
