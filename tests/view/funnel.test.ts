import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { evidenceSentence } from '$lib/view/funnel/evidence-words';
import {
	boardEnd,
	boardPickOf,
	boardSteps,
	dealsOf,
	inFunnel,
	isSamePick,
	pickOf,
} from '$lib/view/funnel/funnel-board';
import { funnelSentence, unknownSentence } from '$lib/view/funnel/funnel-sentence';
import { BUCKETS, START_STATE } from '$lib/share/state';
import { funnelRow, TWO_STAGES } from './funnel-rows';

const format = createFormat('en-GB');
const plain = (text: string | null) => text?.replaceAll('\u202f', ' ') ?? null;

describe('the sentence of the funnel', () => {
	it('says how many were won and where most dropped', () => {
		expect(plain(funnelSentence(TWO_STAGES, 'count', 'cohort', null, format))).toBe(
			'Of 10 opportunities created, 3 (30.0 %) are won so far; most drop at Lead: 4 of the 10 that reached it.',
		);
	});

	it('follows the money by value, and may then name another stage', () => {
		expect(plain(funnelSentence(TWO_STAGES, 'value', 'cohort', 'EUR', format))).toBe(
			'Of €1,000 of opportunities created, €100 (10.0 %) is won so far; most drop at Proposal: €500 of the €700 that reached it.',
		);
	});

	it('counts deals where no deal has an amount', () => {
		const rows = TWO_STAGES.map((row) => ({
			...row,
			reached_amount: 0,
			moved_on_amount: 0,
			dropped_amount: 0,
		}));
		expect(funnelSentence(rows, 'value', 'cohort', null, format)).toMatch(/^Of 10 opportunities created, 3/);
	});

	it('says “so far” as long as any is open, of which more may be won', () => {
		const said = (deals_open: number) =>
			plain(
				funnelSentence(
					[
						funnelRow({
							stage: 'Lead',
							deals_reached: 5,
							deals_moved_on: 2,
							deals_open,
							moved_on_of_all_ratio: 0.4,
						}),
					],
					'count',
					'cohort',
					null,
					format,
				),
			);
		expect(said(1)).toBe('Of 5 opportunities created, 2 (40.0 %) are won so far.');
		expect(said(0)).toBe('Of 5 opportunities created, 2 (40.0 %) were won.');
	});

	it('claims no share of those created on the activity basis', () => {
		expect(funnelSentence(TWO_STAGES, 'count', 'activity', null, format)).toBe(
			'3 deals were won; most drop at Lead: 4 of the 10 that reached it.',
		);
	});

	it('compares only what is known where drop-offs are unknown', () => {
		const rows = TWO_STAGES.map((row, index) => (index === 0 ? { ...row, deals_unknown: 2 } : row));
		expect(funnelSentence(rows, 'count', 'cohort', null, format)).toContain(
			'of the drop-offs that are known, most are at Lead',
		);
	});

	it('names no stage where none dropped, and is silent on an empty scope', () => {
		const rows = TWO_STAGES.map((row) => ({ ...row, deals_dropped: 0 }));
		expect(plain(funnelSentence(rows, 'count', 'cohort', null, format))).toBe(
			'Of 10 opportunities created, 3 (30.0 %) are won so far.',
		);
		expect(funnelSentence([funnelRow({ stage: 'Lead' })], 'count', 'cohort', null, format)).toBeNull();
		const lost = [funnelRow({ stage: 'Lead', deals_reached: 2, deals_dropped: 2 })];
		expect(funnelSentence(lost, 'count', 'cohort', null, format)).toMatch(
			/^Of 2 opportunities created, none was won; most drop at Lead/,
		);
		expect(funnelSentence([], 'count', 'cohort', null, format)).toBeNull();
	});
});

describe('what is unknown', () => {
	it('is said with its part of all that were lost', () => {
		const rows = TWO_STAGES.map((row, index) => (index === 0 ? { ...row, deals_unknown: 2 } : row));
		expect(unknownSentence(rows, format)).toMatch(/^Where 2 lost opportunities \(of 8\) dropped/);
	});

	it('is told of a single deal as of one', () => {
		const one = TWO_STAGES.map((row) => ({ ...row, deals_dropped: 0, deals_unknown: 1 })).slice(0, 1);
		expect(unknownSentence(one, format)).toMatch(
			/^Where 1 lost opportunity \(the only one\) dropped is not in the data\. It is drawn as unknown and is in no stage’s drop-off; where it outweighs chance,/,
		);
	});

	it('is not mentioned where all is known', () => {
		expect(unknownSentence(TWO_STAGES, format)).toBeNull();
	});
});

