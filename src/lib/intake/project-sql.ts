import { quoteName, quoteText, type Engine, type RunOptions } from '../engine/engine';
import { readingSql, textSql, type Cell } from './cell';
import { instantOfSql, type Clock } from './date-text';
import type { AcceptedCorrection, ColumnMapping, ColumnRole, FileMapping, PartedLabel } from './mapping';
import { letSql } from './let-sql';
import { currencyInTextSql } from './number-text';
import { DELETED_WORDS, STATUS_OUTCOMES } from './presets/vocabulary';
import type { RawFile } from './read/raw-file';
import { columnKey } from './segment-keys';

/** A read file with the mapping that says what it means. `index` orders files by name, whatever the order of dropping. */
export interface MappedFile {
	index: number;
	raw: RawFile;
	mapping: FileMapping;
	/** Spellings that a person has accepted. */
	corrections?: readonly AcceptedCorrection[];
	/** Stage labels that mean another stage in some pipelines, and the lists that tell the pipelines of deals. */
	parted?: { labels: readonly PartedLabel[]; lists: readonly MappedFile[] };
	/** Times without an offset are those of a zone other than UTC: the macros of the model then know it. */
	isZoned?: boolean;
}

/** Pairs each read file with its mapping. Files without one, or ignored, are left out. */
export function mappedFiles(
	raws: readonly RawFile[],
	files: readonly FileMapping[],
	corrections: readonly AcceptedCorrection[] = [],
	isZoned = false,
): MappedFile[] {
	return [...raws]
		.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0))
		.flatMap((raw, index) => {
			const mapping = files.find((file) => file.file === raw.file);
			return mapping && mapping.kind !== 'ignored' ? [{ index, raw, mapping, corrections, isZoned }] : [];
		});
}

export const columnsOf = (file: MappedFile, role: ColumnRole): ColumnMapping[] =>
	file.mapping.columns.filter((column) => column.role === role);

export const hasRole = (file: MappedFile, role: ColumnRole): boolean => columnsOf(file, role).length > 0;

/** SQL of the first column that plays `role`, read as mapped; a typed null if none does. */
export function roleSql(file: MappedFile, role: ColumnRole, sqlType = 'varchar'): string {
	const column = columnsOf(file, role)[0];
	return column ? columnSql(file, column) : `cast(null as ${sqlType})`;
}

/** SQL of one mapped column; dates are instants. */
export const columnSql = (file: MappedFile, column: ColumnMapping): string =>
	readColumnSql(file, column, file.isZoned ? 'instant' : 'as written');

function readColumnSql(file: MappedFile, column: ColumnMapping, clock: Clock): string {
	const cell = file.raw.columns[column.position];
	if (!cell) throw new Error(`${file.raw.file} has no column ${column.position}`);
	return correctedSql(readingSql(cell, column.reading, clock), column, file.corrections);
}

/** SQL of the clock of the workspace at the times of one mapped column. */
const wallSql = (file: MappedFile, column: ColumnMapping): string =>
	readColumnSql(file, column, file.isZoned ? 'wall' : 'as written');

/** SQL of the days of one mapped column: a date without a time is that day in every zone. */
export const columnDaySql = (file: MappedFile, column: ColumnMapping): string =>
	`cast(${wallSql(file, column)} as date)`;

/** SQL of the day that a cell of a role names; a typed null if no column plays it. */
export function daySql(file: MappedFile, role: ColumnRole): string {
	const column = columnsOf(file, role)[0];
	return column ? columnDaySql(file, column) : 'cast(null as date)';
}

/** SQL of the day of which a row of a deals file is; null where the mapping tells none. */
export function snapshotDaySql(file: MappedFile): string {
	if (hasRole(file, 'snapshot_day')) return daySql(file, 'snapshot_day');
	const day = file.mapping.snapshotDay;
	return typeof day === 'string' ? `date ${quoteText(day)}` : 'cast(null as date)';
}

