import { ProblemError, type Problem } from '../base/problem';
import type { Parting } from '../intake/parting';
import type { Mapping, SetAsideRow } from '../intake/mapping';
import type { ZoneEffect } from '../intake/zone-effect';
import { problemOf } from './ask';
import { problemOfFailure, within } from './failures';
import type { Kept, Opened, StorageUse } from './storage';
import { sizesOf, WorkspaceSteps, type Identity } from './workspace-steps.svelte';
import { EMPTY } from './workspace-tools';

const nameOf = (files: readonly File[]): string => {
	const [first, second, ...more] = files.map(({ name }) => name);
	if (first === undefined) return '';
	if (second === undefined) return first;
	return more.length === 0 ? `${first} and ${second}` : `${first} and ${more.length + 1} more`;
};
/** Whether `table` is the file of this name or a table in it. */
const isOf = (table: string, name: string): boolean => table === name || table.startsWith(`${name} › `);

/**
 * The data of the page: how they come in, what is asked about them, where they are kept. Every method settles once
 * its work is done, stopped or overtaken by another one, and never rejects: what went wrong is `problem`.
 */
export class Workspace extends WorkspaceSteps {
	/** What this browser keeps of the data shown. */
	get stored(): StorageUse {
		return this.shelf.stored;
	}

