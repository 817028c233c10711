import type { Engine, RunOptions } from '../engine/engine';
import { readingSql } from './cell';
import { decideDates, orderOf, type DateForms, type DayMonthOrder } from './dates';
import type { ColumnMapping, ColumnRole } from './mapping';
import type { FileProfile } from './profile';

/** A date column whose order nothing proves. */
export interface OpenDates {
	position: number;
	column: string;
	forms: DateForms;
}

export interface DateColumn {
	mapping: ColumnMapping;
	forms: DateForms;
	name: string;
}

/**
 * Reads the date columns of one file. A column that proves no order itself takes the one that its siblings prove for
 * the same separator, unless that would close more deals before they were created than the other order.
 */
export async function readDates(
	engine: Engine,
	file: FileProfile,
	columns: DateColumn[],
	options?: RunOptions,
): Promise<OpenDates[]> {
	const proven = new Map<string, Set<DayMonthOrder>>();
	const decisions = columns.map((column) => ({
		...column,
		decision: decideDates(column.forms, 'month_first'),
	}));
	for (const { decision, forms } of decisions) {
		for (const format of decision.reading.formats) {
			const match = /^%[dm]([/.-])%[dm]/.exec(format);
			const separator = match?.[1];
			if (separator === undefined || decision.open.some((entry) => entry.separator === separator)) continue;
			const order = orderOf({ ...decision.reading, formats: [format] });
			if (order && forms.values > 0) proven.set(separator, (proven.get(separator) ?? new Set()).add(order));
		}
	}
	const open: OpenDates[] = [];
	for (const { mapping, forms, name, decision } of decisions) {
		mapping.reading = decision.reading;
		mapping.evidence = decision.evidence;
		const undecided = decision.open[0];
		if (!undecided) continue;
		const siblings = proven.get(undecided.separator);
		const order =
			siblings?.size === 1
				? [...siblings][0]
				: await orderByClosing(engine, file, columns, name, forms, options);
		if (order === undefined) {
			open.push({ position: mapping.position, column: mapping.header, forms });
			continue;
		}
		const decided = decideDates(forms, order);
		mapping.reading = decided.reading;
		mapping.evidence =
			`${decision.evidence}; ` +
			(siblings?.size === 1
				? `the other dates of this file prove ${order === 'day_first' ? 'day first' : 'month first'}`
				: `only ${order === 'day_first' ? 'day first' : 'month first'} puts every close after its creation`);
	}
	return open;
}

/** The one order under which no deal closes before it is created, if the other order has some that do. */
async function orderByClosing(
	engine: Engine,
	file: FileProfile,
	columns: DateColumn[],
	name: string,
	forms: DateForms,
	options?: RunOptions,
): Promise<DayMonthOrder | undefined> {
	const role = (wanted: ColumnRole) => columns.find((column) => column.mapping.role === wanted);
	const [created, closed] = [role('created'), role('closed')];
	if (!created || !closed || (created.name !== name && closed.name !== name)) return undefined;
	const contradictions = async (order: DayMonthOrder): Promise<number> => {
		const reading = (column: typeof created) =>
			readingSql(column.name, decideDates(column.name === name ? forms : column.forms, order).reading);
		const { rows } = await engine.query(
			`select count(*) as n from ${file.raw.table} where ${reading(closed)} < ${reading(created)}`,
			options,
		);
		return Number(rows[0]?.['n'] ?? 0);
	};
	const [dayFirst, monthFirst] = [await contradictions('day_first'), await contradictions('month_first')];
	if (dayFirst === 0 && monthFirst > 0) return 'day_first';
	if (monthFirst === 0 && dayFirst > 0) return 'month_first';
	return undefined;
}
