/**
 * How many of a list are shown: who asked for more still has them when they come back to it, for as long as the data are
 * the same.
 */
export class ShownOf {
	#asked = $state.raw<{ data: WeakRef<object>; most: number } | null>(null);

	constructor(
		/** How many are shown before more are asked for. */
		readonly atOnce: number,
	) {}

	of(data: object): number {
		return this.#asked?.data.deref() === data ? this.#asked.most : this.atOnce;
	}

	show(data: object, most: number): void {
		this.#asked = { data: new WeakRef(data), most };
	}
}
