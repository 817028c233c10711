import { written } from '../../base/written';
import { quoteName, type Engine, type RunOptions } from '../../engine/engine';
import { foldLabel } from '../fold';
import type { Correction, FileKind, Mapping } from '../mapping';
import { KNOWN_WORDS } from '../presets/known-words';
import { columnSql, mappedFiles, type MappedFile } from '../project-sql';
import type { RawFile } from '../read/raw-file';
import { columnKey } from '../segment-keys';
import { nearness, nearnessWords, nearest } from './near';

/** A value of a column with its rows. */
export interface ValueCount {
	kind: FileKind;
	file: string;
	/** The key under which the column is joined and corrected. */
	column: string;
	value: string;
	rows: number;
}

/** Values of a column that are looked at; a column of more is no list of labels. */
const MOST_VALUES = 50_000;
/** Comparisons of one column that are worth the wait: past it only equal folds are found. */
const MOST_COMPARISONS = 2_000_000;
/** A slip is rare beside the word that was meant. */
const RARE = 0.1;

/** The kind of file that says which values there are. */
const AUTHORITIES: Record<string, FileKind> = {
	account: 'accounts',
	product: 'products',
	owner: 'people',
	team: 'people',
	manager: 'people',
};

async function countValues(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<ValueCount[]> {
	const counts: ValueCount[] = [];
	for (const file of files) {
		if (file.mapping.kind === 'stage_history') continue;
		for (const column of file.mapping.columns) {
			const key = columnKey(column);
			if (key === null || key === 'currency') continue;
			const { rows } = await engine.query(
				`select ${columnSql(file, { ...column, reading: { as: 'text' } })} as value, count(*) as n
				from ${quoteName(file.raw.table)} group by value having value is not null order by n desc, value limit ${MOST_VALUES}`,
				options,
			);
			for (const row of rows) {
				counts.push({
					kind: file.mapping.kind,
					file: file.raw.file,
					column: key,
					value: String(row['value']),
					rows: Number(row['n']),
				});
			}
		}
	}
	return counts;
}

interface Value {
	value: string;
	rows: number;
	/** The files that hold it, with their kinds. */
	files: Map<string, FileKind>;
}

function valuesByColumn(counts: readonly ValueCount[]): Map<string, Value[]> {
	const columns = new Map<string, Map<string, Value>>();
	for (const { kind, file, column, value, rows } of counts) {
		const values = columns.get(column) ?? new Map<string, Value>();
		columns.set(column, values);
		const known = values.get(value) ?? { value, rows: 0, files: new Map<string, FileKind>() };
		known.rows += rows;
		known.files.set(file, kind);
		values.set(value, known);
	}
	const byRows = (a: Value, b: Value) => b.rows - a.rows || (a.value < b.value ? -1 : 1);
	return new Map([...columns].map(([column, values]) => [column, [...values.values()].sort(byRows)]));
}

const isNumber = (text: string): boolean => /^[\d.,\s%$€£+-]+$/.test(text);

/** A word of the file's own column, in the case in which the file writes. */
const asWritten = (word: string, like: string): string =>
	/^\p{Lu}/u.test(like) ? word.replace(/(?:^|[\s-])\p{Ll}/gu, (start) => start.toUpperCase()) : word;

function correctionsOf(column: string, values: readonly Value[]): Correction[] {
	const authority = AUTHORITIES[column];
	const listed = authority ? values.filter(({ files }) => [...files.values()].includes(authority)) : [];
	const isListed = new Set(listed.map(({ value }) => value));
	const corrections: Correction[] = [];
	const add = (from: Value, to: string, evidence: string) =>
		corrections.push({
			column,
			from: from.value,
			to,
			file: from.files.size === 1 ? ([...from.files.keys()][0] ?? null) : null,
			rows: from.rows,
			evidence,
		});
	// One spelling of those that fold to the same: the one that is listed, else the one of most rows.
	const spelled = new Map<string, Value>();
	for (const value of [...listed, ...values]) {
		const fold = foldLabel(value.value);
		if (!spelled.has(fold)) spelled.set(fold, value);
	}
	const settled = new Set<string>();
	for (const value of values) {
		const best = spelled.get(foldLabel(value.value));
		if (!best || best.value === value.value) continue;
		// Two things of a list are two, however alike.
		if (isListed.has(value.value)) continue;
		settled.add(value.value);
		add(
			value,
			best.value,
			`the same as “${best.value}” (${written(best.rows)} rows) but for case, spaces or accents`,
		);
	}
	const rest = values.filter(({ value }) => !isListed.has(value) && !settled.has(value) && !isNumber(value));
	const authorityFiles = [
		...new Set(
			listed.flatMap(({ files }) => [...files].flatMap(([file, kind]) => (kind === authority ? [file] : []))),
		),
	].sort();
	if (listed.length > 0 && rest.length * listed.length <= MOST_COMPARISONS) {
		const names = listed.map(({ value }) => value);
		for (const value of rest) {
			const found = nearest(value.value, names);
			if (!found) continue;
			settled.add(value.value);
			add(
				value,
				found.to,
				`${nearnessWords(found.like)}; ${authorityFiles.join(', ')} ${authorityFiles.length === 1 ? 'has' : 'have'} “${found.to}” and no “${value.value}”`,
			);
		}
	}
	if (values.length * values.length <= MOST_COMPARISONS) {
		for (const value of rest.filter((candidate) => !settled.has(candidate.value))) {
			const frequent = values.filter(
				({ value: to, rows }) => to !== value.value && rows * RARE >= value.rows,
			);
			const found = nearest(
				value.value,
				frequent.map(({ value: to }) => to),
			);
			if (!found) continue;
			const rows = frequent.find(({ value: to }) => to === found.to)?.rows ?? 0;
			settled.add(value.value);
			add(value, found.to, `${nearnessWords(found.like)}; “${found.to}” has ${written(rows)} rows`);
		}
	}
	for (const { keys, words } of KNOWN_WORDS) {
		if (!keys.test(column)) continue;
		for (const value of rest.filter((candidate) => !settled.has(candidate.value))) {
			const folded = foldLabel(value.value);
			if (words.includes(folded)) continue;
			const found = nearest(folded, words);
			if (found?.like.kind !== 'typing') continue;
			const to = asWritten(found.to, value.value);
			if (nearness(value.value, to) === null) continue;
			settled.add(value.value);
			add(value, to, `${nearnessWords(found.like)} from the known word “${found.to}”`);
		}
	}
	return corrections;
}

/** The spellings that look like others, most rows first. Order of `counts` does not matter. */
export function correctionsFrom(counts: readonly ValueCount[]): Correction[] {
	return [...valuesByColumn(counts)]
		.flatMap(([column, values]) => correctionsOf(column, values))
		.sort(
			(a, b) =>
				b.rows - a.rows || (a.column < b.column ? -1 : a.column > b.column ? 1 : a.from < b.from ? -1 : 1),
		);
}

/**
 * Spellings of the read files that look like others: names that a list does not have, labels that differ in case,
 * spaces or accents, slips of one or two letters. Offered only; those that the mapping has accepted are made already.
 */
export async function proposeCorrections(
	engine: Engine,
	raws: readonly RawFile[],
	mapping: Mapping,
	options?: RunOptions,
): Promise<Correction[]> {
	const files = mappedFiles(raws, mapping.files, mapping.corrections);
	return correctionsFrom(await countValues(engine, files, options));
}
