import type { Day } from '../base/day';
import { counted } from '../base/parts';
import { instantIn, UTC, type ZoneTable } from '../base/time-zone';
import { quoteName, quoteText, type Engine, type RunOptions, type Value } from '../engine/engine';
import type { AlsoKnown, Catalog, Evidence } from './catalog';
import { clockSql } from './clock';
import { fill, segmentColumn, segmentMembersSql } from './compile';
import { makeByDeals, rangesOf, statementsOf, type KeyRange } from './deal-ranges';
import { buildExplore } from './explore';
import { HYGIENE_THRESHOLDS, hygieneChecksSql } from './hygiene-checks';
import accountMonths from './intermediate/account_months.sql?raw';
import accounts from './intermediate/accounts.sql?raw';
import dealAmounts from './intermediate/deal_amounts.sql?raw';
import dealPathTexts from './intermediate/deal_path_texts.sql?raw';
import dealPaths from './intermediate/deal_paths.sql?raw';
import dealExpectedCloses from './intermediate/deal_expected_closes.sql?raw';
import deals from './intermediate/deals.sql?raw';
import dueEdits from './intermediate/due_edits.sql?raw';
import forecastOrigins from './intermediate/forecast_origins.sql?raw';
import forecastStandings from './intermediate/forecast_standings.sql?raw';
import historyStart from './intermediate/history_start.sql?raw';
import journeys from './intermediate/journeys.sql?raw';
import now from './intermediate/now.sql?raw';
import passes from './intermediate/passes.sql?raw';
import pathNumbers from './intermediate/path_numbers.sql?raw';
import paths from './intermediate/paths.sql?raw';
import pipelineEnds from './intermediate/pipeline_ends.sql?raw';
import pipelineForeignStages from './intermediate/pipeline_foreign_stages.sql?raw';
import pipelineSpells from './intermediate/pipeline_spells.sql?raw';
import purchases from './intermediate/purchases.sql?raw';
import retentionBasis from './intermediate/retention_basis.sql?raw';
import revenueSpells from './intermediate/revenue_spells.sql?raw';
import stageChanges from './intermediate/stage_changes.sql?raw';
import stays from './intermediate/stays.sql?raw';
import stageTimes from './intermediate/stage_times.sql?raw';
import suspects from './intermediate/suspects.sql?raw';
import ledgerChanges from './intermediate/ledger_changes.sql?raw';
import standing from './intermediate/standing.sql?raw';
import visits from './intermediate/visits.sql?raw';
import macros from './macros/duckdb.sql?raw';
import tables from './staging/tables.sql?raw';

/**
 * Empty staging tables with `segments` segment columns, and the macros: what intake fills. Days are those of `zone`
 * (null: of UTC).
 */
export async function prepareStaging(
	engine: Engine,
	segments: number,
	zone: ZoneTable | null,
	options?: RunOptions,
): Promise<void> {
	await engine.execute(macros, options);
	if (zone !== null) await engine.execute(clockSql(zone), options);
	const columns = Array.from(
		{ length: segments },
		(_, index) => `alter table stg_deals add column ${segmentColumn(index)} varchar;`,
	);
	await engine.execute(`${tables}\n${columns.join('\n')}`, options);
}

export interface BuildOptions extends RunOptions {
	/** Told which share of the model is built, from 0 to 1. */
	onProgress?: ((done: number) => void) | undefined;
	/** Deals and events are brought from one table into the next by ranges of about so many rows. */
	rowsAtOnce?: number | undefined;
}

/** Relations whose rows each rest on one deal are made by ranges of deals, if large. */
const byDeals = (sql: string) => ({ sql, isByDeals: true });
const atOnce = (sql: string) => ({ sql, isByDeals: false });

