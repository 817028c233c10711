import type { Engine, Row, RunOptions } from '../engine/engine';
import { valueTextSql, type CellFacts } from './cell-text';
import { plainDigits } from './digits';
import { dropTable } from './drop-table';
import { formatOfShape, inPlainWords, mayBeDate, shapeOf } from './date-forms';
import { isNumberText } from './number-text';
import { FALSE_WORDS, TRUE_WORDS } from './presets/vocabulary';
import type { RawColumn, RawFile } from './read/raw-file';

/** Rows looked at to tell what a column holds; readings of dates and numbers are decided from all rows. */
const SAMPLE_ROWS = 20_000;

export interface ColumnProfile {
	header: string;
	position: number;
	name: string;
	cells?: CellFacts;
	/** Non-blank values in the sample, and how many differ. */
	values: number;
	distinct: number;
	/** Most frequent first, at most 60. */
	samples: string[];
	/** Share of the sampled values that take the form of a date, a number, a flag. */
	dates: number;
	numbers: number;
	flags: number;
}

export interface FileProfile {
	raw: RawFile;
	columns: ColumnProfile[];
}

/** Whether a text has the form of a date, told from one of a number; `words` is the text in plain words. */
const isDate = (text: string, words: string): boolean =>
	formatOfShape({ shape: shapeOf(text), words: shapeOf(words), example: text }, 'month_first') !== null &&
	!/^\d{1,5}(\.\d+)?$/.test(text);

/**
 * What each column of a file seems to hold, from about 20,000 of its rows. Those of a long file are copied first: asked
 * column by column, the whole table would be passed over as often as it has columns. `onColumn` is told of each that is
 * done.
 */
export async function profile(
	engine: Engine,
	raw: RawFile,
	options?: RunOptions,
	onColumn?: () => void,
): Promise<FileProfile> {
	const step = Math.ceil(raw.rowsKept / SAMPLE_ROWS);
	if (step <= 1) return profileOf(engine, raw, raw.table, options, onColumn);
	const sample = `sample_of_${raw.table}`;
	try {
		await engine.execute(
			`create or replace table ${sample} as select * from ${raw.table} where row_no % ${step} = 0`,
			options,
		);
		return await profileOf(engine, raw, sample, options, onColumn);
	} finally {
		await dropTable(engine, sample);
	}
}

async function profileOf(
	engine: Engine,
	raw: RawFile,
	table: string,
	options: RunOptions | undefined,
	onColumn: (() => void) | undefined,
): Promise<FileProfile> {
	const found: { column: RawColumn; rows: Row[] }[] = [];
	for (const column of raw.columns) {
		const { rows } = await engine.query(
			`select text, n, sum(n) over () as total, count(*) over () as different
			from (select ${valueTextSql(column)} as text, count(*) as n from ${table} group by text)
			where text is not null order by n desc, text limit 60`,
			options,
		);
		found.push({ column, rows });
		onColumn?.();
	}
	const texts = new Set(found.flatMap(({ rows }) => rows.map((row) => plainDigits(String(row['text'])))));
	const inWords = await inPlainWords(engine, [...texts].filter(mayBeDate), options);
	const columns = found.map(({ column: { header, position, name, cells }, rows }): ColumnProfile => {
		const samples = rows.map((row) => String(row['text']));
		const plain = samples.map(plainDigits);
		const share = (fits: (text: string) => boolean) =>
			plain.length ? plain.filter(fits).length / plain.length : 0;
		return {
			header,
			position,
			name,
			...(cells ? { cells } : {}),
			values: Number(rows[0]?.['total'] ?? 0),
			distinct: Number(rows[0]?.['different'] ?? 0),
			samples,
			dates: share((text) => isDate(text, inWords.get(text) ?? text)),
			numbers: share(isNumberText),
			flags: share((text) => [...TRUE_WORDS, ...FALSE_WORDS].includes(text.toLowerCase())),
		};
	});
	return { raw, columns };
}
