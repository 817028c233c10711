import { readFile } from 'node:fs/promises';
import { timeZoneOf, UTC } from '$lib/base/time-zone';
import { describeProblem, ProblemError, type Problem } from '$lib/base/problem';
import type { Engine, Row } from '$lib/engine/engine';
import { proposeCorrections } from '$lib/intake/kinds/corrections';
import { importMapped, readFiles } from '$lib/intake/import';
import type { IntakeReport, Mapping, SnapshotChanges } from '$lib/intake/mapping';
import { partLabels } from '$lib/intake/part-labels';
import { findParting } from '$lib/intake/parting';
import { recognise } from '$lib/intake/recognise';
import { asRecognised, isMappedBy, recall, remember, type Recalled } from '$lib/intake/remember';
import type { RawFile } from '$lib/intake/read/raw-file';
import { buildModel } from '$lib/model/build';
import type { Day } from '$lib/base/day';
import { currencyOf } from '$lib/model/compile';
import { additiveColumns, type AnyMart } from '$lib/model/contract';
import { MARTS } from '$lib/model/marts';
import { brokenChecks, readMart } from '$lib/model/read';
import type { Scope } from '$lib/model/scope';
import { openEngine, openFiles } from './open';
import { aside, read } from './read';
import { parseArguments, type EngineChoice, type QueryCommand } from './arguments';
import { answersUnasked, paramsOf, requireParams } from './params';
import { filtersOf, segmentNamed, stageNamed, stagesNamed } from './where';

const HELP = `funnelscope – the numbers of a sales funnel from CRM exports, in the terminal

  funnelscope query FILE… [options]   the marts, computed from the files
      --as-of DAY          look at the data as of the end of this day (default: the newest fact in them)
      --from DAY --to DAY  window, --to excluded; either may be left out
      --basis B            cohort (deals started in the window, default) or activity (what happened in it)
      --starts-in STAGE    cohort of the deals that first entered this stage in the window, by its name or rank
                           (default: those created in it)
      --where 'COL=VALUE'  only deals with this value; repeat for more; COL!=VALUE leaves them out; COL= is blank
      --mart NAME          only this mart; repeat for more (default: all that need no parameter)
      --param NAME=VALUE   parameter of a mart
      --leave-out CHECK    without the deals that this check of the hygiene audit suspects; repeat for more
      --time-zone ZONE     days are those of this zone, such as Europe/Berlin, and times without an offset are by its
                           clock (default: that of the mapping, else UTC)
      --currency CODE      amounts of this currency (default: the most common one)
      --map FILE           read the files as this mapping says; files of other names are read as those of the same
                           columns in it, and what differs is told
      --json               { "intake": …, "marts": { NAME: [rows] } }
  funnelscope map FILE…               the recognised mapping as JSON, to edit and pass back with --map; with --map OLD
                                      as OLD says, and on stderr what differs; with --part stages of one name are
                                      parted that pipelines mean differently
  funnelscope read FILE --csv         the file's table as it was read, all text; every row set aside on stderr, with
                                      its line and reason; of a workbook the largest sheet, of an archive or a text
                                      the first table, or else the one of --sheet NAME
  funnelscope aside FILE…             every row that reading set aside, whole, as CSV: file, line, reason, record
  funnelscope --list [--json]         the marts with their contracts
      --engine wasm        the engine of the browser instead of the native one (same numbers)

A FILE is delimited text, an Excel workbook, Parquet, Arrow or a ZIP archive of these, known by its content.
Numbers are unrounded, durations in days, dates ISO. Exit status: 0 done, 1 the files or the question did not allow an
answer, 2 the command was not understood, 3 the numbers are printed but break a promise of their contract (see stderr).
`;

async function mappingFromFile(path: string): Promise<Mapping> {
	const text = await readFile(path, 'utf8').catch(() => null);
	const complain = (message: string): never => {
		throw new ProblemError({
			code: 'bad-mapping',
			message,
			wayOut: 'Make one with funnelscope map FILE….',
			file: path,
		});
	};
	if (text === null) return complain(`There is no file ${path}.`);
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch (cause) {
		return complain(`It is not JSON: ${(cause as Error).message}.`);
	}
	const mapping = parsed as Partial<Mapping> | null;
	if (mapping?.version !== 1 || !Array.isArray(mapping.files) || !Array.isArray(mapping.process?.stages)) {
		return complain('It is not a mapping of version 1 with files and a process.');
	}
	if (mapping.timeZone !== undefined && timeZoneOf(mapping.timeZone) === null)
		return complain(
			`“${mapping.timeZone}” is no time zone: name one such as Europe/Berlin, or leave it out for UTC.`,
		);
	return mapping as Mapping;
}

