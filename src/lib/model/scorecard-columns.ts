import { wilsonInterval } from '../stats/interval';
import { ratio } from './columns';
import { isStepMeasure, STEP_MEASURES } from './step-measures';

/** Column contracts of the two scorecard marts. */
export const stepColumns = {
	step_number: { type: 'integer', unit: 'key', definition: 'Place of the step in the process, from 1.' },
	step: { type: 'text', unit: 'label', definition: 'Name of the step.' },
	stage_rank: {
		type: 'integer',
		unit: 'key',
		nullable: true,
		definition: 'Rank of the open stage that the step is; null of an end or a step after the sale.',
	},
	measure: {
		type: 'text',
		unit: 'key',
		nullable: true,
		definition: 'Measure by which the step is judged, one of the step measures; null where it has none.',
	},
	measured: {
		type: 'number',
		unit: 'measured',
		nullable: true,
		definition: 'What the measure comes to, in its unit: deals, ratio 0..1, amount or days.',
	},
	counted: {
		type: 'integer',
		unit: 'rows',
		definition: 'The n of the measure: deals, or accounts of what comes after the sale.',
	},
	hits: {
		type: 'integer',
		unit: 'rows',
		nullable: true,
		definition: 'Of these, the ones that a ratio counts; null of other measures.',
	},
	target: {
		type: 'number',
		unit: 'measured',
		nullable: true,
		definition: 'What the team has set for it, in the unit of the measure; null where it has set nothing.',
	},
} as const;

export const stepIntervalColumns = {
	measured_low_ratio: ratio('Lower end of the 95 % Wilson interval, where the measure is a ratio.'),
	measured_high_ratio: ratio('Upper end of the 95 % Wilson interval, where the measure is a ratio.'),
} as const;

/** The 95 % Wilson interval of a measure that is a ratio; nulls of others. */
export function stepInterval({ counted, hits }: { counted: number; hits: number | null }) {
	const interval = hits === null ? null : wilsonInterval(hits, counted);
	return { measured_low_ratio: interval?.low ?? null, measured_high_ratio: interval?.high ?? null };
}

/** Whether a measure comes to its target, by whichever way is better; null where one of the two is missing. */
export function meetsTarget(
	measure: string | null,
	measured: number | null,
	target: number | null,
): boolean | null {
	if (measure === null || measured === null || target === null || !isStepMeasure(measure)) return null;
	return STEP_MEASURES[measure].better === 'higher' ? measured >= target : measured <= target;
}

/** Ratios that more of makes no sense, and hits within n: promises of both marts. */
export const stepChecks = [
	{
		sentence: 'a ratio is its hits ÷ n, and is null exactly where nothing is counted',
		holds: (row: { hits: number | null; counted: number; measured: number | null }) =>
			row.hits === null ||
			(row.hits <= row.counted && Math.abs((row.measured ?? NaN) - row.hits / row.counted) <= 1e-12),
	},
	{
		sentence: 'what is measured has an n, but for a count, of which there may be none',
		holds: (row: { measure: string | null; counted: number; measured: number | null }) =>
			row.measure === 'new_deals' ? row.measured === row.counted : row.measured === null || row.counted > 0,
	},
];
