import type { Day } from '../base/day';
import { ProblemError } from '../base/problem';
import { EngineError, type Engine, type Row, type RunOptions } from '../engine/engine';
import { buildModel, type BuildOptions } from '../model/build';
import type { Catalog } from '../model/catalog';
import { compileMart } from '../model/compile';
import type { AnyMart, ParamsFor, RowOf } from '../model/contract';
import { HeldDeals } from '../model/held-deals';
import { HeldListings } from '../model/held-listings';
import { KeptPlans } from '../model/kept-plans';
import { KeptStatements } from '../model/kept-statements';
import { askMart, type Statistician } from '../model/read';
import type { Scope } from '../model/scope';
import { questionKey } from '../share/snapshot';
import { BegunAhead } from './begun-ahead';
import { SqlConsole } from './console';
import type { ReadOptions, Source } from './source';

/** What a model that was written to a file needs besides it; plain JSON. */
export interface Built {
	catalog: Catalog;
	asOf: Day | null;
}

/** Of fewer deals the exact answer is there as soon as a binned one. */
const LEAST_FOR_BINS = 100_000;

/** Answers views from the engine's tables. Staging must have been filled by an import. */
export class LiveSource implements Source {
	readonly kind = 'live';
	#engine: Engine;
	/** Reactive: another as-of day has another catalog. */
	#catalog = $state.raw<Catalog>() as Catalog;
	#asOf: Day | null;
	/** Tables are made in place: where a rebuild broke off they are of no day, until another one has made all of them. */
	#isWhole = true;
	#statistician: Statistician | undefined;
	#listings: HeldListings;
	#deals: HeldDeals;
	#kept = new KeptStatements();
	#plans: KeptPlans;
	#ahead = new BegunAhead();
	/** Questions in the reader's own words. */
	readonly console: SqlConsole;
	/** The last rebuild or read for another as-of day: reads wait for it, so that none sees a half-built model. */
	#turn: Promise<unknown> = Promise.resolve();
	/** Questions under way, and when the last one was over, as `performance.now` tells. */
	#asking = 0;
	#askedAt = performance.now();
	/** What was opened as it was built, and cannot be changed in place. */
	#opened: Built | null = null;
	/** The model being written to a file, which every question stops. */
	#saving: AbortController | null = null;

	private constructor(
		engine: Engine,
		catalog: Catalog,
		asOf: Day | null,
		statistician: Statistician | undefined,
	) {
		this.#engine = engine;
		const plans = new KeptPlans(engine);
		const remade = () => plans.forget();
		this.#plans = plans;
		this.#listings = new HeldListings(engine, remade);
		this.#deals = new HeldDeals(engine, remade);
		this.#statistician = statistician;
		this.#catalog = catalog;
		this.#asOf = asOf;
		this.console = new SqlConsole(
			engine,
			(work) => this.#asked(() => this.#mayChange(work)),
			() => this.#own(),
		);
	}

	/**
	 * Builds the model as of `asOf` (null: newest fact). Statistics are made by `statistician`, or without one on this
	 * thread. Rejects with EngineError.
	 */
	static async open(
		engine: Engine,
		asOf: Day | null,
		statistician?: Statistician,
		options?: BuildOptions,
	): Promise<LiveSource> {
		return new LiveSource(engine, await buildModel(engine, asOf, options), asOf, statistician);
	}

	/** Takes the model that an engine was filled with as it was built. */
	static built(engine: Engine, built: Built, statistician?: Statistician): LiveSource {
		const source = new LiveSource(engine, built.catalog, built.asOf, statistician);
		source.#opened = built;
		return source;
	}

	/**
	 * Writes the model into `file`, an empty one of the origin-private file system. Null, and nothing is written, where
	 * the engine cannot, it was opened so itself, a rebuild broke off, or the reader's own statements may have changed the
	 * tables. Rejects with EngineError `cancelled` as soon as a question is asked: whoever asks does not wait for this.
	 */
	async saveTo(file: FileSystemFileHandle, options?: RunOptions): Promise<Built | null> {
		const saving = new AbortController();
		const signal = options?.signal ? AbortSignal.any([options.signal, saving.signal]) : saving.signal;
		this.#saving = saving;
		try {
			return await this.#inTurn(async () => {
				if (!this.#engine.saveTo || !this.#isWhole || this.#opened || this.changes > 0) return null;
				await this.#engine.saveTo(file, { signal });
				return { catalog: this.#catalog, asOf: this.#asOf };
			});
		} finally {
			if (this.#saving === saving) this.#saving = null;
		}
	}

	/** For how long nothing has been asked, in milliseconds; 0 while a question is under way. */
	get quietFor(): number {
		return this.#asking > 0 ? 0 : performance.now() - this.#askedAt;
	}

	get changes(): number {
		return this.console.changes;
	}

	get catalog(): Catalog {
		return this.#catalog;
	}

	/** Looks at the data as of another day; later reads answer as of it. */
	setAsOf(asOf: Day | null): Promise<void> {
		return this.#asked(async () => {
			if (!this.#isOf(asOf)) await this.#rebuild(asOf);
		});
	}

