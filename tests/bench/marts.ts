import { openNativeEngine } from '../../src/lib/engine/native';
import { openNodeEngine } from '../../src/lib/engine/node';
import type { Engine, Row } from '../../src/lib/engine/engine';
import { buildModel } from '../../src/lib/model/build';
import type { Catalog } from '../../src/lib/model/catalog';
import { MARTS } from '../../src/lib/model/marts';
import { readMart } from '../../src/lib/model/read';
import { WHOLE_SCOPE, type Scope } from '../../src/lib/model/scope';
import { usualParams } from '../support/every-mart';
import { fillSynthetic } from './synthetic';

/*
 * How long every mart takes, on the browser's build and on the native engine with one thread, without a filter and
 * with one of an owner: npm run bench:marts -- [--deals 10000,100000,1000000] [--mart NAME]… [--only wasm|native].
 * Milliseconds of processor time, the median of five after one to warm up; `grows` is the time of the largest data over that of the
 * smallest; `ratio` is wasm over native on the largest. What is told by bins at first has a row of its own.
 */

/** Segments that the marts of one are asked by. */
const GIVEN: Record<string, Row> = {
	conversion_matured_by_segment: { segment: 'region' },
	funnel_by_segment: { segment: 'region' },
	rate_split: { segment: 'region' },
	deal_card: { deal_id: 'D100' },
	deal_visits: { deal_id: 'D100' },
	deal_changes: { deal_id: 'D100' },
	deal_rows: { deal_id: 'D100' },
};
/** What the questions of comparison compare. */
const WINDOW = { from: '2026-07-01', to: '2026-10-01' } as Pick<Scope, 'from' | 'to'>;

const words = process.argv.slice(2);
const valuesOf = (flag: string) => words.flatMap((word, index) => (words[index - 1] === flag ? [word] : []));
const sizes = (valuesOf('--deals')[0] ?? '10000,100000,1000000').split(',').map(Number);
const only = valuesOf('--only')[0];
const wanted = valuesOf('--mart');
const marts = MARTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const hosts = (
	[
		['wasm', openNodeEngine],
		['native', openNativeEngine],
	] as const
).filter(([host]) => only === undefined || host === only);

/** Milliseconds of processor time: other programs on the machine do not lengthen it, as they do the clock's. */
async function time(work: () => Promise<unknown>): Promise<number> {
	const started = process.cpuUsage();
	await work();
	const { user, system } = process.cpuUsage(started);
	return (user + system) / 1000;
}

async function medianOf(work: () => Promise<unknown>): Promise<number | string> {
	try {
		const first = await time(work);
		// What takes long is told by one run: chance no longer matters.
		if (first > 1_000) return first;
		const times: number[] = [];
		for (let run = 0; run < 5; run += 1) times.push(await time(work));
		return times.sort((a, b) => a - b)[2] ?? first;
	} catch (cause) {
		return `fails: ${(cause instanceof Error ? cause.message : String(cause)).slice(0, 60)}`;
	}
}

type Times = Record<string, number | string>;
const measured = new Map<string, Times>();
function note(name: string, column: string, value: number | string): void {
	measured.set(name, { ...measured.get(name), [column]: value });
	process.stderr.write(`  ${name}, ${column}: ${cell(value)}\n`);
}

function cell(value: number | string | undefined): string {
	if (value === undefined) return '';
	if (typeof value === 'string') return value;
	return value.toFixed(value < 10 ? 1 : 0);
}

async function measure(host: string, open: () => Promise<Engine>, deals: number): Promise<void> {
	const engine = await open();
	try {
		process.stderr.write(`${host}, ${deals} deals: filling\n`);
		await fillSynthetic(engine, deals);
		let catalog!: Catalog;
		note(
			'(build)',
			`${host} ${deals}`,
			await time(async () => {
				catalog = await buildModel(engine, null);
			}),
		);
		const owner = { filters: [{ segment: 'owner', values: ['owner 7'], exclude: false }] };
		for (const mart of marts) {
			const params = usualParams(mart, GIVEN[mart.name]) as never;
			const scope = { ...WHOLE_SCOPE, ...(mart.name === 'rate_split' ? WINDOW : {}) };
			note(
				mart.name,
				`${host} ${deals}`,
				await medianOf(() => readMart(engine, catalog, mart, scope, params)),
			);
			note(
				mart.name,
				`${host} ${deals} owner`,
				await medianOf(() => readMart(engine, catalog, mart, { ...scope, ...owner }, params)),
			);
			if (!mart.approximate) continue;
			const byBins = (asked: Scope) =>
				medianOf(() => readMart(engine, catalog, mart, asked, params, undefined, 'binned'));
			note(`${mart.name}, by bins`, `${host} ${deals}`, await byBins(scope));
			note(`${mart.name}, by bins`, `${host} ${deals} owner`, await byBins({ ...scope, ...owner }));
		}
	} finally {
		await engine.close();
	}
}

for (const [host, open] of hosts) for (const deals of sizes) await measure(host, open, deals);

const columns = hosts.flatMap(([host]) =>
	sizes.flatMap((deals) => [`${host} ${deals}`, `${host} ${deals} owner`]),
);
const largest = sizes.at(-1);
const quotient = (a: number | string | undefined, b: number | string | undefined) =>
	typeof a === 'number' && typeof b === 'number' && b > 0 ? (a / b).toFixed(1) : '';
process.stdout.write(`| mart | ${columns.join(' | ')} | grows | ratio |\n`);
process.stdout.write(`|---|${columns.map(() => '--:|').join('')}--:|--:|\n`);
for (const [name, times] of measured) {
	const [host = 'wasm'] = hosts[0] ?? [];
	process.stdout.write(
		`| ${name} | ${columns.map((column) => cell(times[column])).join(' | ')} | ${quotient(times[`${host} ${largest}`], times[`${host} ${sizes[0]}`])} | ${quotient(times[`wasm ${largest}`], times[`native ${largest}`])} |\n`,
	);
}
