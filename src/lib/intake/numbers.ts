import type { Engine, RunOptions } from '../engine/engine';
import { typedTextSql } from './cell';

/** How the values of a column write their decimal and grouping marks. */
export interface NumberForms {
	values: number;
	/** A mark that must be decimal: not followed by exactly three digits, or the last of two kinds. */
	dotDecimal: number;
	commaDecimal: number;
	/** A mark that must group: it stands twice, or before the other kind. */
	dotGroup: number;
	commaGroup: number;
	/** One mark before exactly three digits: 1.234 is either. */
	dotOpen: number;
	commaOpen: number;
}

export async function numberForms(
	engine: Engine,
	table: string,
	column: string,
	options?: RunOptions,
): Promise<NumberForms> {
	const { rows } = await engine.query(
		`with marks as (
			select regexp_replace(${typedTextSql(column)}, '[^0-9.,]', '', 'g') as text from ${table}
		)
		select
			count(*) filter (text <> '') as n,
			count(*) filter (regexp_matches(text, '^[0-9,]*[.]([0-9]{0,2}|[0-9]{4,})$') or regexp_matches(text, '^0?[.]') or regexp_matches(text, ',.*[.][0-9]*$')) as dot_decimal,
			count(*) filter (regexp_matches(text, '^[0-9.]*,([0-9]{0,2}|[0-9]{4,})$') or regexp_matches(text, '^0?,') or regexp_matches(text, '[.].*,[0-9]*$')) as comma_decimal,
			count(*) filter (regexp_matches(text, '[.][0-9]{3}[.][0-9]{3}') or regexp_matches(text, '[.][0-9]{3},')) as dot_group,
			count(*) filter (regexp_matches(text, ',[0-9]{3},[0-9]{3}') or regexp_matches(text, ',[0-9]{3}[.]')) as comma_group,
			count(*) filter (regexp_full_match(text, '[1-9][0-9]{0,2}[.][0-9]{3}')) as dot_open,
			count(*) filter (regexp_full_match(text, '[1-9][0-9]{0,2},[0-9]{3}')) as comma_open
		from marks`,
		options,
	);
	const row = rows[0] ?? {};
	return {
		values: Number(row['n'] ?? 0),
		dotDecimal: Number(row['dot_decimal'] ?? 0),
		commaDecimal: Number(row['comma_decimal'] ?? 0),
		dotGroup: Number(row['dot_group'] ?? 0),
		commaGroup: Number(row['comma_group'] ?? 0),
		dotOpen: Number(row['dot_open'] ?? 0),
		commaOpen: Number(row['comma_open'] ?? 0),
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

/**
 * The decimal mark of a column. Values prove it; where every value leaves it open, a comma in a comma-separated file
 * groups and a dot in one is decimal, since an export in a decimal-comma locale separates by semicolons.
 */
export function decideDecimal(forms: NumberForms, delimiter: string): NumberDecision {
	const forComma = forms.commaDecimal + forms.dotGroup;
	const forDot = forms.dotDecimal + forms.commaGroup;
	if (forComma > 0 || forDot > 0) {
		const decimal = forComma > forDot ? ',' : '.';
		const proof = Math.max(forComma, forDot);
		const contrary = Math.min(forComma, forDot);
		return {
			decimal,
			evidence:
				`${proof} of ${forms.values} values prove the decimal mark “${decimal}”` +
				(contrary ? `, ${contrary} speak against it` : ''),
			open: false,
			isProven: true,
		};
	}
	const undecided = forms.dotOpen + forms.commaOpen;
	if (undecided === 0) return { decimal: '.', evidence: 'whole numbers', open: false, isProven: false };
	if (delimiter === ',') {
		return {
			decimal: '.',
			evidence: `${undecided} of ${forms.values} values leave the mark open; a comma-separated file writes a decimal point`,
			open: false,
			isProven: false,
		};
	}
	return {
		decimal: forms.dotOpen > 0 ? '.' : ',',
		evidence: `${undecided} of ${forms.values} values such as 1.234 may be thousands or thousandths`,
		open: true,
		isProven: false,
	};
}