	async read<M extends AnyMart>(
		mart: M,
		scope: Scope,
		params: ParamsFor<M>,
		options: ReadOptions = {},
	): Promise<RowOf<M>[]> {
		const { signal, precision = 'exact', isAhead } = options;
		const key = `${precision} ${questionKey({ mart, scope, params }, this.#catalog)}`;
		if (isAhead && signal) {
			const read = (stopping: AbortSignal, isTaken: () => boolean) => {
				const inTurn = <T>(work: () => Promise<T>) => this.#inTurn(work);
				return this.#read(mart, scope, params, { ...options, signal: stopping }, inTurn, isTaken);
			};
			return this.#ahead.begin(key, read, signal);
		}
		const begun = this.#ahead.take(key, signal);
		if (begun) return this.#counted(() => begun as Promise<RowOf<M>[]>);
		return this.#read(mart, scope, params, options, (work) => this.#asked(work));
	}

	async #read<M extends AnyMart>(
		mart: M,
		scope: Scope,
		params: ParamsFor<M>,
		options: ReadOptions,
		inTurn: <T>(work: () => Promise<T>) => Promise<T>,
		isWanted: () => boolean = () => true,
	): Promise<RowOf<M>[]> {
		// The turn is over when the engine has said all: statistics are made while the next question is asked.
		const derived = await inTurn(async () => {
			options.signal?.throwIfAborted();
			if (!this.#isOf(scope.asOf)) {
				if (!isWanted()) throw new Error('No model is built for a question that nobody has asked.');
				await this.#told(mart, this.#rebuild(scope.asOf));
			}
			return this.#told(mart, this.#ask(mart, scope, params, options));
		});
		return this.#told(mart, derived());
	}

	isSoonerByBins(mart: AnyMart): boolean {
		return (
			mart.approximate !== undefined && !this.#catalog.hasDaysOnly && this.#catalog.deals >= LEAST_FOR_BINS
		);
	}

	async #ask<M extends AnyMart>(mart: M, scope: Scope, params: ParamsFor<M>, options?: ReadOptions) {
		const held = await this.#listings.tableFor(mart, this.#catalog, scope, params as Row, options);
		const heldDeals = await this.#deals.tableFor(this.#catalog, scope, options);
		const asking = {
			statistician: this.#statistician,
			kept: this.#kept,
			plans: this.#plans,
			held,
			heldDeals,
			precision: options?.precision ?? 'exact',
		};
		return askMart(this.#engine, this.#catalog, mart, scope, params, options, asking);
	}

	/** A statement of the reader, which may change what others rest on. */
	async #mayChange<T>(work: () => Promise<T>): Promise<T> {
		if (!this.#isWhole) await this.#rebuild(this.#asOf);
		const [told] = await Promise.allSettled([work()]);
		const [gone] = await Promise.allSettled([this.#letGo()]);
		// Where a statement has failed, a transaction of the reader may let nothing be dropped: the reason is the statement's.
		if (told.status === 'rejected') throw told.reason;
		if (gone.status === 'rejected') throw gone.reason;
		return told.value;
	}

	/** Forgets all that was kept or held of the tables, and then drops what was held. Rejects with EngineError. */
	async #letGo(): Promise<void> {
		this.#kept.clear();
		this.#plans.forget();
		const dropped = await Promise.allSettled([this.#listings.clear(), this.#deals.clear()]);
		for (const one of dropped) if (one.status === 'rejected') throw one.reason;
	}

	/** Whether the tables are those of this day, all of them. */
	#isOf(asOf: Day | null): boolean {
		return this.#isWhole && asOf === this.#asOf;
	}

	/** Makes the model anew. Where that fails, who asks next has it made for their day: nobody is told of mixed tables. */
	async #rebuild(asOf: Day | null): Promise<void> {
		await this.#letGo();
		this.#isWhole = false;
		this.#catalog = await buildModel(this.#engine, asOf);
		this.#asOf = asOf;
		this.#isWhole = true;
	}

	/** Takes what was opened as it was built into memory, to be changed in place. */
	async #own(): Promise<void> {
		if (!this.#opened) return;
		await this.#engine.ownSaved?.();
		const { asOf } = this.#opened;
		this.#opened = null;
		if (asOf !== this.#asOf || !this.#isWhole) await this.#rebuild(this.#asOf);
	}

	/** A failure of the engine as a problem of the question; a stop stays what it is. */
	async #told<T>(mart: AnyMart, work: Promise<T>): Promise<T> {
		try {
			return await work;
		} catch (cause) {
			if (!(cause instanceof EngineError) || cause.code === 'cancelled') throw cause;
			throw new ProblemError({
				code: `engine-${cause.code}`,
				message: `${mart.question} could not be answered: ${cause.message}`,
				wayOut:
					cause.code === 'out-of-memory'
						? 'Narrow the scope, or close other pages.'
						: 'Reload the page; the files are kept.',
				...(cause.sql === undefined ? {} : { detail: cause.sql }),
			});
		}
	}

	explain(mart: AnyMart, scope: Scope, params: Row): string {
		return compileMart(mart, this.#catalog, scope, params);
	}

	/** A question in its turn, before all that was begun ahead. */
	#asked<T>(work: () => Promise<T>): Promise<T> {
		this.#ahead.stop();
		return this.#counted(() => this.#inTurn(work));
	}

	/** What somebody waits for, while the model is not written to a file. */
	async #counted<T>(work: () => Promise<T>): Promise<T> {
		this.#saving?.abort();
		this.#asking += 1;
		try {
			return await work();
		} finally {
			this.#asking -= 1;
			this.#askedAt = performance.now();
		}
	}

	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(work, work);
		this.#turn = result.catch(() => undefined);
		return result;
	}
}
