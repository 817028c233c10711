import { UTC, zoneTable } from '../base/time-zone';
import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { localAtSql } from '../model/clock';
import { instantsSql } from './date-text';
import type { ColumnRole, Mapping } from './mapping';
import { timedColumns, FIRST_YEAR, LAST_YEAR } from './zone';
import type { RawTable } from './read/raw-file';
import { readingSql } from './cell';

/** What another time zone would do to one column of dates. */
export interface ZoneEffect {
	file: string;
	header: string;
	role: ColumnRole;
	/** Dates in the column; of these, those that tell an instant; and of these, those that fall on another day there. */
	dates: number;
	instants: number;
	moved: number;
}

/**
 * How many dates of each column that tells a time of day would fall on another day in `zone` than in the zone of the
 * mapping. Dates without a time, and times that name no offset, stay on their day. Reads the raw tables alone. Takes a
 * zone that `timeZoneOf` knows; rejects with EngineError.
 */
export async function zoneEffects(
	engine: Engine,
	raws: readonly RawTable[],
	mapping: Mapping,
	zone: string,
	options?: RunOptions,
): Promise<ZoneEffect[]> {
	const tables = [mapping.timeZone ?? UTC, zone].map((name) => zoneTable(name, FIRST_YEAR, LAST_YEAR));
	const days = tables.map((table) => `cast(${localAtSql('instant', table)} as date)`);
	const effects: ZoneEffect[] = [];
	for (const { file, column } of timedColumns(mapping)) {
		const raw = raws.find((known) => known.file === file);
		const cell = raw?.columns[column.position];
		if (!raw || !cell || column.reading.as !== 'date') continue;
		const { rows } = await engine.query(
			`select count(told) as dates, count(instant) as instants, count(*) filter (${days.join(' <> ')}) as moved
			from (
				select ${readingSql(cell, column.reading)} as told, ${instantsSql(cell, column.reading.formats)} as instant
				from ${quoteName(raw.table)}
			) as dated`,
			options,
		);
		const n = (name: string) => Number(rows[0]?.[name] ?? 0);
		effects.push({
			file,
			header: column.header,
			role: column.role,
			dates: n('dates'),
			instants: n('instants'),
			moved: n('moved'),
		});
	}
	return effects;
}
