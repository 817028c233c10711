import { written } from '../base/written';
import { quoteName, type Engine, type RunOptions } from '../engine/engine';
import { foldLabel } from './fold';
import { kindOfWords } from './process';
import { hasRole, idSql, roleSql, type MappedFile } from './project-sql';

/** The stages in which deals of each pipeline stand, most deals first. */
export interface Pipeline {
	name: string;
	deals: number;
	stages: string[];
}

/** The pipelines of all lists of deals, largest first; empty where no column names any. */
export async function pipelinesOf(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<Pipeline[]> {
	const pipelines = new Map<string, Pipeline>();
	for (const file of files) {
		if (file.mapping.kind !== 'deals' || !hasRole(file, 'pipeline') || !hasRole(file, 'stage')) continue;
		const { rows } = await engine.query(
			`select pipeline, stage, count(*) as n from (
				select ${roleSql(file, 'pipeline')} as pipeline, ${roleSql(file, 'stage')} as stage
				from ${quoteName(file.raw.table)} where ${idSql(file)} is not null
			) as standing
			where pipeline is not null and stage is not null
			group by pipeline, stage order by n desc, pipeline, stage limit 5000`,
			options,
		);
		for (const row of rows) {
			const name = String(row['pipeline']);
			const known = pipelines.get(name) ?? { name, deals: 0, stages: [] };
			known.deals += Number(row['n']);
			known.stages.push(String(row['stage']));
			pipelines.set(name, known);
		}
	}
	return [...pipelines.values()].sort((a, b) => b.deals - a.deals || (a.name < b.name ? -1 : 1));
}

const openStages = ({ stages }: Pipeline): Set<string> =>
	new Set(stages.filter((stage) => kindOfWords(stage) === null).map(foldLabel));

/** Whether the order of two stages means something: false where each stands in pipelines without the other. */
export function sharePipeline(pipelines: readonly Pipeline[], a: string, b: string): boolean {
	const [first, second] = [foldLabel(a), foldLabel(b)];
	const sets = pipelines.map(({ stages }) => new Set(stages.map(foldLabel)));
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
