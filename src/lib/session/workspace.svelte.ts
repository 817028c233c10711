import { version } from '$app/environment';
import accounts from '../../../sample-data/files/accounts.csv?url&no-inline';
import spend from '../../../sample-data/files/lead-source-spend.csv?url&no-inline';
import opportunities from '../../../sample-data/files/salesforce-opportunities.csv?url&no-inline';
import history from '../../../sample-data/files/salesforce-opportunity-history.csv?url&no-inline';
import subscriptions from '../../../sample-data/files/subscriptions.csv?url&no-inline';
import targets from '../../../sample-data/files/targets.csv?url&no-inline';
import teams from '../../../sample-data/files/teams.csv?url&no-inline';
import { ProblemError } from '../base/problem';
import { START_STATE } from '../share/state';
import { loadBuilt } from './built';
import { openStore } from './file-store';
import { view } from './view-state.svelte';
import { Workspace } from './workspace-state.svelte';

// Small files would be inlined as data: addresses, which the content-security policy forbids to fetch.
const SAMPLE = [
	{ name: 'salesforce-opportunities.csv', url: opportunities },
	{ name: 'salesforce-opportunity-history.csv', url: history },
	{ name: 'accounts.csv', url: accounts },
	{ name: 'subscriptions.csv', url: subscriptions },
	{ name: 'targets.csv', url: targets },
	{ name: 'lead-source-spend.csv', url: spend },
	{ name: 'teams.csv', url: teams },
];

/** The sample comes from our own origin; slower than this it does not come. */
const SAMPLE_PATIENCE_MS = 60_000;

/** Part of the product that is loaded when it is needed: a report, or a page that is only looked at, never does. */
async function part<T>(loading: Promise<T>): Promise<T> {
	try {
		return await loading;
	} catch (cause) {
		throw new ProblemError({
			code: 'part-not-loaded',
			message: 'A part of Funnelscope could not be loaded.',
			wayOut: 'Check the connection and reload the page.',
			detail: cause instanceof Error ? cause.message : String(cause),
		});
	}
}

async function sourceParts() {
	const [{ LiveSource }, { statistics }] = await part(
		Promise.all([import('./live-source.svelte'), import('./statistics-of-page')]),
	);
	statistics.start();
	return { LiveSource, statistics };
}

async function fetchSample(signal: AbortSignal): Promise<File[]> {
	const patience = AbortSignal.any([signal, AbortSignal.timeout(SAMPLE_PATIENCE_MS)]);
	return part(
		Promise.all(
			SAMPLE.map(async ({ name, url }) => {
				const response = await fetch(url, { signal: patience });
				if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
				return new File([await response.blob()], name, { type: 'text/csv' });
			}),
		),
	);
}

export type { Workspace };

/** The data of this page. */
export const workspace = new Workspace({
	async openEngine(options) {
		const { openBrowserEngine } = await part(import('../engine/browser'));
		return openBrowserEngine(options);
	},
	async rehearse(engine, signal) {
		const { rehearse } = await part(import('./rehearsal'));
		// What asks the first question is fetched as well.
		await part(import('./live-source.svelte'));
		await rehearse(engine, signal);
	},
	async intake() {
		const [reading, recognising, remembering, peeking, accounting, zones, parting] = await part(
			Promise.all([
				import('../intake/import'),
				import('../intake/recognise'),
				import('../intake/remember'),
				import('../intake/peek'),
				import('../intake/set-aside'),
				import('../intake/zone-effect'),
				import('../intake/parting'),
			]),
		);
		return { ...reading, ...recognising, ...remembering, ...peeking, ...accounting, ...zones, ...parting };
	},
	async workspaceFiles() {
		const { isWorkspaceFile, readWorkspaceFile, writeWorkspaceFile } = await part(import('./workspace-file'));
		return { isWorkspaceFile, read: readWorkspaceFile, write: writeWorkspaceFile };
	},
	async openSource(engine, asOf, options) {
		const { LiveSource, statistics } = await sourceParts();
		return LiveSource.open(engine, asOf, statistics.derive, options);
	},
	async openBuilt(engine, built, asOf) {
		const { LiveSource, statistics } = await sourceParts();
		const { report, tables, ...model } = await loadBuilt(engine, built);
		const source = LiveSource.built(engine, model, statistics.derive);
		await source.setAsOf(asOf);
		return { source, report, tables };
	},
	store: openStore(version),
	sample: fetchSample,
	address: {
		wantsSample: () => view.state.data === 'sample',
		asOf: () => view.state.scope.asOf,
		tellSample: (isSample) => {
			const data = isSample ? 'sample' : null;
			if (view.state.data !== data) view.patch({ data }, { replace: true });
		},
		forget: () => {
			const { place: _where, ...nothing } = START_STATE;
			view.patch(nothing, { replace: true });
		},
		checkAgainst: (catalog) => view.checkAgainst(catalog),
	},
});
