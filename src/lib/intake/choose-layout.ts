import { bareLabel, foldHeader, foldLabel, withoutZone } from './fold';
import type { ColumnRole } from './mapping';
import { splitUnit } from './presets/header-units';
import { LAYOUTS, type Layout } from './presets/layouts';
import { isOfWonSale, STATUS_OUTCOMES } from './presets/vocabulary';
import { isKnownStage } from './process';
import type { ColumnProfile, FileProfile } from './profile';
import { DATE_ROLES, FLAG_ROLES } from './roles';

/** A column of more different texts than this is no segment: nobody picks from such a list. */
const MOST_SEGMENT_VALUES = 100_000;

/** What tells leads from opportunities where one table holds both, folded. */
export const LEAD_KINDS: readonly string[] = ['lead', 'leads', 'piste', 'interessent', 'prospect'];
const RECORD_KINDS = [...LEAD_KINDS, 'opportunity', 'opportunities', 'opportunite', 'verkaufschance', 'deal'];

interface Found {
	role: ColumnRole;
	stage?: string;
	/** For amounts: the currency that the header names. */
	currency?: string;
	exact: boolean;
}

export interface Assignment {
	layout: Layout;
	roles: Map<number, Found>;
	score: number;
	/** Whether deals are told apart by their names, as the list has no ids. */
	isByName?: true;
}

const REQUIRED: Record<'deals' | 'stage_history', ColumnRole[][]> = {
	deals: [['id'], ['stage', 'status', 'is_won', 'is_lost', 'won_at']],
	stage_history: [['id'], ['stage'], ['changed_at']],
};

/** Whether a column's values can be what the role says. An empty column can be anything. */
function fitsRole(column: ColumnProfile, role: ColumnRole, outcomes: Layout['outcomes'] = {}): boolean {
	if (column.values === 0) return true;
	if (DATE_ROLES.includes(role)) {
		return (
			column.dates > 0.5 ||
			(column.numbers > 0.8 && column.samples.every((text) => /^\d{5}(\.\d+)?$|^\d{9,13}$/.test(text)))
		);
	}
	if (FLAG_ROLES.includes(role)) return column.flags > 0.9;
	if (role === 'amount' || role === 'closed_amount') return column.numbers > 0.5;
	if (role === 'probability') return column.numbers > 0.8;
	if (role === 'stage' || role === 'from_stage' || role === 'stage_before_end')
		return column.dates < 0.5 && column.flags < 0.9 && column.distinct <= 400;
	if (role === 'status') {
		return (
			column.dates < 0.5 &&
			column.samples.filter((text) => foldHeader(text) in STATUS_OUTCOMES || foldHeader(text) in outcomes)
				.length >=
				column.samples.length / 2
		);
	}
	if (role === 'record_kind') return column.samples.every((text) => RECORD_KINDS.includes(foldHeader(text)));
	if (
		['name', 'account', 'owner', 'source', 'pipeline', 'lost_reason', 'product', 'team', 'lead'].includes(
			role,
		)
	)
		return column.dates < 0.5;
	return true;
}

/**
 * The stage that a header of entry dates names. What follows it in brackets is its pipeline, unless deals stand in a stage
 * that is written so, or it is a chance: `Proposal (50%)`.
 */
function stageOfHeader(stage: string, inBrackets: string | undefined, labels: readonly string[]): string {
	const whole = `${stage} (${inBrackets ?? ''})`;
	const isOfStage =
		inBrackets !== undefined && (labels.includes(foldLabel(whole)) || /^\d{1,3} ?%$/.test(inBrackets));
	return isOfStage ? whole : stage;
}

/**
 * Takes a column that is headed as a status for the stage of a list that has no other, where it names steps of a sale beside
 * its end: `Contacted`, `Proposal`, `Won`. What only says open, won and lost stays a status. Of a list that `isKnown` to be
 * taken for one of deals, as leads that come alone are, a step that is known is enough: `New`, `Qualified`, `Converted`.
 */
