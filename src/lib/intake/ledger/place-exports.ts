import { written } from '../../base/written';
import type { Day } from '../../base/day';
import type { Engine, RunOptions } from '../../engine/engine';
import type { FileMapping, Mapping, Question } from '../mapping';
import { hasRole, mappedFiles, type MappedFile } from '../project-sql';
import type { RawFile } from '../read/raw-file';
import { exportDay, type ExportDay } from './export-day';
import { copiesAmong, sharedDeals } from './same-rows';
import { seriesOf } from './series';

function withDay(mapping: Mapping, file: string, day: Day | null, evidence: string): Mapping {
	return {
		...mapping,
		files: mapping.files.map((entry) =>
			entry.file === file ? { ...entry, snapshotDay: day, snapshotEvidence: evidence } : entry,
		),
	};
}

/** Asks of which day an export is, that shares deals with others. */
function dayQuestion({ raw }: MappedFile, others: readonly MappedFile[], shared: number): Question {
	const modified = raw.lastModified === null ? null : new Date(raw.lastModified).toISOString().slice(0, 10);
	const named = others.map((other) => other.raw.file);
	const beside =
		named.length > 3 ? `${named.slice(0, 2).join(', ')} and ${named.length - 2} more` : named.join(', ');
	return {
		code: 'snapshot-day',
		file: raw.file,
		text: `Of which day is ${raw.file}? ${written(shared)} of its deals are in ${beside} too, so these are exports of different days or parts of one list; neither its rows, nor the text around them, nor its name tells the day.`,
		choices: [
			...(modified === null
				? []
				: [
						{
							label: `Of ${modified}, when the file was last changed`,
							patch: (mapping: Mapping) =>
								withDay(mapping, raw.file, modified as Day, 'when the file was last changed, as answered'),
						},
					]),
			{
				label: 'A part of one list: of several rows of a deal the newest counts',
				patch: (mapping: Mapping) => withDay(mapping, raw.file, null, 'a part of one list, as answered'),
			},
		],
		day: (mapping: Mapping, day: Day) => withDay(mapping, raw.file, day, 'as answered'),
	};
}

/** Whether all these files have the same rows: one export, whatever their names say. */
async function areOneExport(
	engine: Engine,
	files: readonly MappedFile[],
	options?: RunOptions,
): Promise<boolean> {
	const undated = files.map((file): MappedFile => ({
		...file,
		mapping: { ...file.mapping, snapshotDay: null },
	}));
	return (await copiesAmong(engine, undated, options)).length === files.length - 1;
}

/**
 * Decides which deals files are exports of different days, and of which. Files of one list that tell different days get
 * `snapshotDay`; those of one day, or that share no deals and no name, stay parts of one list; what nothing tells is
 * asked. The answer does not depend on the order of files. Other files are left as they are.
 */
export async function placeExports(
	engine: Engine,
	raws: readonly RawFile[],
	files: readonly FileMapping[],
	options?: RunOptions,
): Promise<{ files: FileMapping[]; questions: Question[] }> {
	const deals = mappedFiles(raws, files).filter(
		(file) => file.mapping.kind === 'deals' && hasRole(file, 'id') && !hasRole(file, 'snapshot_day'),
	);
	if (deals.length < 2) return { files: [...files], questions: [] };
	const names = deals.map(({ raw }) => raw.file);
	const days = new Map(deals.map((file) => [file, exportDay(file.raw, file.mapping, names)]));
	const dated = deals.map((file): MappedFile => {
		const found = days.get(file);
		return found ? { ...file, mapping: { ...file.mapping, snapshotDay: found.day } } : file;
	});
	const copies = new Map(
		(await copiesAmong(engine, dated, options)).map(({ file, of }) => [file.index, of.index]),
	);
	const originals = deals.filter(({ index }) => !copies.has(index));
	const decided = new Map<string, ExportDay>();
	const questions: Question[] = [];
	for (const { files: own, shared } of seriesOf(
		originals,
		await sharedDeals(engine, originals, options),
		(file) => days.get(file) !== null,
	)) {
		if (own.length < 2 || (await areOneExport(engine, own, options))) continue;
		const known = own.flatMap((file) => days.get(file) ?? []);
		const unknown = own.filter((file) => !days.get(file));
		if (new Set(known.map(({ day }) => day)).size < 2 && unknown.length === 0) continue;
		for (const file of own) {
			const found = days.get(file);
			if (found) decided.set(file.raw.file, found);
			else
				questions.push(
					dayQuestion(
						file,
						own.filter((other) => other !== file),
						shared.get(file) ?? 0,
					),
				);
		}
	}
	return {
		files: files.map((entry) => {
			const found = decided.get(entry.file);
			return found
				? {
						...entry,
						snapshotDay: found.day,
						snapshotEvidence: found.evidence,
						evidence: [...entry.evidence, `export of ${found.day}: ${found.evidence}`],
					}
				: entry;
		}),
		questions,
	};
}
