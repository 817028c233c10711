import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { foldLabel } from '$lib/intake/fold';
import { readFiles } from '$lib/intake/import';
import type { Mapping } from '$lib/intake/mapping';
import { asParting, joinLabels, leftToPart, partLabels } from '$lib/intake/part-labels';
import { findParting } from '$lib/intake/parting';
import { recognise } from '$lib/intake/recognise';
import { recall, remember } from '$lib/intake/remember';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { importFiles, type Asked } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const file = (name: string, rows: readonly string[]) => ({ name, blob: new Blob([`${rows.join('\n')}\n`]) });
const rowsOf = async (sql: string) => (await engine.query(sql)).rows.map((row) => Object.values(row));

interface Deal {
	id: string;
	pipeline: string;
	/** The stages it went through, the last of them where it stands; moves are ten days apart. */
	went: readonly string[];
}

/** New business goes Qualified, Demo, Quote; renewals go Demo, Quote, Qualified. Some are won, lost, open, or go back. */
const DEALS: readonly Deal[] = [
	...[
		['Qualified', 'Demo', 'Quote', 'Won'],
		['Qualified', 'Demo', 'Quote', 'Won'],
		['Qualified', 'Demo', 'Quote', 'Lost'],
		['Qualified', 'Demo', 'Quote'],
		['Qualified', 'Demo', 'Lost'],
		['Qualified', 'Quote', 'Lost'],
		['Qualified', 'Lost'],
		['Qualified'],
	].map((went, at) => ({ id: `n${at}`, pipeline: 'New', went })),
	...[
		['Demo', 'Quote', 'Qualified', 'Won'],
		['Demo', 'Quote', 'Qualified', 'Lost'],
		['Demo', 'Quote', 'Qualified'],
		['Demo', 'Quote', 'Lost'],
		['Demo', 'Quote', 'Demo', 'Quote', 'Qualified', 'Won'],
		['Demo', 'Lost'],
		['Demo'],
	].map((went, at) => ({ id: `r${at}`, pipeline: 'Renewals', went })),
];

const dayOf = (step: number) => new Date(Date.UTC(2024, 0, 5 + 10 * step)).toISOString().slice(0, 10);
const listOf = (deals: readonly Deal[]) =>
	file('deals.csv', [
		'Deal ID,Pipeline,Stage,Amount,Created,Close Date',
		...deals.map(({ id, pipeline, went }) => {
			const last = went.at(-1) ?? '';
			return `${id},${pipeline},${last},100,${dayOf(0)},${['Won', 'Lost'].includes(last) ? dayOf(went.length - 1) : ''}`;
		}),
	]);
const logOf = (deals: readonly Deal[]) =>
	file('log.csv', [
		'Deal ID,To Stage,Changed At',
		...deals.flatMap(({ id, went }) => went.map((stage, step) => `${id},${stage},${dayOf(step)}`)),
	]);
const FILES = [listOf(DEALS), logOf(DEALS)];

async function parted(files: { name: string; blob: Blob }[]): Promise<Mapping> {
	const { mapping, parting } = await recognise(engine, await readFiles(engine, files));
	if (!parting) throw new Error('Nothing was found contrary.');
	return partLabels(mapping, parting);
}

const of = (pipeline: string) => ({
	filters: [{ segment: 'pipeline', values: [pipeline], exclude: false }],
});

/** What plain loops count of one pipeline, by metrics §3 and in its own order of stages. */
function counted(pipeline: string, stages: readonly string[]) {
	const own = DEALS.filter((deal) => deal.pipeline === pipeline).map(({ went }) => ({
		end: went.at(-1),
		furthest: went.includes('Won')
			? stages.length
			: Math.max(...went.map((stage) => stages.indexOf(stage) + 1)),
		entered: new Set(went),
	}));
	return stages.map((stage, at) => ({
		stage: pipeline === 'Renewals' && stage === 'Qualified' ? 'Qualified (Renewals)' : stage,
		deals_reached: own.filter(({ furthest }) => furthest > at).length,
		deals_entered: own.filter(({ entered }) => entered.has(stage)).length,
		deals_dropped: own.filter(({ furthest, end }) => furthest === at + 1 && end === 'Lost').length,
		deals_open: own.filter(({ furthest, end }) => furthest === at + 1 && stages.includes(end ?? '')).length,
	}));
}

