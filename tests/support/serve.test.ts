import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../src/cli/serve.mjs';

const PAGE_POLICY = "default-src 'none'; script-src 'self' 'sha256-abc='";
let parent: string;
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
	parent = await mkdtemp(join(tmpdir(), 'funnelscope-serve-'));
	const folder = join(parent, 'build');
	await mkdir(join(folder, 'funnel'), { recursive: true });
	await mkdir(join(folder, '_app', 'immutable'), { recursive: true });
	await writeFile(join(parent, 'secret.txt'), 'secret');
	await writeFile(join(parent, 'build-of-another'), 'secret');
	await writeFile(join(folder, 'index.html'), '<!doctype html><p>home</p>');
	await writeFile(
		join(folder, 'funnel', 'index.html'),
		`<!doctype html><meta http-equiv="content-security-policy" content="${PAGE_POLICY}"><p>funnel</p>`,
	);
	await writeFile(join(folder, '_app', 'immutable', 'engine.abc.wasm'), new Uint8Array([0, 97, 115, 109]));
	await writeFile(join(folder, '_app', 'immutable', 'worker.abc.js'), 'self;');
	server = await serve(folder, { port: 0 });
});

afterAll(async () => {
	await server.stop();
	await rm(parent, { recursive: true });
});

/** The status of a path as it is written: fetch would resolve the dots itself. */
const rawStatus = (path: string): Promise<number | undefined> =>
	new Promise((resolve, reject) => {
		const { port } = new URL(server.address);
		request({ host: '127.0.0.1', port, path }, (response) => {
			response.resume();
			resolve(response.statusCode);
		})
			.on('error', reject)
			.end();
	});

describe('the static server', () => {
	it('serves WebAssembly under the type that lets it compile as it streams', async () => {
		const response = await fetch(`${server.address}_app/immutable/engine.abc.wasm`);
		expect(response.headers.get('content-type')).toBe('application/wasm');
		expect(response.headers.get('cache-control')).toContain('immutable');
		expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 97, 115, 109]));
	});

	it('repeats the policy of a page as a header', async () => {
		const response = await fetch(`${server.address}funnel/`);
		expect(await response.text()).toContain('<p>funnel</p>');
		expect(response.headers.get('content-security-policy')).toBe(PAGE_POLICY);
	});

	it('gives a worker a policy that lets it reach no other origin', async () => {
		const response = await fetch(`${server.address}_app/immutable/worker.abc.js`);
		const policy = response.headers.get('content-security-policy') ?? '';
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain("connect-src 'self'");
		expect(policy).not.toMatch(/\*|https?:/);
	});

	it('sends a page without its slash to the address from which its relative links count', async () => {
		const response = await fetch(`${server.address}funnel?owner=Ada`, { redirect: 'manual' });
		expect(response.status).toBe(308);
		expect(response.headers.get('location')).toBe('funnel/?owner=Ada');
	});

	it.each([
		'/../secret.txt',
		'/%2e%2e/secret.txt',
		'/..%2fsecret.txt',
		'/funnel/../../secret.txt',
		'/../build-of-another',
		'/%00',
		'/%E0%A4%A',
		'/absent',
		'//example.com/',
	])('answers %s with 404 and nothing from outside its folder', async (path) => {
		expect(await rawStatus(path)).toBe(404);
	});

	it('takes another port if the wished one is taken, and refuses where exactly that one was asked for', async () => {
		const port = Number(new URL(server.address).port);
		const other = await serve(join(parent, 'build'), { port });
		expect(other.address).not.toBe(server.address);
		expect((await fetch(other.address)).status).toBe(200);
		await other.stop();
		await expect(serve(join(parent, 'build'), { port, exact: true })).rejects.toThrow(/EADDRINUSE/);
	});
});
