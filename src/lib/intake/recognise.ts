import { counted } from '../base/parts';
import { written } from '../base/written';
import type { Engine, RunOptions } from '../engine/engine';
import { chooseAmounts } from './amount-columns';
import { chooseKind, isDictionary, isSurelyDeals, type KindAssignment } from './choose-kind';
import { chooseLayout, completeWithPlainWords, idsRepeat, takeStatusAsStage } from './choose-layout';
import { tellExpectedCloses } from './close-dates';
import type { OpenDates } from './date-columns';
import { preferConverted } from './converted-amounts';
import { currencyColumn } from './currency-column';
import { resolveSigns } from './currency-signs';
import { columnOf, idOfOther, sharedRows, tellMissingAmount } from './deal-keys';
import { readFieldValues } from './field-values';
import type { ImportOptions } from './import';
import {
	OF_NO_KIND,
	type ColumnMapping,
	type ColumnRole,
	type FileKind,
	type FileMapping,
	type Mapping,
	type ProcessMapping,
	type Question,
} from './mapping';
import { tellBilling, tellLackingAmount } from './kinds/billing';
import { readRateDirection } from './kinds/rate-direction';
import { withListIds } from './list-ids';
import { placeExports } from './ledger/place-exports';
import { leaveForeignAmounts, matchLogAmounts } from './log-amounts';
import { matchLogKeys } from './log-keys';
import { mapColumns } from './map-columns';
import { orderDoubts } from './order-doubts';
import { pipelinesNotice, pipelinesOf, sharePipeline } from './pipelines';
import { proposeParting, type Parting } from './parting';
import { isKnownStage, proposeProcess, withOpenStage } from './process';
import { mappedFiles } from './project-sql';
import { profile, type FileProfile } from './profile';
import { dayNumberQuestions } from './day-numbers';
import { dateQuestion, decimalQuestion, scaleQuestion } from './questions';
import type { RawFile } from './read/raw-file';
import type { Layout } from './presets/layouts';
import { vendorDoubts } from './vendor-doubts';
import { stageFacts } from './stage-facts';

interface Recognised {
	file: FileProfile;
	kind: FileKind;
	layout: string;
	confidence: number;
	evidence: string[];
	columns: ColumnMapping[];
	openDates: OpenDates[];
	openDecimals: ColumnMapping[];
	openScales: ColumnMapping[];
	/** What else only a person can decide about the file. */
	questions: Question[];
	/** What was decided and should be looked at. */
	doubts: string[];
}

/** A file that is not used, and why. */
function leftOut(file: FileProfile, why: string): Recognised {
	return {
		file,
		kind: 'ignored',
		layout: 'unknown',
		confidence: 0.9,
		evidence: [why],
		columns: file.columns.map(({ header, position }) => ({
			header,
			position,
			role: 'ignored',
			reading: { as: 'text' },
			evidence: 'file not used',
		})),
		openDates: [],
		openDecimals: [],
		openScales: [],
		questions: [],
		doubts: [],
	};
}

async function recogniseKind(
	engine: Engine,
	file: FileProfile,
	{ layout, roles, named }: KindAssignment,
	options: RunOptions,
	onColumn: () => void,
): Promise<Recognised> {
	const mapped = await mapColumns(engine, file, layout.kind, { layout, roles }, options, onColumn);
	const rates =
		layout.kind === 'rates' ? await readRateDirection(engine, file.raw, mapped.columns, options) : null;
	const billing = layout.kind === 'subscriptions' ? tellBilling(file.raw.file, mapped.columns) : null;
	const lacking =
		layout.kind === 'subscriptions' || layout.kind === 'orders'
			? tellLackingAmount(file.raw.file, layout.kind, mapped.columns)
			: null;
	const isPlain = layout.id.startsWith('generic.');
	return {
		file,
		kind: layout.kind,
		layout: layout.id,
		confidence: isPlain ? 0.85 : 0.95,
		evidence: [
			isPlain
				? `${roles.size} of ${file.columns.length} headers are plain words for what a file of ${layout.kind} holds`
				: `${Math.ceil(named)} of ${file.columns.length} headers are those of ${layout.name}`,
		],
		...mapped,
		columns: rates?.columns ?? billing?.columns ?? mapped.columns,
		questions: rates?.questions ?? [],
		doubts: [...mapped.doubts, ...(billing?.doubts ?? []), ...(lacking === null ? [] : [lacking])],
	};
}

