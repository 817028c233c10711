import { quoteName, quoteText, type Engine, type RunOptions } from '../../engine/engine';
import { headerKeys } from '../layout-likeness';
import { columnsOf, joinedIdSql, rowTextSql, type MappedFile } from '../project-sql';

/** What all rows of a file say together, whatever their order: equal for files of equal rows and columns. */
export async function contentsOf(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<Map<MappedFile, string>> {
	const contents = new Map<MappedFile, string>();
	for (const file of files) {
		// The same columns in another order are the same rows.
		const columns = [...file.raw.columns].sort((a, b) =>
			a.header < b.header ? -1 : a.header > b.header ? 1 : a.position - b.position,
		);
		const { rows } = await engine.query(
			`select count(*) as n, cast(sum(cast(hash(content) as hugeint)) as varchar) as content
			from (select ${rowTextSql({ ...file.raw, columns }, '\u001f')} as content from ${quoteName(file.raw.table)}) as texts`,
			options,
		);
		const [row] = rows;
		contents.set(
			file,
			[String(row?.['n']), String(row?.['content']), ...headerKeys(file.mapping.columns).sort()].join(
				'\u001e',
			),
		);
	}
	return contents;
}

/** A file whose rows are those of another, word for word. */
export interface Copy {
	file: MappedFile;
	of: MappedFile;
}

/**
 * The files whose rows another file of the same kind has too, each with the one that stands: the first by name, but one
 * of a known day before one without. Exports of different known days are two exports, though nothing has changed.
 */
export async function copiesAmong(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<Copy[]> {
	const suspects = files.filter((file) =>
		files.some(
			(other) =>
				other !== file &&
				other.mapping.kind === file.mapping.kind &&
				other.raw.rowsKept === file.raw.rowsKept &&
				other.raw.columns.length === file.raw.columns.length,
		),
	);
	const contents = await contentsOf(engine, suspects, options);
	const dayOf = ({ mapping }: MappedFile) => mapping.snapshotDay ?? null;
	const standing: MappedFile[] = [];
	const copies: Copy[] = [];
	const byDay = [...suspects].sort(
		(a, b) => Number(dayOf(a) === null) - Number(dayOf(b) === null) || a.index - b.index,
	);
	for (const file of byDay) {
		const of = standing.find(
			(other) =>
				other.mapping.kind === file.mapping.kind &&
				contents.get(other) === contents.get(file) &&
				(dayOf(file) === null || dayOf(other) === dayOf(file)),
		);
		if (of) copies.push({ file, of });
		else standing.push(file);
	}
	return copies;
}

/**
 * Which files of one kind of export share deals: of each deal the first file (by index) that has it, with all others.
 * Enough to tell who belongs together.
 */
export async function sharedDeals(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<{ first: number; other: number; shared: number }[]> {
	const ids = files
		.filter((file) => columnsOf(file, 'id').length > 0)
		.map(
			(file) =>
				`select distinct ${quoteText(file.mapping.layout)} as layout, ${file.index} as file_index, ${joinedIdSql(file)} as deal_id
				from ${quoteName(file.raw.table)}`,
		);
	if (ids.length < 2) return [];
	const { rows } = await engine.query(
		`with ids as (${ids.join(' union all ')}),
		firsts as (
			select deal_id, file_index, min(file_index) over (partition by layout, deal_id) as first_index
			from ids where deal_id is not null
		)
		select first_index, file_index, count(*) as n
		from firsts where file_index <> first_index
		group by first_index, file_index order by first_index, file_index`,
		options,
	);
	return rows.map((row) => ({
		first: Number(row['first_index']),
		other: Number(row['file_index']),
		shared: Number(row['n']),
	}));
}

/** Sets the rows of copies aside, and tells of what each is a copy. */
export async function setAsideCopies(
	engine: Engine,
	copies: readonly Copy[],
	options?: RunOptions,
): Promise<string[]> {
	for (const { file, of } of copies) {
		await engine.execute(
			`insert into set_aside
			select ${file.index}, row_no, ${quoteText(`the same export as ${of.raw.file}`)}, null, null
			from ${quoteName(file.raw.table)}`,
			options,
		);
	}
	return copies.map(
		({ file, of }) =>
			`${file.raw.file} is the same export as ${of.raw.file}, row for row: it changes nothing.`,
	);
}
