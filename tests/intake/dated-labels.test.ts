import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { labelSpans, processProblems } from '$lib/intake/label-spans';
import type { DatedLabel, StageMapping } from '$lib/intake/mapping';
import { funnel } from '$lib/model/marts/funnel';
import { pipelineAsOf } from '$lib/model/marts/pipeline-as-of';
import { asFiles, deal, importFiles, mappingOf, type JourneyBuilder } from '../support/journeys';

let engine: Engine;
beforeAll(async () => {
	engine = await openNativeEngine();
});
afterAll(() => engine.close());

const dated = (label: string, from: string | null, before: string | null): DatedLabel => ({
	label,
	from: from as Day | null,
	before: before as Day | null,
});
const stage = (label: string, labels: string[], datedLabels: DatedLabel[] = []): StageMapping => ({
	label,
	kind: 'open',
	labels,
	datedLabels,
});

function tellWith(stages: StageMapping[], builders: JourneyBuilder[]) {
	const mapping = mappingOf([]);
	const ends = mapping.process.stages;
	return importFiles(engine, asFiles(builders.map(({ journey }) => journey)), {
		mapping: { ...mapping, process: { stages: [...stages, ...ends], evidence: [] } },
	});
}

const stays = async () =>
	(
		await engine.query(
			`select d.deal_id, s.stage, cast(day_of(v.entered_at) as varchar) as entered
			from visits as v inner join stg_deals as d on d.deal_key = v.deal_key
			inner join stg_stages as s on s.stage_rank = v.stage_rank order by d.deal_id, v.visit_number`,
		)
	).rows.map((row) => `${String(row['deal_id'])} ${String(row['stage'])} ${String(row['entered'])}`);

