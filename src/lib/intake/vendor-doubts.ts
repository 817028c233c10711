import { written } from '../base/written';
import { foldHeader } from './fold';
import type { Layout } from './presets/layouts';
import type { FileProfile } from './profile';

/** Rows at which exports of a CRM end without a word, by the beginning of their layout's name. */
const MOST_ROWS: Readonly<Record<string, number>> = { 'dynamics365.opportunities_view': 100_000 };

/** What is peculiar to the exports of one CRM and changes what their numbers mean: sentences. */
export function vendorDoubts(file: FileProfile, layout: Layout): string[] {
	const doubts: string[] = [];
	const most = MOST_ROWS[layout.id];
	if (most !== undefined && file.raw.rowsRead === most) {
		doubts.push(
			`${file.raw.file} has exactly ${written(most)} rows, where exports of ${layout.name} end: rows may be missing. Export it in parts, by a filter on the creation date, and give them together.`,
		);
	}
	const period = file.columns.find(({ header }) => /^value[_ ]period$/.test(foldHeader(header)));
	if (period && period.distinct > 1) {
		doubts.push(
			`${file.raw.file}: “${period.header}” has ${written(period.distinct)} periods (${period.samples.slice(0, 4).join(', ')}), and amounts of different periods are added as they stand. Filter by “${period.header}”, or map a column that brings them to one.`,
		);
	}
	return doubts;
}