export function takeStatusAsStage(
	file: FileProfile,
	layout: Layout,
	roles: Assignment['roles'],
	isKnown = false,
): void {
	if ([...roles.values()].some(({ role }) => role === 'stage' || role === 'entered_stage')) return;
	const names = new Set(
		layout.headers.flatMap((header) => (header.role === 'status' ? header.names.map(bareLabel) : [])),
	);
	for (const column of file.columns) {
		const found = roles.get(column.position);
		if ((found && found.role !== 'status') || !names.has(bareLabel(column.header))) continue;
		const meanings = column.samples.map((text) => STATUS_OUTCOMES[foldHeader(text)]);
		const isOfSales = column.samples.some(
			(text, index) =>
				isOfWonSale(foldHeader(text)) || (isKnown && meanings[index] === undefined && isKnownStage(text)),
		);
		const open = meanings.filter((meaning) => meaning === undefined || meaning === 'open');
		if (!isOfSales || open.length < 2 || !open.includes(undefined) || !fitsRole(column, 'stage')) continue;
		roles.set(column.position, { role: 'stage', exact: false });
		return;
	}
}

/** What a list must have beside names and stages to be of deals: boards of tasks have those too. */
const PROOFS_BESIDE_NAMES: readonly ColumnRole[] = [
	'amount',
	'closed_amount',
	'probability',
	'closed',
	'expected_close',
	'won_at',
	'lost_at',
];

/** Takes the names of deals as their ids in a list that has none, as reports of a CRM have only the columns picked. */
function takeNamesAsIds(file: FileProfile, roles: Assignment['roles']): boolean {
	const found = new Set([...roles.values()].map(({ role }) => role));
	const name = [...roles].find(([, { role }]) => role === 'name');
	const values = name && file.columns[name[0]]?.values;
	if (!values || found.has('id') || !found.has('stage')) return false;
	if (!PROOFS_BESIDE_NAMES.some((role) => found.has(role))) return false;
	roles.set(name[0], { ...name[1], role: 'id' });
	return true;
}

