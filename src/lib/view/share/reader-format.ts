import type { Format } from '../../chart/format';
import type { Told } from '../../share/snapshot';
import { valueTold, writtenOut, type ToldArgument } from '../../share/values-told';

/** The formats that sentences use, and how a value of each is written out. Frozen as links are: none is ever taken out. */
const WRITERS: Record<string, (format: Format, given: readonly ToldArgument[]) => string> = {
	count: (format, [value]) => format.count(numberOf(value)),
	full: (format, [value]) => format.full(numberOf(value)),
	percent: (format, [ratio, decimals]) => format.percent(numberOf(ratio), numberOf(decimals) ?? 1),
	points: (format, [difference]) => format.points(numberOf(difference)),
	pointsInWords: (format, [difference]) => format.pointsInWords(numberOf(difference)),
	change: (format, [ratio]) => format.change(numberOf(ratio)),
	days: (format, [value]) => format.days(numberOf(value)),
	money: (format, [value, currency]) => format.money(numberOf(value), textOf(currency)),
	interval: (format, [low, high]) => format.interval(numberOf(low), numberOf(high)),
	day: (format, [day]) => format.day(textOf(day)),
	dayRange: (format, [from, to]) => format.dayRange(textOf(from) ?? '', textOf(to) ?? ''),
	month: (format, [day]) => format.month(textOf(day)),
	monthRange: (format, [from, to]) => format.monthRange(textOf(from) ?? '', textOf(to) ?? ''),
};

const numberOf = (given: ToldArgument | undefined) => (typeof given === 'number' ? given : null);
const textOf = (given: ToldArgument | undefined) => (typeof given === 'string' ? given : null);

/** No locale shows as many digits, and more would make the link longer. */
const DIGITS = 12;

const argumentOf = (given: unknown): ToldArgument => {
	if (typeof given === 'number') return Number.isFinite(given) ? Number(given.toPrecision(DIGITS)) : null;
	return typeof given === 'string' ? given : null;
};

/** A format that leaves numbers and days for the reader to write out; what no sentence uses is as in `format`. */
export function formatForReaders(format: Format): Format {
	const left = Object.keys(WRITERS).map((name) => [
		name,
		(...given: unknown[]) => valueTold(name, given.map(argumentOf)),
	]);
	return { ...format, ...(Object.fromEntries(left) as Partial<Format>) };
}

/** Told sentences as `format` writes their numbers and days. */
export function toldIn(told: Told, format: Format): Told {
	const write = (name: string, given: readonly ToldArgument[]) =>
		Object.hasOwn(WRITERS, name) ? (WRITERS[name]?.(format, given) ?? null) : null;
	return {
		...told,
		headline: told.headline.map((phrase) => ({ ...phrase, text: writtenOut(phrase.text, write) })),
		evidence: told.evidence.map((text) => writtenOut(text, write)),
	};
}