function contractOf(mart: AnyMart) {
	const { name, question, grain, population, params, columns, statistics, shareable } = mart;
	return {
		name,
		question,
		grain,
		population,
		params,
		columns: { ...columns, ...statistics },
		adds_up_over: additiveColumns(mart),
		checks: mart.checks.map(({ sentence }) => sentence),
		shareable,
	};
}

function list(json: boolean): string {
	if (json) return `${JSON.stringify(MARTS.map(contractOf), null, '\t')}\n`;
	return MARTS.map(contractOf)
		.map(({ name, question, grain, params, columns, adds_up_over, checks }) => {
			const lines = Object.entries(columns).map(
				([column, { type, unit, nullable, definition }]) =>
					`  ${column.padEnd(28)} ${type}${nullable ? '?' : ''}, ${unit}: ${definition}`,
			);
			const paramLines = Object.entries(params).map(
				([param, { type, definition }]) => `  --param ${param}=${type}: ${definition}`,
			);
			return [
				`${name} – ${question}`,
				`  grain: ${grain}`,
				...paramLines,
				...lines,
				...Object.entries(adds_up_over).map(
					([over, summed]) => `  adds up over ${over}: ${summed.join(', ')}`,
				),
				...checks.map((check) => `  check: ${check}`),
			].join('\n');
		})
		.join('\n\n')
		.concat('\n');
}

function chosenMarts(command: QueryCommand): AnyMart[] {
	if (command.marts.length === 0) {
		return MARTS.filter(answersUnasked);
	}
	return command.marts.map((name) => {
		const mart = MARTS.find((known) => known.name === name);
		if (mart) return mart;
		throw new ProblemError({
			code: 'usage',
			message: `There is no mart ${name}.`,
			wayOut: `There are ${MARTS.map((known) => known.name).join(', ')}.`,
		});
	});
}

/** Throws ProblemError if the picked day lies before all that is dated: zeros alone would not say so. */
async function requireFacts(engine: Engine, asOf: Day | null): Promise<void> {
	if (asOf === null) return;
	const { rows } = await engine.query(
		`select cast(day_of(min(happened_at)) as varchar) as day
		from (
			select least(created_at, closed_at) as happened_at from stg_deals
			union all
			select min(changed_at) from stg_stage_events
		) as facts`,
	);
	const first = rows[0]?.['day'];
	if (typeof first !== 'string' || first <= asOf) return;
	throw new ProblemError({
		code: 'before-all-facts',
		message: `By the end of ${asOf} nothing had happened yet.`,
		wayOut: `The first date in the data is ${first}: look at the data as of that day or a later one.`,
	});
}

