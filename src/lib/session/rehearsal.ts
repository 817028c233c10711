import { EngineError, quoteName, type Engine } from '../engine/engine';
import { importMapped, readFiles } from '../intake/import';
import { recognise } from '../intake/recognise';
import { buildModel } from '../model/build';

/*
 * WebAssembly is compiled function by function as each is first called, and soon again, better: on the sample that was a
 * third of what an import took. An engine that nobody wants yet therefore imports a few deals of nobody.
 */

const DAY_MS = 86_400_000;
const STAGES = ['Qualifying', 'Demo', 'Proposal', 'Negotiation'];
const DEALS = 60;

const dayOf = (days: number): string =>
	new Date(Date.UTC(2020, 0, 1) + days * DAY_MS).toISOString().slice(0, 10);

/** Deals of an invented company and what became of them, in the usual columns. */
function invented(): { name: string; text: string }[] {
	const deals = [
		'Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Created Date,Close Date,Opportunity Owner,Lead Source,Loss Reason',
	];
	const changes = ['Opportunity ID,From Stage,To Stage,Last Modified'];
	const accounts = ['Account Name,Industry,Region'];
	for (let deal = 0; deal < DEALS; deal += 1) {
		const began = deal * 3;
		const steps = deal % STAGES.length;
		const stage = ['Closed Won', 'Closed Lost', STAGES[steps]][deal % 3]!;
		const lost = stage === 'Closed Lost' ? 'Price' : '';
		deals.push(
			`D-${deal},Deal ${deal},Account ${deal % 20},${stage},${1000 + 70 * deal}.50,${dayOf(began)},${dayOf(began + 40)},Owner ${deal % 4},Source ${deal % 5},${lost}`,
		);
		for (let step = 0; step <= steps; step += 1)
			changes.push(`D-${deal},${STAGES[step - 1] ?? ''},${STAGES[step]},${dayOf(began + 5 * step)} 10:30`);
		if (stage.startsWith('Closed'))
			changes.push(`D-${deal},${STAGES[steps]},${stage},${dayOf(began + 40)} 16:05`);
		if (deal < 20) accounts.push(`Account ${deal},Industry ${deal % 3},Region ${deal % 2}`);
	}
	return [
		{ name: 'deals.csv', text: deals.join('\n') },
		{ name: 'changes.csv', text: changes.join('\n') },
		{ name: 'accounts.csv', text: accounts.join('\n') },
	];
}

/**
 * Lets a newly opened engine read, recognise, import and build once, in a database that is gone afterwards. An abort of
 * `signal` leaves it off at the next statement: then, too, nothing stays. Rejects with EngineError where the engine
 * fails, and is of no use then.
 */
export async function rehearse(engine: Engine, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	await engine.execute(`attach ':memory:' as rehearsal (compress); use rehearsal`);
	try {
		const files = invented().map(({ name, text }) => ({ name, blob: new Blob([text]) }));
		const raws = await readFiles(engine, files, { signal });
		const { mapping } = await recognise(engine, raws, { signal });
		await importMapped(engine, raws, mapping, { signal });
		await buildModel(engine, null, { signal });
	} catch (cause) {
		const isLeftOff = signal.aborted && (!(cause instanceof EngineError) || cause.code === 'cancelled');
		if (!isLeftOff) throw cause;
	}
	const { rows } = await engine.query('select table_name from duckdb_tables() where temporary');
	for (const { table_name: name } of rows) await engine.execute(`drop table ${quoteName(String(name))}`);
	await engine.execute('use packed; detach rehearsal');
}