	/**
	 * Opens files beside those that are open (one of the same name takes its place), or with `replace` instead of
	 * them, or with `apart` as a workspace of their own, as files over the sample always are. A single exported
	 * workspace becomes one beside the others. Ends in `ready`, or in `review` if there is something to look at first.
	 */
	async open(files: readonly File[], options: { replace?: boolean; apart?: boolean } = {}): Promise<void> {
		if (files.length === 0) return;
		await this.run('reading', async (signal) => {
			const bundle = await this.#bundleAmong(signal, files);
			if (bundle) {
				const { read } = await within(signal, this.tools.workspaceFiles());
				const kept = await within(signal, read(bundle, signal));
				await this.reopen(signal, kept, crypto.randomUUID(), { keep: true });
				return;
			}
			// What the browser keeps is there to be added to, even before it has been opened.
			const kept = options.replace || options.apart ? null : await within(signal, this.#keptOrNone());
			const home = this.home ?? EMPTY;
			const isApart = options.apart === true || home.isSample;
			const isHere = !isApart && this.opened.length > 0;
			const before = isApart || options.replace ? [] : isHere ? this.opened : (kept?.kept.files ?? []);
			const names = files.map(({ name }) => name);
			const all = [...before.filter(({ name }) => !names.includes(name)), ...files];
			const known: Identity = isApart
				? { ...EMPTY, id: null }
				: !isHere && kept
					? { ...kept.kept, id: kept.id, isSample: false }
					: home;
			const identity: Identity = {
				...known,
				id: known.id ?? crypto.randomUUID(),
				name: known.isNamed ? known.name : nameOf(all),
				isSample: false,
			};
			const unchanged = before.filter(({ name }) => !names.includes(name));
			await this.openAll(signal, all, identity, unchanged);
		});
	}

	/**
	 * Opens files without a question if there is none to ask: an exported workspace, or further exports whose layouts
	 * are all known. Otherwise nothing happens, and the answer is false.
	 */
	async join(files: readonly File[]): Promise<boolean> {
		const { memory, phase } = this;
		try {
			const { isWorkspaceFile } = await this.tools.workspaceFiles();
			const [first, second] = files;
			const isBundle = first !== undefined && second === undefined && (await isWorkspaceFile(first));
			if (!isBundle && !(await this.#areKnown(files))) return false;
			if (this.memory !== memory || this.phase !== phase) return false;
			await this.open(files);
			if (!isBundle && this.phase === 'ready' && !this.problem) this.notice(added(files));
			return true;
		} catch (cause) {
			this.problem = problemOfFailure(cause);
			return true;
		}
	}

	async #areKnown(files: readonly File[]): Promise<boolean> {
		const { memory } = this;
		if (memory === null || this.isSample || files.length === 0) return false;
		const { peekHeaders, isKnownLayout } = await this.tools.intake();
		for (const file of files) {
			const headers = await peekHeaders(file.name, file);
			if (headers === null || !isKnownLayout(memory, headers)) return false;
		}
		return true;
	}

	/** Opens text, as pasted from a spreadsheet, as a file of that name. */
	async openText(text: string, name: string): Promise<void> {
		await this.open([new File([text], name, { type: 'text/plain' })]);
	}

	/** Opens the sample company. It is not kept: what was kept before stays. */
	async openSample(): Promise<void> {
		await this.run('reading', async (signal) => {
			this.put(signal, { progress: { phase: 'Loading the sample', done: 0 } });
			const files = await within(signal, this.tools.sample(signal));
			await this.openAll(signal, files, { ...EMPTY, name: 'Sample company', isSample: true });
		});
	}

	/** Takes one file out again and builds from the others, read as they were. The only one stays. */
	async takeOut(name: string): Promise<void> {
		const { mapping } = this;
		const rest = this.opened.filter((file) => file.name !== name);
		if (this.phase !== 'ready' || !mapping || rest.length === this.opened.length || rest.length === 0) return;
		await this.run('reading', async (signal) => {
			const known = this.home ?? EMPTY;
			const without = { ...mapping, files: mapping.files.filter(({ file }) => !isOf(file, name)) };
			this.put(signal, { files: sizesOf(rest), name: known.isNamed ? known.name : nameOf(rest) });
			if (known.isSample) this.put(signal, { name: 'Sample company' });
			const draft = await this.read(signal, rest);
			await this.buildOrReview(signal, draft, without);
		});
	}

	/** Back to the mapping of the data shown. */
	async review(): Promise<void> {
		if (this.phase !== 'ready') return;
		this.home = this.memento();
		this.restoreTo({ ...this.home, phase: 'review', questions: [], doubts: [], problem: null });
		this.reviewing = this.memento();
	}

	/** Builds everything as `mapping` says. Ends in `ready`, or in `review` with the problem. */
	async accept(mapping: Mapping): Promise<void> {
		if (this.phase === 'ready') await this.review();
		if (this.phase !== 'review') return;
		const plain = $state.snapshot(mapping) as Mapping;
		this.mapping = plain;
		this.reviewing = { ...this.memento(), problem: null };
		await this.run('building', async (signal) => {
			const draft = this.draft ?? (await this.read(signal, this.drafted ?? this.opened));
			await this.build(signal, draft, plain);
		});
	}

	/** Stops what is under way, and is where it was before; from a review, at the data shown before. */
	async stop(): Promise<void> {
		const building = this.phase === 'building';
		if (!this.step && this.phase !== 'review') return;
		this.step?.abort();
		this.step = null;
		this.progress = null;
		if (building && this.reviewing) {
			this.restoreTo(this.reviewing);
			return;
		}
		this.dropDraft();
		this.goHome(null);
	}

	/** Takes a notice, or the problem, off the page. */
	dismiss(problem: Problem): void {
		this.notices = this.notices.filter((notice) => notice !== problem);
		if (this.problem === problem && this.phase !== 'failed') this.problem = null;
	}

	/** A choice that is kept with the workspace; undefined takes it away. */
	async set(name: string, value: unknown): Promise<void> {
		this.settings = { ...this.settings, [name]: $state.snapshot(value) };
		await this.keep(name);
	}

	/** An empty workspace of this name, kept as any other; those that are kept stay. */
	async create(name: string): Promise<void> {
		this.leave();
		this.tools.address.forget();
		const id = crypto.randomUUID();
		this.restoreTo({ ...EMPTY, id, name, isNamed: true });
		await this.shelf.save(id, emptyOf(name));
	}

	/** Shows another of the kept workspaces. */
	async switchTo(id: string): Promise<void> {
		if (id === this.id && this.phase !== 'failed') return;
		await this.run('reading', async (signal) => {
			const opened = await within(signal, this.tools.store.load(id, { signal }));
			if (!opened) throw new ProblemError(NO_SUCH_WORKSPACE);
			this.tools.address.forget();
			await this.reopen(signal, opened.kept, opened.id, { keep: false, built: opened.built });
			await this.shelf.choose(id);
			this.#tellOpened(opened);
		});
		await this.shelf.refresh();
	}

	/** Gives the workspace shown, or another of the kept ones, a name. */
	async rename(name: string, id = this.id): Promise<void> {
		if (id === this.id) {
			this.name = name;
			this.isNamed = true;
			if (this.home) this.home = { ...this.home, name, isNamed: true };
		}
		if (id !== null && !this.isSample) await this.shelf.rename(id, name);
	}

	/** Deletes a kept workspace; if it is the one shown, the newest of the others is shown next. */
	async remove(id: string): Promise<void> {
		if (id === this.id) this.leave();
		if (!(await this.shelf.remove(id)) || id !== this.id) return;
		this.restoreTo(EMPTY);
		this.shelf.stored = { kind: 'memory', bytes: 0 };
		const next = this.shelf.entries[0];
		if (next) await this.switchTo(next.id);
		else this.tools.address.forget();
	}

	/** All rows set aside of the data shown, a page at a time. Throws EngineError if the engine ends meanwhile. */
	async *setAside(): AsyncGenerator<SetAsideRow[], void, undefined> {
		if (!this.engine) return;
		const { allSetAside } = await this.tools.intake();
		yield* allSetAside(this.engine, await this.rawsShown());
	}

	/**
	 * What the days of `zone` would change in the dates of the files under review, else of those shown, read as
	 * `mapping` says. Throws EngineError if the engine ends meanwhile.
	 */
	async zoneEffects(mapping: Mapping, zone: string): Promise<ZoneEffect[]> {
		const engine = this.draft?.engine ?? this.engine;
		if (!engine) return [];
		const raws = this.draft?.raws ?? this.tables;
		const { zoneEffects } = await this.tools.intake();
		return zoneEffects(engine, raws, mapping, zone);
	}

	/**
	 * What stages of one name mean in several pipelines of the files under review, else of those shown, beyond what
	 * `mapping` parts; null if nothing. Throws EngineError if the engine ends meanwhile.
	 */
	async partingOf(mapping: Mapping): Promise<Parting | null> {
		if (this.found?.files === mapping.files) return this.found.parting;
		const engine = this.draft?.engine ?? this.engine;
		if (!engine) return null;
		const { findParting } = await this.tools.intake();
		return findParting(engine, () => this.draft?.raws ?? this.rawsShown(), mapping);
	}

	/** The workspace shown as one file; null, and the reason as a notice, if there is none or it cannot be written. */
	async exported(): Promise<File | null> {
		const kept = this.kept();
		if (!kept) return null;
		try {
			const { write } = await this.tools.workspaceFiles();
			return await write(kept);
		} catch (cause) {
			this.notice(problemOfFailure(cause));
			return null;
		}
	}

	/** Everything gone: in memory, in storage, and the filters from the address. */
	async purge(): Promise<void> {
		this.leave();
		this.forgetDeaths();
		this.notices = [];
		this.restoreTo(EMPTY);
		this.tools.address.forget();
		try {
			await this.tools.store.purge();
			this.shelf.stored = { kind: 'memory', bytes: 0 };
			await this.shelf.refresh();
		} catch (cause) {
			this.problem = problemOf(cause);
		}
	}

	/** Opens the sample if the address says so, or else what this browser keeps. For when the page is loaded. */
	async restore(): Promise<void> {
		if (this.looked || this.loading) return;
		this.loading = this.tools.store.load(null);
		const step = this.newStep();
		try {
			const opened = await within(step.signal, this.loading);
			this.looked = true;
			if (this.tools.address.wantsSample()) await this.openSample();
			else if (opened) {
				const { kept, id, built } = opened;
				await this.run('reading', (signal) => this.reopen(signal, kept, id, { keep: false, built }));
				this.#tellOpened(opened);
			}
		} catch (cause) {
			if (step.signal.aborted) return;
			this.notice(problemOf(cause));
			if (this.tools.address.wantsSample()) await this.openSample();
		} finally {
			this.looked = true;
			if (this.step === step) this.step = null;
			await this.shelf.refresh();
		}
	}

	/** What is kept, while or before it is restored. A failure to load is told by `restore` itself. */
	async #keptOrNone(): Promise<Opened | null> {
		return (
			this.loading?.then(
				(opened) => opened,
				() => null,
			) ?? null
		);
	}

	/** The exported workspace among files; it is opened alone. */
	async #bundleAmong(signal: AbortSignal, files: readonly File[]): Promise<File | null> {
		const { isWorkspaceFile } = await within(signal, this.tools.workspaceFiles());
		for (const file of files) {
			if (!(await within(signal, isWorkspaceFile(file)))) continue;
			if (files.length === 1) return file;
			throw new ProblemError({
				code: 'workspace-file-among-others',
				message: `${file.name} is an exported workspace and cannot be added to other files.`,
				wayOut: 'Open it by itself.',
				file: file.name,
			});
		}
		return null;
	}

	/** What was damaged in a kept workspace, once it is shown. */
	#tellOpened({ problems }: Opened): void {
		for (const problem of problems) this.notice(problem);
	}
}

/** A workspace that no file has been opened in yet. */
function emptyOf(name: string): Kept {
	const mapping: Mapping = { version: 1, files: [], process: { stages: [], evidence: [] } };
	return {
		name,
		isNamed: true,
		files: [],
		mapping,
		memory: { version: 1, mapping, older: [] },
		settings: {},
	};
}

const added = (files: readonly File[]): Problem => ({
	code: 'files-added',
	message: `${files.map(({ name }) => name).join(', ')}: read as the exports with the same columns before, and added to what is open.`,
	wayOut: 'Data takes any file out again.',
});

const NO_SUCH_WORKSPACE: Problem = {
	code: 'no-such-workspace',
	message: 'This workspace is not in the browser any more.',
	wayOut: 'Another tab may have deleted it; open its files again.',
};
