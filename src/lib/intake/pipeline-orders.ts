import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { foldLabel } from './fold';
import { kindOfWords } from './process';
import { hasRole, joinedIdSql, roleSql, type MappedFile } from './project-sql';
import { stageEventSelects } from './stage-events';

/** Deals whose moves are compared, chosen by the hash of their id. */
const SOME_DEALS = 20_000;
/** Fewer deals than this prove no order, nor do more that agree less. */
const LEAST_DEALS = 3;
const AGREE = 0.8;

/** In `pipeline` one stage was first entered before another in `deals` of the deals that entered both. */
interface Order {
	pipeline: string;
	before: string;
	after: string;
	deals: number;
}

/** Two stages that the deals of one pipeline go through in one order, and those of another in the other. */
export interface ContraryOrder {
	first: string;
	second: string;
	/** A pipeline in which `first` comes before `second`, and one in which it comes after it. */
	forwards: string;
	backwards: string;
}

/** The pairs of stages of which two pipelines prove contrary orders; order of rows does not matter. */
export function contraryOrders(orders: readonly Order[]): ContraryOrder[] {
	const counts = new Map<string, Map<string, number>>();
	for (const { pipeline, before, after, deals } of orders) {
		const own = counts.get(pipeline) ?? new Map<string, number>();
		const key = JSON.stringify([foldLabel(before), foldLabel(after)]);
		own.set(key, (own.get(key) ?? 0) + deals);
		counts.set(pipeline, own);
	}
	const labels = new Map(
		orders.flatMap(({ before, after }) => [before, after].map((label) => [foldLabel(label), label] as const)),
	);
	const proven = [...counts].flatMap(([pipeline, own]) =>
		[...own].flatMap(([key, deals]) => {
			const [before, after] = JSON.parse(key) as [string, string];
			const contrary = own.get(JSON.stringify([after, before])) ?? 0;
			return deals >= LEAST_DEALS && deals >= AGREE * (deals + contrary) ? [{ pipeline, before, after }] : [];
		}),
	);
	proven.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
	const found: ContraryOrder[] = [];
	for (const { pipeline, before, after } of proven) {
		if (before > after) continue;
		const other = proven.find((order) => order.before === after && order.after === before);
		if (!other || found.some(({ first, second }) => first === before && second === after)) continue;
		found.push({ first: before, second: after, forwards: pipeline, backwards: other.pipeline });
	}
	return found.map((order) => ({
		...order,
		first: labels.get(order.first) ?? order.first,
		second: labels.get(order.second) ?? order.second,
	}));
}

/**
 * What should be known where pipelines go through stages of one name in contrary orders: one label is one stage of one
 * process, so one of them is in an order that is not its own. Null if none do, or nothing tells moves or pipelines.
 */
export async function contraryOrdersDoubt(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<string | null> {
	const lists = files.filter((file) => file.mapping.kind === 'deals' && hasRole(file, 'pipeline'));
	const selects = stageEventSelects(files, 'deal_id in (select some_deal_id from some_deals)');
	if (lists.length === 0 || selects.length === 0) return null;
	const deals = lists.map(
		(file) =>
			`select ${joinedIdSql(file)} as some_deal_id, ${roleSql(file, 'pipeline')} as pipeline from ${quoteName(file.raw.table)}`,
	);
	const { rows } = await engine.query(
		`with some_deals as (
			select some_deal_id, max(pipeline) as pipeline from (${deals.join(' union all ')}) as listed
			where pipeline is not null and some_deal_id is not null
			group by some_deal_id order by hash(some_deal_id), some_deal_id limit ${SOME_DEALS}
		),
		events as (${selects.join('\nunion all\n')}),
		first_entries as (
			select s.pipeline, e.deal_id, e.to_label as label, min(e.changed_at) as first_at
			from events as e
			inner join some_deals as s on s.some_deal_id = e.deal_id
			where e.is_stage_change and e.to_label is not null and e.changed_at is not null
			group by s.pipeline, e.deal_id, e.to_label
		)
		select a.pipeline, a.label as before, b.label as after, count(*) as deals
		from first_entries as a
		inner join first_entries as b
			on b.deal_id = a.deal_id and b.pipeline = a.pipeline and a.first_at < b.first_at
		group by a.pipeline, a.label, b.label`,
		options,
	);
	const contrary = contraryOrders(
		rows.flatMap((row) => {
			const [before, after] = [String(row['before']), String(row['after'])];
			if (kindOfWords(before) !== null || kindOfWords(after) !== null) return [];
			return [{ pipeline: String(row['pipeline']), before, after, deals: Number(row['deals']) }];
		}),
	);
	const [first, ...others] = contrary;
	if (!first) return null;
	const more =
		others.length > 0
			? ` So it is with ${others
					.slice(0, 3)
					.map((order) => `“${order.first}” and “${order.second}”`)
					.join(', ')}${others.length > 3 ? ' and more' : ''}.`
			: '';
	return `“${first.first}” comes before “${first.second}” in ${first.forwards} and after it in ${first.backwards}.${more} A name is one stage of one process here, so the funnel of one of them has steps in an order that is not its own: rename the stages of one pipeline in its export, or open the pipelines in workspaces of their own.`;
}
