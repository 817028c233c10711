import type { Day } from '$lib/base/day';
import type { Row, Value } from '$lib/engine/engine';
import type { Catalog } from '$lib/model/catalog';
import type { AnyMart, Columns, ParamsFor, RowOf } from '$lib/model/contract';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { headlineCompared } from '$lib/model/marts/headline-compared';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { decodeRows } from '$lib/model/read';
import { WHOLE_SCOPE, type Scope } from '$lib/model/scope';
import type { Source } from '$lib/session/source';
import { takeSnapshot, type AnyAsk, type Snapshot } from '$lib/share/snapshot';
import { START_STATE, type ViewState } from '$lib/share/state';

const day = (text: string) => text as Day;
const STAGES = ['Prospecting', 'Qualification', 'Needs Analysis', 'Proposal', 'Negotiation', 'Closing'];

/** Data of the size of a real report; owners' names that must not leave are in it. */
export const CATALOG: Catalog = {
	asOf: '2025-12-31T17:42:09.000Z',
	asOfDay: day('2025-12-31'),
	newestAt: '2025-12-31T17:42:09.000Z',
	suspectAt: null,
	firstDay: day('2023-01-02'),
	lastDay: day('2025-12-31'),
	stages: STAGES.map((label, index) => ({ rank: index + 1, label })),
	segments: [
		{
			key: 'owner',
			label: 'Opportunity Owner',
			values: [
				{ value: 'Ann Lee', deals: 1_204 },
				{ value: 'Secret Sam', deals: 950 },
				{ value: null, deals: 3 },
			],
		},
		{ key: 'region', label: 'Region', values: [{ value: 'Hidden Valley', deals: 2_157 }] },
	],
	currencies: [{ currency: 'USD', deals: 2_157 }],
	evidence: [
		{ evidence: 'history', deals: 2_100 },
		{ evidence: 'current_stage', deals: 57 },
	],
	deals: 2_157,
	dealsWithoutStart: 12,
};

export const STATE: ViewState = {
	...START_STATE,
	measure: 'value',
	pick: { rank: 4, bucket: 'dropped' },
	search: 'a customer searched for',
	scope: {
		...WHOLE_SCOPE,
		from: day('2025-01-01'),
		to: day('2026-01-01'),
		filters: [{ segment: 'owner', values: ['Ann Lee', null], exclude: false }],
	},
};

/** A value fit for a column, different in every cell and as long as real ones: 17 digits where SQL divides. */
function cell(columns: Columns, name: string, index: number): Value {
	const { type, unit } = columns[name] ?? { type: 'text', unit: 'label' };
	const seed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 99_991, 7 + index * 613);
	if (name === 'stage') return STAGES[index] ?? null;
	if (name === 'stage_rank') return index + 1;
	if (type === 'integer') return 20 + (seed % 1_900);
	if (type === 'boolean') return seed % 2 === 0;
	if (type === 'number')
		return unit === 'ratio' ? (seed % 997) / 997 : unit === 'amount' ? seed * 97.25 : seed / 73;
	return name === 'currency' ? 'USD' : 'text';
}

/** The columns that a report holds of a mart: statistics that need more than their row travel with it. */
const columnsOf = (mart: AnyMart): Columns =>
	mart.support ? { ...mart.columns, ...mart.statistics } : mart.columns;

export const rowsOf = (mart: AnyMart, rows: number): Row[] =>
	Array.from({ length: rows }, (_, index) =>
		Object.fromEntries(
			Object.keys(columnsOf(mart)).map((name) => [name, cell(columnsOf(mart), name, index)]),
		),
	);

/** What is other in the year before. */
const BEFORE = { deals_reached: 77 };

/** Answers every mart with made-up rows, and remembers what it was asked. */
export class MadeUpSource implements Source {
	readonly kind = 'live';
	readonly catalog = CATALOG;
	readonly asked: string[] = [];

	async read<M extends AnyMart>(mart: M, scope: Scope, _params: ParamsFor<M>): Promise<RowOf<M>[]> {
		this.asked.push(mart.name);
		const rows = rowsOf(mart, mart.name.startsWith('headline') ? 1 : STAGES.length);
		return decodeRows(
			mart,
			rows.map((row) => ({ ...row, ...(scope.from === '2024-01-01' ? BEFORE : {}), smuggled: 'Secret Sam' })),
			'',
			mart.support ? null : {},
		).map((row) => ({ ...row, smuggled: 'Secret Sam' }));
	}

	explain(mart: AnyMart): string {
		return mart.sql;
	}
}

/** Questions of these marts, of the whole scope of STATE. */
export const asksOf = (marts: readonly AnyMart[]): AnyAsk[] =>
	marts.map((mart) => ({ mart, scope: STATE.scope, params: {} }));

/** Overview as it is shared: windows, values and parameters of its own, and its sentences. */
export async function anOverview(change: Partial<ViewState> = {}): Promise<Snapshot> {
	const state: ViewState = { ...STATE, compare: { kind: 'year' }, ...change };
	const before = { ...STATE.scope, from: day('2024-01-01'), to: day('2025-01-01') };
	const compared = { compare_from: '2024-01-01', compare_to: '2025-01-01' };
	const snapshot = await takeSnapshot(new MadeUpSource(), state, [
		...asksOf([funnel, headline]),
		{ mart: headlineCompared, scope: STATE.scope, params: compared },
		{ mart: funnel, scope: before, params: {} },
		{ mart: timeInStage, scope: STATE.scope, params: { segment: null }, keeps: (rows) => rows.slice(0, 2) },
	]);
	return {
		...snapshot,
		told: {
			headline: [
				{ text: 'Win rate fell ' },
				{ text: '4.1 points', tone: 'bad' },
				{ text: ', more than “ever”.' },
			],
			evidence: ['520 closed', 'interval 28.1–36.0 %'],
			isRateChanged: true,
			isTested: true,
		},
	};
}

export const aSnapshot = (change: { title?: string; notes?: string } = {}): Promise<Snapshot> =>
	takeSnapshot(new MadeUpSource(), STATE, asksOf([funnel, headline]), {
		title: 'Pipeline review, Q3',
		notes: 'Proposal leaks most: see the stage picked.',
		...change,
	});
