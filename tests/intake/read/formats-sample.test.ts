import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { mkdtemp, rm } from 'node:fs/promises';
import {
	Bool,
	DateDay,
	Float64,
	makeData,
	makeVector,
	Table,
	tableToIPC,
	TimestampMillisecond,
	Utf8,
	vectorFromArray,
	type Vector,
} from 'apache-arrow';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quoteText, type Engine, type Row } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { importMapped, readFiles, type NamedBlob } from '$lib/intake/import';
import type { IntakeReport } from '$lib/intake/mapping';
import { recognise } from '$lib/intake/recognise';
import { buildModel } from '$lib/model/build';
import type { AnyMart } from '$lib/model/contract';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { readMart } from '$lib/model/read';
import { WHOLE_SCOPE, type Scope } from '$lib/model/scope';
import { blobOf } from './formats-files';
import { STYLE, xlsxOf, zipOf, type SheetCell } from '../../support/workbook';

const FILES = ['salesforce-opportunities', 'salesforce-opportunity-history'] as const;
type Name = (typeof FILES)[number];
type Kind = 'text' | 'number' | 'flag' | 'day' | 'instant';

const KINDS: Record<Name, Record<string, Kind>> = {
	'salesforce-opportunities': {
		Amount: 'number',
		'Probability (%)': 'number',
		'Created Date': 'day',
		'Close Date': 'day',
		'Last Modified Date': 'day',
		Closed: 'flag',
		Won: 'flag',
	},
	'salesforce-opportunity-history': {
		Amount: 'number',
		'Probability (%)': 'number',
		'Close Date': 'day',
		'Last Modified Date': 'instant',
	},
};

/** The SQL that reads a text of the sample files as `kind`, and its type in Parquet. */
const SQL: Record<Kind, (column: string) => string> = {
	text: (column) => column,
	number: (column) => `cast(${column} as decimal(18, 2))`,
	flag: (column) => `${column} = '1'`,
	day: (column) => `cast(strptime(${column}, '%m/%d/%Y') as date)`,
	instant: (column) => `strptime(${column}, '%m/%d/%Y %I:%M %p')`,
};

/** One CSV of the sample with its values as what they are. */
interface Typed {
	headers: string[];
	kinds: Kind[];
	/** Days and instants as ISO text. */
	rows: Row[];
	parquet: Uint8Array;
}

/** Deals that the formats are compared on: with a few years of them every kind of cell has been met. */
const DEALS = 1_200;

/** The sample's first deals and their history as CSV, so that each format is written and read in little time. */
async function csvTexts(): Promise<Record<Name, string>> {
	const rowsOf = async (name: Name) =>
		Papa.parse<Record<string, string>>(await readFile(`sample-data/files/${name}.csv`, 'utf8'), {
			header: true,
		}).data.filter((row) => row['Opportunity ID']?.startsWith('006'));
	const deals = (await rowsOf('salesforce-opportunities')).slice(0, DEALS);
	const ids = new Set(deals.map((row) => row['Opportunity ID']));
	const history = (await rowsOf('salesforce-opportunity-history')).filter((row) =>
		ids.has(row['Opportunity ID']),
	);
	return {
		'salesforce-opportunities': Papa.unparse(deals),
		'salesforce-opportunity-history': Papa.unparse(history),
	};
}

async function typedOf(engine: Engine, name: Name, text: string, folder: string): Promise<Typed> {
	const [raw] = await readFiles(engine, [{ name, blob: new Blob([text]) }]);
	if (!raw) throw new Error(`${name} was not read.`);
	const kinds = raw.columns.map(({ header }) => KINDS[name][header] ?? 'text');
	const select = raw.columns
		.map(({ name: column, header }, index) => `${SQL[kinds[index]!](column)} as "${header}"`)
		.join(', ');
	const sql = `select ${select} from ${raw.table} order by row_no`;
	const path = join(folder, `${name}.parquet`);
	await engine.execute(`copy (${sql}) to ${quoteText(path)} (format parquet, codec 'zstd')`);
	const { rows } = await engine.query(sql);
	return { headers: raw.columns.map(({ header }) => header), kinds, rows, parquet: await readFile(path) };
}

const DAY = 86_400_000;

function sheetOf({ headers, kinds, rows }: Typed): SheetCell[][] {
	const cell = (value: Row[string], kind: Kind): SheetCell => {
		if (value === null || value === undefined) return null;
		if (kind !== 'day' && kind !== 'instant') return value;
		const serial = Date.parse(String(value)) / DAY + 25_569;
		return { value: String(serial), style: kind === 'day' ? STYLE.date : STYLE.instant };
	};
	return [
		headers,
		...rows.map((row) => headers.map((header, index) => cell(row[header] ?? null, kinds[index]!))),
	];
}