const funnelOf = async (asked: Asked, pipeline: string, stages: readonly string[]) =>
	(await asked.ask(funnel, of(pipeline)))
		.filter(({ stage }) => stages.includes(stage))
		.map(({ stage, deals_reached, deals_entered, deals_dropped, deals_open }) => ({
			stage,
			deals_reached,
			deals_entered,
			deals_dropped,
			deals_open,
		}));

describe('one label that comes at another place in another pipeline', () => {
	test('is told, and nothing is parted before it is accepted', async () => {
		const raws = await readFiles(engine, FILES);
		const { mapping, parting, questions } = await recognise(engine, raws);
		expect(parting?.text).toMatch(/“Qualified” comes before “Demo” in New and after it in Renewals/);
		expect(mapping.process.parted).toBeUndefined();
		expect(questions).toEqual([]);
		const alike = DEALS.filter(({ pipeline }) => pipeline === 'New').flatMap((deal) => [
			deal,
			{ ...deal, id: `x${deal.id}`, pipeline: 'Upsell' },
		]);
		expect(
			(await recognise(engine, await readFiles(engine, [listOf(alike), logOf(alike)]))).parting,
		).toBeNull();
	});

	test('once parted gives each pipeline what plain loops count of it alone', async () => {
		const mapping = await parted(FILES);
		expect(mapping.process.parted).toEqual([{ label: 'Qualified', pipeline: 'Renewals' }]);
		expect(mapping.process.stages.map(({ label, kind }) => `${label} ${kind}`)).toEqual([
			'Qualified open',
			'Demo open',
			'Quote open',
			'Qualified (Renewals) open',
			'Won won',
			'Lost lost',
		]);
		const asked = await importFiles(engine, FILES, { mapping });
		expect(asked.report.warnings.join(' ')).not.toMatch(/belongs to no stage/);
		for (const [pipeline, stages] of [
			['New', ['Qualified', 'Demo', 'Quote']],
			['Renewals', ['Demo', 'Quote', 'Qualified']],
		] as const) {
			const expected = counted(pipeline, stages);
			expect(
				await funnelOf(
					asked,
					pipeline,
					expected.map(({ stage }) => stage),
				),
			).toEqual(expected);
		}
		const [both] = await asked.ask(headline);
		expect(both).toMatchObject({ deals_won: 4, deals_lost: 7 });
	});

	test('before it is parted the funnel of one of them is not its own', async () => {
		const asked = await importFiles(engine, FILES);
		const stages = ['Demo', 'Quote', 'Qualified'];
		const own = counted('Renewals', stages).map((row) => ({
			...row,
			stage: row.stage === 'Qualified (Renewals)' ? 'Qualified' : row.stage,
		}));
		expect(await funnelOf(asked, 'Renewals', stages)).not.toEqual(own);
	});

	test('undone is as it was', async () => {
		const { mapping } = await recognise(engine, await readFiles(engine, FILES));
		const back = joinLabels(await parted(FILES));
		expect(back.process.parted).toBeUndefined();
		const labels = (process: Mapping['process']) => process.stages.map(({ label }) => label).sort();
		expect(labels(back.process)).toEqual(labels(mapping.process));
		expect(back.process.stages.flatMap(({ labels: own }) => own)).not.toContain('Qualified (Renewals)');
	});

	test('is parted for the next export of the layout without a word, and told no more', async () => {
		const memory = remember(await parted(FILES));
		const next = [...DEALS, { id: 'n9', pipeline: 'New', went: ['Qualified', 'Demo'] }];
		const files = [listOf(next), logOf(next)];
		const recalled = recall(memory, await recognise(engine, await readFiles(engine, files)));
		expect(recalled.announcements).toEqual([]);
		expect(recalled.newParting).toBeNull();
		expect(recalled.mapping.process.parted).toEqual([{ label: 'Qualified', pipeline: 'Renewals' }]);
		const asked = await importFiles(engine, files, { mapping: recalled.mapping });
		expect((await asked.ask(funnel, of('Renewals')))[3]).toMatchObject({
			stage: 'Qualified (Renewals)',
			deals_entered: 4,
		});
		// What is parted contradicts nothing any more.
		const raws = await readFiles(engine, files);
		expect(await findParting(engine, () => raws, recalled.mapping)).toBeNull();
	});

	test('parted in part is told with what is left to part', async () => {
		const memory = remember(await parted(FILES));
		const next = [...DEALS, { id: 'n9', pipeline: 'New', went: ['Qualified', 'Pilot'] }];
		const recognition = await recognise(engine, await readFiles(engine, [listOf(next), logOf(next)]));
		if (!recognition.parting) throw new Error('Nothing was found contrary.');
		expect(recall(memory, recognition).newParting).toBeNull();
		const more = { label: 'Quote', pipeline: 'Upsell' };
		const told = '“Quote” is open in New and won in Upsell';
		const contrary = { stage: 'Quote', pipeline: 'Upsell', isOfOtherKind: true, told, parted: [more] };
		const parting = asParting([...recognition.parting.contrary, contrary], recognition.parting);
		expect(parting.text).toContain('Qualified (Renewals)');
		const left = recall(memory, { ...recognition, parting }).newParting;
		expect(left?.parted).toEqual([more]);
		// Neither what is contrary nor what would be made names what is parted already.
		expect(left?.text).toBe(
			`${told}. A name is one stage of one process here, so one of these pipelines is counted by a step that is not its own. Parted, its deals stand in “Quote (Upsell)”.`,
		);
		expect(left?.ofOtherKind).toEqual(['quote']);
	});

	test('recalled can be taken back and parted again, and what was left as it was can be parted', async () => {
		const raws = await readFiles(engine, FILES);
		const recognition = await recognise(engine, raws);
		const mapping = await parted(FILES);
		const recalled = recall(remember(mapping), recognition);
		expect(leftToPart(recalled.parting, recalled.mapping.process)).toBeNull();
		const back = joinLabels(recalled.mapping);
		const again = leftToPart(recalled.parting, back.process);
		expect(again?.parted).toEqual(mapping.process.parted);
		if (!again) return;
		const twice = partLabels(back, again);
		expect(twice.process.parted).toEqual(mapping.process.parted);
		expect(twice.process.stages.map(({ label }) => label)).toEqual(
			mapping.process.stages.map(({ label }) => label),
		);
		const declined = recall(remember(recognition.mapping), recognition);
		expect(declined.newParting).toBeNull();
		expect(leftToPart(declined.parting, declined.mapping.process)?.parted).toEqual(mapping.process.parted);
	});

	test('taken back by hand in the process is not offered with what is parted already', async () => {
		const raws = await readFiles(engine, FILES);
		const mapping = await parted(FILES);
		// Somebody has put the parted label back below the stage of its name, where orders are contrary again.
		const stages = mapping.process.stages.flatMap((stage) =>
			stage.label === 'Qualified (Renewals)'
				? []
				: [stage.label === 'Qualified' ? { ...stage, labels: ['Qualified', 'Qualified (Renewals)'] } : stage],
		);
		const merged: Mapping = { ...mapping, process: { ...mapping.process, stages } };
		expect(await findParting(engine, () => raws, merged)).toBeNull();
	});

	test('in a process that a person has edited gets its place, and all else stays', async () => {
		const raws = await readFiles(engine, FILES);
		const { mapping } = await recognise(engine, raws);
		const stages = mapping.process.stages.map((stage) =>
			stage.label === 'Quote' ? { ...stage, label: 'Offer', target: 0.5 } : stage,
		);
		const edited: Mapping = { ...mapping, process: { ...mapping.process, stages } };
		const parting = await findParting(engine, () => raws, edited);
		if (!parting) throw new Error('Nothing was found contrary.');
		const { process } = partLabels(edited, parting);
		const names = process.stages.map(({ label }) => label);
		expect(names.indexOf('Qualified (Renewals)')).toBe(names.indexOf('Offer') + 1);
		expect(process.stages.find(({ label }) => label === 'Offer')?.target).toBe(0.5);
	});
});

