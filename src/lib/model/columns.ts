/** Column contracts that many marts have, by what they count. */

export const deals = (definition: string) => ({ type: 'integer', unit: 'deals', definition }) as const;
export const visits = (definition: string) => ({ type: 'integer', unit: 'visits', definition }) as const;
export const amount = (definition: string) => ({ type: 'number', unit: 'amount', definition }) as const;
export const flag = (definition: string) => ({ type: 'boolean', unit: 'flag', definition }) as const;

/** A share of 0..1, null where there is nothing to divide by. */
export const ratio = (definition: string) =>
	({ type: 'number', unit: 'ratio', nullable: true, definition }) as const;

/** How many times one amount is another, e.g. coverage; null where there is nothing to divide by. */
export const multiple = (definition: string) =>
	({ type: 'number', unit: 'multiple', nullable: true, definition }) as const;

/** A length of time in days, null where there is nothing to measure. */
export const days = (definition: string) =>
	({ type: 'number', unit: 'days', nullable: true, definition }) as const;

/** The stage that a row is about. */
export const stageColumns = {
	stage_rank: { type: 'integer', unit: 'key', definition: 'Place of the stage in the process, from 1.' },
	stage: { type: 'text', unit: 'label', definition: 'Name of the stage in the process.' },
} as const;

/** The value of the segment asked by that a row is about. */
export const segmentValueColumn = {
	type: 'text',
	unit: 'label',
	nullable: true,
	definition: 'Value of the segment; null is blank, or all deals where no segment is asked by.',
} as const;

export const segmentParam = {
	type: 'text',
	nullable: true,
	definition: 'Key of a segment, e.g. owner; null takes all deals together.',
} as const;

export const horizonParam = {
	type: 'integer',
	nullable: true,
	definition:
		'Days that a deal is given to move on; null takes the 90th percentile of the time to move on over all stages, rounded up.',
} as const;

export const horizonColumn = {
	type: 'integer',
	unit: 'days',
	nullable: true,
	definition:
		'Horizon in days: the one asked for, else the 90th percentile of the time to move on over all stages, rounded up; null if nothing has moved on.',
} as const;

/** Sums of decimals turned into doubles may differ in their last bits. */
export const isClose = (a: number, b: number) =>
	Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));
