import { amount, deals, flag, multiple, segmentParam, segmentValueColumn } from '../columns';
import { defineMart, noStatistics } from '../contract';
import { filterRelations } from '../filter-relations';
import coveragePeriods from '../parts/coverage_periods.sql?raw';
import periodTargets from '../parts/period_targets.sql?raw';
import pipelineDay from '../parts/pipeline_day.sql?raw';
import pipelineStanding from '../parts/pipeline_standing.sql?raw';
import yieldWindows from '../parts/yield_windows.sql?raw';
import { asOfParam, currencyColumn, dayColumn, periodParam } from '../pipeline-columns';
import { dueRelations } from '../spell-relations';
import sql from './coverage.sql?raw';

const maybeAmount = (definition: string) =>
	({ type: 'number', unit: 'amount', nullable: true, definition }) as const;

/** Metrics §7: coverage of the periods that are not over, and the coverage that past yields say is needed. */
export const coverage = defineMart({
	name: 'coverage',
	question: 'Is there enough pipeline for the target?',
	grain:
		'one period from the one that holds the next day, to the last with a target or a deal due, none that begins more than two years later; with a segment, one period and value that has either, or in the first an overdue or won deal',
	population: 'all',
	params: {
		period: periodParam,
		segment: segmentParam,
		periods: {
			type: 'integer',
			nullable: true,
			definition: 'How many past whole periods the needed coverage rests on; null is the last 8.',
		},
		as_of: asOfParam,
	},
	columns: {
		as_of_on: dayColumn('The day at whose end it is looked at.'),
		period_on: dayColumn('First day of the period.'),
		to_on: dayColumn('First day after the period.'),
		is_current: flag('The period has begun, or begins on the next day.'),
		value: segmentValueColumn,
		target_amount: maybeAmount(
			'What is to be won in the period: its own target, else the sum of its parts (months of a quarter, teams of the company). Null where there is none, or none for what is filtered.',
		),
		is_target_partial: flag('The parts that have a target do not fill the whole period.'),
		deals_won: deals('Deals won in the period so far.'),
		won_amount: amount('Their amount.'),
		remaining_amount: maybeAmount('Target less won so far, at least 0.'),
		is_target_met: flag('There is a target, and nothing remains of it: there is nothing to cover.'),
		deals_due: deals('Open deals that are due in the period.'),
		due_amount: amount('Their amount; deals without amount count as 0.'),
		deals_overdue: deals(
			'In the current period: open deals that were due before it. They are in no coverage until they have a new date.',
		),
		overdue_amount: amount('Their amount.'),
		coverage_ratio: multiple('Coverage: open pipeline due in the period ÷ (target − won so far).'),
		periods_counted: {
			type: 'integer',
			unit: 'periods',
			definition: 'Past periods with a yield: the n of needed coverage.',
		},
		median_yield_ratio: multiple('Median of won ÷ open pipeline due at the start, over these periods.'),
		needed_ratio: multiple('Needed coverage: 1 ÷ median yield; null where nothing tells it.'),
		needed_low_ratio: multiple('1 ÷ the greatest yield of these periods.'),
		needed_high_ratio: multiple('1 ÷ the least yield; null where one period won nothing.'),
		needed_amount: maybeAmount('Needed pipeline: needed coverage × what remains of the target.'),
		gap_amount: maybeAmount('Needed pipeline less what is due; below 0 there is more than needed.'),
		currency: currencyColumn,
	},
	...noStatistics,
	checks: [
		{
			sentence: 'coverage is told exactly where something remains of a target',
			holds: (row) =>
				(row.coverage_ratio !== null) === (row.remaining_amount !== null && row.remaining_amount > 0),
		},
		{
			sentence: 'needed coverage lies between that of the best and the worst period',
			holds: (row) =>
				row.needed_ratio === null ||
				((row.needed_low_ratio ?? 0) <= row.needed_ratio * (1 + 1e-9) &&
					(row.needed_high_ratio === null || row.needed_ratio <= row.needed_high_ratio * (1 + 1e-9))),
		},
		{
			sentence: 'a value has one row a period',
			holds: (row, rows) =>
				rows.filter((other) => other.period_on === row.period_on && other.value === row.value).length === 1,
		},
	],
	adds: [{ over: 'value' }],
	shareable: true,
	sql,
	relations: (scope) => ({
		...filterRelations(scope),
		pipeline_day: pipelineDay,
		pipeline_standing: pipelineStanding,
		coverage_periods: coveragePeriods,
		period_targets: periodTargets,
		windows: yieldWindows,
		...dueRelations(scope),
	}),
});
