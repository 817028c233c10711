import type { BoardEnd, BoardFormats, BoardNote, BoardRate, BoardRow, BoardStep } from './stage-board';
import { isUndecidable } from './stage-board-sheet';
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
		if (rates.some(isUndecidable)) add('floor', 'at least', formats.ratio);
		const against = rates.find((rate) => typeof rate.benchmark === 'number');
		if (against) add('benchmark', against.benchmarkLabel ?? 'benchmark', formats.ratio);
	}
	for (const row of input.rows ?? []) {
		if (row.kind === 'trend') add(`row ${row.key}`, row.label, row.format);
		else {
			const [short, long] = row.columns ?? [row.label, `${row.label}, upper`];
			add(`row ${row.key}`, short, row.format);
			add(`upper ${row.key}`, long, row.format);
		}
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
	const rateCells = (rate: BoardRate | null): Record<string, TableCell> => ({
		...(columns.has('rate')
			? {
					rate: rate?.value ?? null,
					low: rate?.low ?? null,
					high: rate?.high ?? null,
					n: rate?.n ?? null,
				}
			: {}),
		...(columns.has('floor') ? { floor: rate?.floor ?? null } : {}),
		...(columns.has('benchmark') ? { benchmark: rate?.benchmark ?? null } : {}),
	});
	const rows = steps.map((step): Record<string, TableCell> => ({
		step: step.title,
		total: step.total,
		...Object.fromEntries(step.parts.map((part) => [`part ${part.key}`, part.value])),
		...rateCells(step.rate),
		...further(step),
		...notes(step.notes),
	}));
	if (end) rows.push({ step: end.title, total: end.value, ...notes(end.notes) });
	return { caption: input.caption, columns: [...columns.values()], rows };
}
