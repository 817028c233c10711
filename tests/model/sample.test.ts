import { openAsBlob } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Day } from '$lib/base/day';
import type { Engine } from '$lib/engine/engine';
import { openNativeEngine } from '$lib/engine/native';
import { funnel } from '$lib/model/marts/funnel';
import { headline } from '$lib/model/marts/headline';
import { MARTS } from '$lib/model/marts';
import type { SegmentFilter } from '$lib/model/scope';
import { twoProportionZ } from '$lib/stats/two-proportion';
import truths from '../../sample-data/truths.json';
import { importFiles, type Asked } from '../support/journeys';

const open = async (name: string) => ({ name, blob: await openAsBlob(`sample-data/files/${name}`) });

const LAYOUTS = [
	{ layout: 'salesforce', files: ['salesforce-opportunities.csv', 'salesforce-opportunity-history.csv'] },
	{ layout: 'hubspot', files: ['hubspot-deals.csv'] },
] as const;

interface Facts {
	window?: { from: string | null; to: string | null };
	filter?: { columns: Record<string, string>; value: string };
	created: {
		deals: number;
		won: number;
		lost: number;
		open: number;
		stages: {
			stage: string;
			reached: number;
			entered: number;
			skipped: number;
			dropped: number;
			open: number;
		}[];
	};
	closed: Record<
		'won' | 'lost' | 'won_amount' | 'win_rate' | 'average_won_amount' | 'mean_won_cycle_days',
		number
	>;
}

