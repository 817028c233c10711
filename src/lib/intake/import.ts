import { written } from '../base/written';
import { counted } from '../base/parts';
import { ProblemError } from '../base/problem';
import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { typedTextSql } from './cell';
import { cellFacts } from './cell-facts';
import { processProblems } from './label-spans';
import { proposeCorrections } from './kinds/corrections';
import { joinWarnings } from './kinds/joins';
import { OF_NO_KIND, type FileReport, type IntakeReport, type Mapping, type SetAsideRow } from './mapping';
import { project, type Projection } from './project';
import { columnSql, rowTextSql } from './project-sql';
import { dropIfAlive } from './read/load';
import { readFile } from './read/read-file';
import type { RawFile } from './read/raw-file';
import { sameBytes } from './read/same-bytes';

export interface NamedBlob {
	name: string;
	blob: Blob;
}

/** How far a long step is; `done` runs from 0 to 1 over the whole step. */
export interface Progress {
	phase: string;
	file?: string;
	done: number;
}

export interface ImportOptions extends RunOptions {
	/** The sheet to read of a workbook, and no other. */
	sheet?: string | undefined;
	onProgress?: ((progress: Progress) => void) | undefined;
	/** About so many cells of files are read by one statement. */
	cellsAtOnce?: number | undefined;
}

/** Set-aside rows that a report holds; counts are complete. */
const LISTED_SET_ASIDE = 1_000;

function assertDistinct(names: readonly string[]): void {
	const repeated = names.find((name, index) => names.indexOf(name) !== index);
	if (repeated === undefined) return;
	throw new ProblemError({
		code: 'file-given-twice',
		message: `Two files are named ${repeated}.`,
		wayOut: 'Rename one of them, or give only one.',
		file: repeated,
	});
}

/** Each file once. Throws ProblemError where two of one name are not the same. */
async function withoutRepeats(
	files: readonly NamedBlob[],
): Promise<{ once: NamedBlob[]; repeated: string[] }> {
	const once: NamedBlob[] = [];
	const repeated: string[] = [];
	for (const file of files) {
		const known = once.find(({ name }) => name === file.name);
		if (!known) once.push(file);
		else if (await sameBytes(known.blob, file.blob, file.name)) repeated.push(file.name);
		else assertDistinct([known.name, file.name]);
	}
	return { once, repeated };
}

/** Of reading, this part is over when the rows are loaded; then their cells are looked at. */
const READ = 0.85;

/**
 * Reads every file – delimited text, Excel, Parquet, Arrow, or a ZIP archive of such – into raw tables: one for each
 * table in it, the largest sheet of a workbook first. Throws ProblemError naming file, line and way out.
 */
export async function readFiles(
	engine: Engine,
	files: readonly NamedBlob[],
	options: ImportOptions = {},
): Promise<RawFile[]> {
	const { once, repeated } = await withoutRepeats(files);
	const bytes = once.reduce((sum, { blob }) => sum + blob.size, 0);
	const raws: RawFile[] = [];
	let tables = 0;
	let before = 0;
	for (const file of once) {
		raws.push(
			...(await readFile(engine, file, () => `raw_${tables++}`, {
				signal: options.signal,
				sheet: options.sheet,
				onProgress: (done, phase) =>
					options.onProgress?.({
						phase,
						file: file.name,
						done: (READ * (before + done * file.blob.size)) / Math.max(bytes, 1),
					}),
			})),
		);
		before += file.blob.size;
	}
	const looked = await lookedAt(engine, raws, options);
	return looked.map((raw) =>
		repeated.some((name) => raw.file === name || raw.file.startsWith(`${name} › `))
			? {
					...raw,
					notices: [`${raw.file} was given twice, byte for byte the same: it is read once.`, ...raw.notices],
				}
			: raw,
	);
}

/** The read files with what is known of their cells. Where that fails or is stopped, no table is left behind. */
async function lookedAt(
	engine: Engine,
	raws: readonly RawFile[],
	options: ImportOptions,
): Promise<RawFile[]> {
	const tick = counted(raws.length, (done) =>
		options.onProgress?.({ phase: 'Looking at the cells', done: READ + (1 - READ) * done }),
	);
	const looked: RawFile[] = [];
	try {
		assertDistinct(raws.map(({ file }) => file));
		for (const raw of raws) {
			looked.push(await withCellFacts(engine, raw, options));
			tick();
		}
	} catch (error) {
		for (const { table } of raws) await dropIfAlive(engine, table, error);
		throw error;
	}
	return looked;
}

/** The file with what is known of the cells of its columns. */
async function withCellFacts(engine: Engine, raw: RawFile, options: RunOptions): Promise<RawFile> {
	const names = raw.columns.map(({ name }) => name);
	const facts = await cellFacts(engine, raw.table, names, options);
	return { ...raw, columns: raw.columns.map((column, index) => ({ ...column, cells: facts[index]! })) };
}

