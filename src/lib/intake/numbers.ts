import { written } from '../base/written';
import type { Engine, RunOptions } from '../engine/engine';
import { typedTextSql, type Cell } from './cell-text';
import { markSql } from './number-text';

/** How the values of a column write their decimal and grouping marks. */
export interface NumberForms {
	values: number;
	/** Values whose decimal mark must be a dot, or a comma: by a mark before other than three digits, or that repeats. */
	dot: number;
	comma: number;
	/** One mark before exactly three digits: 1.234 is either. */
	dotOpen: number;
	commaOpen: number;
	/** Whole numbers of four digits or more without any mark: the column does not group thousands. */
	ungrouped: number;
	/** No numbers. */
	unreadable: number;
}

/** How the numbers of a column are written; notes whether a mere cast reads them all. */
export async function numberForms(
	engine: Engine,
	table: string,
	column: Cell,
	options?: RunOptions,
): Promise<NumberForms> {
	const { rows } = await engine.query(
		`with marked as (
			select ${markSql(column)} as mark, try_cast(${typedTextSql(column)} as decimal(18, 4)) is null as is_odd from ${table}
		)
		select mark, count(*) as n, count(*) filter (is_odd) as odd from marked where mark is not null group by mark`,
		options,
	);
	if (typeof column !== 'string' && column.cells)
		column.cells.isCast = rows.every((row) => Number(row['odd']) === 0);
	const counts = new Map(rows.map((row) => [String(row['mark']), Number(row['n'])]));
	const n = (mark: string) => counts.get(mark) ?? 0;
	return {
		values: [...counts.values()].reduce((sum, count) => sum + count, 0) - n('no'),
		dot: n('dot'),
		comma: n('comma'),
		dotOpen: n('dot?'),
		commaOpen: n('comma?'),
		ungrouped: n('long'),
		unreadable: n('no'),
	};
}

export interface NumberDecision {
	decimal: '.' | ',';
	evidence: string;
	/** Neither the values nor the file decide: 1.234 may be either. */
	open: boolean;
	/** Whether values prove the mark, and not only the kind of file. */
	isProven: boolean;
}

/** A few against so many are slips of the pen: they are read by what they prove, and decide nothing. */
const isSlip = (few: number, many: number) => few * 100 <= many;

function provenMark(forms: NumberForms, undecided: number): NumberDecision {
	const decimal = forms.comma > forms.dot ? ',' : '.';
	const proof = Math.max(forms.comma, forms.dot);
	const contrary = Math.min(forms.comma, forms.dot);
	const isContradicted = contrary > 0 && undecided > 0 && !isSlip(contrary, proof);
	return {
		decimal,
		evidence:
			`${written(proof)} of ${written(forms.values)} values prove the decimal mark “${decimal}”` +
			(contrary ? `, ${written(contrary)} the other and are read so` : '') +
			(isContradicted ? `; ${written(undecided)} could be either` : ''),
		open: isContradicted,
		isProven: !isContradicted,
	};
}

/**
 * The decimal mark of a column. Values prove it; where every value leaves it open, whole numbers without marks tell
 * that nothing is grouped, a comma in a comma-separated file groups, and the other numbers of the file may prove
 * theirs (`siblings`). What is left is open.
 */
export function decideDecimal(
	forms: NumberForms,
	delimiter: string,
	siblings: '.' | ',' | null = null,
): NumberDecision {
	const undecided = forms.dotOpen + forms.commaOpen;
	if (forms.dot > 0 || forms.comma > 0) return provenMark(forms, undecided);
	if (undecided === 0) {
		const evidence = forms.values === 0 ? 'no number in it' : 'whole numbers';
		return { decimal: '.', evidence, open: false, isProven: false };
	}
	const leave = `${written(undecided)} of ${written(forms.values)} values leave the decimal mark open`;
	if (forms.dotOpen === 0 && delimiter === ',')
		return {
			decimal: '.',
			evidence: `${leave}; a comma-separated file groups by commas`,
			open: false,
			isProven: false,
		};
	if (siblings !== null)
		return {
			decimal: siblings,
			evidence: `${leave}; the other numbers of this file prove “${siblings}”`,
			open: false,
			isProven: false,
		};
	if (forms.ungrouped > 0 && (forms.dotOpen === 0 || forms.commaOpen === 0)) {
		const decimal = forms.dotOpen > 0 ? '.' : ',';
		return {
			decimal,
			evidence: `${leave}; ${forms.ungrouped} of four digits or more without a mark prove that it does not group`,
			open: false,
			isProven: true,
		};
	}
	return {
		decimal: forms.dotOpen > 0 ? '.' : ',',
		evidence: `${written(undecided)} of ${written(forms.values)} values such as 1.234 may be thousands or thousandths`,
		open: true,
		isProven: false,
	};
}