/** Answers on stdout; false if a mart broke a promise of its contract, which stderr and `intake` then tell. */
async function query(command: QueryCommand): Promise<boolean> {
	const marts = chosenMarts(command);
	requireParams(marts, command.params);
	const asked = marts.map((mart) => ({ mart, params: paramsOf(mart, command.params) }));
	const files = await openFiles(command.files);
	const given = command.map === null ? null : await mappingFromFile(command.map);
	const engine = await openEngine(command.engine);
	try {
		const raws = await readFiles(engine, files);
		const {
			mapping: own,
			questions,
			doubts,
			newParting: parting,
			announcements,
		} = await mapped(engine, raws, given);
		const mapping = inZone(own, command.timeZone);
		const again = command.files.join(' ');
		const [question] = questions;
		if (question) {
			throw new ProblemError({
				code: question.code,
				message: questions.map(({ text }) => text).join(' '),
				wayOut: `Print the mapping with funnelscope map ${command.files.join(' ')}, correct ${questions.some(({ code }) => code === 'snapshot-day') ? 'it (“snapshotDay” of a file takes the day of its export, or null for a part of one list)' : 'the formats or the decimal mark'}, and pass it with --map.`,
				file: question.file,
			});
		}
		const changes = announcements.filter(({ needsLook }) => needsLook).map(({ problem }) => problem);
		if (changes[0]) {
			throw new ProblemError({
				...changes[0],
				message: changes.map(({ message, wayOut }) => `${message} ${wayOut}`).join(' '),
				wayOut: `Print the mapping with funnelscope map ${again} --map ${command.map ?? 'FILE'}, check it, and pass it with --map.`,
			});
		}
		const report = await importMapped(engine, raws, mapping);
		if (parting)
			report.warnings.push(
				`${parting.text} To part them, print the mapping with funnelscope map ${again} --part and pass it with --map.`,
			);
		report.warnings.push(...doubts, ...announcements.map(({ problem }) => describeProblem(problem)));
		const catalog = await buildModel(engine, command.asOf);
		if (catalog.suspectAt !== null) {
			report.warnings.push(
				`The newest date in the data, ${catalog.suspectAt.slice(0, 10)}, lies more than 30 days after all others: suspected typing error, not taken for now.`,
			);
		}
		if (catalog.leadsAhead) {
			const { leads, lastDay } = catalog.leadsAhead;
			report.warnings.push(
				`${leads} ${leads === 1 ? 'lead was' : 'leads were'} created after the newest fact of the deals, the last on ${lastDay}: ${leads === 1 ? 'it counts' : 'they count'} nowhere yet. Give deals as new as the leads, or look with --as-of ${lastDay}.`,
			);
		}
		await requireFacts(engine, command.asOf);
		const scope: Scope = {
			from: command.from,
			to: command.to,
			basis: command.basis,
			startRank: command.startsIn === null ? null : stageNamed(command.startsIn, catalog).rank,
			filters: filtersOf(command.where, catalog),
			asOf: command.asOf,
			currency: command.currency,
			leaveOut: command.leaveOut,
		};
		if (
			command.currency !== null &&
			!catalog.currencies.some(({ currency }) => currency === command.currency)
		) {
			throw new ProblemError({
				code: 'unknown-currency',
				message: `No deal is in ${command.currency}.`,
				wayOut: `There are ${catalog.currencies.map(({ currency }) => currency ?? '(none named)').join(', ')}.`,
			});
		}
		const results: Record<string, Row[]> = {};
		const broken: string[] = [];
		for (const { mart, params } of asked) {
			if ('segment' in params && params['segment'] !== null) {
				params['segment'] = segmentNamed(String(params['segment']), catalog).key;
			}
			const optional = params['optional_stages'];
			if (typeof optional === 'string') params['optional_stages'] = stagesNamed(optional, catalog);
			const rows = await readMart(engine, catalog, mart, scope, params);
			broken.push(...brokenChecks(mart, rows));
			results[mart.name] = rows;
		}
		const intake = {
			...report,
			broken_promises: broken,
			as_of: catalog.asOf,
			as_of_day: catalog.asOfDay,
			deals: catalog.deals,
			deals_without_start: catalog.dealsWithoutStart,
			time_zone: mapping.timeZone ?? UTC,
			currency: currencyOf(scope, catalog),
			left_out: scope.leaveOut,
			evidence: catalog.evidence,
			process: mapping.process,
			mapping: mapping.files.map(({ file, kind, layout, confidence, evidence }) => ({
				file,
				kind,
				layout,
				confidence,
				evidence,
			})),
		};
		process.stdout.write(
			command.json ? `${JSON.stringify({ intake, marts: results }, null, '\t')}\n` : asText(report, results),
		);
		for (const promise of broken) process.stderr.write(`broken promise: ${promise}\n`);
		if (command.json) for (const warning of report.warnings) process.stderr.write(`warning: ${warning}\n`);
		return broken.length === 0;
	} finally {
		await engine.close();
	}
}

function snapshotLine(day: string, files: number, deals: number, changes: SnapshotChanges | null): string {
	const what = Object.entries(changes ?? {})
		.filter(([, n]) => n > 0)
		.map(([name, n]) => `${n} ${name.replace('_', ' ')}`);
	const news = changes === null ? 'the first' : what.length > 0 ? what.join(', ') : 'nothing new';
	return `export of ${day} (${files} ${files === 1 ? 'file' : 'files'}): ${deals} deals; ${news}`;
}

