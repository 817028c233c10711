/** The texts that typed values become in a raw table: exact, without a locale, the same from every format. */

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** `YYYY-MM-DD` of a day counted from 1970-01-01, in the proleptic Gregorian calendar. */
export function dayText(days: number): string {
	// Howard Hinnant, “chrono-compatible low-level date algorithms”: years begin in March, eras have 400 years.
	const shifted = days + 719_468;
	const era = Math.floor(shifted / 146_097);
	const dayOfEra = shifted - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra -
			Math.floor(dayOfEra / 1_460) +
			Math.floor(dayOfEra / 36_524) -
			Math.floor(dayOfEra / 146_096)) /
			365,
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
	const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
	const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
	const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
	return `${year < 0 ? '-' : ''}${pad(Math.abs(year), 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** `HH:MM:SS` of a time of day in `perSecond` parts of a second, with as many digits behind as it needs. */
export function timeText(time: bigint, perSecond: bigint): string {
	const seconds = Number(time / perSecond);
	const fraction = time % perSecond;
	const clock = `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
	if (fraction === 0n) return clock;
	return `${clock}.${fraction
		.toString()
		.padStart(String(perSecond).length - 1, '0')
		.replace(/0+$/, '')}`;
}

/** `YYYY-MM-DDTHH:MM:SSZ` of an instant counted from 1970 in `perSecond` parts of a second. */
export function instantText(value: bigint, perSecond: bigint): string {
	const perDay = 86_400n * perSecond;
	let days = value / perDay;
	let time = value % perDay;
	if (time < 0n) {
		days -= 1n;
		time += perDay;
	}
	return `${dayText(Number(days))}T${timeText(time, perSecond)}Z`;
}

/** A decimal without trailing zeros: `unscaled` × 10^-`scale`. */
export function decimalText(unscaled: bigint, scale: number): string {
	if (scale <= 0) return (unscaled * 10n ** BigInt(-scale)).toString();
	const negative = unscaled < 0n;
	const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
	const fraction = digits.slice(-scale).replace(/0+$/, '');
	return `${negative ? '-' : ''}${digits.slice(0, -scale)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The shortest decimal that reads back as the same double; whole numbers without a point. */
export const doubleText = (value: number): string => String(value);

/** The shortest decimal that reads back as the same single-precision number. */
export function singleText(value: number): string {
	if (!Number.isFinite(value)) return String(value);
	for (let digits = 6; digits < 9; digits++) {
		const text = value.toPrecision(digits);
		if (Math.fround(Number(text)) === value) return String(Number(text));
	}
	return String(Number(value.toPrecision(9)));
}

/** The number that the 16 bits of a half-precision float hold. */
export function halfNumber(bits: number): number {
	const fraction = bits & 0x3ff;
	const exponent = (bits >> 10) & 0x1f;
	const sign = bits >> 15 ? -1 : 1;
	if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
	return exponent === 0 ? sign * 2 ** -24 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes that are no UTF-8. */
export class NoText extends Error {}

/** The text of bytes, with all its letters. Throws NoText. */
export function bytesText(bytes: Uint8Array): string {
	try {
		return utf8.decode(bytes);
	} catch (cause) {
		throw new NoText('The bytes are no text.', { cause });
	}
}
