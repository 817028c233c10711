import { written } from '../base/written';
import { quoteName, quoteText, type Engine, type RunOptions } from '../engine/engine';
import type { FileMapping } from './mapping';
import { kindOfWords } from './process';
import { columnsOf, hasRole, roleSql, statedOutcomeSql, type MappedFile } from './project-sql';
import type { FileProfile } from './profile';
import type { RawFile } from './read/raw-file';

/** From this share of closed deals on, closes after the last change are the habit of a column and no slips. */
const HABIT = 0.05;
const SLIPS = 3;
/** CRMs that have no column of the actual close: there one such deal shows that people leave the date as it was. */
const STAYS_EXPECTED: readonly string[] = ['zoho.deals_module'];

/**
 * Tells a close date that stays as it was expected from an actual one: no deal is closed after it was last changed.
 * Where many are, the column becomes the expected close, and the end is dated by the stage log, by since when the deal
 * stands in its stage, or else by its last change. Amends `mapping`; returns what a person should know.
 */
export async function tellExpectedCloses(
	engine: Engine,
	raw: RawFile,
	file: FileProfile,
	mapping: FileMapping,
	options?: RunOptions,
): Promise<string | null> {
	const mapped: MappedFile = { index: 0, raw, mapping };
	const [closed, modified] = [columnsOf(mapped, 'closed')[0], columnsOf(mapped, 'modified')[0]];
	const isOnlyClose = !['won_at', 'lost_at', 'expected_close'].some((role) =>
		hasRole(mapped, role as 'won_at'),
	);
	if (!closed || !modified || !isOnlyClose) return null;
	const stage = columnsOf(mapped, 'stage')[0];
	const ends = (stage ? (file.columns[stage.position]?.samples ?? []) : []).filter((label) =>
		['won', 'lost', 'after_sale'].includes(kindOfWords(label) ?? ''),
	);
	const isEnd =
		ends.length > 0 ? `${roleSql(mapped, 'stage')} in (${ends.map(quoteText).join(', ')})` : 'false';
	const { rows } = await engine.query(
		`select count(*) as n, count(*) filter (closed > modified + interval 1 day) as later
		from (
			select ${roleSql(mapped, 'closed')} as closed, date_trunc('day', ${roleSql(mapped, 'modified')}) as modified,
				${statedOutcomeSql(mapped)} as outcome, ${isEnd} as is_end
			from ${quoteName(raw.table)}
		) as dated
		where closed is not null and modified is not null and (outcome in ('won', 'lost') or (outcome is null and is_end))`,
		options,
	);
	const [n, later] = [Number(rows[0]?.['n'] ?? 0), Number(rows[0]?.['later'] ?? 0)];
	const least = STAYS_EXPECTED.includes(mapping.layout) ? 1 : Math.max(SLIPS + 1, HABIT * n);
	if (later < least) return null;
	const told = `${written(later)} of ${written(n)} closed deals have it after their last change: it is the date that was expected`;
	closed.role = 'expected_close';
	closed.evidence = `${closed.evidence}; ${told}`;
	modified.datesClose = true;
	modified.evidence = `${modified.evidence}; dates the close where nothing better does`;
	return `“${closed.header}” of ${raw.file} is the close that was expected, not the actual one (${written(later)} of ${written(n)} closed deals have it after their last change). Closed deals are dated by the stage history, else by “${columnsOf(mapped, 'stage_since')[0]?.header ?? modified.header}”.`;
}
