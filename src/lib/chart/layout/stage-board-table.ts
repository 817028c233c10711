import type { BoardEnd, BoardFormats, BoardNote, BoardRow, BoardStep } from './stage-board';
import type { TableCell, TableColumn, TableTwin } from './table';

/** The board as a table: one row a step and one for the end, one column for each part, rate, row and note. */
export function tableOfBoard(input: {
	caption: string;
	stepLabel: string;
	totalLabel: string;
	rateLabel: string;
	steps: readonly BoardStep[];
	end: BoardEnd | null;
	rows?: readonly BoardRow[];
	formats: BoardFormats;
}): TableTwin {
	const { steps, end, formats } = input;
	const columns = new Map<string, TableColumn>();
	const add = (key: string, label: string, format?: (value: number) => string, definition?: string) => {
		if (columns.has(key)) return;
		columns.set(key, {
			key,
			label,
			align: format ? 'end' : 'start',
			...(format ? { format } : {}),
			...(definition ? { definition } : {}),
		});
	};
	add('step', input.stepLabel);
	add('total', input.totalLabel, formats.full);
	for (const step of steps)
		for (const part of step.parts) add(`part ${part.key}`, part.label, formats.full, part.definition);
	const rates = steps.flatMap((step) => (step.rate ? [step.rate] : []));
	if (rates.length > 0) {
		add('rate', input.rateLabel, formats.ratio, rates[0]?.definition);
		add('low', '95 % low', formats.ratio);
		add('high', '95 % high', formats.ratio);
		add('n', 'n', formats.count);
		if (rates.some((rate) => typeof rate.floor === 'number')) add('floor', 'at least', formats.ratio);
		if (rates.some((rate) => typeof rate.benchmark === 'number'))
			add('benchmark', 'benchmark', formats.ratio);
	}
	for (const row of input.rows ?? []) {
		add(`row ${row.key}`, row.label, row.format);
		if (row.kind === 'spread') add(`upper ${row.key}`, `${row.label}, upper`, row.format);
	}
	const addNote = (note: BoardNote) =>
		add(`note ${note.key}`, note.label, note.format ?? formats.full, note.definition);
	for (const step of steps) step.notes.forEach(addNote);
	end?.notes.forEach(addNote);

	const notes = (list: readonly BoardNote[]) =>
		Object.fromEntries(list.map((note) => [`note ${note.key}`, note.value]));
	const further = (step: BoardStep): Record<string, TableCell> =>
		Object.fromEntries(
			(input.rows ?? []).flatMap((row): [string, TableCell][] => {
				if (row.kind === 'trend') return [[`row ${row.key}`, row.cells[step.key]?.values.at(-1) ?? null]];
				const cell = row.cells[step.key];
				return [
					[`row ${row.key}`, cell?.value ?? null],
					[`upper ${row.key}`, cell?.upper ?? null],
				];
			}),
		);
	const rows = steps.map((step): Record<string, TableCell> => ({
		step: step.title,
		total: step.total,
		...Object.fromEntries(step.parts.map((part) => [`part ${part.key}`, part.value])),
		rate: step.rate?.value ?? null,
		low: step.rate?.low ?? null,
		high: step.rate?.high ?? null,
		n: step.rate?.n ?? null,
		floor: step.rate?.floor ?? null,
		benchmark: step.rate?.benchmark ?? null,
		...further(step),
		...notes(step.notes),
	}));
	if (end) rows.push({ step: end.title, total: end.value, ...notes(end.notes) });
	return { caption: input.caption, columns: [...columns.values()], rows };
}
