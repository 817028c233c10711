import { wilsonInterval } from '../../stats/interval';
import { amount, days, deals, ratio } from '../columns';
import { defineMart } from '../contract';
import sql from './win_loss.sql?raw';

/** Metrics §5 and §11: the deals closed in the window by how they ended. */
export const winLoss = defineMart({
	name: 'win_loss',
	question: 'How did deals end, and why were the lost ones lost?',
	grain: 'one outcome and lost reason that deals closed in the window have',
	population: 'activity',
	params: {},
	columns: {
		outcome: { type: 'text', unit: 'label', definition: 'won or lost.' },
		lost_reason: {
			type: 'text',
			unit: 'label',
			nullable: true,
			definition: 'Reason of lost deals as recorded; null is a lost deal without one, or a won deal.',
		},
		deals_closed: deals('Deals closed in the window with this outcome and reason.'),
		closed_amount: amount('Their amount; deals without amount count as 0.'),
		deals_closed_total: deals('All deals closed in the window: the n of the share of closed.'),
		share_of_closed_ratio: ratio('These deals ÷ all deals closed in the window.'),
		share_of_closed_amount_ratio: ratio('Their amount ÷ amount of all deals closed in the window.'),
		deals_of_outcome: deals(
			'All deals closed in the window with this outcome: the n of the share of outcome.',
		),
		share_of_outcome_ratio: ratio('These deals ÷ all deals closed in the window with this outcome.'),
		share_of_outcome_amount_ratio: ratio('Their amount ÷ amount of all deals closed with this outcome.'),
		deals_with_cycle: deals(
			'Of these deals, those with both a start and a close: the n of the median cycle.',
		),
		median_cycle_days: days('Median of closed − created over these deals, in days (type 7).'),
		deals_without_amount: deals('Of these deals, those without an amount.'),
	},
	statistics: {
		share_of_closed_low_ratio: ratio('Lower end of the 95 % Wilson interval of the share of closed.'),
		share_of_closed_high_ratio: ratio('Upper end of the 95 % Wilson interval of the share of closed.'),
		share_of_outcome_low_ratio: ratio('Lower end of the 95 % Wilson interval of the share of outcome.'),
		share_of_outcome_high_ratio: ratio('Upper end of the 95 % Wilson interval of the share of outcome.'),
	},
	derive: (row) => {
		const ofClosed = wilsonInterval(row.deals_closed, row.deals_closed_total);
		const ofOutcome = wilsonInterval(row.deals_closed, row.deals_of_outcome);
		return {
			share_of_closed_low_ratio: ofClosed?.low ?? null,
			share_of_closed_high_ratio: ofClosed?.high ?? null,
			share_of_outcome_low_ratio: ofOutcome?.low ?? null,
			share_of_outcome_high_ratio: ofOutcome?.high ?? null,
		};
	},
	checks: [
		{
			sentence: 'the rows add up to all deals closed',
			holds: (row, rows) =>
				rows.reduce((sum, { deals_closed }) => sum + deals_closed, 0) === row.deals_closed_total,
		},
		{
			sentence: 'the reasons of an outcome add up to its deals',
			holds: (row, rows) =>
				rows
					.filter(({ outcome }) => outcome === row.outcome)
					.reduce((sum, { deals_closed }) => sum + deals_closed, 0) === row.deals_of_outcome,
		},
		{
			sentence: 'won deals have no lost reason',
			holds: (row) => row.outcome === 'lost' || row.lost_reason === null,
		},
	],
	shareable: true,
	sql,
});
