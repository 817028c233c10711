/** A test among many. */
export interface Discovery {
	/** p after the correction, 0..1; null where there was no test. */
	adjusted_p: number | null;
	/** Whether it may be called a difference; false where there was no test. */
	is_significant: boolean;
}

/**
 * Benjamini–Hochberg control of the false-discovery rate (1995, JRSS B 57: 289–300) over everything tested in one view;
 * R: p.adjust(p, method = "BH"). The results come in the order of the p-values; nulls were not tested, count for nothing
 * and stay null. At most `rate` of the significant ones are false on average. Throws a RangeError on a p outside 0..1.
 */
export function falseDiscovery(p: readonly (number | null)[], rate = 0.05): Discovery[] {
	const tested: { index: number; p: number }[] = [];
	for (const [index, value] of p.entries()) {
		if (value === null) continue;
		if (!(value >= 0 && value <= 1)) throw new RangeError(`p must be within 0..1, not ${value}`);
		tested.push({ index, p: value });
	}
	const result = p.map((): Discovery => ({ adjusted_p: null, is_significant: false }));
	let adjusted = 1;
	tested.sort((a, b) => b.p - a.p);
	for (const [i, test] of tested.entries()) {
		// The correction never makes a test surer, nor may its rounding.
		adjusted = Math.max(test.p, Math.min(adjusted, (test.p * tested.length) / (tested.length - i)));
		result[test.index] = { adjusted_p: adjusted, is_significant: adjusted <= rate };
	}
	return result;
}