describe('a label that means another kind in another pipeline', () => {
	const rows = (pipeline: string, ids: readonly string[], stage: string, won: boolean, closed: boolean) =>
		ids.map(
			(id) => `${id},${pipeline},${stage},100,2024-01-05,${closed ? '2024-02-05' : ''},${closed},${won}`,
		);
	const LIST = file('deals.csv', [
		'Deal ID,Pipeline,Stage,Amount,Created,Close Date,Is Closed,Is Won',
		...rows('New', ['n1', 'n2', 'n3', 'n4', 'n5'], 'Signed', false, false),
		...rows('New', ['n6', 'n7', 'n8'], 'Delivered', true, true),
		...rows('New', ['n9'], 'Lost', false, true),
		...rows('Renewals', ['r1', 'r2', 'r3', 'r4'], 'Signed', true, true),
		...rows('Renewals', ['r5'], 'Lost', false, true),
		...rows('Renewals', ['r6'], 'Talks', false, false),
	]);

	test('is told, and parted is open in one and won in the other', async () => {
		const { mapping, parting } = await recognise(engine, await readFiles(engine, [LIST]));
		expect(parting?.text).toMatch(/“Signed” is open in New and won in Renewals/);
		if (!parting) return;
		const { process } = partLabels(mapping, parting);
		expect(process.stages.map(({ label, kind }) => [label, kind])).toEqual(
			expect.arrayContaining([
				['Signed', 'open'],
				['Signed (Renewals)', 'won'],
			]),
		);
		const asked = await importFiles(engine, [LIST], { mapping: { ...mapping, process } });
		expect((await asked.ask(funnel, of('New'))).filter(({ stage }) => stage === 'Signed')).toMatchObject([
			{ deals_open: 5, deals_reached: 9, deals_unknown: 1 },
		]);
	});
});

