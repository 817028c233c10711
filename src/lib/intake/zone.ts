import { ProblemError } from '../base/problem';
import { timeZoneOf, UTC, zoneTable, type ZoneTable } from '../base/time-zone';
import type { Engine, RunOptions } from '../engine/engine';
import { clockSql, yearsOf } from '../model/clock';
import type { ColumnMapping, Mapping, Reading } from './mapping';

/** Years of which instants are told by their zone; before and after them its clock stands as it did at their ends. */
export const [FIRST_YEAR, LAST_YEAR] = [1970, 2100];

const tellsTime = (reading: Reading | undefined): boolean =>
	reading?.as === 'date' &&
	(!reading.dateOnly || reading.formats.some((format) => /%[HI]|^~?epoch/.test(format)));

const columnTellsTime = ({ role, reading, fields }: ColumnMapping): boolean =>
	role !== 'ignored' && (tellsTime(reading) || tellsTime(fields?.expected_close));

/** The columns of used files whose dates have a time of day. */
export const timedColumns = (mapping: Mapping): { file: string; column: ColumnMapping }[] =>
	mapping.files
		.filter(({ kind }) => kind !== 'ignored')
		.flatMap(({ file, columns }) => columns.filter(columnTellsTime).map((column) => ({ file, column })));

/** Whether any date of the files has a time of day: mere calendar dates are the same days in every zone. */
export const tellsTimes = (mapping: Mapping): boolean => timedColumns(mapping).length > 0;

/**
 * The clock that days are told by; null for that of UTC, which all days are told by where no date has a time: they are
 * days of the calendar, whatever the zone. Throws ProblemError `unknown-time-zone`.
 */
export function zoneOfMapping(mapping: Mapping): ZoneTable | null {
	const zone = mapping.timeZone ?? UTC;
	if (timeZoneOf(zone) === null)
		throw new ProblemError({
			code: 'unknown-time-zone',
			message: `The mapping is in the time zone “${zone}”, which is not known here.`,
			wayOut: 'Choose another time zone: IANA names such as Europe/Berlin are known.',
		});
	return zone === UTC || !tellsTimes(mapping) ? null : zoneTable(zone, FIRST_YEAR, LAST_YEAR);
}

/** Every instant that staging holds. */
const INSTANTS = [
	['stg_deals', 'created_at'],
	['stg_deals', 'closed_at'],
	['stg_stage_events', 'changed_at'],
	['stg_amount_changes', 'changed_at'],
	['stg_expected_close_changes', 'changed_at'],
	['stg_owner_changes', 'changed_at'],
	['stg_snapshots', 'snapshot_at'],
	['stg_leads', 'created_at'],
	['stg_leads', 'converted_at'],
];

/**
 * Tells the model no more of the zone's clock than the years that the staged data lie in, and those about them: a
 * question then holds a row against few changes.
 */
export async function narrowClock(engine: Engine, zone: ZoneTable, options?: RunOptions): Promise<void> {
	const ends = INSTANTS.map(
		([table, column]) => `select min(${column}) as first_at, max(${column}) as last_at from ${table}`,
	);
	const { rows } = await engine.query(
		`select year(min(first_at)) as first_year, year(max(last_at)) as last_year from (${ends.join(' union all ')}) as ends`,
		options,
	);
	const year = (name: string, other: number) => {
		const told = rows[0]?.[name];
		return typeof told === 'number' ? told : other;
	};
	const table = yearsOf(zone, year('first_year', FIRST_YEAR) - 1, year('last_year', LAST_YEAR) + 2);
	await engine.execute(clockSql(table), options);
}
