import { written } from '../base/written';
import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { logFieldSql, logValueSql, type LogField } from './field-values';
import { columnDaySql, columnsOf, columnSql, hasRole, roleSql, type MappedFile } from './project-sql';

type ChangedField = Exclude<LogField, 'stage' | 'outcome'>;

const TARGETS: Record<ChangedField, { table: string; column: string; type: string }> = {
	amount: { table: 'stg_amount_changes', column: 'amount', type: 'decimal(18, 4)' },
	expected_close: { table: 'stg_expected_close_changes', column: 'expected_close_on', type: 'date' },
	owner: { table: 'stg_owner_changes', column: 'owner_name', type: 'varchar' },
};

const isLog = ({ mapping }: MappedFile): boolean => mapping.kind === 'stage_history';

/** The columns of a log that tell a field as it stood after each change. */
function besideColumns(file: MappedFile, field: ChangedField) {
	if (field === 'amount') return columnsOf(file, 'amount');
	if (field === 'owner') return columnsOf(file, 'owner');
	return hasRole(file, 'expected_close') ? columnsOf(file, 'expected_close') : columnsOf(file, 'closed');
}

/**
 * SQL of whether a row of a log tells a field other than the stage that the model uses; asked of rows that tell no
 * stage, false where one is told. False for files that are no log.
 */
export function tellsOtherFieldSql(file: MappedFile): string {
	if (!isLog(file)) return 'false';
	if (hasRole(file, 'changed_field')) return `coalesce(${logFieldSql(file)} <> 'stage', false)`;
	const cells = (['amount', 'expected_close', 'owner'] as const).flatMap((field) =>
		besideColumns(file, field).map((column) => `${columnSql(file, column)} is not null`),
	);
	// Amounts and dates are dear to read, and most rows of such a log tell a stage.
	return cells.length
		? `case when ${roleSql(file, 'stage')} is null then ${cells.join(' or ')} else false end`
		: 'false';
}

/**
 * What the logs tell of one field: a value a row. A log of fields also tells the value before the change, or, where it
 * has no column of old values, that there was none before the first.
 */
function changeSelects(files: readonly MappedFile[], field: ChangedField): string[] {
	const { type } = TARGETS[field];
	return files.filter(isLog).flatMap((file) => {
		const from = (value: string, before: string, tellsBefore: boolean, condition: string) =>
			`select r.file_index, r.row_no, r.deal_id, r.changed_at, v.told, v.told_before, ${tellsBefore} as tells_before
			from event_rows as r
			inner join (
				select row_no, cast(${value} as ${type}) as told, cast(${before} as ${type}) as told_before
				from ${quoteName(file.raw.table)} where ${condition}
			) as v on v.row_no = r.row_no
			where r.file_index = ${file.index}`;
		if (hasRole(file, 'changed_field')) {
			const value = logValueSql(file, 'stage', field);
			const before = logValueSql(file, 'from_stage', field);
			return value === null ? [] : [from(value, before ?? 'null', true, `${logFieldSql(file)} = '${field}'`)];
		}
		const [column] = besideColumns(file, field);
		// A log that leaves a cell blank says that there is no value, but one that leaves all blank says nothing.
		return column
			? [
					from(
						field === 'expected_close' ? columnDaySql(file, column) : columnSql(file, column),
						'null',
						false,
						`exists (select 1 from ${quoteName(file.raw.table)} where ${columnSql(file, column)} is not null)`,
					),
				]
			: [];
	});
}

/** Whether each deal stood in an open stage or an end after the last change of each instant. */
const STATES = `select e.deal_key as state_key, e.changed_at as state_at, l.kind
		from stg_stage_events as e
		inner join stg_labels as l
			on l.label = e.to_label and in_window(day_of(e.changed_at), l.from_on, l.before_on)
		where e.deal_key is not null and l.kind <> 'parked'
		qualify row_number() over (
			partition by e.deal_key, e.changed_at order by e.place_in_instant desc, e.source_order desc
		) = 1`;

/**
 * A date that is changed while the deal is closed is its actual close, and no expectation until the deal is taken up:
 * then the last one told counts, unless the log tells another at that instant.
 */
const WHILE_OPEN = `select o.deal_key, o.deal_id, o.changed_at, o.told, o.place
	from (
		select
			w.deal_key, w.deal_id, w.told, w.place,
			-- What held before the first change (place 0) is of the time before it, whenever that began.
			w.place > 0 and coalesce(state.kind, 'open') <> 'open' as is_of_closed,
			case when is_of_closed then next.state_at else w.changed_at end as changed_at
		from with_start as w
		asof left join (${STATES}) as state on state.state_key = w.deal_key and w.changed_at >= state.state_at
		asof left join (select * from (${STATES}) where kind = 'open') as next
			on next.state_key = w.deal_key and w.changed_at < next.state_at
	) as o
	left join stg_deals as closed
		on closed.deal_key = o.deal_key and closed.outcome <> 'open' and closed.closed_at <= o.changed_at
	where o.changed_at is not null and (o.place = 0 or closed.deal_key is null)
	qualify not o.is_of_closed or row_number() over (
		partition by o.deal_key, o.changed_at order by o.is_of_closed, o.place desc
	) = 1`;

