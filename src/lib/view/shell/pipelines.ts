import type { Catalog } from '../../model/catalog';
import type { Scope, SegmentFilter } from '../../model/scope';
import { BLANK } from '../words';

/** Key of the segment that tells the pipeline, where the data have several. */
export const PIPELINE = 'pipeline';

/**
 * The one pipeline that the scope is of; null where it is of all. A filter of several, or one that leaves some out, is
 * no choice of a pipeline: it stands among the other filters.
 */
export function pipelineFilter({ filters }: Pick<Scope, 'filters'>): { value: string | null } | null {
	const [only, ...more] = filters.filter(({ segment }) => segment === PIPELINE);
	const [value, ...values] = only?.values ?? [];
	if (!only || only.exclude || more.length > 0 || value === undefined || values.length > 0) return null;
	return { value };
}

/** The pipeline as the scope's sentence names it. */
export function pipelineWords(scope: Pick<Scope, 'filters'>): string {
	const chosen = pipelineFilter(scope);
	if (chosen) return chosen.value ?? BLANK;
	return scope.filters.some(({ segment }) => segment === PIPELINE) ? 'some pipelines' : 'all pipelines';
}

/** The filters that stand as chips: all but the pipeline that the sentence names by itself. */
export function chipFilters(
	scope: Pick<Scope, 'filters'>,
	{ segments }: Pick<Catalog, 'segments'>,
): readonly SegmentFilter[] {
	const hasControl = segments.some(({ key, values }) => key === PIPELINE && values.length > 1);
	if (!hasControl || !pipelineFilter(scope)) return scope.filters;
	return scope.filters.filter(({ segment }) => segment !== PIPELINE);
}