describe('labels with dates', () => {
	test('one label means one stage before a day and another from it on', async () => {
		const told = await tellWith(
			[
				stage('Qualifying', [], [dated('Review', null, '2024-02-01')]),
				stage('Legal', [], [dated('Review', '2024-02-01', null)]),
			],
			[
				deal('A').in('Review', '2024-01-31').lost('2024-03-01'),
				deal('B').in('Review', '2024-02-01').lost('2024-03-01'),
			],
		);
		expect(await stays()).toEqual(['A Qualifying 2024-01-31', 'B Legal 2024-02-01']);
		const rows = await told.ask(funnel);
		expect(rows.map(({ deals_reached }) => deals_reached)).toEqual([2, 1]);
		expect(rows.map(({ deals_dropped }) => deals_dropped)).toEqual([1, 1]);
		expect(told.report.warnings).toEqual([]);
	});

	test('a renamed stage is one stage through the change of its name', async () => {
		await tellWith(
			[stage('Discovery', ['Discovery'], [dated('Analysis', null, '2024-02-01')]), stage('Offer', ['Offer'])],
			[deal('A').in('Analysis', '2024-01-10').in('Discovery', '2024-02-05').in('Offer', '2024-02-10')],
		);
		expect(await stays()).toEqual(['A Discovery 2024-01-10', 'A Offer 2024-02-10']);
	});

	test('the label without dates holds on the days that no dated one covers, between two of them too', async () => {
		await tellWith(
			[
				stage('Early', [], [dated('Talk', null, '2024-01-10'), dated('Talk', '2024-02-10', '2024-02-20')]),
				stage('Late', ['Talk']),
			],
			['2024-01-09', '2024-01-10', '2024-02-09', '2024-02-10', '2024-02-19', '2024-02-20'].map((day, index) =>
				deal(`D${index}`).in('Talk', day),
			),
		);
		expect((await stays()).map((stay) => stay.split(' ')[1])).toEqual([
			'Early',
			'Late',
			'Late',
			'Early',
			'Early',
			'Late',
		]);
	});

	test('a retired label means nothing after its last day, and that is said with the number of rows', async () => {
		const told = await tellWith(
			[stage('Lead', ['Lead'], [dated('Suspect', null, '2024-02-01')]), stage('Offer', ['Offer'])],
			[
				deal('A').in('Suspect', '2024-01-31').in('Offer', '2024-02-20'),
				deal('B').in('Suspect', '2024-02-02').in('Offer', '2024-02-21'),
			],
		);
		expect(await stays()).toEqual(['A Lead 2024-01-31', 'A Offer 2024-02-20', 'B Offer 2024-02-21']);
		expect(told.report.warnings).toEqual([
			'Stage label “Suspect” (1 row) belongs to no stage of the process on the days of these rows and is not counted in any.',
		]);
	});

	test('a deal stands where its label means on the day of the newest fact', async () => {
		const builders = (newest: string) => [
			deal('A').created('2024-01-10').standsIn('Review'),
			deal('B').created(newest).standsIn('Lead'),
		];
		const stages = [
			stage('Lead', ['Lead'], [dated('Review', null, '2024-02-01')]),
			stage('Legal', [], [dated('Review', '2024-02-01', null)]),
		];
		const before = await (await tellWith(stages, builders('2024-01-31'))).ask(funnel);
		expect(before.map(({ deals_open }) => deals_open)).toEqual([2, 0]);
		const after = await (await tellWith(stages, builders('2024-02-01'))).ask(funnel);
		expect(after.map(({ deals_open }) => deals_open)).toEqual([1, 1]);
	});

	test('a label that named a won end for a time closes deals only then', async () => {
		const stages = [stage('Lead', ['Lead']), stage('Delivery', ['Delivery'])];
		const mapping = mappingOf([]);
		const ends = mapping.process.stages.map((end) =>
			end.kind === 'won' ? { ...end, datedLabels: [dated('Delivery', null, '2024-02-01')] } : end,
		);
		const told = await importFiles(
			engine,
			asFiles([
				deal('A').created('2024-01-01').in('Delivery', '2024-01-20').standsIn('Won').journey,
				deal('B').created('2024-01-01').in('Delivery', '2024-02-15').journey,
			]),
			{ mapping: { ...mapping, process: { stages: [...stages, ...ends], evidence: [] } } },
		);
		const rows = await told.ask(funnel);
		expect(rows.map(({ deals_open }) => deals_open)).toEqual([0, 1]);
		expect(await stays()).toEqual(['B Delivery 2024-02-15']);
	});

	describe('a label that a deal has kept since it meant something else', () => {
		const SPLIT = [
			stage('Lead', ['Lead']),
			stage('First review', [], [dated('Review', null, '2024-04-01')]),
			stage('Second review', [], [dated('Review', '2024-04-01', null)]),
		];

		test('means what it meant when the log says the deal took it, parked or not', async () => {
			const parked: StageMapping = { ...stage('On hold', ['On hold']), kind: 'parked' };
			const told = await tellWith(
				[...SPLIT, parked],
				[
					deal('A')
						.in('Lead', '2024-01-01')
						.in('Review', '2024-02-01')
						.in('On hold', '2024-02-20')
						.standsIn('Review'),
					deal('B').in('Lead', '2024-01-01').in('Review', '2024-04-20'),
					// Said once more after the change: it is in the second one since.
					deal('C').in('Review', '2024-03-01').in('Review', '2024-04-10'),
					deal('D').in('Lead', '2024-03-01').in('Lead', '2024-05-02').standsIn('Review'),
				],
			);
			const rows = await told.ask(funnel);
			expect(rows.map(({ deals_open }) => deals_open)).toEqual([0, 1, 3]);
			expect(rows.map(({ deals_skipped }) => deals_skipped)).toEqual([1, 2, 1]);
			// The pipeline has each deal that the log told of where the funnel has it.
			const open = await told.ask(pipelineAsOf, {}, { as_of: null, segment: null });
			expect(open.map(({ stage, deals_open }) => [stage, deals_open])).toEqual([
				['Lead', 1],
				['First review', 1],
				['Second review', 2],
			]);
			expect(told.report.warnings).toEqual([]);
		});

		test('is no unknown one where it is retired since', async () => {
			const told = await tellWith(
				[stage('Lead', ['Lead']), stage('Offer', [], [dated('Quote', null, '2024-04-01')])],
				[deal('A').in('Quote', '2024-03-20'), deal('B').in('Lead', '2024-04-10')],
			);
			expect((await told.ask(funnel)).map(({ deals_open }) => deals_open)).toEqual([1, 1]);
			expect(told.report.warnings).toEqual([]);
		});

		test('ends the deal that it ended then', async () => {
			const mapping = mappingOf([]);
			const ends = mapping.process.stages.map((end) =>
				end.kind === 'lost' ? { ...end, datedLabels: [dated('Archive', null, '2024-04-01')] } : end,
			);
			const stages = [stage('Lead', ['Lead']), stage('Later', ['Archive'])];
			const told = await importFiles(
				engine,
				asFiles([
					deal('A').in('Lead', '2024-01-01').in('Archive', '2024-02-01').journey,
					deal('B').in('Lead', '2024-04-15').in('Archive', '2024-05-01').journey,
				]),
				{ mapping: { ...mapping, process: { stages: [...stages, ...ends], evidence: [] } } },
			);
			const rows = await told.ask(funnel);
			expect(rows.map(({ deals_dropped, deals_open }) => [deals_dropped, deals_open])).toEqual([
				[1, 0],
				[0, 1],
			]);
		});

		test('of a deal that a status column ended, is the one it had by its close', async () => {
			const mapping = mappingOf([]);
			const [deals] = mapping.files;
			const text = 'Deal ID,Stage,Created,Close Date,Status';
			const file = [
				text,
				'A,Review,2024-01-01,2024-03-01,lost',
				'B,Review,2024-01-01,2024-05-01,lost',
				'C,Lead,2024-05-20,,open',
			].join('\n');
			const columns = deals!.columns.filter(({ header }) => text.split(',').includes(header));
			const told = await importFiles(engine, [{ name: 'deals.csv', blob: new Blob([file]) }], {
				mapping: {
					...mapping,
					files: [
						{
							...deals!,
							columns: [
								...columns.map((column) => ({ ...column, position: text.split(',').indexOf(column.header) })),
								{ header: 'Status', position: 4, role: 'status', reading: { as: 'text' }, evidence: 'told' },
							],
						},
					],
					process: { stages: SPLIT, evidence: [] },
				},
			});
			expect((await told.ask(funnel)).map(({ deals_dropped }) => deals_dropped)).toEqual([0, 1, 1]);
		});

		test('in exports of different days is that of the first one in a row that shows it, as of any day', async () => {
			const exportOf = (day: string, a: string) => ({
				name: `deals ${day}.csv`,
				blob: new Blob([`Deal ID,Stage,Created\nA,${a},2024-01-05\nB,Lead,${day}\n`]),
			});
			const mapping = mappingOf([]);
			const [deals] = mapping.files;
			const headers = ['Deal ID', 'Stage', 'Created'];
			const given = (days: readonly string[]) => ({
				...mapping,
				files: days.map((day) => ({
					...deals!,
					file: `deals ${day}.csv`,
					snapshotDay: day as Day,
					columns: deals!.columns
						.filter(({ header }) => headers.includes(header))
						.map((column) => ({ ...column, position: headers.indexOf(column.header) })),
				})),
				process: { stages: [...SPLIT, ...mapping.process.stages], evidence: [] },
			});
			const days = ['2024-03-01', '2024-03-20', '2024-04-10', '2024-05-01'];
			const exports = days.map((day) => exportOf(day, day < '2024-03-20' ? 'Lead' : 'Review'));
			for (const asOf of [null, '2024-04-20' as Day]) {
				const told = await importFiles(engine, exports, { mapping: given(days), asOf });
				const rows = await told.ask(funnel, { asOf });
				expect(
					rows.map(({ deals_open }) => deals_open),
					`${asOf}`,
				).toEqual([1, 1, 0]);
			}
		});
	});

	test('the steps of the process are kept as the user wrote them', async () => {
		await tellWith(
			[
				{
					...stage('Lead', ['Lead']),
					purpose: 'Find them',
					entryCriteria: ' A name ',
					owner: 'Ann',
					measure: 'new_deals',
					target: 40,
				},
			],
			[deal('A').in('Lead', '2024-01-01')],
		);
		const { rows } = await engine.query('select * from stg_process_steps order by step_number');
		expect(rows).toEqual([
			{
				step_number: 1,
				step: 'Lead',
				kind: 'open',
				stage_rank: 1,
				purpose: 'Find them',
				entry_criteria: 'A name',
				owner_name: 'Ann',
				measure: 'new_deals',
				target: 40,
				usual_measure: 'new_deals',
			},
			...['won', 'lost'].map((kind, index) => ({
				step_number: index + 2,
				step: kind === 'won' ? 'Won' : 'Lost',
				kind,
				stage_rank: null,
				purpose: null,
				entry_criteria: null,
				owner_name: null,
				measure: null,
				target: null,
				usual_measure: null,
			})),
		]);
	});
});

