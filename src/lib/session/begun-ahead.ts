interface Begun {
	result: Promise<unknown>;
	stop(): void;
	/** Whoever has begun it has no say in it any more. */
	letGo(): void;
	isTaken: boolean;
}

/**
 * Work that was begun before anybody wanted it, by what it answers: whoever wants that takes it over as far as it has
 * come, and whoever wants anything else stops it.
 */
export class BegunAhead {
	#begun = new Map<string, Begun>();

	/**
	 * Begins `work`, which is told whether somebody has taken it since. Until then it is stopped by `signal` and by `stop`; it
	 * rejects then as `work` does.
	 */
	begin<T>(
		key: string,
		work: (signal: AbortSignal, isTaken: () => boolean) => Promise<T>,
		signal: AbortSignal,
	): Promise<T> {
		const stopping = new AbortController();
		const stop = () => {
			this.#forget(key, begun);
			stopping.abort();
		};
		const letGo = () => {
			this.#forget(key, begun);
			signal.removeEventListener('abort', stop);
		};
		if (signal.aborted) stopping.abort();
		else signal.addEventListener('abort', stop);
		const result = work(stopping.signal, () => begun.isTaken);
		const begun: Begun = { result, stop, letGo, isTaken: false };
		if (!signal.aborted) this.#begun.set(key, begun);
		result.then(letGo, letGo);
		return result;
	}

	/** What was begun for this key, from now on stopped by `signal` alone; null where there is nothing. */
	take(key: string, signal?: AbortSignal): Promise<unknown> | null {
		const begun = this.#begun.get(key);
		if (!begun || signal?.aborted) return null;
		begun.letGo();
		begun.isTaken = true;
		signal?.addEventListener('abort', begun.stop);
		return begun.result;
	}

	/** Stops all that nobody has taken. */
	stop(): void {
		for (const begun of [...this.#begun.values()]) begun.stop();
	}

	#forget(key: string, begun: Begun): void {
		if (this.#begun.get(key) === begun) this.#begun.delete(key);
	}
}