/** `onlyDeals` takes what could be of another kind for opportunities: for a set of files without any. */
async function recogniseFile(
	engine: Engine,
	file: FileProfile,
	onlyDeals: boolean,
	options: RunOptions,
	onColumn: () => void,
): Promise<Recognised> {
	const chosen = chooseLayout(file);
	const other = chooseKind(file);
	if (isDictionary(file)) return leftOut(file, 'a data dictionary: it describes the columns of other files');
	const ofOther = chosen?.layout.kind === 'deals' ? idOfOther(file, chosen.roles) : null;
	const isWeak =
		!chosen ||
		ofOther !== null ||
		chosen.isByName ||
		(other !== null && !isSurelyDeals(file, chosen.roles) && other.roles.size > chosen.roles.size);
	const isOther = other && (isWeak || (!onlyDeals && !isSurelyDeals(file, chosen.roles)));
	if (isOther) return recogniseKind(engine, file, other, options, onColumn);
	if (!chosen) {
		return leftOut(file, OF_NO_KIND);
	}
	if (ofOther)
		return leftOut(
			file,
			`its rows have ids of their own in “${ofOther.header}”: they are no deals but of deals`,
		);
	const kind = chosen.layout.kind;
	const ownName = chosen.isByName ? columnOf(file, chosen.roles, 'id') : undefined;
	if (ownName) {
		const shared = await sharedRows(engine, file, ownName, options);
		if (shared > 0)
			return leftOut(
				file,
				`a list of deals without a column of ids, whose rows “${ownName.header}” does not tell apart: ${written(shared)} share theirs with another. Export it with the ids of the deals`,
			);
	}
	const named = completeWithPlainWords(file, chosen);
	if (kind === 'deals' && chosen.layout.id.startsWith('generic.'))
		takeStatusAsStage(file, chosen.layout, named, true);
	const currency = kind === 'deals' ? currencyColumn(file, named) : null;
	if (currency) named.set(currency.position, { role: 'currency', exact: false });
	const converted = preferConverted(file, named);
	const { prefix } = chosen.layout;
	const { roles, told } = await chooseAmounts(engine, file, converted.roles, prefix, options);
	const mapped = await mapColumns(engine, file, kind, { layout: chosen.layout, roles }, options, onColumn);
	const doubts = [...mapped.doubts];
	if (kind === 'deals') {
		const own = { file: file.raw.file, kind, layout: chosen.layout.id, confidence: 1, evidence: [] };
		const mapping: FileMapping = { ...own, columns: mapped.columns };
		const expected = await tellExpectedCloses(engine, file.raw, file, mapping, options);
		if (expected !== null) doubts.push(expected);
		if (converted.told !== null) doubts.push(converted.told);
		doubts.push(...told);
		doubts.push(...vendorDoubts(file, chosen.layout));
		if (ownName)
			doubts.push(
				`${file.raw.file} has no column of ids: its deals are told apart by “${ownName.header}”, which no two rows share. Two deals of one name would be taken for one: an export with their ids is safer.`,
			);
		const missing = tellMissingAmount(file, roles);
		if (missing !== null) doubts.push(missing);
	}
	const questions =
		kind === 'stage_history' ? await readFieldValues(engine, file.raw, mapped.columns, options) : [];
	const matched = [...chosen.roles.values()];
	return {
		file,
		kind,
		layout: chosen.layout.id,
		confidence: confidenceOf(chosen.layout, new Set([...roles.values()].map(({ role }) => role))),
		evidence: [
			chosen.layout.id.startsWith('generic.')
				? `${matched.length} of ${file.columns.length} headers are plain words for what they hold; no CRM’s export is known to look like this`
				: `${matched.length} of ${file.columns.length} headers are those of ${chosen.layout.name}`,
			kind === 'deals'
				? 'one row a deal'
				: idsRepeat(file, chosen)
					? 'ids repeat: many rows a deal'
					: 'rows are dated entries into a stage, none a second one of its deal',
		],
		...mapped,
		questions,
		doubts,
	};
}

/** What a file of each kind should have; each one missing is a reason to look. */
const EXPECTED: Record<Layout['kind'], ColumnRole[][]> = {
	deals: [['created', 'entered_stage'], ['closed', 'won_at', 'lost_at', 'entered_stage'], ['amount']],
	stage_history: [],
};

/** 0..1: a known export with all that is expected is certain, plain words a little less, each thing missing costs. */
function confidenceOf(layout: Layout, roles: ReadonlySet<ColumnRole>): number {
	const missing = EXPECTED[layout.kind].filter((any) => !any.some((role) => roles.has(role))).length;
	const isPlain = layout.id.startsWith('generic.');
	return Math.max(0.1, (isPlain ? 0.85 : 0.98) - 0.2 * missing);
}

const ENDS: readonly ColumnRole[] = [
	'status',
	'is_won',
	'is_lost',
	'is_closed',
	'is_active',
	'won_at',
	'lost_at',
];
const NO_ENDS =
	'No stage is known to be won or lost, and no column tells which deals were: all of them count as open. If some have ended, say in the process which stage is won and which lost.';

/** Whether it is known what ends deals. A view of open deals has stages that are known for such. */
const tellsEnds = ({ stages }: ProcessMapping, files: readonly FileMapping[]): boolean =>
	stages.some(({ kind, label }) => kind !== 'open' || isKnownStage(label)) ||
	files.some(({ kind, columns }) => kind === 'deals' && columns.some(({ role }) => ENDS.includes(role)));

