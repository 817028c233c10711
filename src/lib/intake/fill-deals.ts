import type { Day } from '../base/day';
import { quoteText, type Engine, type RunOptions } from '../engine/engine';
import { rangesOf, type KeyRange } from '../model/deal-ranges';
import { CELLS_AT_ONCE } from './rows-of-files';

/** Makes first_events: when the log of each deal begins. */
export async function findFirstEvents(engine: Engine, options?: RunOptions): Promise<void> {
	await engine.execute(
		`create or replace table first_events as
		select deal_id, min(changed_at) as first_at from event_rows where is_stage_change group by deal_id`,
		options,
	);
}

/**
 * SQL of the rows of deal_rows d that count and meet `condition`, each with its outcome and its dates; of several exports
 * all rows. Reads first_events.
 */
export function standingSql(labelledOn: Day | null, condition = 'true'): string {
	const labelledOnSql = `coalesce(d.snapshot_on, cast(${labelledOn === null ? 'null' : quoteText(labelledOn)} as date))`;
	return `with kept as (
			-- A list without any column of starts: a deal began no later than its first event, or the first export that
			-- shows it.
			select
				d.* replace (
					case when d.has_created then d.created_at else least(f.first_at, start_of_day(n.first_on)) end as created_at
				),
				${labelledOnSql} as labelled_on,
				-- What a label means is what it meant when the deal took it; a deal that has ended took it by its end.
				coalesce(
					t.taken_on,
					least(
						${labelledOnSql},
						day_of(
							case d.stated_outcome
								when 'won' then coalesce(d.won_at, d.closed_at)
								when 'lost' then coalesce(d.lost_at, d.closed_at)
							end
						)
					)
				) as meant_on,
				f.deal_id is not null as has_events
			from deal_rows as d
			left join label_days as t on t.file_index = d.file_index and t.row_no = d.row_no
			left join first_events as f on f.deal_id = d.deal_id
			left join first_seen as n on n.deal_id = d.deal_id
			anti join set_aside as s on s.file_index = d.file_index and s.row_no = d.row_no
			where ${condition}
		),
		with_outcome as (
			select
				k.*,
				-- Where a deal was lost is told by the stage before its end.
				case when labels.kind in ('won', 'lost') then coalesce(k.stage_before_end, k.stage_label) else k.stage_label end as reached_label,
				labels.kind in ('won', 'lost') as stands_in_end,
				case
					when k.stated_outcome in ('won', 'lost') then k.stated_outcome
					when k.stated_outcome is not null then 'open'
					when labels.kind in ('won', 'after_sale') then 'won'
					when labels.kind = 'lost' then 'lost'
					else 'open'
				end as outcome
			from kept as k
			left join stg_labels as labels
				on labels.label = k.stage_label and in_window(k.meant_on, labels.from_on, labels.before_on)
		),
		with_end as (
			select
				*,
				-- Without a date of its own the log dates the end; without a log, since when the deal stands in it.
				case when outcome <> 'open' then coalesce(
					case outcome when 'won' then won_at else lost_at end, closed_at,
					case when stands_in_end and not has_events then closed_since end
				) end as ended_at
			from with_outcome
		)
		select
			* replace (
				-- The stage before the end was left by then.
				case
					when stands_in_end and stage_before_end is not null then least(labelled_on, day_of(ended_at))
					else meant_on
				end as meant_on
			),
			case
				when has_expected_close then expected_close_day
				when outcome = 'open' then day_of(closed_at)
			end as expected_close_on
		from with_end`;
}

interface FillDealsOptions extends RunOptions {
	cellsAtOnce?: number | undefined;
}

/** How much the lists of deals hold: nothing where the deals are those of a log. */
export interface Lists {
	/** Rows of the longest list. */
	rows: number;
	cells: number;
}

const columnsSql = (segments: number): string =>
	`deal_id, external_id, source_file, source_line, deal_name, account_name, owner_name, source_name,
	reached_label as stage_label, labelled_on, meant_on, outcome, amount, currency, amount as original_amount,
	currency as original_currency, created_at, ended_at as closed_at, expected_close_on
	${Array.from({ length: segments }, (_, index) => `, segment_${index + 1}`).join('')}`;