/**
 * The mapping with every table that stands in the text of another one: one that it does not name was not there, or not told
 * apart, when it was made, and is left out.
 */
function withTablesWithin(raws: readonly RawFile[], mapping: Mapping): Mapping {
	const named = new Set(mapping.files.map(({ file }) => file));
	const unnamed = raws.filter(
		({ file, within }) => within !== undefined && named.has(within) && !named.has(file),
	);
	if (unnamed.length === 0) return mapping;
	const files = unnamed.map(({ file, columns }) => ({
		file,
		kind: 'ignored' as const,
		layout: 'unknown',
		confidence: 1,
		evidence: ['the mapping does not say what this table within the file is'],
		columns: columns.map(({ header, position }) => ({
			header,
			position,
			role: 'ignored' as const,
			reading: { as: 'text' as const },
			evidence: 'file not used',
		})),
	}));
	return { ...mapping, files: [...mapping.files, ...files] };
}

/** A mapping fits only the files whose headers it names. */
function assertMappingFits(raws: readonly RawFile[], mapping: Mapping): void {
	for (const raw of raws) {
		const own = mapping.files.find(({ file }) => file === raw.file);
		if (!own) {
			throw new ProblemError({
				code: 'file-not-mapped',
				message: `The mapping does not say what ${raw.file} is.`,
				wayOut: 'Make a new mapping from all the files, or add this one with kind “ignored”.',
				file: raw.file,
			});
		}
		for (const column of own.columns) {
			const actual = raw.columns.find(({ position }) => position === column.position);
			if (actual?.header === column.header) continue;
			throw new ProblemError({
				code: 'column-renamed',
				message: actual
					? `Column ${column.position + 1} is headed “${actual.header}”, and “${column.header}” in the mapping.`
					: `The mapping has a column “${column.header}” that the file does not have.`,
				wayOut: 'Make a new mapping from this file, or correct the header in the mapping.',
				file: raw.file,
				column: column.header,
			});
		}
	}
	const holdsDeals = mapping.files.some(({ kind }) => kind === 'deals' || kind === 'stage_history');
	if (mapping.process.stages.length === 0 && holdsDeals) {
		throw new ProblemError({
			code: 'no-stages',
			message: 'The mapping has no stages.',
			wayOut: 'Name the stages in the process of the mapping, in order.',
		});
	}
	const [problem] = processProblems(mapping.process);
	if (problem) throw new ProblemError(problem);
	if (!holdsDeals) {
		const others = mapping.files.flatMap(({ file, kind, layout, evidence }) => {
			if (kind !== 'ignored') return [`${file} holds ${kind}`];
			return layout !== 'unknown' || evidence[0] === OF_NO_KIND ? [] : [`${file}: ${evidence.join(', ')}`];
		});
		throw new ProblemError({
			code: 'nothing-recognised',
			message:
				`None of ${raws.map(({ file }) => file).join(', ')} is a list of opportunities or a stage history: no column of an id beside a stage or an outcome.` +
				(others.length > 0 ? ` (${others.join(', ')}.)` : ''),
			wayOut: 'Say in the mapping which column is the id and which the stage, or give another file.',
		});
	}
}

async function rowsSetAside(
	engine: Engine,
	projection: Projection,
	options: RunOptions,
): Promise<Map<number, { total: number; reasons: Map<string, number>; listed: SetAsideRow[] }>> {
	const byFile = new Map<number, { total: number; reasons: Map<string, number>; listed: SetAsideRow[] }>();
	for (const { index, raw } of projection.files) {
		const reasons = await engine.query(
			`select reason, count(*) as n from set_aside where file_index = ${index} group by reason order by n desc, reason`,
			options,
		);
		const listed = await engine.query(
			`select s.row_no, s.reason, s.kept_file_index, s.kept_row_no, left(${rowTextSql(raw, ',')}, 500) as text
			from set_aside as s inner join ${quoteName(raw.table)} as r on r.row_no = s.row_no
			where s.file_index = ${index} order by s.row_no limit ${LISTED_SET_ASIDE}`,
			options,
		);
		byFile.set(index, {
			total: reasons.rows.reduce((sum, row) => sum + Number(row['n']), 0),
			reasons: new Map(reasons.rows.map((row) => [String(row['reason']), Number(row['n'])])),
			listed: listed.rows.map((row) => {
				const kept = projection.files.find((file) => file.index === row['kept_file_index']);
				const where = kept
					? ` (${kept.index === index ? '' : `${kept.raw.file}, `}line ${kept.raw.lineOf(Number(row['kept_row_no']))})`
					: '';
				return {
					file: raw.file,
					line: raw.lineOf(Number(row['row_no'])),
					reason: `${String(row['reason'])}${where}`,
					text: String(row['text']),
				};
			}),
		});
	}
	return byFile;
}