/** SQL of the instant at which the day begins that a cell of a role names; a typed null if no column plays it. */
export function startOfDaySql(file: MappedFile, role: ColumnRole): string {
	const column = columnsOf(file, role)[0];
	if (!column) return 'cast(null as timestamp)';
	const midnight = `date_trunc('day', ${wallSql(file, column)})`;
	return file.isZoned ? instantOfSql(midnight) : midnight;
}

/** SQL of a text with the accepted spellings of its column in place of those that it has. */
function correctedSql(
	sql: string,
	column: ColumnMapping,
	corrections: readonly AcceptedCorrection[] = [],
): string {
	const key = corrections.length > 0 ? columnKey(column) : null;
	const own = corrections.filter((correction) => correction.column === key);
	if (own.length === 0 || column.reading.as !== 'text') return sql;
	const cases = own.map(({ from, to }) => `when ${quoteText(from)} then ${quoteText(to)}`);
	return `case ${sql} ${cases.join(' ')} else ${sql} end`;
}

/** The digit that stands for five characters: the first counts 1 if it is a capital, the next 2, 4, 8 and 16. */
const CHECK_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** SQL of whether the last three of 18 characters are the checksum that Salesforce writes after 15. */
function checksumHolds(id: string): string {
	const digit = (block: number): string => {
		const bits = [0, 1, 2, 3, 4].map(
			(place) =>
				`case when substr(${id}, ${block * 5 + place + 1}, 1) between 'A' and 'Z' then ${1 << place} else 0 end`,
		);
		return `substr('${CHECK_DIGITS}', 1 + ${bits.join(' + ')}, 1)`;
	};
	return `upper(right(${id}, 3)) = ${digit(0)} || ${digit(1)} || ${digit(2)}`;
}

/** A row that heads a group in a list of Odoo: the name of the group, and how many rows follow. */
const GROUP_OF_ODOO = '.+ [(][0-9]+[)]';

/**
 * SQL of the id as written. Boards and reports repeat their header among the rows: its own name is no id; nor is the
 * name of a group.
 */
export function idSql(file: MappedFile): string {
	const header = columnsOf(file, 'id')[0]?.header.trim() ?? '';
	const id = header === '' ? roleSql(file, 'id') : `nullif(${roleSql(file, 'id')}, ${quoteText(header)})`;
	if (!file.mapping.layout.startsWith('odoo.')) return id;
	return letSql('i', id, `case when regexp_full_match(i, ${quoteText(GROUP_OF_ODOO)}) then null else i end`);
}

/**
 * SQL of the id as it is joined: Salesforce's 18 characters are the 15 case-sensitive ones and a checksum; GUIDs are
 * the same in any case and in braces; Zoho's prefix, Odoo's of exports and the `.0` of a number that was read as one
 * are no part of it.
 */
export function joinIdSql(id: string): string {
	const joined = letSql(
		'i',
		id,
		// Those of Odoo are as long as a GUID where their number has seven or nine digits.
		`case
			when starts_with(i, 'zcrm_') then substr(i, 6)
			when starts_with(i, '__export__.') then coalesce(nullif(regexp_extract(i, '^__export__[.]crm_lead_([0-9]+)(_[0-9a-f]+)?$', 1), ''), i)
			when regexp_full_match(i, '[0-9]+[.]0') then left(i, length(i) - 2)
			else case length(i)
				when 18 then case when ${checksumHolds('i')} then left(i, 15) else i end
				when 36 then case when substr(i, 9, 1) = '-' and substr(i, 24, 1) = '-' then lower(i) else i end
				when 38 then case when starts_with(i, '{') then lower(substr(i, 2, 36)) else i end
				else i
			end
		end`,
	);
	// Most ids are none of these, and stay as they are.
	return `case when ${isOddIdSql(id)} then ${joined} else ${id} end`;
}