describe('what is wrong with a process', () => {
	const codes = (...stages: StageMapping[]) =>
		processProblems({ stages, evidence: [] }).map(({ code }) => code);

	test('spans of one label that share a day, whatever its case', () => {
		const [problem] = processProblems({
			stages: [
				stage('A', [], [dated('Review', null, '2024-02-02')]),
				stage('B', [], [dated('review ', '2024-02-01', null)]),
			],
			evidence: [],
		});
		expect(problem).toEqual({
			code: 'label-dates-overlap',
			message:
				'Label “review ” means “A” before 2024-02-02, and “B” from 2024-02-01: on some days it would mean both.',
			wayOut: 'Let each of its spans end before the next one begins.',
		});
	});

	test('two spans without a bound on the same side', () => {
		expect(
			codes(stage('A', [], [dated('X', null, null)]), stage('B', [], [dated('X', '2024-01-01', null)])),
		).toEqual(['label-dates-overlap']);
		expect(codes(stage('A', [], [dated('X', null, '2024-01-01'), dated('X', null, '2023-01-01')]))).toEqual([
			'label-dates-overlap',
		]);
	});

	test('spans that touch are sound', () => {
		expect(
			codes(
				stage('A', [], [dated('X', null, '2024-02-01')]),
				stage('B', [], [dated('X', '2024-02-01', null)]),
			),
		).toEqual([]);
	});

	test('spans of no day, and days that are none', () => {
		expect(codes(stage('A', [], [dated('X', '2024-02-01', '2024-02-01')]))).toEqual(['label-dates-empty']);
		expect(codes(stage('A', [], [dated('X', '2024-02-30', null)]))).toEqual(['bad-label-date']);
	});

	test('a label that two stages list without dates', () => {
		expect(codes(stage('A', ['X']), stage('B', ['x']))).toEqual(['label-in-two-stages']);
	});

	test('a name that another stage lists as a label is no problem, and the list wins', () => {
		const stages = [stage('X', ['Y']), stage('B', ['X'])];
		expect(codes(...stages)).toEqual([]);
		expect(labelSpans({ stages, evidence: [] }).get('x')?.[0]?.stage.label).toBe('B');
	});

	test('measures that there are not, and targets that are no number', () => {
		expect(codes({ ...stage('A', []), measure: 'luck' as 'win_ratio' })).toEqual(['unknown-measure']);
		expect(codes({ ...stage('A', []), target: NaN })).toEqual(['bad-target']);
	});
});
