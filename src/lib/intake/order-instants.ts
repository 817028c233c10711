import type { Engine, RunOptions } from '../engine/engine';
import chainSql from './order-instants.sql?raw';

/** A change of stage in a log that names the stage before it. */
export interface Move {
	from: string;
	to: string;
}

/**
 * The order in which moves of one instant can have followed one another, each leaving the stage that the one before it
 * led to: a trail through all of them (Hierholzer 1873), from `before` if that is where it can start. Indexes into
 * `moves`; null if there is no such trail. Of several trails the first by label is taken, whatever the order of moves.
 */
export function trail(moves: readonly Move[], before: string | null): number[] | null {
	const balance = new Map<string, number>();
	const leaving = new Map<string, number[]>();
	const byLabel = [...moves.keys()].sort((a, b) => {
		const [x, y] = [moves[a], moves[b]];
		return x && y ? (x.to < y.to ? -1 : x.to > y.to ? 1 : a - b) : 0;
	});
	for (const index of byLabel) {
		const move = moves[index];
		if (!move) continue;
		balance.set(move.from, (balance.get(move.from) ?? 0) + 1);
		balance.set(move.to, (balance.get(move.to) ?? 0) - 1);
		leaving.set(move.from, [...(leaving.get(move.from) ?? []), index]);
	}
	const starts = [...balance].filter(([, surplus]) => surplus > 0).map(([label]) => label);
	const start = starts.length === 1 ? starts[0] : starts.length === 0 ? before : null;
	if (start === null || start === undefined || !leaving.has(start)) return null;
	const stack: { label: string; by: number | null }[] = [{ label: start, by: null }];
	const walked: number[] = [];
	while (stack.length > 0) {
		const top = stack[stack.length - 1];
		const next = top ? leaving.get(top.label)?.shift() : undefined;
		const move = next === undefined ? undefined : moves[next];
		if (next !== undefined && move) stack.push({ label: move.to, by: next });
		else {
			const done = stack.pop();
			if (done && done.by !== null) walked.unshift(done.by);
		}
	}
	const follows = walked.every(
		(index, place) => place === 0 || moves[walked[place - 1] ?? -1]?.to === moves[index]?.from,
	);
	return walked.length === moves.length && follows ? walked : null;
}

/** Instants in which a deal came back to a stage: only a trail tells their order, and only few deals have one. */
const RETURNS = `with placed as (
	select i.deal_key, i.changed_at, i.source_order, i.from_label, i.to_label, e.place_in_instant
	from instants as i
	inner join stg_stage_events as e on e.source_order = i.source_order and e.evidence_code = 1
	where i.from_label <> i.to_label
),
tied as (
	select deal_key, changed_at
	from placed
	group by deal_key, changed_at
	having count(*) <> count(distinct place_in_instant)
),
befores as (
	select t.deal_key, t.changed_at, e.to_label as before_label
	from tied as t
	inner join stg_stage_events as e on e.deal_key = t.deal_key and e.changed_at < t.changed_at
	qualify row_number() over (
		partition by t.deal_key, t.changed_at
		order by e.changed_at desc, e.place_in_instant desc, e.source_order desc
	) = 1
)
select p.deal_key, p.changed_at, p.source_order, p.from_label, p.to_label, b.before_label
from placed as p
inner join tied as t on t.deal_key = p.deal_key and t.changed_at = p.changed_at
left join befores as b on b.deal_key = p.deal_key and b.changed_at = p.changed_at
order by p.deal_key, p.changed_at, p.source_order`;

/**
 * Orders changes that one log dates to the same instant by the stages that they leave and enter, so that the order of
 * rows decides only what the log itself leaves open. Takes and amends stg_stage_events.
 */
export async function orderInstants(engine: Engine, options?: RunOptions): Promise<void> {
	await engine.execute(chainSql, options);
	const { rows } = await engine.query(RETURNS, options);
	const groups = new Map<string, { order: number; before: string | null; move: Move }[]>();
	for (const row of rows) {
		const key = `${String(row['deal_key'])} ${String(row['changed_at'])}`;
		const group = groups.get(key) ?? [];
		group.push({
			order: Number(row['source_order']),
			before: row['before_label'] as string | null,
			move: { from: String(row['from_label']), to: String(row['to_label']) },
		});
		groups.set(key, group);
	}
	const places: string[] = [];
	for (const group of groups.values()) {
		const walked = trail(
			group.map(({ move }) => move),
			group[0]?.before ?? null,
		);
		walked?.forEach((index, place) => places.push(`(${group[index]?.order ?? -1}, ${place + 1})`));
	}
	if (places.length > 0) {
		await engine.execute(
			`update stg_stage_events set place_in_instant = walked.place
			from (values ${places.join(', ')}) as walked (source_order, place)
			where stg_stage_events.source_order = walked.source_order and stg_stage_events.evidence_code = 1`,
			options,
		);
	}
	await engine.execute('drop table instants; drop table chained', options);
}
