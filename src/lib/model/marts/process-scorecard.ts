import { twoProportionTest } from '../../stats/two-proportion';
import { flag, ratio } from '../columns';
import { defineMart } from '../contract';
import comparedWindows from '../parts/compared_windows.sql?raw';
import {
	meetsTarget,
	stepChecks,
	stepColumns,
	stepInterval,
	stepIntervalColumns,
} from '../scorecard-columns';
import { isStepMeasure, STEP_MEASURES } from '../step-measures';
import { scorecardRelations } from '../scorecard-relations';
import sql from './process_scorecard.sql?raw';

const text = (definition: string) => ({ type: 'text', unit: 'label', nullable: true, definition }) as const;
const day = (definition: string) => ({ type: 'date', unit: 'day', nullable: true, definition }) as const;
const measured = (definition: string) =>
	({ type: 'number', unit: 'measured', nullable: true, definition }) as const;
const rows = (definition: string) => ({ type: 'integer', unit: 'rows', definition }) as const;
const maybeRows = (definition: string) =>
	({ type: 'integer', unit: 'rows', nullable: true, definition }) as const;

/** Why a measure came to nothing. */
function whyNot(measure: string | null, value: number | null): string | null {
	if (value !== null) return null;
	if (measure === null) return 'The step has no measure.';
	if (measure === 'retention_ratio' || measure === 'upsell_ratio')
		return 'No account is known to have been a customer at the start of the window, of all time a year ago.';
	if (measure === 'median_dwell_days')
		return 'No deal has left the stage in the window after a recorded stay.';
	if (measure === 'moved_on_ratio' || measure === 'drop_off_ratio')
		return 'No deal has passed or dropped from the stage in the window.';
	if (measure === 'average_won_amount') return 'No deal with an amount was won in the window.';
	if (measure === 'win_ratio') return 'No deal was closed in the window.';
	return 'No deal was started in the window.';
}

/** Metrics §11: the process as a scorecard. One row a step, also of steps that nothing is measured of. */
export const processScorecard = defineMart({
	name: 'process_scorecard',
	question: 'Are we working our process?',
	grain: 'one step of the process',
	population: 'activity',
	params: {
		compare_from: {
			type: 'date',
			nullable: true,
			definition: 'First day of the window to compare with; both null is the equally long one just before.',
		},
		compare_to: { type: 'date', nullable: true, definition: 'First day after the window to compare with.' },
	},
	columns: {
		...stepColumns,
		kind: { type: 'text', unit: 'label', definition: 'open, won, lost, parked or after_sale.' },
		purpose: text('What the step is for.'),
		entry_criteria: text('What must be true before a deal enters it.'),
		owner_name: text('Who answers for the step.'),
		is_measure_usual: flag(
			'The team has set no measure: the one that a step of this name or kind mostly has is taken.',
		),
		beside_measure: text('The measure shown beside it; null where there is none.'),
		beside_measured: measured('What that one comes to, in its unit.'),
		beside_counted: rows('The n of the measure beside it.'),
		target_difference: measured('Actual − target, in the unit of the measure.'),
		from_on: day('First day of the window; null is unbounded.'),
		to_on: day('First day after the window; null is unbounded.'),
		is_partial: flag('The window reaches past now: it is not over.'),
		compared_from_on: day('First day of the compared window; null is unbounded or not compared.'),
		compared_to_on: day('First day after the compared window; null is unbounded or not compared.'),
		is_compared_partial: flag('The compared window reaches past now.'),
		compared_measured: measured('The measure in the compared window.'),
		compared_counted: rows('Its n in the compared window.'),
		compared_hits: maybeRows('Of these, the ones that a ratio counts.'),
		change: measured('Actual − that of the compared window; of a count null unless both windows are whole.'),
		top_lost_reason: text(
			'Reason that most deals lost from this stage in the window name; of equal ones the first by name.',
		),
		top_lost_reason_deals: maybeRows('Deals that name it.'),
		deals_lost_with_reason: rows('Deals lost from this stage in the window that name any reason.'),
		top_lost_reason_ratio: ratio('Deals that name it ÷ those that name any.'),
		currency: text('Currency of every amount in this row; null where the data name none.'),
	},
	statistics: {
		...stepIntervalColumns,
		compared_low_ratio: ratio('Lower end of the 95 % Wilson interval in the compared window.'),
		compared_high_ratio: ratio('Upper end of the 95 % Wilson interval in the compared window.'),
		change_p: {
			type: 'number',
			unit: 'probability',
			nullable: true,
			definition: 'p-value of the change of a ratio: two-proportion z-test; null of other measures.',
		},
		is_target_met: {
			type: 'boolean',
			unit: 'flag',
			nullable: true,
			definition: 'The measure comes to its target, by whichever way is better; null without one of them.',
		},
		measure_words: text('The measure in words.'),
		measure_unit: text('What the measure counts in: deals, ratio, amount or days.'),
		beside_words: text('The measure beside it in words.'),
		beside_unit: text('What that one counts in.'),
		not_measured_because: text('Why there is no measured value; null where there is one.'),
	},
	derive: (row) => {
		const compared = stepInterval({ counted: row.compared_counted, hits: row.compared_hits });
		const words = (name: string | null) =>
			name !== null && isStepMeasure(name) ? STEP_MEASURES[name] : null;
		const test =
			row.hits === null || row.compared_hits === null
				? null
				: twoProportionTest(row.hits, row.counted, row.compared_hits, row.compared_counted);
		return {
			...stepInterval(row),
			compared_low_ratio: compared.measured_low_ratio,
			compared_high_ratio: compared.measured_high_ratio,
			change_p: test?.p ?? null,
			is_target_met: meetsTarget(row.measure, row.measured, row.target),
			measure_words: words(row.measure)?.words ?? null,
			measure_unit: words(row.measure)?.unit ?? null,
			beside_words: words(row.beside_measure)?.words ?? null,
			beside_unit: words(row.beside_measure)?.unit ?? null,
			not_measured_because: whyNot(row.measure, row.measured),
		};
	},
	checks: [
		...stepChecks,
		{
			sentence: 'every step stands once',
			holds: (row, all) => all.filter(({ step_number }) => step_number === row.step_number).length === 1,
		},
		{
			sentence: 'actual − target is the difference',
			holds: (row) =>
				row.target_difference === null ||
				Math.abs(row.target_difference - ((row.measured ?? NaN) - (row.target ?? NaN))) <= 1e-9,
		},
	],
	shareable: true,
	sql,
	relations: (scope) => scorecardRelations(scope, { windows: comparedWindows }),
});
