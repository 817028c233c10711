import type { ColumnRole } from './mapping';

/** Roles by the type of what they hold; all others hold text. */
export const DATE_ROLES: readonly ColumnRole[] = [
	'created',
	'closed',
	'won_at',
	'lost_at',
	'expected_close',
	'changed_at',
	'modified',
	'snapshot_day',
	'stage_since',
	'deleted_at',
	'entered_stage',
	'converted_at',
	'starts',
	'ends',
	'ends_before',
	'ordered_at',
];
export const FLAG_ROLES: readonly ColumnRole[] = [
	'is_won',
	'is_lost',
	'is_closed',
	'is_active',
	'is_converted',
	'deleted',
];
export const NUMBER_ROLES: readonly ColumnRole[] = [
	'amount',
	'closed_amount',
	'probability',
	'target',
	'rate',
	'inverse_rate',
];

/** Numbers whose header may say that they are thousands or millions. */
export const SCALED_ROLES: readonly ColumnRole[] = ['amount', 'closed_amount', 'target'];
