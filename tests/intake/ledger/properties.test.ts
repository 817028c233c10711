import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { readFiles } from '$lib/intake/import';
import type { Mapping, SnapshotReport } from '$lib/intake/mapping';
import { recognise } from '$lib/intake/recognise';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { evidence } from '$lib/model/marts/evidence';
import { ledgerChanges } from '$lib/model/marts/ledger-changes';
import { ledgerSummary } from '$lib/model/marts/ledger-summary';
import { timeInStage } from '$lib/model/marts/time-in-stage';
import { exportFile, exportOf, exportsInOne, weeksFrom } from '../../support/exports';
import { importFiles, mappingOf, type Asked } from '../../support/journeys';
import {
	oracleChanges,
	oracleJourneys,
	oracleReach,
	oracleValues,
	type DatedExport,
} from '../../support/oracle-ledger';
import {
	EXPORT_STAGES,
	EXPORTS_START,
	exportDays,
	listOn,
	livedDeals,
	type LivedDeal,
} from '../../support/random-exports';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

type NamedFile = { name: string; blob: Blob };

/** Every file as an export of deals with this process; its day, where it has one, as its name tells. */
function mappingFor(files: readonly NamedFile[], days: readonly (Day | null)[]): Mapping {
	const mapping = mappingOf(EXPORT_STAGES);
	const [deals] = mapping.files;
	if (!deals) throw new Error('The mapping has no deals file.');
	const roles = ['id', 'owner', 'amount', 'stage', 'created', 'closed'] as const;
	const headers = ['Deal ID', 'Owner', 'Amount', 'Stage', 'Created', 'Close Date'];
	const columns = headers.map((header, position) => {
		const role = roles[position]!;
		const known = deals.columns.find((column) => column.role === role);
		if (!known) throw new Error(`The mapping has no ${role}.`);
		return { ...known, header, position };
	});
	return {
		...mapping,
		files: files.map(({ name }, index) => ({
			...deals,
			file: name,
			columns,
			snapshotDay: days[index] ?? null,
		})),
	};
}

const madeOn = (deals: readonly LivedDeal[], days: readonly Day[]): DatedExport[] =>
	days.map((day) => ({ day, deals: listOn(deals, day) })).filter((made) => made.deals.length > 0);

const given = (exports: readonly DatedExport[], asOf: Day | null = null): Promise<Asked> => {
	const files = exports.map(({ day, deals }) => exportOf(day, deals));
	return importFiles(engine, files, {
		mapping: mappingFor(
			files,
			exports.map(({ day }) => day),
		),
		asOf,
	});
};

const answers = async (asked: Asked) => ({
	funnel: await asked.ask(funnel),
	headline: await asked.ask(headline),
	evidence: await asked.ask(evidence),
	dwell: await asked.ask(timeInStage),
	summary: await asked.ask(ledgerSummary),
	changes: await asked.ask(ledgerChanges, {}, { change: null, row_limit: 10_000, row_offset: 0 }),
});

const RUNS = 8;