/** Values of a log of several fields that are not of the kind of their field, as warnings. */
async function unreadableValues(engine: Engine, file: MappedFile, options?: RunOptions): Promise<string[]> {
	if (!isLog(file) || !hasRole(file, 'changed_field')) return [];
	const text = roleSql(file, 'stage');
	const warnings: string[] = [];
	for (const [field, words] of [
		['amount', 'amounts'],
		['expected_close', 'close dates'],
	] as const) {
		const value = logValueSql(file, 'stage', field);
		if (value === null) continue;
		const { rows } = await engine.query(
			`select count(*) as n, min(${text}) as example from ${quoteName(file.raw.table)}
			where ${logFieldSql(file)} = '${field}' and ${text} is not null and ${value} is null`,
			options,
		);
		const n = Number(rows[0]?.['n'] ?? 0);
		if (n > 0)
			warnings.push(
				`${file.raw.file}: ${written(n)} of the ${words} changed to could not be read, such as “${String(rows[0]?.['example'])}”, and count as blank.`,
			);
	}
	return warnings;
}

/**
 * Fills the tables of amount, expected close and owner changes from the logs: every value that differs from the one
 * before it, ordered within a deal. Takes event_rows, stg_deals, stg_stage_events and stg_labels as filled. The answer does not
 * depend on the order of rows, but for changes of one instant that the log itself leaves open. Returns warnings.
 */
export async function fillLoggedChanges(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<string[]> {
	const warnings: string[] = [];
	for (const file of files) warnings.push(...(await unreadableValues(engine, file, options)));
	for (const field of Object.keys(TARGETS) as ChangedField[]) {
		const selects = changeSelects(files, field);
		if (selects.length === 0) continue;
		const { table, column } = TARGETS[field];
		// Salesforce logs a change of owner twice, by name and by id.
		const named =
			field === 'owner'
				? `where not (regexp_full_match(coalesce(told, ''), '005[A-Za-z0-9]{12}([A-Za-z0-9]{3})?') and exists (
					select 1 from told as other where other.deal_id = told.deal_id and other.changed_at = told.changed_at
						and not regexp_full_match(coalesce(other.told, ''), '005[A-Za-z0-9]{12}([A-Za-z0-9]{3})?')))`
				: '';
		// Within an instant, a change follows the one that led to the value it replaces.
		const follows = files.some((file) => isLog(file) && hasRole(file, 'changed_field'))
			? `case when p.tells_before and exists (
					select 1 from placed as other
					where other.deal_id = p.deal_id and other.changed_at = p.changed_at
						and other.source_order <> p.source_order and other.told is not distinct from p.told_before
				) then 1 else 0 end`
			: '0';
		await engine.execute(
			`insert into ${table}
			with told as (${selects.join('\nunion all\n')}),
			placed as (
				select
					d.deal_key, told.deal_id, d.created_at, told.changed_at, told.told, told.told_before, told.tells_before,
					coalesce(e.place_in_instant, 0) as place_in_instant,
					cast(told.file_index as bigint) * 1099511627776 + told.row_no as source_order
				from told
				left join stg_deals as d on d.deal_id = told.deal_id
				left join (
					select source_order, place_in_instant from stg_stage_events where evidence_code = 1 and place_in_instant <> 0
				) as e on e.source_order = cast(told.file_index as bigint) * 1099511627776 + told.row_no
				${named ? `${named} and` : 'where'} told.deal_id is not null and told.changed_at is not null
			),
			chained as (
				select p.*, ${follows} as follows from placed as p
			),
			numbered as (
				select *, row_number() over (
					partition by deal_id order by changed_at, place_in_instant, follows, source_order
				) as place
				from chained
			),
			with_start as (
				select deal_key, deal_id, changed_at, told, place from numbered
				union all
				-- It held before the first change, though the deal has no start or is as young as that.
				select deal_key, deal_id, coalesce(least(created_at, changed_at), changed_at), told_before, 0 from numbered
				where place = 1 and tells_before
					and (created_at is null or created_at < changed_at or told_before is not null)
			),
			-- Before repeats are dropped: an expectation told while closed is told again when the deal is taken up.
			counted as (${field === 'expected_close' ? WHILE_OPEN : 'select * from with_start'}),
			beside as (
				select *, lag(told) over (partition by deal_id order by changed_at, place) as told_last,
					row_number() over (partition by deal_id order by changed_at, place) as number
				from counted
			),
			ordered as (
				select deal_key, deal_id, changed_at, told, place
				from beside
				where number = 1 or told is distinct from told_last
			)
			select o.deal_key, o.deal_id, o.changed_at, o.told as ${column}, o.place as source_order, 1 as evidence_code
			from ordered as o
			order by o.deal_key, o.changed_at, o.place`,
			options,
		);
	}
	return warnings;
}

/** Where only logs were given, the deals stand as these last say: amount, owner and expected close. */
export async function standAsLogged(engine: Engine, options?: RunOptions): Promise<void> {
	for (const { table, column } of Object.values(TARGETS)) {
		await engine.execute(
			`update stg_deals set ${column} = last.${column}
			from (
				select deal_key, ${column} from ${table}
				qualify row_number() over (partition by deal_key order by changed_at desc, source_order desc) = 1
			) as last
			where stg_deals.deal_key = last.deal_key`,
			options,
		);
	}
}