describe.each(LAYOUTS)('the sample company in the $layout layout', ({ layout, files }) => {
	let engine: Engine;
	let sample: Asked;
	beforeAll(async () => {
		engine = await openNativeEngine();
		sample = await importFiles(engine, await Promise.all(files.map(open)));
	});
	afterAll(() => engine.close());

	const keyOf = (label: string) =>
		sample.catalog.segments.find((segment) => segment.label === label)?.key ?? `no segment ${label}`;
	const only = (label: string, value: string): SegmentFilter => ({
		segment: keyOf(label),
		values: [value],
		exclude: false,
	});
	const others = (label: string, value: string): SegmentFilter => ({
		segment: keyOf(label),
		values: [value, null],
		exclude: true,
	});

	test('is recognised as what it is, and every row is accounted for', () => {
		expect(sample.mapping.files.map((file) => file.layout.split('.')[0])).toEqual(files.map(() => layout));
		for (const file of sample.report.files) {
			expect(file.rows_read).toBe(file.rows_kept + file.rows_set_aside);
			const footer = (truths.footer_lines as Record<string, number>)[file.file] ?? 0;
			expect(file.rows_read - footer).toBe((truths.rows as Record<string, number>)[file.file]);
		}
		expect(sample.report.questions).toEqual([]);
	});

	test('has the process of the company, in order, with its ends', () => {
		const stages = sample.mapping.process.stages;
		expect(stages.filter(({ kind }) => kind === 'open').map(({ label }) => label)).toEqual(
			truths.data.stages,
		);
		const kind = (label: string) => stages.find((stage) => stage.label === label)?.kind;
		expect(kind(truths.data.won_stage)).toBe('won');
		expect(kind(truths.data.lost_stage)).toBe('lost');
		expect(kind(truths.data.after_sale_stage)).toBe('after_sale');
	});

	test.each(['all', 'owner', 'year_2025'] as const)(
		'says what independent loops say of scope %s',
		async (name) => {
			const facts = (truths.facts[layout] as unknown as Record<string, Facts>)[name];
			if (!facts) throw new Error(`truths.json has no facts of ${name}`);
			const scope = {
				from: (facts.window?.from ?? null) as Day | null,
				to: (facts.window?.to ?? null) as Day | null,
				filters: facts.filter ? [only(facts.filter.columns[layout] ?? '', facts.filter.value)] : [],
			};
			const rows = await sample.ask(funnel, scope);
			expect(
				rows.map((row) => ({
					stage: row.stage,
					reached: row.deals_reached,
					entered: row.deals_entered,
					skipped: row.deals_skipped,
					dropped: row.deals_dropped,
					open: row.deals_open,
				})),
			).toEqual(facts.created.stages);
			const [head] = await sample.ask(headline, scope);
			expect(head?.deals_won).toBe(facts.closed.won);
			expect(head?.deals_lost).toBe(facts.closed.lost);
			expect(head?.won_amount).toBeCloseTo(facts.closed.won_amount, 2);
			expect(head?.win_ratio).toBeCloseTo(facts.closed.win_rate, 12);
			expect(head?.average_won_amount).toBeCloseTo(facts.closed.average_won_amount, 6);
			expect(head?.average_won_cycle_days).toBeCloseTo(facts.closed.mean_won_cycle_days, 8);
		},
	);

	test('breaks no promise of any mart under any of its segments', async () => {
		const aggregates = MARTS.filter((mart) => Object.keys(mart.params).length === 0);
		for (const segment of sample.catalog.segments) {
			for (const { value } of segment.values.slice(0, 1)) {
				for (const basis of ['cohort', 'activity'] as const) {
					const filters = [{ segment: segment.key, values: [value], exclude: false }];
					// `ask` throws on a broken check.
					for (const mart of aggregates)
						await sample.ask(mart, { filters, basis, from: '2025-01-01' as Day });
				}
			}
		}
	});

	/** Every value of a segment that has enough deals, once for each spelling. */
	const valuesOf = (label: string) =>
		(sample.catalog.segments.find((segment) => segment.label === label)?.values ?? [])
			.filter(({ deals }) => deals >= 200)
			.flatMap(({ value }) => (value === null ? [] : [value]));
	const truth = (id: string) => {
		const found = truths.truths.find((candidate) => candidate.id === id);
		if (!found) throw new Error(`truths.json has no truth ${id}`);
		return found as unknown as {
			stage: string;
			window: { from: string };
			segment: { columns: Record<string, string>; value: string };
		};
	};

	test('a search over segments, values and stages finds the mid-market fall in Presenting first', async () => {
		const planted = truth('mid-market-presenting');
		const split = planted.window.from as Day;
		const label = planted.segment.columns[layout] ?? '';
		const falls: { value: string; stage: string; z: number }[] = [];
		for (const value of valuesOf(label)) {
			const filters = [only(label, value)];
			const before = await sample.ask(funnel, { filters, to: split });
			const after = await sample.ask(funnel, { filters, from: split });
			after.forEach((row, index) => {
				const old = before[index];
				if (!old) return;
				const z = twoProportionZ(
					row.deals_moved_on,
					row.deals_moved_on + row.deals_dropped,
					old.deals_moved_on,
					old.deals_moved_on + old.deals_dropped,
				);
				if (z !== null) falls.push({ value, stage: row.stage, z });
			});
		}
		const worst = falls.sort((a, b) => a.z - b.z)[0];
		expect(worst).toMatchObject({ value: planted.segment.value, stage: planted.stage });
		expect(worst?.z).toBeLessThan(-2.5);
	});

	test('a search over sources and stages finds that one source’s leads hardly ever qualify', async () => {
		const planted = truth('trade-fair-qualifying');
		const label = planted.segment.columns[layout] ?? '';
		const gaps: { value: string; stage: string; z: number }[] = [];
		for (const value of valuesOf(label)) {
			const own = await sample.ask(funnel, { filters: [only(label, value)] });
			const rest = await sample.ask(funnel, { filters: [others(label, value)] });
			own.forEach((row, index) => {
				const other = rest[index];
				if (!other) return;
				const z = twoProportionZ(
					row.deals_moved_on,
					row.deals_moved_on + row.deals_dropped,
					other.deals_moved_on,
					other.deals_moved_on + other.deals_dropped,
				);
				if (z !== null) gaps.push({ value, stage: row.stage, z });
			});
		}
		expect(gaps.sort((a, b) => a.z - b.z)[0]).toMatchObject({
			value: planted.segment.value,
			stage: planted.stage,
		});
	});

	test('a search over sources finds the one that wins most', async () => {
		const planted = truth('referral-wins');
		const label = planted.segment.columns[layout] ?? '';
		const rates: { value: string; rate: number }[] = [];
		for (const value of valuesOf(label)) {
			const [head] = await sample.ask(headline, { filters: [only(label, value)] });
			rates.push({ value, rate: head?.win_ratio ?? 0 });
		}
		expect(rates.sort((a, b) => b.rate - a.rate)[0]?.value).toBe(planted.segment.value);
	});

	test('a search over teams and stages finds the one that stalls', async () => {
		const planted = truth('south-objections');
		const label = planted.segment.columns[layout] ?? '';
		const column = `segment_${sample.catalog.segments.findIndex((segment) => segment.label === label) + 1}`;
		const { rows } = await engine.query(
			`with medians as (
				select d.${column} as team, s.stage, quantile_of(v.duration_us, 0.5) as median
				from visits as v
				inner join stg_deals as d on d.deal_key = v.deal_key
				inner join stg_stages as s on s.stage_rank = v.stage_rank
				where v.duration_us is not null and d.${column} is not null group by team, s.stage
			)
			select a.team, a.stage, a.median / avg(b.median) as factor
			from medians as a inner join medians as b on b.stage = a.stage and b.team <> a.team
			group by a.team, a.stage, a.median order by factor desc limit 1`,
		);
		expect(rows[0]).toMatchObject({ team: planted.segment.value, stage: planted.stage });
		expect(Number(rows[0]?.['factor'])).toBeGreaterThan(1.8);
	});

	test('the win rate in Enterprise rises year by year', async () => {
		const planted = truth('enterprise-rises');
		const filters = [only(planted.segment.columns[layout] ?? '', planted.segment.value)];
		const rates: number[] = [];
		for (const year of [2024, 2025, 2026]) {
			const [head] = await sample.ask(headline, {
				filters,
				from: `${year}-01-01` as Day,
				to: `${year + 1}-01-01` as Day,
			});
			rates.push(head?.win_ratio ?? 0);
		}
		expect([...rates].sort((a, b) => a - b)).toEqual(rates);
		expect((rates[2] ?? 0) - (rates[0] ?? 1)).toBeGreaterThan(0.1);
	});
});