/** In the order in which each reads those before it. */
const INTERMEDIATE = [
	atOnce(now),
	byDeals(stageChanges),
	byDeals(dealAmounts),
	byDeals(dealExpectedCloses),
	byDeals(standing),
	byDeals(deals),
	atOnce(ledgerChanges),
	byDeals(visits),
	atOnce(pipelineForeignStages),
	byDeals(dealPathTexts),
	atOnce(pathNumbers),
	byDeals(dealPaths),
	atOnce(paths),
	byDeals(journeys),
	byDeals(passes),
	byDeals(stageTimes),
	byDeals(stays),
	atOnce(forecastOrigins),
	atOnce(forecastStandings),
	byDeals(pipelineSpells),
	byDeals(pipelineEnds),
	atOnce(historyStart),
	byDeals(dueEdits),
	atOnce(accounts),
	atOnce(revenueSpells),
	atOnce(accountMonths),
	atOnce(purchases),
	atOnce(retentionBasis),
];

/** How a part of the model is made: large tables by ranges of deals, and `tell` is told which share of it is done. */
interface Part {
	ranges: readonly KeyRange[];
	tell: (share: number) => void;
	options: RunOptions | undefined;
}

interface SegmentRow {
	key: string;
	label: string;
	column: string;
}

/** The narrowest integer type that holds `count` codes from 0: narrow columns are what makes filters fast. */
const codeType = (count: number): string =>
	count <= 256 ? 'utinyint' : count <= 65_536 ? 'usmallint' : 'uinteger';

async function buildDictionary(
	engine: Engine,
	segments: SegmentRow[],
	{ tell, options }: Part,
): Promise<void> {
	await engine.execute(
		'create or replace table segment_dictionary (segment_key varchar, value_code integer, value varchar, deals bigint)',
		options,
	);
	for (const segment of segments) {
		const column = quoteName(segment.column);
		await engine.execute(
			`insert into segment_dictionary
			select ${quoteText(segment.key)}, row_number() over (order by count(*) desc, ${column} nulls last) - 1, ${column}, count(*)
			from stg_deals group by ${column}`,
			options,
		);
		tell(1 / segments.length);
	}
	if (segments.length === 0) tell(1);
}

/** The rows that the hygiene audit suspects, and of each deal the checks that suspect it, as bits. */
async function buildSuspects(engine: Engine, segments: SegmentRow[], { tell, options }: Part): Promise<void> {
	const reasons = segments.find(({ key }) => key === 'lost_reason');
	const thresholds = Object.entries(HYGIENE_THRESHOLDS).map(([name, value]) => [name, String(value)]);
	const statements = statementsOf(
		fill(suspects, {
			...(Object.fromEntries(thresholds) as Record<string, string>),
			lost_reason: reasons ? `s.${quoteName(reasons.column)}` : 'cast(null as varchar)',
		}),
	);
	for (const statement of statements) {
		await engine.execute(statement, options);
		tell(0.9 / statements.length);
	}
	await engine.execute(
		`create or replace table suspect_masks as
		with deals_of_checks as (
			select distinct check_code, deal_key from suspects where deal_key is not null
		)
		select d.deal_key, sum(c.check_bit) as suspect_mask
		from deals_of_checks as d
		inner join (${hygieneChecksSql()}) as c on c.check_code = d.check_code
		group by d.deal_key`,
		options,
	);
	tell(0.1);
}

/**
 * One narrow row a deal, ordered by start: small integer codes for segments, so that a filter reads few bytes and a
 * date window prunes. Everything interactive answers from here.
 */
