import type { Told } from './snapshot';

/*
 * Numbers and days within told sentences travel as what they are, not as the sharer's locale writes them: between two
 * characters of Unicode's private use stands the name of a format and what it is given, as JSON.
 */

/** What a format may be given. */
export type ToldArgument = string | number | null;

const START = '\uE000';
const END = '\uE001';
const VALUE = /\uE000([^\uE000\uE001]*)\uE001/g;

/** A value for whoever reads it to write out. */
export const valueTold = (format: string, given: readonly ToldArgument[]): string =>
	`${START}${JSON.stringify([format, ...given])}${END}`;

/** Whether a sentence holds values that are not written out. */
export const holdsValues = (told: Told): boolean =>
	[...told.headline.map(({ text }) => text), ...told.evidence].some((text) => text.includes(START));

const isArgument = (part: unknown): part is ToldArgument =>
	part === null || typeof part === 'string' || typeof part === 'number';

/**
 * `text` with each value as `write` has it. What is no value of ours stays as it is, and so does one that `write`
 * does not know (null).
 */
export function writtenOut(
	text: string,
	write: (format: string, given: readonly ToldArgument[]) => string | null,
): string {
	return text.replace(VALUE, (whole, inner: string) => {
		const parts = listIn(inner);
		const [format, ...given] = parts ?? [];
		if (typeof format !== 'string' || !given.every(isArgument)) return whole;
		return write(format, given) ?? whole;
	});
}

function listIn(json: string): unknown[] | null {
	try {
		const parsed: unknown = JSON.parse(json);
		return Array.isArray(parsed) ? parsed : null;
	} catch {
		// A label may hold such characters of its own: then it is text like any other.
		return null;
	}
}
