// A classic script around DuckDB's own: it tells the page of the two ways in which DuckDB's worker dies or
// stays silent without an event. Started with the two addresses as JSON in its name.

const scope = /** @type {{ importScripts(address: string): void }} */ (/** @type {unknown} */ (self));
const { script, lock } = JSON.parse(self.name);

// Instantiation has no catch: without this a missing or broken .wasm file would leave the page waiting for ever.
self.addEventListener('unhandledrejection', (event) => {
	setTimeout(() => {
		throw event.reason;
	});
});

// DuckDB asks whether a dropped file is one of these, though the class exists in secure contexts only.
if (!('FileSystemSyncAccessHandle' in self)) {
	Object.assign(self, { FileSystemSyncAccessHandle: class {} });
}

scope.importScripts(script);

const ready = () => self.postMessage('ready');

// The browser lets go of the lock when this worker ends, for whatever reason: so the page hears of it.
// Without a secure context there are no locks, and only deaths with an error event are noticed.
if (self.navigator.locks) {
	void self.navigator.locks.request(lock, () => {
		ready();
		return new Promise(() => undefined);
	});
} else {
	ready();
}
