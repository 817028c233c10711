/** The part of jStat 1.9 that is used here; the package brings no types of its own. */
declare module 'jstat' {
	const jStat: {
		/** Complementary error function. */
		erfc(x: number): number;
		/** Regularised lower incomplete gamma function P(a, x). */
		lowRegGamma(a: number, x: number): number;
	};
	export default jStat;
}
