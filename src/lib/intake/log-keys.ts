import { written } from '../base/written';
import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { foldHeader } from './fold';
import { keysSql } from './list-ids';
import type { ColumnMapping, FileMapping, Mapping, Question } from './mapping';
import type { ColumnProfile, FileProfile } from './profile';
import { columnsOf, hasRole, joinedIdSql, mappedFiles, type MappedFile } from './project-sql';
import type { RawFile } from './read/raw-file';

/** Ids of a log that are looked for in the list, chosen by their hash. */
const SOME_IDS = 20_000;
/** Fewer ids than this prove no column, unless they are all. */
const LEAST_IDS = 3;
/** A column of another header has at least this share of them: small numbers are in many columns. */
const LEAST_SHARE = 0.5;
/** One column fits ten times as many ids as another: no doubt is left. One fits nine tenths as many: about equally. */
const FAR_LESS = 0.1;
const ABOUT_AS_MANY = 0.9;

/** Whether the values of a column tell its rows apart, as ids do. */
const tellsApart = (column: ColumnProfile): boolean =>
	column.values > 0 && column.dates < 0.5 && column.distinct >= 0.95 * column.values;

/** Columns beside the id whose values tell deals apart in every list that has them, by header. */
function otherIds(lists: readonly MappedFile[], profiles: readonly FileProfile[]): string[] {
	const headers = new Map<string, boolean>();
	for (const { raw, mapping } of lists) {
		const columns = profiles.find((own) => own.raw === raw)?.columns ?? [];
		for (const { header, position, role } of mapping.columns) {
			const column = columns[position];
			if (header.trim() === '' || !column || !['segment', 'ignored'].includes(role)) continue;
			headers.set(header, (headers.get(header) ?? true) && tellsApart(column));
		}
	}
	return [...headers].flatMap(([header, isId]) => (isId ? [header] : []));
}

/** How many ids of a log the id of the list has, and how many another column of it. */
interface Fit {
	header: string;
	own: number;
	other: number;
	/** Ids that both have, of different deals. */
	contrary: number;
}

async function fitOf(
	engine: Engine,
	log: MappedFile,
	lists: readonly MappedFile[],
	header: string,
	options?: RunOptions,
): Promise<Fit> {
	const own = lists.map((list) => `select ${joinedIdSql(list)} as id from ${quoteName(list.raw.table)}`);
	const { rows } = await engine.query(
		`with logged as (
			select id from (select distinct ${joinedIdSql(log)} as id from ${quoteName(log.raw.table)}) as ids
			where id is not null order by hash(id), id limit ${SOME_IDS}
		),
		own as (select distinct id from (${own.join(' union all ')}) as listed),
		keys as (${keysSql(lists, header) ?? 'select null as key, null as deal_id where false'})
		select count(own.id) as own, count(keys.key) as other,
			count(*) filter (own.id is not null and keys.key is not null and keys.deal_id <> own.id) as contrary
		from logged
		left join own on own.id = logged.id
		left join keys on keys.key = logged.id`,
		options,
	);
	const n = (name: string) => Number(rows[0]?.[name] ?? 0);
	return { header, own: n('own'), other: n('other'), contrary: n('contrary') };
}

async function countIds(engine: Engine, log: MappedFile, options?: RunOptions): Promise<number> {
	const { rows } = await engine.query(
		`select least(count(distinct ${joinedIdSql(log)}), ${SOME_IDS}) as n from ${quoteName(log.raw.table)}`,
		options,
	);
	return Number(rows[0]?.['n'] ?? 0);
}

/** The mapping with the ids of this log looked for in the column of this header. */
const withKeys = (mapping: Mapping, file: string, position: number, header: string): Mapping => ({
	...mapping,
	files: mapping.files.map((own) =>
		own.file !== file
			? own
			: {
					...own,
					columns: own.columns.map((column) =>
						column.position === position ? { ...column, keys: header } : column,
					),
				},
	),
});

/**
 * Finds the column of the list in which the ids of each log stand, where that is not its id, and writes it into the
 * mappings: one that has far more of them, or that is headed as in the log and has about as many. Returns sentences of
 * it; and a question where two columns fit and lead to different deals.
 */
export async function matchLogKeys(
	engine: Engine,
	raws: readonly RawFile[],
	profiles: readonly FileProfile[],
	mappings: readonly FileMapping[],
	options?: RunOptions,
): Promise<{ told: string[]; questions: Question[] }> {
	const told: string[] = [];
	const questions: Question[] = [];
	const files = mappedFiles(raws, mappings).filter((file) => hasRole(file, 'id'));
	const lists = files.filter(({ mapping }) => mapping.kind === 'deals');
	const headers = otherIds(lists, profiles);
	const listId = lists[0] && columnsOf(lists[0], 'id')[0]?.header;
	if (headers.length === 0 || listId === undefined) return { told, questions };
	for (const log of files.filter(({ mapping }) => mapping.kind === 'stage_history')) {
		const id = columnsOf(log, 'id')[0] as ColumnMapping;
		const ids = await countIds(engine, log, options);
		const isHeadedAs = (header: string) => foldHeader(header) === foldHeader(id.header);
		const fits: Fit[] = [];
		for (const header of headers) fits.push(await fitOf(engine, log, lists, header, options));
		const [best] = fits
			.filter(({ other }) => other > 0 && (other >= LEAST_IDS || other === ids))
			.filter(({ header, other }) => isHeadedAs(header) || other >= LEAST_SHARE * ids)
			.sort(
				(a, b) =>
					b.other - a.other ||
					Number(isHeadedAs(b.header)) - Number(isHeadedAs(a.header)) ||
					(a.header < b.header ? -1 : 1),
			);
		if (!best) continue;
		const { header, own, other, contrary } = best;
		const isNamed = isHeadedAs(header) && !isHeadedAs(listId);
		// Two columns of the same ids lead to the same deals, whichever is taken.
		const fitsAsWell = other >= ABOUT_AS_MANY * own && (contrary > 0 || other > own);
		if (own <= FAR_LESS * other || (isNamed && fitsAsWell)) {
			id.keys = header;
			told.push(
				`${log.raw.file}: “${id.header}” is joined with “${header}” of the list of deals, which has ${written(other)} of its ${written(ids)} ids; “${listId}” has ${own === 0 ? 'none' : written(own)}.`,
			);
		} else if (fitsAsWell && !isHeadedAs(listId)) {
			questions.push({
				code: 'log-key',
				file: log.raw.file,
				column: id.header,
				text: `“${listId}” of the list of deals has ${written(own)} of the ${written(ids)} ids of this log, and “${header}” ${written(other)}${contrary > 0 ? '; they are not of the same deals' : ''}. In which of them do its ids stand?`,
				choices: [
					{ label: listId, patch: (mapping) => mapping },
					{
						label: header,
						patch: (mapping) => withKeys(mapping, log.raw.file, id.position, header),
					},
				],
			});
		}
	}
	return { told, questions };
}
