import { written } from '../base/written';
import { counted } from '../base/parts';
import { UTC } from '../base/time-zone';
import { quoteText, type Engine, type RunOptions } from '../engine/engine';
import { prepareStaging } from '../model/build';
import { rangesOf } from '../model/deal-ranges';
import { narrowClock, zoneOfMapping } from './zone';
import { dealSelect, DEALS_OF_THE_LOG } from './deal-rows';
import { fillLoggedChanges, standAsLogged } from './field-changes';
import { fillDeals, findFirstEvents, standingSql } from './fill-deals';
import { fillLabels, fillSteps } from './fill-process';
import { fillSnapshots } from './ledger/fill-snapshots';
import { placeRows, UNDATED_ROWS } from './ledger/place-rows';
import { copiesAmong, setAsideCopies } from './ledger/same-rows';
import { snapshotReports, vanishedWarnings } from './ledger/snapshot-reports';
import { withListIds } from './list-ids';
import { orderInstants } from './order-instants';
import { fillKinds } from './kinds/fill';
import { joinReports } from './kinds/joins';
import { withPartedLabels } from './parted-labels';
import type { ColumnMapping, JoinReport, Mapping, MoneyReport, SnapshotReport } from './mapping';
import { hasRole, mappedFiles, type MappedFile } from './project-sql';
import type { RawFile } from './read/raw-file';
import { columnKey, SEGMENT_ROLES } from './segment-keys';
import { requireSomeDeals, setAsideDeals } from './set-aside-deals';
import { CELLS_AT_ONCE, makeOfRows } from './rows-of-files';
import { stageEventParts } from './stage-events';

export interface ProjectedSegment {
	key: string;
	label: string;
}

/** A row that reading kept and the projection sets aside. Tables `set_aside (file_index, row_no, reason)` hold them all. */
export interface Projection {
	files: MappedFile[];
	segments: ProjectedSegment[];
	money: MoneyReport | null;
	joins: JoinReport[];
	snapshots: SnapshotReport[];
	warnings: string[];
}

export interface ProjectOptions extends RunOptions {
	/** About so many cells of files are read by one statement. */
	cellsAtOnce?: number | undefined;
}

/** The segments of all deals files, by key: canonical roles under their own name, other columns under their header's. */
function segmentsOf(
	files: readonly MappedFile[],
): (ProjectedSegment & { columns: Map<number, ColumnMapping> })[] {
	const segments = new Map<string, ProjectedSegment & { columns: Map<number, ColumnMapping> }>();
	for (const file of files.filter(({ mapping }) => mapping.kind === 'deals')) {
		const seen = new Set<string>();
		for (const column of file.mapping.columns.filter(({ role }) => SEGMENT_ROLES.includes(role))) {
			const base = columnKey(column) ?? column.role;
			let key = base;
			for (let n = 2; seen.has(key); n++) key = `${base}_${n}`;
			seen.add(key);
			const segment = segments.get(key) ?? {
				key,
				label: column.header.trim() || `Column ${column.position + 1}`,
				columns: new Map(),
			};
			segment.columns.set(file.index, column);
			segments.set(key, segment);
		}
	}
	return [...segments.values()];
}

const EMPTY_EVENTS = `select 0 as file_index, cast(0 as bigint) as row_no, '' as deal_id, cast(null as timestamp) as changed_at,
	'' as to_label, '' as from_label, true as is_stage_change, false as tells_other_field, 1 as evidence_code where false`;

/** SQL of whether any instant of a column is not the beginning of a day; null if there is none. */
const tellsTimeSql = (table: string, column: string): string =>
	// Two steps, as either macro would be written out in the other.
	`(select bool_or(told_at <> start_of_day(told_on)) from (select ${column} as told_at, day_of(${column}) as told_on from ${table}) as told)`;

/** Line breaks that one statement writes. */
const BREAKS_AT_ONCE = 50_000;

