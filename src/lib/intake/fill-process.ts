import { parseDay, type Day } from '../base/day';
import { quoteText, type Engine, type RunOptions } from '../engine/engine';
import { foldLabel } from './fold';
import { fillLabelDays } from './label-days';
import { labelSpans } from './label-spans';
import type { ProcessMapping, StageMapping } from './mapping';
import { usualMeasure } from './process-template';

/** A label that the files hold and that means nothing, on all days or on some. */
export interface UnknownLabel {
	label: string;
	rows: number;
	/** It means a stage on other days. */
	isKnownOnOtherDays: boolean;
}

const dayLiteral = (day: Day | null): string => (day === null ? 'null' : `date ${quoteText(day)}`);
const textLiteral = (text: string | undefined): string =>
	text === undefined || text.trim() === '' ? 'null' : quoteText(text.trim());

/** Ranks of the open stages, 1..k in order. */
function ranksOf(process: ProcessMapping): Map<StageMapping, number> {
	return new Map(
		process.stages.filter(({ kind }) => kind === 'open').map((stage, index) => [stage, index + 1] as const),
	);
}

/** Fills stg_stages and stg_process_steps. */
export async function fillSteps(
	engine: Engine,
	process: ProcessMapping,
	options?: RunOptions,
): Promise<void> {
	const ranks = ranksOf(process);
	const stages = [...ranks].map(([{ label }, rank]) => `(${rank}, ${quoteText(label)})`);
	const steps = process.stages.map(
		(stage, index) =>
			`(${index + 1}, ${quoteText(stage.label)}, ${quoteText(stage.kind)},
			${ranks.get(stage) ?? 'null'}, ${textLiteral(stage.purpose)}, ${textLiteral(stage.entryCriteria)}, ${textLiteral(stage.owner)},
			${textLiteral(stage.measure)}, ${stage.target ?? 'null'}, ${textLiteral(usualMeasure(stage) ?? undefined)})`,
	);
	if (stages.length > 0) await engine.execute(`insert into stg_stages values ${stages.join(', ')}`, options);
	if (steps.length > 0)
		await engine.execute(`insert into stg_process_steps values ${steps.join(', ')}`, options);
}

/** Every row that names a stage, with the day by which it is read. Reads deal_rows, label_days and event_rows. */
const datedLabels = (labelledOn: Day | null): string => `
	select d.stage_label as label, coalesce(t.taken_on, d.snapshot_on, cast(${dayLiteral(labelledOn)} as date)) as day
	from deal_rows as d
	left join label_days as t on t.file_index = d.file_index and t.row_no = d.row_no
	where d.deal_id is not null and not d.is_lead
	union all select to_label, day_of(changed_at) from event_rows where is_stage_change
	union all select from_label, day_of(changed_at) from event_rows where is_stage_change`;

/** Every label that a row names. Reads deal_rows and event_rows. */
const NAMED_LABELS = `
	select stage_label as label from deal_rows where deal_id is not null and not is_lead
	union all select stage_before_end from deal_rows where deal_id is not null and not is_lead
	union all select to_label from event_rows where is_stage_change
	union all select from_label from event_rows where is_stage_change`;

/**
 * The day on which the files name the stages of their deals, as far as they tell: that of their newest fact, a lone one
 * more than 30 days after all others left out, as `now` does. Null if nothing is dated. Reads deal_rows, event_rows
 * and stg_labels.
 */
async function newestDay(engine: Engine, options?: RunOptions): Promise<Day | null> {
	const { rows } = await engine.query(
		`with facts as (
			select created_at as happened_at from deal_rows
			union all select changed_at from event_rows where is_stage_change
			union all select coalesce(won_at, closed_at) from deal_rows where stated_outcome = 'won'
			union all select coalesce(lost_at, closed_at) from deal_rows where stated_outcome = 'lost'
			union all select closed_at from deal_rows
			where stated_outcome is null and stage_label in (
				select label from stg_labels group by label
				having count(*) filter (kind not in ('won', 'lost', 'after_sale')) = 0
			)
		),
		newest as (
			select happened_at, lead(happened_at) over (order by happened_at desc) as next_at
			from (select happened_at from facts where happened_at is not null order by happened_at desc limit 2) as two
		)
		select case when local_at(happened_at) > local_at(next_at) + interval 30 day then day_of(next_at) else day_of(happened_at) end as day
		from newest order by happened_at desc limit 1`,
		options,
	);
	const day = rows[0]?.['day'];
	return typeof day === 'string' ? parseDay(day) : null;
}

/**
 * Fills stg_labels with every label that the files hold and what it means on which days, and makes label_days. Tells
 * which labels mean nothing, and the day of the newest fact, on which lists without a day of their own name the labels.
 */
export async function fillLabels(
	engine: Engine,
	process: ProcessMapping,
	options?: RunOptions,
): Promise<{ unknown: UnknownLabel[]; labelledOn: Day | null }> {
	const spans = labelSpans(process);
	const ranks = ranksOf(process);
	const { rows } = await engine.query(
		`select label, count(*) as n from (${NAMED_LABELS}) as named where label is not null
		group by label order by label`,
		options,
	);
	const unknown: UnknownLabel[] = [];
	const partly: string[] = [];
	const values = rows.flatMap((row) => {
		const label = String(row['label']);
		const own = spans.get(foldLabel(label)) ?? [];
		if (own.length === 0) unknown.push({ label, rows: Number(row['n']), isKnownOnOtherDays: false });
		else if (own.length > 1 || own[0]?.from !== null || own[0].before !== null) partly.push(label);
		return own.map(
			({ stage, from, before }) =>
				`(${quoteText(label)}, ${ranks.get(stage) ?? 'null'}, ${quoteText(stage.kind)}, ${dayLiteral(from)}, ${dayLiteral(before)})`,
		);
	});
	if (values.length) await engine.execute(`insert into stg_labels values ${values.join(', ')}`, options);
	const labelledOn = await newestDay(engine, options);
	await fillLabelDays(engine, partly, labelledOn, options);
	if (partly.length > 0) {
		const gaps = await engine.query(
			`select named.label, count(*) as n
			from (${datedLabels(labelledOn)}) as named
			left join stg_labels as known
				on known.label = named.label and in_window(named.day, known.from_on, known.before_on)
			where named.label in (${partly.map(quoteText).join(', ')}) and known.label is null
			group by named.label order by named.label`,
			options,
		);
		for (const row of gaps.rows)
			unknown.push({ label: String(row['label']), rows: Number(row['n']), isKnownOnOtherDays: true });
	}
	return { unknown, labelledOn };
}
