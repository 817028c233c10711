import type { Day } from '../base/day';
import { quoteText } from '../engine/engine';
import type { Catalog } from './catalog';
import type { AnyMart, Paged, Precision, RelationSql } from './contract';
import { hygieneCheck, hygieneMask } from './hygiene-checks';
import { orderedListing, pagedRelations } from './paging';
import scopeSql from './macros/scope.sql?raw';
import type { Scope, SegmentFilter } from './scope';

type Literal = string | number | boolean | null;

/**
 * Fills every `$name` of a SQL text. A name without a value is a bug and throws. Values are SQL already:
 * typed literals are faster than bound parameters, and keep the text shown to the reader runnable as it is.
 */
export function fill(sql: string, values: Record<string, string>): string {
	return sql.replace(/\$([a-z_]+)/g, (_, name: string) => {
		const value = values[name];
		if (value === undefined) throw new Error(`SQL asks for $${name}, which nothing provides:\n${sql}`);
		return value;
	});
}

/** The catalog's segment of a filter, matched by key. */
function segmentFilterSql(filter: SegmentFilter, catalog: Catalog): string {
	const index = catalog.segments.findIndex((segment) => segment.key === filter.segment);
	const segment = catalog.segments[index];
	// A segment that these data do not have holds nothing: the scope is empty, never silently wider.
	if (!segment) return 'false';
	const codes = filter.values
		.map((value) => segment.values.findIndex((known) => known.value === value))
		.filter((code) => code >= 0);
	if (codes.length === 0) return filter.exclude ? 'true' : 'false';
	return `${segmentColumn(index)} ${filter.exclude ? 'not in' : 'in'} (${codes.join(', ')})`;
}

/** The scope's filters, of the columns of `deal_facts`. */
export const segmentFiltersSql = ({ filters }: Scope, catalog: Catalog): string =>
	filters.map((filter) => segmentFilterSql(filter, catalog)).join(' and ') || 'true';

/** Deals of these hygiene checks are out. A check that there is not leaves nothing: never silently wider. */
function leaveOutSql(codes: readonly string[]): string {
	if (codes.length === 0) return 'true';
	if (codes.some((code) => !hygieneCheck(code))) return 'false';
	return `not has_bits(suspect_mask, ${hygieneMask(codes)})`;
}

/**
 * Of each segment the rows of `relation` with its code: segment_key, value_code, and `columns` as they are. The relation
 * carries the codes of all segments (`$carried_codes`).
 */
export function segmentMembersSql(
	segments: readonly { key: string }[],
	relation: string,
	columns: readonly string[] = ['deal_key'],
): string {
	const member = (key: string, code: string) =>
		`select ${columns.join(', ')}, ${key} as segment_key, cast(${code} as integer) as value_code\nfrom ${relation}`;
	const members = segments.map(({ key }, index) => member(quoteText(key), segmentColumn(index)));
	return members.join('\nunion all\n') || `${member('cast(null as varchar)', 'null')}\nwhere false`;
}

const sqlOf = (relation: RelationSql): string =>
	typeof relation === 'string' ? relation : (relation.materialized ?? relation.inline);

/** DuckDB makes once what is read more than once, whole: of a relation of bare columns that costs more than it saves. */
const hintOf = (relation: RelationSql): string => {
	if (typeof relation === 'string') return '';
	return relation.materialized === undefined ? 'not materialized ' : 'materialized ';
};

/** Whether a mart takes deals apart by the values of their segments, so that its scope carries their codes. */
const carriesCodes = (mart: AnyMart, scope: Scope): boolean =>
	[mart.sql, ...Object.values(mart.relations?.(scope, 'exact') ?? {}).map(sqlOf)].some((sql) =>
		/\$(carried_codes|segment_members|value_sets)\b/.test(sql),
	);

/** Name of the code column of the catalog's segment number `index` (from 0). */
export const segmentColumn = (index: number): string => `segment_${index + 1}`;

const dayLiteral = (day: Day | null): string =>
	day === null ? 'cast(null as date)' : `date ${quoteText(day)}`;

function paramLiteral(value: Literal, type: string): string {
	const sqlType = { text: 'varchar', integer: 'integer', date: 'date', boolean: 'boolean' }[type] ?? type;
	if (value === null) return `cast(null as ${sqlType})`;
	if (typeof value === 'string') return type === 'date' ? `date ${quoteText(value)}` : quoteText(value);
	return String(value);
}

const withoutHeader = (sql: string): string => sql.replace(/^(\s*--[^\n]*\n)+/, '').trim();
const indent = (sql: string): string => sql.replace(/^/gm, '\t');

/** The currency that amounts are in under this scope: the one asked for, else the most common one. */
export function currencyOf(scope: Scope, catalog: Catalog): string | null {
	return scope.currency ?? catalog.currencies[0]?.currency ?? null;
}

function startOf({ startRank }: Scope): { started_on: string; start_join: string } {
	if (startRank === null || startRank === undefined) return { started_on: 'created_on', start_join: '' };
	return {
		started_on: 'first_entry.entered_on',
		start_join: `left join stage_times as first_entry
	on first_entry.deal_key = deal_facts.deal_key and first_entry.stage_rank = ${startRank}`,
	};
}

