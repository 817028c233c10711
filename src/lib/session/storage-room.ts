/** Bytes of this origin in this browser, all its pages together. */
export interface StorageRoom {
	used: number;
	/** What the browser lets it use at most; a promise of none. */
	most: number;
	/** Whether the browser has promised not to clear it by itself. */
	isPersistent: boolean;
}

/** How much room there is; null where the browser does not say. */
export async function storageRoom(): Promise<StorageRoom | null> {
	const storage = typeof navigator === 'undefined' ? undefined : navigator.storage;
	if (!storage?.estimate) return null;
	const [{ usage, quota }, isPersistent] = await Promise.all([
		storage.estimate(),
		storage.persisted?.() ?? false,
	]);
	if (usage === undefined || quota === undefined) return null;
	return { used: usage, most: quota, isPersistent };
}

/** Asks the browser not to clear what is kept by itself; whether it has promised it. It may ask the reader. */
export async function askToPersist(): Promise<boolean> {
	return (await navigator.storage?.persist?.()) ?? false;
}
