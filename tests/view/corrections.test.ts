import { expect, it } from 'vitest';
import type { Correction, Mapping } from '$lib/intake/mapping';
import {
	REFUSED_CORRECTIONS,
	refusedIn,
	withCorrections,
	withoutCorrection,
	withRefused,
} from '$lib/view/data/corrections';

const mapping: Mapping = { version: 1, files: [], process: { stages: [], evidence: [] } };
const offered: Correction = {
	column: 'product',
	from: 'GTXPro',
	to: 'GTX Pro',
	file: null,
	rows: 12,
	evidence: 'the same but for a space',
};
const plain = { column: 'product', from: 'GTXPro', to: 'GTX Pro' };

it('accepts a spelling once, without what was said when it was offered', () => {
	const accepted = withCorrections(mapping, [offered, offered]);
	expect(accepted.corrections).toEqual([plain]);
	expect(withCorrections(accepted, [offered]).corrections).toEqual([plain]);
});

it('takes an accepted spelling back', () => {
	expect(withoutCorrection(withCorrections(mapping, [offered]), plain).corrections).toEqual([]);
});

it('remembers what was refused among the settings, and nothing that is none', () => {
	const settings = { [REFUSED_CORRECTIONS]: withRefused(withRefused([], offered), offered) };
	expect(refusedIn(settings)).toEqual([plain]);
	expect(refusedIn({})).toEqual([]);
	expect(refusedIn({ [REFUSED_CORRECTIONS]: [null, 3, { column: 'x' }] })).toEqual([]);
	expect(refusedIn({ [REFUSED_CORRECTIONS]: 'all' })).toEqual([]);
});