/** SQL of the lines of rows. Beside the rows, as joining by the nearest break sorts all that it is given. */
const linesSql = (condition: string): string =>
	`select e.file_index, e.row_no, b.first_line + e.row_no - b.first_row as source_line
	from (select file_index, row_no from deal_rows where ${condition}) as e
	asof left join stg_line_breaks as b on b.file_index = e.file_index and e.row_no >= b.first_row`;

/** In which order deals have their keys. Of one deal there is one row, so that it leaves nothing open. */
const IN_ORDER = 'order by created_at nulls last, deal_id';

/**
 * Fills stg_deals from deal_rows and first_events: at once, or where the lists have many cells, in ranges of rows and
 * then of starts. `tell` is told after each statement which share of all it was. Rejects with EngineError; a stopped one
 * leaves the first deals.
 */
export async function fillDeals(
	engine: Engine,
	segments: number,
	lists: Lists,
	labelledOn: Day | null,
	hasSnapshots: boolean,
	tell: (share: number) => void,
	options?: FillDealsOptions,
): Promise<void> {
	// An import that was stopped may have left it.
	await engine.execute('drop table if exists standing_rows', options);
	const ranges = rangesOf(lists.rows, lists.cells, options?.cellsAtOnce ?? CELLS_AT_ONCE);
	// Which of several exports is the newest is told by all their rows.
	if (ranges.length > 1 && !hasSnapshots) {
		await fillByRanges(engine, segments, ranges, labelledOn, tell, options);
		return;
	}
	// A deal stands as the newest export shows it that has it.
	const newest = hasSnapshots
		? 'qualify row_number() over (partition by deal_id order by snapshot_on desc nulls last) = 1'
		: '';
	await engine.execute(
		`insert into stg_deals
		with standing as (${standingSql(labelledOn)}),
		newest as (
			select * from standing ${newest}
		),
		lines as (${linesSql('true')}),
		in_order as (
			select e.*, l.source_line
			from newest as e
			left join lines as l on l.file_index = e.file_index and l.row_no = e.row_no
			${IN_ORDER}
		)
		-- Numbered as they come: the rows are sorted once and not twice.
		select row_number() over () as deal_key, ${columnsSql(segments)}
		from in_order`,
		options,
	);
	tell(1);
}

/** First what each row tells, by ranges of rows; then the deals in order, by ranges of their starts. */
async function fillByRanges(
	engine: Engine,
	segments: number,
	ranges: readonly KeyRange[],
	labelledOn: Day | null,
	tell: (share: number) => void,
	options?: RunOptions,
): Promise<void> {
	const share = 1 / (2 * ranges.length);
	for (const [index, { from, before }] of ranges.entries()) {
		const condition = `row_no >= ${from} and row_no < ${before}`;
		await engine.execute(
			`${index === 0 ? 'create or replace table standing_rows as' : 'insert into standing_rows'}
			with standing as (${standingSql(labelledOn, `d.row_no >= ${from} and d.row_no < ${before}`)}),
			lines as (${linesSql(condition)})
			select ${columnsSql(segments)}
			from standing as e
			left join lines as l on l.file_index = e.file_index and l.row_no = e.row_no`,
			options,
		);
		tell(share);
	}
	const starts = await startsOf(engine, ranges.length, options);
	for (const condition of starts) {
		await engine.execute(
			`insert into stg_deals
			select (select count(*) from stg_deals) + row_number() over () as deal_key, in_order.*
			from (select * from standing_rows where ${condition} ${IN_ORDER}) as in_order`,
			options,
		);
		tell((share * ranges.length) / starts.length);
	}
	await engine.execute('drop table standing_rows', options);
}

/** Conditions on created_at that hold for about as many deals each, the earliest first, and those without a start last. */
async function startsOf(engine: Engine, parts: number, options?: RunOptions): Promise<string[]> {
	const shares = Array.from({ length: parts - 1 }, (_, index) => (index + 1) / parts);
	const { rows } = await engine.query(
		`select cast(start_at as varchar) as bound
		from (select unnest(quantile_disc(created_at, [${shares.join(', ')}])) as start_at from standing_rows) as bounds
		where start_at is not null group by start_at order by start_at`,
		options,
	);
	const bounds = rows.map((row) => `timestamp ${quoteText(String(row['bound']))}`);
	return [null, ...bounds].map((bound, index) => {
		const next = bounds[index];
		const isFrom = bound === null ? 'true' : `created_at >= ${bound}`;
		return next === undefined ? `((${isFrom}) or created_at is null)` : `${isFrom} and created_at < ${next}`;
	});
}
