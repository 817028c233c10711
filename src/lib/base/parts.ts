/** A job in `total` parts: which share of all is done, from 0 to 1 and never falling. */
export class Parts {
	#total: number;
	#tell: ((done: number) => void) | undefined;
	#done = 0;
	#furthest = 0;

	constructor(total: number, tell: ((done: number) => void) | undefined) {
		this.#total = Math.max(1, total);
		this.#tell = tell;
	}

	/** Of the present part so much is done, from 0 to 1. */
	readonly within = (share: number): void => {
		const all = Math.min(1, (this.#done + share) / this.#total);
		if (all <= this.#furthest) return;
		this.#furthest = all;
		this.#tell?.(all);
	};

	/** The present part is done, or so many. */
	next(parts = 1): void {
		this.#done += parts;
		this.within(0);
	}
}