async function buildFacts(
	engine: Engine,
	segments: SegmentRow[],
	{ ranges, tell, options }: Part,
): Promise<void> {
	const counts = await engine.query(
		'select segment_key, count(*) as codes from segment_dictionary group by segment_key',
		options,
	);
	const codes = new Map(counts.rows.map((row) => [row['segment_key'], Number(row['codes'])]));
	const columns = segments.map(
		(segment, index) =>
			`s${index}.value_code::${codeType(codes.get(segment.key) ?? 0)} as ${quoteName(segment.column)}`,
	);
	const joins = segments.map(
		(segment, index) =>
			`inner join segment_dictionary as s${index} on s${index}.segment_key = ${quoteText(segment.key)}
			and s${index}.value is not distinct from d.${quoteName(segment.column)}`,
	);
	await makeByDeals(
		engine,
		`create or replace table deal_facts as
		select
			j.deal_key::uinteger as deal_key, j.outcome_code::utinyint as outcome_code, j.created_on, j.closed_on,
			j.furthest_rank::utinyint as furthest_rank, j.path_key::uinteger as path_key,
			j.evidence_code::utinyint as evidence_code, j.amount, j.currency_code::usmallint as currency_code, j.cycle_us,
			k.created_at, k.closed_at,
			b.entered_on as begun_on, b.stage_rank as begun_rank, b.amount_band as begun_band,
			coalesce(m.suspect_mask, 0)::uinteger as suspect_mask
			${columns.map((column) => `, ${column}`).join('')}
		from journeys as j
		inner join deals as k on k.deal_key = j.deal_key
		inner join stg_deals as d on d.deal_key = j.deal_key
		left join stays as b on b.deal_key = j.deal_key and b.is_first
		left join suspect_masks as m on m.deal_key = j.deal_key
		${joins.join('\n')}
		order by j.deal_key`,
		ranges,
		tell,
		options,
	);
	// A view: marts that compare the values of many segments read them in one shape, and nothing is stored twice.
	await engine.execute(
		`create or replace view deal_segments as\n${segmentMembersSql(segments, 'deal_facts')}`,
		options,
	);
}

const ALSO_KNOWN: readonly AlsoKnown[] = [
	'accounts',
	'products',
	'people',
	'leads',
	'subscriptions',
	'orders',
	'targets',
	'spend',
	'rates',
];

async function readCatalog(engine: Engine, segments: SegmentRow[], options?: RunOptions): Promise<Catalog> {
	const rows = async (sql: string) => (await engine.query(sql, options)).rows;
	const [totals] = await rows(`
		select now.now_at, now.now_on, now.newest_at, now.suspect_at, settings.time_zone, settings.events_have_time, facts.*
		from now
		cross join stg_settings as settings
		cross join (
			select count(*) as deals, count(*) filter (created_on is null) as without_start,
				min(created_on) as first_on, greatest(max(created_on), max(closed_on)) as last_on
			from deal_facts
		) as facts`);
	if (!totals) throw new Error('The model has no as-of row.');
	const stages = await rows('select stage_rank, stage from stg_stages order by stage_rank');
	const currencies = await rows(`
		select c.currency, count(f.deal_key) as deals
		from stg_currencies as c left join deal_facts as f on f.currency_code = c.currency_code
		group by c.currency_code, c.currency order by c.currency_code`);
	const evidence = await rows(`
		select evidence_code, count(*) as deals from deal_facts group by evidence_code order by evidence_code`);
	const values = await rows(
		'select segment_key, value, deals from segment_dictionary order by segment_key, value_code',
	);
	const also = await rows(
		ALSO_KNOWN.map((kind) => `select ${quoteText(kind)} as kind, count(*) as n from stg_${kind}`).join(
			' union all ',
		),
	);
	const [ahead] = await rows(`
		select count(*) as leads, cast(max(day_of(l.created_at)) as varchar) as last_on
		from stg_leads as l
		cross join now
		where day_of(l.created_at) > greatest(day_of(now.newest_at), now.now_on)`);
	const valuesOf = new Map<string, { value: string | null; deals: number }[]>();
	for (const row of values) {
		const key = String(row['segment_key']);
		const list = valuesOf.get(key) ?? [];
		list.push({ value: row['value'] as string | null, deals: Number(row['deals']) });
		valuesOf.set(key, list);
	}
	const kinds: Record<number, Evidence> = {
		1: 'history',
		2: 'entry_dates',
		3: 'snapshots',
		4: 'current_stage',
	};
	const zone = String(totals['time_zone']);
	const told = (instant: Value | undefined) =>
		typeof instant === 'string' ? instantIn(zone, instant) : null;
	return {
		asOf: told(totals['now_at']),
		asOfDay: totals['now_on'] as Day | null,
		...(zone === UTC ? {} : { timeZone: zone }),
		...(totals['events_have_time'] === true ? {} : { hasDaysOnly: true as const }),
		newestAt: told(totals['newest_at']),
		suspectAt: told(totals['suspect_at']),
		...(ahead && Number(ahead['leads']) > 0
			? { leadsAhead: { leads: Number(ahead['leads']), lastDay: ahead['last_on'] as Day } }
			: {}),
		firstDay: totals['first_on'] as Day | null,
		lastDay: totals['last_on'] as Day | null,
		stages: stages.map((row) => ({ rank: Number(row['stage_rank']), label: String(row['stage']) })),
		segments: segments.map(({ key, label }) => ({ key, label, values: valuesOf.get(key) ?? [] })),
		currencies: currencies.map((row) => ({
			currency: row['currency'] as string | null,
			deals: Number(row['deals']),
		})),
		evidence: evidence.map((row) => ({
			evidence: kinds[Number(row['evidence_code'])] ?? 'current_stage',
			deals: Number(row['deals']),
		})),
		also: Object.fromEntries(
			ALSO_KNOWN.map((kind) => [kind, Number(also.find((row) => row['kind'] === kind)?.['n'] ?? 0)]).filter(
				([, rows]) => rows !== 0,
			),
		),
		deals: Number(totals['deals']),
		dealsWithoutStart: Number(totals['without_start']),
	};
}

