import type { Day } from '../base/day';
import { quoteText, type Engine, type RunOptions } from '../engine/engine';

/**
 * Makes label_days: the days on which deals took the labels that they still have, where a log, an entry date or an
 * earlier export tells it. Grain: one row of a list of deals (file_index, row_no) whose label was taken_on a day before
 * the one on which the list names it; only of labels that have dates, as others mean the same on all days. Reads
 * deal_rows, event_rows and stg_labels.
 */
export async function fillLabelDays(
	engine: Engine,
	labels: readonly string[],
	labelledOn: Day | null,
	options?: RunOptions,
): Promise<void> {
	await engine.execute(
		'create or replace table label_days (file_index integer, row_no bigint, taken_on date)',
		options,
	);
	if (labels.length === 0 || labelledOn === null) return;
	await engine.execute(
		`insert into label_days
		with standing as (
			select
				file_index, row_no, deal_id, stage_label as label, snapshot_on is not null as is_export,
				coalesce(snapshot_on, date ${quoteText(labelledOn)}) as named_on
			from deal_rows
			where deal_id is not null and stage_label is not null and not is_lead
		),
		asked as (
			select * from standing where label in (${labels.map(quoteText).join(', ')})
		),
		-- Parked labels do not end a stay. An export shows a deal as it stood at the end of its day.
		told as (
			select e.deal_id, day_of(e.changed_at) as told_on, false as is_export, e.changed_at, e.to_label as label, e.file_index, e.row_no
			from event_rows as e
			semi join asked as a on a.deal_id = e.deal_id
			left join stg_labels as l
				on l.label = e.to_label and in_window(day_of(e.changed_at), l.from_on, l.before_on)
			where e.is_stage_change and e.changed_at is not null and e.to_label is not null and l.kind is distinct from 'parked'
			union all
			select s.deal_id, s.named_on, true, null, s.label, s.file_index, s.row_no
			from standing as s
			semi join asked as a on a.deal_id = s.deal_id
			where s.is_export
		),
		beside as (
			select *, lag(label) over (partition by deal_id order by told_on, is_export, changed_at, file_index, row_no) as label_before
			from told
		),
		last_told as (
			select a.file_index, a.row_no, a.label, a.named_on, b.label as told_label, b.told_on
			from asked as a
			inner join beside as b on b.deal_id = a.deal_id and b.told_on <= a.named_on
			-- An export that shows the label known before tells of no change.
			where not b.is_export or b.label is distinct from b.label_before
			qualify row_number() over (
				partition by a.file_index, a.row_no
				order by b.told_on desc, b.is_export desc, b.changed_at desc, b.file_index desc, b.row_no desc
			) = 1
		)
		select file_index, row_no, told_on
		from last_told
		where told_label = label and told_on < named_on`,
		options,
	);
}
