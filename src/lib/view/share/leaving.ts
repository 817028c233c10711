import type { Format } from '../../chart/format';
import type { AnyMart } from '../../model/contract';
import type { Snapshot } from '../../share/snapshot';
import { windowWords } from '../window';
import { counted, filterWords } from '../words';

/** One line of what a link carries: what it is, and what of it. */
export interface Leaving {
	what: string;
	detail: string;
}

/** Everything that a link to this report carries, read from the report itself and not from what was asked for. */
export function leaving(snapshot: Snapshot, marts: readonly AnyMart[], format: Format): Leaving[] {
	const { scope } = snapshot.state;
	const answers = Object.entries(snapshot.results).map(([name, rows]) => {
		const mart = marts.find((known) => known.name === name);
		const grain = mart ? `each ${mart.grain}` : name;
		return { what: mart?.question ?? name, detail: `${counted(rows.length, 'row', format)}, ${grain}` };
	});
	const filters = scope.filters.map((filter) => filterWords(filter, snapshot.catalog));
	const lines: Leaving[] = [
		...answers,
		{
			what: 'Stages',
			detail: snapshot.catalog.stages.map(({ label }) => label).join(', '),
		},
		{ what: 'Filters, by name', detail: filters.length === 0 ? 'none' : filters.join('; ') },
		{
			what: 'Dates',
			detail: `${windowWords(scope, format)}, as of ${format.day(snapshot.catalog.asOfDay)}`,
		},
	];
	if (snapshot.title !== '' || snapshot.notes !== '')
		lines.push({ what: 'Your words', detail: 'the title and the notes above' });
	return lines;
}
