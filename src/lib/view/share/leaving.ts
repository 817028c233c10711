import type { Format } from '../../chart/format';
import type { Snapshot } from '../../share/snapshot';
import { windowWords } from '../window';
import { counted, filterWords } from '../words';
import { REPORT_PARTS } from './report-marts';

/** One line of what a link carries: what it is, and what of it. */
export interface Leaving {
	what: string;
	detail: string;
}

/** Everything that a link to this report carries, read from the report itself and not from what was asked for. */
export function leaving(snapshot: Snapshot, format: Format): Leaving[] {
	const { catalog, state, results } = snapshot;
	const answers = Object.entries(results).map(([name, rows]) => {
		const part = REPORT_PARTS.find(({ mart }) => mart.name === name);
		return {
			what: part?.what ?? name,
			detail: `${part?.detail ?? 'aggregated rows'} (${counted(rows.length, 'row', format)})`,
		};
	});
	const filters = state.scope.filters.map((filter) => filterWords(filter, catalog, Infinity));
	const about = [counted(catalog.deals, 'deal', format)];
	if (catalog.firstDay !== null && catalog.lastDay !== null)
		about.push(format.dayRange(catalog.firstDay, catalog.lastDay));
	const currencies = catalog.currencies.flatMap(({ currency }) => (currency === null ? [] : [currency]));
	if (currencies.length > 0) about.push(currencies.join(', '));
	const lines: Leaving[] = [
		...answers,
		{ what: 'Stages', detail: catalog.stages.map(({ label }) => label).join(', ') },
		{ what: 'Filters, by name', detail: filters.length === 0 ? 'none' : filters.join('; ') },
		{ what: 'Window', detail: `${windowWords(state.scope, format)}, as of ${format.day(catalog.asOfDay)}` },
		{ what: 'Size of the data', detail: about.join(', ') },
	];
	if (snapshot.title !== '' || snapshot.notes !== '')
		lines.push({ what: 'Your words', detail: 'the title and the notes above' });
	return lines;
}
