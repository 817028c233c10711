import type { Row } from '../engine/engine';

/** Parts of a stage that a policy for skips decides (metrics §3); all others are of what is recorded. */
export const BY_POLICY: readonly string[] = ['reached', 'moved_on', 'dropped', 'open', 'unknown', 'removed'];

const IMPUTED = { policy_join: '', policy_counts: 'true' };

/**
 * What a policy for skips makes of the part of a stage that a list holds, as SQL: a relation to join and what must hold,
 * just as `funnel_by_policy` counts it. Skips are imputed where nothing else is asked.
 */
export function listPolicySql(params: Row): Record<string, string> {
	const { stage_rank: rank, took_from_days: took, skips } = params;
	const bucket = String(params['bucket'] ?? 'reached');
	if (typeof rank !== 'number' || typeof took === 'number' || !BY_POLICY.includes(bucket)) return IMPUTED;
	if (skips === 'observed')
		return { policy_join: '', policy_counts: bucket === 'removed' ? 'false' : 'p.visits_entered > 0' };
	if (skips !== 'in_order') return bucket === 'removed' ? { ...IMPUTED, policy_counts: 'false' } : IMPUTED;
	const reach = 'case when scope.outcome_code = 1 then way.won_rank else way.in_order_rank end';
	const goesOn = `(${reach} > ${rank} or (scope.outcome_code = 1 and way.last_rank = ${rank}))`;
	const counts = [
		`${reach} >= ${rank}`,
		...(bucket === 'moved_on' ? [goesOn] : []),
		...(bucket === 'removed' ? [`not ${goesOn}`] : []),
	];
	return {
		policy_join: 'left join in_order_reach as way on way.path_key = scope.path_key',
		policy_counts: counts.join('\n\t\tand '),
	};
}