async function columnReports(
	engine: Engine,
	raw: RawFile,
	mapping: Mapping['files'][number],
	projection: Projection,
	options: RunOptions,
): Promise<FileReport['columns']> {
	const file = projection.files.find((candidate) => candidate.raw === raw);
	const expressions = mapping.columns.flatMap((column, index) => {
		const text = typedTextSql(raw.columns[column.position] ?? '');
		const read =
			file && column.role !== 'ignored' && column.reading.as !== 'text' ? columnSql(file, column) : null;
		return [
			`count(*) filter (${text} is null) as blanks_${index}`,
			`count(*) filter (${read ? `${text} is not null and ${read} is null and aside_no is null` : 'false'}) as unreadable_${index}`,
		];
	});
	// What a row that is set aside holds is not read.
	const counts = await engine.query(
		`select ${expressions.join(', ')} from ${quoteName(raw.table)}
		left join (select row_no as aside_no from set_aside where file_index = ${file?.index ?? -1}) as aside on aside_no = row_no`,
		options,
	);
	const first = await engine.query(`select * from ${quoteName(raw.table)} order by row_no limit 50`, options);
	return mapping.columns.map((column, index) => {
		const name = raw.columns[column.position]?.name ?? '';
		const samples = [
			...new Set(first.rows.map((row) => row[name]).filter((value) => typeof value === 'string')),
		];
		return {
			header: column.header,
			role: column.role,
			evidence: column.evidence,
			blanks: Number(counts.rows[0]?.[`blanks_${index}`] ?? 0),
			unreadable: Number(counts.rows[0]?.[`unreadable_${index}`] ?? 0),
			samples: samples.slice(0, 5).map((sample) => (sample.length > 80 ? `${sample.slice(0, 80)}…` : sample)),
		};
	});
}

async function dataWarnings(engine: Engine, options: RunOptions): Promise<string[]> {
	const { rows } = await engine.query(
		`select
			(select count(*) from stg_stage_events where deal_key is null) as orphans,
			(select count(distinct deal_id) from stg_stage_events where deal_key is null) as orphan_deals,
			(select count(*) from stg_deals) as deals,
			(select count(distinct deal_key) from stg_stage_events) as deals_with_events,
			(
				-- Some exports leave a lost deal in the stage that it had reached.
				select count(*)
				from stg_deals as d
				anti join stg_stage_events as e on e.deal_key = d.deal_key
				anti join stg_labels as labels
					on labels.label = d.stage_label and in_window(d.meant_on, labels.from_on, labels.before_on)
					and labels.stage_rank is not null
				where d.outcome = 'lost'
			) as lost_without_events,
			(select count(*) from stg_stage_events where deal_key is not null and evidence_code = 1) as logged,
			(select count(*) from stg_deals where created_at is null) as without_start,
			(select count(*) from stg_deals where outcome in ('won', 'lost') and closed_at is null) as without_close,
			(select count(*) from stg_deals where outcome = 'open' and stage_label is null) as without_stage,
			(
				-- By the day where one of the two tells no time.
				select count(*)
				from stg_deals
				cross join (
					select
						bool_or(created_at <> start_of_day(day_of(created_at)))
						and bool_or(closed_at <> start_of_day(day_of(closed_at))) as tells_times
					from stg_deals
				) as clock
				where case
					when clock.tells_times then closed_at < created_at
					else day_of(closed_at) < day_of(created_at)
				end
			) as closed_before_created`,
		options,
	);
	const n = (name: string) => Number(rows[0]?.[name] ?? 0);
	const deals = (count: number) => `${written(count)} ${count === 1 ? 'deal' : 'deals'}`;
	const warnings: string[] = [];
	if (n('orphans')) {
		const isOne = n('orphans') === 1;
		const ids = n('orphan_deals') === 1 ? 'an id' : `${written(n('orphan_deals'))} ids`;
		warnings.push(
			`${written(n('orphans'))} ${isOne ? 'row' : 'rows'} of the stage history ${isOne ? 'is' : 'are'} of ${ids} that no deal has: ${isOne ? 'it counts' : 'they count'} nowhere.`,
		);
	}
	const unlogged = n('deals') - n('deals_with_events');
	if (n('logged') > 0 && unlogged > 0) {
		const lost = n('lost_without_events');
		warnings.push(
			`${written(unlogged)} of ${deals(n('deals'))} ${unlogged === 1 ? 'has' : 'have'} no row in the stage history: what ${unlogged === 1 ? 'it' : 'they'} reached is told by the stage in which ${unlogged === 1 ? 'it stands' : 'they stand'}` +
				(lost > 0
					? `, and of ${written(lost)} that ${lost === 1 ? 'was' : 'were'} lost it is not known.`
					: '.'),
		);
	}
	if (n('without_start'))
		warnings.push(`${deals(n('without_start'))} without a start: in no window, only in “All time”.`);
	if (n('without_close'))
		warnings.push(
			`${deals(n('without_close'))} won or lost without a date in their row: dated by the stage history where it tells, else in no window.`,
		);
	if (n('without_stage'))
		warnings.push(`${deals(n('without_stage'))} open without a stage: counted in the first one.`);
	if (n('closed_before_created'))
		warnings.push(
			`${deals(n('closed_before_created'))} closed before created: their sales cycle is negative as the file has it.`,
		);
	const currencies = await engine.query(
		'select currency, count(*) as n from stg_deals where amount is not null group by currency order by n desc, currency',
		options,
	);
	if (currencies.rows.length > 1) {
		warnings.push(
			`Amounts are in several currencies and never added together: ${currencies.rows
				.map(
					(row) =>
						`${row['currency'] === null ? 'none named' : String(row['currency'])} ${deals(Number(row['n']))}`,
				)
				.join(', ')}. Amounts shown are of the first.`,
		);
	}
	return warnings;
}