test('both layouts of the company give the same win rate and won amount', async () => {
	const results = [];
	for (const { files } of LAYOUTS) {
		const engine = await openNativeEngine();
		const sample = await importFiles(engine, await Promise.all(files.map(open)));
		const [head] = await sample.ask(headline);
		results.push([head?.deals_won, head?.deals_lost, head?.won_amount]);
		await engine.close();
	}
	expect(results[0]).toEqual(results[1]);
});

test('shuffled rows of every file give the same answer', async () => {
	const shuffled = async (name: string) => {
		const text = await (await open(name)).blob.text();
		const [header = '', ...lines] = text.split('\n');
		// The footer of a report stays at its end.
		const isRow = (line: string) => line.startsWith('"006') || /^\d{6,},/.test(line);
		const rows = lines.filter(isRow);
		let state = 12345;
		const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
		for (let i = rows.length - 1; i > 0; i--) {
			const j = Math.floor(random() * (i + 1));
			[rows[i], rows[j]] = [rows[j] ?? '', rows[i] ?? ''];
		}
		return { name, blob: new Blob([[header, ...rows, ...lines.filter((line) => !isRow(line))].join('\n')]) };
	};
	for (const { files } of LAYOUTS) {
		const engine = await openNativeEngine();
		const answers = [];
		for (const give of [open, shuffled]) {
			const sample = await importFiles(engine, await Promise.all(files.map(give)));
			answers.push({
				catalog: sample.catalog,
				funnel: await sample.ask(funnel),
				activity: await sample.ask(funnel, { basis: 'activity', from: '2025-01-01' as Day }),
				headline: await sample.ask(headline),
			});
		}
		await engine.close();
		expect(answers[1]).toEqual(answers[0]);
	}
});