/** Where the records of a file begin, so that SQL can tell a row's line. */
async function createLineBreaks(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<void> {
	for (const { index, raw } of files) {
		for (let start = 0; start < raw.lineBreaks.length; start += BREAKS_AT_ONCE) {
			const breaks = raw.lineBreaks.slice(start, start + BREAKS_AT_ONCE);
			const listed = (numbers: readonly number[]) =>
				`cast(unnest(string_split('${numbers.join(' ')}', ' ')) as bigint)`;
			// A list of many values takes the engine far longer to understand than one text.
			await engine.execute(
				`insert into stg_line_breaks
				select ${index}, ${quoteText(raw.file)}, ${listed(breaks.map(({ row }) => row))}, ${listed(breaks.map(({ line }) => line))}`,
				options,
			);
		}
	}
}

/**
 * Fills the staging tables from the read files as mapped. Rows that cannot be used stand in table `set_aside`, each
 * once and with its reason. The answer does not depend on the order of rows (but for events of one instant) or files.
 * Throws ProblemError if nothing is left to compute from. `onProgress` is told which share is done, from 0 to 1.
 */
export async function project(
	engine: Engine,
	raws: readonly RawFile[],
	mapping: Mapping,
	options?: ProjectOptions,
	onProgress?: (done: number) => void,
): Promise<Projection> {
	const zone = zoneOfMapping(mapping);
	const given = withPartedLabels(
		mappedFiles(raws, mapping.files, mapping.corrections, zone !== null),
		mapping.process.parted,
	);
	const copies = await copiesAmong(engine, given, options);
	const used = given.filter((file) => !copies.some((copy) => copy.file === file));
	const projected = await withListIds(engine, used, options, (files) =>
		fillStaging(engine, raws, mapping, { files, copies, zone }, options, onProgress),
	);
	return { ...projected, files: given };
}

async function fillStaging(
	engine: Engine,
	raws: readonly RawFile[],
	mapping: Mapping,
	{
		files,
		copies,
		zone,
	}: {
		files: readonly MappedFile[];
		copies: Awaited<ReturnType<typeof copiesAmong>>;
		zone: ReturnType<typeof zoneOfMapping>;
	},
	options?: ProjectOptions,
	onProgress?: (done: number) => void,
): Promise<Omit<Projection, 'files'>> {
	const dealFiles = files.filter((file) => file.mapping.kind === 'deals');
	const tick = counted(20, onProgress);
	const segments = segmentsOf(files);
	const warnings: string[] = [];
	await prepareStaging(engine, segments.length, zone, options);
	await createLineBreaks(engine, files, options);

	const events = stageEventParts(files);
	const told = events.length > 0 ? events : [{ rows: 0, columns: 0, sql: () => EMPTY_EVENTS }];
	await makeOfRows(engine, 'event_rows', told, (share) => tick(4 * share), options);
	if (dealFiles.length > 0) {
		const listed = dealFiles.map((file) => ({
			rows: file.raw.rowsKept,
			columns: file.raw.columns.length,
			sql: (condition: string) => dealSelect(file, segments, condition),
		}));
		await makeOfRows(engine, 'deal_rows', listed, (share) => tick(4 * share), options);
	} else {
		await engine.execute(`create or replace table deal_rows as ${DEALS_OF_THE_LOG}`, options);
		tick(4);
		warnings.push(
			'No list of opportunities was given: deals are those of the stage history, with no more than it tells of them.',
		);
	}
	const hasSnapshots = await placeRows(engine, dealFiles, options);
	await fillSteps(engine, mapping.process, options);
	const { unknown, labelledOn } = await fillLabels(engine, mapping.process, options);
	for (const { label, rows, isKnownOnOtherDays } of unknown) {
		warnings.push(
			`Stage label “${label}” (${written(rows)} ${rows === 1 ? 'row' : 'rows'}) belongs to no stage of the process${isKnownOnOtherDays ? ' on the days of these rows' : ''} and is not counted in any.`,
		);
	}
	await setAsideDeals(engine, dealFiles, options);
	if (hasSnapshots) await engine.execute(UNDATED_ROWS, options);
	warnings.push(...(await setAsideCopies(engine, copies, options)));
	tick();
	await findFirstEvents(engine, options);
	await fillDeals(
		engine,
		segments.length,
		sizeOf(dealFiles),
		labelledOn,
		hasSnapshots,
		(share) => tick(3 * share),
		options,
	);
	await fillRepeatedRows(engine, options);
	await fillEvents(engine, files, hasSnapshots, (share) => tick(3 * share), options);
	warnings.push(...(await fillLoggedChanges(engine, files, options)));
	if (dealFiles.length === 0) await standAsLogged(engine, options);
	if (hasSnapshots) {
		await fillSnapshots(engine, standingSql(labelledOn), options);
		warnings.push(...(await vanishedWarnings(engine, options)));
	}
	await engine.execute('drop table first_events', options);
	tick(2);
	const kinds = await fillKinds(engine, files, mapping, segments, options);
	warnings.push(...kinds.warnings);
	await engine.execute(
		`insert into stg_currencies
		select row_number() over (order by count(amount) desc, count(*) desc, currency nulls last) - 1, currency
		from stg_deals group by currency`,
		options,
	);
	const allSegments: ProjectedSegment[] = [...segments, ...kinds.segments];
	const listed = allSegments.map(
		({ key, label }, index) => `(${quoteText(key)}, ${quoteText(label)}, 'segment_${index + 1}')`,
	);
	if (listed.length > 0)
		await engine.execute(`insert into stg_segments values ${listed.join(', ')}`, options);
	if (zone !== null) await narrowClock(engine, zone, options);
	await engine.execute(
		`insert into stg_settings
		select
			coalesce(${tellsTimeSql('stg_deals', 'created_at')}, false),
			-- Where no row dates its end, the events do.
			coalesce(
				${tellsTimeSql('stg_deals', 'closed_at')},
				${tellsTimeSql('stg_stage_events', 'changed_at')},
				false
			),
			coalesce(${tellsTimeSql('stg_stage_events', 'changed_at')}, false),
			${quoteText(zone === null ? UTC : (mapping.timeZone ?? UTC))}`,
		options,
	);
	await requireSomeDeals(engine, raws, options);
	tick(2);
	return {
		snapshots: await snapshotReports(engine, dealFiles, hasSnapshots, options),
		segments: allSegments.map(({ key, label }) => ({ key, label })),
		money: kinds.money,
		joins: await joinReports(engine, files, allSegments, options),
		warnings,
	};
}

async function fillRepeatedRows(engine: Engine, options?: RunOptions): Promise<void> {
	await engine.execute(
		`insert into stg_repeated_rows
		with repeated as (
			select d.deal_key, r.source_file, r.file_index, r.row_no
			from set_aside as s
			inner join repeated_rows as r on r.file_index = s.file_index and r.row_no = s.row_no
			inner join stg_deals as d on d.deal_id = r.deal_id
			where s.kept_row_no is not null
		)
		select r.deal_key, r.source_file, b.first_line + r.row_no - b.first_row as source_line
		from repeated as r
		asof left join stg_line_breaks as b on b.file_index = r.file_index and r.row_no >= b.first_row
		order by r.deal_key, r.source_file, source_line`,
		options,
	);
}

/** Entry dates that several exports repeat are one event. */
const EVENTS_OF_EXPORTS = `(
	select * from event_rows where evidence_code = 1
	union all
	select
		min(file_index) as file_index, min(row_no) as row_no, deal_id, changed_at, to_label, min(from_label) as from_label,
		true as is_stage_change, false as tells_other_field, 2 as evidence_code
	from event_rows where evidence_code = 2
	group by deal_id, changed_at, to_label
)`;

/** Rows of the longest file, and cells of all. */
const sizeOf = (files: readonly MappedFile[]): { rows: number; cells: number } => ({
	rows: Math.max(0, ...files.map(({ raw }) => raw.rowsKept)),
	cells: files.reduce((sum, { raw }) => sum + raw.rowsKept * raw.columns.length, 0),
});

async function fillEvents(
	engine: Engine,
	files: readonly MappedFile[],
	hasSnapshots: boolean,
	tell: (share: number) => void,
	options?: ProjectOptions,
): Promise<void> {
	const logs = files.filter(({ mapping }) => mapping.kind === 'stage_history').map(({ index }) => index);
	if (logs.length > 0) {
		await engine.execute(
			`insert into set_aside
			select
				file_index, row_no,
				case
					when deal_id is null then 'no id'
					when not is_stage_change and not tells_other_field then 'a change of another field than the stage'
					when to_label is null and not tells_other_field then 'no stage'
					else 'no readable date of the change'
				end,
				null, null
			from event_rows
			where file_index in (${logs.join(', ')})
				and (
					deal_id is null or changed_at is null
					or (not tells_other_field and (not is_stage_change or to_label is null))
				)`,
			options,
		);
	}
	// Entry dates of exports are made one by rows of all of them.
	const telling = files.filter(
		(file) => file.mapping.kind === 'stage_history' || hasRole(file, 'entered_stage'),
	);
	const { rows, cells } = sizeOf(hasSnapshots ? [] : telling);
	const ranges = rangesOf(rows, cells, options?.cellsAtOnce ?? CELLS_AT_ONCE);
	for (const { from, before } of ranges) {
		const inRange = ranges.length === 1 ? 'true' : `e.row_no >= ${from} and e.row_no < ${before}`;
		// Entry dates of one instant stand in the order of the process; log rows of one instant in that of their file.
		await engine.execute(
			`insert into stg_stage_events
			select
				d.deal_key, e.deal_id, e.changed_at, e.to_label, e.from_label, 0 as place_in_instant,
				case
					when e.evidence_code = 2 then coalesce(labels.stage_rank, 1000)
					else cast(e.file_index as bigint) * 1099511627776 + e.row_no
				end as source_order,
				e.evidence_code
			from ${hasSnapshots ? EVENTS_OF_EXPORTS : 'event_rows'} as e
			left join stg_deals as d on d.deal_id = e.deal_id
			left join stg_labels as labels
				on labels.label = e.to_label and in_window(day_of(e.changed_at), labels.from_on, labels.before_on)
			where e.deal_id is not null and e.is_stage_change and e.to_label is not null and e.changed_at is not null
				and ${inRange}`,
			options,
		);
		tell(0.8 / ranges.length);
	}
	await orderInstants(engine, options);
	tell(0.2);
}
