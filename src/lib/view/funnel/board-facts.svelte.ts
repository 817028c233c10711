import type { AnyMart } from '../../model/contract';
import type { Scope } from '../../model/scope';
import { createQuestion } from '../../session/question.svelte';
import type { Source } from '../../session/source';
import type { Ask } from '../../share/snapshot';
import type { ViewState } from '../../share/state';
import { boardAsks } from './funnel-asks';
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
	const asks = $derived(asked.scope ? boardAsks({ ...asked, scope: asked.scope }) : null);
	const of = <M extends AnyMart>(one: Ask<M> | null | undefined) =>
		one ? { source: asked.source, ...one } : null;
	const funnelOf = createQuestion(() => of(asks?.funnel));
	const policyOf = createQuestion(() => of(asks?.policy));
	const maturedOf = createQuestion(() => of(asks?.matured));
	const steps = $derived.by(() => {
		const { kind, skips, measure } = asked;
		const plain =
			skips === 'imputed'
				? boardSteps(funnelOf.rows, measure, countedKind(kind))
				: policySteps(policyOf.rows, skips, countedKind(kind), measure);
		return kind === 'matured' || kind === 'eventual'
			? timedSteps(plain, maturedOf.rows, kind, measure)
			: plain;
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