function asText(report: IntakeReport, results: Record<string, Row[]>): string {
	const lines = report.files.map(
		(file) =>
			`${file.file} (${file.layout}): ${file.rows_read} rows read = ${file.rows_kept} kept + ${file.rows_set_aside} set aside`,
	);
	for (const { day, files, deals, changes } of report.snapshots)
		lines.push(snapshotLine(day, files.length, deals, changes));
	for (const warning of report.warnings) lines.push(`warning: ${warning}`);
	for (const [name, rows] of Object.entries(results)) {
		lines.push('', name);
		for (const row of rows) {
			lines.push(
				...Object.entries(row).map(
					([column, value]) => `  ${column.padEnd(28)} ${value === null ? '–' : String(value)}`,
				),
				'',
			);
		}
	}
	return `${lines.join('\n')}\n`;
}

/** The mapping in the zone that the command names, if it names one. */
const inZone = (mapping: Mapping, timeZone: string | null): Mapping =>
	timeZone === null ? mapping : { ...mapping, timeZone };

/** How the files are read: as `given` says where it names them, else as files of the same layout in it are. */
async function mapped(engine: Engine, raws: readonly RawFile[], given: Mapping | null): Promise<Recalled> {
	if (given !== null && isMappedBy(given, raws))
		return asRecognised({ mapping: given, questions: [], doubts: [], parting: null, samples: {} });
	const recognition = await recognise(engine, raws);
	if (given === null) return asRecognised(recognition);
	return recall(remember(given), recognition);
}

async function map(
	paths: readonly string[],
	mappingPath: string | null,
	timeZone: string | null,
	choice: EngineChoice,
	part: boolean,
): Promise<void> {
	const files = await openFiles(paths);
	const given = mappingPath === null ? null : await mappingFromFile(mappingPath);
	const engine = await openEngine(choice);
	try {
		const raws = await readFiles(engine, files);
		const {
			mapping: own,
			questions,
			doubts,
			newParting: told,
			announcements,
		} = await mapped(engine, raws, given);
		const parting = told ?? (part ? await findParting(engine, () => raws, own) : null);
		const mapping = parting && part ? partLabels(own, parting) : own;
		process.stdout.write(`${JSON.stringify(inZone(mapping, timeZone), null, '\t')}\n`);
		for (const { file, text } of questions) process.stderr.write(`question: ${file}: ${text}\n`);
		if (parting)
			process.stderr.write(
				`doubt: ${parting.text}${part ? ' They are parted.' : ' To part them, add --part.'}\n`,
			);
		for (const doubt of doubts) process.stderr.write(`doubt: ${doubt}\n`);
		for (const { problem } of announcements) process.stderr.write(`changed: ${describeProblem(problem)}\n`);
		const corrections = await proposeCorrections(engine, raws, mapping);
		for (const { column, from, to, file, rows, evidence } of corrections) {
			const offered = JSON.stringify({ column, from, to });
			process.stderr.write(`correction: ${offered} ${rows} rows${file ? ` of ${file}` : ''}: ${evidence}\n`);
		}
		if (corrections.length > 0)
			process.stderr.write('To accept corrections, list them in the mapping: "corrections": [ … ].\n');
	} finally {
		await engine.close();
	}
}

function report(problem: Problem): void {
	process.stderr.write(`funnelscope: ${describeProblem(problem)}\n`);
}

async function main(words: readonly string[]): Promise<number> {
	try {
		const command = parseArguments(words);
		switch (command.name) {
			case 'help':
				process.stdout.write(HELP);
				return 0;
			case 'list':
				process.stdout.write(list(command.json));
				return 0;
			case 'map':
				await map(command.files, command.map, command.timeZone, command.engine, command.part);
				return 0;
			case 'read':
				await read(command.file, command.sheet, command.engine);
				return 0;
			case 'aside':
				await aside(command.files, command.engine);
				return 0;
			case 'query':
				return (await query(command)) ? 0 : 3;
		}
	} catch (cause) {
		if (!(cause instanceof ProblemError)) throw cause;
		report(cause.problem);
		return cause.problem.code === 'usage' ? 2 : 1;
	}
}

// Whoever reads the output may have seen enough of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code === 'EPIPE') process.exit(0);
	throw error;
});

process.exitCode = await main(process.argv.slice(2));
