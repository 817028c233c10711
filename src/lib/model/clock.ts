import type { ZoneChange, ZoneTable } from '../base/time-zone';

const MICROS = 1_000_000;

/** SQL of a timestamp of so many seconds since 1970. */
const literal = (seconds: number): string =>
	`timestamp '${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')}'`;

/** SQL of the offset in force at `moment`, in microseconds: the changes are halved until one is left, so that a row is held against few of them. */
function offsetSql(moment: string, changes: readonly ZoneChange[], first: number): string {
	if (changes.length === 0) return String(first * MICROS);
	const middle = Math.floor(changes.length / 2);
	const { at, offset } = changes[middle]!;
	const before = offsetSql(moment, changes.slice(0, middle), first);
	const after = offsetSql(moment, changes.slice(middle + 1), offset);
	return `case when ${moment} < ${literal(at)} then ${before} else ${after} end`;
}

/**
 * When, by the clock on the wall, each change of offset begins to count. A time that comes twice in autumn is the first
 * of the two; one that spring leaves out is as long after the change as it seems to be.
 */
const onTheWall = ({ first, changes }: ZoneTable): ZoneChange[] =>
	changes.map(({ at, offset }, index) => ({
		at: at + Math.max(offset, changes[index - 1]?.offset ?? first),
		offset,
	}));

/** SQL of the clock of a zone at an instant. */
export const localAtSql = (instant: string, { changes, first }: ZoneTable): string =>
	`make_timestamp(epoch_us(${instant}) + ${offsetSql(instant, changes, first)})`;

/**
 * SQL of the two macros that know a time zone, in place of those of UTC (`macros/duckdb.sql`): all that is a day, a
 * start of a day or a window goes through them. No engine needs a table of zones of its own.
 */
export const clockSql = (table: ZoneTable): string => `
create or replace macro local_at(instant) as
	${localAtSql('instant', table)};
create or replace macro instant_of(wall) as
	make_timestamp(epoch_us(wall) - ${offsetSql('wall', onTheWall(table), table.first)});`;

/** The part of a table that counts from the beginning of year `from` to the end of year `to`. */
export function yearsOf({ first, changes }: ZoneTable, from: number, to: number): ZoneTable {
	const begins = Date.UTC(from, 0, 1) / 1000;
	const ends = Date.UTC(to + 1, 0, 1) / 1000;
	return {
		first: changes.filter(({ at }) => at < begins).at(-1)?.offset ?? first,
		changes: changes.filter(({ at }) => at >= begins && at < ends),
	};
}
