import type { Engine, RunOptions } from '../engine/engine';
import { readingSql } from './cell';
import { ownWords, type DateForms, type DayMonthOrder } from './date-forms';
import { decideDates, orderOf, type OpenOrder } from './dates';
import type { ColumnMapping, ColumnRole } from './mapping';
import type { ColumnProfile, FileProfile } from './profile';

/** A date column whose order nothing proves, or whose values prove both. */
export interface OpenDates {
	position: number;
	column: string;
	forms: DateForms;
	order: OpenOrder;
}

export interface DateColumn {
	mapping: ColumnMapping;
	forms: DateForms;
	cell: ColumnProfile;
}

/**
 * Reads the date columns of one file. A column that proves no order itself takes the one that its siblings prove for
 * the same separator, unless that would close deals before they were created and the other order would not; then, and
 * where no sibling proves any, it is open unless closes prove it. So do siblings tell the language of words of months that
 * its own words leave open.
 */
export async function readDates(
	engine: Engine,
	file: FileProfile,
	given: readonly DateColumn[],
	options?: RunOptions,
): Promise<OpenDates[]> {
	const languages = new Set(given.flatMap(({ forms }) => ownWords(forms) ?? []));
	const [language] = languages.size === 1 ? languages : [];
	const columns =
		language === undefined
			? given
			: given.map((column) => ({ ...column, forms: { ...column.forms, words: language } }));
	const proven = new Map<string, Set<DayMonthOrder>>();
	const decisions = columns.map((column) => ({
		...column,
		decision: decideDates(column.forms, 'month_first'),
	}));
	for (const { decision, forms } of decisions) {
		for (const format of decision.reading.formats) {
			const match = /^~?%[dm]([/.-])%[dm]/.exec(format);
			const separator = match?.[1];
			if (separator === undefined || decision.open.some((entry) => entry.separator === separator)) continue;
			const order = orderOf({ ...decision.reading, formats: [format] });
			if (order && forms.values > 0) proven.set(separator, (proven.get(separator) ?? new Set()).add(order));
		}
	}
	const open: OpenDates[] = [];
	for (const { mapping, forms, cell, decision } of decisions) {
		mapping.reading = decision.reading;
		mapping.evidence = decision.evidence;
		const undecided = decision.open[0];
		if (!undecided) continue;
		const siblings = proven.get(undecided.separator);
		// A column that contradicts itself is of no one habit: its siblings cannot tell which value is of which.
		const isContradiction = undecided.first > 0 && undecided.second > 0;
		const [sibling] = siblings?.size === 1 ? siblings : [];
		const closing = isContradiction
			? undefined
			: await orderByClosing(engine, file, columns, cell.name, forms, options);
		// Where both tell, and tell otherwise, neither proves anything.
		const isContrary = sibling !== undefined && closing !== undefined && closing !== sibling;
		const order = isContradiction || isContrary ? undefined : (sibling ?? closing);
		if (order === undefined) {
			open.push({ position: mapping.position, column: mapping.header, forms, order: undecided });
			continue;
		}
		const decided = decideDates(forms, order);
		mapping.reading = decided.reading;
		mapping.evidence =
			`${decision.evidence}; ` +
			(siblings?.size === 1
				? `the other dates of this file prove ${order === 'day_first' ? 'day first' : 'month first'}`
				: `${order === 'day_first' ? 'day first' : 'month first'} puts closes after their creation, the other order does not`);
	}
	return open;
}

/** Fewer deals that close before their creation than this are slips, and prove no order. */
const LEAST_CONTRADICTIONS = 3;

/** The order under which no deal, or next to none, closes before it is created, if the other has several such deals. */
async function orderByClosing(
	engine: Engine,
	file: FileProfile,
	columns: readonly DateColumn[],
	name: string,
	forms: DateForms,
	options?: RunOptions,
): Promise<DayMonthOrder | undefined> {
	const role = (wanted: ColumnRole) => columns.find((column) => column.mapping.role === wanted);
	const [created, closed] = [role('created'), role('closed')];
	if (!created || !closed || (created.cell.name !== name && closed.cell.name !== name)) return undefined;
	const contradictions = async (order: DayMonthOrder): Promise<number> => {
		const reading = (column: typeof created) =>
			readingSql(column.cell, decideDates(column.cell.name === name ? forms : column.forms, order).reading);
		const { rows } = await engine.query(
			`select count(*) as n from ${file.raw.table} where ${reading(closed)} < ${reading(created)}`,
			options,
		);
		return Number(rows[0]?.['n'] ?? 0);
	};
	const [dayFirst, monthFirst] = [await contradictions('day_first'), await contradictions('month_first')];
	// Few deals are entered with a close before their creation; the wrong order makes many of them.
	const speaks = (few: number, many: number) => many >= LEAST_CONTRADICTIONS && many >= 20 * few;
	if (speaks(dayFirst, monthFirst)) return 'day_first';
	if (speaks(monthFirst, dayFirst)) return 'month_first';
	return undefined;
}
