import { written } from '../base/written';
import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { foldLabel } from './fold';
import { kindOfWords } from './process';
import { hasRole, idSql, joinedIdSql, roleSql, statedOutcomeSql, type MappedFile } from './project-sql';
import { closesInStage } from './stage-facts';
import { stageLabelSql } from './parted-labels';

/** What status and flags say of deals. */
export type StatedOutcome = 'open' | 'won' | 'lost' | 'parked';

export interface PipelineStage {
	label: string;
	deals: number;
	/** Of these deals, those of which status or flags say so. */
	stated: Partial<Record<StatedOutcome, number>>;
}

export interface Pipeline {
	name: string;
	deals: number;
	/** In which its deals stand, most deals first. */
	stages: PipelineStage[];
	/** Its CRM closes deals in the stage that they had reached: no outcome of its deals makes one an end. */
	closesInStage?: boolean;
}

/** The pipelines of all lists of deals, largest first; empty where no column names any. */
export async function pipelinesOf(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<Pipeline[]> {
	const lists = files.filter(
		(file) => file.mapping.kind === 'deals' && hasRole(file, 'pipeline') && hasRole(file, 'stage'),
	);
	if (lists.length === 0) return [];
	// Of several exports each shows the same deals, be it in other stages.
	const isOneList = lists.length === 1 && lists.every((file) => !hasRole(file, 'snapshot_day'));
	const standing = lists.map(
		(file) =>
			`select ${roleSql(file, 'pipeline')} as pipeline, ${stageLabelSql(file, 'stage')} as stage,
			${statedOutcomeSql(file)} as outcome, ${closesInStage(file)} as closes_in_stage
			${isOneList ? '' : `, ${joinedIdSql(file)} as deal_id`}
			from ${quoteName(file.raw.table)} where ${idSql(file)} is not null`,
	);
	const { rows } = await engine.query(
		`select pipeline, stage, outcome, bool_or(closes_in_stage) as closes_in_stage, ${isOneList ? 'count(*)' : 'count(distinct deal_id)'} as n
		from (${standing.join(' union all ')}) as standing
		where pipeline is not null and stage is not null
		group by ${isOneList ? 'pipeline, stage, outcome' : 'grouping sets ((pipeline), (pipeline, stage, outcome))'}
		order by n desc, pipeline, stage, outcome limit 5000`,
		options,
	);
	const pipelines = new Map<string, Pipeline>();
	for (const row of rows) {
		const [name, label, n] = [String(row['pipeline']), row['stage'] as string | null, Number(row['n'])];
		const known = pipelines.get(name) ?? { name, deals: 0, stages: [] };
		pipelines.set(name, known);
		if (label === null || isOneList) known.deals += n;
		if (label === null) continue;
		if (row['closes_in_stage']) known.closesInStage = true;
		const stage = known.stages.find((own) => own.label === label) ?? { label, deals: 0, stated: {} };
		const outcome = row['outcome'] as StatedOutcome | null;
		if (outcome !== null) stage.stated[outcome] = (stage.stated[outcome] ?? 0) + n;
		if (stage.deals === 0) known.stages.push(stage);
		stage.deals += n;
	}
	for (const { stages } of pipelines.values())
		stages.sort((a, b) => b.deals - a.deals || (a.label < b.label ? -1 : 1));
	return [...pipelines.values()].sort((a, b) => b.deals - a.deals || (a.name < b.name ? -1 : 1));
}

const openStages = ({ stages }: Pipeline): Set<string> =>
	new Set(stages.flatMap(({ label }) => (kindOfWords(label) === null ? [foldLabel(label)] : [])));

/** Whether the order of two stages means something: false where each stands in pipelines without the other. */
export function sharePipeline(pipelines: readonly Pipeline[], a: string, b: string): boolean {
	const [first, second] = [foldLabel(a), foldLabel(b)];
	const sets = pipelines.map(({ stages }) => new Set(stages.map(({ label }) => foldLabel(label))));
	const isKnown = sets.some((own) => own.has(first)) && sets.some((own) => own.has(second));
	return !isKnown || sets.some((own) => own.has(first) && own.has(second));
}

/** What should be known of several pipelines of which each has an open stage that another lacks; else null. */
export function pipelinesNotice(pipelines: readonly Pipeline[]): string | null {
	const sets = pipelines.map(openStages);
	const lacks = (one: Set<string>, other: Set<string>) => [...one].some((stage) => !other.has(stage));
	const areApart = sets.some((one, at) =>
		sets.slice(at + 1).some((other) => lacks(one, other) && lacks(other, one)),
	);
	if (!areApart) return null;
	const told = pipelines
		.slice(0, 5)
		.map(
			({ name, deals, stages }) =>
				`${name} (${written(deals)} ${deals === 1 ? 'deal' : 'deals'}, ${stages.length} stages)`,
		)
		.join(', ');
	const more = pipelines.length > 5 ? ` and ${pipelines.length - 5} more` : '';
	return `${pipelines.length} pipelines have stages of their own: ${told}${more}. The process holds the stages of all, each pipeline’s in its order; choose one under Pipeline to see its funnel alone, in which the stages of the others are passed by all.`;
}
