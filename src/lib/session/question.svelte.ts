import { untrack } from 'svelte';
import type { AnyMart } from '../model/contract';
import { Asker, NO_ANSWER, type Answer, type Asked } from './ask';
import { waiting } from './under-way.svelte';

/**
 * Asks whenever `get` gives another question. The last question wins: its answer is never replaced by an older one,
 * and while it is loading the rows before it stay. Call it where effects may be made: in a component's script.
 */
export function createQuestion<M extends AnyMart>(get: () => Asked<M> | null): Answer<M> {
	let answer = $state.raw<Answer<M>>(NO_ANSWER);
	const wait = waiting();
	const asker = new Asker<M>((heard) => {
		answer = heard;
		wait(heard.status === 'loading' || heard.isApproximate);
	});
	// Before the page is drawn, so that the engine works while it is, and questions of a page come before those of its parts.
	$effect.pre(() => {
		const question = get();
		untrack(() => asker.ask(question));
	});
	$effect(() => () => {
		asker.stop();
		wait(false);
	});
	return {
		get rows() {
			return answer.rows;
		},
		get status() {
			return answer.status;
		},
		get problem() {
			return answer.problem;
		},
		get stale() {
			return answer.stale;
		},
		get isApproximate() {
			return answer.isApproximate;
		},
	};
}
