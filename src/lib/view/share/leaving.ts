import type { Format } from '../../chart/format';
import type { Snapshot } from '../../share/snapshot';
import { windowWords } from '../window';
import { bottlenecks } from '../../model/marts/bottlenecks';
import { BLANK, counted, filterWords } from '../words';
import { toldIn } from './reader-format';
import { REPORT_PARTS } from './report-marts';

/** One line of what a link carries: what it is, and what of it. */
export interface Leaving {
	what: string;
	detail: string;
}

/** Everything that a link to this report carries, read from the report itself and not from what was asked for. */
export function leaving(snapshot: Snapshot, format: Format): Leaving[] {
	const { catalog, state, results, told } = snapshot;
	const held = new Map<string, number>();
	for (const [name, rows] of [
		...Object.entries(results).map(([name, rows]) => [name, rows] as const),
		...snapshot.answers.map(({ mart, rows }) => [mart, rows] as const),
	])
		held.set(name, (held.get(name) ?? 0) + rows.length);
	const answers = [...held].map(([name, rows]) => {
		const part = REPORT_PARTS.find(({ mart }) => mart.name === name);
		return {
			what: part?.what ?? name,
			detail: `${part?.detail ?? 'aggregated rows'} (${counted(rows, 'row', format).replace(' ', '\u00a0')})`,
		};
	});
	const filters = state.scope.filters.map((filter) => filterWords(filter, catalog, Infinity));
	const about = [counted(catalog.deals, 'deal', format)];
	if (catalog.firstDay !== null && catalog.lastDay !== null)
		about.push(format.dayRange(catalog.firstDay, catalog.lastDay));
	const currencies = catalog.currencies.flatMap(({ currency }) => (currency === null ? [] : [currency]));
	if (currencies.length > 0) about.push(currencies.join(', '));
	const costly = snapshot.answers.find(({ mart }) => mart === bottlenecks.name)?.rows ?? [];
	const named = [
		...new Set([
			...(state.compare.kind === 'segment' ? [state.compare.value ?? BLANK] : []),
			...costly.flatMap(({ segment, value }) =>
				segment === null ? [] : [typeof value === 'string' ? value : BLANK],
			),
		]),
	];
	const lines: Leaving[] = [
		...answers,
		...(told === null
			? []
			: [
					{
						what: 'The sentences',
						detail: toldIn(told, format)
							.headline.map(({ text }) => text)
							.join(''),
					},
				]),
		...(named.length === 0 ? [] : [{ what: 'Values named', detail: named.join(', ') }]),
		{ what: 'Stages', detail: catalog.stages.map(({ label }) => label).join(', ') },
		{ what: 'Filters, by name', detail: filters.length === 0 ? 'none' : filters.join('; ') },
		{
			what: 'Window',
			detail: `${windowWords(state.scope, format)}, as of ${format.day(catalog.asOfDay)}${catalog.timeZone === undefined ? '' : `, days of ${catalog.timeZone}`}`,
		},
		{ what: 'Size of the data', detail: about.join(', ') },
	];
	if (snapshot.title !== '' || snapshot.notes !== '')
		lines.push({ what: 'Your words', detail: 'the title and the notes above' });
	return lines;
}
