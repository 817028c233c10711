import { describe, expect, it } from 'vitest';
import { chipFilters, pipelineFilter, pipelineWords } from '$lib/view/shell/pipelines';

const of = (values: (string | null)[], exclude = false) => ({
	filters: [
		{ segment: 'owner', values: ['Ann'], exclude: false },
		{ segment: 'pipeline', values, exclude },
	],
});
const catalog = (values: string[]) => ({
	segments: [{ key: 'pipeline', label: 'Pipeline', values: values.map((value) => ({ value, deals: 1 })) }],
});

describe('the pipeline of a scope', () => {
	it('is the one that it is filtered by; all without such a filter', () => {
		expect(pipelineFilter(of(['Renewals']))).toEqual({ value: 'Renewals' });
		expect(pipelineWords(of(['Renewals']))).toBe('Renewals');
		expect(pipelineWords(of([null]))).toBe('(blank)');
		expect(pipelineFilter({ filters: [] })).toBeNull();
		expect(pipelineWords({ filters: [] })).toBe('all pipelines');
	});

	it('is none where several are kept or one is left out, which is told', () => {
		for (const scope of [of(['New', 'Renewals']), of(['New'], true)]) {
			expect(pipelineFilter(scope)).toBeNull();
			expect(pipelineWords(scope)).toBe('some pipelines');
		}
	});

	it('is no chip where the sentence names it, and one where it does not', () => {
		const chips = (scope: ReturnType<typeof of>, values: string[]) =>
			chipFilters(scope, catalog(values)).map(({ segment }) => segment);
		expect(chips(of(['New']), ['New', 'Renewals'])).toEqual(['owner']);
		expect(chips(of(['New', 'Renewals']), ['New', 'Renewals'])).toEqual(['owner', 'pipeline']);
		// Data of one pipeline have no choice of pipelines: what filters by it must still be seen.
		expect(chips(of(['Gone']), ['New'])).toEqual(['owner', 'pipeline']);
	});
});