export type Samples = Record<string, string[][]>;

/** A mapping for a set of read files, with its evidence, and what only the user can decide. */
export interface Recognition {
	mapping: Mapping;
	/** Blocking: numbers that rest on the answer are not computed before. */
	questions: Question[];
	/** Things decided that a person should look at: sentences. */
	doubts: string[];
	/** Stages of one name that mean different things in several pipelines; null if there are none. */
	parting: Parting | null;
	/** The most frequent values of each column, by file, then by position: what a person judges a reading by. */
	samples: Samples;
}

/** The questions that `recognise` asks of all rows of all files, once it knows their columns. */
const STEPS_OF_ALL_ROWS = 6;

/**
 * Recognises what each file is and how each of its columns is read, and proposes the process. Nothing is imported.
 * The answer does not depend on the order of rows or files.
 */
export async function recognise(
	engine: Engine,
	raws: readonly RawFile[],
	options: ImportOptions = {},
): Promise<Recognition> {
	const columns = raws.reduce((sum, raw) => sum + raw.columns.length, 0);
	// Days, joins, stages and pipelines are found in all rows of all files once more: as much as half of the columns.
	const tick = counted(3 * columns, (done) => options.onProgress?.({ phase: 'Recognising columns', done }));
	const profiles: FileProfile[] = [];
	for (const raw of raws) profiles.push(await profile(engine, raw, options, tick));
	const recogniseAll = async (onlyDeals: boolean) => {
		const all: Recognised[] = [];
		for (const file of profiles) all.push(await recogniseFile(engine, file, onlyDeals, options, tick));
		return all;
	};
	let recognised = await recogniseAll(false);
	const hasDeals = recognised.some(({ kind }) => kind === 'deals' || kind === 'stage_history');
	if (!hasDeals) recognised = await recogniseAll(true);
	// A file of another kind beside known ones is no reason to ask; if nothing is known, a person must say what is what.
	const isAnyKnown = recognised.some(({ kind }) => kind === 'deals' || kind === 'stage_history');
	const alone: FileMapping[] = recognised.map(({ file, kind, layout, confidence, evidence, columns }) => ({
		file: file.raw.file,
		kind,
		layout,
		confidence: isAnyKnown ? confidence : 0,
		evidence,
		columns,
	}));
	const found = async <T>(step: Promise<T>): Promise<T> => {
		const answer = await step;
		tick(columns / STEPS_OF_ALL_ROWS);
		return answer;
	};
	const { files, questions: ofDays } = await found(placeExports(engine, raws, alone, options));
	const samplesOf = (file: string, position: number) =>
		profiles.find(({ raw }) => raw.file === file)?.columns[position]?.samples ?? [];
	const ofSigns = resolveSigns(files, samplesOf);
	const ofLogs = leaveForeignAmounts(files, samplesOf);
	const ofKeys = await found(matchLogKeys(engine, raws, profiles, files, options));
	await found(matchLogAmounts(engine, raws, files, options));
	const mapped = mappedFiles(raws, files);
	const { labels, precedence, orders, aliases } = await found(
		withListIds(engine, mapped, options, (own) => stageFacts(engine, own, options)),
	);
	const { process: proposed, undecided } = proposeProcess(labels, precedence, aliases);
	const process = isAnyKnown ? withOpenStage(proposed) : proposed;
	const ofFiles = recognised.flatMap(({ file, openDates, openDecimals, openScales, questions: own }) => [
		...openDates.map((open) => dateQuestion(file.raw.file, open)),
		...openDecimals.map((column) => decimalQuestion(file.raw.file, column)),
		...openScales.map((column) => scaleQuestion(file.raw.file, column)),
		...own,
	]);
	const ofNumbers = await found(dayNumberQuestions(engine, raws, files, options));
	const questions = [...ofFiles, ...ofNumbers, ...ofDays, ...ofKeys.questions];
	const pipelines = await found(pipelinesOf(engine, mapped, options));
	const severalPipelines = pipelinesNotice(pipelines);
	const parting =
		pipelines.length > 1
			? await withListIds(engine, mapped, options, (own) =>
					proposeParting(engine, own, process, { pipelines, orders, isOfProposal: true }, options),
				)
			: null;
	const doubts = [
		...recognised.flatMap(({ doubts: own }) => own),
		...ofSigns,
		...ofLogs,
		...ofKeys.told,
		...(severalPipelines === null ? [] : [severalPipelines]),
		...orderDoubts(undecided.filter(([a, b]) => sharePipeline(pipelines, a, b))),
	];
	if (isAnyKnown && !tellsEnds(process, files)) doubts.push(NO_ENDS);
	const samples = Object.fromEntries(
		recognised.map(({ file }) => [file.raw.file, file.columns.map((column) => column.samples.slice(0, 5))]),
	);
	const mapping: Mapping = { version: 1, files, process };
	return { mapping, questions, doubts, parting, samples };
}
