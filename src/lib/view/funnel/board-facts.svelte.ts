import { conversionMatured } from '../../model/marts/conversion-matured';
import { funnel } from '../../model/marts/funnel';
import { funnelByPolicy } from '../../model/marts/funnel-by-policy';
import type { Scope } from '../../model/scope';
import { createQuestion } from '../../session/question.svelte';
import type { Source } from '../../session/source';
import type { ViewState } from '../../share/state';
import { countedKind, policySteps, timedSteps, type Kind, type Skips } from './board-kinds';
import { boardSteps } from './funnel-board';

export interface BoardAsked {
	source: Source;
	/** Null asks nothing. */
	scope: Scope | null;
	kind: Kind;
	skips: Skips;
	/** Ranks of the stages that a deal may pass over. */
	optional: readonly number[];
	horizon: number | null;
	measure: ViewState['measure'];
}

/** All that a board is drawn from, for one scope. Call it where effects may be made. */
export function askBoard(get: () => BoardAsked) {
	const asked = $derived(get());
	const funnelOf = createQuestion(() =>
		asked.scope ? { source: asked.source, mart: funnel, scope: asked.scope, params: {} } : null,
	);
	const optional_stages = $derived(asked.optional.length === 0 ? null : asked.optional.join(','));
	const policyOf = createQuestion(() =>
		asked.scope && asked.skips !== 'imputed'
			? { source: asked.source, mart: funnelByPolicy, scope: asked.scope, params: { optional_stages } }
			: null,
	);
	const isTimed = $derived(asked.kind === 'matured' || asked.kind === 'eventual');
	const maturedOf = createQuestion(() =>
		asked.scope && isTimed
			? {
					source: asked.source,
					mart: conversionMatured,
					scope: asked.scope,
					params: { horizon_days: asked.horizon },
				}
			: null,
	);
	const steps = $derived.by(() => {
		const { kind, skips, measure } = asked;
		const plain =
			skips === 'imputed'
				? boardSteps(funnelOf.rows, measure, countedKind(kind))
				: policySteps(policyOf.rows, skips, countedKind(kind));
		return kind === 'matured' || kind === 'eventual' ? timedSteps(plain, maturedOf.rows, kind) : plain;
	});
	const answers = [funnelOf, policyOf, maturedOf];
	return {
		get rows() {
			return funnelOf.rows;
		},
		get policyRows() {
			return policyOf.rows;
		},
		get maturedRows() {
			return maturedOf.rows;
		},
		get steps() {
			return steps;
		},
		get isReady() {
			return funnelOf.status === 'ready';
		},
		get isLoading() {
			return answers.some(({ status, stale }) => status === 'loading' || stale);
		},
		get problem() {
			return answers.find(({ problem }) => problem !== null)?.problem ?? null;
		},
	};
}
