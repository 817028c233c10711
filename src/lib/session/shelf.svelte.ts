import type { Problem } from '../base/problem';
import { problemOf } from './ask';
import type { Change, Kept, KeptEntry, StorageUse, Store } from './storage';

/** The workspaces that this browser keeps, and what becomes of the one that is shown. */
export class Shelf {
	entries = $state.raw<readonly KeptEntry[]>([]);
	/** What is kept of the data shown. */
	stored = $state.raw<StorageUse>({ kind: 'memory', bytes: 0 });
	/** Whether what is shown is just being written: until then a closed page loses it. */
	isSaving = $state(false);

	#store: Store;
	#notice: (problem: Problem) => void;
	#saving: AbortController | null = null;

	constructor(store: Store, notice: (problem: Problem) => void) {
		this.#store = store;
		this.#notice = notice;
	}

	/** Keeps a workspace, as it is or because a setting was chosen; the kept copies of its files, or null if it was stopped or could not be kept. */
	async save(id: string, kept: Kept, chosen?: string): Promise<File[] | null> {
		this.stop();
		const saving = new AbortController();
		this.#saving = saving;
		this.isSaving = true;
		try {
			const saved = await this.#store.save(id, kept, { signal: saving.signal, chosen });
			if (saving.signal.aborted) return null;
			this.stored = saved.use;
			if (saved.problem) this.#notice(saved.problem);
			await this.refresh();
			return saved.files;
		} catch (cause) {
			if (saving.signal.aborted) return null;
			this.stored = { kind: 'memory', bytes: 0 };
			this.#notice(problemOf(cause));
			return null;
		} finally {
			if (this.#saving === saving) {
				this.#saving = null;
				this.isSaving = false;
			}
		}
	}

	/** Stops what is being written: what was kept before stays. */
	stop(): void {
		this.#saving?.abort();
		this.#saving = null;
		this.isSaving = false;
	}

	/** Looks again at what is kept. */
	async refresh(): Promise<void> {
		await this.#try(async () => {
			this.entries = await this.#store.list();
		});
	}

	async rename(id: string, name: string): Promise<void> {
		await this.#try(() => this.#store.rename(id, name));
		await this.refresh();
	}

	async choose(id: string): Promise<void> {
		await this.#try(() => this.#store.choose(id));
	}

	/** Whether it is gone. */
	async remove(id: string): Promise<boolean> {
		const done = await this.#try(() => this.#store.remove(id));
		await this.refresh();
		return done;
	}

	listen(heard: (change: Change) => void): () => void {
		return this.#store.listen((change) => {
			void this.refresh();
			heard(change);
		});
	}

	async #try(work: () => Promise<void>): Promise<boolean> {
		try {
			await work();
			return true;
		} catch (cause) {
			this.#notice(problemOf(cause));
			return false;
		}
	}
}