test('random deals exported on random days agree with plain loops: changes, moves, values, funnel', async () => {
	await fc.assert(
		fc.asyncProperty(livedDeals, exportDays, async (deals, days) => {
			const exports = madeOn(deals, days);
			fc.pre(exports.length > 1);
			const asked = await given(exports);
			const changes = await asked.ask(ledgerChanges, {}, { change: null, row_limit: 10_000, row_offset: 0 });
			const key = (row: object) => JSON.stringify(row);
			expect(
				changes
					.map(({ to_on, deal_id, change, from_value, to_value }) => ({
						to_on,
						deal_id,
						change,
						from_value,
						to_value,
					}))
					.map(key)
					.sort(),
			).toEqual(oracleChanges(exports).map(key).sort());

			const journeys = oracleJourneys(exports, EXPORT_STAGES);
			const { rows: events } = await engine.query(
				`select deal_id, to_label as stage, strftime(changed_at, '%Y-%m-%d') as at from stg_stage_events
				order by deal_id, changed_at, place_in_instant, source_order`,
			);
			for (const { id, events: expected } of journeys)
				expect(
					events.filter(({ deal_id }) => deal_id === id).map(({ stage, at }) => ({ stage, at })),
					id,
				).toEqual(expected);

			const { rows: amounts } = await engine.query(
				`select deal_id, cast(amount as double) as told, strftime(changed_at, '%Y-%m-%d') as day
				from stg_amount_changes order by deal_id, changed_at, source_order`,
			);
			const { rows: closes } = await engine.query(
				`select deal_id, strftime(expected_close_on, '%Y-%m-%d') as told, strftime(changed_at, '%Y-%m-%d') as day
				from stg_expected_close_changes order by deal_id, changed_at, source_order`,
			);
			for (const { id } of journeys) {
				const of = (rows: typeof amounts) =>
					rows.filter(({ deal_id }) => deal_id === id).map(({ day, told }) => ({ day, value: told }));
				expect(of(amounts), id).toEqual(oracleValues(exports, id, ({ amount }) => amount ?? null));
				expect(of(closes), id).toEqual(
					oracleValues(exports, id, ({ stage, close }) =>
						EXPORT_STAGES.includes(stage) ? (close ?? null) : undefined,
					),
				);
			}
			expect(await asked.ask(funnel)).toMatchObject(oracleReach(journeys, EXPORT_STAGES));
		}),
		{ numRuns: RUNS, seed: 20250901, endOnFailure: true },
	);
});

test('as of the day of an export, all exports give what those until then give', async () => {
	await fc.assert(
		fc.asyncProperty(livedDeals, exportDays, fc.nat(), async (deals, days, pick) => {
			const exports = madeOn(deals, days);
			fc.pre(exports.length > 1);
			const day = exports[pick % exports.length]!.day;
			const until = exports.filter(({ day: made }) => made <= day);
			const all = await answers(await given(exports, day));
			expect(all).toEqual(await answers(await given(until, day)));
		}),
		{ numRuns: RUNS, seed: 20250902, endOnFailure: true },
	);
});

test('order of files and rows, copies under other names, one file for all: nothing of it changes anything', async () => {
	await fc.assert(
		fc.asyncProperty(livedDeals, exportDays, fc.nat(), async (deals, days, pick) => {
			const exports = madeOn(deals, days);
			fc.pre(exports.length > 1);
			const straight = await answers(await given(exports));
			expect(await answers(await given([...exports].reverse()))).toEqual(straight);

			const shuffled = exports.map(({ day, deals: list }) => ({ day, deals: [...list].reverse() }));
			const again = exports[pick % exports.length]!;
			const files = [
				...shuffled.map(({ day, deals: list }) => exportOf(day, list)),
				exportFile('a copy.csv', again.deals),
			];
			const mapping = mappingFor(files, [...shuffled.map(({ day }) => day), null]);
			const twice = await importFiles(engine, files, { mapping });
			expect(await answers(twice)).toEqual(straight);
			expect(twice.report.files.find(({ file }) => file === 'a copy.csv')?.rows_kept).toBe(0);

			const inOne = exportsInOne('all.csv', exports);
			const [own] = mappingFor([inOne], [null]).files;
			if (!own) throw new Error('The mapping has no file.');
			const dated: Mapping = {
				...mapping,
				files: [
					{
						...own,
						columns: [
							{
								header: 'Snapshot Date',
								position: 0,
								role: 'snapshot_day',
								reading: { as: 'date', formats: ['%Y-%m-%d'], dateOnly: true },
								evidence: 'told by the test',
							},
							...own.columns.map((column) => ({ ...column, position: column.position + 1 })),
						],
					},
				],
			};
			delete dated.files[0]?.snapshotDay;
			expect(await answers(await importFiles(engine, [inOne], { mapping: dated }))).toEqual(straight);
		}),
		{ numRuns: RUNS, seed: 20250903, endOnFailure: true },
	);
});