/** SQL of whether an id may be joined otherwise than it is written. */
const isOddIdSql = (id: string): string =>
	`length(${id}) in (18, 36, 38) or starts_with(${id}, 'zcrm_') or starts_with(${id}, '__export__.') or ends_with(${id}, '.0')`;

/** Notes of a column of ids whether one way to join them is that of all. */
export async function noteIds(
	engine: Engine,
	table: string,
	column: Cell,
	options?: RunOptions,
): Promise<void> {
	if (typeof column === 'string' || !column.cells) return;
	const { rows } = await engine.query(
		`select
			count(i) as ids,
			count(*) filter (${isOddIdSql('i')}) as odd,
			count(*) filter (case when length(i) = 18 then ${checksumHolds('i')} else false end) as checked
		from (select ${textSql(column)} as i from ${quoteName(table)}) as written`,
		options,
	);
	const [ids, odd, checked] = ['ids', 'odd', 'checked'].map((name) => Number(rows[0]?.[name]));
	column.cells.joinedBy = odd === 0 ? 'all of it' : checked === ids ? 'first 15' : null;
}

/** SQL of the id of a file's rows as it is joined. */
export function joinedIdSql(file: MappedFile): string {
	const position = columnsOf(file, 'id')[0]?.position;
	const joinedBy = position === undefined ? null : file.raw.columns[position]?.cells?.joinedBy;
	const id = idSql(file);
	if (joinedBy === 'all of it') return id;
	return joinedBy === 'first 15' ? `left(${id}, 15)` : joinIdSql(id);
}

/** Signs that stand for a space with a mark on it, and others that are one to `foldLabel`; and what they become. */
const FOLDED_SIGNS = ['’‘ς¨¯¸˘˙˚˛˜˝', "''σ         "] as const;
const SPACES =
	'[\\s\\x{b}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]+';

/** SQL of a text folded as `foldLabel` folds labels, but for forms of letters as wide as two or that stand for several. */
export function foldedSql(text: string): string {
	// Twice, as the letter behind one may be that before the next.
	const within = (own: string) => `regexp_replace(${own}, '(\\p{L})[´\`](\\p{L})', '\\1''\\2', 'g')`;
	const marked = `case when regexp_matches(${text}, '[´\`]') then translate(${within(within(text))}, '´\`', '  ') else ${text} end`;
	const signs = `translate(${marked}, ${FOLDED_SIGNS.map(quoteText).join(', ')})`;
	return `lower(trim(regexp_replace(strip_accents(${signs}), '${SPACES}', ' ', 'g')))`;
}

/** Outcome as status, flags and end dates say: open, won, lost, parked, or null where they say nothing. */
export function statedOutcomeSql(file: MappedFile): string {
	const parts: string[] = [];
	if (hasRole(file, 'status')) {
		const status = foldedSql(roleSql(file, 'status'));
		const meanings = Object.entries({ ...STATUS_OUTCOMES, ...columnsOf(file, 'status')[0]?.outcomes });
		const cases = ['open', 'won', 'lost', 'parked'].map((outcome) => {
			const words = meanings.filter(([, meaning]) => meaning === outcome);
			return `when list_contains([${words.map(([word]) => quoteText(word)).join(', ')}], ${status}) then ${quoteText(outcome)}`;
		});
		parts.push(`case ${cases.join(' ')} end`);
	}
	const won = roleSql(file, 'is_won', 'boolean');
	const closed = roleSql(file, 'is_closed', 'boolean');
	if (hasRole(file, 'is_won')) parts.push(`case when ${won} then 'won' end`);
	if (hasRole(file, 'is_lost'))
		parts.push(`case when ${roleSql(file, 'is_lost', 'boolean')} then 'lost' end`);
	if (hasRole(file, 'is_won') && hasRole(file, 'is_lost')) {
		parts.push(`case when not ${won} and not ${roleSql(file, 'is_lost', 'boolean')} then 'open' end`);
	}
	if (hasRole(file, 'is_active')) {
		const chance = hasRole(file, 'probability') ? `coalesce(${roleSql(file, 'probability')}, 0) = 0` : 'true';
		parts.push(`case when not ${roleSql(file, 'is_active')} and ${chance} then 'lost' end`);
	}
	if (hasRole(file, 'is_closed')) {
		// Closed and not won is lost only where a flag or column says what won is.
		const lost = hasRole(file, 'is_won') ? `when ${closed} then 'lost'` : '';
		parts.push(`case ${lost} when not ${closed} then 'open' else null end`);
	}
	if (parts.length === 0 || !hasRole(file, 'status')) {
		if (hasRole(file, 'won_at'))
			parts.push(`case when ${roleSql(file, 'won_at')} is not null then 'won' end`);
		if (hasRole(file, 'lost_at'))
			parts.push(`case when ${roleSql(file, 'lost_at')} is not null then 'lost' end`);
	}
	return parts.length > 0 ? `coalesce(${parts.join(', ')}, null)` : 'cast(null as varchar)';
}

