import { describe, expect, it } from 'vitest';
import { Streams } from '../../sample-data/random';

describe('streams of random numbers', () => {
	it('give the same numbers for the same seed, decision and key, whatever else was drawn', () => {
		const first = new Streams('seed').of('amount', 'n1');
		const streams = new Streams('seed');
		streams.of('amount', 'n2').unit();
		streams.of('dwell', 'n1').unit();
		const second = streams.of('amount', 'n1');
		for (let index = 0; index < 20; index++) expect(second.unit()).toBe(first.unit());
	});

	it('give other numbers for another seed, decision or key', () => {
		const firsts = [
			new Streams('seed').of('amount', 'n1'),
			new Streams('other').of('amount', 'n1'),
			new Streams('seed').of('dwell', 'n1'),
			new Streams('seed').of('amount', 'n2'),
		].map((random) => random.unit());
		expect(new Set(firsts).size).toBe(4);
	});

	it('are uniform across streams as well as within one', () => {
		const streams = new Streams('seed');
		const within = streams.of('long');
		let [sumWithin, sumAcross] = [0, 0];
		for (let index = 0; index < 10_000; index++) {
			sumWithin += within.unit();
			sumAcross += streams.of('first', index).unit();
		}
		// Four standard errors of the mean of 10,000 uniforms.
		expect(Math.abs(sumWithin / 10_000 - 0.5)).toBeLessThan(0.0116);
		expect(Math.abs(sumAcross / 10_000 - 0.5)).toBeLessThan(0.0116);
	});

	it('pick weighted keys as often as their weights say', () => {
		const random = new Streams('seed').of('weights');
		const counts = { seldom: 0, often: 0 };
		for (let index = 0; index < 10_000; index++) counts[random.weighted({ seldom: 1, often: 3 })]++;
		expect(Math.abs(counts.often / 10_000 - 0.75)).toBeLessThan(0.018);
	});

	it('have normal draws of mean 0 and deviation 1', () => {
		const random = new Streams('seed').of('normal');
		let [sum, squares] = [0, 0];
		for (let index = 0; index < 10_000; index++) {
			const value = random.normal();
			sum += value;
			squares += value * value;
		}
		expect(Math.abs(sum / 10_000)).toBeLessThan(0.04);
		expect(Math.abs(squares / 10_000 - 1)).toBeLessThan(0.06);
	});
});