test('an export taken out again was never in', async () => {
	await fc.assert(
		fc.asyncProperty(livedDeals, exportDays, fc.nat(), async (deals, days, pick) => {
			const exports = madeOn(deals, days);
			fc.pre(exports.length > 2);
			const out = pick % exports.length;
			const rest = exports.filter((_, index) => index !== out);
			const never = await answers(await given(rest));
			await given(exports);
			expect(await answers(await given(rest))).toEqual(never);
		}),
		{ numRuns: 6, seed: 20250904, endOnFailure: true },
	);
});

const ledgerOf = async (asked: Asked) => {
	const changes = await asked.ask(ledgerChanges, {}, { change: null, row_limit: 10_000, row_offset: 0 });
	const { rows: owners } = await engine.query(
		`select deal_id, owner_name as told, strftime(changed_at, '%Y-%m-%d') as day
		from stg_owner_changes order by deal_id, changed_at, source_order`,
	);
	return {
		snapshots: asked.report.snapshots.map(({ day, deals, changes: told }) => ({ day, deals, changes: told })),
		changes: changes
			.map(({ to_on, deal_id, change, from_value, to_value }) =>
				JSON.stringify({ to_on, deal_id, change, from_value, to_value }),
			)
			.sort(),
		owners: owners.map((row) => JSON.stringify(row)),
	};
};

/** The same as plain loops tell it. */
function oracleLedger(exports: readonly DatedExport[]): Awaited<ReturnType<typeof ledgerOf>> {
	const changes = oracleChanges(exports);
	const ids = [...new Set(exports.flatMap(({ deals }) => deals.map(({ id }) => id)))].sort();
	return {
		snapshots: exports.map(({ day, deals }, at): Pick<SnapshotReport, 'day' | 'deals' | 'changes'> => {
			const n = (kind: string) =>
				changes.filter(({ to_on, change }) => to_on === day && change === kind).length;
			return {
				day,
				deals: deals.length,
				changes:
					at === 0
						? null
						: {
								appeared: n('appeared'),
								vanished: n('vanished'),
								stage: n('stage'),
								amount: n('amount'),
								expected_close: n('expected_close'),
								owner: n('owner'),
							},
			};
		}),
		changes: changes.map((change) => JSON.stringify(change)).sort(),
		owners: ids.flatMap((id) =>
			oracleValues(exports, id, ({ owner }) => owner ?? null).map(({ day, value }) =>
				JSON.stringify({ deal_id: id, told: value, day }),
			),
		),
	};
}

test('weekly exports as they are dropped, in any order, one of them twice, one taken out again: the ledger of plain loops', async () => {
	const drop = fc.record({
		weeks: fc.integer({ min: 3, max: 6 }),
		order: fc.infiniteStream(fc.nat()),
		pick: fc.nat(),
	});
	await fc.assert(
		fc.asyncProperty(livedDeals, drop, async (deals, { weeks, order, pick }) => {
			const exports = madeOn(deals, weeksFrom(EXPORTS_START, weeks + 3).slice(3));
			const rows = (made: DatedExport) => JSON.stringify(made.deals);
			// Exports that all hold the same rows are one, whatever their names say.
			const areSeveral = (of: readonly DatedExport[]) => new Set(of.map(rows)).size > 1;
			const at = pick % Math.max(exports.length, 1);
			const rest = exports.filter((_, index) => index !== at);
			fc.pre(areSeveral(exports) && areSeveral(rest));
			const dropped = async (made: readonly DatedExport[]) => {
				const files = made
					.map(({ day, deals: list }) => ({ key: order.next().value, file: exportOf(day, list) }))
					.sort((a, b) => a.key - b.key)
					.map(({ file }) => file);
				const again = files[pick % files.length]!;
				const given = [...files, again, { ...again, name: `Copy of ${again.name}` }];
				const { mapping, questions } = await recognise(engine, await readFiles(engine, given));
				expect(questions).toEqual([]);
				// Too few deals tell no order of stages, and the ledger rests on none.
				return ledgerOf(await importFiles(engine, given, { mapping }));
			};
			expect(await dropped(exports)).toEqual(oracleLedger(exports));
			expect(await dropped(rest)).toEqual(oracleLedger(rest));
		}),
		{ numRuns: 4, seed: 20250905, endOnFailure: true },
	);
});