function arrowOf({ headers, kinds, rows }: Typed, format: 'file' | 'stream'): Uint8Array {
	const vector = (header: string, kind: Kind): Vector => {
		const values = rows.map((row) => row[header] ?? null);
		if (kind === 'text') return vectorFromArray(values as (string | null)[], new Utf8());
		if (kind === 'number') return vectorFromArray(values as (number | null)[], new Float64());
		if (kind === 'flag') return vectorFromArray(values as (boolean | null)[], new Bool());
		const ms = values.map((value) => Date.parse(String(value)));
		return kind === 'day'
			? makeVector(makeData({ type: new DateDay(), data: Int32Array.from(ms, (at) => at / DAY) }))
			: makeVector(
					makeData({ type: new TimestampMillisecond(), data: BigInt64Array.from(ms, (at) => BigInt(at)) }),
				);
	};
	return tableToIPC(
		new Table(Object.fromEntries(headers.map((header, index) => [header, vector(header, kinds[index]!)]))),
		format,
	);
}

interface Answer {
	funnel: Row[];
	headline: Row[];
	report: IntakeReport;
}

const EVERYTHING: Scope = WHOLE_SCOPE;
const A_YEAR: Scope = { ...EVERYTHING, from: '2024-01-01' as Scope['from'], to: '2025-01-01' as Scope['to'] };

async function answerOf(files: NamedBlob[]): Promise<Answer> {
	const engine = await openNativeEngine();
	try {
		const raws = await readFiles(engine, files);
		const { mapping, questions } = await recognise(engine, raws);
		expect(questions).toEqual([]);
		const report = await importMapped(engine, raws, mapping);
		const catalog = await buildModel(engine, null);
		const ask = async (mart: AnyMart) => [
			...(await readMart(engine, catalog, mart, EVERYTHING, {})),
			...(await readMart(engine, catalog, mart, A_YEAR, {})),
		];
		return { funnel: await ask(funnel), headline: await ask(headline), report };
	} finally {
		await engine.close();
	}
}

describe('the sample company in other formats', () => {
	let folder: string;
	let csv: Answer;
	const typed = new Map<Name, Typed>();
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'funnelscope-test-'));
		const engine = await openNativeEngine();
		const texts = await csvTexts();
		for (const name of FILES) typed.set(name, await typedOf(engine, name, texts[name], folder));
		await engine.close();
		csv = await answerOf(FILES.map((name) => ({ name: `${name}.csv`, blob: new Blob([texts[name]]) })));
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));

	const each = (of: (file: Typed) => Uint8Array, suffix: string): NamedBlob[] =>
		FILES.map((name) => ({ name: `${name}.${suffix}`, blob: blobOf(of(typed.get(name)!)) }));

	const WAYS: [string, () => NamedBlob[]][] = [
		['two Excel workbooks', () => each((file) => xlsxOf([{ name: 'Report', rows: sheetOf(file) }]), 'xlsx')],
		[
			'one Excel workbook of two sheets',
			() => [
				{
					name: 'export.xlsx',
					blob: blobOf(
						xlsxOf(FILES.map((name) => ({ name: name.slice(0, 31), rows: sheetOf(typed.get(name)!) }))),
					),
				},
			],
		],
		['Parquet', () => each(({ parquet }) => parquet, 'parquet')],
		['Arrow files', () => each((file) => arrowOf(file, 'file'), 'arrow')],
		['Arrow streams', () => each((file) => arrowOf(file, 'stream'), 'arrows')],
		[
			'a ZIP archive of Parquet and Excel',
			() => [
				{
					name: 'export.zip',
					blob: blobOf(
						zipOf({
							'deals.parquet': typed.get('salesforce-opportunities')!.parquet,
							'history.xlsx': xlsxOf([
								{ name: 'Report', rows: sheetOf(typed.get('salesforce-opportunity-history')!) },
							]),
							'read me.pdf': '%PDF-1.7',
						}),
					),
				},
			],
		],
	];

	it.each(WAYS)('gives the same funnel and headline as %s', { timeout: 60_000 }, async (_, files) => {
		const answer = await answerOf(files());
		expect(csv.funnel.length).toBeGreaterThan(8);
		expect(answer.funnel).toEqual(csv.funnel);
		expect(answer.headline).toEqual(csv.headline);
		const kept = ({ report }: Answer) =>
			report.files.map(({ kind, rows_kept }) => `${kind}: ${rows_kept}`).sort();
		expect(kept(answer)).toEqual(kept(csv));
		for (const { rows_read, rows_kept, rows_set_aside } of answer.report.files) {
			expect(rows_read).toBe(rows_kept + rows_set_aside);
		}
		expect(answer.report.files.flatMap(({ columns }) => columns.map(({ unreadable }) => unreadable))).toEqual(
			answer.report.files.flatMap(({ columns }) => columns.map(() => 0)),
		);
	});

	it('tells in the report what an archive holds besides', async () => {
		const { report } = await answerOf(WAYS.at(-1)![1]());
		expect(report.warnings).toContain(
			'export.zip › read me.pdf is a PDF document, not CSV. Export the report as CSV instead of PDF.',
		);
	});
});