/** The ranges by which relations of deals are made. */
async function dealRanges(engine: Engine, options?: BuildOptions): Promise<KeyRange[]> {
	const { rows } = await engine.query(
		`select coalesce((select max(deal_key) from stg_deals), 0) as deals,
			(select count(*) from stg_deals) + (select count(*) from stg_stage_events) as all_rows`,
		options,
	);
	return rangesOf(Number(rows[0]?.['deals']), Number(rows[0]?.['all_rows']), options?.rowsAtOnce);
}

/**
 * Builds everything above staging as of `asOf` (null: the newest fact of the data) and tells what the data are.
 * Takes staging as intake left it; can be called again for another as-of day. Rejects with EngineError.
 */
export async function buildModel(engine: Engine, asOf: Day | null, options?: BuildOptions): Promise<Catalog> {
	const asOfSql = asOf === null ? 'null' : quoteText(asOf);
	const tick = counted(INTERMEDIATE.length + 4, options?.onProgress);
	const pipelines = await engine.query(
		`select column_name from stg_segments where segment_key = 'pipeline'`,
		options,
	);
	const pipeline = pipelines.rows[0]?.['column_name'];
	const values = {
		as_of: asOfSql,
		pipeline: typeof pipeline === 'string' ? `s.${quoteName(pipeline)}` : 'cast(null as varchar)',
	};
	const ranges = await dealRanges(engine, options);
	for (const { sql, isByDeals } of INTERMEDIATE) {
		const relation = fill(sql, values);
		if (isByDeals) await makeByDeals(engine, relation, ranges, tick, options);
		else {
			await engine.execute(relation, options);
			tick();
		}
	}
	const { rows } = await engine.query(
		`select segment_key, segment_label, column_name from stg_segments order by cast(replace(column_name, 'segment_', '') as integer)`,
		options,
	);
	const segments = rows.map((row) => ({
		key: String(row['segment_key']),
		label: String(row['segment_label']),
		column: String(row['column_name']),
	}));
	for (const part of [buildDictionary, buildSuspects, buildFacts])
		await part(engine, segments, { ranges, tell: tick, options });
	await buildExplore(engine, segments, options);
	tick();
	return readCatalog(engine, segments, options);
}