describe('the board', () => {
	it('stacks each stage to what reached it, by count and by value', () => {
		for (const measure of ['count', 'value'] as const)
			for (const step of boardSteps(TWO_STAGES, measure, 'resolved'))
				expect(step.parts.reduce((sum, part) => sum + part.value, 0)).toBe(step.total);
	});

	it('shows no interval by value, where there is none', () => {
		const rates = boardSteps(TWO_STAGES, 'value', 'resolved').map((step) => step.rate);
		expect(rates.map((rate) => rate?.low)).toEqual([null, null]);
		expect(rates.map((rate) => rate?.value)).toEqual([0.7, 1 / 6]);
	});

	it('gives the least a rate can be only where something is unknown', () => {
		const [known] = boardSteps(TWO_STAGES, 'count', 'resolved');
		expect(known?.rate?.floor).toBeNull();
		const rows = TWO_STAGES.map((row, index) =>
			index === 0 ? { ...row, deals_unknown: 2, resolved_floor_ratio: 0.5 } : row,
		);
		const [unknown] = boardSteps(rows, 'count', 'resolved');
		expect(unknown?.rate?.floor).toBe(0.5);
	});

	it('takes open deals as failed so far, and leaves them out when resolved', () => {
		const of = (conversion: 'so_far' | 'resolved') => boardSteps(TWO_STAGES, 'count', conversion)[1]?.rate;
		expect([of('so_far')?.value, of('so_far')?.n]).toEqual([0.5, 6]);
		expect([of('resolved')?.value, of('resolved')?.n]).toEqual([0.6, 5]);
	});

	it('does not call skipped what was never recorded', () => {
		const noted = (deals_skipped: number, deals_unrecorded: number) =>
			boardSteps(
				TWO_STAGES.map((row) => ({ ...row, deals_skipped, deals_unrecorded })),
				'count',
				'resolved',
			)[0]?.notes.map(({ label, value }) => [label, value]);
		expect(noted(3, 3)).toEqual([]);
		expect(noted(3, 0)).toEqual([['skipped', 3]]);
		expect(noted(3, 1)).toEqual([['skipped or unrecorded', 3]]);
	});

	it('ends in what was won, with its share of all created on the cohort basis only', () => {
		const cohort = boardEnd(TWO_STAGES, 'count', { basis: 'cohort' }, null, format);
		expect(cohort?.value).toBe(3);
		expect(cohort?.notes.map(({ key, value }) => [key, value])).toEqual([
			['share', 0.3],
			['amount', 100],
		]);
		const activity = boardEnd(TWO_STAGES, 'count', { basis: 'activity' }, null, format);
		expect(activity?.notes.map(({ key }) => key)).toEqual(['amount']);
	});
});

describe('a pick', () => {
	it('leads from the board to the address and back', () => {
		for (const bucket of [
			'reached',
			'moved_on',
			'dropped',
			'open',
			'unknown',
			'skipped',
			'moved_back',
		] as const) {
			const onBoard = boardPickOf({ rank: 2, bucket });
			expect(onBoard && pickOf(onBoard, TWO_STAGES)).toEqual({ rank: 2, bucket });
		}
	});

	it('of the end is what moved on from the last stage', () => {
		expect(pickOf({ kind: 'end' }, TWO_STAGES)).toEqual({ rank: 2, bucket: 'moved_on' });
	});

	it('of Overview, which imputes skips, is picked in the Funnel as it counts there, however skips were counted', () => {
		const pick = { rank: 2, bucket: 'moved_on' } as const;
		const before = { ...START_STATE, skips: 'in_order', path: [1] } as const;
		expect({ ...before, ...inFunnel(pick) }).toEqual({ ...START_STATE, place: 'funnel', pick });
	});

	it('is another one than a move back to one stage alone, which no board has', () => {
		const picked = pickOf({ kind: 'note', step: '3', note: 'moved_back' }, TWO_STAGES);
		expect(isSamePick(picked, { rank: 3, bucket: 'moved_back' })).toBe(true);
		expect(isSamePick(picked, { rank: 3, bucket: 'moved_back', to: 1 })).toBe(false);
		expect(isSamePick(picked, null)).toBe(false);
	});

	it('has a number of deals for every part of a stage that exists', () => {
		const onBoard = BUCKETS.map((bucket) => dealsOf({ rank: 1, bucket }, TWO_STAGES));
		// None went on by a skip, and who is in a stage now is not on the board.
		expect(onBoard).toEqual([10, 0, 0, 6, 4, 0, 0, 0, null, null, null]);
		expect(dealsOf({ rank: 9, bucket: 'reached' }, TWO_STAGES)).toBeNull();
	});
});

it('says what the reach rests on, most first', () => {
	const rows = [
		{ evidence: 'current_stage', deals: 1 },
		{ evidence: 'history', deals: 3 },
	];
	expect(plain(evidenceSentence(rows, format))).toBe(
		'Reach known from stage history 75.0 %, present stage only 25.0 %',
	);
	expect(evidenceSentence(rows.slice(1), format)).toBe('Reach known from stage history');
	expect(evidenceSentence([], format)).toBeNull();
});
