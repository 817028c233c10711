import type { Engine, RunOptions } from '../engine/engine';
import { withListIds } from './list-ids';
import type { Mapping, PartedLabel, ProcessMapping } from './mapping';
import { asParting, leftToPart } from './part-labels';
import { withPartedLabels } from './parted-labels';
import { contraryStages, withLabels, type ContraryLabels } from './pipeline-orders';
import { pipelinesOf, type Pipeline } from './pipelines';
import { proposeProcess, withOpenStage } from './process';
import { mappedFiles, type MappedFile } from './project-sql';
import type { RawFile } from './read/raw-file';
import { stageFacts, type PipelineOrder } from './stage-facts';

/** Stages of one name that mean different things in several pipelines, and how they would be parted. Plain JSON. */
export interface Parting {
	/** What is contrary, and what parting would do: sentences. */
	text: string;
	/** The same one by one, with the labels that would be parted for each. */
	contrary: ContraryLabels[];
	/** What would be parted beside what is already. */
	parted: PartedLabel[];
	/** The process of which this is told, and the one that the files propose with these labels parted. */
	of: ProcessMapping;
	proposed: ProcessMapping;
	/** Whether `of` is what the files propose, so that `proposed` may stand in its place. */
	isOfProposal: boolean;
	/** Labels that are of another kind in the other pipelines, folded. */
	ofOtherKind: string[];
}

/** What is contrary in these pipelines, parted; null if nothing is. `files` are those without the new labels parted. */
export async function proposeParting(
	engine: Engine,
	files: readonly MappedFile[],
	process: ProcessMapping,
	known: { pipelines: readonly Pipeline[]; orders: readonly PipelineOrder[]; isOfProposal: boolean },
	options?: RunOptions,
): Promise<Parting | null> {
	const contrary = withLabels(contraryStages(known.pipelines, known.orders, process), process);
	if (contrary.length === 0) return null;
	const parted = contrary.flatMap((one) => one.parted);
	const facts = await stageFacts(
		engine,
		withPartedLabels(files, [...(process.parted ?? []), ...parted]),
		options,
	);
	const { process: proposed } = proposeProcess(facts.labels, facts.precedence, facts.aliases);
	return leftToPart(
		asParting(contrary, {
			of: process,
			proposed: withOpenStage(proposed),
			isOfProposal: known.isOfProposal,
		}),
		process,
	);
}

/**
 * What pipelines contradict each other in, in the process of `mapping`, beyond what it parts; null if nothing. `raws`
 * are asked for only where pipelines are mapped. Reads the raw tables alone; rejects with EngineError.
 */
export async function findParting(
	engine: Engine,
	raws: () => Promise<readonly RawFile[]> | readonly RawFile[],
	mapping: Mapping,
	options?: RunOptions,
): Promise<Parting | null> {
	if (!mayBeParted(mapping)) return null;
	const mapped = mappedFiles(await raws(), mapping.files, mapping.corrections);
	return withListIds(engine, mapped, options, async (keyed) => {
		const files = withPartedLabels(keyed, mapping.process.parted);
		const pipelines = await pipelinesOf(engine, files, options);
		if (pipelines.length < 2) return null;
		const { orders } = await stageFacts(engine, files, options);
		return proposeParting(
			engine,
			files,
			mapping.process,
			{ pipelines, orders, isOfProposal: false },
			options,
		);
	});
}

/** Whether the files tell pipelines and stages. */
export const mayBeParted = ({ files }: Mapping): boolean =>
	files.some(
		({ kind, columns }) =>
			kind === 'deals' &&
			columns.some(({ role }) => role === 'pipeline') &&
			columns.some(({ role }) => role === 'stage'),
	);
