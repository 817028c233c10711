import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { paths } from '$lib/model/marts/paths';
import { chipsOf, pathTable, wayOf } from '$lib/view/funnel/path-rows';
import { blankRow } from './blank-row';

const STAGES = ['Lead', 'Demo', 'Offer → Terms', 'Offer'].map((label, index) => ({ rank: index + 1, label }));
const names = (path: string | null) => chipsOf(path, STAGES).map(({ stage }) => stage);

describe('a path as chips', () => {
	it('is its stages in order, none where no visit is recorded', () => {
		expect(names('Lead → Demo')).toEqual(['Lead', 'Demo']);
		expect(names(null)).toEqual([]);
	});

	it('is the ranks of its stages, where all of them are in the process', () => {
		expect(wayOf(chipsOf('Lead → Offer → Terms → Demo → Lead', STAGES))).toEqual([1, 3, 2, 1]);
		expect(wayOf(chipsOf(null, STAGES))).toEqual([]);
		expect(wayOf(chipsOf('Lead → Gone', STAGES))).toBeNull();
	});

	it('keeps a stage whole whose name has an arrow in it', () => {
		expect(names('Lead → Offer → Terms → Offer')).toEqual(['Lead', 'Offer → Terms', 'Offer']);
	});

	it('says which stages were come to by moving back, and which by passing over one', () => {
		const chips = chipsOf('Lead → Offer → Terms → Demo → Offer', STAGES);
		expect(chips.map(({ isBack, isSkip }) => [isBack, isSkip])).toEqual([
			[false, false],
			[false, true],
			[true, false],
			[false, true],
		]);
	});

	it('says of a path that begins past the first stage that it was passed over', () => {
		expect(chipsOf('Demo', STAGES)[0]).toMatchObject({ rank: 2, isSkip: true });
	});

	it('keeps a name that the process does not have, without a rank', () => {
		expect(chipsOf('Lead → Gone', STAGES)[1]).toEqual({
			stage: 'Gone',
			rank: null,
			isBack: false,
			isSkip: false,
		});
	});
});

describe('paths as a table', () => {
	it('names the path of deals without a recorded visit', () => {
		const table = pathTable(
			[blankRow(paths, { place: 1, path: null, deals: 4 })],
			'Paths',
			'EUR',
			createFormat('en-GB'),
		);
		expect(table.rows[0]).toMatchObject({ path: 'No recorded stay', deals: 4 });
	});
});
