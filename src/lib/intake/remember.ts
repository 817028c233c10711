import { foldLabel } from './fold';
import { layoutSimilarity, sameLayout } from './layout-likeness';
import { likeness } from './likeness';
import type { ColumnMapping, FileMapping, Mapping, ProcessMapping, Question } from './mapping';
import { leftToPart, partedName } from './part-labels';
import type { Parting } from './parting';
import { labelsOfStage, placeStages } from './place-stages';
import { recallColumns, type Announcement } from './recall-columns';
import type { Recognition } from './recognise';

/** Whether `mapping` says of each of these files, by its name, what every column is. */
export const isMappedBy = (
	mapping: Mapping,
	files: readonly { file: string; columns: readonly Pick<ColumnMapping, 'header' | 'position'>[] }[],
): boolean =>
	files.every((file) => {
		const own = mapping.files.find((known) => known.file === file.file);
		return own?.columns.every(({ header, position }) =>
			file.columns.some((column) => column.position === position && column.header === header),
		);
	});

/** Whether a file with these headers has a layout that was mapped before, and not left out. */
export const isKnownLayout = ({ mapping, older }: Memory, headers: readonly string[]): boolean => {
	const columns = headers.map((header) => ({ header }));
	return [...mapping.files, ...older].some(
		(file) => file.kind !== 'ignored' && sameLayout(file.columns, columns),
	);
};

/** How earlier exports were read: what the next one of the same layout is read by. Plain JSON. */
export interface Memory {
	version: 1;
	/** The mapping that was accepted last. */
	mapping: Mapping;
	/** Files of earlier mappings whose layouts are not in it. */
	older: FileMapping[];
}

export interface Recalled extends Recognition {
	announcements: Announcement[];
	/** What of `parting` is to be told: nothing where all is as before, and nothing that is parted. */
	newParting: Parting | null;
}

/** Least likeness of two layouts at which one is taken for a changed form of the other. */
const SAME_WITH_CHANGES = 0.5;
/** Least likeness of two stage labels at which one may be the new name of the other. */
const LIKE_LABELS = 0.5;

/** What is remembered once `mapping` is accepted: its layouts, and those of before that it does not have. */
export function remember(mapping: Mapping, before: Memory | null = null): Memory {
	const earlier = before === null ? [] : [...before.mapping.files, ...before.older];
	const older: FileMapping[] = [];
	for (const file of earlier) {
		if (file.kind === 'ignored') continue;
		if ([...mapping.files, ...older].some((known) => sameLayout(known.columns, file.columns))) continue;
		older.push(file);
	}
	return { version: 1, mapping, older };
}

interface Found {
	layout: FileMapping;
	exact: boolean;
}

/** The remembered file of the same layout – that of the same name first –, else the likest one of the same kind. */
function layoutFor(file: FileMapping, memory: Memory): Found | null {
	const known = [...memory.mapping.files, ...memory.older];
	const same = known.filter((candidate) => sameLayout(candidate.columns, file.columns));
	const exact = same.find((candidate) => candidate.file === file.file) ?? same.at(-1);
	if (exact) return { layout: exact, exact: true };
	const like = known
		.filter(({ kind }) => kind !== 'ignored' && (kind === file.kind || file.kind === 'ignored'))
		.map((layout) => ({ layout, by: layoutSimilarity(layout.columns, file.columns) }))
		.filter(({ by }) => by >= SAME_WITH_CHANGES)
		.sort((a, b) => b.by - a.by || (a.layout.file < b.layout.file ? -1 : 1))[0];
	return like ? { layout: like.layout, exact: false } : null;
}

/** Files that nothing is remembered of. */
export const asRecognised = (recognition: Recognition): Recalled => ({
	...recognition,
	announcements: [],
	newParting: recognition.parting,
});

/**
 * The recognised files read as their layouts were read before: roles, date orders, decimal marks and the process with
 * its corrections are those of `memory`, and what they answer is not asked again. All that is not as before – columns
 * renamed, missing or new, values that prove another reading, stage labels never seen – is announced. Where nothing is
 * remembered the recognition stands. Files and columns are never dropped. `unchanged` names files that are the very
 * ones of before: of them the day is remembered too.
 */
