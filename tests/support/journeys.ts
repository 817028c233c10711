import type { Engine } from '$lib/engine/engine';
import { importMapped, readFiles } from '$lib/intake/import';
import type { IntakeReport, Mapping, StageMapping } from '$lib/intake/mapping';
import { recognise } from '$lib/intake/recognise';
import { isTableOf } from '$lib/intake/remember';
import { toCsvRecord } from '$lib/intake/read/write-csv';
import { buildModel } from '$lib/model/build';
import type { Catalog } from '$lib/model/catalog';
import type { AnyMart, ParamsFor, Precision, RowOf } from '$lib/model/contract';
import { brokenChecks, readMart } from '$lib/model/read';
import { WHOLE_SCOPE, type Scope } from '$lib/model/scope';
import type { Day } from '$lib/base/day';

/** A deal as a test tells it: where it was and when, and how it ended. */
export interface Journey {
	id: string;
	created: string | null;
	amount: number | null;
	currency: string | null;
	owner: string | null;
	region: string | null;
	events: { stage: string; at: string }[];
	outcome: 'open' | 'won' | 'lost';
	closed: string | null;
	/** The stage that the export names; null takes the last event's, or the outcome's label. */
	stage: string | null;
}

export class JourneyBuilder {
	readonly journey: Journey;
	constructor(id: string) {
		this.journey = {
			id,
			created: null,
			amount: 100,
			currency: null,
			owner: null,
			region: null,
			events: [],
			outcome: 'open',
			closed: null,
			stage: null,
		};
	}
	/** Entered a stage; the first entry is the creation unless told otherwise. */
	in(stage: string, at: string): this {
		this.journey.created ??= at;
		this.journey.events.push({ stage, at });
		return this;
	}
	created(at: string | null): this {
		this.journey.created = at;
		return this;
	}
	won(at: string | null): this {
		this.journey.outcome = 'won';
		this.journey.closed = at;
		return this;
	}
	lost(at: string | null): this {
		this.journey.outcome = 'lost';
		this.journey.closed = at;
		return this;
	}
	amount(amount: number | null, currency: string | null = null): this {
		this.journey.amount = amount;
		this.journey.currency = currency;
		return this;
	}
	owner(owner: string): this {
		this.journey.owner = owner;
		return this;
	}
	region(region: string): this {
		this.journey.region = region;
		return this;
	}
	/** The export names this stage, whatever the log says. */
	standsIn(stage: string): this {
		this.journey.stage = stage;
		return this;
	}
}

export const deal = (id: string): JourneyBuilder => new JourneyBuilder(id);

const csv = (rows: (string | number | null)[][]): string =>
	rows.map((row) => toCsvRecord(row.map((cell) => (cell === null ? '' : String(cell))))).join('\n') + '\n';

/** The journeys as an opportunity list and, where any deal has events, a stage log. */
export function asFiles(journeys: readonly Journey[]): { name: string; blob: Blob }[] {
	const deals = csv([
		['Deal ID', 'Owner', 'Region', 'Amount', 'Currency', 'Stage', 'Created', 'Close Date'],
		...journeys.map((journey) => [
			journey.id,
			journey.owner,
			journey.region,
			journey.amount,
			journey.currency,
			journey.stage ??
				(journey.outcome === 'won'
					? 'Won'
					: journey.outcome === 'lost'
						? 'Lost'
						: (journey.events.at(-1)?.stage ?? null)),
			journey.created,
			journey.closed,
		]),
	]);
	const history = csv([
		['deal_id', 'to_stage', 'changed_at'],
		...journeys.flatMap(({ id, events }) => events.map(({ stage, at }) => [id, stage, at])),
	]);
	const files = [{ name: 'deals.csv', blob: new Blob([deals]) }];
	if (journeys.some(({ events }) => events.length > 0))
		files.push({ name: 'history.csv', blob: new Blob([history]) });
	return files;
}

const isoReading = {
	as: 'date',
	formats: ['%Y-%m-%d', '%Y-%m-%d %H:%M', '%Y-%m-%d %H:%M:%S'],
	dateOnly: false,
} as const;

/** The mapping of `asFiles` with this process; nothing is left to recognition. */
export function mappingOf(stages: readonly string[], ends: readonly StageMapping[] = []): Mapping {
	const column = (
		position: number,
		header: string,
		role: Mapping['files'][number]['columns'][number]['role'],
		reading: Mapping['files'][number]['columns'][number]['reading'] = { as: 'text' },
	) => ({ header, position, role, reading, evidence: 'told by the test' });
	const date = { ...isoReading, formats: [...isoReading.formats] };
	return {
		version: 1,
		files: [
			{
				file: 'deals.csv',
				kind: 'deals',
				layout: 'generic.deals',
				confidence: 1,
				evidence: [],
				columns: [
					column(0, 'Deal ID', 'id'),
					column(1, 'Owner', 'owner'),
					column(2, 'Region', 'segment'),
					column(3, 'Amount', 'amount', { as: 'number', decimal: '.' }),
					column(4, 'Currency', 'currency'),
					column(5, 'Stage', 'stage'),
					column(6, 'Created', 'created', date),
					column(7, 'Close Date', 'closed', date),
				],
			},
			{
				file: 'history.csv',
				kind: 'stage_history',
				layout: 'generic.stage_history',
				confidence: 1,
				evidence: [],
				columns: [
					column(0, 'deal_id', 'id'),
					column(1, 'to_stage', 'stage'),
					column(2, 'changed_at', 'changed_at', date),
				],
			},
		],
		process: {
			stages: [
				...stages.map((label): StageMapping => ({ label, kind: 'open', labels: [label] })),
				{ label: 'Won', kind: 'won', labels: ['Won'] },
				{ label: 'Lost', kind: 'lost', labels: ['Lost'] },
				...ends,
			],
			evidence: [],
		},
	};
}

/** Imported data with a way to ask it. Every answer is held against its contract's checks. */
export class Asked {
	constructor(
		readonly engine: Engine,
		readonly catalog: Catalog,
		readonly report: IntakeReport,
		readonly mapping: Mapping,
	) {}
	async ask<M extends AnyMart>(
		mart: M,
		scope: Partial<Scope> = {},
		params?: ParamsFor<M>,
		precision: Precision = 'exact',
	): Promise<RowOf<M>[]> {
		const rows = await readMart(
			this.engine,
			this.catalog,
			mart,
			{ ...WHOLE_SCOPE, ...scope },
			params ?? ({} as ParamsFor<M>),
			undefined,
			precision,
		);
		const broken = brokenChecks(mart, rows);
		if (broken.length > 0) throw new Error(broken.join('\n'));
		return rows;
	}
}

/** Imports journeys with a told process. */
export async function tell(
	engine: Engine,
	stages: readonly string[],
	builders: readonly JourneyBuilder[],
	asOf: Day | null = null,
): Promise<Asked> {
	return importFiles(engine, asFiles(builders.map(({ journey }) => journey)), {
		mapping: mappingOf(stages),
		asOf,
	});
}

/** Imports files, recognised unless a mapping is given. */
export async function importFiles(
	engine: Engine,
	files: { name: string; blob: Blob }[],
	given: { mapping?: Mapping; asOf?: Day | null } = {},
): Promise<Asked> {
	const raws = await readFiles(engine, files);
	const mapping = given.mapping ?? (await recognise(engine, raws)).mapping;
	const own = {
		...mapping,
		files: mapping.files.filter(({ file }) => files.some(({ name }) => isTableOf(file, name))),
	};
	const report = await importMapped(engine, raws, own);
	return new Asked(engine, await buildModel(engine, given.asOf ?? null), report, own);
}