describe('what the rows are read as', () => {
	const PARTED = [{ label: 'demo', pipeline: 'Renewals' }];
	const withParted = async (files: { name: string; blob: Blob }[]): Promise<Mapping> => {
		const { mapping } = await recognise(engine, await readFiles(engine, files));
		const stages = [...mapping.process.stages];
		stages.splice(1, 0, { label: 'Second demo', kind: 'open', labels: ['Demo (Renewals)'] });
		return { ...mapping, process: { ...mapping.process, stages, parted: PARTED } };
	};

	test('an entry date goes by the pipeline that its header names, else by that of its row', async () => {
		const files = [
			file('deals.csv', [
				'Record ID,Deal Name,Pipeline,Deal Stage,Amount,Create Date,Close Date,"Date entered ""Demo (Sales)""","Date entered ""Demo (Renewals)"""',
				'1,A,Sales,DEMO,10,2024-01-05 09:00,,2024-01-06 10:00,',
				'2,B,Renewals,DEMO,10,2024-01-05 09:00,,2024-01-06 10:00,2024-01-07 10:00',
			]),
		];
		await importFiles(engine, files, { mapping: await withParted(files) });
		expect(
			await rowsOf('select deal_id, to_label from stg_stage_events order by deal_id, changed_at'),
		).toEqual([
			['1', 'Demo'],
			['2', 'Demo'],
			['2', 'Demo (Renewals)'],
		]);
		expect(await rowsOf('select deal_id, stage_label from stg_deals order by deal_id')).toEqual([
			['1', 'DEMO'],
			['2', 'DEMO (Renewals)'],
		]);
	});

	test('what a header has in brackets without quotes is a pipeline only if deals are in it', async () => {
		const files = [
			file('deals.csv', [
				'Deal ID,Pipeline,Stage,Amount,Created,Date entered Demo (UTC),Date entered Quote (Sales)',
				'1,Sales,Demo,10,2024-01-05,2024-01-06,2024-01-08',
				'2,Renewals,Demo,10,2024-01-05,2024-01-07,2024-01-09',
			]),
		];
		const mapping = await withParted(files);
		const labels = [...PARTED, { label: 'Quote', pipeline: 'Renewals' }];
		await importFiles(engine, files, {
			mapping: { ...mapping, process: { ...mapping.process, parted: labels } },
		});
		expect(
			await rowsOf('select deal_id, to_label from stg_stage_events order by deal_id, changed_at'),
		).toEqual([
			['1', 'Demo'],
			['1', 'Quote'],
			['2', 'Demo (Renewals)'],
			['2', 'Quote'],
		]);
	});

	test('a label is parted however its apostrophes, spaces and accents are written', async () => {
		const spellings = ['Client’s yes', "Client's yes", 'client‘s  Yes', 'Client´s\u00a0yés', 'Client`s yes'];
		const files = [
			file('deals.csv', [
				'Deal ID,Pipeline,Stage,Amount,Created',
				...spellings.map((stage, at) => `${at},Renewals,${stage},10,2024-01-05`),
				'9,Sales,Client’s yes,10,2024-01-05',
			]),
		];
		const mapping = await withParted(files);
		const labels = [{ label: "Client's yes", pipeline: 'Renewals' }];
		await importFiles(engine, files, {
			mapping: { ...mapping, process: { ...mapping.process, parted: labels } },
		});
		expect(await rowsOf('select deal_id, stage_label from stg_deals order by deal_id')).toEqual([
			...spellings.map((stage, at) => [`${at}`, `${stage} (Renewals)`]),
			['9', 'Client’s yes'],
		]);
		expect(new Set(spellings.map(foldLabel))).toEqual(new Set(["client's yes"]));
	});

	test('the last stage before the end is parted as the stage is', async () => {
		const files = [
			file('opportunities.csv', [
				'ID,Name,Pipeline,Amount,Amount Currency,Stage,Last Stage,Created At,Close Date',
				'a1,A,Renewals,1000,EUR,Lost,Demo,2025-01-02 10:00:00,2025-03-31',
				'a2,B,New,1000,EUR,Lost,Demo,2025-01-02 10:00:00,2025-03-31',
				'a3,B,New,1000,EUR,Demo,Demo,2025-01-02 10:00:00,2025-03-31',
			]),
		];
		const mapping = await withParted(files);
		if (!mapping.files[0]?.columns.some(({ role }) => role === 'stage_before_end'))
			throw new Error('The file has no column of the stage before the end.');
		const asked = await importFiles(engine, files, { mapping });
		expect(
			(await asked.ask(funnel, of('Renewals'))).map(({ stage, deals_dropped }) => [stage, deals_dropped]),
		).toEqual([
			['Demo', 0],
			['Second demo', 1],
		]);
	});

	test('weekly exports part a deal by the pipeline of each, and its log by the export that follows', async () => {
		const week = (day: string, pipeline: string, stage: string) =>
			file(`deals-${day}.csv`, [
				'Deal ID,Pipeline,Stage,Amount,Created',
				`1,${pipeline},${stage},100,2024-01-01`,
				`2,New,Demo,100,2024-01-01`,
			]);
		const files = [
			week('2024-01-08', 'New', 'Demo'),
			week('2024-01-15', 'Renewals', 'Demo'),
			week('2024-01-22', 'Renewals', 'Won'),
		];
		const log = file('log.csv', [
			'Deal ID,To Stage,Changed At',
			'1,Demo,2024-01-05',
			'1,Demo,2024-01-12',
			'1,Won,2024-01-25',
		]);
		await importFiles(engine, files, { mapping: await withParted(files) });
		expect(
			await rowsOf(
				"select stage_label from stg_snapshot_deals as s inner join stg_deals using (deal_key) where deal_id = '1' order by snapshot_at".replace(
					'stage_label',
					's.stage_label',
				),
			),
		).toEqual([['Demo'], ['Demo (Renewals)'], ['Won']]);
		await importFiles(engine, [...files, log], { mapping: await withParted([...files, log]) });
		expect(
			await rowsOf(
				"select to_label from stg_stage_events where deal_id = '1' and evidence_code = 1 order by changed_at",
			),
		).toEqual([['Demo'], ['Demo (Renewals)'], ['Won']]);
	});

	test('a log that names stages otherwise than the list is parted under both names', async () => {
		const named: Record<string, string> = { Qualified: 's1', Demo: 's2', Quote: 's3', Won: 's4', Lost: 's5' };
		const log = file('log.csv', [
			'Deal ID,To Stage,Changed At',
			...DEALS.flatMap(({ id, went }) => went.map((stage, step) => `${id},${named[stage]},${dayOf(step)}`)),
		]);
		const files = [listOf(DEALS), log];
		const mapping = await parted(files);
		const asked = await importFiles(engine, files, { mapping });
		expect(asked.report.warnings.join(' ')).not.toMatch(/belongs to no stage/);
		expect(await funnelOf(asked, 'Renewals', ['Demo', 'Quote', 'Qualified (Renewals)'])).toEqual(
			counted('Renewals', ['Demo', 'Quote', 'Qualified']),
		);
	});
});