/**
 * Brings the read files into the staging tables as the mapping says, and reports on every row. Throws ProblemError
 * where the mapping does not fit the files or nothing is left. Invariant: rows read = kept + set aside, a file.
 */
export async function importMapped(
	engine: Engine,
	raws: readonly RawFile[],
	given: Mapping,
	options: ImportOptions = {},
): Promise<IntakeReport> {
	const mapping = withTablesWithin(raws, given);
	assertMappingFits(raws, mapping);
	options.onProgress?.({ phase: 'Reading values', done: 0 });
	const projection = await project(engine, raws, mapping, options, (done) =>
		options.onProgress?.({ phase: 'Reading values', done: 0.8 * done }),
	);
	options.onProgress?.({ phase: 'Counting rows', done: 0.8 });
	const aside = await rowsSetAside(engine, projection, options);
	const files: FileReport[] = [];
	const setAside: SetAsideRow[] = [];
	for (const raw of raws) {
		const own = mapping.files.find(({ file }) => file === raw.file);
		if (!own) continue;
		const index = projection.files.find((file) => file.raw === raw)?.index;
		const projected = index === undefined ? undefined : aside.get(index);
		const reasons = new Map(raw.reasons.map(({ reason, rows }) => [reason, rows]));
		for (const [reason, rows] of projected?.reasons ?? [])
			reasons.set(reason, (reasons.get(reason) ?? 0) + rows);
		const unused = own.kind === 'ignored' ? raw.rowsKept : 0;
		if (unused > 0) reasons.set(`left out: ${own.evidence[0] ?? 'as the mapping says'}`, unused);
		const rowsSetAsideTotal = raw.rowsSetAside + (projected?.total ?? 0) + unused;
		setAside.push(...[...raw.setAside, ...(projected?.listed ?? [])].sort((a, b) => a.line - b.line));
		files.push({
			file: raw.file,
			kind: own.kind,
			layout: own.layout,
			encoding: raw.encoding,
			delimiter: raw.delimiter,
			header_line: raw.headerLine,
			rows_read: raw.rowsRead,
			rows_kept: raw.rowsRead - rowsSetAsideTotal,
			rows_set_aside: rowsSetAsideTotal,
			reasons: [...reasons].map(([reason, rows]) => ({ reason, rows })).sort((a, b) => b.rows - a.rows),
			columns: await columnReports(engine, raw, own, projection, options),
		});
	}
	const warnings = [
		...raws.flatMap(({ notices }) => notices),
		...projection.warnings,
		...joinWarnings(projection.joins),
		...(await dataWarnings(engine, options)),
	];
	for (const file of files) {
		if (file.kind === 'ignored') {
			const why = mapping.files.find((own) => own.file === file.file)?.evidence[0] ?? 'as the mapping says';
			warnings.push(`${file.file} is not used: ${why}.`);
		}
		for (const column of file.columns) {
			if (column.unreadable > 0) {
				warnings.push(
					`${file.file}: ${column.unreadable === 1 ? '1 value' : `${written(column.unreadable)} values`} of “${column.header}” could not be read as ${column.role} and ${column.unreadable === 1 ? 'counts' : 'count'} as blank.`,
				);
			}
		}
	}
	options.onProgress?.({ phase: 'Counting rows', done: 1 });
	return {
		files,
		joins: projection.joins,
		corrections: await proposeCorrections(engine, raws, mapping, options),
		money: projection.money,
		snapshots: projection.snapshots,
		set_aside: setAside.slice(0, LISTED_SET_ASIDE),
		warnings,
		questions: [],
	};
}
