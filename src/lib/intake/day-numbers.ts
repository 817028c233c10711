import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { readingSql } from './cell';
import type { DateReading } from './dates';
import type { ColumnMapping, FileMapping, Question } from './mapping';
import { mappedFiles, type MappedFile } from './project-sql';
import { dayNumberQuestion } from './questions';
import type { RawFile } from './read/raw-file';

/** Days between the first day of spreadsheets that count from 1904 and that of those from 1900. */
const APART = 1462;

interface Span {
	file: MappedFile;
	column: ColumnMapping;
	isNumbers: boolean;
	/** Days since 1970 within which nine in ten of its values lie. */
	first: number;
	last: number;
}

const isDate = (column: ColumnMapping): column is ColumnMapping & { reading: DateReading } =>
	column.reading.as === 'date' && column.role !== 'ignored';

const isOfNumbers = ({ formats }: DateReading): boolean =>
	formats.length === 1 && formats[0] === 'spreadsheet_day';

async function spansOf(engine: Engine, file: MappedFile, options?: RunOptions): Promise<Span[]> {
	const columns = file.mapping.columns.filter(isDate);
	if (columns.length === 0) return [];
	const quantiles = columns.flatMap((column, index) => {
		const cell = file.raw.columns.find(({ position }) => position === column.position);
		if (!cell) return [];
		const day = `date_diff('day', date '1970-01-01', cast(${readingSql(cell, column.reading)} as date))`;
		return [0.05, 0.95].map((share, end) => `quantile_cont(${day}, ${share}) as q_${index}_${end}`);
	});
	const { rows } = await engine.query(
		`select ${quantiles.join(', ')} from ${quoteName(file.raw.table)}`,
		options,
	);
	return columns.flatMap((column, index) => {
		const [first, last] = [rows[0]?.[`q_${index}_0`], rows[0]?.[`q_${index}_1`]];
		if (typeof first !== 'number' || typeof last !== 'number') return [];
		return [{ file, column, isNumbers: isOfNumbers(column.reading), first, last }];
	});
}

const dayText = (day: number): string => new Date(Math.round(day) * 86_400_000).toISOString().slice(0, 10);

/**
 * Asks from when a column counts its day numbers, where it lies apart from all other dates of the files counted from 1900,
 * and among them counted from 1904, as old spreadsheets of the Macintosh do. Nothing in the numbers themselves tells.
 */
export async function dayNumberQuestions(
	engine: Engine,
	raws: readonly RawFile[],
	files: readonly FileMapping[],
	options?: RunOptions,
): Promise<Question[]> {
	const mapped = mappedFiles(raws, files);
	const hasNumbers = mapped.some(({ mapping }) =>
		mapping.columns.some((column) => isDate(column) && isOfNumbers(column.reading)),
	);
	if (!hasNumbers) return [];
	const spans: Span[] = [];
	for (const file of mapped) spans.push(...(await spansOf(engine, file, options)));
	const others = spans.filter(({ isNumbers, column }) => !isNumbers && column.role !== 'expected_close');
	if (others.length === 0) return [];
	const from = Math.min(...others.map(({ first }) => first));
	const to = Math.max(...others.map(({ last }) => last));
	return spans
		.filter(({ isNumbers, first, last }) => {
			const isAmong = (days: number): boolean => first + days <= to && last + days >= from;
			return isNumbers && !isAmong(0) && isAmong(APART);
		})
		.map(({ file, column, first, last }) =>
			dayNumberQuestion(
				file.raw.file,
				column,
				`${dayText(first)} to ${dayText(last)}`,
				`${dayText(first + APART)} to ${dayText(last + APART)}`,
				`${dayText(from)} to ${dayText(to)}`,
			),
		);
}