function assign(file: FileProfile, layout: Layout, mayBeByName = false): Assignment {
	const roles: Assignment['roles'] = new Map();
	const { prefix } = layout;
	const isPlain = layout.id.startsWith('generic.');
	const folded = file.columns.map((column) => foldHeader(column.header));
	const bare = prefix
		? file.columns.map((column) => foldHeader(column.header.trim().replace(prefix, '')))
		: folded;
	/** Headers without the currency that they name, `Amount (SEK)`: of amounts alone they are looked at. */
	const unnamed = file.columns.map(({ header }) => {
		const own = splitUnit(prefix ? header.trim().replace(prefix, '') : header);
		return own === null ? null : isPlain ? bareLabel(own.bare) : foldHeader(own.bare);
	});
	/** Of no CRM in particular: as people write them, `DealID`, `deal-id`. */
	const joined = isPlain ? file.columns.map(({ header }) => bareLabel(withoutZone(header))) : folded;
	const joinedBare = isPlain ? bare.map((header) => bareLabel(withoutZone(header))) : bare;
	const taken = new Set<ColumnRole>();
	// In a log of several fields the values may be mostly dates or amounts.
	const holdsAnyField = layout.headers.some(
		({ role, names }) => role === 'changed_field' && names.some((name) => folded.includes(foldHeader(name))),
	);
	let exact = 0;
	for (const { role, names } of layout.headers) {
		if (taken.has(role)) continue;
		for (const name of names) {
			const own = foldHeader(name);
			const find = (isNamed: (index: number) => boolean) =>
				file.columns.findIndex(
					(column, index) =>
						isNamed(index) &&
						!roles.has(index) &&
						((holdsAnyField && (role === 'stage' || role === 'from_stage')) ||
							fitsRole(column, role, layout.outcomes)),
				);
			const ownJoined = isPlain ? bareLabel(name) : own;
			let position = find((index) => folded[index] === own);
			if (position < 0) position = find((index) => joined[index] === ownJoined);
			// The lead of a deal may be the person who leads it.
			if (position < 0 && !(isPlain && role === 'lead'))
				position = find((index) => joinedBare[index] === ownJoined);
			if (position < 0 && (role === 'amount' || role === 'closed_amount'))
				position = find((index) => unnamed[index] === ownJoined);
			if (position < 0) continue;
			const isExact = file.columns[position]?.header.trim() === name;
			roles.set(position, { role, exact: isExact });
			taken.add(role);
			exact += isExact ? 1 : 0.8;
			break;
		}
	}
	const standing = [...roles].find(([, { role }]) => role === 'stage')?.[0];
	const labels = (standing === undefined ? [] : (file.columns[standing]?.samples ?? [])).map(foldLabel);
	file.columns.forEach((column, index) => {
		if (roles.has(index)) return;
		for (const pattern of layout.enteredStage) {
			// Some exports quote such a header once more.
			const match = pattern.exec(column.header.trim().replace(/^"(.*)"$/s, '$1'));
			if (!match?.[1] || !fitsRole(column, 'entered_stage') || column.values === 0) continue;
			const stage = stageOfHeader(match[1], match[2], labels);
			roles.set(index, { role: 'entered_stage', stage, exact: true });
			exact += layout.id.startsWith('generic') ? 0.3 : 1;
			break;
		}
	});
	if (isPlain && layout.kind === 'deals') takeStatusAsStage(file, layout, roles);
	const isByName = mayBeByName && layout.kind === 'deals' && takeNamesAsIds(file, roles);
	const found = new Set([...roles.values()].map(({ role }) => role));
	const entered = found.has('entered_stage');
	const complete = REQUIRED[layout.kind].every(
		(any) => any.some((role) => found.has(role)) || (entered && any.includes('stage')),
	);
	return { layout, roles, score: complete ? exact * layout.weight : 0, ...(isByName ? { isByName } : {}) };
}

/** Whether ids repeat as they do in a log: many rows a deal. In a list of several exports they repeat by the day. */
export function idsRepeat(file: FileProfile, assignment: Assignment): boolean {
	if ([...assignment.roles.values()].some(({ role }) => role === 'snapshot_day')) return false;
	const position = idPosition(assignment);
	const column = position === undefined ? undefined : file.columns[position];
	return column !== undefined && column.values > 0 && column.distinct < 0.8 * column.values;
}

/** What lists of deals have beside an id and a stage, and logs have not. */
const OF_DEALS: readonly ColumnRole[] = [
	'name',
	'account',
	'owner',
	'source',
	'amount',
	'status',
	'is_won',
	'is_lost',
	'created',
	'closed',
	'won_at',
	'lost_at',
	'expected_close',
	'entered_stage',
	'snapshot_day',
];

const looksLikeDeals = (roles: Assignment['roles']): boolean =>
	[...roles.values()].some(({ role }) => OF_DEALS.includes(role));

/** What logs may have beside the stage as well: by whom it was changed, and whether the stage is an end. */
const OF_LOGS_TOO: readonly ColumnRole[] = ['owner', 'source', 'status', 'is_won', 'is_lost'];

const idPosition = ({ roles }: Assignment): number | undefined =>
	[...roles].find(([, { role }]) => role === 'id')?.[0];

/**
 * Without the lists of deals that have nothing a log of a CRM lacks and whose ids are not those of its deals: the rows of
 * a log have ids of their own, as deals do.
 */