/** Whether a stay `t` counts: on the activity basis one that ended in the window, or that began before its end and runs. */
function stayInBasisSql({ basis, from, to }: Scope): string {
	if (basis === 'cohort' || (from === null && to === null)) return 'true';
	const hasBegun = to === null ? 'true' : `t.entered_on < ${dayLiteral(to)}`;
	return `case when t.is_running then ${hasBegun} else in_window(t.left_on, ${dayLiteral(from)}, ${dayLiteral(to)}) end`;
}

/** What stands for every `$name` in the SQL of `mart` under `scope`. */
function valuesOf(
	mart: AnyMart,
	catalog: Catalog,
	scope: Scope,
	params: Record<string, Literal>,
	heldDeals: string | null = null,
): Record<string, string> {
	const currency = currencyOf(scope, catalog);
	const windowed = mart.population === 'basis' && scope.basis === 'cohort';
	const segmentIndex = catalog.segments.findIndex((segment) => segment.key === params['segment']);
	const values: Record<string, string> = {
		from: dayLiteral(scope.from),
		to: dayLiteral(scope.to),
		now_on: dayLiteral(catalog.asOfDay),
		basis: quoteText(scope.basis),
		is_stay_in_basis: stayInBasisSql(scope),
		windowed: String(windowed),
		...startOf(scope),
		currency: currency === null ? 'null' : quoteText(currency),
		currency_code: String(catalog.currencies.findIndex((known) => known.currency === currency)),
		leave_out: mart.holdsLeftOut ? 'true' : leaveOutSql(scope.leaveOut),
		left_out_mask: String(hygieneMask(scope.leaveOut)),
		deal_source: heldDeals === null ? 'deal_facts' : `${heldDeals} as deal_facts`,
		segment_filters: heldDeals === null ? segmentFiltersSql(scope, catalog) : 'true',
		segment_column: segmentIndex < 0 ? 'evidence_code' : segmentColumn(segmentIndex),
		segment_codes:
			catalog.segments.length === 0
				? "''"
				: `concat_ws(',', ${catalog.segments.map((_, index) => segmentColumn(index)).join(', ')})`,
		segment_members: segmentMembersSql(catalog.segments, 'scope'),
		carried_codes: carriesCodes(mart, scope)
			? catalog.segments.map((_, index) => `${segmentColumn(index)},`).join('\n\t')
			: '',
		segment_code: segmentIndex < 0 ? '0' : segmentColumn(segmentIndex),
	};
	for (const [name, contract] of Object.entries(mart.params)) {
		values[name] = paramLiteral(params[name] ?? null, contract.type);
	}
	return Object.assign(values, mart.compiled?.(params, catalog));
}

const names = (text: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);

/**
 * `body` after `with` and the relations by name that it reads, or that one of these reads; each reads only those before
 * it. What is not read is left out: it would be planned all the same.
 */
function withRelations(
	relations: Record<string, RelationSql>,
	values: Record<string, string>,
	body: string,
): string {
	let readers = body;
	const ctes: [head: string, sql: string][] = [];
	for (const [name, relation] of Object.entries(relations).reverse()) {
		if (!names(readers, name)) continue;
		const filled = withoutHeader(fill(sqlOf(relation), values));
		ctes.unshift([`${name} as ${hintOf(relation)}`, filled]);
		readers += filled;
	}
	if (ctes.length === 0) return body;
	const all = ctes.map(([head, sql]) => `${head}(\n${indent(sql)}\n)`).join(',\n');
	return body.startsWith('with ') ? `with ${all},\n${body.slice('with '.length)}` : `with ${all}\n${body}`;
}

/** How a statement is compiled. */
export interface Compiled {
	/** The table in which a listing is held in order: it is read from there. */
	held?: string | null;
	/** The table in which the deals that the filters leave are held: the scope is read from there. */
	heldDeals?: string | null;
	/** Exact, where nothing else is said. */
	precision?: Precision;
}

/**
 * The SQL that answers `mart` under `scope`: one runnable statement, no placeholders left. Data without times of day are
 * always counted by bins, which tell whole days exactly.
 */
export function compileMart(
	mart: AnyMart,
	catalog: Catalog,
	scope: Scope,
	params: Record<string, Literal>,
	{ held = null, heldDeals = null, precision = 'exact' }: Compiled = {},
): string {
	const values = valuesOf(mart, catalog, scope, params, heldDeals);
	const relations = {
		// The deals of a filter are few: found once, they are read often. All others are best read where they lie.
		scope: scope.filters.length > 0 ? scopeSql : { inline: scopeSql },
		...mart.relations?.(scope, catalog.hasDaysOnly ? 'binned' : precision),
		...(mart.paged && pagedRelations(mart.paged, held)),
	};
	return `-- ${mart.question}\n${withRelations(relations, values, withoutHeader(fill(mart.sql, values)))}`;
}

/** The SQL of all that `paged` lists, in order and with places from 1, as `compileMart` reads it where it is held. */
export function compileListing(
	mart: AnyMart,
	paged: Paged,
	catalog: Catalog,
	scope: Scope,
	params: Record<string, Literal>,
): string {
	const { row_limit: _limit, row_offset: _offset, ...values } = valuesOf(mart, catalog, scope, params);
	const relations = { scope: scopeSql, ...mart.relations?.(scope, 'exact'), listing: paged.listing };
	return withRelations(relations, values, fill(orderedListing(paged), values));
}
