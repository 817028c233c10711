export interface StorageUse {
	/** `files`: survives a reload. `memory`: this browser keeps nothing, and why is a notice of the workspace. */
	kind: 'files' | 'memory';
	bytes: number;
}
