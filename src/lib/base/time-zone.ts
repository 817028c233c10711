/** One change of a zone's clock: from `at` on it is `offset` ahead of UTC. Both in seconds. */
export interface ZoneChange {
	at: number;
	offset: number;
}

/** How a zone's clock stood in a span of years. Before its first change it was `first` seconds ahead of UTC. */
export interface ZoneTable {
	first: number;
	changes: readonly ZoneChange[];
}

/** The zone of a workspace that names none: the same files then give the same numbers on every machine. */
export const UTC = 'UTC';

/** Changes of a clock lie further apart than this; closer ones have never stood in the tables of any zone since 1970. */
const STEP = 4 * 86_400;
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
	const known = clocks.get(zone);
	if (known) return known;
	const clock = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		calendar: 'gregory',
		numberingSystem: 'latn',
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	clocks.set(zone, clock);
	return clock;
}

/** Seconds by which the clock of `zone` is ahead of UTC at `at`, seconds since 1970. */
function offsetAt(zone: string, at: number): number {
	const parts = new Map(
		clockOf(zone)
			.formatToParts(at * 1000)
			.map(({ type, value }) => [type, Number(value)]),
	);
	const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
	const shown = Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour'),
		part('minute'),
		part('second'),
	);
	return shown / 1000 - at;
}

/** The first second in (`from`, `to`] from which on the clock stands otherwise than at `from`. */
function changeWithin(zone: string, from: number, to: number): number {
	const before = offsetAt(zone, from);
	let [low, high] = [from, to];
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (offsetAt(zone, middle) === before) low = middle;
		else high = middle;
	}
	return high;
}

/**
 * How the clock of `zone` stood from the beginning of year `from` to the end of year `to`, as Intl knows it: its changes
 * are found by bisection. Takes a zone that `timeZoneOf` knows.
 */
export function zoneTable(zone: string, from: number, to: number): ZoneTable {
	const end = Date.UTC(to + 1, 0, 1) / 1000;
	let at = Date.UTC(from, 0, 1) / 1000;
	const first = offsetAt(zone, at);
	const changes: ZoneChange[] = [];
	let offset = first;
	while (at < end) {
		const next = Math.min(at + STEP, end);
		if (offsetAt(zone, next) === offset) {
			at = next;
			continue;
		}
		at = changeWithin(zone, at, next);
		offset = offsetAt(zone, at);
		changes.push({ at, offset });
	}
	return { first, changes };
}

/** The zone of this name, as the tables of time zones write it; null if they have none of it. */
export function timeZoneOf(name: string): string | null {
	// Offsets such as +02:00 are no zones: they say nothing of the other half of the year.
	if (!/^[A-Za-z]/.test(name)) return null;
	try {
		const own = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
		return own.toLowerCase() === name.toLowerCase() ? own : name;
	} catch (cause) {
		if (cause instanceof RangeError) return null;
		throw cause;
	}
}

/**
 * An ISO instant as the clock of `zone` told it, with its distance from UTC: `2024-03-31T23:30:00.000-04:00`. Its first
 * ten characters are the day that it falls on there. Instants of UTC stay as they are, with `Z`.
 */
export function instantIn(zone: string, instant: string): string {
	const at = Date.parse(instant);
	if (zone === UTC || Number.isNaN(at)) return instant;
	// ISO tells no seconds of an offset; zones have had none since the sixties.
	const minutes = Math.round(offsetAt(zone, Math.floor(at / 1000)) / 60);
	const wall = new Date(at + minutes * 60_000).toISOString().slice(0, -1);
	const two = (value: number) => String(value).padStart(2, '0');
	const distance = Math.abs(minutes);
	return `${wall}${minutes < 0 ? '-' : '+'}${two(Math.floor(distance / 60))}:${two(distance % 60)}`;
}