function withoutBareLists(candidates: Assignment[]): Assignment[] {
	const dealIds = candidates
		.filter(({ layout }) => layout.kind === 'stage_history' && !layout.id.startsWith('generic.'))
		.map(idPosition);
	if (dealIds.length === 0) return candidates;
	return candidates.filter(
		(candidate) =>
			candidate.layout.kind === 'stage_history' ||
			dealIds.includes(idPosition(candidate)) ||
			[...candidate.roles.values()].some(
				({ role }) => OF_DEALS.includes(role) && !OF_LOGS_TOO.includes(role),
			),
	);
}

/** The assignment of the kind that the repetition of ids speaks for, best score first. */
export function chooseLayout(file: FileProfile): Assignment | null {
	const withIds = withoutBareLists(
		LAYOUTS.map((layout) => assign(file, layout)).filter(({ score }) => score > 0),
	);
	const candidates =
		withIds.length > 0
			? withIds
			: LAYOUTS.map((layout) => assign(file, layout, true)).filter(({ score }) => score > 0);
	const fitting = candidates.filter(
		(candidate) => (candidate.layout.kind === 'stage_history') === idsRepeat(file, candidate),
	);
	// A log in which no deal moved twice has unique ids: taken for one only where it has no look of a list of deals.
	const looks = fitting.some(({ layout, roles }) => layout.kind === 'stage_history' || looksLikeDeals(roles));
	const pool = looks ? fitting : candidates.filter(({ layout }) => layout.kind === 'stage_history');
	if (pool.length === 0) pool.push(...(fitting.length > 0 ? fitting : candidates));
	return pool.sort((a, b) => b.score - a.score || (a.layout.id < b.layout.id ? -1 : 1))[0] ?? null;
}

/**
 * Columns that people have added to those of their CRM, one for the date on which each stage was entered. They are
 * taken for such where at least half of them name a stage in which deals of this file stand.
 */
function addedEntryDates(file: FileProfile, chosen: Assignment, plain: Assignment): [number, Found][] {
	const stage = [...chosen.roles].find(([, { role }]) => role === 'stage')?.[0];
	const labels = stage === undefined ? [] : (file.columns[stage]?.samples ?? []);
	const added = [...plain.roles].flatMap(([position, found]) => {
		if (found.role !== 'entered_stage' || found.stage === undefined || chosen.roles.has(position)) return [];
		const bare = bareLabel(found.stage);
		return [{ position, found, label: labels.find((label) => bareLabel(label) === bare) }];
	});
	if (added.filter(({ label }) => label !== undefined).length < added.length / 2) return [];
	return added.map(({ position, found, label }) => [
		position,
		label === undefined ? found : { ...found, stage: label },
	]);
}

/** Roles that the best layout leaves out but the plain words of the field name. */
export function completeWithPlainWords(file: FileProfile, chosen: Assignment): Assignment['roles'] {
	const roles = new Map(chosen.roles);
	const plain = LAYOUTS.find((layout) => layout.id === `generic.${chosen.layout.kind}`);
	if (!plain || plain === chosen.layout) return roles;
	const taken = new Set([...roles.values()].map(({ role }) => role));
	const named = assign(file, plain);
	for (const [position, found] of addedEntryDates(file, chosen, named)) roles.set(position, found);
	for (const [position, found] of named.roles) {
		if (found.role === 'entered_stage' || roles.has(position) || taken.has(found.role)) continue;
		// A second close date would be a second meaning: the layout's own one stands.
		if (taken.has('closed') && ['won_at', 'lost_at'].includes(found.role)) continue;
		roles.set(position, found);
		taken.add(found.role);
	}
	return roles;
}

/** What an unmapped column of a deals file is kept as. */
export function leftoverRole(column: ColumnProfile): ColumnRole {
	if (column.values === 0 || column.dates > 0.5) return 'ignored';
	if (column.numbers > 0.9 && column.distinct > 50) return 'ignored';
	if (column.distinct > 50 && column.distinct > 0.5 * column.values && column.values >= 200) return 'ignored';
	return column.distinct <= MOST_SEGMENT_VALUES ? 'segment' : 'ignored';
}
