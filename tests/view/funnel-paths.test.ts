import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { paths } from '$lib/model/marts/paths';
import { chipsOf, pathFacts, pathTable, wayOf } from '$lib/view/funnel/path-rows';
import { blankRow } from '../../src/routes/gallery/blank-row';

const format = createFormat('en-GB');
const plain = (text: string) => text.replaceAll(/[\u202f\u00a0]/g, ' ');
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
			'count',
			'Paths',
			'EUR',
			format,
		);
		expect(table.rows[0]).toMatchObject({ path: 'No recorded stay', deals: 4 });
	});

	it('are told in value by value: the amounts, their share and their win rate, which has no interval', () => {
		const row = blankRow(paths, {
			place: 1,
			path: 'Lead',
			deals: 4,
			deals_won: 1,
			deals_lost: 1,
			total_amount: 900,
			share_ratio: 0.5,
			share_amount_ratio: 0.75,
			win_ratio: 0.5,
			win_low_ratio: 0.1,
			win_high_ratio: 0.9,
			win_amount_ratio: 0.8,
		});
		expect(pathFacts(row, 'count', format)).toMatchObject({
			size: 4,
			share: 0.5,
			win: { value: 0.5, low: 0.1, high: 0.9, isUncertain: true },
		});
		const byValue = pathFacts(row, 'value', format);
		expect(byValue).toMatchObject({ size: 900, share: 0.75, win: { value: 0.8, low: null, high: null } });
		expect(plain(byValue.win.words)).toBe('Win rate by value 80.0 %, n 2');
		const { columns } = pathTable([row], 'value', 'Paths', 'EUR', format);
		expect(columns.map(({ key }) => key).slice(1, 3)).toEqual(['total_amount', 'share_amount_ratio']);
	});

	it('say why there is no win rate: nothing closed, or nothing closed that has an amount', () => {
		const closed = blankRow(paths, { deals: 2, deals_won: 1, win_ratio: 1 });
		expect(pathFacts(blankRow(paths, { deals: 2 }), 'value', format).win.words).toBe('nothing closed');
		expect(pathFacts(closed, 'value', format).win.words).toBe('nothing closed has an amount');
	});
});