export function recall(
	memory: Memory,
	recognition: Recognition,
	unchanged: readonly string[] = [],
): Recalled {
	const announcements: Announcement[] = [];
	let questions: readonly Question[] = recognition.questions;
	let isAllKnown = true;
	let isProcessKnown = false;
	const files = recognition.mapping.files.map((file): FileMapping => {
		const found = layoutFor(file, memory);
		if (!found) {
			if (file.kind !== 'ignored') isAllKnown = false;
			return file;
		}
		const { layout, exact } = found;
		if (layout.kind !== 'ignored') isProcessKnown = true;
		if (!exact) isAllKnown = false;
		const recalled = recallColumns(file, layout, questions, recognition);
		questions = recalled.questions;
		announcements.push(...recalled.announcements);
		const isSame = layout.file === file.file && unchanged.some((name) => isTableOf(file.file, name));
		const day = isSame && typeof layout.snapshotDay === 'string' ? layout.snapshotDay : null;
		if (day !== null)
			questions = questions.filter((asked) => asked.code !== 'snapshot-day' || asked.file !== file.file);
		// Where the ids of a log stand was answered with its layout.
		if (exact) questions = questions.filter(({ code, file: of }) => code !== 'log-key' || of !== file.file);
		return {
			...file,
			...(day === null ? {} : { snapshotDay: day, snapshotEvidence: layout.snapshotEvidence ?? 'as before' }),
			kind: layout.kind,
			layout: layout.layout,
			// What a person has accepted once is sure as long as nothing has changed.
			confidence: exact ? 1 : Math.max(file.confidence, 0.9),
			evidence: [
				layout.file === file.file
					? 'read as before'
					: exact
						? `same columns as ${layout.file}, read as it was`
						: `most columns of ${layout.file}, read as it was; what differs is told`,
				...file.evidence,
			],
			columns: recalled.columns,
		};
	});
	if (!isProcessKnown) return asRecognised(recognition);

	const { process, added } = recallProcess(memory.mapping.process, recognition.mapping.process);
	announcements.push(...added);
	const isAsBefore = isAllKnown && !announcements.some(({ needsLook }) => needsLook);
	const { files: _files, process: _process, ...settled } = memory.mapping;
	return {
		...recognition,
		mapping: { ...recognition.mapping, ...settled, files, process },
		// The order and the kinds of stages were answered with the process.
		questions: questions.filter(({ code }) => code !== 'stage-order' && code !== 'stage-kind'),
		doubts: isAsBefore ? [] : recognition.doubts,
		newParting: isAsBefore ? null : leftToPart(recognition.parting, process),
		announcements,
	};
}

/** Whether `table` is the file of this name or a table in it. */
export const isTableOf = (table: string, name: string): boolean =>
	table === name || table.startsWith(`${name} › `);

/** The remembered process with the stages that it lacks, each after the one that it follows in the new files. */
function recallProcess(
	known: ProcessMapping,
	recognised: ProcessMapping,
): { process: ProcessMapping; added: Announcement[] } {
	// What pipelines part is not written so in any file.
	const present = new Set([
		...recognised.stages.flatMap(labelsOfStage),
		...(known.parted ?? []).map((own) => foldLabel(partedName(own))),
	]);
	const unused = known.stages.filter((stage) => !labelsOfStage(stage).some((label) => present.has(label)));
	const { stages, added } = placeStages(known.stages, recognised.stages);
	const announcements = added.map(({ stage, follows }): Announcement => {
		const renamed = unused
			.map((other) => ({ other, by: likeness(other.label, stage.label) }))
			.filter(({ other, by }) => other.kind === stage.kind && by >= LIKE_LABELS)
			.sort((a, b) => b.by - a.by)[0]?.other.label;
		return {
			needsLook: true,
			problem: {
				code: 'stage-new',
				message: `“${stage.label}” is a stage that earlier exports did not have.`,
				wayOut:
					`It was put ${follows === null ? 'first' : `after “${follows}”`}: check its place and its kind.` +
					(renamed === undefined
						? ''
						: ` No row is in “${renamed}” any more: if this is its new name, merge the two.`),
			},
		};
	});
	return { process: { ...known, stages }, added: announcements };
}
