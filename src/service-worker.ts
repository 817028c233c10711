/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/// <reference types="@sveltejs/kit" />
import { build, files, prerendered, version } from '$service-worker';

/*
 * After the first visit Funnelscope works without a network. Pages, scripts, styles and fonts are kept at once; the
 * engine (34 MB) and the sample only when somebody has opened data: a reader of a report never loads them. Only files
 * of this origin are kept, and nothing that anybody opens here ever passes through.
 */
const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const STORE = `funnelscope-${version}`;

const isHeavy = (path: string) => /\.(wasm|csv)$/.test(path);
const SHELL = [...build, ...files, ...prerendered].filter((path) => !isHeavy(path) && !/\.png$/.test(path));
const HEAVY = build.filter(isHeavy);
const KNOWN = new Set([...SHELL, ...HEAVY]);

worker.addEventListener('install', (event) => {
	event.waitUntil(
		caches
			.open(STORE)
			.then((store) => store.addAll(SHELL))
			.then(() => worker.skipWaiting()),
	);
});

worker.addEventListener('activate', (event) => {
	event.waitUntil(
		(async () => {
			for (const name of await caches.keys())
				if (name.startsWith('funnelscope-') && name !== STORE) await caches.delete(name);
			await worker.clients.claim();
		})(),
	);
});

// Said by a page that has opened data: from now on the engine is wanted without a network, too.
worker.addEventListener('message', (event) => {
	if (event.data !== 'keep-engine') return;
	event.waitUntil(
		(async () => {
			const store = await caches.open(STORE);
			for (const path of HEAVY) if (!(await store.match(path))) await store.add(path);
		})(),
	);
});

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const address = new URL(request.url);
	if (request.method !== 'GET' || address.origin !== worker.location.origin) return;
	if (request.mode === 'navigate') event.respondWith(page(request, address));
	else if (KNOWN.has(address.pathname)) event.respondWith(kept(request, address));
});

/** A page as it is today; without a network as it was kept. */
async function page(request: Request, address: URL): Promise<Response> {
	try {
		return await fetch(request);
	} catch (cause) {
		const store = await caches.open(STORE);
		const path = address.pathname.replace(/index\.html$/, '');
		const known = (await store.match(path)) ?? (await store.match(`${path}/`));
		if (known) return known;
		throw cause;
	}
}

/** A file as it was kept – its name changes when it does – or from the network. */
async function kept(request: Request, { pathname }: URL): Promise<Response> {
	const store = await caches.open(STORE);
	return (await store.match(pathname)) ?? fetch(request);
}
