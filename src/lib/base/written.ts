/** How numbers of sentences are written where nothing else is told: in the terminal, and in tests. */
let write = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

/** From now on the numbers of all sentences are written so: told once, by what knows the reader's locale. */
export function writeNumbersBy(how: (value: number) => string): void {
	write = how;
}

/** A number in a sentence that is made below the views, as the reader writes numbers. */
export const written = (value: number): string => write(value);
