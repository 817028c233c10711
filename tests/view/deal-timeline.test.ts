import { describe, expect, it } from 'vitest';
import { createFormat } from '$lib/chart/format';
import { dealVisits } from '$lib/model/marts/deal-visits';
import { unseenWords, visitLanes, type VisitRow } from '$lib/view/deals/deal-timeline';
import { blankRow } from '../../src/routes/gallery/blank-row';

const format = createFormat('en-GB');
const STAGES = ['Lead', 'Demo', 'Offer', 'Contract'].map((label, index) => ({ rank: index + 1, label }));
const visit = (stage_rank: number, move: string): VisitRow =>
	blankRow(dealVisits, { stage_rank, move, stage: 'Lead', entered_at: '2026-01-05', left_at: '2026-01-12' });

describe('the stages that a deal passed between two exports', () => {
	it('are named, and that it is not known whether it was there', () => {
		expect(unseenWords([visit(1, 'skip'), visit(4, 'open')], STAGES)).toBe(
			'Demo and Offer lie between two exports: none of them shows the deal in them, and whether it was there is not known.',
		);
		expect(unseenWords([visit(1, 'forward'), visit(2, 'won')], STAGES.slice(0, 3))).toMatch(
			/^Offer lies between two exports: none of them shows the deal in it,/,
		);
	});

	it('are none where it was seen in all up to its furthest, also of one that moved back or was lost', () => {
		expect(unseenWords([visit(1, 'forward'), visit(2, 'back'), visit(1, 'lost')], STAGES)).toBeNull();
		expect(unseenWords([], STAGES)).toBeNull();
	});

	it('have no names where the stages of its own process are not known', () => {
		expect(unseenWords([visit(1, 'skip'), visit(4, 'open')], null)).toMatch(/^Stages that it passed lie/);
		expect(unseenWords([visit(1, 'forward'), visit(2, 'open')], null)).toBeNull();
	});
});

describe('a visit that passed over a stage', () => {
	it('skipped it by a log, and moved on between two exports by these', () => {
		const words = (isBetween: boolean) => visitLanes([visit(1, 'skip')], null, isBetween, format)[0]?.text;
		expect(words(false)).toMatch(/, skipped ahead$/);
		expect(words(true)).toMatch(/, moved on between two exports$/);
	});
});