/** SQL of `text` with the codes of a mapping in place of the names and signs that they stand for; `others` of all else. */
function withCodes(
	text: string,
	codes: Readonly<Record<string, string>> | undefined,
	others: string,
): string {
	const cases = Object.entries(codes ?? {}).map(
		([name, code]) => `when ${quoteText(name)} then ${quoteText(code)}`,
	);
	return cases.length > 0 ? `case ${text} ${cases.join(' ')} else ${others} end` : others;
}

/** SQL of the currency in a column of currencies: codes in capitals, names that are not known as they are. */
export function codeSql(file: MappedFile, role: 'currency' | 'to_currency'): string {
	const text = roleSql(file, role);
	const code = `case when length(${text}) = 3 then upper(${text}) else ${text} end`;
	return withCodes(text, columnsOf(file, role)[0]?.codes, code);
}

/**
 * Currency codes in capitals, names of currencies that are not known as they are; without a column of them, what the amounts
 * name themselves, or else their header.
 */
export function currencySql(file: MappedFile): string {
	const amount = columnsOf(file, 'amount')[0];
	const cell = amount && file.raw.columns[amount.position];
	const namesIt = amount?.reading.as === 'number' && amount.reading.namesCurrency === true;
	const named = [
		...(hasRole(file, 'currency') ? [codeSql(file, 'currency')] : []),
		...(namesIt && cell ? [currencyInTextSql(cell)] : []),
		...(amount?.currency === undefined ? [] : [quoteText(amount.currency)]),
	];
	const currency =
		named.length > 1 ? `coalesce(${named.join(', ')})` : (named[0] ?? codeSql(file, 'currency'));
	return amount?.codes ? letSql('c', currency, withCodes('c', amount.codes, 'c')) : currency;
}

/** Whether the CRM has deleted the deal, by a flag, a date, or its status. */
export function deletedSql(file: MappedFile): string {
	const flag = roleSql(file, 'deleted', 'boolean');
	const parts = [flag];
	if (hasRole(file, 'status'))
		parts.push(
			`list_contains([${DELETED_WORDS.map(quoteText).join(', ')}], ${foldedSql(roleSql(file, 'status'))})`,
		);
	if (hasRole(file, 'deleted_at')) parts.push(`${roleSql(file, 'deleted_at')} is not null`);
	return parts.length > 1 ? parts.map((part) => `coalesce(${part}, false)`).join(' or ') : flag;
}

/** All cells of a raw row as one text: what decides between duplicate rows, and what a set-aside row shows. */
export const rowTextSql = (raw: RawFile, separator: string): string =>
	`concat_ws(${quoteText(separator)}, ${raw.columns.map(({ name }) => `coalesce(${quoteName(name)}, '')`).join(', ')})`;

/** Number of filled cells of a raw row. */
export const filledSql = (raw: RawFile): string =>
	raw.columns.map((cell) => `case when ${textSql(cell)} is null then 0 else 1 end`).join(' + ');
