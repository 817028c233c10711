/**
 * Random numbers that depend on nothing but a seed and names. Each decision draws from a stream of its own, so a
 * decision that is added later does not reshuffle those that were there.
 */

/** Four 32-bit words hashed from text (cyrb128): the start of a stream. */
function hashWords(text: string): [number, number, number, number] {
	let a = 1779033703;
	let b = 3144134277;
	let c = 1013904242;
	let d = 2773480762;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		a = b ^ Math.imul(a ^ code, 597399067);
		b = c ^ Math.imul(b ^ code, 2869860233);
		c = d ^ Math.imul(c ^ code, 951274213);
		d = a ^ Math.imul(d ^ code, 2716044179);
	}
	a = Math.imul(c ^ (a >>> 18), 597399067);
	b = Math.imul(d ^ (b >>> 22), 2869860233);
	c = Math.imul(a ^ (c >>> 17), 951274213);
	d = Math.imul(b ^ (d >>> 19), 2716044179);
	return [(a ^ b ^ c ^ d) >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}

/** One stream of numbers: sfc32 (C. Doty-Humphrey, PractRand), with the draws that the company needs. */
export class Random {
	private a: number;
	private b: number;
	private c: number;
	private d: number;

	constructor(name: string) {
		[this.a, this.b, this.c, this.d] = hashWords(name);
		for (let round = 0; round < 8; round++) this.unit();
	}

	/** In [0, 1). */
	unit(): number {
		const sum = (((this.a + this.b) | 0) + this.d) | 0;
		this.d = (this.d + 1) | 0;
		this.a = this.b ^ (this.b >>> 9);
		this.b = (this.c + (this.c << 3)) | 0;
		this.c = (this.c << 21) | (this.c >>> 11);
		this.c = (this.c + sum) | 0;
		return (sum >>> 0) / 4294967296;
	}

	chance(probability: number): boolean {
		return this.unit() < probability;
	}

	between(low: number, high: number): number {
		return low + (high - low) * this.unit();
	}

	/** A whole number from `low` to `high`, both included. */
	whole(low: number, high: number): number {
		return low + Math.floor(this.unit() * (high - low + 1));
	}

	pick<T>(items: readonly T[]): T {
		const item = items[Math.floor(this.unit() * items.length)];
		if (item === undefined) throw new RangeError('Nothing to pick from.');
		return item;
	}

	/** A key of `weights`, as often as its weight says. */
	weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
		const entries = Object.entries(weights) as [K, number][];
		let rest = this.unit() * entries.reduce((sum, [, weight]) => sum + weight, 0);
		for (const [key, weight] of entries) {
			rest -= weight;
			if (rest < 0) return key;
		}
		const last = entries.at(-1);
		if (!last) throw new RangeError('Nothing to pick from.');
		return last[0];
	}

	/** Standard normal, as the sum of twelve uniforms: additions alone, so every machine draws the same. */
	normal(): number {
		let sum = -6;
		for (let index = 0; index < 12; index++) sum += this.unit();
		return sum;
	}

	/** Log-normal with the given median; `sigma` is the spread of the logarithm. */
	logNormal(median: number, sigma: number): number {
		return median * Math.exp(sigma * this.normal());
	}

	exponential(mean: number): number {
		return -mean * Math.log(1 - this.unit());
	}
}

/** Streams of one seed, by the name of the decision and the key of the thing it is about. */
export class Streams {
	constructor(private readonly seed: string) {}

	of(decision: string, key: string | number = ''): Random {
		return new Random(`${this.seed}/${decision}/${key}`);
	}
}
